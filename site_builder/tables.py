"""A speech as rows of two tables, one of all speeches and one of all paragraphs of an archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from site_builder import dates
from site_builder.model import Block, Card, OutlineEntry, Speech

Row = Mapping[str, Any]
"""The values of one row by the names of its table's columns, in their order; None where there is
none."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: Literal["string", "integer", "boolean", "array"]
    """As a Table Schema names it; an array is one of strings."""
    description: str
    required: bool = False
    """Whether every row has a value."""


@dataclass(frozen=True, slots=True)
class Table:
    """One of the tables."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns that tell a row from all others."""


SPEECHES = Table(
    "speeches",
    "Speeches",
    (
        Column("id", "string", "The speech, the same for ever.", required=True),
        Column("url", "string", "Where its page is.", required=True),
        Column("title", "string", "As it is published.", required=True),
        Column("language", "string", "BCP 47.", required=True),
        Column("type", "string", "What kind of speech it is.", required=True),
        Column("speakers", "array", "Who spoke, as printed."),
        Column("names", "array", "The same people by name; an empty text where none is known."),
        Column("date", "string", "When it was spoken: EDTF, so it may be an interval."),
        Column("date_basis", "string", "How that is known: stated, inferred, published, unknown."),
        Column("year", "integer", "The last year that the date allows."),
        Column("event", "string", "The occasion, as printed."),
        Column("place", "string", "As printed."),
        Column("collections", "array", "The collections that it is in."),
        Column("subjects", "array", "What it is about."),
        Column("site", "string", "The site that the text was saved from."),
        Column("source", "string", "The address that it was saved from."),
        Column("published", "string", "When the page says it was put up: ISO 8601."),
        Column("rights", "string", "What may be done with it."),
        Column("completeness", "string", "complete, partial, fragment or unknown.", required=True),
        Column("characters", "integer", "Of what is here, without spaces.", required=True),
        Column("words", "integer", "The same; none in languages written without spaces."),
        Column("gaps", "integer", "Places where the saved page leaves text out.", required=True),
        Column("missing", "integer", "Characters that these gaps count.", required=True),
        Column("masks", "integer", "Names that the source hides.", required=True),
        Column("lost", "integer", "Characters of which the bytes are gone.", required=True),
    ),
    ("id",),
)

PARAGRAPHS = Table(
    "paragraphs",
    "Paragraphs",
    (
        Column("speech", "string", "The id of its speech.", required=True),
        Column("number", "integer", "Its place in the speech, from 1.", required=True),
        Column("anchor", "string", "Its place in the page of the speech.", required=True),
        Column(
            "kind",
            "string",
            "heading; turn, the label of who speaks from here on; paragraph; narrative, which"
            " nobody said; run-in, a paragraph that opens with its heading; gap, where the saved"
            " page leaves text out; lost, a point of the outline that is not in this copy; other,"
            " such as a list or a quotation.",
            required=True,
        ),
        Column("level", "integer", "Of a heading or a point: 2, 3 or 4; of a turn one more."),
        Column("path", "array", "The headings above it, the outermost first."),
        Column("speaker", "string", "Who says it: by name or as printed, where that is told."),
        Column("text", "string", "The text, with the editor's signs."),
        Column("characters", "integer", "Of the text, without spaces; 0 of what is not here."),
        Column("here", "boolean", "Whether its text is in this copy.", required=True),
        Column("missing", "integer", "Of a gap: how many characters, if the page says so."),
    ),
    ("speech", "number"),
)

TABLES = (SPEECHES, PARAGRAPHS)


def speech_row(card: Card, address: str, rights: str) -> Row:
    """The row of a speech that is published at an address on these terms."""
    document = card.document
    event, source = document.event, document.source
    values = {
        "id": document.id,
        "url": address,
        "title": document.title,
        "language": document.language,
        "type": document.type,
        "speakers": [speaker.attribution for speaker in document.speakers],
        "names": [speaker.name for speaker in document.speakers],
        "date": document.date or None,
        "date_basis": document.date_basis,
        "year": dates.year_of(document.date),
        "event": event.name if event else None,
        "place": (event.place or None) if event else None,
        "collections": list(document.collections),
        "subjects": list(document.subjects),
        "site": (source.site or None) if source else None,
        "source": (source.url or None) if source else None,
        "published": (source.published or None) if source else None,
        "rights": rights or None,
        "completeness": card.completeness,
        "characters": card.characters,
        "words": card.words,
        "gaps": len(card.gaps),
        "missing": sum(gap.characters or 0 for gap in card.gaps),
        "masks": card.masks,
        "lost": card.lost_characters,
    }
    return _row(SPEECHES, values)


def _row(table: Table, values: Mapping[str, Any]) -> Row:
    return {column.name: values.get(column.name) for column in table.columns}


def paragraph_rows(speech: Speech) -> Iterator[Row]:
    """The rows of the paragraphs of a speech, in order."""
    paths = dict(_paths(speech.outline, ()))
    missing = {gap.target: gap.characters for gap in speech.apparatus.gaps}
    turns = {turn.target: turn for turn in speech.turns}
    said_by = _only_speaker(speech)
    above: tuple[str, ...] = ()
    for number, block in enumerate(speech.blocks, 1):
        here = block.kind not in ("gap", "lost")
        own = paths.get(block.id)
        if block.kind == "turn":
            turn = turns.get(block.id)
            known = turn.speaker if turn else None
            said_by = (known.name or known.attribution) if known else block.text
        if own and own.is_read:
            above = own.above
        yield _row(
            PARAGRAPHS,
            {
                "speech": speech.document.id,
                "number": number,
                "anchor": block.id,
                "kind": block.kind,
                "level": block.level or None,
                "path": list(own.above if own else above),
                "speaker": said_by if _is_spoken(block) else None,
                "text": block.text or None,
                "characters": sum(map(len, block.text.split())) if here else 0,
                "here": here,
                "missing": missing.get(block.id),
            },
        )
        if own and own.is_read:
            above = own.below


@dataclass(frozen=True, slots=True)
class _Path:
    above: tuple[str, ...]
    """The labels of the headings above an entry."""
    below: tuple[str, ...]
    """The same of what stands under it."""
    is_read: bool
    """Whether what follows it in the text stands under it."""


def _paths(
    outline: tuple[OutlineEntry, ...], above: tuple[str, ...]
) -> Iterator[tuple[str, _Path]]:
    """Where each entry of an outline is, by its anchor; who speaks is not a heading."""
    for entry in outline:
        is_label = entry.label and entry.origin != "turn"
        below = (*above, entry.label) if is_label else above
        yield entry.target, _Path(above, below, entry.status == "found")
        yield from _paths(entry.children, below)


def _is_spoken(block: Block) -> bool:
    return block.kind in ("turn", "paragraph", "run-in", "other")


def _only_speaker(speech: Speech) -> str | None:
    """Who says what stands before the first label: in a text without labels its only speaker."""
    speakers = speech.document.speakers
    if speech.turns or len(speakers) != 1:
        return None
    return speakers[0].name or speakers[0].attribution
