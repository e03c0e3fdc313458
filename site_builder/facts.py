"""A speech as JSON, for programs: its front matter, its outline, its turns and its text.

`facts.schema.json` says what each key is.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from site_builder.model import Block, OutlineEntry, Speech, Turn


def facts_json(speech: Speech, address: str) -> str:
    """A speech that is published at an address, as JSON that ends with a line end.

    What is not known is left out; the outline and the blocks are always there.
    """
    document = speech.document
    facts = {
        "id": document.id,
        "url": address,
        "title": document.title,
        "language": document.language,
        "type": document.type,
        "speakers": [_known(asdict(speaker)) for speaker in document.speakers],
        "date": document.date,
        "date_basis": document.date_basis,
        "date_evidence": document.date_evidence,
        "event": _known(asdict(document.event)) if document.event else None,
        "collections": document.collections,
        "subjects": document.subjects,
        "source": _known(asdict(document.source)) if document.source else None,
        "rights": _known(asdict(document.rights)) if document.rights else None,
        "completeness": speech.completeness,
        "characters": speech.characters,
        "gaps": [asdict(gap) for gap in speech.apparatus.gaps],
        "promised": asdict(speech.promise) if speech.promise else None,
        "turns": [_turn(turn) for turn in speech.turns],
    }
    text = {
        "outline": [_entry(entry) for entry in speech.outline],
        "blocks": [_block(block) for block in speech.blocks],
    }
    return json.dumps(_known(facts) | text, ensure_ascii=False, indent=1) + "\n"


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value not in ("", None, [], ())}


def _turn(turn: Turn) -> dict[str, Any]:
    speaker = turn.speaker.attribution if turn.speaker else ""
    told = {"label": turn.label, "speaker": speaker, "target": turn.target}
    return _known(told) | {"characters": turn.characters}


def _block(block: Block) -> dict[str, Any]:
    told = {
        "target": block.id,
        "kind": block.kind,
        "text": block.text,
        "lead": block.lead_text,
        "paragraph": block.paragraph,
    }
    return _known(told)


def _entry(entry: OutlineEntry) -> dict[str, Any]:
    return {
        "label": entry.label,
        "level": entry.level,
        "origin": entry.origin,
        "status": entry.status,
        "target": entry.target,
        "children": [_entry(child) for child in entry.children],
    }
