"""The page of downloads: every file of the archive as data, what it is, its size and its digest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from site_builder.archive import UNDATED
from site_builder.config import Config
from site_builder.data import DataFile
from site_builder.links import Page
from site_builder.tables import TABLES

PATH = "downloads.html"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the page lists it."""

    path: str
    name: str
    label: str
    """What it is."""
    language: str
    """Of the label; empty if it is the site's own."""
    size: str
    """In words: `1.2 MB`."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files of one kind."""

    id: str
    """Its anchor."""
    label: str
    files: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class DownloadsPage(Page):
    """The archive as files."""

    template: ClassVar[str] = "downloads.html"
    shelves: tuple[Shelf, ...]
    described: tuple[str, ...]
    """The paths of the files that describe the others to programs."""


def downloads_page(
    files: Iterable[DataFile], archive: Config, words: Mapping[str, str]
) -> DownloadsPage:
    """The page that lists these files of an archive."""
    found: dict[str, list[DataFile]] = {}
    for file in files:
        found.setdefault(_shelf(file), []).append(file)
    return DownloadsPage(
        path=PATH,
        title=words["page_downloads"],
        description=words["downloads_text"],
        shelves=tuple(
            Shelf(
                id_,
                words[f"data_{id_}"],
                tuple(_listed(file, archive.language, words) for file in found[id_]),
            )
            for id_ in _SHELVES
            if id_ in found
        ),
        described=tuple(file.path for file in found["about"] if file.form == "json"),
    )


_SHELVES = ("whole", *(table.name for table in TABLES), "books", "about")


def _shelf(file: DataFile) -> str:
    if file.table:
        return file.table.name
    if file.collection:
        return "books"
    return "whole" if file.form in ("zip", "sqlite") else "about"


def _listed(file: DataFile, own: str, words: Mapping[str, str]) -> Listed:
    return Listed(
        path=file.path,
        name=file.name,
        label=" · ".join(_label(file, words)),
        language=file.language if file.collection and file.language != own else "",
        size=in_words(file.size),
        sha256=file.sha256,
    )


def _label(file: DataFile, words: Mapping[str, str]) -> Iterator[str]:
    if file.collection:
        yield file.collection
        return
    if file.part:
        year, _, number = file.part.partition(".")
        yield words["undated"] if year == UNDATED else str(int(year))
        if number:
            yield number
    yield words[f"data_{_key(file)}"]


def _key(file: DataFile) -> str:
    """By which the words tell what a file is."""
    return (
        file.form
        if file.table or _shelf(file) == "whole"
        else file.name.split(".")[-2].replace("-", "_")
    )


def in_words(size: int) -> str:
    """A size in bytes as people read it, in units of a thousand.

    >>> in_words(999), in_words(1_234_567), in_words(12_345)
    ('999 B', '1.2 MB', '12 kB')
    """
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.1f} {unit}" if amount < 10 and unit != "B" else f"{amount:.0f} {unit}"
