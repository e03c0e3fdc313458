"""What has changed in `content/`, and what of a site is to be made anew for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec

from site_builder.archive import NAMED, Archive, archive_of, in_order
from site_builder.cache import Cache, Made, Source
from site_builder.config import Config
from site_builder.errors import SiteError, SiteErrors
from site_builder.examples import examples_of
from site_builder.executors import Crew, chunks
from site_builder.inputs import Build, Inputs
from site_builder.kin import kin_after, kin_from, kin_of, packed
from site_builder.links import Links, Page
from site_builder.model import Card
from site_builder.pages import pages_of
from site_builder.reading import digest_of, ledger_file
from site_builder.registers import NAMES, registers_of, statements_of
from site_builder.render import Renderer
from site_builder.surroundings import surroundings_of
from site_builder.worker import Desired, Placed, Reading, Shelved, encoded, readings, words_read


@dataclass(frozen=True, slots=True)
class Job:
    """A build at work."""

    wanted: Build
    inputs: Inputs
    cache: Cache
    config: Config
    renderer: Renderer
    crew: Crew
    root: str
    shelves: Path
    """The folder for speeches that were read."""


def speech_files(inputs: Inputs) -> list[str]:
    """The files of all speeches, relative to the project, in the order of their folders."""
    own = (name for name in inputs.listed if name.startswith("speeches/") and name[-3:] == ".md")
    return [f"content/{name}" for name in sorted(own, key=lambda name: name.split("/"))]


# What is there
# -------------


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed in `content/` since the cache was written."""

    files: dict[str, Shelved | None]
    """Speeches that were read, as any of their files is another, and where they lie, if they do."""
    is_local: bool
    """Whether no other page can tell: all speeches and their cards are what they were."""
    errors: tuple[SiteError, ...]
    digests: Mapping[str, bytes]
    """Of all speeches that can be read, as `reading.digest_of`, by their files."""


def changes_of(job: Job, files: list[str]) -> Changes:
    """Read the speeches that have changed, and note their cards."""
    known = job.cache.sources()
    stamped: list[tuple[str, Source]] = []
    stale: list[str] = []
    digests: dict[str, bytes] = {}
    for file in files:
        source = known.get(file)
        stamp = stamp_of(job.inputs, file, source.saved if source else "")
        if source and source.stamp and source.stamp == stamp:
            digests[file] = source.digest
        elif source and source.digest == digest_of(job.wanted.project, file, source.saved):
            stamped.append((file, source._replace(stamp=stamp)))
            digests[file] = source.digest
        else:
            stale.append(file)
    job.cache.note_sources(stamped)
    is_local = known.keys() == set(files)
    errors: list[SiteError] = []
    read: dict[str, Shelved | None] = {}
    jobs = (
        Desired(job.root, job.inputs.key, part, str(job.shelves / str(number)))
        for number, part in enumerate(chunks(stale, job.wanted.workers.chunk))
    )
    for found in job.crew.in_turn(readings, jobs):
        for one in found:
            if one.errors:
                errors += one.errors
                continue
            stamp = stamp_of(job.inputs, one.file, one.saved)
            is_local = is_local and one.told == job.cache.told(one.file)
            is_local = is_local and _keeps_kin(job, one)
            source = Source(stamp, one.digest, one.saved)
            job.cache.note_card(one.file, source, one.card, one.told)
            read[one.file] = one.shelved
            digests[one.file] = one.digest
    if read or errors:
        # Should this build fail, the next one must not take these for what the site shows.
        shown = job.cache.about("shown")
        job.cache.note(whole="", shown="")
        job.cache.commit()
        job.cache.note(shown=shown)
    return Changes(read, is_local, tuple(errors), digests)


def _keeps_kin(job: Job, one: Reading) -> bool:
    """Whether no speech is related to others otherwise, now that this one has changed."""
    kin = kin_from(job.cache.kin())
    old, new = _CARDS.decode(job.cache.card(one.file)), _CARDS.decode(one.card)
    if new.document.status != "published":
        return True
    after = kin_after(kin, old, new) if kin else None
    if after and after != kin:
        job.cache.note_kin(packed(after))
    return after is not None


_CARDS = msgspec.msgpack.Decoder(Card)


def stamp_of(inputs: Inputs, file: str, saved: str) -> str:
    """Sizes and times of a speech's files; empty if one of them may change and look the same."""
    names = [file.removeprefix("content/"), ledger_file(file).removeprefix("content/")]
    names += [saved] if saved else []
    stamps = [inputs.listed.get(name) for name in names]
    if not all(stamp is None or stamp[1] < inputs.settled for stamp in stamps):
        return ""
    return " ".join([f"{stamp[0]}:{stamp[1]}" if stamp else "-" for stamp in stamps])


