"""What is done to a chunk of speeches or pages, in any process: read them, or write their files.

Workers read and write by path, and hand back small values only.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from site_builder.check import look
from site_builder.config import Config, parsed_config
from site_builder.errors import Place, SettingsError, SiteError
from site_builder.exports import EXPORTS, Published, exports_of
from site_builder.files import write_files
from site_builder.links import Page
from site_builder.model import NO_CLAUSES, Speech
from site_builder.offline import web_manifest
from site_builder.project import Project
from site_builder.reading import read
from site_builder.render import Renderer
from site_builder.search import SearchDocument, fold_table, search_document
from site_builder.settings import languages_of, settings_text, templates_of
from site_builder.shards import shard_files
from site_builder.speech import card_of, words_of
from site_builder.speech_pages import SpeechPage, speech_pages
from site_builder.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Site:
    """Where an archive is, and where its files are to be written."""

    root: str
    """The project's folder."""
    key: str
    """As `settings.settings_key`: with another, a worker reads settings and templates again."""
    folder: str
    """The tree that files go into."""
    with_search: bool


class Shelved(NamedTuple):
    """Where a speech is that was read: one of many in a file that lasts as long as the build."""

    path: str
    start: int
    length: int
    """Both in bytes."""


class Reading(NamedTuple):
    """What reading one speech came to."""

    file: str
    digest: bytes = b""
    saved: str = ""
    """As `reading.Read`."""
    card: bytes = b""
    """Its `Card`, encoded; empty if there are errors."""
    told: bytes = b""
    """Digest of what other pages tell of it."""
    shelved: Shelved | None = None
    """Where the speech itself is."""
    errors: tuple[SiteError, ...] = ()


class Searched(NamedTuple):
    """What search has of a speech."""

    digest: str = ""
    """Of its search document; empty if none is wanted."""
    document: bytes = b""
    """The document, packed: of 2,500 characters some 4 kB."""


class Making(NamedTuple):
    """What writing the files of a chunk came to."""

    paths: tuple[tuple[str, ...], ...]
    """Of each speech or page, the files in the site; first that of the page."""
    anchors: tuple[str, ...]
    """Of each of these pages, with spaces between them."""
    targets: frozenset[str]
    """Of all pages together, as `check.Look.targets`."""
    is_sound: bool
    """Whether nothing is wrong with any page taken alone."""
    errors: tuple[SiteError, ...]
    searched: tuple[Searched, ...]
    """Of each speech."""


class Placed(NamedTuple):
    """Where a speech is."""

    file: str
    shelved: Shelved | None
    """If it has been read already."""


class Surrounded(NamedTuple):
    """All that is needed to make the files of a speech."""

    place: Placed
    around: bytes
    """Its `Surroundings`, encoded."""


def encoded(value: object) -> bytes:
    """A record as bytes: the same for equal records, another for others of its type."""
    return _ENCODER.encode(value)


_ENCODER = msgspec.msgpack.Encoder(enc_hook=str, order="deterministic")  # `Markup` is text


def settings_of(project: Project) -> tuple[Config, Renderer]:
    """The settings of a project, and its templates, ready.

    Raises `SiteErrors` with all that is wrong with them.
    """
    text, path = settings_text(project)
    templates, assets = templates_of(project)
    formats = [export.name for export in EXPORTS]
    config = parsed_config(text, path, languages_of(templates), formats)
    if "parquet" in config.data:
        from site_builder.data import can_be_made  # with all the tables

        if not can_be_made():
            message = '"data" has "parquet", which needs: pip install "site-builder[parquet]"'
            raise SettingsError(message, Place(path))
    renderer = Renderer(config, templates, assets)
    renderer.add_asset("fold.json", fold_table())
    if config.offline:
        icon = renderer.asset_paths()["favicon.svg"]
        renderer.add_asset("site.webmanifest", web_manifest(config, icon))
    return config, renderer


@lru_cache(maxsize=1)
def desk(root: str, key: str) -> tuple[Config, Renderer]:
    """`settings_of` a project's folder, read once for each `key`."""
    return settings_of(Project(Path(root)))


@dataclass(frozen=True, slots=True)
class Desired:
    """Speeches to be read."""

    root: str
    """The project's folder."""
    key: str
    """As `Site.key`."""
    files: Sequence[str]
    shelf: str
    """The file in which to leave them."""


def readings(job: Desired) -> list[Reading]:
    """What reading each of some speeches came to."""
    found: list[Reading] = []
    shelf: list[bytes] = []
    size = 0
    project = Project(Path(job.root))
    config, _ = desk(job.root, job.key)
    for file in job.files:
        try:
            speech, digest, saved = read(project, file, config.language)
        except SiteError as error:
            found.append(Reading(file, errors=error.errors))
            continue
        place = None
        with contextlib.suppress(UnicodeEncodeError):  # bytes of a saved page that are no text
            data = encoded(speech)
            place = Shelved(job.shelf, size, len(data))
            size += len(data)
            shelf.append(data)
        card = card_of(speech, config.told)
        # Of its terms and its clauses `kin` knows what they mean to others.
        plain = replace(card, characters=0, words=None, terms="", clauses=NO_CLAUSES)
        told = blake2b(encoded(plain), digest_size=16).digest()
        found.append(Reading(file, digest, saved, encoded(card), told, place))
    Path(job.shelf).write_bytes(b"".join(shelf))
    return found


