"""What a page tells about the characters that stand on it: which have notes, of which script."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, partial

from opencc import OpenCC

from site_builder.lookup import Lookup
from site_builder.repair._bigrams import Bigrams, is_known, plain
from site_builder.repair._gbk import NARROW, is_private
from site_builder.repair._readings import MIN_TYPES, NOTE, READING, readings
from site_builder.script import simplified

_NOTED_ELSEWHERE = -9.0
"""Of a character without a note that has one wherever else it stands on the page."""
_OTHER_SCRIPT = -6.0
"""Of a Simplified character on a page in Traditional ones."""
_RARE = -6.0
"""Of a character that a converted text hardly has: its Simplified form is not in GB 2312, or
becomes another character."""

_DAMAGED = re.compile(rf"[?!;？！；\ufffd\udc80-\udcff\ue000-\uf8ff].{{0,12}}|\({READING} ?\)")
"""Where text may be damaged: nothing is learned from it."""


class Traits:
    """What a page's text tells, for judging what it can have said."""

    def __init__(self, text: str) -> None:
        noted = Counter(
            behind for behind, _, reading in NOTE.findall(text) if reading in readings(behind)
        )
        standing = Counter(text)
        scripts: Counter[str] = Counter()
        for character, count in standing.items():
            if "\u3400" <= character <= "\u9fff":
                scripts[_script(character)] += count
        self.noted = frozenset(noted)
        """Characters with a note."""
        self._always_noted = {
            c for c, count in noted.items() if count > 1 and count >= 4 * (standing[c] - count)
        }
        self._standing = standing
        self._is_traditional = scripts["traditional"] > 4 * scripts["simplified"]
        self._tries = 500 + len(text) // 100
        is_noisy = len(self._always_noted) >= MIN_TYPES
        self.loses_private = is_noisy and not any(map(is_private, standing))
        """Whether byte pairs that stand for no character may have been lost."""
        self.is_narrow = not any(chr(mark) in standing for mark in NARROW)
        """Whether it has no full-width marks but those that ASCII lacks."""
        self.model = Bigrams(_DAMAGED.split(text))
        self.penalty = {
            may_be_bare: Lookup(partial(self._penalty, may_be_bare))
            for may_be_bare in (False, True)
        }
        """How much less likely a character is on this page than elsewhere, as a logarithm: with
        True if no note is to be expected behind it, though it has one elsewhere."""

    def may_try(self) -> bool:
        """Whether one more place may be tried: a page of nothing but places would take for ever.

        Counts the question. The worst of 286 real and simulated pages has one in 310 characters.
        """
        self._tries -= 1
        return self._tries >= 0

    def _penalty(self, may_be_bare: bool, character: str) -> float:
        penalty = 0.0
        if self._is_traditional and _script(character) == "simplified":
            penalty += _OTHER_SCRIPT
        if character not in self._standing and not self._is_expected(character):
            penalty += _RARE
        if not may_be_bare and character in self._always_noted:
            penalty += _NOTED_ELSEWHERE
        return penalty

    def _is_expected(self, character: str) -> bool:
        """Whether a text that was converted can have a character that the page has nowhere else."""
        one = plain(character)
        if not "\u3400" <= one <= "\u9fff":
            return is_known(one)
        try:
            simplified(character).encode("gb2312")
        except UnicodeEncodeError:
            return False
        return character in (simplified(character), _traditional(one))


@cache
def _script(character: str) -> str:
    """`traditional` or `simplified` of a character that only one of the scripts has."""
    if simplified(character) != character:
        return "traditional"
    return "simplified" if _traditional(character) != character else ""


@cache
def _traditional(character: str) -> str:
    """What a converter that goes by single characters makes of a Simplified one."""
    converted: str = _to_traditional().convert(character)
    return converted


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")