def id_of(file: str) -> str:
    """The id of a speech, from its file.

    >>> id_of("content/speeches/2011/a-speech.md")
    'a-speech'
    """
    return file.rpartition("/")[2].removesuffix(".md")


# What is to be made
# ------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """What a site is to hold, and which of it is to be made."""

    speeches: list[tuple[Placed, bytes]]
    """Those to be made, each with the digest of all that goes into its files."""
    kept: dict[str, Made]
    """What stays as it is of the others, by their files."""
    made: dict[str, Made]
    """What there was of speeches, if that is known, by their files."""
    kept_pages: dict[str, Made]
    """The same of pages that are not of one speech and need not be looked at, by their paths."""
    pages: Iterator[Page]
    """That are not of one speech, and to be looked at."""
    shown: str
    """Digest of all that these pages are made of, beside the speeches."""
    links: Links | None
    """The archive as links; None if it was not needed."""

    @property
    def total(self) -> int:
        """Number of speeches in the site."""
        return len(self.speeches) + len(self.kept)


def plan_of(job: Job, files: list[str], changes: Changes, *, is_known: bool) -> Plan:
    """What is to be made; raises `SiteErrors` with all that is wrong with `content/`."""
    shown = shown_of(job)
    made = job.cache.made_of_speeches() if is_known else {}
    is_local = changes.is_local and not changes.errors and shown == job.cache.about("shown")
    links: Links | None = None
    pages: Iterator[Page] = iter(())
    kept_pages: dict[str, Made] = {}
    if is_known and is_local:
        changed = changes.files.keys() & made.keys()  # drafts have no files
        around = {file: job.cache.around(file) for file in sorted(changed)}
        kept_pages = job.cache.pages()
    else:
        links, pages = gathered(job, files, changes)
        by_id = {id_of(file): file for file in files}
        around = {by_id[card.id]: encoded(each) for card, each in surroundings_of(links)}
    speeches: list[tuple[Placed, bytes]] = []
    kept = {file: one for file, one in made.items() if links is None and file not in around}
    for file, own in around.items():
        digest = made_of(job, changes.digests[file], own)
        if file in made and made[file].made == digest:
            kept[file] = made[file]
        else:
            speeches.append((Placed(file, own, changes.files.get(file)), digest))
    return Plan(speeches, kept, made, kept_pages, pages, shown, links)


def shown_of(job: Job) -> str:
    """Digest of all that pages are made of, beside the speeches."""
    digest = blake2b(job.inputs.key.encode(), digest_size=16)
    for name in sorted(NAMES):
        path = job.wanted.project.content / name
        digest.update(path.read_bytes() + b"\0" if path.is_file() else b"\1")
    return digest.hexdigest()


def made_of(job: Job, *parts: bytes) -> bytes:
    """Digest of all that goes into files: of these parts, of settings, templates and code."""
    digest = blake2b(job.inputs.key.encode(), digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def archive_again(job: Job, files: list[str]) -> Archive:
    """The archive, of which nothing has changed that `gathered` looks at."""
    registers, _ = registers_of(job.wanted.project)
    cards = {file: _CARDS.decode(card) for file, card in job.cache.cards()}
    published = (cards[file] for file in files if cards[file].document.status == "published")
    return in_order(published, registers)


def gathered(job: Job, files: list[str], changes: Changes) -> tuple[Links, Iterator[Page]]:
    """The archive as links, and its pages that are not of one speech.

    Raises `SiteErrors` with all that is wrong with `content/`.
    """
    errors: list[SiteError] = list(changes.errors)
    project = job.wanted.project
    registers, faults = registers_of(project)
    errors += faults
    try:
        statements = statements_of(project, job.config)
    except SiteError as error:
        errors.append(error)
    broken = {error.place.path for error in changes.errors if error.place}
    own = set(files) - broken
    cards = {file: _CARDS.decode(card) for file, card in job.cache.cards() if file in own}
    try:
        found = ((file, cards[file]) for file in files if file in cards)
        named = [kind for kind in NAMED if f"{kind}s" in job.config.ways]
        archive = archive_of(found, registers, named)
    except SiteErrors as doubles:
        errors.append(doubles)
    if errors:
        raise SiteErrors(errors)
    job.cache.note_kin(packed(kin_of(archive.speeches)))
    by_id = {card.id: file for file, card in cards.items()}
    links = Links(archive, job.config, job.renderer.words)
    examples = examples_of(
        archive.speeches,
        job.config.language,
        lambda card: words_read(
            job.root, job.config.language, by_id[card.id], changes.files.get(by_id[card.id])
        ),
    )
    return links, pages_of(links, statements, examples)
