"""Editorial signs put into a speech's text: places left out, hidden names, bytes that are gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from site_builder.edits import in_order
from site_builder.languages import Language
from site_builder.model import LOST, MASK, Edit
from site_builder.script import folded

# Patterns are for text in Simplified characters; the forms are those counted in 78 saved pages.

_DOTS = r"(?:…|\.{3,}+| )*+"  # nothing is given back: a table of contents is full of dots
_INSIDE = r"(?:[^（()）\n]|\n(?!\n))"  # blocks are two line ends apart: a sign is in one of them
_ELISION = re.compile(
    rf"{_DOTS}[（(](?:{_INSIDE}|\([^()\n]*\)){{0,80}}?"
    rf"省略 ?(?P<n>\d+) ?字{_INSIDE}{{0,60}}[)）]{_DOTS}"
)
_CUT = re.compile(
    rf"{_DOTS}(?:[（(] ?未完[^\n]*|[（(]全文共? ?\d+ ?字[，,][^\n]*显示[^\n]*"
    r"|[（(]?试读(?:已经?)?结束[^\n]*)"
)
"""From where a page tells that the rest is for members; it talks on to the end of its line."""
_CUT_WORD = re.compile("未完|全文|试读")
"""One of these is in every match of `_CUT`, as `省略` is in every elision."""
_TOTAL = re.compile(r"全文共? ?(\d+) ?字")
_SHOWN = re.compile(r"显示了? ?(\d+) ?字")
_HAN = r"[\u3400-\u9fff、。，；：！？《》“”（）]"
_MASK = re.compile(
    rf"(?<=[\u3400-\u9fff])\*{{1,8}}|\*{{1,8}}(?=[\u3400-\u9fff])|(?<={_HAN})\*{{1,8}}(?={_HAN})"
)
_LOST_BYTES = re.compile(r"[\ud800-\udfff]+")


def stated_lengths(text: str) -> tuple[int | None, int | None]:
    """How many characters a page says the whole has, and how many of them it shows.

    `text` is the page's text in Simplified characters.

    >>> stated_lengths("……(未完,全文共5795字,当前仅显示2035字,请阅读下面提示信息。")
    (5795, 2035)
    """
    return next((_lengths(match[0]) for match in _cuts(text)), (None, None))


def has_wall(text: str) -> bool:
    """Whether a page tells that it leaves out text for all but its members.

    `text` is the page's text in Simplified characters.
    """
    return any(True for _ in _elisions(text)) or any(True for _ in _cuts(text))


def _elisions(text: str) -> Iterator[re.Match[str]]:
    return _ELISION.finditer(text) if "省略" in text else iter(())


def _cuts(text: str) -> Iterator[re.Match[str]]:
    return _CUT.finditer(text) if _CUT_WORD.search(text) else iter(())


def _lengths(wall: str) -> tuple[int | None, int | None]:
    total, shown = _TOTAL.search(wall), _SHOWN.search(wall)
    return int(total[1]) if total else None, int(shown[1]) if shown else None


def marked(text: str, language: Language) -> list[Edit]:
    """The edits that put editorial signs into a speech's plain text, blocks two line ends apart.

    Places left out become a gap of their own block, asterisks that hide a name become `＊`, and
    bytes that fit no character `□`.
    """
    return in_order([*_gaps(text, language), *_masks(text, language), *lost_bytes(text)])


def doubt_signs(doubts: Iterable[Edit], text: str) -> Iterator[Edit]:
    """The edits that put the sign `〔?…〕` around each doubtful place of a speech's plain text.

    A place that reaches over the end of a block gets none: it is on record in the ledger.
    """
    for doubt in doubts:
        shown = _LOST_BYTES.sub(lambda match: LOST * len(match[0]), doubt.before)
        if "\n" not in shown and text.startswith(doubt.before, doubt.start):
            yield Edit(
                doubt.start, doubt.before, f"〔?{shown}〕", "doubtful", "low", doubt.evidence
            )


def _gaps(text: str, language: Language) -> Iterator[Edit]:
    plain = folded(text)
    elided = 0
    for match in _elisions(plain):
        elided += int(match["n"])
        sign = language.counted_gap.format(n=match["n"], reason=language.reasons["paywall"])
        yield _gap(text, match, sign)
    for match in _cuts(plain):
        yield _gap(text, match, _cut_sign(match, elided, language))


def _cut_sign(match: re.Match[str], elided: int, language: Language) -> str:
    total, shown = _lengths(match[0])
    if total is None:
        return language.gap.format(reason=language.reasons["cut"])
    if shown is None:
        return language.gap.format(reason=language.reasons["cut-of"].format(total=total))
    reason = language.reasons["cut-shown"].format(total=total, shown=shown)
    # The page counts what it shows and the whole; what it left out before is of the rest.
    missing = total - shown - elided
    if missing <= 0:
        return language.gap.format(reason=reason)
    return language.counted_gap.format(n=missing, reason=reason)


def _gap(text: str, match: re.Match[str], sign: str) -> Edit:
    """The edit that makes a block of its own of a place left out."""
    start, end = match.span()
    before = "" if start == 0 or text[:start].endswith("\n\n") else "\n\n"
    after = "" if end == len(text) or text[end:].startswith("\n\n") else "\n\n"
    evidence = "the page says so"
    return Edit(start, text[start:end], f"{before}{sign}{after}", "gap", evidence=evidence)


def cleaned(text: str) -> str:
    """A text on one line, such as a title, with the same signs as a body.

    >>> cleaned("支持**區 開展")
    '支持＊＊區 開展'
    """
    return _masked(_LOST_BYTES.sub(LOST, " ".join(text.split())))


def _masked(text: str) -> str:
    return _MASK.sub(lambda match: MASK * len(match[0]), text)


def _masks(text: str, language: Language) -> Iterator[Edit]:
    if language.han and "*" in text:
        for match in _MASK.finditer(text):
            yield Edit(match.start(), match[0], MASK * len(match[0]), "mask")


def lost_bytes(text: str) -> Iterator[Edit]:
    """The edits that put `□` in place of bytes that fit no character, one for each run of them."""
    for match in _LOST_BYTES.finditer(text):
        evidence = " ".join(f"{ord(byte) - 0xDC00:02X}" for byte in match[0])
        yield Edit(match.start(), match[0], LOST, "lost-bytes", evidence=evidence)
