"""How likely one character follows another in Chinese public speech.

`zh-bigrams.tsv.gz` has the counts of 1.2 million characters of the State Council's work reports to
the National People's Congress. Official documents have no copyright (Copyright Law of the People's
Republic of China, article 5). In it, a number is one `0`, and a word in Latin letters one `A`.

`zh-words.tsv.gz` says how often a character stands in a word, and how often two stand side by side
in one, by the dictionary of jieba 0.42.1 (MIT License, (c) 2013 Sun Junyi); pairs counted less than
100 times are left out.

Both are in Simplified characters, and hold counts alone.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from math import log

from site_builder.lookup import Lookup
from site_builder.repair._gbk import WIDE
from site_builder.script import simplified

_DISCOUNT = 0.75
"""Absolute discounting with the usual discount, interpolated with single characters."""

_UNSEEN = 0.2
"""Of a character that the table lacks, in counts: less than one seen once."""

_PAGE = 0.25
"""The share that what a page itself says has in a probability."""

_OPENS = frozenset("。！？；：，、“《（—…”》）")
_ANYTHING = 0.3
"""How often what follows a mark is anything: a text on another matter begins its sentences with
other words than reports do, whatever the mark."""

_WORDS = 0.3
"""The share that words have which reports lack."""

_PLAIN = {"著": "着", "％": "%"}


@cache
def plain(character: str) -> str:
    """The character as the table has it.

    >>> plain("質"), plain(","), plain("7")
    ('质', '，', '0')
    """
    if character.isascii():
        if character.isdigit():
            return "0"
        if character.isalpha():
            return "A"
        return character.translate(WIDE)
    one = simplified(character)
    return _PLAIN.get(one, one)


@cache
def _counts() -> tuple[dict[str, int], dict[str, int], float]:
    """Counts by key of one or two characters; by a character how many follow it; and all."""
    counts = _table("zh-bigrams.tsv.gz")
    followers = Counter(key[0] for key in counts if len(key) == 2)
    total = sum(count for key, count in counts.items() if len(key) == 1)
    return counts, dict(followers), float(total)


@cache
def _words() -> dict[str, int]:
    """How often, by words, a character stands in one, and how often two in a row do."""
    return _table("zh-words.tsv.gz")


def _table(name: str) -> dict[str, int]:
    data = resources.files(__package__).joinpath(name).read_bytes()
    pairs = (line.split("\t") for line in gzip.decompress(data).decode().splitlines())
    return {key: int(count) for key, count in pairs}


def is_known(character: str) -> bool:
    """Whether the tables have a character, which is plain."""
    return character in _counts()[0] or character in _words()


_PUNCTUATION = frozenset("，。、；：！？“”‘’《》（）…—")
_NEVER_TOGETHER = -6.0
"""Of two marks that do not meet in the table: each is frequent, so it would be likely by itself."""
_ENDS = dict.fromkeys("。！？”；：》）", -0.7) | dict.fromkeys("、，“‘《（", -6.0)
"""How likely a line or a blank comes after a mark; after others, -2.5."""
_BETWEEN = "1"
"""Stands behind each piece of a page: no character is this when it is plain."""
_plain_forms: Lookup[int, str] = Lookup(lambda code: plain(chr(code)))
"""For `str.translate`."""


class Bigrams:
    """The table, together with the pairs of characters that a page has."""

    def __init__(self, page: Iterable[str] = ()) -> None:
        """`page` is sound text of the page, in pieces."""
        text = "".join(piece.translate(_plain_forms) + _BETWEEN for piece in page)
        self.after: Lookup[str, _Following] = Lookup(lambda last: _Following(last, text))
        """By a character, and one that follows it, the logarithm of how likely this is: white space
        stands for the end of a line. Both are plain."""


class _Following(dict[str, float]):
    """By a character, the logarithm of how likely it follows a certain one."""

    def __init__(self, last: str, page: str) -> None:
        """`page` is plain, with `_BETWEEN` at its end."""
        self._last = last
        self._first = "。" if last.isspace() or last == "\0" else last
        behind = page.split(self._first)[1:]
        self._on_page = len(behind)
        self._pairs = Counter(text[:1] or self._first for text in behind)
        self._share = _PAGE * self._on_page / (self._on_page + 2)

    def __missing__(self, one: str) -> float:
        self[one] = likelihood = self._likelihood(one)
        return likelihood

    def _likelihood(self, one: str) -> float:
        first = self._first
        if one.isspace():
            return _ENDS.get(self._last, -2.5)
        if first == one and one in "0A":
            return 0.0  # a number or word goes on
        probability = _anywhere(first, one)
        if self._on_page:
            here = self._share * self._pairs.get(one, 0) / self._on_page
            probability = (1 - self._share) * probability + here
        never = first in _PUNCTUATION and one in _PUNCTUATION and not _has(first, one)
        return log(probability) + (_NEVER_TOGETHER if never else 0.0)


def _has(first: str, second: str) -> bool:
    """Whether the table has the pair; both are plain."""
    return first + second in _counts()[0] or first + second in _words()


@lru_cache(1 << 17)
def _anywhere(first: str, second: str) -> float:
    """How likely the second character follows the first on any page; both are plain."""
    counts, followers, total = _counts()
    words = _words()
    single = (counts.get(second, 0) + _UNSEEN) / total
    count = counts.get(first, 0)
    probability = single
    if count:
        seen = max(counts.get(first + second, 0) - _DISCOUNT, 0)
        rest = _DISCOUNT * followers.get(first, 0) or _DISCOUNT
        # A character that ends texts is counted more often than its followers.
        probability = (seen + rest * single) / (count + _DISCOUNT)
        if first in _OPENS:
            probability = (1 - _ANYTHING) * probability + _ANYTHING * single
    if in_words := words.get(first, 0):
        inside = words.get(first + second, 0) / in_words
        probability = (1 - _WORDS) * probability + _WORDS * inside
    return probability
