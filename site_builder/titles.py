"""What a title says of a speech: who spoke, on which occasion, and what kind of speech it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from site_builder.script import folded


class TitleParts(NamedTuple):
    """The parts of a title, as printed; empty where it does not say."""

    attribution: str = ""
    event: str = ""
    genre: str = ""
    """In Simplified characters."""


_GENRES = {
    "讲话": "speech",
    "致辞": "address",
    "致词": "address",
    "报告": "report",
    "发言": "remarks",
    "演讲": "speech",
    "演说": "speech",
    "主持词": "remarks",
}
_OCCASION = re.compile(
    rf"(?P<who>[^在]{{2,24}})在(?P<event>.{{3,60}}?)上?的?(?P<genre>{'|'.join(_GENRES)})"
)


def title_parts(title: str) -> TitleParts:
    """The parts of a title of the form 某人在某会议上的讲话; all empty for any other.

    >>> title_parts("市质监局长在质量强区工作会议上的讲话")
    TitleParts(attribution='市质监局长', event='质量强区工作会议', genre='讲话')
    """
    match = _OCCASION.fullmatch(folded(title))
    if not match:
        return TitleParts()
    who, event = (title[match.start(name) : match.end(name)] for name in ("who", "event"))
    return TitleParts(who, event, match["genre"])


def type_of(genre: str) -> str:
    """The document's type for a genre as `title_parts` gives it."""
    return _GENRES.get(genre, "speech")
