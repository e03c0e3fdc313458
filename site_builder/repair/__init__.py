"""One file per kind of damage: a rule proposes edits to a text and never returns a new one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from site_builder.edits import applied, composed, in_order, origins
from site_builder.model import Decision, Edit
from site_builder.repair._observed import Observed as Observed
from site_builder.repair._observed import Wish as Wish
from site_builder.repair.byte_slips import byte_slips
from site_builder.repair.compatibility_forms import compatibility_forms
from site_builder.repair.control_characters import control_characters
from site_builder.repair.doubled_punctuation import doubled_punctuation
from site_builder.repair.full_width_punctuation import full_width_punctuation
from site_builder.repair.hard_wraps import hard_wraps
from site_builder.repair.mojibake import mojibake
from site_builder.repair.pinyin_notes import pinyin_notes
from site_builder.repair.private_use import private_use
from site_builder.repair.script import restored, script
from site_builder.repair.split_bytes import split_bytes
from site_builder.repair.template_leaks import template_leaks

RULES: tuple[Callable[[Observed], Iterable[Edit]], ...] = (
    mojibake,  # before characters that its bytes may look like are deleted
    control_characters,
    split_bytes,
    byte_slips,
    pinyin_notes,
    private_use,  # what no slip explains
    template_leaks,
    compatibility_forms,
    hard_wraps,
    doubled_punctuation,
    full_width_punctuation,
    script,  # last: it looks at the words that the others restored
)
"""In the order in which they are tried; each sees the text as the ones before left it.

A rule proposes an edit with the certainty that it has. What is of low certainty is never made:
the text stays as observed there, and a person decides.
"""


class Repaired(NamedTuple):
    """What the rules make of a text."""

    edits: tuple[Edit, ...]
    """The repairs: in order, not overlapping, as edits of the text as saved."""
    doubts: tuple[Edit, ...]
    """What may be damage, as edits that were not made; they overlap no repair."""


def repaired(
    text: str,
    *,
    is_html: bool = False,
    script: Wish = "auto",
    decisions: Sequence[Decision] = (),
) -> Repaired:
    """The repairs of a text, and what is doubtful in it.

    A curator's decisions go before the rules: where one was taken, no rule proposes anything.

    >>> repaired("no damage")
    Repaired(edits=(), doubts=())
    """
    edits = in_order(_curated(decision) for decision in decisions)
    settled = sorted((decision.start, decision.end) for decision in decisions)
    edits = [edit for edit in edits if edit.before != edit.after]
    doubts: list[Edit] = []
    current = applied(text, edits)
    observed = Observed(current, text, is_html, script)
    for rule in RULES:
        made = in_order(rule(observed))
        if settled or any(edit.certainty == "low" for edit in made):
            proposed, made = made, []
            ranges = ((edit.start, edit.end) for edit in proposed)
            for edit, (start, end) in zip(proposed, origins(edits, ranges), strict=True):
                if _meets_any(start, end, settled):
                    continue
                if edit.certainty == "low":
                    doubts.append(edit._replace(start=start, before=text[start:end]))
                    insort(settled, (start, end))
                else:
                    made.append(edit)
        if made:
            edits = composed(text, edits, made)
            current = applied(current, made)
            # Only now: what a text tells, such as where its markup is, is worked out once.
            observed = Observed(current, text, is_html, script)
    if any("script" in edit.rule.split("+") for edit in edits):
        doubts = [_in_script_of_page(doubt) for doubt in doubts]
    return Repaired(tuple(edits), tuple(in_order(doubts)))


def _in_script_of_page(doubt: Edit) -> Edit:
    """A doubt of a page that was turned back to Simplified: what it proposes is, too."""
    if doubt.after == doubt.before:
        return doubt
    return doubt._replace(after=restored(doubt.after, keeps_zhu=False))


def _meets_any(start: int, end: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether a range shares a character with one of the others, which are in order and do not
    overlap, or is the same place between two characters."""
    first = max(bisect_left(ranges, (start, start)) - 1, 0)
    for since, until in islice(ranges, first, None):
        if since > end:
            break
        if (start < until and since < end) or (start, end) == (since, until):
            return True
    return False


def _curated(decision: Decision) -> Edit:
    evidence = decision.note or decision.verdict
    return Edit(decision.start, decision.before, decision.after, "curator", evidence=evidence)
