"""CommonMark read as top-level blocks: by the library, but for what holds none of its marks.

Most of a speech is lines between empty ones that are nothing but text, which need no parser. What
is made of them is what the library makes: `tests/test_properties.py` holds both to each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from site_builder.anchors import cut_mark

WITH_TEXT = frozenset({"inline", "code_block", "fence"})
"""The types of tokens that hold text."""


class Group:
    """One top-level block, as it is read."""

    __slots__ = ("anchors", "kind", "level", "text", "tokens")

    def __init__(self, kind: str, level: int, text: str, tokens: Sequence[Token] = ()) -> None:
        self.kind = kind
        """`heading`, `paragraph` or `other`."""
        self.level = level
        """Of a heading, from 1 to 6; otherwise 0."""
        self.text = text
        """Of a heading or a paragraph the source, and once inlines are read, the text."""
        self.tokens = tokens
        """All of another block; of a heading or a paragraph that is more than text, its inline."""
        self.anchors: tuple[str, ...] = ()
        """The names that its marks keep."""

    @property
    def inline(self) -> Token:
        """The inline of a heading or a paragraph; it is made where there is none."""
        if not self.tokens:
            text = Token("text", "", 0, content=self.text)
            self.tokens = (Token("inline", "", 0, content=self.text, children=[text]),)
        return self.tokens[0]


def groups_of(body: str) -> list[Group]:
    """The blocks of a body: their marks are read, and their inlines."""
    env: dict[str, Any] = {}
    groups = _without_marks(list(_groups(body, env)))
    inlines: list[Token] = []
    for group in groups:
        if group.kind == "other":
            inlines += [token for token in group.tokens if token.type == "inline"]
        elif _ACTIVE.search(group.text):
            inline = Token("inline", "", 0, content=group.text, children=[])
            group.tokens = (inline,)
            inlines.append(inline)
    if inlines:
        _read_inlines(inlines, env)
        for group in groups:
            if group.tokens and group.kind != "other":
                group.text = token_text(group.inline)
    return groups


_ACTIVE = re.compile(r"[\n\\`*_\[<&]")
"""What of a paragraph may be anything but text; `!` is a mark only before `[`."""


def token_text(token: Token) -> str:
    """The plain text of a token of `WITH_TEXT`."""
    if token.type != "inline":
        return token.content.strip("\n")
    return "".join(map(child_text, token.children or []))


def child_text(child: Token) -> str:
    """The plain text of one of an inline's children."""
    return "\n" if child.type in ("softbreak", "hardbreak") else child.content


# Blocks
# ------

_BEGIN = (
    r"(?:[^\s>*\-_+=0-9#<]"
    r"|[*_]+(?=[^\s*_])"
    r"|[0-9](?![0-9]{0,8}[.)](?:[ \t\n]|\Z)))"
)
"""What a line begins with that is no more than a line of a paragraph: nothing that begins, or
underlines, a block of another kind."""
_PARAGRAPH = re.compile(rf"{_BEGIN}[^\n]*(?:\n{_BEGIN}[^\n]*)*(?<=\S)")
_HEADING = re.compile(r"(#{1,6})[ \t]+([^\s#](?:[^\n]*[^\s#])?)")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_FAR = re.compile(r"```|~~~|\]:")
"""What may mean something for other blocks: fences, which go over empty lines, and the addresses of
links."""


def _groups(body: str, env: dict[str, Any]) -> Iterator[Group]:
    """The blocks, of which the inlines are still source, with their marks.

    The addresses of links, if there are any, go into `env`.
    """
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    body = body.replace("\0", "\ufffd")
    for level, start, end in pieces_of(body):
        source = body[start:end]
        if level is None:
            yield from _by_the_library(source, env)
        else:
            yield Group("heading" if level else "paragraph", level, source)


class Piece(NamedTuple):
    """A piece of a body: a heading or a paragraph that no parser is needed for, or other blocks."""

    level: int | None
    """Of a heading, from 1 to 6; of a paragraph 0; of other blocks None."""
    start: int
    end: int
    """Of a heading or a paragraph, those of its source."""


