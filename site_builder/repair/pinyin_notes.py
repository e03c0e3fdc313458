"""Pinyin notes: a mirror writes the reading behind a character, `質(zhì)量` for `質量`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from site_builder.model import Edit
from site_builder.repair._gbk import bytes_of, character_of
from site_builder.repair._observed import Observed
from site_builder.repair._readings import (
    MIN_TYPES,
    NOTE,
    READING,
    has_tone,
    readings,
    toneless_readings,
)
from site_builder.script import simplified

_ACROSS = re.compile(
    rf"(?P<before>[^\x00-\x7f])(?P<behind>[@-~])(?P<note> ?\((?P<reading>{READING}) ?\))"
)


class _Note(NamedTuple):
    start: int
    text: str
    behind: str
    """The character before it."""
    reading: str


def pinyin_notes(observed: Observed) -> Iterator[Edit]:
    """Edits that remove notes which are a reading of the character before them.

    A note that is no reading of its character is left: it is the trace of other damage. Readings
    without a tone mark are those of the neutral tone, as in 們(men), unless the whole page writes
    them so.
    """
    text = observed.running
    notes = [
        _Note(found.start("note"), found["note"], found["behind"], found["reading"])
        for found in NOTE.finditer(text)
    ]
    valid = [note for note in notes if note.reading in readings(note.behind)]
    if _types([note for note in valid if has_tone(note.reading)]) >= MIN_TYPES:
        yield from _removed(_of_the_mirror(valid))
        yield from _removed_across(text)
        return
    bare = [note for note in notes if note.reading in toneless_readings(note.behind)]
    proof = [note for note in bare if note.reading not in readings(note.behind)]
    if _types(proof) >= MIN_TYPES and len(bare) >= _SHARE * len(notes):
        yield from _removed(bare)


_SHARE = 0.9
"""Of all brackets behind characters, those that hold a reading without a tone, on a page that a
mirror wrote them into: in other texts, such brackets mostly hold words."""


def _types(notes: Sequence[_Note]) -> int:
    return len({note.behind for note in notes})


def _removed(notes: Sequence[_Note]) -> Iterator[Edit]:
    for start, text, behind, reading in notes:
        evidence = f"{reading} is a reading of {behind}"
        yield Edit(start, text, "", "pinyin-note", "high", evidence)


def _of_the_mirror(notes: Sequence[_Note]) -> list[_Note]:
    """The notes that are not the author's own: one behind a rare character, once, is a gloss.

    Mirrors note frequent characters, each wherever it stands, and those that they converted.
    """
    times = Counter(note.behind for note in notes)
    return [
        note
        for note in notes
        if times[note.behind] > 1
        or simplified(note.behind) != note.behind
        or not _is_rare(note.behind)
    ]


def _is_rare(character: str) -> bool:
    """Whether a character is in neither GB 2312 nor the first level of Big5: 垚 is, 甦 is not."""
    big5 = character.encode("big5", "replace")
    return not b"?" < big5 < b"\xc9" and character.encode("gb2312", "replace") == b"?"


def _removed_across(text: str) -> Iterator[Edit]:
    """Edits that remove notes behind a letter: with the byte before, it is a character's second."""
    for note in _ACROSS.finditer(text):
        pair = bytes_of(note["before"])
        across = character_of(pair[1], ord(note["behind"])) if pair else ""
        if note["reading"] in readings(across):
            evidence = f"{note['reading']} was put across two characters, as of {across}"
            yield Edit(note.start("note"), note["note"], "", "pinyin-note", evidence=evidence)
