"""Chinese in Latin letters."""

from __future__ import annotations


def syllables(text: str) -> list[str]:
    """The text in pinyin without tones, a syllable for each character; what is not Chinese stays.

    >>> syllables("吕国杰"), syllables("在A座")
    (['lv', 'guo', 'jie'], ['zai', 'A', 'zuo'])
    """
    from pypinyin import lazy_pinyin  # costs more to load than most builds take

    return lazy_pinyin(text, errors=lambda other: other)
