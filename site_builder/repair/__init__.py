"""One file per kind of damage: a rule proposes edits to a text and never returns a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from site_builder.edits import applied, composed, in_order
from site_builder.model import Edit
from site_builder.repair.control_characters import control_characters
from site_builder.repair.pinyin_notes import pinyin_notes

RULES: tuple[Callable[[str], Iterable[Edit]], ...] = (control_characters, pinyin_notes)
"""In the order in which they are tried; each sees the text as the ones before left it."""


def repairs(text: str) -> list[Edit]:
    """All repairs to a saved page's text, as one list of edits to it.

    >>> repairs("no damage")
    []
    """
    edits: list[Edit] = []
    repaired = text
    for rule in RULES:
        proposed = in_order(rule(repaired))
        edits = composed(text, edits, proposed)
        repaired = applied(repaired, proposed)
    return edits
