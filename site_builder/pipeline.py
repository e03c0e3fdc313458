"""`content/` into a site; and what must hold of both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from site_builder import check
from site_builder.anchoring import anchored
from site_builder.archive import Archive, Registers, archive_of
from site_builder.bulk import Book, Holdings, data_files
from site_builder.config import Config, parsed_config
from site_builder.content import split_file
from site_builder.data import can_be_made
from site_builder.dates import whole_day
from site_builder.decisions import check_fit, quoted
from site_builder.downloads import downloads_page
from site_builder.editions import parsed_editions
from site_builder.edits import applied
from site_builder.errors import ContentError, Place, SettingsError, SiteError, SiteErrors
from site_builder.examples import examples_of
from site_builder.exports import EXPORTS, Published, exports_of
from site_builder.files import keep_files, new_tree, write_file, write_files
from site_builder.harvest import harvest_files
from site_builder.identity import FILES, Kind, Register, parsed_register
from site_builder.links import Links, Page, speech_path
from site_builder.markdown import plain_text
from site_builder.model import Document, Ledger, Speech
from site_builder.pages import is_found, pages_of
from site_builder.project import Project, default_templates
from site_builder.published import Record, Recorded, added, dumped_record, parsed_record, vanished
from site_builder.raw import raw_page
from site_builder.render import Renderer
from site_builder.search import fold_table, search_document
from site_builder.shards import (
    FOLDER,
    engine_files,
    manifest,
    parts_of,
    shard_files,
    shard_name,
)
from site_builder.speech import card_of, speech_of, words_of
from site_builder.speech_pages import SpeechPage, speech_pages
from site_builder.statements import TEXTS, Statements
from site_builder.surroundings import surroundings_of
from site_builder.tables import Row, paragraph_rows

Report = Callable[[str], None]
"""Takes a line on what is being done, for a person who waits."""


# Build
# -----


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    pages: int
    speeches: int


def build(
    project: Project, output: Path, *, with_search: bool = True, report: Report = lambda _: None
) -> Built:
    """Render `content/`, check every link, index for search, and take the place of the old site.

    Raises `SiteErrors` with all that is wrong; then nothing is written, and the old site stands.
    """
    config, renderer = _settings(project)
    report("reading content/")
    speeches, archive, statements = _content(project, config)
    report(f"rendering {len(archive.speeches):,} speeches")
    links = Links(archive, config, renderer.words)
    pages = [
        page
        for card, around in surroundings_of(links)
        for page in speech_pages(speeches[card.id], around, config, renderer.words)
    ]
    examples = examples_of(
        archive.speeches, config.language, lambda card: words_of(speeches[card.id])
    )
    pages += pages_of(links, statements, examples)
    holdings = _holdings(project, archive, speeches, links)
    if plan := holdings.plan:
        pages.append(downloads_page(plan, config, renderer.words))
    documents = {
        card.id: search_document(speeches[card.id], around)
        for card, around in surroundings_of(links)
    }
    index = {
        shard_name(documents[id_].digest for id_ in part): [documents[id_] for id_ in part]
        for part in parts_of(documents)
    }
    renderer.add_asset("fold.json", fold_table())
    renderer.add_asset("shards.json", manifest(index if with_search else ()))
    rendered = _rendered(renderer, pages)
    files = {path: text.encode() for path, text in rendered.items()} | renderer.asset_files()
    found = (page.path for page in pages if is_found(page))
    files |= dict(harvest_files(links, _dates(project, archive, config), found))
    downloads = {file.path for page in _speech_pages(pages) for file in page.downloads}
    data = {file.path for file in plan}
    faults = list(check.faults(rendered, {*files, *downloads, *data}, config.base_path))
    if faults:
        raise SiteErrors(faults)
    with new_tree(output) as folder:
        if made := data_files(folder, holdings):
            page = downloads_page(made, config, renderer.words)  # with sizes and digests
            files[page.path] = renderer.text(page).encode()
        write_files(folder, files.items())
        write_files(folder, _downloads(_speech_pages(pages), config, renderer.words))
        if with_search:
            report("indexing for search")
            write_files(folder, engine_files()[1].items())
            for name, part in index.items():
                if (output / FOLDER / name).is_dir():
                    keep_files(output, folder, [f"{FOLDER}/{name}"])
                else:
                    write_files(folder, shard_files(name, part))
    return Built(len(pages), len(archive.speeches))


def _dates(project: Project, archive: Archive, config: Config) -> dict[str, str]:
    """The date of the edition that had each speech first; what is not recorded is new in this."""
    record = _record(project)
    new = Recorded(frozenset(), whole_day(config.edition_date))
    return {speech.id: record.get(speech.id, new).since for speech in archive.speeches}


def _downloads(
    pages: Iterable[SpeechPage], config: Config, words: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """The files of every format, made one by one: together they are larger than the site."""
    formats = exports_of(config.exports)
    for page in pages:
        published = Published(page.speech, config.url + page.path, config, words)
        for export, file in zip(formats, page.downloads, strict=True):
            yield file.path, export.data(published)


def _holdings(
    project: Project, archive: Archive, speeches: Mapping[str, Speech], links: Links
) -> Holdings:
    """What the archive as data is made from."""
    config = links.config

    def published(id_: str) -> Published:
        return Published(speeches[id_], config.url + speech_path(id_), config, links.words)

    def paragraphs(id_: str) -> tuple[Row, ...]:
        return tuple(paragraph_rows(speeches[id_]))

    books = tuple(
        Book(group.id, group.name, group.language, tuple(card.id for card in group.speeches))
        for group in archive.groups["collection"].values()
    )
    files = tuple(_published_files(project, [card.id for card in archive.speeches]))
    return Holdings(config, archive.speeches, books, paragraphs, published, files)


def _published_files(project: Project, ids: Collection[str]) -> Iterator[tuple[str, Path]]:
    """The files that published speeches, and the archive itself, are made from; no saved page."""
    folder = project.content
    found = {path.stem: path for path in (folder / "speeches").rglob("*.md")}
    files = [
        folder / "site.toml",
        folder / "editions.toml",
        *(folder / name for name in FILES.values()),
        *(folder / f"{name}.md" for name in TEXTS),
        *(found[id_] for id_ in ids),
        *(project.ledger_path(id_) for id_ in ids),
    ]
    for path in sorted(files):
        if path.exists():
            yield path.relative_to(folder).as_posix(), path


def _speech_pages(pages: Iterable[Page]) -> Iterator[SpeechPage]:
    return (page for page in pages if isinstance(page, SpeechPage))


def _settings(project: Project) -> tuple[Config, Renderer]:
    path = project.content / "site.toml"
    shown = project.shown(path)
    if not project.content.is_dir():
        message = "there is no such folder; start an archive with: site-builder init DIR"
        raise SettingsError(message, Place("content"))
    if not path.exists():
        raise SettingsError('is missing; it needs at least "title" and "url"', Place(shown))
    templates, assets = _templates(project)
    prefix, suffix = "words/", ".toml"
    languages = frozenset(
        name.removeprefix(prefix).removesuffix(suffix)
        for name in templates
        if name.startswith(prefix) and name.endswith(suffix)
    )
    config = parsed_config(
        project.text(path), shown, languages, [export.name for export in EXPORTS]
    )
    if "parquet" in config.data and not can_be_made():
        message = '"data" has "parquet", which needs: pip install "site-builder[parquet]"'
        raise SettingsError(message, Place(shown))
    return config, Renderer(config, templates, assets)


def _templates(project: Project) -> tuple[dict[str, str], dict[str, bytes]]:
    """Templates and assets by name: the package's, and over them the project's own."""
    templates: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    for folder in (default_templates(), project.templates):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or path.name.startswith("."):
                continue
            if name.startswith("assets/"):
                assets[name.removeprefix("assets/")] = path.read_bytes()
            else:
                templates[name] = project.text(path)
    return templates, assets


def _content(project: Project, config: Config) -> tuple[dict[str, Speech], Archive, Statements]:
    """The speeches by their ids, the archive, and what it says of itself.

    Raises `SiteErrors` with all that is wrong.
    """
    errors: list[SiteError] = []
    try:
        statements = _statements(project, config)
    except SiteError as error:
        errors.append(error)
    try:
        speeches, archive = _archive(project, config)
    except SiteError as error:
        errors.append(error)
    if errors:
        raise SiteErrors(errors)
    return speeches, archive, statements


def _archive(project: Project, config: Config) -> tuple[dict[str, Speech], Archive]:
    documents, errors = project.documents(config.language)
    found, faults = _speeches(project, documents)
    errors += faults
    registers, faults = _registers(project)
    errors += faults
    try:
        archive = archive_of(((path, card_of(speech)) for path, speech in found), registers)
    except SiteErrors as doubles:
        raise SiteErrors([*errors, doubles]) from None
    if errors:
        raise SiteErrors(errors)
    return {speech.document.id: speech for _, speech in found}, archive


def _statements(project: Project, config: Config) -> Statements:
    """What `content/` says of the archive itself."""
    texts = {name: project.content / f"{name}.md" for name in TEXTS}
    editions = project.content / "editions.toml"
    return Statements(
        {name: project.text(path) for name, path in texts.items() if path.exists()},
        parsed_editions(project.text(editions), project.shown(editions), config)
        if editions.exists()
        else (),
    )


def _speeches(
    project: Project, documents: Iterable[tuple[Path, Document]]
) -> tuple[list[tuple[str, Speech]], list[SiteError]]:
    """The speeches of documents with their files, and what is wrong with those that are none."""
    found: list[tuple[str, Speech]] = []
    errors: list[SiteError] = []
    for path, document in documents:
        try:
            found.append((project.shown(path), _speech(project, path, document)))
        except SiteError as error:
            errors.append(error)
    return found, errors


def _registers(project: Project) -> tuple[Registers, list[SiteError]]:
    """Who and what `content/` tells of, and what is wrong with these files."""
    registers: dict[Kind, Register] = {}
    errors: list[SiteError] = []
    for kind, name in FILES.items():
        path = project.content / name
        try:
            text = project.text(path) if path.exists() else ""
            registers[kind] = parsed_register(text, kind, project.shown(path))
        except SiteError as error:
            errors.append(error)
    return registers, errors


def _speech(project: Project, path: Path, document: Document) -> Speech:
    """The speech of a file, with what its ledger tells of its saved page."""
    ledger = project.ledger(document.id)
    if not ledger or project.is_as_written(path, ledger):
        return speech_of(document, ledger)
    return speech_of(document, ledger, corrected=True, saved=_saved_text(project, ledger))


def _saved_text(project: Project, ledger: Ledger) -> str | None:
    """The saved page that a ledger is of, decoded; None if that is not at hand as it was."""
    path = project.content / ledger.file
    data = path.read_bytes() if path.is_file() else b""
    if sha256(data).hexdigest() != ledger.sha256:
        return None
    raw = raw_page(ledger.file, data)
    return raw.text if raw.encoding == ledger.encoding else None


def _rendered(renderer: Renderer, pages: Iterable[Page]) -> dict[str, str]:
    """The HTML of each page by path; a template's fault is reported once, not page by page."""
    rendered: dict[str, str] = {}
    errors: dict[Place | None, SiteError] = {}
    for page in pages:
        try:
            rendered[page.path] = renderer.text(page)
        except SiteError as error:
            errors.setdefault(error.place, error)
    if errors:
        raise SiteErrors(errors.values())
    return rendered


