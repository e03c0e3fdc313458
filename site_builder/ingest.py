"""Saved pages into `content/`: read, repaired, and written where no person has corrected them."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from site_builder.config import ScriptWish, parsed_script
from site_builder.content import decoded, parsed_document, parsed_ledger
from site_builder.decisions import PageDecisions, parsed_decisions_file
from site_builder.errors import ContentError, PageError, Place, SiteError, SiteErrors
from site_builder.files import MARKER, write_file
from site_builder.project import Project, code_digest
from site_builder.raw import LARGEST
from site_builder.seen import Seen, SeenPage, digest_of, dumped_seen, parsed_seen
from site_builder.workers import Here

if TYPE_CHECKING:
    from site_builder.extract import Ingested
    from site_builder.model import Decision, RawPage
    from site_builder.transcripts import Task, Transcript

_AHEAD = 64
"""Pages read ahead of the one that is waited for: so many are held in memory."""


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
    """Empty, too, of a page that was not read again."""
    doubts: int = 0
    """Places that may be damage."""
    page: tuple[RawPage, Ingested] | None = None
    """The page itself and what is in it, if that was wanted; of a refused one nothing is known."""
    decisions: tuple[Decision, ...] = ()
    """A curator's, which were heeded."""
    unplaced: tuple[Decision, ...] = ()
    """Those that no longer have a place in the page."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What is wanted of an ingest."""

    dry_run: bool = False
    """Whether to write nothing."""
    whole: bool = False
    """Whether outcomes are to hold their pages; all are read again for it."""
    decided: Mapping[str, PageDecisions] = field(default_factory=dict)
    """What a curator decided newly, by saved page."""


def ingest(
    project: Project,
    pages: Iterable[Path] = (),
    wanted: Wanted = Wanted(),
    executor: Executor | None = None,
) -> Iterator[Outcome]:
    """What becomes of each saved page: of `pages` and of those decided on, or else of all.

    All are those in `content/raw/`.

    A page that cannot be read, or holds no speech, is refused; the others go on. A speech that a
    person has corrected since it was written stays as it is: what would be written now is put
    beside it, as `<id>.md.proposed`. A page from outside of `content/` is copied to `content/raw/`.
    A page of which nothing has changed since the last ingest is not read again.

    What a curator decided is in a speech's ledger and stays there.

    Pages are read by the executor, or else one by one in this process; outcomes come in the order
    of the pages.

    Raises `SiteErrors` if a speech in `content/` cannot be read, as its id could be given again,
    and if a page decided on is not there.
    """
    decided = _decided_pages(project, wanted.decided)
    paths = sorted({*pages, *decided}) or _raw_pages(project.content / "raw", project)
    run = _Run(project, wanted, executor or Here())
    try:
        yield from run.outcomes(paths, 1 if executor is None else _AHEAD)
    finally:
        if not wanted.dry_run:
            write_file(project.memory / "ingest.json", dumped_seen(run.seen()))


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

    def __init__(self, project: Project, before: Mapping[str, str]) -> None:
        """`before` is as `Seen.speeches`."""
        self.paths: dict[str, Path] = {}
        self.of_page: dict[str, str] = {}
        self.shown: dict[str, str] = {}
        """Speeches' files as messages name them, by id."""
        self.digests: dict[str, str] = {}
        """Of these paths and the files, by id."""
        self.pages: dict[str, str] = {}
        """As `Seen.speeches`, of those that are there now."""
        errors: list[SiteError] = []
        for path in sorted((project.content / "speeches").rglob("*.md")):
            try:
                data, shown = path.read_bytes(), project.shown(path)
                digest = digest_of(shown, data)
                file = before.get(digest)
                if file is None:
                    source = parsed_document(decoded(data, shown), shown, language="und").source
                    file = source.file if source else ""
                self.pages[digest] = file
                self.digests[path.stem] = digest
                self.shown[path.stem] = shown
            except SiteError as error:
                errors.append(error)
                continue
            self.paths[path.stem] = path
            if file:
                self.of_page[file] = path.stem
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


