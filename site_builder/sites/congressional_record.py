"""Pages of the Congressional Record as govinfo.gov keeps them: preformatted text, row by row.

    [Congressional Record Volume 151, Number 99 (Wednesday, July 20, 2005)]
    [Senate]
    [Pages S8536-S8547]

                         <title, centred>

      Mr. REID. Mr. President, … <text, first rows of paragraphs indented by two>
         <quoted matter, indented by five and more>

Small capitals come as small letters: `of new york`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from site_builder import dates
from site_builder.model import Extract, Piece, Speaker
from site_builder.pagetext import Line, SavedPage, Span
from site_builder.sites._turns import turn_pieces
from site_builder.turns import speakers_of

_HEADER = re.compile(r"\[Congressional Record Volume \d+, (?:Number|Issue) \d+ \(\w+, (.+?)\)\]")
_CHAMBER = re.compile(r"\[(House|Senate|Extensions of Remarks|Daily Digest)\]")
_ABOUT = re.compile(r"\[Pages? .*\]|From the Congressional Record Online .*")
_PAGE = re.compile(r"\[\[Page .*\]\]|\{time\} +\d{4}")
"""Where a page begins in print, or a quarter of an hour: in the midst of a paragraph, too."""
_RULE = re.compile(r"_{4,}")
_WIDTH = 72
"""Characters of a full row."""
_TEXT = 4
"""Rows indented by this at most are text; what is quoted or listed is indented more."""
_LISTED = 9
"""Rows indented by this and more are lists, whose second rows are indented further."""
_FULL = 54
"""A row that reaches this column may go on in the next; a shorter one is a line of its own."""

_CAPITALS = r"(?:[A-Z][a-z]{1,2})?[A-Z][A-Z'’.-]*[A-Z]"
_STATE = r"(?: of (?:the )?[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})?"
_LABEL = re.compile(
    r"(?P<label>(?:"
    r"(?:Mr|Mrs|Ms|Miss|Dr|Senator)\.? (?:(?:[A-Z][a-z]+|[A-Z]\.) ){0,2}"
    rf"{_CAPITALS}(?: {_CAPITALS}){{0,3}}{_STATE}"
    r"|T(?:he|HE) (?:(?:VICE|ACTING|Acting) )*(?:PRESIDENT|SPEAKER|CHAIR(?:MAN|WOMAN|PERSON)?|CLERK"
    r"|PRESIDING OFFICER|CHIEF JUSTICE|CHAPLAIN)(?: pro tempore)?"
    r")(?: \([^()]{1,60}\))?)\.(?= |$)"
)
_MATTER = (
    r"(?:amendments?|bill|joint resolution|concurrent resolution|resolution|motion|nominations?"
    r"|rules?|preamble|conference report|previous question|yeas and nays|question|vote|Journal"
    r"|treaty)"
)
_NARRATIVE = re.compile(
    r"There (?:was|being) no objection(?:\.|, the .{1,200})"
    r"|The (?:(?:assistant|senior|legislative|bill|journal|reading) )*[Cc]lerk"
    r" (?:read|proceeded|called|designated|reported|announced|resumed) .{1,200}"
    rf"|The (?:\w+ )?{_MATTER}(?: \([^()]+\))?.{{0,80}}? (?:was|were|is|are)"
    r" (?:(?:then |again |not |duly )?(?:agreed|adopted|passed|rejected|ordered|taken|laid"
    r"|considered|read|confirmed|approved|engrossed|modified|withdrawn|announced|tabled|decided)\b.{0,200}"
    r"|as follows:)"
    r"|The result of the vote was .{1,80}|The result was announced.{1,80}"
    r"|(?:A|The) (?:recorded vote|motion to reconsider) .{1,80}"
    r"|The (?:text|letter|article|material|statement|list)s? .{0,120}(?:is|was|are|were|follows?)"
    r"(?: as follows| ordered to be .{1,80})?[:.]"
    rf"|So (?:\(two-thirds.{{1,200}}"
    rf"|the {_MATTER} .{{0,80}}(?:agreed to|adopted|passed|rejected)\.)"
    r"|(?:Mr|Mrs|Ms|Messrs|Miss)\. .{1,400} changed (?:his|her|their) votes? from .{1,80}"
    r"|(?:Thereupon|Whereupon|Accordingly), .{0,40}\bat \d.{1,120}",
    re.DOTALL,
)
"""What the record tells of the proceedings: only whole paragraphs of these words. A speaker may
begin with the same, so what they begin with is not enough."""


@dataclass(slots=True)
class _Block:
    role: str
    line: Line
    indent: int
    """Of its last row."""
    reaches: int
    """The column in which its last row ends."""


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    indent: int
    is_after_blank: bool
    is_after_page: bool = False

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def is_centred(self) -> bool:
        """Whether it is set as a heading's: in the middle, and if it is long, in capitals."""
        middle = (_WIDTH - len(self.text)) / 2
        is_set = abs(self.indent - middle) <= 2
        return is_set and (self.indent > 7 or (self.indent > 0 and self.text.isupper()))