# Record
# ------


def record(project: Project) -> Iterator[str]:
    """The files that had to be written to record what is published now, as messages name them.

    What is in the record stays there. Published speeches get a mark of its anchors at each block
    that lacks one, as what is written later could shift them otherwise.

    Raises `SiteErrors` if a speech cannot be read.
    """
    config, _ = _settings(project)
    before = _record(project)
    documents, errors = project.documents(config.language)
    if errors:
        raise SiteErrors(errors)
    for path, document in documents:
        body = anchored(document) if document.status == "published" else document.body
        if body != document.body:
            head, _ = split_file(project.text(path), project.shown(path))
            write_file(path, (head + body).encode())
            yield project.shown(path)
    speeches, archive = _archive(project, config)
    after = added(
        before,
        (speeches[card.id] for card in archive.speeches),
        whole_day(config.edition_date),
    )
    if write_file(_record_path(project), dumped_record(after).encode()):
        yield project.shown(_record_path(project))


def _record_path(project: Project) -> Path:
    return project.content / "published.json"


def _record(project: Project) -> Record:
    path = _record_path(project)
    return parsed_record(project.text(path), project.shown(path)) if path.exists() else {}


# Check
# -----


def content_faults(project: Project) -> Iterator[SiteError]:
    """What does not hold of `content/`: the format, what was published, and each ledger as proof.

    A ledger's saved page must be there, unchanged, and with its edits must give the text of the
    Markdown that `ingest` wrote, where no person has corrected that.
    """
    config, _ = _settings(project)
    documents, errors = project.documents(config.language)
    speeches, faults = _speeches(project, documents)
    registers, others = _registers(project)
    errors += [*faults, *others]
    try:
        archive_of(((path, card_of(speech)) for path, speech in speeches), registers)
    except SiteErrors as doubles:
        errors.append(doubles)
    try:
        _statements(project, config)
    except SiteError as error:
        errors.append(error)
    yield from SiteErrors(errors).errors
    try:
        record = _record(project)
        if not errors:
            yield from vanished(record, speeches, Place(project.shown(_record_path(project))))
    except ContentError as error:
        yield error
    for path, document in documents:
        try:
            ledger = project.ledger(document.id)
        except SiteError:
            continue  # told of with the archive's other faults
        try:
            if ledger:
                _prove(project, path, document, ledger)
        except SiteError as error:
            yield error


