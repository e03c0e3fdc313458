"""All headings of an archive, in the order of an index: by reading, under their initials."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pypinyin import lazy_pinyin

from site_builder.model import OutlineEntry, Speech
from site_builder.numbering import unnumbered

OTHER = "#"
"""The initial of headings that begin with no letter."""

_READ = 8
"""Characters of a heading by which it is ordered: enough to keep those that are alike together."""


class Heading(NamedTuple):
    """One heading of one speech."""

    label: str
    target: str
    """Its anchor in the page of the speech."""
    is_lost: bool
    """Whether its text is not in this copy."""
    speech: Speech


def by_initial(speeches: Iterable[Speech]) -> dict[str, tuple[Heading, ...]]:
    """The headings of the speeches by their first letters, in the order of the letters.

    Chinese stands under its pinyin, a number in front does not count, and among headings that
    read alike the order of the speeches holds.
    """
    groups: dict[str, list[tuple[str, Heading]]] = defaultdict(list)
    readings: dict[str, str] = {}
    for speech in speeches:
        for entry in _entries(speech.outline):
            if not entry.label:
                continue
            if entry.label not in readings:
                readings[entry.label] = _reading(entry.label)
            reading = readings[entry.label]
            heading = Heading(entry.label, entry.target, entry.status == "lost", speech)
            groups[_initial(reading)].append((reading, heading))
    return {
        initial: tuple(heading for _, heading in sorted(groups[initial], key=lambda pair: pair[0]))
        for initial in sorted(groups, key=lambda initial: (initial == OTHER, initial))
    }


def _entries(outline: Iterable[OutlineEntry]) -> Iterator[OutlineEntry]:
    for entry in outline:
        yield entry
        yield from _entries(entry.children)


def _reading(label: str) -> str:
    """What a heading is ordered by: its first letters, small, without accents, Chinese in pinyin.

    >>> _reading("一、把漏水找回来"), _reading("“Étude” of rain")
    ('ba lou shui zhao hui lai', 'etude of rain')
    """
    letters = "".join(c if c.isalnum() else " " for c in unnumbered(label)).strip()
    latin = " ".join(lazy_pinyin(letters[:_READ], errors=lambda other: other))
    plain = unicodedata.normalize("NFKD", latin + letters[_READ:])
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())


def _initial(reading: str) -> str:
    return reading[0].upper() if reading[:1].isalpha() else OTHER
