"""Look-alikes: radicals, vertical marks and ligatures that stand where ordinary characters should.

Text taken out of a PDF has them: a font draws ⾏ and 行 with one glyph, and the program that reads
the font backwards finds the radical first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from site_builder.model import Edit
from site_builder.repair._chinese import HAN, is_chinese, sentence_around
from site_builder.repair._observed import Observed

MIN_TYPES = 5
"""A text with this many different radicals beside ideographs writes its characters so: the others,
beside a mark or a digit as in `5⽉1⽇`, are look-alikes too. A guess; a page that uses radicals as
radicals names few of them in the middle of a word."""

_SUPPLEMENT = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "母民虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
"""Of the block CJK Radicals Supplement those that are drawn as a whole character; its others, such
as ⺡, are parts of one and never stand for it. Pairs from Unicode's EquivalentUnifiedIdeograph; the
block of Kangxi radicals needs no table, as its characters are compatible with theirs."""
_RADICALS = re.compile(rf"[\u2f00-\u2fd5{''.join(_SUPPLEMENT)}]+")
_ABOUT_RADICALS = re.compile(
    "部首|偏旁|部件|字旁|字形|笔[画顺]|筆[畫順]|康熙|编码|編碼|radical|Unicode", re.IGNORECASE
)
_BESIDE_HAN = re.compile(f"[{HAN}]")
_BESIDE_ANY = re.compile(rf"[{HAN}、，。；：！？…—,.;:!?\d\u3041-\u30fe]")

_DUPLICATES = re.compile(rf"(?<=[{HAN}])[\uf900-\ufa0d]+|[\uf900-\ufa0d]+(?=[{HAN}])")
"""What Korean and Taiwanese standards have twice. The block's later characters are Japanese."""

_MARKS = dict(zip("︐︑︒︓︔︕︖︙﹐﹑﹔﹕﹖﹗", "，、。：；！？…，、；：？！", strict=True))
"""Without ︰, which is the colon of many a page from Taiwan and Hong Kong."""
_MARK = re.compile(rf"(?<=[{HAN}”’」』》〉）)])[{''.join(_MARKS)}]")
_BRACKETS = dict(
    zip(
        "︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈﹙﹚﹛﹜﹝﹞",
        "（）｛｝〔〕【】《》〈〉「」『』［］（）｛｝〔〕",
        strict=True,
    )
)
_OPENING = "".join(_BRACKETS)[::2]
_CLOSING = "".join(_BRACKETS)[1::2]
_BRACKETED = re.compile(rf"[{_OPENING}](?=[^\n\0]{{0,60}}[{_CLOSING}])|[{_CLOSING}]")

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_ABOUT_LIGATURES = re.compile("ligature", re.IGNORECASE)
_LIGATURE = re.compile(rf"(?<=[{_LATIN}])[ﬀ-ﬄﬆ]+|[ﬀ-ﬄﬆ]+(?=[{_LATIN}])")

_LOOK_ALIKE = re.compile(
    f"[\u2f00-\u2fd5\uf900-\ufa0dﬀ-ﬄﬆ{''.join([*_SUPPLEMENT, *_MARKS, *_BRACKETS])}]"
)
"""All of the above; most texts have none."""


def compatibility_forms(observed: Observed) -> Iterator[Edit]:
    """Edits that write ordinary characters for look-alikes in running text.

    A radical is one for certain beside an ideograph, and where the text has many such; in a
    sentence on radicals it stays. What Japanese and Korean names use on purpose stays in their
    texts; ①, ㎡, ﹪ and full-width digits stay everywhere.
    """
    text = observed.running
    if not _LOOK_ALIKE.search(text):
        return
    yield from _radicals(text)
    yield from _ligatures(text)
    if (_DUPLICATES.search(text) or _MARK.search(text) or _BRACKETED.search(text)) and is_chinese(
        text
    ):
        yield from _duplicates(text)
        yield from _marks(text)
        yield from _brackets(text)


def _radicals(text: str) -> Iterator[Edit]:
    speaks = bool(_ABOUT_RADICALS.search(text))
    found = [
        match
        for match in _RADICALS.finditer(text)
        if not _are_in_a_row(match[0])
        and not (speaks and _ABOUT_RADICALS.search(sentence_around(text, *match.span())))
    ]
    proven = [match for match in found if _stands_beside(text, match, _BESIDE_HAN)]
    if not proven:
        return
    if len(set("".join(match[0] for match in proven))) >= MIN_TYPES:
        proven = [match for match in found if _stands_beside(text, match, _BESIDE_ANY)]
    for match in proven:
        after = "".join(_SUPPLEMENT.get(sign, normalize("NFKC", sign)) for sign in match[0])
        evidence = f"{_codes(match[0])}: radical in running text"
        yield Edit(match.start(), match[0], after, "compatibility-form", evidence=evidence)


def _are_in_a_row(radicals: str) -> bool:
    """Whether these are several radicals in the order of their table."""
    codes = [ord(sign) for sign in radicals]
    return len(codes) > 2 and codes == list(range(codes[0], codes[0] + len(codes)))


def _stands_beside(text: str, match: re.Match[str], neighbour: re.Pattern[str]) -> bool:
    before = text[match.start() - 1 : match.start()]
    return bool(neighbour.match(before) or neighbour.match(text, match.end()))


def _duplicates(text: str) -> Iterator[Edit]:
    for match in _DUPLICATES.finditer(text):
        evidence = f"{_codes(match[0])}: the same character by its canonical decomposition"
        after = normalize("NFC", match[0])
        yield Edit(match.start(), match[0], after, "compatibility-form", evidence=evidence)


def _marks(text: str) -> Iterator[Edit]:
    for match in _MARK.finditer(text):
        evidence = f"{_codes(match[0])}: vertical or small form"
        after = _MARKS[match[0]]
        yield Edit(match.start(), match[0], after, "compatibility-form", evidence=evidence)


def _brackets(text: str) -> Iterator[Edit]:
    """Brackets in pairs around text: a lone one may be a drawing, as ﹀ in a face."""
    for first in _BRACKETED.finditer(text):
        closing = _CLOSING[_OPENING.find(first[0])] if first[0] in _OPENING else ""
        end = text.find(closing, first.end(), first.end() + 61) if closing else -1
        inside = text[first.end() : end]
        if end < 0 or not _BESIDE_HAN.search(inside) or re.search(rf"[{_OPENING}\n\0]", inside):
            continue
        for start in (first.start(), end):
            evidence = f"{_codes(text[start])}: vertical or small form"
            after = _BRACKETS[text[start]]
            yield Edit(start, text[start], after, "compatibility-form", evidence=evidence)


def _ligatures(text: str) -> Iterator[Edit]:
    speaks = bool(_ABOUT_LIGATURES.search(text))
    for match in _LIGATURE.finditer(text):
        if not (speaks and _ABOUT_LIGATURES.search(sentence_around(text, *match.span()))):
            evidence = f"{_codes(match[0])}: ligature inside of a word"
            after = normalize("NFKC", match[0])
            yield Edit(match.start(), match[0], after, "compatibility-form", evidence=evidence)


def _codes(signs: str) -> str:
    return " ".join(f"U+{ord(sign):04X}" for sign in signs)
