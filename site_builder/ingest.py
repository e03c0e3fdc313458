"""Saved pages into `content/`: read, repaired, and written where no person has corrected them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from site_builder.anchoring import anchored, carried_over
from site_builder.config import ScriptWish, parsed_script
from site_builder.content import dumped_document, dumped_ledger, parsed_document, parsed_ledger
from site_builder.decisions import (
    PageDecisions,
    check_fit,
    found_again,
    merged,
    parsed_decisions_file,
    quoted,
)
from site_builder.edits import undone
from site_builder.errors import ContentError, PageError, Place, SiteError, SiteErrors
from site_builder.extract import Ingested, ingested, ledger_of
from site_builder.files import MARKER, write_file
from site_builder.markdown import plain_text
from site_builder.model import Decision, Document, Ledger, RawPage
from site_builder.project import Project
from site_builder.raw import LARGEST, raw_page
from site_builder.sites import PROFILES


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
    text = project.text(path).removeprefix("\ufeff")
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
        documents, errors = project.documents(language="und")
        for path, document in documents:
            self.paths[document.id] = path
            if document.source and document.source.file:
                self.of_page[document.source.file] = document.id
        # A speech that a person removed leaves its ledger, and in it what was decided.
        self.left: dict[str, str] = {}
        for path in sorted((project.content / "ledgers").glob("*.json")):
            if path.stem not in self.paths and not errors:
                try:
                    ledger = parsed_ledger(project.text(path), project.shown(path))
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
        ledger = project.ledger(known_id) if known_id else None
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
            write_file(project.ledger_path(id_), dumped_ledger(new).encode())
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
    return parsed_script(project.text(path), project.shown(path), profiles) if path.exists() else {}


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
        place = Place(project.shown(project.ledger_path(ledger.id)))
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
    if not path or not project.is_as_written(path, ledger):
        return None
    document = parsed_document(project.text(path), project.shown(path), language="und")
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
    old = parsed_document(project.text(target), project.shown(target), language="und")
    return carried_over(old, document)


def _verdict(
    project: Project, target: Path, ledger: Ledger | None, text: bytes, digest: str
) -> str:
    """What becomes of a file in whose place `text` would be written, its digest without marks."""
    if not target.exists():
        return "written"
    if target.read_bytes() == text:
        return "unchanged"
    if ledger and project.is_as_written(target, ledger):
        return "written"
    return "kept" if ledger and ledger.written == digest else "proposed"
