"""Line ends of a program that broke a text at a width, in the middle of sentences and words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from site_builder.model import Certainty, Edit
from site_builder.repair._chinese import HAN, MARKS
from site_builder.repair._observed import Observed

MIN_WIDTH = 40
"""Cells. Verse is narrower: a line of two seven-character halves has 32."""
MAX_WIDTH = 160
"""Cells. Wider lines are paragraphs, and equally long by chance."""
MIN_LINES = 3
"""Full lines, one after the other, that prove a width."""
_SLACK = 4
"""Cells by which a full line may fall short: two marks that may not begin the next line."""

_LINE = re.compile(
    r"(?P<indent>[ \t\u3000]*)(?P<text>[^\s](?:[^\r\n]*[^\s])?)?[^\S\r\n]*(?:\r\n|\r|\n|\Z)"
)
_STOP = re.compile(r"[.!?。！？…;；:：][\"'”’」』)）]*$")
_WIDE = re.compile(rf"[{HAN}{MARKS}\u3000-\u30ff\uff01-\uff60]")
_COLUMNS = re.compile(rf"\S(?: {{2,}}|\t|\u3000)\S|[|│┃]|[.…·]{{6,}}|(?:[{HAN}] [{HAN}]+){{3}}")
_LIST = re.compile(
    r"[-*•·●○■□◆※>#+=_~—]|\(?[0-9０-９]{1,3}[.)、．）]|[(（]?[一二三四五六七八九十]{1,3}[)）、]"
    r"|[0-9０-９]{1,4}$|第[一二三四五六七八九十百]{1,4}[章节節条條]|[(（【\[〔]"
)
_HYPHEN = re.compile(r"(?P<first>[^\W\d_]+)-$")
_REST = re.compile(r"(?P<word>[^\W\d_]+)\S*")
_WORD = re.compile(r"[^\W\d_]+")


class _Line(NamedTuple):
    start: int
    """Of its text, after the indentation."""
    end: int
    indent: str
    text: str
    width: int
    """Cells of its text: two for a character as wide as an ideograph."""


def hard_wraps(observed: Observed) -> Iterator[Edit]:
    """Edits that take the line ends of a wrapped plain text out of its words.

    Between ideographs the line end goes; of a word that was divided, the rest comes before it. A
    line end between two words stays, as it is as good as a blank.

    Lines are full if the next one's first word would have gone over the width of the widest.
    Several full ones in a row are proof, if most end without a stop and most go on with an
    ideograph or a small letter. A line end after a stop goes too, where the text marks its
    paragraphs by blank lines or indentation. In HTML a line end is only a blank.
    """
    if observed.is_html:
        return
    text = observed.text
    blocks = list(_blocks(text))
    proven = [
        (run, width)
        for block in blocks
        if MIN_WIDTH <= (width := max(line.width for line in block)) <= MAX_WIDTH
        for run in _runs(block, width)
        if _is_proof(run)
    ]
    marked = bool(proven) and _marks_paragraphs(blocks)
    for run, width in proven:
        yield from _joined(text, run, width, marked=marked)


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Lines without a blank line between them."""
    block: list[_Line] = []
    for match in _LINE.finditer(text):
        if match["text"]:
            block.append(
                _Line(
                    match.start("text"),
                    match.end("text"),
                    match["indent"],
                    match["text"],
                    _width(match["text"]),
                )
            )
        elif block:
            yield block
            block = []
    if block:
        yield block


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _marks_paragraphs(blocks: Iterable[Sequence[_Line]]) -> bool:
    """Whether a paragraph of the text begins after a blank line or with an indentation.

    It does not if short lines that end with a stop are often followed by just another line.
    """
    marked = unmarked = 0
    for block in blocks:
        marked += 1
        width = max(line.width for line in block)
        for line, following in pairwise(block):
            if len(following.indent) > len(line.indent):
                marked += 1
            elif _STOP.search(line.text) and not _is_full(line, following, width):
                unmarked += 1
    return marked > 2 and unmarked <= 0.1 * marked


def _runs(block: Sequence[_Line], width: int) -> Iterator[list[_Line]]:
    """Full lines that follow each other, with the line after the last of them."""
    run: list[_Line] = []
    for line, following in pairwise(block):
        run.append(line)
        if not (_is_full(line, following, width) and _goes_on(line, following)):
            yield run
            run = []
    yield [*run, block[-1]]


def _is_full(line: _Line, following: _Line, width: int) -> bool:
    """Whether the first word of the next line would not have had room in this one."""
    if line.width < width - max(_SLACK, width // 4):
        return False
    if _WIDE.match(following.text):
        return line.width + 2 > width - _SLACK
    word = re.match(r"\S+", following.text)
    # Two cells, as not every program fills a line to the last.
    return bool(word and line.width + 1 + len(word[0]) > width - 2)


def _goes_on(line: _Line, following: _Line) -> bool:
    """Whether two lines may be of one paragraph."""
    if len(following.indent) > len(line.indent) or _LIST.match(following.text):
        return False
    return not (_COLUMNS.search(line.text) or _COLUMNS.search(following.text))


def _is_proof(run: Sequence[_Line]) -> bool:
    """Whether so many full lines go on in the next one that a program has broken them."""
    full = run[:-1]
    open_ends = sum(not _STOP.search(line.text) for line in full)
    open_starts = sum(line.text[0].islower() or bool(_WIDE.match(line.text)) for line in run[1:])
    return (
        len(full) >= MIN_LINES and open_ends >= 0.6 * len(full) and open_starts >= 0.5 * len(full)
    )


def _joined(text: str, run: Sequence[_Line], width: int, *, marked: bool) -> Iterator[Edit]:
    full = run[:-1]
    words = _words(text) if any(_HYPHEN.search(line.text) for line in full) else frozenset()
    evidence = f"{len(full)} lines in a row are as wide as fits in {width} cells"
    for line, following in pairwise(run):
        stop = bool(_STOP.search(line.text))
        if stop and not (marked and _is_sentence(following, run)):
            continue
        if _WIDE.match(line.text[-1]) and _WIDE.match(following.text):
            before = text[line.end : following.start]
            certainty: Certainty = "medium" if stop else "high"
            yield Edit(line.end, before, "", "hard-wrap", certainty, evidence)
        elif divided := _divided(line, following, words):
            start, end = line.end - 1, following.start + len(divided)
            end += text[end : end + 1] == " "  # the line end is as good
            line_end = text[line.end : following.start]
            after = divided + line_end
            yield Edit(start, text[start:end], after, "hard-wrap", evidence=evidence)


def _is_sentence(line: _Line, run: Sequence[_Line]) -> bool:
    """Whether a line after a stop is text, and no heading: it is full, or ends with a stop."""
    return line is not run[-1] or bool(_STOP.search(line.text))


def _divided(line: _Line, following: _Line, words: Collection[str]) -> str:
    """The rest of a word that is divided at the end of a line, with the mark and blank behind it;
    nothing if the whole word does not stand elsewhere."""
    hyphen = _HYPHEN.search(line.text)
    rest = _REST.match(following.text)
    if not hyphen or not rest or (hyphen["first"] + rest["word"]).casefold() not in words:
        return ""
    return rest[0]


@lru_cache(maxsize=1)
def _words(text: str) -> frozenset[str]:
    return frozenset(map(str.casefold, _WORD.findall(text)))
