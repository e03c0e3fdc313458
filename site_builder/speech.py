"""A document with all that is derived from it: blocks, outline, apparatus, length."""

from __future__ import annotations

from site_builder.apparatus import apparatus_of
from site_builder.languages import language_for
from site_builder.markdown import blocks_of
from site_builder.model import Document, Ledger, Speech
from site_builder.outline import outline_of


def speech_of(document: Document, ledger: Ledger | None = None) -> Speech:
    """The speech that a document and the ledger of its saved page, if it has one, make."""
    language = language_for(document.language)
    blocks = blocks_of(document.body, language, document.outline)
    text = "".join(block.text for block in blocks if block.kind != "gap")
    return Speech(
        document=document,
        blocks=blocks,
        outline=outline_of(blocks, document.outline),
        apparatus=apparatus_of(blocks, ledger),
        characters=sum(not character.isspace() for character in text),
        direction=language.direction,
    )
