"""A saved page as lines of text that know where they stand in the page.

Beautiful Soup parses; what it does not tell is where in the source a character of its tree came
from, and without that no ledger could be written. Its parser is therefore watched: it reports each
run of text as it meets it, and as a tree built from `html.parser` keeps the order of the source,
the n-th visible character of the tree is the n-th that was reported.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import accumulate
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.builder._htmlparser import BeautifulSoupHTMLParser, HTMLParserTreeBuilder
from bs4.element import NavigableString, PreformattedString, Tag
from bs4.exceptions import ParserRejectedMarkup

from site_builder.errors import PageError
from site_builder.model import Piece, RawPage


class Span(NamedTuple):
    """A range of the page's source and the characters it stands for."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A block of text of a page: a line of a text page, a paragraph or heading of HTML."""

    spans: tuple[Span, ...]
    """In order; between two of them stands nothing but markup."""
    tag: str = ""
    """The innermost block element, such as `p` or `h2`; empty for a text page."""

    @property
    def text(self) -> str:
        """The text, white space collapsed; a `br` is a line end."""
        return "".join(span.text for span in self.spans)

    @property
    def start(self) -> int:
        """Offset of the first character in the page."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Offset after the last character in the page."""
        return self.spans[-1].end

    def part(self, start: int, end: int | None = None) -> Line | None:
        """The characters of the text from `start` to `end`, without white space around them.

        None if there are none.
        """
        return next(self.parts([(start, end)]))

    def parts(self, ranges: Iterable[tuple[int, int | None]]) -> Iterator[Line | None]:
        """The part of each range, as `part` gives it: of many, in the time that one takes."""
        whole = self.text
        places = list(accumulate((len(span.text) for span in self.spans), initial=0))
        for start, end in ranges:
            text = whole[start:end]
            begin = start + len(text) - len(text.lstrip())
            stop = begin + len(text.strip())
            spans: list[Span] = []
            for index in range(bisect_right(places, begin) - 1, len(self.spans)):
                span, place = self.spans[index], places[index]
                if place >= stop:
                    break
                first, last = max(begin - place, 0), min(stop - place, len(span.text))
                if first < last:
                    # What does not stand in the source as it reads is of one character.
                    is_whole = first == 0 and last == len(span.text)
                    spans.append(
                        span
                        if is_whole
                        else Span(span.start + first, span.start + last, span.text[first:last])
                    )
            yield Line(tuple(spans), self.tag) if spans else None

    def pieces(self, role: str) -> tuple[Piece, ...]:
        """The line as pieces of a role."""
        return tuple(
            Piece(span.start, span.end, span.text, role, joins=index > 0)
            for index, span in enumerate(self.spans)
        )


def text_lines(text: str) -> list[Line]:
    """The lines of a plain text that hold anything, without the white space around them."""
    return [
        Line((Span(match.start(), match.end(), match[0]),))
        for match in re.finditer(r"[^\s](?:[^\r\n]*[^\s])?", text)
    ]


@dataclass(frozen=True)
class SavedPage:
    """A saved page after repair, as the profiles see it.

    Raises `PageError` if its markup is beyond all reason.
    """

    raw: RawPage
    """With the repaired text."""

    @cached_property
    def html(self) -> HtmlPage | None:
        """The page's tree; None for plain text."""
        return HtmlPage(self.raw.text) if self.raw.is_html else None

    @cached_property
    def lines(self) -> list[Line]:
        """All lines of the page."""
        return self.html.lines() if self.html else text_lines(self.raw.text)


class _Reports:
    """Where the characters of the tree's text stand: one entry per visible character."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.characters: list[str] = []

    def add(self, position: tuple[int, int], data: str, *, is_reference: bool) -> None:
        line, column = position
        start = self.line_starts[line - 1] + column
        # Of an unknown reference, the parser hands over the source itself: `&unknown`.
        if is_reference and not (len(data) > 1 and self.source.startswith(data, start)):
            match = _REFERENCE.match(self.source, start)
            end = match.end() if match else start + 1
            # Of a reference that stands for two characters, the first gets the place.
            places = [(start, end), *[(end, end)] * (len(data) - 1)]
            for character, (first, after) in zip(data, places, strict=False):  # `&#0;` is nothing
                if not character.isspace():
                    self.characters.append(character)
                    self.starts.append(first)
                    self.ends.append(after)
            return
        for word in _WORD.finditer(data):
            first, after = start + word.start(), start + word.end()
            self.characters.extend(word[0])
            self.starts.extend(range(first, after))
            self.ends.extend(range(first + 1, after + 1))


_REFERENCE = re.compile(r"&#?\w*;?")
_WORD = re.compile(r"\S+")


class _Builder(HTMLParserTreeBuilder):
    """Beautiful Soup's builder for `html.parser`, reporting where text stands."""

    def __init__(self, reports: _Reports) -> None:
        super().__init__()
        self.reports = reports

    def feed(self, markup: str | bytes, _parser_class: Any = None) -> None:
        reports = self.reports

        class Watched(BeautifulSoupHTMLParser):
            in_reference = False

            def handle_charref(self, name: str) -> None:
                self.in_reference = True
                super().handle_charref(name)
                self.in_reference = False

            def handle_entityref(self, name: str) -> None:
                self.in_reference = True
                super().handle_entityref(name)
                self.in_reference = False

            def handle_data(self, data: str) -> None:
                reports.add(self.getpos(), data, is_reference=self.in_reference)
                super().handle_data(data)

        super().feed(markup, _parser_class=Watched)


BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title"})
UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "math",
        "select",
        "textarea",
        "button",
    ]
)
MAX_TAGS = 200_000
"""More `<` than this are an attack or an accident: the longest debate among the corpus's pages has
under 40,000, and the parser's time grows with them."""


class HtmlPage:
    """A page of HTML, its tree, and its lines.

    Raises `PageError` if the markup is beyond all reason.
    """

    def __init__(self, source: str) -> None:
        if source.count("<") > MAX_TAGS:
            raise PageError(f"has more than {MAX_TAGS:,} tags")
        reports = _Reports(source)
        try:
            with warnings.catch_warnings():
                # XML is read as HTML: of an XML parser, nothing would tell where text stands.
                warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
                self.soup = BeautifulSoup(source, builder=_Builder(reports))
        except RecursionError:
            raise PageError("is nested too deeply to be read") from None
        except ParserRejectedMarkup:
            raise PageError("has markup that cannot be read") from None
        self._reports = reports
        self._firsts = _first_characters(self.soup, reports)

    def select_one(self, selector: str) -> Tag | None:
        """The first element that a CSS selector finds."""
        return self.soup.select_one(selector)

    def lines(self, root: Tag | None = None, *, without: str | Collection[Tag] = "") -> list[Line]:
        """The lines of text below an element, or of the whole page, in order.

        What a reader does not see (scripts, styles, forms' controls) is left out, and with it
        the elements `without`: all that a selector finds, or these.
        """
        root = root or self.soup
        unwanted = root.select(without) if isinstance(without, str) and without else without
        hidden = {id(tag) for tag in unwanted if isinstance(tag, Tag)}
        collected: list[Line] = []
        current: list[_Character] = []
        tag = root.name
        for event in _walk(root, hidden):
            if isinstance(event, NavigableString):
                breaks = _paragraph_starts(event) if tag == "pre" else ()
                for index, character in enumerate(self._characters(event)):
                    if index in breaks:
                        _close(current, tag, collected, self._reports.source)
                    current.append(character)
            elif event == "br":
                # A heading is one line, in Markdown and in an outline.
                current.append(_SPACE if tag in _HEADINGS else _BREAK)
            else:
                _close(current, tag, collected, self._reports.source)
                tag = event
        _close(current, tag, collected, self._reports.source)
        return collected

    def rows(self, root: Tag) -> list[Line]:
        """The rows of preformatted text below an element, as they are printed."""
        collected: list[Line] = []
        current: list[_Character] = []
        for event in _walk(root, ()):
            if isinstance(event, NavigableString):
                for character in self._characters(event):
                    if character is _WRAP:
                        _close(current, root.name, collected, self._reports.source)
                    else:
                        current.append(character)
        _close(current, root.name, collected, self._reports.source)
        return collected

    def line(self, root: Tag | None) -> Line | None:
        """All text below an element as one line; None if there is none."""
        if root is None:
            return None
        spans: list[Span] = []
        for part in self.lines(root):
            if spans:
                spans.append(Span(spans[-1].end, part.start, " "))
            spans += part.spans
        return Line(tuple(spans), root.name) if spans else None

    def attribute(self, tag: Tag, name: str, *, shown: str = "") -> Line | None:
        """The value of an attribute as a line, at its place in the source; None if it has none.

        Where something else shall be `shown` of it, that is the line's text.
        """
        if tag.sourceline is None or tag.sourcepos is None:
            return None
        start = self._reports.line_starts[tag.sourceline - 1] + tag.sourcepos
        pattern = rf"<[^<>]*?\s{re.escape(name)}\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')"
        match = re.compile(pattern, re.IGNORECASE).match(self._reports.source, start)
        if not match:
            return None
        begin, end = match.span(match.lastindex or 0)
        text = " ".join((shown or unescape(self._reports.source[begin:end])).split())
        if self._reports.source[begin:end].endswith(text):
            begin = end - len(text)  # a reference within the page begins with `#`
        return Line((Span(begin, end, text),), tag.name) if text else None

    def _characters(self, string: NavigableString) -> Iterator[_Character]:
        index = self._firsts[id(string)]
        for character in string:
            if character in "\r\n":
                yield _WRAP
            elif character.isspace():
                yield _SPACE
            else:
                yield _Character(self._reports.starts[index], self._reports.ends[index], character)
                index += 1


