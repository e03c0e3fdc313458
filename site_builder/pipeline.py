"""The two sentences of the project as code: saved pages into `content/`, `content/` into a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from site_builder import check, search
from site_builder.anchoring import anchored, carried_over
from site_builder.archive import Archive, Registers, archive_of
from site_builder.config import Config, ScriptWish, parsed_config, parsed_script
from site_builder.content import (
    dumped_document,
    dumped_ledger,
    parsed_document,
    parsed_ledger,
    split_file,
    written_digest,
)
from site_builder.decisions import (
    PageDecisions,
    check_fit,
    found_again,
    merged,
    parsed_decisions_file,
    quoted,
)
from site_builder.editions import parsed_editions
from site_builder.edits import applied, undone
from site_builder.errors import ContentError, PageError, Place, SettingsError, SiteError, SiteErrors
from site_builder.exports import EXPORTS, Published, exports_of
from site_builder.extract import Ingested, ingested, ledger_of
from site_builder.files import MARKER, new_tree, write_file, write_files
from site_builder.identity import FILES, Kind, Register, parsed_register
from site_builder.links import Page
from site_builder.markdown import plain_text
from site_builder.model import Decision, Document, Ledger, RawPage, Speech
from site_builder.pages import SpeechPage, pages_of
from site_builder.published import Record, added, dumped_record, parsed_record, vanished
from site_builder.raw import LARGEST, raw_page
from site_builder.render import Renderer
from site_builder.sites import PROFILES
from site_builder.speech import speech_of
from site_builder.statements import TEXTS, Statements

Report = Callable[[str], None]
"""Takes a line on what is being done, for a person who waits."""


@dataclass(frozen=True)
class Project:
    """Where an archive is on the disk."""

    root: Path

    @property
    def content(self) -> Path:
        """What people read, correct and commit."""
        return self.root / "content"

    @property
    def templates(self) -> Path:
        """The archive's own templates; each overrides the package's file of the same name."""
        return self.root / "templates"

    def shown(self, path: Path) -> str:
        """The path as messages name it: relative to the project if it is inside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.as_posix()


def default_templates() -> Path:
    """The folder of the templates that come with the package."""
    package = Path(__file__).parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


# Ingest
# ------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one saved page."""

    raw: str
    """The saved page, relative to the project."""
    target: str
    """The speech's file; empty if there is none."""
    what: str
    """`written`, `unchanged`, `kept` as a person left it, `proposed` beside that, or `refused`."""
    error: SiteError | None = None
    profile: str = ""
    saved: RawPage | None = None
    """The page itself; of a refused one nothing more is known."""
    page: Ingested | None = None
    decisions: tuple[Decision, ...] = ()
    """A curator's, which were heeded."""
    unplaced: tuple[Decision, ...] = ()
    """Those that no longer have a place in the page."""
    warnings: tuple[str, ...] = ()


def ingest(
    project: Project,
    pages: Iterable[Path] = (),
    *,
    dry_run: bool = False,
    decided: Mapping[str, PageDecisions] = MappingProxyType({}),
) -> Iterator[Outcome]:
    """What becomes of each saved page: of `pages` and of those in `decided`, or else of all.

    All are those in `content/raw/`.

    A page that cannot be read, or holds no speech, is refused; the others go on. A speech that a
    person has corrected since it was written stays as it is: what would be written now is put
    beside it, as `<id>.md.proposed`. A page from outside of `content/` is copied to `content/raw/`.

    What a curator decided is in a speech's ledger and stays there; `decided` adds to it.

    Raises `SiteErrors` if a speech in `content/` cannot be read, as its id could be given again,
    and if a page decided on is not there.
    """
    raw_folder = project.content / "raw"
    pages = sorted({*pages, *_decided_pages(project, decided)}) or _raw_pages(raw_folder, project)
    known = _Known(project)
    wishes = _script_wishes(project)
    for path in pages:
        try:
            yield _ingested(project, path, known, decided, wishes, dry_run=dry_run)
        except SiteError as error:
            yield Outcome(project.shown(path), "", "refused", error)
        except Exception as error:  # a fault of ours must not cost the pages after this one
            message = f"set aside, by a fault of site-builder ({type(error).__name__}: {error})"
            place = Place(project.shown(path))
            yield Outcome(place.path, "", "refused", PageError(message, place))


