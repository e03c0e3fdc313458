"""Speakers' labels that run into a paragraph, cut from it."""

from __future__ import annotations

from site_builder.model import Piece
from site_builder.pagetext import Line


def turn_pieces(line: Line, label: int, text: int) -> tuple[Piece, ...]:
    """The pieces of a paragraph that opens with a label.

    The label ends at the character `label` of the line's text, the words begin at `text`.
    """
    said = line.part(text)
    named = line.part(0, label)
    assert named
    return (*named.pieces("turn"), *(said.pieces("paragraph") if said else ()))
