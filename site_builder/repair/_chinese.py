"""Whether a text is Chinese, and the sentence around a place in it."""

from __future__ import annotations

import re

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
"""Ideographs, for the inside of a character class."""
MARKS = r"\u3001-\u3003\u3008-\u3011\u3014-\u301b\uff01-\uff0f\uff1a-\uff1f“”‘’…—"
"""Punctuation of Chinese text, for the inside of a character class."""

_HAN = re.compile(f"[{HAN}]")
_OTHERS = re.compile("[\u3041-\u30fe\uac00-\ud7a3]")
_SIGNS = "。！？\r\n\0"
_ENDS = re.compile(f"[{_SIGNS}]")


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese: of its letters, three in ten are ideographs, and kana and Hangul
    not one in ten. These are the bounds of `languages.language_of`.

    >>> is_chinese("WTO 的规则"), is_chinese("会議をはじめます"), is_chinese("in Shanghai (上海)")
    (True, False, False)
    """
    letters = sum(map(str.isalpha, text))
    han = len(_HAN.findall(text))
    return han > 0.3 * letters and len(_OTHERS.findall(text)) <= 0.1 * letters


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence or line of a text that a range of it stands in; markup ends one, too.

    It is cut at 200 characters before and after the range.

    >>> sentence_around("春天。夏天！秋天", 4, 5)
    '夏天！'
    """
    first = max(start - 200, *(text.rfind(sign, max(start - 200, 0), start) + 1 for sign in _SIGNS))
    last = _ENDS.search(text, end, end + 200)
    return text[max(first, 0) : last.end() if last else end + 200]
