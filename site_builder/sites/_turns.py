"""Speakers' labels that run into a paragraph, cut from it; and what is set bold or italic."""

from __future__ import annotations

import re

from site_builder.model import Piece
from site_builder.pagetext import HtmlPage, Line


def turn_pieces(line: Line, label: int, text: int, start: int = 0) -> tuple[Piece, ...]:
    """The pieces of a paragraph that opens with a label.

    The label ends at the character `label` of the line's text, the words begin at `text`. What
    stands before the character `start` is not of the name: the number of a question.
    """
    number, named, said = line.part(0, start), line.part(start, label), line.part(text)
    assert named
    return (
        *(number.pieces("label") if number else ()),
        *named.pieces("turn"),
        *(said.pieces("paragraph") if said else ()),
    )


class Emphasis:
    """Which characters of a page are set bold, or italic."""

    def __init__(self, html: HtmlPage, selector: str) -> None:
        self.places = {
            offset
            for tag in html.soup.select(selector)
            for line in html.lines(tag)
            for span in line.spans
            for offset in range(span.start, span.end)
        }

    def of(self, line: Line) -> str:
        """The line's characters as signs: `b` for what is set so, blank for white space, `.`."""
        signs: list[str] = []
        for span in line.spans:
            for index, character in enumerate(span.text):
                is_set = span.start + index * (span.end - span.start == len(span.text))
                sign = "b" if is_set in self.places else "."
                signs.append(" " if character.isspace() else sign)
        return "".join(signs)

    def has_all(self, line: Line) -> bool:
        """Whether all of a line is set so; the marks at its end need not be."""
        return bool(re.fullmatch(r"[b ]+[. ]{0,2}", self.of(line)))

    def begins(self, line: Line) -> bool:
        """Whether the beginning of a line is set so."""
        return self.of(line).startswith("b")


_NUMBER = re.compile(r"(?:T?\d{1,3}\.\s*)?(?:\[\d+\]\s*)?")
"""Of a question: `T1. [66880]`."""
_BRACKETS = re.compile(r"\s*\([^()\n]{2,80}\)")
_STOP = re.compile(r"\s*:|(?=\s+(?:asked|to ask)\s)")
_LONGEST = 160
"""Characters of a label; the longest of 22 pages of Hansard has 98."""


def bold_label(line: Line, bold: Emphasis) -> tuple[int, int, int] | None:
    """Where a label set bold begins and ends, and where the words behind it begin; or None.

    A colon ends it, inside of what is bold or behind it, or that somebody asks; brackets between
    are of the label.
    """
    number = _NUMBER.match(line.text)
    start = number.end() if number else 0
    run = re.compile(r"b[b ]*").match(bold.of(line), start)
    if not run:
        return None
    text = line.text
    end = start + len(text[start : run.end()].rstrip())
    if text[end - 1] != ":":
        brackets = _BRACKETS.match(text, end)
        end = brackets.end() if brackets else end
        colon = _STOP.match(text, end)
        if not colon:
            return None
        words = colon.end()
    else:
        end, words = end - 1, end
    is_name = any(map(str.isalpha, text[start:end])) and "\n" not in text[start:end]
    return (start, end, words) if is_name and end - start <= _LONGEST else None
