"""What must hold of an archive: of its record of what is published, of `content/`, of a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from site_builder import check
from site_builder.anchoring import anchored
from site_builder.archive import Registers, archive_of
from site_builder.config import Config
from site_builder.content import split_file
from site_builder.dates import whole_day
from site_builder.decisions import check_fit, quoted
from site_builder.edits import applied
from site_builder.errors import ContentError, Place, SiteError, SiteErrors
from site_builder.files import write_file
from site_builder.markdown import plain_text
from site_builder.model import Document, Ledger, Speech
from site_builder.project import Project
from site_builder.published import added, dumped_record, vanished
from site_builder.raw import raw_page
from site_builder.reading import read
from site_builder.registers import RECORD, record_of, registers_of, statements_of
from site_builder.speech import card_of
from site_builder.worker import settings_of

# Record
# ------


def record(project: Project) -> Iterator[str]:
    """The files that had to be written to record what is published now, as messages name them.

    What is in the record stays there. Published speeches get a mark of its anchors at each block
    that lacks one, as what is written later could shift them otherwise.

    Raises `SiteErrors` if a speech cannot be read.
    """
    config, _ = settings_of(project)
    before = record_of(project)
    speeches, errors = _read(project, config)
    if errors:
        raise SiteErrors(errors)
    for file, speech in speeches:
        document = speech.document
        body = anchored(document) if document.status == "published" else document.body
        if body != document.body:
            path = project.root / file
            head, _ = split_file(project.text(path), file)
            write_file(path, (head + body).encode())
            yield file
    speeches, errors = _read(project, config)
    registers, faults = registers_of(project)
    _gathered(speeches, registers, [*errors, *faults])
    published = (one for _, one in speeches if one.document.status == "published")
    after = added(before, published, whole_day(config.edition_date))
    if write_file(_record_path(project), dumped_record(after).encode()):
        yield project.shown(_record_path(project))


def _gathered(
    speeches: Iterable[tuple[str, Speech]], registers: Registers, errors: list[SiteError]
) -> None:
    """Raise `SiteErrors` with these errors and with those of all speeches together, if any."""
    try:
        archive_of(((file, card_of(speech)) for file, speech in speeches), registers)
    except SiteErrors as doubles:
        errors.append(doubles)
    if errors:
        raise SiteErrors(errors)


def _record_path(project: Project) -> Path:
    return project.content / RECORD


# Check
# -----


def content_faults(project: Project) -> Iterator[SiteError]:
    """What does not hold of `content/`: the format, what was published, and each ledger as proof.

    A ledger's saved page must be there, unchanged, and with its edits must give the text of the
    Markdown that `ingest` wrote, where no person has corrected that.
    """
    config, _ = settings_of(project)
    speeches, errors = _read(project, config)
    registers, faults = registers_of(project)
    errors += faults
    try:
        statements_of(project, config)
    except SiteError as error:
        errors.append(error)
    try:
        _gathered(speeches, registers, errors)
    except SiteErrors as all_of_them:
        yield from all_of_them.errors
    try:
        record = record_of(project)
        if not errors:
            yield from vanished(record, speeches, Place(project.shown(_record_path(project))))
    except ContentError as error:
        yield error
    for file, speech in speeches:
        try:
            ledger = project.ledger(speech.document.id)
            if ledger:
                _prove(project, file, speech.document, ledger)
        except SiteError as error:
            yield error


def _prove(project: Project, file: str, document: Document, ledger: Ledger) -> None:
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
    if plain_text(document.body) != text and project.is_as_written(project.root / file, ledger):
        raise ContentError("its edits do not give the text of the speech", place)


def site_faults(project: Project, folder: Path) -> Iterator[SiteError]:
    """What must not be in a built site: links to nowhere, anchors given twice, foreign hosts."""
    config, _ = settings_of(project)
    if not folder.is_dir():
        raise SiteError(
            "there is no such folder; build the site first", Place(project.shown(folder))
        )
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    pages = {name: p.read_text("utf-8") for name, p in files.items() if name.endswith(".html")}
    yield from check.faults(pages, files.keys(), config.base_path)


def _read(project: Project, config: Config) -> tuple[list[tuple[str, Speech]], list[SiteError]]:
    """The speeches that can be read, each with its file, and what is wrong with the others."""
    found: list[tuple[str, Speech]] = []
    errors: list[SiteError] = []
    for path in sorted((project.content / "speeches").rglob("*.md")):
        file = path.relative_to(project.root).as_posix()
        try:
            found.append((file, read(project, file, config.language).speech))
        except SiteError as error:
            errors.append(error)
    return found, errors
