"""Which blocks of a speech are points, and which have points inside of them: numbers that count on.

One number alone may be anything. Numbers that start at one and rise by one are an order that the
speaker gave. Inside of a paragraph they must open sentences, too: a list inside of one sentence is
no part of the speech.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from site_builder.numbering import BELOW_CURRENT, LAST, Number, number_end, number_of


class Text(NamedTuple):
    """A block of a speech, as far as it may be a point or have some."""

    kind: str
    """`heading`, `turn`, `paragraph`, `gap` or `other`."""
    text: str


class Points(NamedTuple):
    """What of a block is a point."""

    opens: bool = False
    """Whether it begins with a number of a chain."""
    inside: tuple[int, ...] = ()
    """Where points inside of it begin: offsets in its text, in order, without 0."""


def points_of(
    texts: Sequence[Text],
    pattern: re.Pattern[str],
    is_printed: Callable[[str], bool] = lambda _: False,
) -> list[Points]:
    """What is a point, for each block of a speech.

    `pattern` finds where points may begin inside of paragraphs: `Language.point`. `is_printed` says
    whether a text begins with a point of the printed outline, which needs no others beside it.

    >>> from site_builder.languages.zh import HANS
    >>> points_of([Text("paragraph", "讲两点。一是找水。漏了要补。二是管水。")], HANS.point)
    [Points(opens=False, inside=(4, 14))]
    """
    numbers = [_number(kind, text) for kind, text in texts]
    opening = set(_chained(texts, numbers))
    inside = dict(_inside(texts, numbers, pattern, is_printed))
    opening |= {index for index, starts in inside.items() if starts[0] == 0}
    return [
        Points(index in opening, tuple(filter(None, inside.get(index, ()))))
        for index in range(len(texts))
    ]


def _number(kind: str, text: str) -> Number | None:
    number = number_of(text) if kind in ("heading", "paragraph") else None
    # (a), (b), (c) count the items of a list.
    return number if number and number.family != "(a)" else None


_CLAUSE_END = re.compile(
    r"[。；：！？;!?\n]|(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.:](?=\s|$)"
)
_PAUSE = re.compile(r"[，、,—]")
_LONGEST_HAN = 40
_LONGEST = 100
"""Characters of a label: some three lines of an outline beside the text."""


def clause_at(text: str, start: int) -> tuple[str, int]:
    """What a point is called whose paragraph has no lead, and where its first clause ends.

    It is called by that clause, if need be cut at a pause.

    >>> clause_at("一是找水。漏了要补。", 0)
    ('一是找水', 4)
    """
    stop = _CLAUSE_END.search(text, start + max(number_end(text[start : start + 20]), 1))
    end = stop.start() if stop else len(text)
    is_han = "\u3400" <= text[end - 1] <= "\u9fff"
    longest = _LONGEST_HAN if is_han else _LONGEST
    if end - start <= longest:
        return text[start:end].strip(), end
    first, last = start + longest // 4, start + longest
    pauses = [pause.start() for pause in _PAUSE.finditer(text, first, last)]
    cut = pauses[-1] if pauses else last if is_han else max(text.rfind(" ", first, last), first)
    return f"{text[start:cut].strip()}…", end


# Numbers at the beginning of blocks
# ----------------------------------

_ITEM_END = re.compile(r"[；;] *(?:以?及|和|或者?|and|or)? *$")
"""Of a list of demands or cases, each item ends so; it is one sentence, over several paragraphs."""


_AHEAD = 15
"""Paragraphs within which one point without a place of its own, the first inside of a paragraph or
a last with Finally, belongs to others."""
_GREETING = re.compile(r".{0,40}[：:，,！!]")


def _chained(texts: Sequence[Text], numbers: Sequence[Number | None]) -> Iterator[int]:
    """Which blocks begin with a number of a chain, by index.

    A chain starts at one and rises by one, over headings and paragraphs; where a gap stands
    between, it may go on at any later number.
    """
    last: dict[str, tuple[int, int, bool]] = {}  # by family: index, ordinal, whether in a list
    gap = -1
    for index, ((kind, text), number) in enumerate(zip(texts, numbers, strict=True)):
        gap = index if kind == "gap" else gap
        if kind == "turn":
            last.clear()
        if number is None:
            continue
        before, ordinal, in_list = last.get(number.family, (-1, 0, False))
        is_cut = gap > before
        follows = number.ordinal > ordinal if is_cut else number.follows(ordinal)
        follows &= number.ordinal < LAST or 0 <= before >= index - _AHEAD
        is_item = number.rank != BELOW_CURRENT and bool(_ITEM_END.search(text, len(text) - 6))
        in_list = is_item or (in_list and follows)
        if follows and (ordinal or is_cut) and not in_list:
            yield from (before, index) if ordinal else (index,)
        # A mirror that numbers every paragraph begins with the salutation.
        is_greeting = not index and bool(_GREETING.fullmatch(text))
        goes_on = (follows or number.ordinal == 1) and not is_greeting
        last[number.family] = (index, number.ordinal if goes_on else 0, in_list)


# Numbers inside of paragraphs
# ----------------------------

_STOPS = "。！？!?."
_WITHIN = "；;"
_FEWEST_WITHIN = 3
"""So many points within one sentence are an order of its speaker's: 一是……；二是……；三是……。"""


