"""Doubled punctuation in Chinese text: `，，` for `，`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model import Edit
from site_builder.repair._chinese import HAN, is_chinese, sentence_around
from site_builder.repair._observed import Observed

_FULL_WIDTH = "，、；：。"
_ASCII = ",;"
_TWINS = dict(zip("，；：", ",;:", strict=True))
_EITHER = "".join(dict.fromkeys([*_FULL_WIDTH, *_ASCII, *_TWINS.values()]))
_CLOSED = rf"{HAN}”’」』》〉）)\]\d%％A-Za-z"
_DOUBLED = re.compile(
    rf"(?<=[{_CLOSED}])(?:(?P<mark>[{_FULL_WIDTH}])(?P=mark))(?![{_EITHER}.])"
    rf"|(?<=[{HAN}])(?:(?P<ascii>[{_ASCII}])(?P=ascii)|，,|,，|；;|;；|：:|:：)(?=[{HAN}“‘「『《〈（])"
)


def doubled_punctuation(observed: Observed) -> Iterator[Edit]:
    """Edits that write once what a Chinese text has exactly twice.

    Three are an ellipsis: a text that has `。。。` anywhere means its `。。`, too. Two pairs of
    one mark in a sentence are a table's empty cells or a decoration. `::` divides, as in a path.
    """
    text = observed.running
    dots = {sign for sign in _EITHER if sign * 3 in text}
    found = [
        match
        for match in _DOUBLED.finditer(text)
        if match[0][0] not in dots and sentence_around(text, *match.span()).count(match[0]) == 1
    ]
    if found and is_chinese(text):
        for match in found:
            mark = match["mark"] or match["ascii"] or match[0].strip("".join(_TWINS.values()))
            evidence = f"{match[0]} between characters, never three"
            yield Edit(match.start(), match[0], mark, "doubled-punctuation", "medium", evidence)