def _raw_pages(folder: Path, project: Project) -> list[Path]:
    if not folder.is_dir():
        message = "there is no such folder; put saved pages there, or name them: ingest FILE…"
        raise SiteError(message, Place(project.shown(folder)))
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def report_folder(project: Project, folder: Path) -> Path:
    """Where a report is to be written.

    Raises `SiteError` if that is inside of `content/`, where it would be taken for a saved page,
    or of a built site, which the next build replaces.
    """
    path = project.root / folder
    whole = path.resolve()
    place = Place(project.shown(path))
    if whole.is_relative_to(project.content.resolve()):
        raise SiteError("a report does not belong into content/; choose another folder", place)
    if any((parent / MARKER).exists() for parent in (whole, *whole.parents)):
        raise SiteError("is in a built site, which the next build replaces", place)
    if path.exists() and not path.is_dir():
        raise SiteError("is a file; a report needs a folder", place)
    return path


def decisions_of(project: Project, path: Path) -> dict[str, PageDecisions]:
    """The decisions that a file saved from a report holds, by saved page.

    Raises `ContentError` if it is not such a file.
    """
    text = _text(project, path).removeprefix("\ufeff")
    pages = parsed_decisions_file(text, project.shown(path))
    return {file: page for file, page in pages.items() if page.decisions}


def _decided_pages(project: Project, decided: Mapping[str, PageDecisions]) -> list[Path]:
    """Where the saved pages are that decisions were taken on."""
    found: list[Path] = []
    errors: list[SiteError] = []
    for page in decided.values():
        path = project.content / page.file
        if path.is_file() and path.resolve().is_relative_to(project.content.resolve()):
            found.append(path)
        else:
            errors.append(ContentError(f"there is no saved page {page.file}", page.place))
    if errors:
        raise SiteErrors(errors)
    return found


class _Known:
    """The speeches that are there already, by id and by the saved page they were made from."""

    def __init__(self, project: Project) -> None:
        self.paths: dict[str, Path] = {}
        self.of_page: dict[str, str] = {}
        documents, errors = _documents(project, language="und")
        for path, document in documents:
            self.paths[document.id] = path
            if document.source and document.source.file:
                self.of_page[document.source.file] = document.id
        # A speech that a person removed leaves its ledger, and in it what was decided.
        self.left: dict[str, str] = {}
        for path in sorted((project.content / "ledgers").glob("*.json")):
            if path.stem not in self.paths and not errors:
                try:
                    ledger = parsed_ledger(_text(project, path), project.shown(path))
                    self.left[path.stem] = ledger.file
                    self.of_page.setdefault(ledger.file, path.stem)
                except SiteError as error:
                    errors.append(error)
        if errors:
            raise SiteErrors(errors)

    def id_for(self, raw: str, proposal: str) -> str:
        """The id of a saved page's speech: the one it has, or a new one that none has."""
        if raw in self.of_page:
            return self.of_page[raw]
        name, number = proposal, 1
        while name in self.paths or name in self.left:
            number += 1
            name = f"{proposal}-{number}"
        return name


