"""What ingest makes of one saved page: the files of its speech, as they are to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple

from site_builder.anchoring import anchored, carried_over
from site_builder.config import ScriptWish
from site_builder.content import (
    decoded,
    dumped_document,
    dumped_ledger,
    parsed_document,
    parsed_ledger,
    written_digest,
)
from site_builder.decisions import PageDecisions, check_fit, found_again, merged, quoted
from site_builder.edits import undone
from site_builder.errors import ContentError, Place
from site_builder.extract import Ingested, ingested, ledger_of
from site_builder.markdown import plain_text
from site_builder.model import Decision, Document, Ledger, RawPage
from site_builder.raw import raw_page


class Kept(NamedTuple):
    """A file of `content/` as it is."""

    shown: str
    """Its path, as messages name it."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Task:
    """All that a transcript is made of: it depends on nothing else."""

    file: str
    """The saved page, relative to `content/`."""
    data: bytes
    id: str = ""
    """The speech's, if it has one already."""
    speech: Kept | None = None
    ledger: Kept | None = None
    decided: PageDecisions | None = None
    """New decisions of a curator."""
    wishes: Mapping[str, ScriptWish] | None = None
    """What is wanted of the script, by profile or saved page."""
    whole: bool = False
    """Whether the page itself is wanted too, for a report."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A saved page as a speech, and what becomes of the file that is in its place."""

    id: str
    """Of a page that had none a proposal."""
    what: str
    """`written`, `unchanged`, `kept` or `proposed`, as in `ingest.Outcome`."""
    speech: bytes
    """The speech's file as it would be written now."""
    ledger: bytes | None
    """The new ledger; None if that which is there stays."""
    profile: str
    doubts: int
    """Places that may be damage."""
    decisions: tuple[Decision, ...]
    unplaced: tuple[Decision, ...]
    warnings: tuple[str, ...]
    page: tuple[RawPage, Ingested] | None
    """As the task wants it."""


def transcript(task: Task) -> Transcript:
    """What is to be written of a saved page.

    Raises `PageError` if it cannot be read or holds no speech, and `ContentError` if its ledger or
    speech cannot be read, or decisions do not fit it.
    """
    raw = raw_page(task.file, task.data)
    ledger = parsed_ledger(_text(task.ledger), task.ledger.shown) if task.ledger else None
    held = _held_decisions(task, raw, ledger)
    page = _page(raw, task.wishes or {}, held.decisions)
    document = replace(page.document, id=task.id or page.document.id)
    plain = dumped_document(document)
    digest = sha256(plain.encode()).hexdigest()
    body = _anchored_body(task.speech, document)
    text = (plain.removesuffix(document.body) + body).encode()
    what = _verdict(task.speech, ledger, text, digest)
    new = _new_ledger(what, ledger_of(page, document, raw, digest, *held[:2]), ledger, held)
    return Transcript(
        document.id,
        what,
        text,
        dumped_ledger(new).encode() if new and new != ledger else None,
        document.source.profile if document.source else "",
        len(page.doubts),
        held.decisions,
        held.unplaced,
        held.warnings,
        (raw, page._replace(document=replace(document, body=body))) if task.whole else None,
    )


def _text(kept: Kept) -> str:
    return decoded(kept.data, kept.shown)


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


def _held_decisions(task: Task, raw: RawPage, ledger: Ledger | None) -> _Held:
    """The decisions in a page's ledger, where they stand in the page now, and new ones.

    Raises `ContentError` for a decision that does not fit the page.
    """
    decisions, unplaced = (ledger.decisions, ledger.unplaced) if ledger else ((), ())
    warnings: list[str] = []
    if ledger and task.ledger:
        place = Place(task.ledger.shown)
        if _is_of(ledger, raw.sha256, raw.encoding):
            check_fit(decisions, raw.text, place)
        elif decisions or unplaced:
            before = _page_before(task.speech, ledger)
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
    if new := task.decided:
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


def _page_before(speech: Kept | None, ledger: Ledger) -> str | None:
    """The text of a saved page that has changed since: its speech, if as written, gives it back."""
    if not speech or not _is_as_written(speech, ledger):
        return None
    document = parsed_document(_text(speech), speech.shown, language="und")
    try:
        return undone(plain_text(document.body), ledger.edits)
    except ValueError:
        return None


def _anchored_body(speech: Kept | None, document: Document) -> str:
    """A new document's body with its anchors; those of the file that is there stay."""
    if not speech:
        return anchored(document)
    old = parsed_document(_text(speech), speech.shown, language="und")
    return carried_over(old, document)


def _verdict(speech: Kept | None, ledger: Ledger | None, text: bytes, digest: str) -> str:
    """What becomes of a file in whose place `text` would be written, its digest without marks."""
    if not speech:
        return "written"
    if speech.data == text:
        return "unchanged"
    if ledger and _is_as_written(speech, ledger):
        return "written"
    return "kept" if ledger and ledger.written == digest else "proposed"


def _is_as_written(speech: Kept, ledger: Ledger) -> bool:
    """Whether no person has corrected a speech since `ingest` wrote it."""
    return written_digest(_text(speech), speech.shown) == ledger.written