def shelved(place: Shelved) -> bytes:
    """A speech that was read, encoded."""
    with Path(place.path).open("rb", buffering=0) as shelf:
        shelf.seek(place.start)
        return shelf.read(place.length)


def _markup(type_: type, value: Any) -> Any:
    return type_(value)


_SPEECH = msgspec.msgpack.Decoder(Speech, dec_hook=_markup)


def words_read(root: str, language: str, file: str, place: Shelved | None) -> str:
    """All words of one speech, as `speech.words_of`; of its file, or from where it lies."""
    if place:
        return words_of(_SPEECH.decode(shelved(place)))
    return words_of(read(Project(Path(root)), file, language).speech)


def made_speeches(job: tuple[Site, Sequence[Surrounded]]) -> Making:
    """What writing the files of some speeches came to."""
    site, speeches = job
    made = _Made(site)
    for place, around in speeches:
        made.speech(speech_at(site, place), _SURROUNDINGS.decode(around))
    return made.making()


def searched_speeches(job: tuple[Site, Sequence[Surrounded]]) -> list[Searched]:
    """What search has of some speeches."""
    site, speeches = job
    return [
        _searched(speech_at(site, place), _SURROUNDINGS.decode(around))
        for place, around in speeches
    ]


def _searched(speech: Speech, around: Surroundings) -> Searched:
    document = search_document(speech, around)
    return Searched(document.digest, zlib.compress(encoded(document)))


def made_shard(job: tuple[Site, str, Sequence[bytes]]) -> list[str]:
    """The files of a shard of the search index, which are written, by their paths in the site.

    It is made of its speeches' documents, as `Searched` has them.
    """
    site, name, documents = job
    unpacked = [_DOCUMENT.decode(zlib.decompress(document)) for document in documents]
    files = list(shard_files(name, unpacked))
    write_files(Path(site.folder), files)
    return [path for path, _ in files]


def speech_at(site: Site, one: Placed) -> Speech:
    """A speech, from where it lies or from its files."""
    if one.shelved:
        return _SPEECH.decode(shelved(one.shelved))
    config, _ = desk(site.root, site.key)
    return read(Project(Path(site.root)), one.file, config.language).speech


_SURROUNDINGS = msgspec.msgpack.Decoder(Surroundings)
_DOCUMENT = msgspec.msgpack.Decoder(SearchDocument)


def made_pages(job: tuple[Site, Sequence[Page]]) -> Making:
    """What writing some pages that are not of one speech came to."""
    site, pages = job
    made = _Made(site)
    for page in pages:
        made.add([(page.path, made.rendered(page))])
    return made.making()


class _Made:
    """The files of a chunk, as they are written."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._config, self._renderer = desk(site.root, site.key)
        self._paths: list[tuple[str, ...]] = []
        self._anchors: list[str] = []
        self._folders: set[Path] = set()
        """Of the site, that are there."""
        self._targets: set[str] = set()
        self._searched: list[Searched] = []
        self._is_sound = True
        self._errors: dict[Any, SiteError] = {}

    def making(self) -> Making:
        return Making(
            tuple(self._paths),
            tuple(self._anchors),
            frozenset(self._targets),
            self._is_sound,
            tuple(self._errors.values()),
            tuple(self._searched),
        )

    def speech(self, speech: Speech, around: Surroundings) -> None:
        pages = list(speech_pages(speech, around, self._config, self._renderer.words))
        page = pages[0]
        assert isinstance(page, SpeechPage)
        files = [(page.path, self.rendered(page)) for page in pages]
        self.add([*files, *self._downloads(page)])
        wanted = self._site.with_search
        self._searched.append(_searched(speech, around) if wanted else Searched())

    def rendered(self, page: Page) -> str:
        try:
            return self._renderer.text(page)
        except SiteError as error:  # the same on many pages is told once
            self._errors.setdefault(error.place, error)
            return ""

    def add(self, files: Sequence[tuple[str, str | bytes]]) -> None:
        """Write the files of one speech or page; the first is its page."""
        for number, (path, text) in enumerate(files):
            if isinstance(text, str):
                anchors, targets, is_sound = look(path, text, self._config.base_path)
                self._targets |= targets
                self._is_sound = self._is_sound and is_sound
                if number == 0:
                    self._anchors.append(" ".join(sorted(anchors)))
        self._paths.append(tuple(path for path, _ in files))
        data = ((p, t.encode() if isinstance(t, str) else t) for p, t in files)
        write_files(Path(self._site.folder), data, self._folders)

    def _downloads(self, page: SpeechPage) -> Iterator[tuple[str, bytes]]:
        published = Published(
            page.speech, self._config.url + page.path, self._config, self._renderer.words
        )
        formats = exports_of(self._config.exports)
        for export, file in zip(formats, page.downloads, strict=True):
            yield file.path, export.data(published)
