"""What has changed in `content/` since the last build: those speeches are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from site_builder.cache import Cache, Source
from site_builder.config import Config
from site_builder.errors import SiteError
from site_builder.executors import Crew, chunks
from site_builder.inputs import Build, Inputs
from site_builder.kin import kin_after, kin_from, packed
from site_builder.model import Card
from site_builder.reading import digest_of, ledger_file
from site_builder.render import Renderer
from site_builder.worker import Desired, Reading, Shelved, readings


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
    old, new = card_from(job.cache.card(one.file)), card_from(one.card)
    if new.document.status != "published":
        return True
    after = kin_after(kin, old, new) if kin else None
    if after and after != kin:
        job.cache.note_kin(packed(after))
    return after is not None


def card_from(data: bytes) -> Card:
    """A card, from what the cache has of it."""
    return _CARDS.decode(data)


_CARDS = msgspec.msgpack.Decoder(Card)


def stamp_of(inputs: Inputs, file: str, saved: str) -> str:
    """Sizes and times of a speech's files; empty if one of them may change and look the same."""
    names = [file.removeprefix("content/"), ledger_file(file).removeprefix("content/")]
    names += [saved] if saved else []
    stamps = [inputs.listed.get(name) for name in names]
    if not all(stamp is None or stamp[1] < inputs.settled for stamp in stamps):
        return ""
    return " ".join([f"{stamp[0]}:{stamp[1]}" if stamp else "-" for stamp in stamps])
