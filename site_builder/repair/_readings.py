"""The readings of Chinese characters, as mirrors write them behind some."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

MIN_TYPES = 5
"""A page with notes behind fewer different characters than this is clean: its notes are glosses,
as in 垚(yáo). Measured on 26 noisy pages, which have 2 to 57 such characters; the clean pages among
22 million characters of laws and reports have none."""

READING = r"[a-zü\u00e0-\u01dc]{1,7}"
"""Of a regular expression: a reading in pinyin, with or without a mark of its tone."""

NOTE = re.compile(rf"(?P<behind>[\u3400-\u9fff])(?P<note> ?\((?P<reading>{READING}) ?\))")
"""What may be a note: a reading in brackets behind a Chinese character."""

_TONE = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_TONE_MARKS = str.maketrans("", "", "\u0300\u0301\u0304\u030c")


@cache
def readings(character: str) -> frozenset[str]:
    """All readings of a Chinese character, with tone marks; of no character, none.

    >>> sorted(readings("長"))
    ['cháng', 'zhàng', 'zhǎng']
    """
    if not character:
        return frozenset()
    from pypinyin import Style, pinyin  # takes longer to load than all of this package

    return frozenset(pinyin(character, style=Style.TONE, heteronym=True)[0])


def is_of_its_character(note: re.Match[str]) -> bool:
    """Whether a match of `NOTE` holds a reading of the character before it.

    >>> is_of_its_character(NOTE.match("質(zhì)")), is_of_its_character(NOTE.match("質(a)"))
    (True, False)
    """
    return note["reading"] in readings(note["behind"])


@cache
def toneless_readings(character: str) -> frozenset[str]:
    """All readings of a Chinese character, without tone marks.

    >>> sorted(toneless_readings("長"))
    ['chang', 'zhang']
    """
    return frozenset(map(toneless, readings(character)))


def toneless(reading: str) -> str:
    """A reading without the mark of its tone.

    >>> toneless("lǜ")
    'lü'
    """
    bare = unicodedata.normalize("NFD", reading).translate(_TONE_MARKS)
    return unicodedata.normalize("NFC", bare)


def has_tone(reading: str) -> bool:
    """Whether a reading has the mark of a tone."""
    return bool(_TONE.search(reading))
