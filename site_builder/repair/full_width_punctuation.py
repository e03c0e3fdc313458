"""ASCII punctuation inside of Chinese text that writes its marks full-width: `,` for `，`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model import Edit
from site_builder.repair._chinese import HAN, is_chinese
from site_builder.repair._observed import Observed

LEAST = 5
"""A text has a mark full-width this often, between ideographs, before it has a habit of it."""
SHARE = 0.9
"""Of the places between ideographs where a mark stands, this share has it full-width. Texts that
write ASCII throughout, or now this and now that, have another habit, and keep it."""

_FULL_WIDTH = dict(zip(",:;!?", "，：；！？", strict=True))
_MARK = re.compile(rf"(?<=[{HAN}])[,:;!?，：；！？](?=[{HAN}])")
_PAIR = re.compile(
    rf"(?<=[{HAN}])(?P<open>[(（])(?=[{HAN}])[^()（）\n\0]{{1,80}}(?<=[{HAN}])(?P<close>[)）])"
    rf"(?=[{HAN}，。、；：！？]|$)",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"://\S*$|\bwww\.\S*$")
_LINE = 400
"""Characters of a line that are looked at before a mark, and after it."""


def full_width_punctuation(observed: Observed) -> Iterator[Edit]:
    """Edits that write full-width a mark that the text otherwise has so.

    Of brackets, both change or neither: a pair that would not match is no repair.
    """
    text = observed.running
    marks = list(_MARK.finditer(text))
    chinese = None
    for ascii_mark, mark in _FULL_WIDTH.items():
        found = [match for match in marks if match[0] == ascii_mark]
        usual = sum(match[0] == mark for match in marks)
        if not found or not _is_habit(usual, len(found)):
            continue
        chinese = is_chinese(text) if chinese is None else chinese
        for match in found:
            if chinese and _is_among(text, match, mark):
                evidence = f"{mark} between ideographs {usual} times, {ascii_mark} {len(found)}"
                yield _edit(match.start(), ascii_mark, mark, evidence)
    yield from _brackets(text)


def _is_among(text: str, match: re.Match[str], mark: str) -> bool:
    """Whether the line around a mark, which ends at markup too, has it full-width elsewhere.

    A line that has it nowhere may be of another hand: a title, a list of sources, an address.
    """
    before = re.split("[\n\0]", text[max(match.start() - _LINE, 0) : match.start()])[-1]
    after = re.split("[\n\0]", text[match.end() : match.end() + _LINE], maxsplit=1)[0]
    return (mark in before or mark in after) and not _ADDRESS.search(before)


def _is_habit(usual: int, others: int) -> bool:
    return usual >= LEAST and usual >= SHARE * (usual + others)


def _brackets(text: str) -> Iterator[Edit]:
    pairs = list(_PAIR.finditer(text))
    usual = sum(match["open"] == "（" and match["close"] == "）" for match in pairs)
    found = [match for match in pairs if "(" in match["open"] or ")" in match["close"]]
    if not found or not _is_habit(usual, len(found)) or not is_chinese(text):
        return
    evidence = f"（…） between ideographs {usual} times, otherwise {len(found)}"
    for match in found:
        for name, mark in (("open", "（"), ("close", "）")):
            if match[name] != mark:
                yield _edit(match.start(name), match[name], mark, evidence)


def _edit(start: int, before: str, after: str, evidence: str) -> Edit:
    return Edit(start, before, after, "full-width-punctuation", "medium", evidence)
