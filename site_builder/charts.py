"""A timeline of counts by year, drawn in percent of its box, so that it fits any width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_FEWEST = 12
"""Years that a timeline is wide, at least: one bar alone should not fill the page."""
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_LABELS = 6
"""As many labels have room on a phone: 3 rem each of 20."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A year with speeches; all numbers are percent of the chart."""

    year: int
    count: int
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A year that is written below the chart."""

    year: int
    x: float
    """The middle of the year, in percent."""


@dataclass(frozen=True, slots=True)
class Row:
    """One year of the chart's table, or a stretch of years without a speech."""

    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """How many things there are of each year."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    """The same as a table; years without any are put together."""

    @property
    def most(self) -> int:
        """The largest count."""
        return max(bar.count for bar in self.bars)


def timeline(counts: Mapping[int, int], *, mirrored: bool = False) -> Timeline | None:
    """The chart of counts by year, oldest first; `mirrored` begins at the right. None if empty.

    >>> chart = timeline({2001: 2, 2004: 4})
    >>> [(bar.year, bar.height) for bar in chart.bars], [tick.year for tick in chart.ticks]
    ([(2001, 50.0), (2004, 100.0)], [2001, 2002, 2003, 2004])
    >>> chart.rows[1]
    Row(first=2002, last=2003, count=0)
    """
    if not counts:
        return None
    first, last = min(counts), max(counts)
    slot = 100 / max(last - first + 1, _FEWEST)
    width = slot * (0.8 if slot > 1 else 1)
    most = max(counts.values())

    def x(year: int, size: float) -> float:
        start = (year - first) * slot + (slot - size) / 2
        return round(100 - start - size if mirrored else start, 3)

    bars = (
        # A single speech is seen beside a year of thousands.
        Bar(year, count, x(year, width), round(width, 3), round(max(100 * count / most, 1), 2))
        for year, count in sorted(counts.items())
    )
    ticks = (Tick(year, x(year, 0)) for year in _labelled(first, last))
    return Timeline(tuple(bars), tuple(ticks), tuple(_rows(counts)))


def _labelled(first: int, last: int) -> Iterator[int]:
    """Round years, at equal steps, as few as have room."""
    for step in _STEPS:
        start = -(-first // step) * step
        years = range(start, last + 1, step)
        if len(years) <= _LABELS:
            break
    yield from years or [first]


def _rows(counts: Mapping[int, int]) -> Iterator[Row]:
    before = min(counts) - 1
    for year, count in sorted(counts.items()):
        if year > before + 1:
            yield Row(before + 1, year - 1, 0)
        yield Row(year, year, count)
        before = year