def _prove(project: Project, path: Path, document: Document, ledger: Ledger) -> None:
    place = Place(project.shown(project.ledger_path(ledger.id)))
    saved = project.content / ledger.file
    if not saved.is_file():
        raise ContentError(f"its saved page, content/{ledger.file}, is missing", place)
    data = saved.read_bytes()
    if sha256(data).hexdigest() != ledger.sha256:
        raise ContentError(
            f"its saved page, content/{ledger.file}, is not the one it was made from", place
        )
    raw = raw_page(ledger.file, data)
    check_fit(ledger.decisions, raw.text, place)
    for decision in ledger.unplaced:
        message = f'the decision on {quoted(decision.before)} has no place: move it from "unplaced"'
        raise ContentError(f'{message} to "decisions" with the "start" it has now, or out', place)
    try:
        text = applied(raw.text, ledger.edits)
    except ValueError as error:
        raise ContentError(str(error), place) from None
    if plain_text(document.body) != text and project.is_as_written(path, ledger):
        raise ContentError("its edits do not give the text of the speech", place)


def site_faults(project: Project, folder: Path) -> Iterator[SiteError]:
    """What must not be in a built site: links to nowhere, anchors given twice, foreign hosts."""
    config, _ = _settings(project)
    if not folder.is_dir():
        raise SiteError(
            "there is no such folder; build the site first", Place(project.shown(folder))
        )
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    pages = {name: p.read_text("utf-8") for name, p in files.items() if name.endswith(".html")}
    yield from check.faults(pages, files.keys(), config.base_path)
