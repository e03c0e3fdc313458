"""The readings of Chinese characters, as mirrors write them behind some."""

from __future__ import annotations

from functools import cache

from pypinyin import Style, pinyin


@cache
def readings(character: str) -> frozenset[str]:
    """All readings of a Chinese character, with tone marks.

    >>> sorted(readings("長"))
    ['cháng', 'zhàng', 'zhǎng']
    """
    return frozenset(pinyin(character, style=Style.TONE, heteronym=True)[0])
