"""Pages that no profile knows: what they say of themselves, and their running text.

The front matter names the profile `fallback`, so that a curator knows where to look twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from site_builder import dates
from site_builder.dating import stated_line
from site_builder.model import Extract, Piece, Speaker
from site_builder.pagetext import HtmlPage, Line, SavedPage, Span
from site_builder.sites._labels import spoken
from site_builder.sites._page_facts import PageFacts, Title, author_of
from site_builder.sites._running_text import running_text, weight
from site_builder.titles import title_parts
from site_builder.turns import speakers_of

LEAST = 40
"""Weight of the shortest text that is taken for a speech: one sentence."""
_ROLES = {
    "h2": "heading-2",
    "h3": "heading-3",
    "h4": "heading-4",
    "li": "item",
    "blockquote": "quote",
}
_STOP = re.compile(r"[.!?。！？…;；:：,，][\"'”’」』)）]*$")
_RULE = re.compile(r"[\s_=~|·-]+")
"""A line that only divides."""
_AUTHOR_LABEL = re.compile(r"(?:by\s|作者\s*[:：]|撰文\s*[:：]|文\s*[/／])", re.IGNORECASE)
_HAN = "\u2e80"
"""From here on, characters are set without blanks between words."""
_NEAR = 6
"""Lines below the title in which author and date are printed."""
_SHORT = 120
"""Weight of such a line at most."""
_LONGEST_TITLE = 80
"""Characters of a first line that is taken for the title."""
_ABOVE = 0.2
"""A title with more of the text above it than this share is not the title but a mention of it."""


def fallback(page: SavedPage) -> Extract | None:
    """The running text of a page; None if it has none."""
    return _of_html(page.html, page.lines) if page.html else _of_text(page.raw.text, page.lines)


# HTML
# ----


def _of_html(html: HtmlPage, lines: Sequence[Line]) -> Extract | None:
    facts = PageFacts(html)
    text = running_text(html)
    title = facts.title(lines, text) or _first_words(text)
    if not title:
        return None
    notes, body = _divided(text, title, lines)
    if _weight(body) < LEAST:
        return None
    pieces = [piece for note in notes.lines for piece in note.pieces(notes.role)]
    if title.line:
        pieces += title.line.pieces("title")
    said = spoken(body, lambda line: _ROLES.get(line.tag, "paragraph"))
    pieces += said.pieces
    author = notes.author or facts.author()
    published = facts.published() or notes.published
    parts = title_parts(title.text)
    is_told = bool(parts.type) and parts.certainty != "low"
    speakers = (Speaker(attribution=author),) if author else ()
    return Extract(
        profile="fallback",
        title=title.text,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.start)),
        language=facts.language("\n".join(line.text for line in body)),
        speakers=speakers_of(said.labels, speakers or (parts.speakers if is_told else ())),
        event=parts.event if is_told else None,
        type=parts.type if is_told else "interview" if said.labels else "speech",
        date=notes.spoken or (f"../{published[:10]}" if published else ""),
        date_basis="stated" if notes.spoken else "published" if published else "unknown",
        site=facts.site or facts.site_beside(title.text),
        url=facts.url,
        published=published,
    )


class _Notes(NamedTuple):
    """What is printed between a title and its text."""

    lines: tuple[Line, ...] = ()
    author: str = ""
    published: str = ""
    spoken: str = ""
    """The date, if it is given as that of the speech."""

    @property
    def role(self) -> str:
        return "published" if self.published or self.spoken else "speaker"


def _divided(
    text: Sequence[Line], title: Title, lines: Sequence[Line]
) -> tuple[_Notes, list[Line]]:
    """Author and date printed below the title, and the running text that is neither."""
    body = [
        line
        for index, line in enumerate(text)
        if not (index < _NEAR and _repeats(line, title)) and not _RULE.fullmatch(line.text)
    ]
    if title.line:
        start = title.line.end
        above = [line for line in body if line.start < title.line.start]
        if _weight(above) < _ABOVE * _weight(body):
            # In the same element above the title: a breadcrumb, an advertisement.
            body = [line for line in body if line.start >= start]
        near = [line for line in lines if start <= line.start and line.tag != "title"][:_NEAR]
    else:
        near = body[:_NEAR]
    notes = _notes(near)
    taken = [*notes.lines, *([title.line] if title.line else [])]
    return notes, [line for line in body if not any(_overlap(line, other) for other in taken)]


def _repeats(line: Line, title: Title) -> bool:
    """Whether a line is the title once more, and not the sentence that it was made of."""
    return _letters(line.text) == _letters(title.text) and _is_title(line.text)


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not _STOP.search(text)


def _overlap(line: Line, other: Line) -> bool:
    return line.start < other.end and other.start < line.end


def _notes(near: Iterable[Line]) -> _Notes:
    taken: list[Line] = []
    author = published = spoken = ""
    for line in near:
        if weight(line.text) > _SHORT:
            break
        date = dates.found(line.text)
        labelled = _AUTHOR_LABEL.match(line.text)
        if not (date or labelled) or (date and (published or spoken)) or _is_sentence(line.text):
            continue
        taken.append(line)
        if date:
            spoken = next(filter(None, map(stated_line, line.text.split("\n"))), "")
            published = "" if spoken else date
        rows = line.text.split("\n")
        if not author and labelled:
            author = author_of(re.split(r"\n|\s{2,}|　", line.text)[0]) if not date else ""
        elif not author and len(rows) > 1 and not dates.found(rows[0]) and line.tag[:1] != "h":
            author = author_of(rows[0])
    return _Notes(tuple(taken), author, published, spoken)


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"[.。！？!?]$", text)) and weight(text) > 40


def _first_words(text: Sequence[Line]) -> Title | None:
    """The beginning of the text, as the title of a page that has none."""
    if not text:
        return None
    words = re.split(r"(?<=[。！？!?.])\s*|\n", text[0].text)[0].rstrip("。.")
    if _is_title(text[0].text) and len(text) > 1:
        return Title(text[0].text, text[0])
    return Title(words if len(words) <= 60 else words[:59].rstrip() + "…", None)


def _weight(lines: Iterable[Line]) -> int:
    return sum(weight(line.text) for line in lines)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


# Plain text
# ----------


def _of_text(text: str, lines: Sequence[Line]) -> Extract | None:
    if not lines:
        return None
    title = _first_words(lines)
    assert title
    rest = lines[1:] if title.line else lines
    notes = _notes(rest[:_NEAR])
    taken = {line.start for line in notes.lines}
    body = _paragraphs(text, [line for line in rest if line.start not in taken])
    if _weight(body) < LEAST:
        return None
    pieces: list[Piece] = [piece for line in notes.lines for piece in line.pieces(notes.role)]
    if title.line:
        pieces += title.line.pieces("title")
    said = spoken(body, lambda line: "paragraph")
    pieces += said.pieces
    parts = title_parts(title.text)
    is_told = bool(parts.type) and parts.certainty != "low"
    speakers = (Speaker(attribution=notes.author),) if notes.author else ()
    return Extract(
        profile="fallback",
        title=title.text,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.start)),
        speakers=speakers_of(said.labels, speakers or (parts.speakers if is_told else ())),
        event=parts.event if is_told else None,
        type=parts.type if is_told else "interview" if said.labels else "speech",
        date=notes.spoken or (f"../{notes.published[:10]}" if notes.published else ""),
        date_basis="stated" if notes.spoken else "published" if notes.published else "unknown",
        published=notes.published,
    )


def _paragraphs(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, or if they are wrapped, the paragraphs that blank lines divide them into."""
    blocks: list[list[Line]] = []
    for line in lines:
        is_next = bool(blocks) and _is_line_end(text[blocks[-1][-1].end : line.start])
        if is_next:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return list(map(_unwrapped, blocks)) if _is_wrapped(blocks) else list(lines)


def _is_line_end(between: str) -> bool:
    return len(between.replace("\r\n", "\n").strip(" \t　")) == 1


def _is_wrapped(blocks: Sequence[Sequence[Line]]) -> bool:
    """Whether lines end because they are full: long, about equally so, and rarely at a stop."""
    broken = [line.text for block in blocks for line in block[:-1]]
    if len(blocks) < 2 or len(broken) < 2:
        return False
    widths = sorted(map(weight, broken))
    median = widths[len(widths) // 2]
    full = sum(width >= 0.7 * median for width in widths)
    stops = sum(bool(_STOP.search(line)) for line in broken)
    return median >= 30 and full >= 0.8 * len(broken) and stops <= 0.4 * len(broken)


def _unwrapped(block: Sequence[Line]) -> Line:
    """The lines of a paragraph as one: with blanks, but with nothing between Han characters."""
    spans: list[Span] = list(block[0].spans)
    for line in block[1:]:
        if not (spans[-1].text[-1] >= _HAN and line.text[0] >= _HAN):
            spans.append(Span(spans[-1].end, line.start, " "))
        spans += line.spans
    return Line(tuple(spans))
