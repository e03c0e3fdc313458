"""The numbers that headings and points begin with: their family, and which of it they are."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Number(NamedTuple):
    """The number of a label."""

    family: str
    """All of a family count on from each other: `一、` and `二、`, but not `一、` and `（二）`."""
    rank: int
    """Of two families the one of lower rank stands higher; `BELOW_CURRENT` has no place of its
    own."""
    ordinal: int
    """From 1; `LAST` for 最后 and Finally."""

    def follows(self, ordinal: int) -> bool:
        """Whether it is next to the number of the same family with this ordinal; 0 if none is."""
        return self.ordinal == ordinal + 1 or (self.ordinal == LAST and 1 < ordinal < LAST)


LAST = 99
"""The ordinal of 最后 and Finally, which come next to any number from the second on."""


BELOW_CURRENT = 9
"""The rank of 一是, 第一, 首先, and First: they stand below whatever they run in under."""

_DIGITS = "零一二三四五六七八九"
_HAN = "[一二三四五六七八九十]{1,3}"
_ROMAN = {"I": 1, "V": 5, "X": 10}
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_IN_TURN = ("首先", "其次", "再次")
_FINAL = ("最后", "最後", "finally", "lastly")

_FAMILIES: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (family, rank, re.compile(rf"\s*{pattern}", re.IGNORECASE if family == "First" else 0))
    for family, rank, pattern in (
        ("part", 0, rf"第({_HAN})(?:部分|章|篇|编|編)"),
        ("part", 0, r"(?:Part|Chapter) (\d{1,2}|[IVX]+|[A-Z][a-z]+)\b"),
        ("一、", 1, rf"({_HAN})[、．.，,](?!\d)"),
        ("I.", 1, r"([IVX]{1,5})[.)](?=\s)"),
        ("（一）", 2, rf"[（(]({_HAN})[）)]"),
        ("A.", 2, r"([A-Z])[.)](?=\s)"),
        ("1.", 3, r"([0-9０-９]{1,2})(?:[.．](?![0-9０-９])|、)"),
        ("（1）", 4, r"[（(]([0-9０-９]{1,2})[）)]"),
        ("（1）", 4, r"([0-9０-９]{1,2})[）)]"),
        ("(a)", 5, r"\(?([a-z])\)(?=\s)"),
        ("一是", BELOW_CURRENT, rf"({_HAN})[是要]"),
        ("第一", BELOW_CURRENT, rf"第({_HAN})(?:[，,、：:]|是|[个個点點]|(?=\s))"),
        ("首先", BELOW_CURRENT, r"(首先|其次|再次|最[后後](?=[，,]))(?!.{0,20}[谢謝祝])"),
        ("First", BELOW_CURRENT, rf"({'|'.join(_ORDINALS)})(?:ly)?(?: of all)?,"),
        ("First", BELOW_CURRENT, r"(finally|lastly),(?!.{0,40}\bthank)"),
    )
)


_MAY_BEGIN = re.compile(
    r"\s*(?:[第一二三四五六七八九十（(0-9０-９首其再最]|[A-Za-z]{1,5}[.)]|Part |Chapter "
    r"|(?:[flst]|eigh|nin)[a-z]+,? )",
    re.IGNORECASE,
)
"""Most paragraphs are told by their first characters to have no number."""


def number_of(label: str) -> Number | None:
    """The number that a label begins with, if it begins with one.

    >>> number_of("（三）管水"), number_of("二十一是找漏")
    (Number(family='（一）', rank=2, ordinal=3), Number(family='一是', rank=9, ordinal=21))
    >>> number_of("IV. The bridge"), number_of("Of ladders")
    (Number(family='I.', rank=1, ordinal=4), None)
    """
    found = _matched(label)
    return found[0] if found else None


def number_end(label: str) -> int:
    """Where the number ends that a label begins with, and what sets it off; 0 if there is none.

    >>> number_end("（三）管水"), number_end("第二部分：管水"), number_end("IV. The bridge")
    (3, 5, 4)
    """
    found = _matched(label)
    return _SET_OFF.match(label, found[1]).end() if found else 0  # type: ignore[union-attr]


_SET_OFF = re.compile(r"[：:，,、.．]?\s*")


def _matched(label: str) -> tuple[Number, int] | None:
    return _tried(label) if _MAY_BEGIN.match(label) else None


@lru_cache(maxsize=1024)  # a heading's is asked for by its level, its points, and its outline
def _tried(label: str) -> tuple[Number, int] | None:
    for family, rank, pattern in _FAMILIES:
        match = pattern.match(label)
        if match and (ordinal := value_of(match[1])):
            return Number(family, rank, ordinal), match.end()
    return None


def unnumbered(label: str) -> str:
    """The label without the number that it begins with; all of it if nothing else is left.

    >>> unnumbered("（三）管水"), unnumbered("二十一是找漏"), unnumbered("First, the bridge")
    ('管水', '找漏', 'the bridge')
    """
    for _, _, pattern in _FAMILIES:
        match = pattern.match(label)
        if match and value_of(match[1]):
            return label[match.end() :].strip() or label
    return label


@lru_cache(maxsize=1024)
def value_of(numeral: str) -> int:
    """What a numeral says, from 1 to 99; 0 if it is none.

    >>> [value_of(n) for n in ("三", "十二", "两", "7", "IX", "C", "second", "five", "十十")]
    [3, 12, 2, 7, 9, 3, 2, 5, 0]
    """
    lower = numeral.lower()
    if numeral.isdecimal():
        return int(numeral)
    if numeral in ("两", "兩"):
        return 2
    if numeral and all(character in _DIGITS + "十" for character in numeral):
        return _han(numeral)
    if lower in _FINAL:
        return LAST
    for names in (_WORDS, _ORDINALS, _IN_TURN):
        if lower in names:
            return names.index(lower) + 1
    if numeral and all(character in _ROMAN for character in numeral):
        return _roman(numeral)
    if len(numeral) == 1 and "a" <= lower <= "z":
        return ord(lower) - ord("a") + 1
    return 0


def _han(numeral: str) -> int:
    tens, ten, units = numeral.rpartition("十")
    if len(tens) > 1 or len(units) > 1 or "十" in tens:
        return 0
    return 10 * (_DIGITS.index(tens or "一") if ten else 0) + _DIGITS.index(units or "零")


def _roman(numeral: str) -> int:
    values = [_ROMAN[character] for character in numeral]
    following = [*values[1:], 0]
    return sum(v if v >= n else -v for v, n in zip(values, following, strict=True))
