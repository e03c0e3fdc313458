"""What is lost, hidden or repaired in a speech: counted, with examples and their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

from site_builder.markdown import gap_of, plain_text
from site_builder.model import (
    LOST,
    MASK,
    Apparatus,
    Block,
    Doubt,
    Edit,
    Example,
    Gap,
    Ledger,
    MaskSign,
    Repair,
)
from site_builder.visible import visible

_ELSEWHERE = frozenset({"boilerplate", "breadcrumb", "gap"})
"""Rules that take text out of the page: what else was done to it, no reader of the speech sees."""
_EDITORIAL = _ELSEWHERE | {
    "whitespace",
    "markup",
    "reference",
    "title",
    "published",
    "outline",
    "mask",
    "heading",
    "speaker",
    "site",
    "doubtful",
}
"""Rules of extraction and marking: what they did is no repair."""
_EXAMPLES = 3
"""Shown of each kind of repair: a reader wants to know what was done, the ledger has the rest."""
_AROUND = 2
"""Characters shown on both sides of an example."""
_LONGEST = 30
"""Characters shown of what was there, and of what is there now."""

_DOUBT = re.compile(r"〔\?([^〔〕]+)〕")
_SIGN_OR_LINE = re.compile(r"[\n〔〕]")
_MASKS = re.compile(f"{MASK}+")


def apparatus_of(blocks: Sequence[Block], body: str, ledger: Ledger | None) -> Apparatus:
    """What is to be told of a speech, from its blocks, the body they are of, and its ledger."""
    edits = ledger.edits if ledger else ()
    text = _Text(blocks, body, edits)
    lost_at = tuple(block.id for block in blocks if LOST in block.text)
    return Apparatus(
        gaps=tuple(Gap(block.id, *gap_of(block.text)) for block in blocks if block.kind == "gap"),
        masks=sum(len(_MASKS.findall(block.text)) for block in blocks),
        mask_signs=tuple(_mask_signs(blocks, text, edits)),
        lost_characters=sum(block.text.count(LOST) for block in blocks),
        lost_at=lost_at,
        doubts=tuple(_doubts(blocks, ledger)),
        repairs=tuple(_repairs(text, edits)),
    )


class _Text:
    """The text of a speech, and where in it the edits of its ledger stand.

    Where a person has corrected the text since, the offsets of the ledger are not its own: then no
    place is known.
    """

    def __init__(self, blocks: Sequence[Block], body: str, edits: Sequence[Edit]) -> None:
        self._ids = [block.id for block in blocks]
        # Items of a list are one block, but stand two line ends apart: line ends do not count.
        lengths = (len(block.text) - block.text.count("\n") for block in blocks)
        self._starts = [0, *accumulate(lengths)]
        if not edits:
            self.plain = ""
        elif any(block.kind == "other" for block in blocks):
            self.plain = plain_text(body)
        else:
            self.plain = "\n\n".join(block.text for block in blocks)
        shifts = accumulate((len(edit.after) - len(edit.before) for edit in edits), initial=0)
        self._places = {e.start: e.start + shift for e, shift in zip(edits, shifts, strict=False)}
        self.fits = all(self.plain.startswith(e.after, self._places[e.start]) for e in edits)

    def anchor(self, edit: Edit) -> str:
        """The anchor of the block in which an edit stands; empty if it is not known."""
        if not self.fits or not self._ids:
            return ""
        place = self._places[edit.start]
        index = bisect_right(self._starts, place - self.plain.count("\n", 0, place)) - 1
        return self._ids[min(index, len(self._ids) - 1)]

    def is_aside(self, edit: Edit) -> bool:
        """Whether an edit stands before or behind the text, where front matter came from."""
        return not 0 < self._places[edit.start] < len(self.plain)

    def example(self, edit: Edit) -> Example:
        """An edit with what is around it, ready to be shown."""
        left = right = anchor = ""
        if self.fits and not self.is_aside(edit):
            anchor = self.anchor(edit)
            place = self._places[edit.start]
            end = place + len(edit.after)
            left = _SIGN_OR_LINE.split(self.plain[max(place - _AROUND, 0) : place])[-1]
            right = _SIGN_OR_LINE.split(self.plain[end : end + _AROUND])[0]
        before, after = (_short(visible(left + text + right)) for text in (edit.before, edit.after))
        return Example(before, after, anchor)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _mask_signs(blocks: Sequence[Block], text: _Text, edits: Sequence[Edit]) -> Iterator[MaskSign]:
    masks = [edit for edit in edits if "mask" in edit.rule.split("+")]
    if masks and text.fits:
        found = [(_source_sign(edit.before), text.anchor(edit)) for edit in masks]
    else:
        found = [(sign, block.id) for block in blocks for sign in _MASKS.findall(block.text)]
    first: dict[str, str] = {}
    for sign, anchor in found:
        first.setdefault(sign, anchor)
    for sign, count in Counter(sign for sign, _ in found).most_common():
        yield MaskSign(sign, count, first[sign])


def _source_sign(before: str) -> str:
    """The source's own sign among the characters that became a mask."""
    match = re.search(r"\*+", before)
    return match[0] if match else visible(before)


def _doubts(blocks: Sequence[Block], ledger: Ledger | None) -> Iterator[Doubt]:
    """The doubtful places of the text, each with what its ledger knows of it."""
    known: dict[str, list[Doubt]] = defaultdict(list)
    if ledger:
        proposals = {edit.start: edit.after for edit in ledger.doubts}
        for edit in ledger.edits:
            if "doubtful" in edit.rule.split("+"):
                proposal = proposals.get(edit.start, "")
                if proposal == edit.before:
                    proposal = ""
                known[edit.after].append(Doubt("", "", visible(proposal), edit.evidence))
    for block in blocks:
        for match in _DOUBT.finditer(block.text):
            same = known[match[0]]
            doubt = same.pop(0) if same else Doubt("", "")
            yield Doubt(block.id, match[1], doubt.proposal, doubt.evidence)


def _repairs(text: _Text, edits: Sequence[Edit]) -> Iterator[Repair]:
    groups: dict[tuple[str, str], list[Edit]] = defaultdict(list)
    for edit in edits:
        rules = edit.rule.split("+")
        if not _ELSEWHERE.intersection(rules):
            for rule in rules:
                if rule not in _EDITORIAL:
                    # Converted characters are told of in one sentence.
                    groups[rule, "" if rule == "script" else edit.certainty].append(edit)
    for (rule, _), group in sorted(groups.items(), key=lambda item: -len(item[1])):
        different: dict[tuple[str, str], Edit] = {}
        for edit in sorted(group, key=text.is_aside):
            different.setdefault((edit.before, edit.after), edit)
        shown = [] if rule == "script" else list(different.values())[:_EXAMPLES]
        yield Repair(
            rule,
            group[0].certainty,
            len(group),
            sum(len(edit.before) for edit in group),
            tuple(map(text.example, shown)),
        )
