"""All headings of an archive, in the order of an index: by reading, under their initials."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from site_builder.model import Card, Heading
from site_builder.numbering import unnumbered
from site_builder.pinyin import syllables

OTHER = "#"
"""The initial of headings that begin with no letter."""

_READ = 8
"""Characters of a heading by which it is ordered: enough to keep those that are alike together."""


class Found(NamedTuple):
    """One heading of one speech."""

    heading: Heading
    speech: Card


def by_initial(speeches: Iterable[Card]) -> dict[str, tuple[Found, ...]]:
    """The headings of the speeches by their first letters, in the order of the letters.

    Chinese stands under its pinyin, a number in front does not count, and among headings that
    read alike the order of the speeches holds.
    """
    groups: dict[str, list[Found]] = defaultdict(list)
    for speech in speeches:
        for heading in speech.headings:
            groups[_initial(heading.reading)].append(Found(heading, speech))
    return {
        initial: tuple(sorted(groups[initial], key=lambda found: found.heading.reading))
        for initial in sorted(groups, key=lambda initial: (initial == OTHER, initial))
    }


@lru_cache(maxsize=1 << 14)
def reading_of(label: str) -> str:
    """What a heading is ordered by: its first letters, small, without accents, Chinese in pinyin.

    >>> reading_of("一、把漏水找回来"), reading_of("“Étude” of rain")
    ('ba lou shui zhao hui lai', 'etude of rain')
    """
    letters = "".join(c if c.isalnum() else " " for c in unnumbered(label)).strip()
    latin = " ".join(syllables(letters[:_READ]))
    plain = unicodedata.normalize("NFKD", latin + letters[_READ:])
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())


def _initial(reading: str) -> str:
    return reading[0].upper() if reading[:1].isalpha() else OTHER