class _Character(NamedTuple):
    start: int
    end: int
    text: str


_SPACE = _Character(-1, -1, " ")
_BREAK = _Character(-1, -1, "\n")
_WRAP = _Character(-1, -1, "")
"""A line end of the source: a blank between words, and nothing between Han characters."""
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff65“”‘’—…]")


def _first_characters(soup: BeautifulSoup, reports: _Reports) -> dict[int, int]:
    """For each string of the tree, the number of its first visible character."""
    firsts: dict[int, int] = {}
    index = 0
    for string in soup.find_all(string=True):
        if isinstance(string, PreformattedString):
            continue  # a comment or declaration: the parser does not report these as text
        visible = list("".join(string.split()))
        if reports.characters[index : index + len(visible)] != visible:
            raise PageError("has markup in which text cannot be followed to its place")
        firsts[id(string)] = index
        index += len(visible)
    return firsts


def _walk(root: Tag, hidden: Collection[int]) -> Iterator[NavigableString | str]:
    """Strings, `br`, and the name of the block element that holds what comes next."""
    stack: list[Iterator[Any]] = [iter(root.children)]
    blocks = [root.name]
    opened: list[bool] = [False]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            if opened.pop():
                blocks.pop()
                yield blocks[-1]
        elif isinstance(node, Tag):
            if id(node) in hidden or node.name in UNSEEN:
                continue
            if node.name == "br":
                yield "br"
                continue
            is_block = node.name in BLOCKS
            if is_block:
                # In a list item, a table cell or a quotation, a `p` says nothing of its own.
                keeps = node.name in ("p", "div") and blocks[-1] in ("li", "blockquote")
                blocks.append(blocks[-1] if keeps else node.name)
                yield blocks[-1]
            stack.append(iter(node.children))
            opened.append(is_block)
        elif not isinstance(node, PreformattedString):
            yield node


def _paragraph_starts(preformatted: str) -> frozenset[int]:
    """Where paragraphs begin in preformatted text: after a blank line, or at an indentation."""
    starts = []
    indent = position = 0
    after_blank = False
    for line in preformatted.splitlines(keepends=True):
        text = line.lstrip(" ")
        if not text.strip():
            after_blank = True
        else:
            before, indent = indent, len(line) - len(text)
            if after_blank or indent > before or (indent and before - indent > 2):
                starts.append(position)
            after_blank = False
        position += len(line)
    return frozenset(starts)


def _close(current: list[_Character], tag: str, collected: list[Line], source: str) -> None:
    """Add the characters gathered so far as a line, if there are any, and begin anew."""
    spans = list(_spans(current, source))
    if spans:
        collected.append(Line(tuple(spans), tag))
    current.clear()


def _spans(characters: list[_Character], source: str) -> Iterator[Span]:
    """Characters as spans, white space collapsed to one blank or line end between two of them."""
    run_start = run_end = -1
    between = last = ""
    wrapped = False
    for character in characters:
        if character.start < 0:
            between = "\n" if "\n" in (between, character.text) else " "
            wrapped |= character is _WRAP
            continue
        if wrapped and between == " " and _WIDE.match(last) and _WIDE.match(character.text):
            between = ""
        last, wrapped = character.text, False
        plain = source[character.start : character.end] == character.text
        if run_end >= 0:
            gap = source[run_end : character.start]
            if plain and gap == between and gap in ("", " "):
                run_end, between = character.end, ""
                continue
            yield Span(run_start, run_end, source[run_start:run_end])
            if between:
                yield Span(run_end, character.start, between)
        between = ""
        if plain:
            run_start, run_end = character.start, character.end
        else:
            yield Span(*character)
            run_start, run_end = character.end, character.end
    if run_end > run_start >= 0:
        yield Span(run_start, run_end, source[run_start:run_end])
