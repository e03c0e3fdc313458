"""A speech as RIS, which every manager of references reads."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder import dates
from site_builder.citations import authors_of
from site_builder.exports._published import Published


def ris(published: Published) -> str:
    """A record of type `ELEC`, a web page, for RIS has no speeches; `M3` says what it is."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _fields(published)) + "ER  - \r\n"


def _fields(published: Published) -> Iterator[tuple[str, str]]:
    document, archive = published.document, published.archive
    start, last = dates.interval(document.date) if document.date else (None, None)
    day = last if last and start == last else None
    known = day.iso.split("-") if day and day.iso else []
    event = document.event
    yield "TY", "ELEC"
    yield "ID", document.id
    for author in authors_of(document):
        yield "AU", f"{author.family}, {author.given}" if author.family else author.whole
    found = [
        ("TI", document.title),
        ("T2", archive.title),
        ("M3", document.type),
        ("PY", last.iso[:4] if last else ""),
        # With all of its slashes: 2011/02//
        ("DA", "/".join([*known, *[""] * (4 - len(known))]) if known else ""),
        ("PB", published.publisher),
        ("ET", archive.edition_number),
        ("LA", document.language),
        *(("KW", subject) for subject in document.subjects),
        ("N1", ", ".join(filter(None, (event.name, event.place))) if event else ""),
        ("UR", published.address),
    ]
    yield from ((tag, " ".join(value.split())) for tag, value in found if value)
