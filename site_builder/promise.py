"""What a speech says of its own course: how many points it will make."""

from __future__ import annotations

from collections.abc import Sequence

from site_builder.languages import Language
from site_builder.model import Block, OutlineEntry, Promise
from site_builder.numbering import number_of, value_of


def promise_of(
    blocks: Sequence[Block], outline: Sequence[OutlineEntry], language: Language
) -> Promise | None:
    """How many points a speech promises, and how many parts of it are here; None if it promises
    none before the first of them.

    >>> from site_builder.languages.en import ENGLISH
    >>> block = Block("paragraph", "p1", "", "I want to make three points.")
    >>> promise_of([block], [], ENGLISH)
    Promise(count=3, words='make three points', target='p1', found=0)
    """
    for block in blocks:
        if block.kind in ("heading", "run-in", "lost"):
            return None
        end = block.points[0].start if block.points else len(block.text)
        match = language.promise.search(block.text, 0, end)
        count = value_of(match["n"]) if match else 0
        if match and count > 1:
            return Promise(count, match[0], block.id, _numbered(outline))
        if block.points:
            return None
    return None


def _numbered(outline: Sequence[OutlineEntry]) -> int:
    """How many of the outline's uppermost entries are in the text, of the first numbers there."""
    found = [e.label for e in outline if e.status == "found" and e.origin != "turn"]
    numbers = [number_of(label) for label in found]
    families = [number.family for number in numbers if number]
    return families.count(families[0]) if families else 0
