"""What is said in several speeches: clauses in the same words, and runs of such clauses.

Words are the same whatever their script, their width and the marks between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from site_builder.clauses import keys, numbers, sizes
from site_builder.model import Clauses


class Spot(NamedTuple):
    """Where a passage stands."""

    speech: int
    """Which of all speeches has it."""
    clause: int
    """Which of its long clauses the passage begins with, from 0."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One or more clauses, one after the other, that stand so in several speeches."""

    spots: tuple[Spot, ...]
    """In the order of the speeches: the first is where it was first said."""
    clauses: int
    """How many they are."""
    size: int
    """As `clauses.LONG` counts."""
    speeches: int
    """In how many speeches it stands."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """What is said in several speeches."""

    passages: tuple[Passage, ...]
    """In the order in which they were first said."""
    of: Mapping[int, tuple[tuple[int, int], ...]]
    """By which speech it is: its passages, as indices of `passages`, each with the place of the
    speech in `Passage.spots`; in the order of its text."""
    shares: Mapping[int, int]
    """How much of a speech that is, in percent, rounded down."""


def repeated(speeches: Sequence[Clauses]) -> Repeated:
    """What several of the speeches say, which stand in the order in which they were given."""
    places = _places(speeches)
    told: dict[int, int] = {}
    for index, clause in (spot for spots in places.values() for spot in spots):
        told[index] = told.get(index, 0) + sizes(speeches[index])[clause]
    passages = tuple(_passages(speeches, places))
    of: dict[int, list[tuple[int, int, int]]] = {}
    for number, passage in enumerate(passages):
        for place, spot in enumerate(passage.spots):
            of.setdefault(spot.speech, []).append((spot.clause, number, place))
    return Repeated(
        passages,
        {
            index: tuple((number, place) for _, number, place in sorted(found))
            for index, found in of.items()
        },
        {index: 100 * size // speeches[index].total for index, size in told.items()},
    )


def _places(speeches: Sequence[Clauses]) -> dict[int, list[Spot]]:
    """Where each clause stands that several speeches have, by its key, first said first."""
    once: set[int] = set()
    again: set[int] = set()
    for clauses in speeches:
        own = set(keys(clauses))
        again |= own & once
        once |= own
    del once
    places: dict[int, list[Spot]] = {}
    for index, clauses in enumerate(speeches):
        for clause, key in enumerate(keys(clauses)):
            if key in again:
                places.setdefault(key, []).append(Spot(index, clause))
    return places


def _passages(speeches: Sequence[Clauses], places: Mapping[int, list[Spot]]) -> list[Passage]:
    """The clauses as passages: those that follow each other wherever they stand are one."""
    found: list[Passage] = []
    spots: list[Spot] = []
    """Of the passage before."""
    for own in places.values():
        first = own[0]
        size = sizes(speeches[first.speech])[first.clause]
        before = found[-1] if found else None
        if before and _follow(speeches, spots, own, before.clauses):
            found[-1] = Passage(
                before.spots, before.clauses + 1, before.size + size, before.speeches
            )
        else:
            spots = own
            found.append(Passage(tuple(own), 1, size, len({spot.speech for spot in own})))
    return found


def _follow(
    speeches: Sequence[Clauses], spots: Sequence[Spot], own: Sequence[Spot], clauses: int
) -> bool:
    """Whether clauses stand right behind passages of so many clauses, each of them."""
    return len(spots) == len(own) and all(
        one.speech == other.speech
        and one.clause + clauses == other.clause
        and _is_next(speeches[one.speech], other.clause)
        for one, other in zip(spots, own, strict=True)
    )


def _is_next(clauses: Clauses, clause: int) -> bool:
    """Whether there is no short clause between a long clause and the one before it."""
    return numbers(clauses)[clause - 1] + 1 == numbers(clauses)[clause]


def said(texts: Sequence[str], spot: Spot, passage: Passage, longest: int) -> str:
    """A passage as the speech of a spot has it, cut after so many characters at least.

    `texts` are those of the clauses of that speech.

    >>> said(["Fill the pail,", "and mind the well:"], Spot(0, 0), Passage((), 2, 24, 2), 40)
    'Fill the pail, and mind the well'
    >>> said(["把水提满，", "再看井。"], Spot(0, 0), Passage((), 2, 14, 2), 5)
    '把水提满，…'
    """
    parts = texts[spot.clause : spot.clause + passage.clauses]
    whole = "".join(part if _CLOSED.search(part) else f"{part} " for part in parts).strip()
    text = whole if len(whole) <= longest else whole[:longest].rpartition(" ")[0] or whole[:longest]
    return f"{text}…" if len(text) < len(whole) else _LAST.sub("", text)


_CLOSED = re.compile("[。！？；：，…（）—]$")
"""What no blank follows."""
_LAST = re.compile("[,;:，；：—–(（ ]+$")
"""What closes a clause, and not a sentence."""
