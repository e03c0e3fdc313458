"""Byte slips: a mirror cut a character's two bytes apart, and the text behind it shifted.

`。考量地方` becomes `?剂康胤`, and `因為這` becomes `因?yàn)檫@`. There are two ways in which that
happens. Full-width `？！；` is A3 and a second byte, and a mirror that replaces it byte by byte
also hits a character that ends in A3 before one that begins with that byte. And a mirror that
writes readings behind characters also finds its characters across the border of two others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import count, pairwise
from typing import NamedTuple

from site_builder.model import LOST, Edit
from site_builder.repair._bigrams import is_known, plain
from site_builder.repair._forward import NOTE, comparable, observations
from site_builder.repair._gbk import LEADS, MARKS, NARROW, bytes_of, character_of, with_trail
from site_builder.repair._observed import Observed
from site_builder.repair._readings import READING, has_tone, readings
from site_builder.repair._slipped import SECOND_BYTES, Item, Reading, Stretch
from site_builder.repair._traits import Traits

OVER_SOUND = 3.0
"""How much likelier, as a natural logarithm, a restored text must be than the text as seen."""
OVER_OTHERS = 1.5
"""How much likelier than another restored text one must be to rule it out. Of 500 simulated cuts
with less, a third was wrong; with more, one in 30."""
OVER_OTHERS_GUESSED = 3.0
"""The same, of characters of which a byte is lost: nothing but the sense tells them."""
OVER_OTHERS_LOST = 5.0
"""The same, on a page that may have lost whole characters of what is seen."""

_PROVEN = 99.0
"""How much likelier damage is than sound text where a note stands that is of no character."""
_UNSOUND = -10.5
"""Of a character after another: few of sound text are less likely."""
_NOT_ON_LIST = -2.0
"""Of a character that has a note here and none elsewhere."""
_UNMATCHED = -4.0
"""Of a quotation mark without its other half in the line."""
_QUOTED_SENTENCE = 2.0
"""Of a full stop before the end of a quotation: reports, which the table is of, quote words, but
speeches quote sentences."""
_QUOTED_STOP = -5.0
"""Of a full stop before the end of a quoted word."""
_QUOTED_WORD = 8
"""Characters with its marks that a quotation has, if it is of a word and not of a sentence."""
_NEAR = 60
"""Characters before a mark in which a quotation must begin for the mark alone to be its end: with
more between, the end may have been lost elsewhere."""

_FAR = 300
"""Characters on either side within which a quotation mark is looked for."""

_SIGNS = "?\ufffd"
"""What stands for a byte that fits no character; some decoders show nothing."""
_FIRST_SEEN = frozenset(_SIGNS).union(filter(str.isascii, MARKS))
"""Of a stretch, if it is no note."""
_MARKS = frozenset("　、。，；：？！“”‘’《》〈〉「」『』【】〔〕〖〗（）…—·")
"""Marks that follow others in sound text."""
_PAIRS = (("“", "”", re.compile("[“”]")), ("《", "》", re.compile("[《》]")))
_NOTE = re.compile(
    rf"(?P<sign>(?<=[)\x80-\U0010ffff])[?\ufffd])?(?P<open> ?\()?(?P<reading>{READING}) ?\)"
)
_SIGNATURE = re.compile(
    rf"[?\ufffd]{READING} ?\)|\({READING} ?\)|[?!;？！；](?:[^\x00-\x7f]|$)|[^\x00-\x7f][?!;？！；]"
)
_FIRST = re.compile(f"[{re.escape(''.join(sorted(_FIRST_SEEN)))}]")
_REFERENCE = re.compile(r"&#?\w+;$")
_LINE = re.compile(r"[^\n\0]+")
_OPENING = re.compile("[“《]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def byte_slips(observed: Observed) -> Iterator[Edit]:
    """Edits that restore text whose bytes were shifted; of low certainty where it is not clear.

    A text is restored only if it is likelier by a margin than the text as seen and than every other
    restoration, and if the same damage done to it gives exactly what is seen. A character on which
    likely restorations differ becomes `□`.
    """
    text = observed.running
    if not _HAN.search(text):
        return
    page: Traits | None = None
    for line in _LINE.finditer(text):
        if _SIGNATURE.search(line[0]) and not _is_only_noted(line[0]):
            page = page or Traits(text)
            yield from _Line(page, line[0], line.start()).edits()


class _Found(NamedTuple):
    """The best reading of a stretch, and how clear it is."""

    reading: Reading
    over_sound: float
    others: tuple[tuple[float, Reading], ...]
    """Readings that may be as likely, and how much less they are, the likeliest first."""

    @property
    def is_damage(self) -> bool:
        """Whether the stretch is damaged, whatever it was."""
        return self.over_sound > OVER_SOUND

    @property
    def agreed(self) -> str:
        """The characters on which all likely readings agree, with `□` for each of the others.

        Empty if they differ in length, or in more than a third of their characters.
        """
        best = self.reading
        agreed = list(best.text)
        for margin, other in self.others:
            if (len(other.text), other.at) != (len(best.text), best.at) and (
                margin < OVER_OTHERS or best.guesses
            ):
                return ""
            for i, (one, two) in enumerate(zip(best.text, other.text, strict=False)):
                if one != two and (margin < OVER_OTHERS or i in best.guesses):
                    agreed[i] = LOST
        return "".join(agreed) if 3 * agreed.count(LOST) <= len(agreed) + 2 else ""


class _Line:
    """A line of a page, and the stretches in it."""

    def __init__(self, page: Traits, text: str, offset: int) -> None:
        self._page = page
        self._text = text
        self._offset = offset
        self._items = _items(text)
        self._stretch = Stretch(
            self._items, page.model, page.penalty, loses_private=page.loses_private
        )

    def edits(self) -> Iterator[Edit]:
        """The edits that restore the stretches of the line."""
        at = 0
        before = ""  # true text, as far as it is known
        while at < len(self._items):
            item = self._items[at]
            can_begin = item.is_note or item.text in _FIRST_SEEN
            found = self._best(at, before) if can_begin else None
            if found and found.is_damage:
                edit = self._edit(at, found, before)
                yield edit
                before += "\0" if edit.certainty == "low" else found.agreed
                at = found.reading.at + self._is_noted(found.reading.at, before)
                continue
            if item.is_note and item.sign:
                yield self._unexplained(item)
            before += "\0" if item.is_note else item.text
            at += 1

    def _is_noted(self, at: int, before: str) -> bool:
        """Whether a note of the last true character comes next; it is left to its own rule."""
        note = self._stretch.item(at)
        return bool(note and note.is_note and not note.sign and note.text in readings(before[-1:]))

    def _seen(self, start: int, end: int) -> str:
        return "".join(item.text for item in self._items[start:end] if not item.is_note)

    # Where a stretch may begin

    def _starts(self, at: int, before: str) -> list[Reading]:
        """What the first characters of a stretch can have been that begins at an item."""
        item, after = self._items[at], self._stretch.item(at + 1)
        if item.is_note:
            return list(self._across(item, at, before))
        is_mark = item.text in MARKS and item.text.isascii() and not self._ends_reference(item)
        is_sign = item.text in _SIGNS and after and not after.is_note and after.text in MARKS
        starts: list[Reading] = []
        if (is_mark or is_sign) and not self._reads_well(at):
            if is_mark:
                starts += self._cut(at, before, item.text)
            if is_sign and after:
                starts += self._cut(at + 1, before, after.text)
        return starts

    def _across(self, note: Item, at: int, before: str) -> Iterator[Reading]:
        """Readings in which a note stands behind the second byte of one character and the first
        of the next."""
        pair = bytes_of(before[-1:])
        if not pair:
            return
        for lead in LEADS:
            across = character_of(pair[1], lead)
            if note.text in readings(across):
                score = 0.0 if across in self._page.noted else _NOT_ON_LIST
                yield Reading("", score, plain(before[-1]), at + 1, lead, ((1, note.text),))

    def _cut(self, at: int, before: str, mark: str) -> Iterator[Reading]:
        """Readings in which a mark was seen between the bytes of two characters."""
        follows = self._page.model.after[plain(before[-1:] or "\n")]
        penalty = self._page.penalty[True]
        for character, one in _cut_before():
            yield Reading(character, follows[one] + penalty[character], one, at + 1, MARKS[mark])

    def _ends_reference(self, item: Item) -> bool:
        """Whether the item is the end of a character reference, such as `&nbsp;`."""
        return item.text == ";" and bool(
            _REFERENCE.search(self._text, max(item.start - 9, 0), item.end)
        )

    def _reads_well(self, at: int) -> bool:
        """Whether what comes next is text as it is written anywhere: no need to try out more."""
        ahead = [plain(item.text) for item in self._items[at : at + 5] if not item.is_note]
        return (
            len(ahead) == 5
            and bool(_HAN.match(ahead[1]))
            and all(self._stretch.follows(one, other) > _UNSOUND for one, other in pairwise(ahead))
        )

    # How likely the readings are

    def _best(self, at: int, before: str) -> _Found | None:
        """The best reading of the stretch that begins at an item, if one can."""
        starts = self._starts(at, before)
        whole = self._stretch.readings(starts) if starts and self._page.may_try() else []
        if not whole:
            return None
        # All are judged by the same stretch: the longest, and two characters behind it.
        end = min(max(reading.at for reading in whole) + 2, len(self._items))
        rest = self._stretch.as_seen(at, end)
        ahead = self._seen(end, end + _FAR)
        before = before[-_FAR:]
        as_seen = _balance(before, self._seen(at, end), ahead)
        is_note = self._items[at].is_note
        scored: dict[str, tuple[float, Reading]] = {}
        for reading in whole:
            text = reading.text + self._seen(reading.at, end)
            balance = _balance(before, text, ahead)
            if not (is_note or self._has_trace(at, reading)) and (
                balance <= as_seen or not _OPENING.search(before[-_NEAR:] + reading.text)
            ):
                continue  # a mark alone is no damage, unless a quotation lacks its other half
            score = reading.score + balance
            if reading.at == len(self._items):
                score += self._stretch.ends(reading.last)
            elif reading.at < end and not self._items[reading.at].is_note:
                score += self._stretch.follows(reading.last, plain(self._items[reading.at].text))
                score += rest[reading.at - at]
            if text not in scored or score > scored[text][0]:
                scored[text] = (score, reading)
        if not scored:
            return None
        ranked = sorted(scored.values(), key=lambda pair: pair[0], reverse=True)
        score, best = ranked[0]
        margin = OVER_OTHERS_LOST if self._page.loses_private else OVER_OTHERS_GUESSED
        others = tuple(
            (score - other, reading) for other, reading in ranked[1:] if score - other < margin
        )
        if is_note:
            return _Found(best, _PROVEN, others)
        last = plain(before[-1:] or "\n")
        sound = self._stretch.follows(last, plain(self._items[at].text)) + rest[0] + as_seen
        return _Found(best, score - sound, others)

    def _has_trace(self, at: int, reading: Reading) -> bool:
        """Whether a stretch has characters, and not only marks, that are wrong.

        A dash leaves none: it is lost where byte pairs of no character are.
        """
        if self._page.loses_private and "——" in reading.text:
            return True
        seen = self._items[at + 1 : reading.at]
        if seen and self._items[at].text in _SIGNS and seen[0].text in MARKS:
            del seen[0]
        if len(seen) == 1 and seen[0].text in SECOND_BYTES:
            after = self._stretch.item(reading.at)
            return bool(after and _HAN.match(after.text))
        return any(not item.text.isascii() and item.text not in _MARKS for item in seen)

    # What is proposed

    def _edit(self, at: int, found: _Found, before: str) -> Edit:
        best = found.reading
        start, end = self._items[at].start, self._items[best.at - 1].end
        agreed = found.agreed if self._gives_what_is_seen(at, best, before) else ""
        is_sure = agreed == best.text and not best.guesses and not self._page.loses_private
        return Edit(
            self._offset + start,
            self._text[start:end],
            (agreed or best.text).translate(NARROW if self._page.is_narrow else {}),
            "byte-slip",
            "high" if is_sure else "medium" if agreed else "low",
            "; ".join(_reasons(found)),
        )

    def _gives_what_is_seen(self, at: int, reading: Reading, before: str) -> bool:
        """Whether the damage, done to the restored text, gives what is seen."""
        after = self._stretch.item(reading.at)
        tail = after.text if after and not (after.is_note or after.text in _SIGNS) else ""
        items = self._items[at : reading.at]
        seen = "".join(item.sign + NOTE if item.is_note else item.text for item in items)
        text, notes = reading.text, [place for place, _ in reading.notes]
        if items[0].is_note:  # it stands behind a byte of the character before it, too
            text, seen = before[-1] + text, before[-1] + seen
            notes = [place + 2 for place in notes]
        return comparable(seen + tail) in observations(text, notes, tail)

    def _unexplained(self, note: Item) -> Edit:
        """The doubt about a note that is of no character near it."""
        seen = self._text[note.start : note.end]
        evidence = f"{note.text} is a reading of no character here"
        return Edit(self._offset + note.start, seen, seen, "byte-slip", "low", evidence)


@cache
def _cut_before() -> tuple[tuple[str, str], ...]:
    """The characters that texts have whose second byte is the first of a mark; each made plain."""
    plains = ((character, plain(character)) for _, character in with_trail(0xA3))
    return tuple(entry for entry in plains if is_known(entry[1]))


def _reasons(found: _Found) -> Iterator[str]:
    for _, reading in found.reading.notes[:1]:
        yield f"{reading} was put across two characters"
    if found.over_sound < _PROVEN:
        yield f"e^{found.over_sound:.0f} times likelier than as seen"
    if others := [reading.text for _, reading in found.others[:5]]:
        yield f"nearly as likely: {', '.join(others)}"


def _is_only_noted(line: str) -> bool:
    """Whether no mark in a line can be damage, and each note is a reading of what is before it."""
    if _FIRST.search(line):
        return False
    end = 0
    for note in _NOTE.finditer(line):
        start = note.start()
        if start == end or not note["open"] or note["reading"] not in readings(line[start - 1]):
            return False
        end = note.end()
    return True


def _items(text: str) -> list[Item]:
    """The characters of a line, without the notes that are readings of them."""
    items: list[Item] = []
    at = 0
    for note in _NOTE.finditer(text):
        sign, is_open, reading = note["sign"] or "", note["open"], note["reading"]
        # A decoder takes the bracket with the byte before it, or shows both.
        if not (sign or is_open) or (is_open and not has_tone(reading) and sign):
            continue
        items += map(Item, text[at : note.start()], count(at), count(at + 1))
        last = items[-1] if items else None
        if last and is_open and not sign and reading in readings(last.text):
            items[-1] = last._replace(end=note.end())
        elif last and (has_tone(reading) or not is_open):
            items.append(Item(reading, note.start(), note.end(), is_note=True, sign=sign))
        else:
            items += (Item(c, i, i + 1) for i, c in enumerate(note[0], note.start()))
        at = note.end()
    items += map(Item, text[at:], count(at), count(at + 1))
    return items


def _balance(before: str, text: str, ahead: str) -> float:
    """How likely a line is by its marks of quotations and titles: each wants its other half."""
    return sum(_balance_of(pair, before, text, ahead) for pair in _PAIRS)


def _balance_of(
    pair: tuple[str, str, re.Pattern[str]], before: str, text: str, ahead: str
) -> float:
    opening, closing, either = pair
    score = 0.0
    opened = before.rfind(opening)
    is_open = opened > before.rfind(closing)
    for match in either.finditer(text):
        line, at = before + text, len(before) + match.start()
        score += _UNMATCHED if (match[0] == opening) == is_open else 0
        if match[0] == "”" and line[at - 1 : at] in ("。", "！", "？"):
            is_said = at - opened > _QUOTED_WORD or line[opened - 1 : opened] in (":", "：")
            score += _QUOTED_SENTENCE if is_said else _QUOTED_STOP
        is_open, opened = match[0] == opening, at
    following = either.search(ahead)
    closes = bool(following and following[0] == closing)
    return score + (_UNMATCHED if is_open != closes else 0)