class _Start(NamedTuple):
    """A place at which a point may begin."""

    offset: int
    number: Number
    behind: str
    """The mark before it; of the beginning of a paragraph, a stop."""


def _inside(
    texts: Sequence[Text],
    numbers: Sequence[Number | None],
    pattern: re.Pattern[str],
    is_printed: Callable[[str], bool],
) -> Iterator[tuple[int, list[int]]]:
    """Paragraphs with points inside, by index, and where these begin; 0 if they are one as well.

    A chain may begin in one paragraph and go on in the next ones, up to a heading or a turn.
    """
    last: dict[str, int] = {}  # by family: the ordinal that a chain has come to
    inside: set[str] = set()  # families of which the last point is inside of a paragraph
    is_cut = False
    for index, ((kind, text), number) in enumerate(zip(texts, numbers, strict=True)):
        is_cut |= kind == "gap"
        if kind in ("heading", "turn"):
            last, inside, is_cut = {}, set(), False
        if kind != "paragraph":
            continue
        starts = list(_starts(text, pattern))
        if not starts and not number:
            continue
        begin = [_Start(0, number, "。")] if number else []
        accepted: list[int] = []
        for chain in _chains([*begin, *starts]):
            family, first, end = chain[0].number.family, chain[0].number.ordinal, chain[-1].number
            before = last.get(family, 0)
            goes_on = first == 1 or chain[0].number.follows(before) or (is_cut and first > before)
            is_other = chain[0].offset and number and number.family == family
            if not goes_on or is_other:
                continue
            count = len(chain) + (before if first > 1 else 0)
            if count == 1 and chain[0].offset:
                ahead = slice(index + 1, index + 1 + _AHEAD)
                count += _begins_next(texts[ahead], numbers[ahead], end)
            has_inside = bool(chain[-1].offset)
            if count > 1 and (has_inside or family in inside):
                accepted += [start.offset for start in chain]
                inside = inside | {family} if has_inside else inside - {family}
            if accepted or not has_inside:
                last[family] = end.ordinal
        accepted += [
            start.offset
            for start in starts
            if start.offset not in accepted and is_printed(text[start.offset :])
        ]
        if accepted:
            yield index, sorted(accepted)


def _starts(text: str, pattern: re.Pattern[str]) -> Iterator[_Start]:
    for match in pattern.finditer(text):
        offset = match.start("number")
        number = number_of(text[offset : offset + 50])
        if number and offset:
            yield _Start(offset, number, match[0][0])


def _chains(starts: Sequence[_Start]) -> Iterator[list[_Start]]:
    """Runs of one family that rise by one; what follows within a sentence ends a run, unless there
    are enough of them.
    """
    by_family: dict[str, list[_Start]] = {}
    for start in starts:
        by_family.setdefault(start.number.family, []).append(start)
    for family in by_family.values():
        chain: list[_Start] = []
        for start in family:
            if chain and not start.number.follows(chain[-1].number.ordinal):
                yield _in_sentences(chain)
                chain = []
            chain.append(start)
        yield _in_sentences(chain)


def _in_sentences(chain: list[_Start]) -> list[_Start]:
    """The members of a run up to the first that does not open a sentence."""
    is_clauses = chain[0].number.family == "一是" and len(chain) >= _FEWEST_WITHIN
    allowed = _STOPS + _WITHIN * is_clauses
    weak = (i for i, start in enumerate(chain) if i and start.behind not in allowed)
    return chain[: next(weak, len(chain))]


def _begins_next(texts: Sequence[Text], numbers: Sequence[Number | None], number: Number) -> bool:
    """Whether a later paragraph of the same part begins with the number after this one."""
    for (kind, _), later in zip(texts, numbers, strict=True):
        if kind == "heading":
            return False
        if later and later.family == number.family:
            return later.follows(number.ordinal)
    return False