class _Page(NamedTuple):
    """A saved page as it is on the disk."""

    shown: str
    """Its path, as messages name it."""
    file: str
    """Relative to `content/`: its own place, or that of its copy."""
    data: bytes


class _Pending(NamedTuple):
    """A page that is being read."""

    page: _Page
    task: Task
    future: Future[Transcript]


class _Run:
    """One ingest: what is known, and what comes to be known page by page."""

    def __init__(self, project: Project, wanted: Wanted, executor: Executor) -> None:
        self._project = project
        self._wanted = wanted
        self._executor = executor
        self._content = project.content.resolve()
        self._wishes = _script_wishes(project)
        path = project.memory / "ingest.json"
        before = parsed_seen(path.read_bytes() if path.is_file() else b"", code_digest())
        self._known = _Known(project, before.speeches)
        self._seen = Seen(before.code, before.pages, self._known.pages)
        self._copies: dict[str, bytes] = {}
        """Pages from outside of `content/`, by the place of their copy."""

    def outcomes(self, paths: Iterable[Path], ahead: int) -> Iterator[Outcome]:
        """What becomes of each page, in order; so many are being read at a time."""
        waiting: deque[_Pending | Outcome] = deque()
        for path in paths:
            page = self._read(path)
            if isinstance(page, Outcome):
                waiting.append(page)
                continue
            while len(waiting) >= ahead or any(_is_of_file(one, page.file) for one in waiting):
                yield self._finished(waiting.popleft())
            waiting.append(self._begun(page))
        while waiting:
            yield self._finished(waiting.popleft())

    def seen(self) -> Seen:
        """What the next ingest need not read again."""
        pages = self._seen.pages.items()
        there = {file: page for file, page in pages if (self._project.content / file).is_file()}
        return replace(self._seen, pages=there)

    def _read(self, path: Path) -> _Page | Outcome:
        whole = path.resolve()
        shown = self._project.shown(path)
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
            if whole.is_relative_to(self._content):
                return _Page(shown, whole.relative_to(self._content).as_posix(), data)
            return _Page(shown, self._place_of_copy(path, data), data)
        except OSError as error:
            return _refused(shown, f"cannot be read: {error.strerror}")

    def _place_of_copy(self, path: Path, data: bytes) -> str:
        """Where the copy of a page from outside of `content/` goes, or is already."""
        number = 1
        place = f"raw/{path.name}"
        while (there := self._bytes_at(place)) is not None and there != data:
            number += 1
            place = f"raw/{path.stem}-{number}{path.suffix}"
        self._copies[place] = data
        return place

    def _bytes_at(self, place: str) -> bytes | None:
        path = self._project.content / place
        return self._copies.get(place) or (path.read_bytes() if path.exists() else None)

    def _begun(self, page: _Page) -> _Pending | Outcome:
        """The page as it is being read; its outcome if that is known from the last time."""
        known = self._known
        id_ = known.of_page.get(page.file, "")
        ledger = self._project.ledger_path(id_)
        proof = ledger.read_bytes() if id_ and ledger.is_file() else b""
        decided = self._wanted.decided.get(page.file)
        seen = self._seen.pages.get(page.file)
        if seen and not decided and not self._wanted.whole:
            is_there = (self._project.content / page.file).is_file()
            if is_there and seen.inputs == self._inputs(page, known.digests.get(id_, ""), proof):
                if seen.what == "refused":
                    return _refused(page.shown, seen.message)
                return Outcome(page.shown, known.shown[id_], seen.what, doubts=seen.doubts)
        from site_builder.transcripts import Kept, Task, transcript  # not needed until now

        task = Task(
            page.file,
            page.data,
            id_,
            Kept(known.shown[id_], known.paths[id_].read_bytes()) if id_ in known.shown else None,
            Kept(self._project.shown(ledger), proof) if proof else None,
            decided,
            self._wishes,
            self._wanted.whole,
        )
        return _Pending(page, task, self._executor.submit(transcript, task))

    def _finished(self, pending: _Pending | Outcome) -> Outcome:
        """What becomes of a page that was read, its files written."""
        if isinstance(pending, Outcome):
            return pending
        page, task, future = pending
        shown = page.shown
        self._seen.pages.pop(page.file, None)
        try:
            made = future.result()
            id_ = self._known.id_for(page.file, made.id)
            if made.id != id_:  # meanwhile another page's speech has it
                from site_builder.transcripts import transcript

                made = self._executor.submit(transcript, replace(task, id=id_)).result()
            return self._written(page, task, made)
        except PageError as error:
            speech = digest_of(*task.speech) if task.speech else ""
            inputs = self._inputs(page, speech, task.ledger.data if task.ledger else b"")
            self._seen.pages[page.file] = SeenPage(inputs, "refused", message=error.message)
            return _refused(shown, error.message)
        except SiteError as error:
            return Outcome(shown, "", "refused", error)
        except TimeoutError:
            return _refused(shown, "takes too long and is set aside; --page-seconds gives it more")
        except Exception as error:  # a fault of ours must not cost the pages after this one
            name = type(error).__name__
            return _refused(shown, f"set aside, by a fault of site-builder ({name}: {error})")

    def _written(self, page: _Page, task: Task, made: Transcript) -> Outcome:
        """What becomes of a page, its files written.

        Raises `SiteError` if somebody has written its speech since that was read.
        """
        content = self._project.content
        target = self._known.paths.get(made.id, content / "speeches" / f"{made.id}.md")
        shown = self._project.shown(target)
        writes = made.what in ("written", "unchanged")
        before = target.read_bytes() if target.is_file() else None
        if writes and before != (task.speech.data if task.speech else None):
            raise SiteError("was changed while its page was read; ingest again", Place(shown))
        if not self._wanted.dry_run:
            write_file(content / page.file, page.data)
            if made.what == "proposed":
                write_file(target.with_name(f"{target.name}.proposed"), made.speech)
            elif writes:
                write_file(target, made.speech)
                self._known.shown[made.id] = shown
                self._known.digests[made.id] = digest_of(shown, made.speech)
            if made.ledger:
                write_file(self._project.ledger_path(made.id), made.ledger)
        self._known.paths[made.id] = target
        self._known.of_page[page.file] = made.id
        if made.what != "proposed" and not made.warnings and not self._wanted.dry_run:
            speech = digest_of(shown, made.speech if writes else before or b"")
            ledger = made.ledger or (task.ledger.data if task.ledger else b"")
            self._seen.pages[page.file] = SeenPage(
                self._inputs(page, speech, ledger), "unchanged" if writes else "kept", made.doubts
            )
            if writes:
                self._seen.speeches[speech] = page.file
        return Outcome(
            page.shown,
            shown,
            made.what,
            profile=made.profile,
            doubts=made.doubts,
            page=made.page,
            decisions=made.decisions,
            unplaced=made.unplaced,
            warnings=made.warnings,
        )

    def _inputs(self, page: _Page, speech: str, ledger: bytes) -> str:
        """The digest of all that a page's outcome depends on, beside the code.

        `speech` is the digest of its speech's path and file.
        """
        wishes = json.dumps(self._wishes, sort_keys=True)
        return digest_of(page.file, page.data, wishes, speech, ledger)


def _is_of_file(one: _Pending | Outcome, file: str) -> bool:
    return isinstance(one, _Pending) and one.page.file == file


def _refused(shown: str, message: str) -> Outcome:
    return Outcome(shown, "", "refused", PageError(message, Place(shown)))


def _script_wishes(project: Project) -> dict[str, ScriptWish]:
    """What `site.toml`, if there is one, wants of the script, by profile or saved page."""
    path = project.content / "site.toml"
    text = project.text(path) if path.exists() else ""
    profiles: set[str] = set()
    if "script" in text:
        from site_builder.sites import PROFILES  # not needed until now

        profiles = {profile.__name__ for profile in PROFILES}
    return parsed_script(text, project.shown(path), profiles)
