"""A speech as CSL-JSON, which Zotero and every processor of citation styles reads."""

from __future__ import annotations

import json
from typing import Any

from site_builder import dates
from site_builder.citations import Author, authors_of
from site_builder.dates import Day
from site_builder.exports._published import Published


def csl_json(published: Published) -> str:
    """A list of one item, the speech."""
    document, archive = published.document, published.archive
    event = document.event
    item = {
        "id": document.id,
        "type": "speech",
        "title": " ".join(document.title.split()),
        "author": list(map(_name, authors_of(document))),
        "genre": document.type,
        "issued": _date(document.date),
        "event-title": event.name if event else "",
        "event-place": event.place if event else "",
        "container-title": archive.title,
        "publisher": published.publisher,
        "edition": archive.edition_number,
        "language": document.language,
        "source": document.source.site if document.source else "",
        "URL": published.address,
    }
    known = {key: value for key, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=1) + "\n"


def _name(author: Author) -> dict[str, str]:
    if author.family:
        return {"family": author.family, "given": author.given}
    return {"literal": author.whole}


def _date(edtf: str) -> dict[str, Any]:
    """The date as CSL has it; what has no year on both sides as EDTF."""
    if not edtf:
        return {}
    start, end = dates.interval(edtf)
    if not (start and end) or start.years > 1 or end.years > 1:
        return {"raw": edtf}
    parts = [_parts(end)] if start == end else [_parts(start), _parts(end)]
    doubtful = any(day.uncertain or day.approximate for day in (start, end))
    return {"date-parts": parts} | ({"circa": True} if doubtful else {})


def _parts(day: Day) -> list[int]:
    return [int(part) for part in day.iso.split("-")]
