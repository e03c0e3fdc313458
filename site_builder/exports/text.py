"""A speech as plain text: title, what is known of it, the paragraphs, and where it is from."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder import dates
from site_builder.exports._published import Published
from site_builder.languages import language_for


def text(published: Published) -> str:
    """The speech as lines, each paragraph on one, with the editorial signs of the text."""
    return "\n\n".join(part for part in _parts(published) if part) + "\n"


def _parts(published: Published) -> Iterator[str]:
    document = published.document
    language = language_for(document.language)
    event = document.event
    about = [
        language.list_separator.join(speaker.attribution for speaker in document.speakers),
        dates.in_words(document.date, language) if document.date else "",
        *((event.name, event.place) if event else ()),
    ]
    yield "\n".join(filter(None, [document.title, *about]))
    for block in published.speech.blocks:
        yield f"〔{block.text}〕" if block.kind == "lost" and block.text else block.text
    archive = published.archive
    source = document.source
    where = [published.address, archive.title, published.license]
    if source and source.url:
        where.append(f"← {source.url}")
    yield "\n".join(["—", *filter(None, where)])
