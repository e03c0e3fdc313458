"""A speech beside its saved page: what was restored, what was changed, and what stood there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from string import ascii_letters

from markupsafe import Markup

from site_builder.edits import undone
from site_builder.model import LOST, MASK, Block, Collation, Edit, Restoration
from site_builder.visible import visible

RESTORING = frozenset(
    {"byte-slip", "split-bytes", "mojibake", "private-use", "lost-bytes", "curator"}
)
"""Rules that put other words in a place. What was done to a whole text, such as the removal of
notes or the conversion of its script, is told in a sentence."""
_MOVED = frozenset(
    {"boilerplate", "breadcrumb", "title", "published", "outline", "speaker", "site", "heading"}
)
"""Rules that took a passage out of the text: what else was done to it, no reader of it sees."""
_UNSEEN = frozenset({"markup", "whitespace", "reference"})
"""Rules that changed what a browser does not show."""


# What was restored
# -----------------


def restorations_of(edits: Iterable[Edit]) -> Iterator[Restoration]:
    """The passages of a text that were restored, by the edits that lead to it from its page.

    Characters that are gone are left out: their sign in the text speaks for itself.
    """
    shift = 0
    for edit in edits:
        start = edit.start + shift
        shift += len(edit.after) - len(edit.before)
        rules = frozenset(edit.rule.split("+"))
        is_sign = bool(edit.after) and not edit.after.strip(f"{LOST}{MASK}")
        if rules & RESTORING and not rules & {*_MOVED, "gap", "doubtful"} and not is_sign:
            rule = "+".join(rule for rule in edit.rule.split("+") if rule in RESTORING)
            yield Restoration(start, edit.before, edit.after, rule, edit.certainty, edit.evidence)


def places_now(
    restorations: Iterable[Restoration], written: str, now: str
) -> Iterator[tuple[Restoration, int | None]]:
    """Each restoration of a text with where it stands in the corrected text.

    None if its paragraph was changed, or is there more than once: a guessed place would be worse
    than none.
    """
    once = Counter(now.split("\n\n"))
    starts = dict(_paragraphs(now))
    places = _paragraphs(written)
    paragraph, start = next(places)
    for restoration in restorations:
        while start + len(paragraph) < restoration.start:
            paragraph, start = next(places)
        is_there = once[paragraph] == 1 and restoration.start >= start
        yield restoration, starts[paragraph] + restoration.start - start if is_there else None


def _paragraphs(text: str) -> Iterator[tuple[str, int]]:
    """The paragraphs of a text, each with its offset."""
    start = 0
    for paragraph in text.split("\n\n"):
        yield paragraph, start
        start += len(paragraph) + 2


# Both texts in one
# -----------------

_SHOWN = 60
"""Characters shown of a script, a comment or a long tag: enough to tell what it is."""
_LONGEST = 3_000
"""Characters shown of what one edit took out: of a page's frame, about two screens."""
_READ = 50_000
"""Characters of what one edit took out in which markup is looked for."""
_MARKUP = re.compile(
    r"<(script|style|svg)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that changed a saved page, as the legend of a collation names it."""

    name: str
    letter: str
    """That stands behind its changes."""
    count: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the speech as it stood on the saved page."""

    target: str
    """The anchor that it has in the page of the speech; empty if a person has changed it since."""
    level: int
    """Of a heading; 0 of all others."""
    html: str
    """Safe to output; what was changed since is `<del>`."""


class Collated:
    """A saved page and the text of its speech, with every change between the two marked."""

    def __init__(self, collation: Collation) -> None:
        self._collation = collation
        counts = Counter(rule for edit in collation.edits for rule in edit.rule.split("+"))
        self.rules = tuple(
            Rule(name, letter, count)
            for letter, (name, count) in zip(ascii_letters, counts.most_common(), strict=False)
        )
        self._letters = {rule.name: rule.letter for rule in self.rules}

    @property
    def rules_in_text(self) -> tuple[Rule, ...]:
        """Those that changed what a reader of the speech sees."""
        return tuple(rule for rule in self.rules if rule.name not in _MOVED | _UNSEEN)

    def page(self) -> str:
        """The whole saved page as safe HTML: `<del>` stood there, `<ins>` stands there now."""
        parts: list[str] = []
        for kept, edit in self._stretches():
            parts.append(escape(_lines(kept)))
            if edit:
                parts.append(self._change(edit))
        return Markup("".join(parts))

    def passages(self, blocks: Iterable[Block]) -> Iterator[Passage]:
        """The passages of the speech as they stood on the page."""
        known: dict[str, deque[Block]] = defaultdict(deque)
        for block in blocks:
            # The items of a list are passages of their own: the first has its anchor.
            first = block.text.partition("\n")[0] if block.kind == "other" else block.text
            known[first].append(block)
        for text, html in self._passages():
            same = known[text]
            found = same.popleft() if same else None
            target = (found.paragraph or found.id) if found else ""
            level = found.level if found and found.kind == "heading" else 0
            if html.strip():
                yield Passage(target, level, Markup(html))

    def _stretches(self) -> Iterator[tuple[str, Edit | None]]:
        """The page in order: what was kept, and behind it the edit at its end, if there is one."""
        edits = self._collation.edits
        saved = undone(self._collation.text, edits)
        position = 0
        for edit in edits:
            yield saved[position : edit.start], edit
            position = edit.end
        yield saved[position:], None

    def _change(self, edit: Edit) -> str:
        letters = "".join(self._letters.get(rule, "") for rule in edit.rule.split("+"))
        key = letters if edit.certainty == "high" else f"{letters}?"
        before = _shortened(edit.before)
        after = re.sub(r"\n+", _with_sign, escape(_lines(edit.after)))
        # What ends a line stands before the end of that line, and its letters too.
        pairs = [("del", before.rstrip("\n")), ("ins", after.rstrip("\n"))]
        shown = [f"<{tag}>{text}</{tag}>" for tag, text in pairs if text]
        shown[-1] = f'{shown[-1][:4]} data-by="{key}"{shown[-1][4:]}'
        last = after or before
        return "".join(shown) + last[len(last.rstrip("\n")) :]

    def _passages(self) -> Iterator[tuple[str, str]]:
        """Each block of the text as `ingest` wrote it, and as HTML what stood for it."""
        text: list[str] = []
        html: list[str] = []
        for piece in self._pieces():
            if piece is None:
                yield "".join(text), "".join(html).replace("</del><del>", "")
                text, html = [], []
            else:
                text.append(piece[0])
                html.append(piece[1])
        yield "".join(text), "".join(html).replace("</del><del>", "")

    def _pieces(self) -> Iterator[tuple[str, str] | None]:
        """Pieces of the text, each with what stood for it as HTML; None between two blocks."""
        is_aside = False  # in a run of edits that took out what is not of the speech
        for kept, edit in self._stretches():
            for index, piece in enumerate(kept.split("\n\n")):
                if index:
                    yield None
                yield piece, escape(_lines(piece))
            if edit:
                *ended, last = edit.after.split("\n\n")
                for piece in ended:
                    yield piece, ""
                    yield None
                is_moved = not _MOVED.isdisjoint(edit.rule.split("+"))
                is_aside = is_moved or (is_aside and not kept and not edit.after)
                yield last, "" if is_aside else _as_saved(edit, last)


def _as_saved(edit: Edit, text: str) -> str:
    """What stood on the page where an edit is, as a browser showed it."""
    rules = frozenset(edit.rule.split("+"))
    if rules <= _UNSEEN:
        return escape(text)
    now = edit.after.strip()
    told = f' class="restored" title="{escape(visible(now))}"' if rules & RESTORING and now else ""
    return f"<del{told}>{_shortened(edit.before)}</del>" if edit.before else ""


def _lines(text: str) -> str:
    """Text ready to be shown, with its line ends as they are."""
    return "\n".join(map(visible, text.split("\n")))


def _with_sign(line_ends: re.Match[str]) -> str:
    """Line ends that can be seen: that of a line, or those between two blocks."""
    return ("¶" if len(line_ends[0]) > 1 else "⏎") + line_ends[0]


def _shortened(text: str) -> str:
    """What was taken out, with its line ends to be seen; `⟨120⟩` stands for so many characters."""
    parts: list[str] = []
    end = size = 0
    for piece, longest in _pieces_of(text):
        parts.append(_cut(piece, longest))
        end += len(piece)
        size += len(parts[-1])
        if size > _LONGEST:
            break
    lines = "⏎\n".join(map(visible, "".join(parts).split("\n")))
    return escape(lines + (f"…⟨{len(text) - end:,}⟩" if end < len(text) else ""))


def _pieces_of(text: str) -> Iterator[tuple[str, int]]:
    """What stands between markup, and the markup itself, with how much may be shown of each."""
    end = 0
    for match in _MARKUP.finditer(text, 0, _READ):
        yield text[end : match.start()], _LONGEST
        yield match[0], _SHOWN
        end = match.end()
    yield text[end:], _LONGEST


def _cut(text: str, length: int) -> str:
    return text if len(text) <= 2 * length else f"{text[:length]}…⟨{len(text) - length:,}⟩"
