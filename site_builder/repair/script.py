"""Script: a mirror turned Simplified text into Traditional by a table, and it is turned back.

Only where the page itself shows it: pages of Hong Kong and Taiwan are left alone. The curator can
ask for it (`restore`) or forbid it (`keep`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.model import Certainty, Edit
from site_builder.repair._observed import Observed
from site_builder.repair._provenance import ENOUGH, is_traditional, signs_of_conversion
from site_builder.repair._readings import NOTE, readings
from site_builder.script import in_simplified, simplified

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LINE = re.compile(r"[^\0\n\ud800-\udfff]+")
"""Without bytes that fit no character, which OpenCC refuses."""

# What a page tells besides its text
# ----------------------------------

_TRACE = re.compile(r"\?[a-zü]{0,5}[\u00e0-\u01dc][a-zü]{0,5}\)")
"""The end of a note whose beginning a byte slip ate: 因?yàn)檫@."""
_PER_NOTE = 3.0
"""What a note behind a Traditional character weighs: as much as a form that no person writes."""
_NOTES_COUNTED = 5
_TRACES_COUNTED = 2

# Where a page's words stand, besides its running text
# ----------------------------------------------------

_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_VALUE = re.compile(r"""\b(?:content|title|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_LINKED_DATA = re.compile(
    r"<script\b[^<>]*\bapplication/ld\+json\b[^<>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE
)

# What OpenCC leaves, or does too much of
# ---------------------------------------

_AS_SIMPLIFIED = frozenset("沈拚榘汎薹袷麴醣")
"""Simplified text has these as they are, so no table made them of something else."""
_KEPT = re.compile(f"[{''.join(sorted(_AS_SIMPLIFIED))}]")
_ONE_BY_ONE = str.maketrans("衞敍枱揹痺濬暱簷厠厰墻鬭於瞭藉麽", "卫叙台背痹浚昵檐厕厂墙斗于了借么")
"""Forms of other tables than OpenCC's own; the last four it leaves for the sake of a few words."""
_GUARDED = re.compile("樊於期|於菟|瞭望|瞭哨|狼藉|慰藉|[蕴蘊]藉|枕藉|藉藉|幺麽|想像|薰陶")
_WORDS = {"想像": "想象", "薰陶": "熏陶"}
_SPECIAL = re.compile(f"[{''.join(map(chr, _ONE_BY_ONE))}著像薰]")
"""What of a converted line needs a second look; most have none of it."""
_ZHU = re.compile(
    "(?:(?<![彰凸])显|名|专|(?<!翻)译|(?<!还)原|(?<![谈议讨争评辩理推])论|(?<!改)编|巨|遗|拙|卓|昭|土|撰|毛)著"
    "|(?:所著(?![眼力重手想意])|合著(?=[者的有]|$|[^\u3400-\u9fff]))"
    "|(?<![有挂戴顶冒叫喊])著名|著作(?![风用为])|著[称述者译]|著录(?![音像取用制入])|著书立"
    "|(?:(?<![\u3400-\u9fff])|[曾并])著有"
)
"""The words in which Simplified text has 著; everywhere else it has 着. They are ours, by hand, and
right for 92 of 96 著 and 737 of 737 着 in 0.56 million characters."""
_UNSURE = frozenset("著乾瞭藉像鍾摺夥薰")
"""Of these a table makes two of one, or one of two."""


def script(observed: Observed) -> Iterator[Edit]:
    """Edits that turn a page back to Simplified which a table made Traditional.

    Each is a run of characters side by side. In HTML the words that a page gives of itself in
    attributes and linked data are turned back too, so that its title stays that of its text.
    """
    evidence = _evidence(observed)
    if not evidence:
        return
    keeps_zhu = "着" in observed.running  # then the table did not make 著 of it
    for since, until in _readable(observed):
        for line in _LINE.finditer(observed.text, since, until):
            before = line[0]
            if not _HAN.search(before):
                continue
            after = restored(before, keeps_zhu=keeps_zhu)
            for start, end in _changes(before, after):
                run = before[start:end]
                certainty: Certainty = "high" if _UNSURE.isdisjoint(run) else "medium"
                yield Edit(
                    line.start() + start, run, after[start:end], "script", certainty, evidence
                )


def _evidence(observed: Observed) -> str:
    """Why the page is taken for a converted one; empty if it is not."""
    if observed.script != "auto":
        return "as the curator wishes" if observed.script == "restore" else ""
    if not is_traditional(observed.running):
        return ""
    noted = {
        behind
        for behind, _, reading in NOTE.findall(observed.saved)
        if reading in readings(behind) and simplified(behind) != behind
    }
    traces = _TRACE.findall(observed.saved)
    signs = signs_of_conversion(observed.running)
    score = signs.score + _PER_NOTE * (
        min(len(noted), _NOTES_COUNTED) + min(len(traces), _TRACES_COUNTED)
    )
    if score < ENOUGH:
        return ""
    notes = [f"notes behind {len(noted)} characters"] if noted else []
    return f"converted by machine: {', '.join([*notes, *signs.words])}; {score:.4g} > {ENOUGH:.4g}"


def _readable(observed: Observed) -> Iterator[tuple[int, int]]:
    """The ranges of the page's text that hold words for a reader, in no order."""
    for match in re.finditer("[^\0]+", observed.running):
        yield match.span()
    if not observed.is_html:
        return
    for tag in _TAG.finditer(observed.text):
        if tag[0].isascii() or "\0" not in observed.running[tag.start() : tag.end()]:
            continue
        for value in _VALUE.finditer(observed.text, tag.start(), tag.end()):
            yield value.span(1) if value[1] is not None else value.span(2)
    for data in _LINKED_DATA.finditer(observed.text):
        yield data.span(1)


def restored(text: str, *, keeps_zhu: bool = False) -> str:
    """A line of converted characters in Simplified ones, of the same length.

    >>> restored("意味著顯著的發展"), restored("處於潛伏期"), restored("沈先生慰藉")
    ('意味着显著的发展', '处于潜伏期', '沈先生慰藉')
    """
    after = in_simplified(text)
    if _KEPT.search(text) or max(after, default="") > "\uffff":
        after = "".join(
            old if old in _AS_SIMPLIFIED or new > "\uffff" else new
            for old, new in zip(text, after, strict=True)
        )
    if not _SPECIAL.search(after):
        return after
    guarded = [(match.start(), match[0]) for match in _GUARDED.finditer(after)]
    characters = list(after.translate(_ONE_BY_ONE))
    for start, word in guarded:
        characters[start : start + len(word)] = _WORDS.get(word, word)
    if not keeps_zhu:
        zhu = {i for match in _ZHU.finditer(after) for i in range(*match.span())}
        characters = [
            "着" if character == "著" and i not in zhu else character
            for i, character in enumerate(characters)
        ]
    return "".join(characters)


def _changes(before: str, after: str) -> Iterator[tuple[int, int]]:
    """The ranges in which two texts of the same length differ."""
    changed = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    start = 0
    for place, i in enumerate(changed, 1):
        if place == len(changed) or changed[place] > i + 1:
            yield changed[start], i + 1
            start = place
