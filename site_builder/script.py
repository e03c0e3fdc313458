"""Traditional characters as Simplified ones: one by one for comparing, by words for reading."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

from site_builder.lookup import Lookup


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def simplified(character: str) -> str:
    """The Simplified form of one character, or the character itself.

    >>> simplified("質"), simplified("a")
    ('质', 'a')
    """
    if character < "\u2e80" or "\ud800" <= character <= "\udfff":
        return character  # of another script; or a byte that fits no character
    converted: str = _converter().convert(character)
    # A form of another length would shift every offset after it.
    return converted if len(converted) == 1 else character


def simplified_forms() -> dict[str, str]:
    """The Simplified forms of characters that are no such themselves, of the main blocks of Han.

    They are converted at once, each on a line: one by one they take five times as long.
    """
    characters = list(map(chr, [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]))
    forms = _converter().convert("\n".join(characters)).split("\n")
    pairs = zip(characters, forms, strict=True)
    return {character: form for character, form in pairs if character != form and len(form) == 1}


def folded(text: str) -> str:
    """The text in Simplified characters, of the same length: offsets hold for both.

    It is for comparing, never for showing: 著 stays, 乾 becomes 干 whatever the word.

    >>> folded("發表時間")
    '发表时间'
    """
    return text.translate(_FOLDS)


_FOLDS: Lookup[int, str] = Lookup(lambda code: simplified(chr(code)))


def in_simplified(text: str) -> str:
    """The text in Simplified characters, by words, of the same length.

    著 stays, as OpenCC cannot know whether it is 着: see `repair.script`.

    >>> in_simplified("乾隆年間的乾糧"), in_simplified("顯著")
    ('乾隆年间的干粮', '显著')
    """
    converted: str = _converter().convert(text)
    return converted if len(converted) == len(text) else folded(text)
