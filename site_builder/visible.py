"""Text for a person to look at, with what no font shows in words."""

from __future__ import annotations

import re

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff\U000e0000-\U0010ffff]"
)
"""Controls, signs of direction, bytes that fit no character, and private use: no font shows
them, and a terminal obeys some."""


def visible(text: str) -> str:
    """The text with all characters shown that are not seen: bytes, controls, private use.

    >>> visible("a\\udca1\\ue47f\\n")
    'a‹A1›‹U+E47F›⏎'
    """
    return _UNSEEN.sub(_named, _LINE_END.sub("⏎", text)).replace("\t", "⇥")


def _named(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"‹{code - 0xDC00:02X}›" if 0xDC80 <= code <= 0xDCFF else f"‹U+{code:04X}›"
