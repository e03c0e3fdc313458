"""Pages of the Hansard of the United Kingdom as parliament.uk had them until 2015, both Houses.

<p><b>19 July 2011 : Column 771</b></p>                    a number of a column, also in a paragraph
<h3>Syria</h3>
<p>1. <b>Ann Lee (Wexley) (Lab):</b> When he next …</p>     a question's number, a label, the words
<p><i>Question put and agreed to.</i></p>                  what nobody says
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from site_builder import dates
from site_builder.model import Extract, Piece
from site_builder.pagetext import Line, SavedPage, Span
from site_builder.sites._turns import Emphasis, bold_label, turn_pieces
from site_builder.turns import speakers_of

_COLUMN = re.compile(r"(?P<date>\d{1,2} \w{3,9}\.? \d{4}) ?: ?Column (?:GC)?\d+\w*")
_END = re.compile(
    r"(?:Previous|Next) Section|Index|Home Page|Back to Table of Contents|Lords Hansard Home Page"
)
_CHAMBER = re.compile(r"House of (?:Commons|Lords)|Westminster Hall|Grand Committee")
_SITTING = re.compile(
    r"Prayers.*|\[.* in the Chair\]|\d{1,2}(?:\.\d{1,2})? ?(?:am|pm|noon)|.* was asked—|"
    r"(?:The (?:House|Committee) met|Sitting suspended|On resuming).*",
    re.DOTALL,
)
"""What is told of the sitting among the headings."""
_PUT = re.compile(r"(?:Question|Motion|Bill|Amendment|Ordered|Resolved|Clause|Lords amendment)\b")


def uk_hansard(page: SavedPage) -> Extract | None:
    """What such a page holds; None if the page is not one of them, or has no text."""
    html = page.html
    lines = [line for line in page.lines if line.tag != "title"] if html else []
    first = next((i for i, line in enumerate(lines) if _COLUMN.fullmatch(line.text)), None)
    if not html or first is None:
        return None
    bold, italic = Emphasis(html, "b, strong"), Emphasis(html, "i, em")
    blocks = list(_blocks(lines[first:], italic))
    title = _title(blocks)
    if not title:
        return None
    pieces: list[Piece] = list(title.pieces("title"))
    labels: list[str] = []
    for block in blocks:
        if block.line is title:
            continue
        label = bold_label(block.line, bold) if block.role == "paragraph" else None
        if label:
            start, end, words = label
            pieces += turn_pieces(block.line, end, words, start)
            labels.append(block.line.text[start:end])
        else:
            above = block.line.start < title.start and _CHAMBER.fullmatch(block.line.text)
            pieces += block.line.pieces("breadcrumb" if above else block.role)
    if not any(piece.role == "paragraph" for piece in pieces):
        return None
    printed = _COLUMN.fullmatch(lines[first].text)
    chamber = next((b.line.text for b in blocks if _CHAMBER.fullmatch(b.line.text)), "")
    return Extract(
        profile="uk-hansard",
        title=title.text,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.start)),
        language="en",
        speakers=speakers_of(labels),
        date=dates.found(printed["date"] if printed else ""),
        date_basis="stated",
        type="debate" if labels else "other",
        collections=(chamber,) if chamber else (),
        site="Hansard",
    )


class _Block(NamedTuple):
    role: str
    line: Line


def _blocks(lines: Sequence[Line], italic: Emphasis) -> Iterator[_Block]:
    """What is printed from the first column on; a paragraph that a column divides is one."""
    previous: _Block | None = None
    is_divided = False
    for line in lines:
        text = line.text
        if _COLUMN.fullmatch(text):
            is_divided = True
            continue
        if _END.fullmatch(text):
            break
        role = _role(line, italic)
        goes_on = is_divided and text[0].islower() and role == "paragraph"
        is_divided = False
        if previous and goes_on and previous.role == "paragraph":
            between = Span(previous.line.end, previous.line.end + 1, " ")
            joined = Line((*previous.line.spans, between, *line.spans), previous.line.tag)
            previous = _Block("paragraph", joined)
            continue
        if previous:
            yield previous
        previous = _Block(role, line)
    if previous:
        yield previous


def _role(line: Line, italic: Emphasis) -> str:
    text = line.text
    if line.tag[:1] == "h" and line.tag[1:].isdigit():
        if dates.found(text) and len(text) < 40:
            return "date"
        if _SITTING.fullmatch(text):
            return "narrative"
        return f"heading-{min(max(int(line.tag[1:]), 2), 4)}"
    if italic.has_all(line) or (italic.begins(line) and _PUT.match(text)):
        return "narrative"
    return "item" if line.tag == "li" else "paragraph"


def _title(blocks: Sequence[_Block]) -> Line | None:
    """The first heading that is not the name of a House, or else that name."""
    headings = [block.line for block in blocks if block.role.startswith("heading")]
    named = (line for line in headings if not _CHAMBER.fullmatch(line.text))
    return next(named, None) or next(iter(headings), None)
