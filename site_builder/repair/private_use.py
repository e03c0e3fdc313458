"""Private-use characters: a byte pair that is no character, or an icon of a page's own font."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model import LOST, Edit
from site_builder.repair._chinese import HAN, MARKS, is_chinese
from site_builder.repair._observed import Observed

_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_RUN = re.compile(rf"\ue5e5+|[{_PRIVATE}]+?(?=\ue5e5|[^{_PRIVATE}]|\Z)")
_REFERENCE = re.compile(r"&#(?:[xX]0*(?P<hex>[0-9a-fA-F]{4,6})|0*(?P<decimal>\d{5,7}));?")
"""As HTML writes a character by its number."""
_BLANK = "\ue5e5"
"""gb18030 A3A0, which a browser shows as a full-width blank (Encoding Standard, index gb18030)."""
_DASHES = str.maketrans("\uf0be\uf8e7", "——")
"""The piece of which Adobe's Symbol font builds an arrow's shaft, at its own place and at Windows';
in Chinese text two of them are a dash: 683 pairs and 4 singles in six volumes of Hong Kong's
council."""
_BULLET = re.compile("[\uf020-\uf0ff]")
"""Where Windows puts the signs of its symbol fonts, which Word takes its bullets from."""
_CHINESE = re.compile(f"[{HAN}{MARKS}]")


def private_use(observed: Observed) -> Iterator[Edit]:
    """Edits that put `□` for a private-use character inside of text, and remove one that is a sign
    of a font.

    Nobody but the page's own font knows what such a character shows. Between the letters of a word,
    and in Chinese text after any character of the line, one was lost; alone, or at the beginning of
    a line where a list has its bullet, it is an icon. What is known to be a blank or a dash becomes
    one.
    """
    text = observed.running
    places = [(match.start(), match[0], match[0]) for match in _RUN.finditer(text)]
    if observed.is_html:
        places += [
            (match.start(), match[0], sign)
            for match in _REFERENCE.finditer(text)
            if (sign := _private(match))
        ]
    if not places:
        return
    chinese = is_chinese(text)
    for start, before, signs in places:
        end = start + len(before)
        codes = "; ".join(map(_bytes, signs))
        if not signs.strip(_BLANK):
            after, reason = "\u3000" * len(signs), "a full-width blank in browsers"
        elif chinese and signs.translate(_DASHES).strip("—") == "":
            after, reason = signs.translate(_DASHES), "a dash of the font Symbol"
        elif _is_lost(text, start, signs, end, chinese=chinese):
            after, reason = LOST * len(signs), "no character"
        else:
            after, reason = "", "a sign of the page's own font"
        yield Edit(start, before, after, "private-use", "medium", f"{codes}: {reason}")


def _private(match: re.Match[str]) -> str:
    code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
    sign = chr(code) if code < 0x110000 else ""
    return sign if re.fullmatch(f"[{_PRIVATE}]", sign) else ""


def _is_lost(text: str, start: int, signs: str, end: int, *, chinese: bool) -> bool:
    """Whether the characters stand where text was."""
    after = text[end : end + 1]
    if not chinese:
        return text[start - 1 : start].isalpha() and after.isalpha()
    before = text[max(start - 9, 0) : start].rstrip(" \t\u3000")[-1:]
    if _CHINESE.match(before):
        return True
    is_bullet = not before.strip("\0\r\n") and _BULLET.fullmatch(signs)
    return bool(_CHINESE.match(after)) and not is_bullet


def _bytes(sign: str) -> str:
    """The character's number, with its byte pair if it has one: that is what the page held."""
    pair = sign.encode("gb18030")
    return f"U+{ord(sign):04X}" + (f", gb18030 {pair.hex().upper()}" if len(pair) == 2 else "")
