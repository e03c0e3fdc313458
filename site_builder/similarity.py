"""Which speeches are about the same things: those that share their strongest words.

A word weighs more the oftener a speech says it, and the fewer other speeches do. Both are counted
in binary digits, so that one more speech or one more word hardly ever changes what is similar to
what; all sums are of whole numbers, and the same everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import sqrt
from typing import NamedTuple

from site_builder.terms import Term, keys_of, unpacked

SIMILAR = 5
"""How many similar speeches are told of one, at most."""
SHARED = 4
"""How many words that they share are shown, at most."""

_STRONGEST = 40
"""Of so many words of each speech it is asked who has them too."""
_LOOKS = 1_000
"""How many speeches are looked at for one, each as often as it shares a word: bounds the time."""
_CLOSER = 16
"""How many of these are compared in full."""
_LEAST_WORDS = 3
"""With fewer words in common two speeches are not called similar."""
_LEAST = 0.12
"""Least cosine of similar speeches."""

Vector = Mapping[str, int]
"""The weights of words, by their keys, heaviest first."""


class Similar(NamedTuple):
    """A speech that is similar to another one."""

    speech: int
    """Which of all speeches it is."""
    shared: tuple[str, ...]
    """What both are about, in the words of the other one, heaviest first."""


def frequencies(speeches: Iterable[str]) -> Counter[str]:
    """Of each word, by its key, how many speeches have it among their `Card.terms`."""
    return Counter(chain.from_iterable(map(keys_of, speeches)))


def rarity(frequency: int, count: int) -> int:
    """How rare a word is that so many of `count` speeches have; 0 if one has it, or most.

    >>> rarity(1, 1000), rarity(3, 1000), rarity(400, 1000), rarity(900, 1000)
    (0, 8, 1, 0)
    """
    if frequency < 2 or (2 * frequency > count > 3):
        return 0
    return max(count.bit_length() - frequency.bit_length(), 1)


def vector_of(terms: Iterable[Term], frequency: Mapping[str, int], count: int) -> Vector:
    """The words by which a speech is compared: the strongest that others have too."""
    weights = {key: weight * rarity(frequency[key], count) for key, _, weight in terms}
    strongest = sorted(filter(weights.get, weights), key=lambda key: (-weights[key], key))
    return {key: weights[key] for key in strongest[:_STRONGEST]}


def similar(speeches: Sequence[str]) -> list[tuple[Similar, ...]]:
    """Of each speech those that are similar to it, most similar first.

    Speeches are given by their `Card.terms`; equal ones keep their order.
    """
    frequency = frequencies(speeches)
    vectors = [vector_of(unpacked(text), frequency, len(speeches)) for text in speeches]
    lengths = [sqrt(sum(weight * weight for weight in vector.values())) for vector in vectors]
    holders: dict[str, list[int]] = {}
    for index, vector in enumerate(vectors):
        for key in vector:
            holders.setdefault(key, []).append(index)
    return [
        tuple(_similar_to(index, text, vectors, lengths, holders))
        for index, text in enumerate(speeches)
    ]


def _similar_to(
    index: int,
    text: str,
    vectors: Sequence[Vector],
    lengths: Sequence[float],
    holders: Mapping[str, Sequence[int]],
) -> list[Similar]:
    vector = vectors[index]
    looked: list[Sequence[int]] = []
    left = _LOOKS
    for key in vector:
        if len(holders[key]) <= left:  # a word of very many speeches tells little
            looked.append(holders[key])
            left -= len(holders[key])
    shares = Counter(chain.from_iterable(looked))
    del shares[index]
    likely = [other for other, _ in shares.most_common(_CLOSER)]
    scored: list[tuple[float, int, list[str]]] = []
    for other in likely:
        theirs = vectors[other]
        shared = [key for key in vector if key in theirs]
        if len(shared) < _LEAST_WORDS:
            continue
        score = sum(vector[key] * theirs[key] for key in shared) / (lengths[index] * lengths[other])
        if score >= _LEAST:
            scored.append((-score, other, shared))
    forms = {key: shown for key, shown, _ in unpacked(text)} if scored else {}
    return [
        Similar(other, tuple(forms[key] for key in shared[:SHARED]))
        for _, other, shared in sorted(scored)[:SIMILAR]
    ]
