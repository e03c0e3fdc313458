"""The archive as data: all files of `data/`, planned by name, and made in a folder of the site.

Rows pass through one part of the archive at a time, so memory does not grow with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from sqlite3 import DatabaseError

from site_builder import dates
from site_builder.config import Config
from site_builder.data import (
    FOLDER,
    TABLE_FORMS,
    Database,
    DataFile,
    book_name,
    croissant,
    database,
    datapackage,
    manifest,
    pieces_of,
    read_rows,
    resource_name,
    schema_name,
    table_schema,
    write_bag,
)
from site_builder.errors import SiteError
from site_builder.exports import Published, license_of
from site_builder.exports.epub import collected
from site_builder.files import new_file, write_files
from site_builder.links import speech_path
from site_builder.model import Card
from site_builder.tables import PARAGRAPHS, SPEECHES, TABLES, Row, Table, speech_row

SPEECHES_A_PART = 1_000
"""Of about 2,500 characters each: 13 MB of JSON Lines, 3 MB on the wire."""

_DATABASE, _BAG = "archive.sqlite", "archive.zip"
_PACKAGE, _CROISSANT, _MANIFEST = "datapackage.json", "croissant.json", "manifest-sha256.txt"


@dataclass(frozen=True, slots=True)
class Part:
    """Speeches of which the paragraphs stand in one file."""

    name: str
    """A year, `undated`, or, where they are more than one file takes, `2011.2`; empty if they are
    all."""
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A collection, to be had as one EPUB."""

    id: str
    name: str
    language: str
    ids: tuple[str, ...]
    """Of its speeches, in order."""

    @property
    def file(self) -> str:
        """The name of its file."""
        return book_name(self.id)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the files of `data/` are made from."""

    archive: Config
    cards: tuple[Card, ...]
    """Of all speeches, in order."""
    books: tuple[Book, ...]
    paragraphs: Callable[[str], Sequence[Row]]
    """The rows of a speech, by its id."""
    published: Callable[[str], Published]
    """A speech, by its id."""
    content: Iterable[tuple[str, Path]]
    """The files of `content/` that are published, by their path in it, in order; asked for once."""

    @property
    def plan(self) -> tuple[DataFile, ...]:
        """All files that `data/` will have, before anything is known of their content."""
        return tuple(_planned(self)) if self.archive.data else ()


@dataclass(frozen=True, slots=True)
class Before:
    """What of the site before still holds, so that it need not be made again."""

    site: Path
    """Its folder."""
    files: Mapping[str, DataFile]
    """By their names: they would be the same bytes, and are taken over by whoever puts the new site
    in its place."""
    ids: Collection[str]
    """Speeches whose rows would be the same."""


def ingredients_of(
    holdings: Holdings, speeches: Mapping[str, bytes], rest: bytes
) -> dict[str, bytes]:
    """By name, a digest of what each file is made from that takes long to make.

    `speeches` has by its id the digest of a speech, with its ledger; `rest` is that of all else:
    settings, words, other files of `content/`, and the code. Files without one are made each time.
    """
    everything = [card.id for card in holdings.cards]
    members = {
        f"{_stem(PARAGRAPHS, part)}.{form.name}": [card.id for card in part.cards]
        for part in parts_of(holdings.cards)
        for form in TABLE_FORMS
    }
    members |= {book.file: list(book.ids) for book in holdings.books}

    def digest(ids: Iterable[str]) -> bytes:
        found = sha256(rest)
        for id_ in ids:
            found.update(f"\0{id_}\0".encode() + speeches[id_])
        return found.digest()

    return {
        file.name: digest(members.get(file.name, everything))
        for file in holdings.plan
        if file.name in members or file.name in (_DATABASE, _BAG) or file.table
    }


def parts_of(cards: Sequence[Card]) -> tuple[Part, ...]:
    """The parts of an archive, given in its order: years, as soon as one file does not take all.

    So a file keeps its name and, as long as nobody touches that year, its content.
    """
    if len(cards) <= SPEECHES_A_PART:
        return (Part("", tuple(cards)),)
    years: dict[str, list[Card]] = {}
    for card in cards:
        year = dates.year_of(card.document.date)
        years.setdefault(f"{year:04}" if year else "undated", []).append(card)
    return tuple(
        Part(year if not start else f"{year}.{start // SPEECHES_A_PART + 1}", tuple(part))
        for year, found in years.items()
        for start in range(0, len(found), SPEECHES_A_PART)
        if (part := found[start : start + SPEECHES_A_PART])
    )


def _planned(holdings: Holdings) -> Iterator[DataFile]:
    def file(name: str, media_type: str) -> DataFile:
        return DataFile(name, media_type, 0, "")

    wanted = holdings.archive.data
    parts = parts_of(holdings.cards)
    forms = [form for form in TABLE_FORMS if form.name in wanted]
    if "bag" in wanted:
        yield file(_BAG, "application/zip")
    if "sqlite" in wanted:
        yield file(_DATABASE, "application/vnd.sqlite3")
    for table in TABLES:
        for part in parts if table is PARAGRAPHS else (Part("", ()),):
            for form in forms:
                name = f"{_stem(table, part)}.{form.name}"
                yield replace(file(name, form.media_type), table=table, part=part.name)
    if "epub" in wanted:
        for book in holdings.books:
            made = file(book.file, "application/epub+zip")
            yield replace(made, collection=book.name, language=book.language)
    if forms:
        for table in TABLES:
            yield file(schema_name(table), "application/json")
        yield file(_PACKAGE, "application/json")
        yield file(_CROISSANT, "application/ld+json")
    yield file(_MANIFEST, "text/plain")


def _stem(table: Table, part: Part) -> str:
    return f"{table.name}-{part.name}" if part.name else table.name


def data_files(
    site: Path, holdings: Holdings, before: Before | None = None
) -> tuple[DataFile, ...]:
    """The files of `data/`, which are made in the folder of a new site on the way.

    They come as planned, now with sizes and digests. Those that hold from `before` are not made
    again. Raises `SiteError` if the disk refuses.
    """
    archive = holdings.archive
    before = before or Before(site, {}, ())
    data = _Data(site, holdings.plan, before)
    _write_tables(data, holdings, before)
    if _PACKAGE in data.planned:
        tables = [data.made[name] for name, file in data.planned.items() if file.table]
        for table in TABLES:
            data.write(schema_name(table), table_schema(table, resource_name(tables[0].name)))
        data.write(_PACKAGE, datapackage(archive, tables))
        data.write(_CROISSANT, croissant(archive, tables))
    for book in holdings.books:
        if data.lacks(book.file):
            data.write(book.file, _epub(book, holdings))
    if data.lacks(_BAG):
        with data.new(_BAG) as path, path.open("wb") as file:
            about = _about_bag(archive)
            write_bag(file, "archive", _members(data, holdings), about, archive.edition_date)
    if data.planned:
        digests = {name: data.made[name].sha256 for name in data.planned if name in data.made}
        data.write(_MANIFEST, manifest(digests).encode())
    return tuple(data.made[name] for name in data.planned)


class _Data:
    """`data/` of a new site, as it fills."""

    def __init__(self, site: Path, plan: Iterable[DataFile], before: Before) -> None:
        self._site = site
        self._before = before
        self.planned = {file.name: file for file in plan}
        self.made = {name: f for name, f in before.files.items() if name in self.planned}
        """By name; first those that are there already."""

    def path(self, name: str) -> Path:
        site = self._before.site if name in self._before.files else self._site
        return site / FOLDER / name

    def lacks(self, name: str) -> bool:
        """Whether a file is still to be made."""
        return name in self.planned and name not in self.made

    def write(self, name: str, data: bytes) -> None:
        write_files(self._site, [(f"{FOLDER}/{name}", data)])
        self.made[name] = replace(
            self.planned[name], size=len(data), sha256=sha256(data).hexdigest()
        )

    @contextmanager
    def new(self, name: str) -> Iterator[Path]:
        """Where a file is to be made that is too large for memory; it is read once more then."""
        with new_file(self._site, f"{FOLDER}/{name}") as path:
            yield path
            digest = sha256()
            for piece in pieces_of(path.open("rb")):
                digest.update(piece)
            self.made[name] = replace(
                self.planned[name], size=path.stat().st_size, sha256=digest.hexdigest()
            )

    def write_table(self, table: Table, part: Part, rows: Sequence[Row]) -> None:
        """Write rows in each of the formats."""
        for form in TABLE_FORMS:
            name = f"{_stem(table, part)}.{form.name}"
            if self.lacks(name):
                self.write(name, form.made(table, rows))

    def lacks_table(self, table: Table, part: Part) -> bool:
        """Whether a table is still to be made in one of its formats."""
        return any(self.lacks(f"{_stem(table, part)}.{form.name}") for form in TABLE_FORMS)


def _write_tables(data: _Data, holdings: Holdings, before: Before) -> None:
    speeches: list[Row] = []
    with _database(data, holdings) as base:
        for part in parts_of(holdings.cards):
            speeches += (_speech_row(card, holdings.archive) for card in part.cards)
            if not base and not data.lacks_table(PARAGRAPHS, part):
                continue
            known = _known_rows(before, part)
            paragraphs: list[Row] = []
            for card, row in zip(part.cards, speeches[-len(part.cards) :], strict=True):
                own = known.get(card.id) or holdings.paragraphs(card.id)
                paragraphs += own
                if base:
                    base.add(row, own)
            data.write_table(PARAGRAPHS, part, paragraphs)
    data.write_table(SPEECHES, Part("", ()), speeches)


def _known_rows(before: Before, part: Part) -> dict[str, list[Row]]:
    """The rows that still hold of speeches that are in the same part, by their ids."""
    path = before.site / FOLDER / f"{_stem(PARAGRAPHS, part)}.jsonl"
    found: dict[str, list[Row]] = {}
    if before.ids and path.is_file():
        for row in read_rows(path.read_bytes()):
            if row["speech"] in before.ids:
                found.setdefault(row["speech"], []).append(row)
    return found


def _speech_row(card: Card, archive: Config) -> Row:
    address = archive.url + speech_path(card.id)
    return speech_row(card, address, license_of(card.document, archive))


@contextmanager
def _database(data: _Data, holdings: Holdings) -> Iterator[Database | None]:
    """The database, if one is wanted."""
    if not data.lacks(_DATABASE):
        yield None
        return
    with data.new(_DATABASE) as path:
        try:
            with database(str(path), _about(holdings.archive)) as base:
                yield base
        except DatabaseError as error:
            raise SiteError(f"{FOLDER}/{_DATABASE} cannot be written: {error}") from error


def _about(archive: Config) -> dict[str, str]:
    """What the database says of itself."""
    about = {
        "title": archive.title,
        "url": archive.url,
        "keeper": archive.keeper,
        "license": archive.license,
        "edition": archive.edition_number,
        "date": archive.edition_date,
        "search": "SELECT speech, anchor, text FROM paragraph_search JOIN paragraphs ON"
        " paragraphs.rowid = paragraph_search.rowid WHERE paragraph_search MATCH '\"质 量\"'"
        " ORDER BY rank: Han characters apart, Simplified, in quotation marks",
    }
    return {name: value for name, value in about.items() if value}


def _epub(book: Book, holdings: Holdings) -> bytes:
    address = f"{holdings.archive.url}{FOLDER}/{book.file}"
    return collected(
        book.name, book.language, address, [holdings.published(id_) for id_ in book.ids]
    )


def _members(data: _Data, holdings: Holdings) -> Iterator[tuple[str, Iterator[bytes]]]:
    """What goes into the bag: what the site is made from, and its tables."""
    for name, source in holdings.content:
        yield f"content/{name}", pieces_of(source.open("rb"))
    for name, file in data.planned.items():
        if name in data.made and name != _DATABASE and not file.collection:
            yield f"tables/{name}", pieces_of(data.path(name).open("rb"))


def _about_bag(archive: Config) -> dict[str, str]:
    """What BagIt has names for."""
    about = {
        "Source-Organization": archive.keeper,
        "External-Description": archive.title,
        "External-Identifier": archive.url,
    }
    return {name: value for name, value in about.items() if value}
