"""The byte pairs of GBK: what decodes to which character, for text whose bytes were shifted."""

from __future__ import annotations

from functools import cache

LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))

MARKS = {"?": 0xBF, "!": 0xA1, ";": 0xBB, "？": 0xBF, "！": 0xA1, "；": 0xBB}
"""Marks that mirrors work on byte by byte, and the second of their two bytes; the first is A3."""

WIDE = str.maketrans(",:;!?()", "，：；！？（）")
"""Marks in ASCII that many pages have in place of full-width ones; `NARROW` makes them ASCII."""
NARROW = {wide: narrow for narrow, wide in WIDE.items()}

_VERTICAL = dict(zip("\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16", range(0xD9, 0xE0), strict=True))
"""Characters that the newest edition of GB 18030 gives to pairs A6D9 to A6DF; Python's codec still
has them as private-use ones."""


@cache
def _tables() -> tuple[dict[int, str], dict[str, int]]:
    characters = {
        lead << 8 | trail: bytes((lead, trail)).decode("gb18030")
        for lead in LEADS
        for trail in TRAILS
    }
    pairs = {character: pair for pair, character in characters.items()}
    pairs |= {character: 0xA600 | trail for character, trail in _VERTICAL.items()}
    return characters, pairs


def character_of(lead: int, trail: int) -> str:
    """The character of two bytes; nothing if they are no pair.

    >>> character_of(0xD6, 0xCA), character_of(0xD6, 0x20)
    ('质', '')
    """
    return _tables()[0].get(lead << 8 | trail, "")


def bytes_of(character: str) -> tuple[int, int] | None:
    """The two bytes of a character, or None if GBK gives it none.

    >>> bytes_of("质"), bytes_of("a")
    ((214, 202), None)
    """
    pair = _tables()[1].get(character)
    return None if pair is None else (pair >> 8, pair & 0xFF)


def is_private(character: str) -> bool:
    """Whether the pair of a character stands for nothing: it decodes to a private-use one."""
    return "\ue000" <= character <= "\uf8ff"


@cache
def with_lead(lead: int) -> tuple[tuple[int, str], ...]:
    """Each trail byte that makes a character with the lead byte, and the character."""
    pairs = ((trail, character_of(lead, trail)) for trail in TRAILS)
    return tuple((trail, c) for trail, c in pairs if c and not is_private(c))


@cache
def with_trail(trail: int) -> tuple[tuple[int, str], ...]:
    """Each lead byte that makes a character with the trail byte, and the character."""
    pairs = ((lead, character_of(lead, trail)) for lead in LEADS)
    return tuple((lead, c) for lead, c in pairs if c and not is_private(c))