def pieces_of(body: str) -> Iterator[Piece]:
    """The pieces of a body, in order; between them there is nothing but the signs of headings and
    empty lines.
    """
    if "\r" in body or _FAR.search(body):
        yield Piece(None, 0, len(body))
        return
    other = -1  # where other blocks begin
    for start, end in _chunks(body):
        match = (_HEADING if body[start] == "#" else _PARAGRAPH).fullmatch(body, start, end)
        if not match:
            other = start if other < 0 else other
            continue
        if other >= 0:
            yield Piece(None, other, start)
            other = -1
        if match.re is _HEADING:
            yield Piece(match.end(1) - start, match.start(2), end)
        else:
            yield Piece(0, start, end)
    if other >= 0:
        yield Piece(None, other, len(body))


def _chunks(body: str) -> Iterator[tuple[int, int]]:
    """Where the lines between empty ones begin and end; the first may begin with blanks."""
    start = len(body) - len(body.lstrip("\n"))
    for empty in _EMPTY_LINES.finditer(body, start):
        yield start, empty.start()
        start = empty.end()
    end = len(body.rstrip("\n"))
    if start < end:
        yield start, end


def _by_the_library(body: str, env: dict[str, Any]) -> Iterator[Group]:
    for tokens in token_groups(body, env):
        kind, _, part = tokens[0].type.partition("_")
        if part == "open" and kind in ("heading", "paragraph"):
            level = int(tokens[0].tag[1]) if kind == "heading" else 0
            yield Group(kind, level, tokens[1].content)
        else:
            yield Group("other", 0, "", tokens)


@cache
def _block_reader() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.core.ruler.enableOnly(["normalize", "block"])
    return markdown


def token_groups(body: str, env: dict[str, Any] | None = None) -> list[Sequence[Token]]:
    """The library's tokens of the blocks; inlines are source, with their marks."""
    tokens = _block_reader().parse(body, env)
    ends = [i for i, token in enumerate(tokens, 1) if token.level == 0 and token.nesting <= 0]
    return [tokens[start:end] for start, end in zip([0, *ends], ends, strict=False)]


# Marks
# -----


class Mark(NamedTuple):
    """A mark of anchors at the end of a block."""

    names: tuple[str, ...]
    block: int
    """Which of the blocks has it; its own, where none is before it that could."""
    place: int
    """Which of them ends with it."""
    text: str
    """Its source without the mark."""
    is_alone: bool
    """Whether it is a paragraph of its own, behind a block that cannot hold it: a rule, code."""


def marks_of(sources: Iterable[tuple[str, str]]) -> Iterator[Mark]:
    """The marks of top-level blocks, given as their kinds and what ends with the mark: the source
    of a paragraph or a heading, or of the last inline of another block.

    Taken off the source and not off the text, so that `\\{#p14}` is text.
    """
    before = -1
    for place, (kind, source) in enumerate(sources):
        text, names = cut_mark(source) if "{#" in source else (source, ())
        if names and kind == "paragraph" and not text:
            # With no block before it, it keeps nothing.
            yield Mark(names, before if before >= 0 else place, place, text, True)
            continue
        if names:
            yield Mark(names, place, place, text, False)
        before = place


def _without_marks(groups: list[Group]) -> list[Group]:
    """The groups, their marks taken off the source."""
    alone: set[int] = set()
    for mark in marks_of([_marked_source(group) for group in groups]):
        group = groups[mark.place]
        groups[mark.block].anchors += mark.names
        if mark.is_alone:
            alone.add(mark.place)
        elif group.kind == "other":
            last_inline(group.tokens).content = mark.text  # type: ignore[union-attr]
        else:
            group.text = mark.text
    return [g for place, g in enumerate(groups) if place not in alone] if alone else groups


def _marked_source(group: Group) -> tuple[str, str]:
    last = last_inline(group.tokens) if group.kind == "other" else None
    return group.kind, last.content if last else group.text


def last_inline(tokens: Sequence[Token]) -> Token | None:
    """The inline that ends a block; None if it has none."""
    return next((token for token in reversed(tokens) if token.type == "inline"), None)


# Inlines
# -------


@cache
def _inline_reader() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.core.ruler.enableOnly(["inline", "text_join"])
    return markdown


def _read_inlines(tokens: list[Token], env: dict[str, Any]) -> None:
    """Give inlines their children."""
    reader = _inline_reader()
    state = StateCore("", reader, env)
    state.tokens = tokens
    reader.core.process(state)