def _ingested(
    project: Project,
    path: Path,
    known: _Known,
    decided: Mapping[str, PageDecisions],
    wishes: Mapping[str, ScriptWish],
    *,
    dry_run: bool,
) -> Outcome:
    shown = project.shown(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        raw_path = _place_in_archive(project, path, data)
        raw = raw_page(raw_path, data)
        known_id = known.of_page.get(raw_path)
        ledger = _ledger(project, known_id) if known_id else None
        held = _held_decisions(project, known, raw, ledger, decided.get(raw_path))
        page = _page(raw, wishes, held.decisions)
    except OSError as error:
        raise PageError(f"cannot be read: {error.strerror}", Place(shown)) from None
    except PageError as error:
        raise PageError(error.message, Place(shown)) from None
    id_ = known.id_for(raw_path, page.document.id)
    document = replace(page.document, id=id_)
    digest = sha256(dumped_document(document).encode()).hexdigest()
    target = known.paths.get(id_, project.content / "speeches" / f"{id_}.md")
    document = replace(document, body=_anchored_body(project, target, document))
    text = dumped_document(document).encode()
    what = _verdict(project, target, ledger, text, digest)
    new = _new_ledger(what, ledger_of(page, document, raw, digest, *held[:2]), ledger, held)
    if not dry_run:
        write_file(project.content / raw_path, data)
        if what == "proposed":
            write_file(target.with_name(f"{target.name}.proposed"), text)
        elif what in ("written", "unchanged"):
            write_file(target, text)
        if new != ledger and new:
            write_file(_ledger_path(project, id_), dumped_ledger(new).encode())
    known.paths[id_] = target
    known.of_page[raw_path] = id_
    return Outcome(
        shown,
        project.shown(target),
        what,
        profile=document.source.profile if document.source else "",
        saved=raw,
        page=page._replace(document=document),
        decisions=held.decisions,
        unplaced=held.unplaced,
        warnings=held.warnings,
    )


def _script_wishes(project: Project) -> dict[str, ScriptWish]:
    """What `site.toml`, if there is one, wants of the script, by profile or saved page."""
    path = project.content / "site.toml"
    profiles = {profile.__name__ for profile in PROFILES}
    return (
        parsed_script(_text(project, path), project.shown(path), profiles) if path.exists() else {}
    )


def _page(
    raw: RawPage, wishes: Mapping[str, ScriptWish], decisions: Sequence[Decision]
) -> Ingested:
    """A page, with its script as wanted of it or of its profile, which only reading tells."""
    page = ingested(raw, script=wishes.get(raw.path, "auto"), decisions=decisions)
    source = page.document.source
    wish = wishes.get(source.profile, "auto") if source and raw.path not in wishes else "auto"
    return page if wish == "auto" else ingested(raw, script=wish, decisions=decisions)


def _new_ledger(what: str, new: Ledger, old: Ledger | None, held: _Held) -> Ledger | None:
    """The ledger to be written: of a speech that a person corrected the old one, with what is new.

    Raises `ContentError` if new decisions have no ledger to go into.
    """
    if what in ("written", "unchanged"):
        return new
    if not held.added:
        return old
    if old is None or not _is_of(old, new.sha256, new.encoding):
        message = (
            f"{new.file}: its decisions are not taken: the page has changed, and its speech was"
            " corrected by hand; settle the proposal beside the speech first"
        )
        raise ContentError(message, held.added)
    return replace(old, decisions=held.decisions, unplaced=held.unplaced)


class _Held(NamedTuple):
    """What is decided on a page."""

    decisions: tuple[Decision, ...]
    unplaced: tuple[Decision, ...]
    warnings: tuple[str, ...]
    added: Place | None
    """Where new ones come from, if there are any."""


def _held_decisions(
    project: Project, known: _Known, raw: RawPage, ledger: Ledger | None, new: PageDecisions | None
) -> _Held:
    """The decisions in a page's ledger, where they stand in the page now, and new ones.

    Raises `ContentError` for a decision that does not fit the page.
    """
    decisions, unplaced = (ledger.decisions, ledger.unplaced) if ledger else ((), ())
    warnings: list[str] = []
    if ledger:
        place = Place(project.shown(_ledger_path(project, ledger.id)))
        if _is_of(ledger, raw.sha256, raw.encoding):
            check_fit(decisions, raw.text, place)
        elif decisions or unplaced:
            before = _page_before(project, known, ledger)
            decisions, moved, unplaced = found_again((*decisions, *unplaced), before, raw.text)
            warnings.append(
                "the page has changed; decisions on it that hold at their old place:"
                f" {len(decisions) - moved}, at another: {moved}, at none: {len(unplaced)}"
            )
        warnings += [
            f"the decision on {quoted(decision.before)} (it was at {decision.start}) has no place"
            f" in the page any more; it is kept in {place}"
            for decision in unplaced
        ]
    if new:
        if new.sha256 != raw.sha256:
            message = f"{new.file} is not the page that was decided on; make a new report"
            raise ContentError(message, new.place)
        check_fit(new.decisions, raw.text, new.place, f"{new.file}: ")
        decisions = merged(decisions, new.decisions)
    added = new.place if new and new.decisions else None
    return _Held(decisions, unplaced, tuple(warnings), added)


def _is_of(ledger: Ledger, digest: str, encoding: str) -> bool:
    """Whether a ledger's offsets are those of the page with this digest, decoded like this."""
    return (ledger.sha256, ledger.encoding) == (digest, encoding)


def _page_before(project: Project, known: _Known, ledger: Ledger) -> str | None:
    """The text of a saved page that has changed since: its speech, if as written, gives it back."""
    path = known.paths.get(ledger.id)
    if not path or not _is_as_written(project, path, ledger):
        return None
    document = parsed_document(_text(project, path), project.shown(path), language="und")
    try:
        return undone(plain_text(document.body), ledger.edits)
    except ValueError:
        return None


def _place_in_archive(project: Project, path: Path, data: bytes) -> str:
    """The saved page's path in `content/`: its own, or for one from elsewhere that of a copy."""
    try:
        return path.resolve().relative_to(project.content.resolve()).as_posix()
    except ValueError:
        number = 1
        name = path.name
        while (place := project.content / "raw" / name).exists() and place.read_bytes() != data:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        return f"raw/{name}"


def _anchored_body(project: Project, target: Path, document: Document) -> str:
    """A new document's body with its anchors; those of the file that is there stay."""
    if not target.exists():
        return anchored(document)
    old = parsed_document(_text(project, target), project.shown(target), language="und")
    return carried_over(old, document)


def _verdict(
    project: Project, target: Path, ledger: Ledger | None, text: bytes, digest: str
) -> str:
    """What becomes of a file in whose place `text` would be written, its digest without marks."""
    if not target.exists():
        return "written"
    if target.read_bytes() == text:
        return "unchanged"
    if ledger and _is_as_written(project, target, ledger):
        return "written"
    return "kept" if ledger and ledger.written == digest else "proposed"


def _is_as_written(project: Project, path: Path, ledger: Ledger) -> bool:
    """Whether no person has corrected a speech since `ingest` wrote it."""
    return written_digest(_text(project, path), project.shown(path)) == ledger.written


def _ledger_path(project: Project, id_: str) -> Path:
    return project.content / "ledgers" / f"{id_}.json"


def _ledger(project: Project, id_: str) -> Ledger | None:
    path = _ledger_path(project, id_)
    if not path.exists():
        return None
    return parsed_ledger(_text(project, path), project.shown(path))


def _documents(
    project: Project, language: str
) -> tuple[list[tuple[Path, Document]], list[SiteError]]:
    """Every speech of `content/speeches/` that can be read, and what is wrong with the others."""
    found: list[tuple[Path, Document]] = []
    errors: list[SiteError] = []
    for path in sorted((project.content / "speeches").rglob("*.md")):
        try:
            text = _text(project, path)
            found.append((path, parsed_document(text, project.shown(path), language=language)))
        except SiteError as error:
            errors.append(error)
    return found, errors


def _text(project: Project, path: Path) -> str:
    """What a text file holds; raises `ContentError` if it is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ContentError("is not UTF-8 text", Place(project.shown(path), line)) from None


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
    archive, statements = _content(project, config)
    report(f"rendering {len(archive.speeches):,} speeches")
    pages = list(pages_of(archive, config, renderer.words, statements))
    renderer.add_asset("fold.json", search.fold_table(_speech_pages(pages)))
    rendered = _rendered(renderer, pages)
    files = {path: text.encode() for path, text in rendered.items()} | renderer.asset_files()
    downloads = {file.path for page in _speech_pages(pages) for file in page.downloads}
    bundle = {"pagefind/pagefind.js"}
    faults = list(check.faults(rendered, {*files, *downloads, *bundle}, config.base_path))
    if faults:
        raise SiteErrors(faults)
    with new_tree(output) as folder:
        write_files(folder, files.items())
        write_files(folder, _downloads(_speech_pages(pages), config, renderer.words))
        if with_search:
            report("indexing for search")
            documents = ((p.path, search.search_document(p)) for p in _speech_pages(pages))
            search.index(documents, folder)
    return Built(len(pages), len(archive.speeches))


def _downloads(
    pages: Iterable[SpeechPage], config: Config, words: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """The files of every format, made one by one: together they are larger than the site."""
    formats = exports_of(config.exports)
    for page in pages:
        published = Published(page.speech, config.url + page.path, config, words)
        for export, file in zip(formats, page.downloads, strict=True):
            yield file.path, export.data(published)


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
        _text(project, path), shown, languages, [export.name for export in EXPORTS]
    )
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
                templates[name] = _text(project, path)
    return templates, assets


def _content(project: Project, config: Config) -> tuple[Archive, Statements]:
    """The archive, and what it says of itself; raises `SiteErrors` with all that is wrong."""
    errors: list[SiteError] = []
    try:
        statements = _statements(project, config)
    except SiteError as error:
        errors.append(error)
    try:
        archive = _archive(project, config)
    except SiteError as error:
        errors.append(error)
    if errors:
        raise SiteErrors(errors)
    return archive, statements


def _archive(project: Project, config: Config) -> Archive:
    documents, errors = _documents(project, config.language)
    found, faults = _speeches(project, documents)
    errors += faults
    registers, faults = _registers(project)
    errors += faults
    try:
        archive = archive_of(found, registers)
    except SiteErrors as doubles:
        raise SiteErrors([*errors, doubles]) from None
    if errors:
        raise SiteErrors(errors)
    return archive


def _statements(project: Project, config: Config) -> Statements:
    """What `content/` says of the archive itself."""
    texts = {name: project.content / f"{name}.md" for name in TEXTS}
    editions = project.content / "editions.toml"
    return Statements(
        {name: _text(project, path) for name, path in texts.items() if path.exists()},
        parsed_editions(_text(project, editions), project.shown(editions), config)
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
            text = _text(project, path) if path.exists() else ""
            registers[kind] = parsed_register(text, kind, project.shown(path))
        except SiteError as error:
            errors.append(error)
    return registers, errors


def _speech(project: Project, path: Path, document: Document) -> Speech:
    """The speech of a file, with what its ledger tells of its saved page."""
    ledger = _ledger(project, document.id)
    if not ledger or _is_as_written(project, path, ledger):
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
    documents, errors = _documents(project, config.language)
    if errors:
        raise SiteErrors(errors)
    for path, document in documents:
        body = anchored(document) if document.status == "published" else document.body
        if body != document.body:
            head, _ = split_file(_text(project, path), project.shown(path))
            write_file(path, (head + body).encode())
            yield project.shown(path)
    after = added(before, _archive(project, config).speeches)
    if write_file(_record_path(project), dumped_record(after).encode()):
        yield project.shown(_record_path(project))


def _record_path(project: Project) -> Path:
    return project.content / "published.json"


def _record(project: Project) -> Record:
    path = _record_path(project)
    return parsed_record(_text(project, path), project.shown(path)) if path.exists() else {}


# Check
# -----


def content_faults(project: Project) -> Iterator[SiteError]:
    """What does not hold of `content/`: the format, what was published, and each ledger as proof.

    A ledger's saved page must be there, unchanged, and with its edits must give the text of the
    Markdown that `ingest` wrote, where no person has corrected that.
    """
    config, _ = _settings(project)
    documents, errors = _documents(project, config.language)
    speeches, faults = _speeches(project, documents)
    registers, others = _registers(project)
    errors += [*faults, *others]
    try:
        archive_of(speeches, registers)
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
            ledger = _ledger(project, document.id)
        except SiteError:
            continue  # told of with the archive's other faults
        try:
            if ledger:
                _prove(project, path, document, ledger)
        except SiteError as error:
            yield error


def _prove(project: Project, path: Path, document: Document, ledger: Ledger) -> None:
    place = Place(project.shown(_ledger_path(project, ledger.id)))
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
    if plain_text(document.body) != text and _is_as_written(project, path, ledger):
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
