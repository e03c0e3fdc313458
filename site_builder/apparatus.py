"""What is lost, hidden or repaired in a speech: counted, with examples and their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from site_builder.collation import RESTORING
from site_builder.markdown import gap_of, own_note
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
    Note,
    Repair,
    Restoration,
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
_LONGEST_RESTORED = 80
"""The same of a passage that has a note of its own."""

_DOUBT = re.compile(r"〔\?([^〔〕]+)〕")
_SIGN_OR_LINE = re.compile(r"[\n〔〕]")
_MASKS = re.compile(f"{MASK}+")


def apparatus_of(
    blocks: Sequence[Block],
    plain: str,
    ledger: Ledger | None,
    restorations: Iterable[Restoration] = (),
    unplaced: int = 0,
) -> Apparatus:
    """What is to be told of a speech, from its blocks, their plain text, and its ledger.

    `restorations` have their places in this text; `unplaced` is how many have none.
    """
    edits = ledger.edits if ledger else ()
    whole = "".join(block.text for block in blocks)
    text = _Text(blocks, plain, edits)
    lost = whole.count(LOST)
    lost_at = tuple(block.id for block in blocks if LOST in block.text) if lost else ()
    notes = [
        *_gap_notes(blocks, text),
        *(_doubt_notes(blocks, text, ledger) if "〔?" in whole else ()),
        *_restoration_notes(restorations, text),
    ]
    in_order = [note for _, note in sorted(notes, key=lambda item: item[0])]
    return Apparatus(
        gaps=tuple(note.gap for note in in_order if note.gap),
        masks=sum(len(_MASKS.findall(block.text)) for block in blocks) if MASK in whole else 0,
        mask_signs=tuple(_mask_signs(blocks, text, edits)) if edits or MASK in whole else (),
        lost_characters=lost,
        lost_at=lost_at,
        doubts=tuple(note.doubt for note in in_order if note.doubt),
        repairs=tuple(_repairs(text, edits, noted=not unplaced)),
        restorations=tuple(note.restoration for note in in_order if note.restoration),
        unplaced=unplaced,
        notes=tuple(in_order),
    )


class _Text:
    """The text of a speech, and where in it the edits of its ledger stand.

    Where a person has corrected the text since, the offsets of the ledger are not its own: then no
    place is known.
    """

    def __init__(self, blocks: Sequence[Block], plain: str, edits: Sequence[Edit]) -> None:
        self._ids = [block.id for block in blocks]
        # Items of a list are one block, but stand two line ends apart: line ends do not count.
        lengths = (len(block.text) - block.text.count("\n") for block in blocks)
        self.starts = [0, *accumulate(lengths)]
        self.plain = plain
        shifts = accumulate((len(edit.after) - len(edit.before) for edit in edits), initial=0)
        self._places = {e.start: e.start + shift for e, shift in zip(edits, shifts, strict=False)}
        self.fits = all(self.plain.startswith(e.after, self._places[e.start]) for e in edits)

    def solid(self, place: int) -> int:
        """An offset of the text without its line ends."""
        return place - self.plain.count("\n", 0, place)

    def anchor_at(self, solid: int) -> str:
        """The anchor of the block at such an offset."""
        index = bisect_right(self.starts, solid) - 1
        return self._ids[min(index, len(self._ids) - 1)]

    def anchor(self, edit: Edit) -> str:
        """The anchor of the block in which an edit stands; empty if it is not known."""
        if not self.fits or not self._ids:
            return ""
        return self.anchor_at(self.solid(self._places[edit.start]))

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


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


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


def _gap_notes(blocks: Sequence[Block], text: _Text) -> Iterator[tuple[int, Note]]:
    for block, start in zip(blocks, text.starts, strict=False):
        if block.kind == "gap":
            yield start, Note(gap=Gap(block.id, *gap_of(block.text)))


def _doubt_notes(
    blocks: Sequence[Block], text: _Text, ledger: Ledger | None
) -> Iterator[tuple[int, Note]]:
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
    number = 0
    for block, start in zip(blocks, text.starts, strict=False):
        for match in _DOUBT.finditer(block.text):
            same = known[match[0]]
            doubt = same.pop(0) if same else Doubt("", "")
            number += 1
            note = own_note("doubtful", number)
            on = replace(doubt, target=block.id, text=match[1], note=note)
            line_ends = block.text.count("\n", 0, match.start())
            yield start + match.start() - line_ends, Note(doubt=on)


def _restoration_notes(
    restorations: Iterable[Restoration], text: _Text
) -> Iterator[tuple[int, Note]]:
    """The restorations, ready to be shown."""
    for number, each in enumerate(restorations, 1):
        place = text.solid(each.start)
        on = replace(
            each,
            before=_short(visible(each.before), _LONGEST_RESTORED),
            after=_short(visible(each.after), _LONGEST_RESTORED),
            target=text.anchor_at(place),
            note=own_note("repaired", number),
        )
        yield place, Note(restoration=on)


def _repairs(text: _Text, edits: Sequence[Edit], *, noted: bool) -> Iterator[Repair]:
    """What each rule did; examples only of what is not `noted` place by place."""
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
        is_told = rule == "script" or (noted and rule in RESTORING)
        shown = [] if is_told else list(different.values())[:_EXAMPLES]
        yield Repair(
            rule,
            group[0].certainty,
            len(group),
            sum(len(edit.before) for edit in group),
            tuple(map(text.example, shown)),
        )
