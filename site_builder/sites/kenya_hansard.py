"""Pages of the Hansard of Kenya, both Houses, as a program made them from a printed volume.

    <b>THE SENATE</b><br/>                                        the head, down to the date
    <b>Wednesday, 31st July, 2013</b><br/>
    <b>The Speaker</b> (Hon. Low): Hon. Senators, we need …<br/>   a label, its name behind it
    <i>(The Speaker consulted the Clerk)</i><br/>                  what nobody says
    <hr>                                                           the next page of print

Each row of print is a row of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from site_builder import dates
from site_builder.model import Extract, Piece
from site_builder.pagetext import HtmlPage, Line, SavedPage, Span
from site_builder.sites._turns import Emphasis, bold_label, turn_pieces
from site_builder.turns import speakers_of

_HEAD = re.compile(r"PARLIAMENT OF KENYA|NATIONAL ASSEMBLY|THE SENATE|OFFICIAL REPORT|THE HANSARD")
_DAY = re.compile(r"\w+day,? (?P<d>\d{1,2})(?:st|nd|rd|th)? ?(?P<m>\w+),? (?P<y>\d{4})")
_MARGIN = re.compile(
    r"\w+ \d{1,2}, ?\d{4} .*DEBATES.*|\d+ \w+day,? \d.*\(P\)|Disclaimer ?:.*|only\. +A certified.*"
)
"""What is printed above and below the text of a page."""
_WRAPPED = 55
"""Characters of a row that may go on in the next one; rows have up to 90."""


_ITEM = re.compile(r"\([a-z]{1,4}\) ")


class _Block(NamedTuple):
    role: str
    line: Line


def kenya_hansard(page: SavedPage) -> Extract | None:
    """What such a page holds; None if the page is not one of them."""
    html = page.html
    maker = html and html.select_one("meta[name=generator][content^=pdftohtml]")
    if not html or not maker:
        return None
    rows = [row for line in html.lines() if line.tag != "title" for row in _rows(line)]
    rows = [row for row in rows if not _MARGIN.fullmatch(row.text)]
    head = next((i for i, row in enumerate(rows[:12]) if not _HEAD.fullmatch(row.text)), 0)
    day = _DAY.fullmatch(rows[head].text) if 0 < head < len(rows) else None
    if not day:
        return None
    title = rows[0]
    for row in rows[1:head]:
        title = _joined(title, row)
    bold = Emphasis(html, "b, strong")
    pieces: list[Piece] = [*title.pieces("title"), *rows[head].pieces("date")]
    labels: list[str] = []
    for block in _blocks(html, rows[head + 1 :], bold, page.raw.text):
        label = bold_label(block.line, bold) if block.role == "paragraph" else None
        if label:
            start, end, words = label
            pieces += turn_pieces(block.line, end, words, start)
            labels.append(" ".join(block.line.text[start:end].split()))
        else:
            pieces += block.line.pieces(block.role)
    return Extract(
        profile="kenya-hansard",
        title=title.text,
        pieces=tuple(pieces),
        language="en",
        speakers=speakers_of(labels),
        date=dates.found(f"{day['d']} {day['m']} {day['y']}"),
        date_basis="stated",
        type="debate",
        site="Hansard of Kenya",
    )


def _rows(line: Line) -> Iterator[Line]:
    starts = accumulate((len(row) + 1 for row in line.text.split("\n")), initial=0)
    return filter(None, line.parts((start, end - 1) for start, end in pairwise(starts)))


def _blocks(html: HtmlPage, rows: Sequence[Line], bold: Emphasis, source: str) -> Iterator[_Block]:
    """The rows joined to headings, paragraphs and what is told of the sitting."""
    italic = Emphasis(html, "i, em")
    current: _Block | None = None
    last = rows[0] if rows else None
    for row in rows:
        role = _role(row, bold, italic)
        between = source[last.end : row.start] if last and current else ""
        if current and last and _goes_on(current, last, row, role, between, bold):
            current = _Block(current.role, _joined(current.line, row))
        else:
            if current:
                yield current
            current = _Block(role, row)
        last = row
    if current:
        yield current


def _role(row: Line, bold: Emphasis, italic: Emphasis) -> str:
    if italic.has_all(row) or row.text in ("PRAYERS", "PRAYER"):
        return "narrative"
    if row.text.isupper() and len(row.text) > 3:
        return "heading-2" if bold.has_all(row) else "heading-3"
    return "paragraph"


def _goes_on(block: _Block, last: Line, row: Line, role: str, between: str, bold: Emphasis) -> bool:
    """Whether a row belongs to the block before it, of which `last` is the last row."""
    if role != block.role or (role == "paragraph" and bold.begins(row)):
        return False
    turns_page = "<hr" in between.lower()
    has_blank = len(re.findall(r"<br", between, re.IGNORECASE)) > 1
    if turns_page:
        return role == "paragraph" and not re.search(r"[.!?:;)-]$", last.text)
    if role != "paragraph":
        return not has_blank
    if _ITEM.match(row.text):
        return False
    if last.text.count("(") > last.text.count(")"):
        return True
    return not has_blank and (len(last.text) >= _WRAPPED or not re.search(r"[.!?:;-]$", last.text))


def _joined(line: Line, other: Line) -> Line:
    """Two rows as one line."""
    return Line((*line.spans, Span(line.end, line.end + 1, " "), *other.spans), line.tag)
