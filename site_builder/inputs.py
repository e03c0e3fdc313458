"""What a build is asked for, and what it is made of, as far as that is told without reading it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeVar

from site_builder.cache import Cache
from site_builder.files import state_of
from site_builder.project import Project
from site_builder.timings import Timings

_Item = TypeVar("_Item")

Report = Callable[[str], None]
"""Takes a line on what is being done, for a person who waits."""


class Built(NamedTuple):
    """What a build made, or found there already."""

    pages: int
    speeches: int


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work."""

    jobs: int = 0
    """Number of processes; 1 for this one alone, 0 for one on each core."""
    factory: str = ""
    """`module:name` of what makes a `concurrent.futures.Executor`, in place of processes."""
    chunk: int = 32
    """How many speeches go to a worker at once: few enough that no core waits long at the end, and
    enough that handing them over costs nothing against the work."""


@dataclass(frozen=True, slots=True)
class Share:
    """One of several equal shares of an archive."""

    number: int
    """Counted from 1."""
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def of(self, items: Sequence[_Item]) -> Sequence[_Item]:
        """Its own of some items, which are dealt out in turn.

        >>> Share(2, 3).of("abcdefgh")
        'beh'
        """
        return items[self.number - 1 :: self.count]


@dataclass(frozen=True, slots=True)
class Build:
    """A site to be built, and how."""

    project: Project
    output: Path
    with_search: bool = True
    is_clean: bool = False
    """Whether nothing is to be taken over from the build before."""
    share: Share | None = None
    """The share that is to be made, as a part of the site; None for the whole site."""
    parts: tuple[Path, ...] = ()
    """The parts that the site is to be put together from, if other builds made them."""
    workers: Workers = field(default_factory=Workers)
    timings: Timings = field(default_factory=Timings)
    report: Report = lambda _: None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a build is made of, as far as it can be told without reading all of it."""

    listed: Mapping[str, tuple[int, int]]
    """The files of `content/`, as `files.listing`."""
    code: str
    """As `project.code_digest`."""
    key: str
    """As `settings.settings_key`."""
    read_at: int
    """When they were listed, in nanoseconds since the epoch."""

    @property
    def whole(self) -> str:
        """What is another if anything is; empty if a file may change yet and look the same.

        A file system tells times in steps: one that was written a moment ago may be written again
        within the same step.
        """
        if not all(time < self.settled for _, time in self.listed.values()):
            return ""
        lines = [f"{path}\0{size}\0{time}\0" for path, (size, time) in sorted(self.listed.items())]
        return blake2b("".join([self.key, *lines]).encode(), digest_size=16).hexdigest()

    @property
    def settled(self) -> int:
        """A time: of a file from before, its size and time tell if it changes from now on."""
        return self.read_at - _STEP


_STEP = 2_000_000_000
"""Two seconds: the longest step, that of FAT."""


def is_as_left(output: Path, cache: Cache) -> bool:
    """Whether no file of the site was added or taken away since the build that a cache is of."""
    state = cache.about("state")
    return state != "" and state == state_of(output, cache.about("folders").splitlines())
