"""Permanent addresses: made once from a title or a name, in `a-z`, `0-9` and hyphens."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from hashlib import sha256

from site_builder.pinyin import syllables
from site_builder.script import folded

_MAX = 48
"""Characters of a title that go into an address: longer ones are cut at a hyphen."""

# What makes an address must never change, so it does not follow what is read off titles otherwise.
_OCCASION = re.compile(
    r"[^在]{2,24}在(.{3,60}?)上?的?(?:讲话|致辞|致词|报告|发言|演讲|演说|主持词)"
)

_STOP_WORDS = frozenset(
    ["a", "an", "the", "of", "at", "in", "on", "to", "by", "and", "for", "with", "from"]
)


def document_id(title: str, date: str, digest: str) -> str:
    """An address for a speech: its date, as far as known, and words of its title.

    `date` is ISO 8601 or empty; `digest`, of the saved page, stands in for a title that has no
    Latin transcription.

    >>> document_id("市质监局长在质量强区工作会议上的讲话", "2011-02-06T11:10", "ab")
    '2011-02-06-zhi-liang-qiang-qu-gong-zuo-hui-yi'
    >>> document_id("Remarks by the Mayor at the Opening of the Library", "", "ab")
    'remarks-mayor-opening-library'
    """
    occasion = _OCCASION.fullmatch(folded(title))
    words = slug(title[occasion.start(1) : occasion.end(1)] if occasion else title)
    return "-".join(filter(None, [date[:10], words or f"speech-{digest[:8]}"]))


@cache
def slug(text: str) -> str:
    """The text in Latin letters, at most 48; empty if it has no transcription.

    Chinese is written in pinyin, marks on letters are dropped, other scripts are left out.
    """
    latin = " ".join(syllables(text))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    words = [word for word in words if word not in _STOP_WORDS] or words
    short = ""
    for word in words:
        if short and len(short) + 1 + len(word) > _MAX:
            break
        short = f"{short}-{word}".strip("-")
    return short[:_MAX]


@cache
def name_id(name: str) -> str:
    """An address for a name: a transcription, and a digest to tell 卢国杰 from 吕国杰.

    >>> name_id("卢国杰"), name_id("吕国杰")
    ('lu-guo-jie-adda4f', 'lv-guo-jie-3dcd09')
    """
    digest = sha256(unicodedata.normalize("NFC", name).encode()).hexdigest()[:6]
    return "-".join(filter(None, [slug(name), digest]))


def alphabetical(name: str) -> tuple[bool, str, str]:
    """What names sort by: their transcription; those in other scripts come after, as written.

    >>> sorted(["نبع", "吕国杰", "Ada Quill", "卢国杰"], key=alphabetical)
    ['Ada Quill', '卢国杰', '吕国杰', 'نبع']
    """
    latin = slug(name)
    return not latin, latin or name.casefold(), name
