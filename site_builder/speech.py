"""A document with all that is derived from it: blocks, outline, turns, apparatus, length."""

from __future__ import annotations

from site_builder.apparatus import apparatus_of
from site_builder.completeness import completeness_of
from site_builder.languages import language_for
from site_builder.markdown import blocks_of
from site_builder.model import Document, Ledger, Speech
from site_builder.outline import outline_of, with_stubs
from site_builder.promise import promise_of
from site_builder.turns import turns_of


def speech_of(document: Document, ledger: Ledger | None = None) -> Speech:
    """The speech that a document and the ledger of its saved page, if it has one, make."""
    language = language_for(document.language)
    blocks = blocks_of(document.body, language, document.outline)
    outline = outline_of(blocks, document.outline)
    apparatus = apparatus_of(blocks, document.body, ledger)
    words = " ".join(block.text for block in blocks if block.kind != "gap").split()
    characters = sum(map(len, words))
    length = characters if language.han else len(words)
    return Speech(
        document=document,
        blocks=with_stubs(blocks, outline),
        outline=outline,
        apparatus=apparatus,
        characters=characters,
        words=None if language.han else len(words),
        reading_minutes=_minutes(length, language.read_in_a_minute),
        speaking_minutes=_minutes(length, language.spoken_in_a_minute),
        completeness=completeness_of(document, characters, apparatus.gaps, outline),
        direction=language.direction,
        turns=turns_of(blocks, document.speakers),
        promise=promise_of(blocks, outline, language),
    )


def _minutes(length: int, in_a_minute: int) -> int:
    return max(1, round(length / in_a_minute))
