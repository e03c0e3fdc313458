"""What a stretch of text can have been whose bytes were shifted by one.

A byte pair is cut in the middle, and from there on each character that is seen is made of the end
of one true character and the beginning of the next, up to a byte of ASCII. Of each reading of such
a stretch the bytes are those that were seen; only bytes that the mirror lost are tried out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import heappushpop, nlargest
from math import inf
from operator import attrgetter
from typing import NamedTuple

from site_builder.repair._bigrams import Bigrams, is_known, plain
from site_builder.repair._gbk import (
    WIDE,
    bytes_of,
    character_of,
    is_private,
    with_lead,
    with_trail,
)
from site_builder.repair._readings import readings

SECOND_BYTES = frozenset(map(chr, range(0x40, 0x7F)))
"""ASCII that can be the second byte of a character."""

_LONGEST = 60
"""Characters of a stretch. Each third character ends one, by a second byte that is ASCII."""

_SHORT = 6
_HOPELESS = -11.0
"""Of each character of a reading: after a few, none like it comes to anything. Restored text has
-5 to -8."""

_KEPT = 3
"""Readings kept that end alike: the best, and enough to know how clear it is."""

_BREADTH = 40
"""Readings kept at each place."""

_PRIVATE_LEADS = frozenset((*range(0xA1, 0xA8), *range(0xAA, 0xB0), *range(0xF8, 0xFF)))
_TRIED = 6
"""Likeliest characters tried where bytes were lost."""

_BROKEN_NOTE = -8.0
"""How likely, as a logarithm, a note of no character stands in sound text."""

_LOST = -1.75
"""The logarithm of how likely a pair is of no character: 17 % of 68,363 pairs across the borders
of characters in Traditional speeches are."""


class Item(NamedTuple):
    """A character as it is seen, or a note that is no reading of the character before it."""

    text: str
    """The character, or the reading that the note gives."""
    start: int
    end: int
    """Behind the character and any note that is its own."""
    is_note: bool = False
    sign: str = ""
    """Of a note: what stands for the byte before it, if anything does."""


class Reading(NamedTuple):
    """True characters that give what is seen."""

    text: str
    score: float
    """The logarithm of how likely they are."""
    last: str
    """The last character, plain."""
    at: int
    """The item that comes next."""
    pending: int
    """The first byte of the next true character, if it is seen already; otherwise 0."""
    notes: tuple[tuple[int, str], ...] = ()
    """After how many bytes of the text a note was put, and what it reads."""
    guesses: tuple[int, ...] = ()
    """The offsets of characters of which a byte was lost that nothing but the sense tells."""

    def guessed(self, count: int) -> Reading:
        """The reading, its last so many characters marked as guessed."""
        length = len(self.text)
        return self._replace(guesses=(*self.guesses, *range(length - count, length)))


class Stretch:
    """The readings of a stretch of items."""

    def __init__(
        self,
        items: Sequence[Item],
        model: Bigrams,
        penalty: Mapping[bool, Mapping[str, float]],
        *,
        loses_private: bool,
    ) -> None:
        """`penalty` tells, by whether it may be bare, how unlikely a character is on this page;
        `loses_private` whether byte pairs that stand for no character may have been lost."""
        self._items = items
        self._after = model.after
        self._penalty = penalty
        self._loses_private = loses_private
        self._guesses: dict[tuple[int, str, str, bool], list[str]] = {}

    def readings(self, starts: Iterable[Reading]) -> list[Reading]:
        """All likely readings from the starts on, each up to where the bytes are whole again."""
        waiting: _Waiting = defaultdict(lambda: defaultdict(list))
        whole: list[Reading] = []
        first = None
        for start in starts:
            first = start.at if first is None else first
            _keep(waiting, start)
        while waiting:
            at = min(waiting)
            here = sorted(
                (r for alike in waiting.pop(at).values() for r in alike), key=_score, reverse=True
            )
            assert first is not None
            if at - first > _LONGEST or (
                at - first > _SHORT and here[0].score < _HOPELESS * len(here[0].text)
            ):
                break
            longer = [longer for reading in here[:_BREADTH] for longer in self._longer(reading)]
            # Lost bytes are tried out for the likeliest only: they multiply the readings.
            longer += [longer for r in here[:_TRIED] for longer in self._with_lost_bytes(r)]
            for reading in longer:
                if reading.pending:
                    _keep(waiting, reading)
                else:
                    whole.append(reading)
        return whole

    def as_seen(self, start: int, end: int) -> list[float]:
        """For each item from `start` on, how likely it and those behind it, up to `end`, are.

        Each is taken to follow the one before it; the first value is of all but the first item, and
        all are with the end of the line, if that is `end`.
        """
        scores = [self.ends(plain(self._items[-1].text)) if end == len(self._items) else 0.0]
        for item, before in zip(
            self._items[end - 1 : start : -1], self._items[end - 2 :: -1], strict=False
        ):
            if item.is_note:
                score = _BROKEN_NOTE
            elif before.is_note:
                score = 0.0
            else:
                score = self.follows(plain(before.text), plain(item.text))
            scores.append(scores[-1] + score)
        return scores[::-1]

    def _longer(self, reading: Reading) -> Iterator[Reading]:
        """The reading with one more character, for each way in which all its bytes are seen."""
        item = self.item(reading.at)
        if item is None:
            return
        if item.is_note:
            yield from self._noted(reading, item)
            return
        trail, rest = _bytes_seen(item.text)
        character = character_of(reading.pending, trail) if trail else ""
        if not character or is_private(character) or rest == 0x80:
            return
        if 0 < rest < 0x80:
            longer = self._and(reading, character, reading.at + 1)
            yield self._and(longer, chr(rest), reading.at + 1)
        else:
            yield self._and(reading, character, reading.at + 1, pending=rest)

    def _with_lost_bytes(self, reading: Reading) -> Iterator[Reading]:
        """The reading with one more character, or two, for each likely way in which bytes are lost:
        a second byte before ASCII, or a pair of no character."""
        item = self.item(reading.at)
        if item is None or (item.text.isspace() and item.text != "\u3000"):
            yield from self._guessed(reading, reading.at)
            return
        if item.is_note:
            return
        yield from self._alone(reading)
        if item.text in "?\ufffd":
            yield from self._guessed(reading, reading.at + 1)
        if item.text.isascii() and item.text not in SECOND_BYTES:
            yield from self._guessed(reading, reading.at)
        if self._loses_private:
            yield from self._after_a_lost_pair(reading, item)

    def item(self, at: int) -> Item | None:
        """The item at a place, or None behind the last."""
        return self._items[at] if at < len(self._items) else None

    def _alone(self, reading: Reading) -> Iterator[Reading]:
        """The reading with the character whose second byte is 80: no decoder shows that alone, and
        what comes behind it is whole again."""
        character = character_of(reading.pending, 0x80)
        if character and is_known(plain(character)):
            yield self._and(reading, character, reading.at).guessed(1)

    def _guessed(self, reading: Reading, at: int) -> Iterator[Reading]:
        """The reading with each likely character whose second byte is lost."""
        after = self.item(at)
        following = plain(after.text) if after and not after.is_note else "\n"
        what = reading.pending, reading.last, following, len(reading.text) < 2
        if what not in self._guesses:
            self._guesses[what] = self._likeliest(*what)
        for character in self._guesses[what]:
            yield self._and(reading, character, at).guessed(1)

    def _likeliest(self, lead: int, last: str, following: str, may_be_bare: bool) -> list[str]:
        """The characters with a first byte that are likeliest between two others."""
        follows, penalty = self._after[last], self._penalty[may_be_bare]
        known = [(c, one) for trail, c, one in _known_with_lead(lead) if trail >= 0x80]
        # What follows makes none likelier: most need not be looked at.
        bounds = [follows[one] + penalty[c] for c, one in known]
        scores: dict[int, float] = {}
        best = [-inf] * _TRIED
        for place in sorted(range(len(known)), key=bounds.__getitem__, reverse=True):
            if bounds[place] < best[0]:
                break
            c, one = known[place]
            scores[place] = follows[one] + self._after[one][following] + penalty[c]
            heappushpop(best, scores[place])
        return [known[i][0] for i in nlargest(_TRIED, sorted(scores), key=scores.__getitem__)]

    def _noted(self, reading: Reading, note: Item) -> Iterator[Reading]:
        """The reading with each character that the note can be of; its second byte is lost."""
        for trail, character in with_lead(reading.pending):
            if trail >= 0x80 and note.text in readings(character):
                longer = self._and(reading, character, reading.at + 1, is_noted=True)
                notes = (*reading.notes, (2 * len(longer.text), note.text))
                yield longer._replace(notes=notes)

    def _after_a_lost_pair(self, reading: Reading, item: Item) -> Iterator[Reading]:
        """The reading with two characters: a pair seen between them was of none, and is lost."""
        trail, rest = bytes_of(item.text) or (ord(item.text) & 0xFF, 0)
        if not rest and item.text not in SECOND_BYTES:
            return
        follows = self._after[reading.last]
        firsts = [
            (lead, character)
            for lead, character, one in nlargest(
                _TRIED,
                (
                    known
                    for known in _known_with_lead(reading.pending)
                    if known[0] in _PRIVATE_LEADS
                ),
                key=lambda known: follows[known[2]],
            )
        ]
        if reading.pending == 0xA1:
            # A dash is two pairs, between which one is lost, as a rule; and often one behind it.
            firsts.append((0xAA, "——"))
        found = (
            (self._after[plain(first[-1])][one], first, second)
            for lead, first in firsts
            for second, one in _known_behind_private(lead, trail)
        )
        for _, first, second in nlargest(2 * _TRIED, found):
            longer = reading
            for character in first + second:
                longer = self._and(longer, character, reading.at + 1)
            longer = longer._replace(score=longer.score + _LOST * len(first))
            longer = longer.guessed(len(first) + 1)
            if 0x40 <= rest < 0x80:
                yield self._and(longer, chr(rest), reading.at + 1)
            elif rest != 0x80:
                yield longer._replace(pending=rest)

    def _and(
        self, reading: Reading, character: str, at: int, *, pending: int = 0, is_noted: bool = False
    ) -> Reading:
        text, score, last, _, _, notes, guesses = reading
        one = plain(character)
        score += self._after[last][one]
        # A cut took away the bytes of the first characters: no note was put behind them.
        score += self._penalty[is_noted or len(text) < 2][character]
        return Reading(text + character, score, one, at, pending, notes, guesses)

    def ends(self, last: str) -> float:
        """The logarithm of how likely a line ends after a character, which is plain."""
        return self.follows(last, "\n")

    def follows(self, last: str, one: str) -> float:
        """The logarithm of how likely a character follows another; both are plain."""
        return self._after[last][one]


@cache
def _bytes_seen(character: str) -> tuple[int, int]:
    """The two bytes of a character, of a mark in ASCII those of a full-width one; or the only byte
    and 0, or twice 0 for what is no second byte."""
    # A mark in ASCII can have been a full-width one.
    pair = bytes_of(character.translate(WIDE))
    return pair or (ord(character) if character in SECOND_BYTES else 0, 0)


@cache
def _known_with_lead(lead: int) -> tuple[tuple[int, str, str], ...]:
    """The characters with a first byte that texts have: second byte, character, it made plain."""
    plains = ((trail, character, plain(character)) for trail, character in with_lead(lead))
    return tuple(entry for entry in plains if is_known(entry[2]))


@cache
def _known_behind_private(lead: int, trail: int) -> tuple[tuple[str, str], ...]:
    """The characters with a second byte that texts have, and whose first byte makes, with the byte
    `lead` before it, a pair of no character; and each made plain."""
    plains = (
        (character, plain(character))
        for first, character in with_trail(trail)
        if is_private(character_of(lead, first))
    )
    return tuple(entry for entry in plains if is_known(entry[1]))


_score = attrgetter("score")


_Waiting = defaultdict[int, defaultdict[tuple[int, str], list[Reading]]]
"""Readings by the item that comes next, and then by how they end."""


def _keep(waiting: _Waiting, reading: Reading) -> None:
    alike = waiting[reading.at][reading.pending, reading.last]
    alike.append(reading)
    if len(alike) > _KEPT:
        alike.sort(key=_score, reverse=True)
        alike.pop()