def congressional_record(page: SavedPage) -> Extract | None:
    """What such a page holds; None if the page is not one of them."""
    html = page.html
    pre = html and html.select_one("pre")
    lines = html.rows(pre) if html and pre else []
    header = _HEADER.match(lines[0].text) if lines else None
    if not header:
        return None
    pieces: list[Piece] = list(lines[0].pieces("date"))
    chamber = ""
    start = 1
    for line in lines[1:5]:
        match = _CHAMBER.fullmatch(line.text)
        if match:
            chamber = match[1]
            pieces += line.pieces("site")
        elif not _ABOUT.fullmatch(line.text):
            break
        start += 1
    blocks = list(_blocks(_rows(lines[start:], page.raw.text)))
    if not blocks:
        return None
    title, member, spoken, body = _front(blocks)
    labels: list[str] = []
    for block in body:
        match = _LABEL.match(block.line.text) if block.role == "paragraph" else None
        if match:
            labels.append(match["label"])
            pieces += turn_pieces(block.line, match.end("label"), match.end())
        else:
            pieces += block.line.pieces(_role(block))
    for role, printed in (("title", title), ("speaker", member), ("date", spoken)):
        pieces += printed.pieces(role) if printed else ()
    known = [_member(member.text)] if member else []
    return Extract(
        profile="congressional-record",
        title=title.text,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.start)),
        language="en",
        speakers=speakers_of(labels, known),
        date=dates.found(spoken.text if spoken else header[1]),
        date_basis="stated",
        type="debate" if len(set(labels)) > 1 else "speech",
        collections=(chamber,) if chamber else (),
        site="Congressional Record",
    )


def _role(block: _Block) -> str:
    is_told = block.role == "paragraph" and _NARRATIVE.fullmatch(block.line.text)
    return "narrative" if is_told else block.role


# From rows to blocks
# -------------------


def _rows(lines: Iterable[Line], source: str) -> Iterator[_Row]:
    """The rows of the text; rules and numbers of pages are left out."""
    end = 0
    is_after_blank, is_after_page = True, False
    for line in lines:
        is_after_blank |= source[end : line.start].count("\n") > 1
        end = line.end
        if _PAGE.fullmatch(line.text):
            is_after_page, is_after_blank = True, False
        elif _RULE.fullmatch(line.text):
            is_after_blank, is_after_page = True, False
        else:
            row_start = source.rfind("\n", 0, line.start) + 1
            # Around a number of a page there are blank rows that mean nothing.
            blank = is_after_blank and not is_after_page
            yield _Row(line, line.start - row_start, blank, is_after_page)
            is_after_blank = is_after_page = False


def _blocks(rows: Iterable[_Row]) -> Iterator[_Block]:
    """Headings, paragraphs and quotations, each of rows that belong together."""
    current: _Block | None = None
    for run in _runs(rows):
        heading = _heading_rows(run)
        for index, row in enumerate(run):
            role = (
                "heading-2" if index < heading else "paragraph" if row.indent <= _TEXT else "quote"
            )
            if current and _goes_on(current, row, role):
                is_short = role == "quote" and current.reaches < _FULL
                current.line = _joined(current.line, row.line, "\n" if is_short else " ")
            else:
                if current:
                    yield current
                current = _Block(role, row.line, 0, 0)
            current.indent = row.indent
            current.reaches = row.indent + len(row.text)
    if current:
        yield current


def _runs(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Rows without a blank one between them."""
    run: list[_Row] = []
    for row in rows:
        if row.is_after_blank and run:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _heading_rows(run: Sequence[_Row]) -> int:
    """With how many rows of a heading a run begins: what is wide is one only by itself."""
    count = next((i for i, row in enumerate(run) if not row.is_centred), len(run))
    if not run[0].is_after_blank:
        return 0
    return count if count == len(run) or all(row.indent >= 12 for row in run[:count]) else 0


def _goes_on(block: _Block, row: _Row, role: str) -> bool:
    """Whether a row belongs to the block before it."""
    if role != block.role or row.is_after_blank:
        return False
    if role == "paragraph":
        return row.indent == 0
    if block.indent >= _LISTED and not row.is_after_page:
        return row.indent >= block.indent
    return role == "heading-2" or row.indent <= block.indent


def _joined(line: Line, other: Line, between: str) -> Line:
    """Two rows as one line; a word that is divided at a hyphen is put together."""
    if between == " " and line.text.endswith("-"):
        return replace(line, spans=(*line.spans, *other.spans))
    return replace(line, spans=(*line.spans, Span(line.end, line.end + 1, between), *other.spans))


# Front matter
# ------------


class _Front(NamedTuple):
    """What stands above the text."""

    title: Line
    member: Line | None
    """Who speaks, in an extension of remarks."""
    spoken: Line | None
    """The day on which that was, if it is another than that of the issue."""
    body: Sequence[_Block]


def _front(blocks: Sequence[_Block]) -> _Front:
    """The title, what stands below it, and what is left."""
    title, rest = blocks[0].line, blocks[1:]
    member = spoken = None
    while rest and rest[0].role == "heading-2":
        line = rest[0].line
        if line.text.startswith("HON. ") and len(rest) > 1:
            member = _joined(line, rest[1].line, " ")
            rest = rest[1:]
        elif member and dates.found(line.text):
            spoken = line
        elif not re.fullmatch("speech of|in the (?:house of representatives|senate.*)", line.text):
            break
        rest = rest[1:]
    return _Front(title, member, spoken, rest)


def _member(text: str) -> Speaker:
    """Who speaks, of two rows in capitals and small capitals.

    >>> _member("HON. CYNTHIA A. McKINNEY of utah").attribution
    'Hon. Cynthia A. McKinney of Utah'
    """
    name, of, state = text.removeprefix("HON. ").partition(" of ")
    name = " ".join(map(_cased, name.split()))
    small = {"of", "the"}
    state = " ".join(word if word in small else word.capitalize() for word in state.split())
    return Speaker(f"Hon. {name}{of}{state}", name)


def _cased(word: str) -> str:
    """A name in capitals as it is written otherwise; small letters inside of it stay."""
    parts = re.split(r"(?<=[a-z'’-])(?=[A-Z])|(?<=['’-])", word)
    return "".join(part[:1] + part[1:].lower() for part in parts)
