"""What of a site is to be made anew for what has changed, and what stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from site_builder.cache import Made
from site_builder.changes import Changes, Job
from site_builder.links import Links, Page
from site_builder.reading import digest, id_of
from site_builder.worker import Placed, Site, Surrounded


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
    if is_known and is_local:
        own = sorted(changes.files.keys() & made.keys())  # drafts have no files
        kept = {file: one for file, one in made.items() if file not in changes.files}
        found = ((file, job.cache.around(file)) for file in own)
        speeches = _speeches(job, changes, found, made, kept)
        return Plan(speeches, kept, made, job.cache.pages(), iter(()), shown, None)
    from site_builder.gathering import arounds, gathered  # with all that makes lists

    links, pages = gathered(job, files, changes)
    by_id = {id_of(file): file for file in files}
    kept = {}
    found = ((by_id[id_], around) for id_, around in arounds(links))
    speeches = _speeches(job, changes, found, made, kept)
    return Plan(speeches, kept, made, {}, pages, shown, links)


def _speeches(
    job: Job,
    changes: Changes,
    found: Iterable[tuple[str, bytes]],
    made: Mapping[str, Made],
    kept: dict[str, Made],
) -> list[tuple[Placed, bytes]]:
    """Those of some speeches that are to be made, as `Plan.speeches`; the others are put to `kept`.

    Each is given with its surroundings, which are noted: ten thousand take twenty megabytes.
    """
    speeches: list[tuple[Placed, bytes]] = []
    for file, around in found:
        made_now = made_of(job, changes.digests[file], around)
        if file in made and made[file].made == made_now:
            kept[file] = made[file]
        else:
            job.cache.note_around(file, around)
            speeches.append((Placed(file, changes.files.get(file)), made_now))
    return speeches


@dataclass(frozen=True)
class Task:
    """A site that is being made."""

    job: Job
    plan: Plan
    site: Site
    changes: Changes

    @cached_property
    def places(self) -> dict[str, Placed]:
        """The published speeches by their ids."""
        made = (one.file for one, _ in self.plan.speeches)
        files = sorted([*made, *self.plan.kept])
        return {id_of(file): Placed(file, self.changes.files.get(file)) for file in files}


def with_around(job: Job, one: Placed) -> Surrounded:
    """A speech with its surroundings, to be sent to a worker."""
    return Surrounded(one, job.cache.around(one.file))


def shown_of(job: Job) -> str:
    """Digest of all that pages are made of, beside the speeches."""
    parts = [job.inputs.key.encode()]
    own = (name for name in job.inputs.listed if "/" not in name)
    for name in sorted(name for name in own if name.endswith((".toml", ".md", ".json"))):
        data = (job.wanted.project.content / name).read_bytes()
        parts += [name.encode(), data]
    return digest(*parts).hex()


def made_of(job: Job, *parts: bytes) -> bytes:
    """Digest of all that goes into files: of these parts, of settings, templates and code."""
    return digest(job.inputs.key.encode(), *parts)
