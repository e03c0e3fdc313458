"""What a change of one speech means to the others: whether any of them is related otherwise now.

Most edits mean nothing: the speech is about the same things, and has the same passages in common
with others. Then only its own page has to be made again.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from site_builder.clauses import keys, numbers, sizes, targets, texts
from site_builder.model import Card, Clauses
from site_builder.similarity import frequencies, rarity, vector_of
from site_builder.terms import keys_of, unpacked


@dataclass(slots=True)
class Kin:
    """What has to be known of an archive to tell; a few megabytes for ten thousand speeches."""

    count: int
    """Number of speeches."""
    words: dict[str, int]
    """How many speeches have a word among their terms."""
    clauses: bytes
    """The keys of all clauses, in order, 64 bits each."""


def kin_of(speeches: Sequence[Card]) -> Kin:
    """What has to be known of an archive of these speeches."""
    found = sorted(key for card in speeches for key in keys(card.clauses))
    words = frequencies(card.terms for card in speeches)
    return Kin(len(speeches), dict(words), array("Q", found).tobytes())


def kin_after(kin: Kin, old: Card, new: Card) -> Kin | None:
    """What has to be known after a speech has changed; None if others may be related otherwise."""
    words = dict(kin.words)
    before, after = {*keys_of(old.terms)}, {*keys_of(new.terms)}
    for key in before ^ after:
        words[key] = words.get(key, 0) + (1 if key in after else -1)
        if rarity(words[key], kin.count) != rarity(kin.words.get(key, 0), kin.count):
            return None
    if _vector(old, kin) != _vector(new, Kin(kin.count, words, b"")):
        return None
    known = array("Q", kin.clauses)
    own = Counter(keys(old.clauses))
    elsewhere = {
        clause
        for clause in {*own, *keys(new.clauses)}
        if bisect_right(known, clause) - bisect_left(known, clause) > own[clause]
    }
    if _shared(old.clauses, elsewhere) != _shared(new.clauses, elsewhere):
        return None
    for clause in {*keys(new.clauses)}.difference(own):
        insort(known, clause)  # those that are gone stay: at worst more is made than has to be
    return Kin(kin.count, words, known.tobytes())


def packed(kin: Kin) -> bytes:
    """As bytes, to be kept from one build to the next."""
    return msgspec.msgpack.encode(kin)


def kin_from(data: bytes) -> Kin | None:
    """From such bytes; None if there are none."""
    return msgspec.msgpack.decode(data, type=Kin) if data else None


def _vector(card: Card, kin: Kin) -> list[tuple[str, int, str]]:
    forms = {term.key: term.shown for term in unpacked(card.terms)}
    vector = vector_of(unpacked(card.terms), kin.words, kin.count)
    return [(key, weight, forms[key]) for key, weight in vector.items()]


def _shared(clauses: Clauses, elsewhere: set[int]) -> list[object]:
    """What of a speech's clauses other pages may tell, and its own page of others."""
    return [*_passages(clauses, elsewhere), _share(clauses, elsewhere)]


def _passages(clauses: Clauses, elsewhere: set[int]) -> Iterator[tuple[object, ...]]:
    places, anchors, words = numbers(clauses), targets(clauses), texts(clauses)
    last = -2
    for index, key in enumerate(keys(clauses)):
        if key in elsewhere:
            is_next = index > 0 and places[index] == places[index - 1] + 1
            yield key, is_next and index - last == 1, anchors[index], words[index]
            last = index


def _share(clauses: Clauses, elsewhere: set[int]) -> int:
    pairs = zip(keys(clauses), sizes(clauses), strict=True)
    return 100 * sum(size for key, size in pairs if key in elsewhere) // max(clauses.total, 1)
