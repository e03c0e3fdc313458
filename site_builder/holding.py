"""The archive as data, and its search index: what is made of many speeches, and of their texts.

Both are made when all pages are; what has not changed stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from msgspec import json

from site_builder.archive import Archive
from site_builder.bulk import Before, Book, Holdings, data_files, ingredients_of
from site_builder.config import Config
from site_builder.data import DataFile
from site_builder.dates import whole_day
from site_builder.deploy import host_files
from site_builder.downloads import downloads_page
from site_builder.executors import chunks
from site_builder.exports import Published
from site_builder.files import write_files
from site_builder.harvest import harvest_files
from site_builder.hosting import read_rules
from site_builder.identity import FILES
from site_builder.links import Links, Page, speech_path
from site_builder.model import Speech
from site_builder.pages import offline_page
from site_builder.planning import Task, with_around
from site_builder.project import Project, headers_file
from site_builder.published import Recorded
from site_builder.registers import record_of
from site_builder.shards import (
    FOLDER,
    MANIFEST,
    engine_files,
    manifest,
    parts_of,
    shard_name,
)
from site_builder.statements import TEXTS
from site_builder.tables import Row, paragraph_rows
from site_builder.worker import made_shard, searched_speeches, speech_at


class Data(NamedTuple):
    """The files of `data/`, and what they were made from."""

    files: tuple[DataFile, ...] = ()
    ingredients: Mapping[str, bytes] = MappingProxyType({})
    """By the names of files, as `bulk.ingredients_of`."""


def made_data(task: Task, archive: Archive, noted: str) -> tuple[list[str], str, Page]:
    """The files of `data/`, which are made, what is to be noted of them, and their page.

    The page is yet to be made. `noted` is what was noted of the old site, if anything: what that
    still has stays.
    """
    job, old = task.job, json.decode(noted, type=Data) if noted else Data()

    @lru_cache(maxsize=1)
    def speech(id_: str) -> Speech:
        return speech_at(task.site, task.places[id_])

    files = [task.places[card.id].file for card in archive.speeches]
    content = _published_files(job.wanted.project, files)
    holdings = holdings_of(archive, job.config, job.renderer.words, speech, content)
    speeches = {id_: task.changes.digests[one.file] for id_, one in task.places.items()}
    ingredients = ingredients_of(holdings, speeches, task.plan.shown.encode())
    same = {
        file.name: file
        for file in old.files
        if file.name in ingredients and old.ingredients.get(file.name) == ingredients[file.name]
    }
    # Where there were no files, those that may lie in the folder are not of these speeches.
    kept = {id_ for id_, one in task.places.items() if old.files and one.file in task.plan.kept}
    made = data_files(Path(task.site.folder), holdings, Before(job.wanted.output, same, kept))
    data = json.encode(Data(made, ingredients)).decode()
    return [file.path for file in made], data, downloads_page(made, job.config, job.renderer.words)


def holdings_of(
    archive: Archive,
    config: Config,
    words: Mapping[str, str],
    speech: Callable[[str], Speech],
    content: Iterable[tuple[str, Path]],
) -> Holdings:
    """What the archive as data is made from: its speeches by their ids, and its files."""

    def published(id_: str) -> Published:
        return Published(speech(id_), config.url + speech_path(id_), config, words)

    def paragraphs(id_: str) -> tuple[Row, ...]:
        return tuple(paragraph_rows(speech(id_)))

    books = tuple(
        Book(group.id, group.name, group.language, tuple(card.id for card in group.speeches))
        for group in archive.groups["collection"].values()
    )
    return Holdings(config, archive.speeches, books, paragraphs, published, content)


def _published_files(project: Project, files: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """The files that published speeches, and the archive itself, are made from; no saved page."""
    folder = project.content
    speeches = [project.root / file for file in files]
    found = [
        folder / "site.toml",
        folder / "editions.toml",
        *(folder / name for name in FILES.values()),
        *(folder / f"{name}.md" for name in TEXTS),
        *speeches,
        *(project.ledger_path(path.stem) for path in speeches),
    ]
    for path in sorted(found):
        if path.exists():
            yield path.relative_to(folder).as_posix(), path


def made_index(task: Task, digests: Mapping[str, str], old: Sequence[str]) -> list[str]:
    """The files of the search index, by their paths in the site; those that are new are made.

    `digests` has those of search documents by the ids of their speeches, and `old` is what was
    in the site before: a shard among that stays.
    """
    folder = Path(task.site.folder)
    shards = {shard_name(digests[id_] for id_ in part): part for part in parts_of(digests)}
    known = {name: [path for path in old if path.startswith(_folder(name))] for name in shards}
    engine = [path for path in old if path.startswith(f"{_engine(old)}/")]
    if not engine:
        files = engine_files()
        write_files(folder, files.items())
        engine = list(files)
    new = made_shards(task, {name: part for name, part in shards.items() if not known[name]})
    write_files(folder, [(MANIFEST, manifest(_engine(engine), shards))])
    return [*engine, *(path for kept in known.values() for path in kept), *new]


def made_shards(task: Task, shards: Mapping[str, Sequence[str]]) -> list[str]:
    """The files of some shards of the search index, which are made, by their paths in the site.

    Given are the ids of their speeches, by the names of the shards.
    """
    jobs = (
        (task.site, name, task.job.cache.documents(task.places[id_].file for id_ in part))
        for name, part in shards.items()
    )
    return [path for made in task.job.crew.in_turn(made_shard, jobs) for path in made]


def searched(task: Task, ids: Iterable[str]) -> dict[str, str]:
    """Digests of what search has of some speeches, by their ids; it is made, and noted."""
    ids, job, digests = list(ids), task.job, {}
    placed = (with_around(job, task.places[id_]) for id_ in ids)
    jobs = ((task.site, part) for part in chunks(placed, job.wanted.workers.chunk))
    made = (one for some in job.crew.in_turn(searched_speeches, jobs) for one in some)
    for id_, one in zip(ids, made, strict=True):
        digests[id_] = one.digest
        job.cache.note_found(task.places[id_].file, one.digest)
        job.cache.note_document(task.places[id_].file, one.document)
    return digests


def made_harvest(task: Task, links: Links, found: Iterable[str]) -> list[str]:
    """The files by which programs gather the archive, and those for its host and for browsers.

    They are made; given are their paths in the site.
    `found` are the paths of pages that search engines find.
    """
    record = record_of(task.job.wanted.project)
    new = Recorded(frozenset(), whole_day(links.config.edition_date))
    since = {card.id: record.get(card.id, new).since for card in links.archive.speeches}
    files = dict(harvest_files(links, since, found)) | dict(_host_files(task, links))
    write_files(Path(task.site.folder), files.items())
    return list(files)


def _host_files(task: Task, links: Links) -> Iterator[tuple[str, bytes]]:
    job = task.job
    rules = read_rules(headers_file(job.wanted.project.root))
    page = job.renderer.text(offline_page(links.words)) if job.config.offline else ""
    yield from host_files(links, rules, job.renderer.asset_paths(), page)


def _engine(paths: Iterable[str]) -> str:
    """The folder of the engine, if its files are among these."""
    program = next((path for path in paths if path.endswith("/pagefind.js")), "")
    return program.rpartition("/")[0]


def _folder(shard: str) -> str:
    return f"{FOLDER}/{shard}/"
