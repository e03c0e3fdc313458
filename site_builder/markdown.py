"""Markdown, set up for speeches: plain text escaped into it, and a body read as blocks.

CommonMark by markdown-it-py without raw HTML, plus the editorial signs of
docs/content-format.md, which are plain characters to every other reader of Markdown.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markupsafe import Markup
from msgspec.structs import replace as changed

from site_builder.anchors import Names, own_name
from site_builder.commonmark import WITH_TEXT, Group, child_text, groups_of, token_text
from site_builder.languages import LANGUAGES, Language
from site_builder.lookup import Lookup
from site_builder.model import LOST, MASK, Block, Point
from site_builder.numbering import number_of
from site_builder.points import Points, Text, clause_at, points_of
from site_builder.script import simplified

_SIGNS = frozenset({"mask", "lost", "doubtful", "stage"})
_SIGN = re.compile(rf"(?P<mask>{MASK}+)|(?P<lost>{LOST}+)|〔\?(?P<doubtful>[^〔〕]+)〕")


# Writing
# -------

_ACTIVE = re.compile(r"[\\`*_\[\]<>~|&!]|\{(?=#)")
_LINE_START = re.compile(r"^(?:(?P<sign>[-+#=:])|(?P<number>\d{1,9})(?P<point>[.)]))")


def escaped(text: str) -> str:
    r"""Markdown that reads as exactly this text; lines of it stay lines.

    The text's lines must neither begin nor end with white space.

    >>> escaped("**市**區"), escaped("2011. 年")
    ('\\*\\*市\\*\\*區', '2011\\. 年')
    """
    return "\\\n".join(_escaped_line(line) for line in text.split("\n"))


def _escaped_line(line: str) -> str:
    line = _ACTIVE.sub(r"\\\g<0>", line)
    return _LINE_START.sub(
        lambda m: f"\\{m['sign']}" if m["sign"] else f"{m['number']}\\{m['point']}", line
    )


_PREFIXES = {
    "heading-2": "## ",
    "heading-3": "### ",
    "heading-4": "#### ",
    "turn": "##### ",
    "quote": "> ",
}
_TURN = 5
"""The level of the heading that begins a turn: its speaker's label."""


def dumped_body(blocks: Iterable[tuple[str, str]]) -> str:
    """The Markdown of blocks given as role and plain text, as in `model.BODY_ROLES`."""
    parts: list[str] = []
    previous = ""
    for role, text in blocks:
        if role == "item":
            block = "- " + escaped(text).replace("\n", "\n  ")
        elif role.startswith("heading") or role == "turn":
            # A heading is one line; `#` at its end would be taken for a closing sequence.
            line = escaped(text.replace("\n", " "))
            block = _PREFIXES[role] + re.sub(r"(?<!\\)#(?=#*$)", r"\\#", line)
        else:
            block = escaped(text)
            if role == "quote":
                block = "> " + block.replace("\n", "\n> ")
            elif role == "narrative":
                block = f"*{block}*"
        if parts:
            parts.append("\n" if role == previous == "item" else "\n\n")
        parts.append(block)
        previous = role
    return "".join(parts) + "\n"


# Reading
# -------


@cache
def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False})
    for kind in ("mask", "lost", "doubtful", "repaired"):
        markdown.add_render_rule(kind, _rendered_sign)
    markdown.add_render_rule("stage", _rendered_direction)
    markdown.add_render_rule("anchor", lambda _, tokens, index, *__: _place(tokens[index].content))
    # A speech has no pictures, and a saved page's are not ours to load: their words stay.
    markdown.add_render_rule("image", lambda _, tokens, index, *__: escape(tokens[index].content))
    return markdown


def _rendered(tokens: Sequence[Token]) -> Markup:
    return Markup(_renderer().renderer.render(tokens, _renderer().options, {}))


def _place(name: str) -> str:
    return f'<span id="{name}"></span>'


def _read(body: str, stage: re.Pattern[str] | None = None) -> list[Group]:
    """The blocks of a body, with the editorial signs and a language's stage directions marked."""
    groups = groups_of(body)
    signs = _signs(stage)
    for group in groups:
        # Looked for in the text without its escapes, such as `\\[Applause\\]`.
        if group.kind != "other":
            is_marked = _MAY_BE_SIGN.search(group.text) and signs.search(group.text)
            inlines = [group.inline] if is_marked else []
        else:
            inlines = [
                t for t in group.tokens if t.type == "inline" and signs.search(token_text(t))
            ]
        for inline in inlines:
            inline.children = list(_with_signs(inline.children or [], signs))
    return groups


@cache
def _signs(stage: re.Pattern[str] | None) -> re.Pattern[str]:
    """The editorial signs, and a language's stage directions."""
    if not stage:
        return _SIGN
    return re.compile(f"{_SIGN.pattern}|(?P<stage>{stage.pattern})", stage.flags)


_MAY_BE_SIGN = re.compile(rf"[{MASK}{LOST}〔（(\[]")
"""What every sign and every stage direction begins with."""


def _with_signs(tokens: Iterable[Token], signs: re.Pattern[str]) -> Iterator[Token]:
    in_link = False
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            in_link = token.type == "link_open"
        if token.type == "text":
            yield from _split_at_signs(token, signs, in_link=in_link)
        else:
            yield token


def _split_at_signs(token: Token, signs: re.Pattern[str], *, in_link: bool) -> Iterator[Token]:
    position = 0
    for match in signs.finditer(token.content):
        if match.start() > position:
            yield replace(token, content=token.content[position : match.start()])
        kind = next(name for name, found in match.groupdict().items() if found)
        meta = {"in_link": in_link}
        yield Token(kind, "span", 0, content=match[kind], markup=match[0], meta=meta)
        position = match.end()
    if position < len(token.content):
        yield replace(token, content=token.content[position:])


def _rendered_sign(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """The sign, and behind it a button that opens its note: so the text can be copied as text.

    A link takes no button inside of it.
    """
    token = tokens[index]
    number = token.meta.get("number", 0)
    note = own_note(token.type, number or 0) or f"note-{token.type}"
    button = f'<button popovertarget="{note}" aria-labelledby="{note}"></button>'
    button = "" if token.meta["in_link"] or number is None else button
    kind = token.type if number is not None else f"{token.type} rest"
    return f'<span class="{kind}">{escape(token.content)}{button}</span>'


_OWN_NOTES = 40
"""So many doubtful, and so many repaired places have each a note of its own, which weighs some 60
bytes on the wire; those after them share one."""


def own_note(kind: str, number: int) -> str:
    """The id of the note of one sign, counted from 1 among its kind; empty if it shares one."""
    return f"note-{kind}-{number}" if 0 < number <= _OWN_NOTES else ""


def _rendered_direction(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    return f'<span class="stage">{escape(tokens[index].content)}</span>'


def blocks_of(
    body: str,
    language: Language,
    printed_outline: Sequence[str] = (),
    repaired: Sequence[tuple[int, int]] = (),
) -> tuple[Block, ...]:
    """The blocks of a body, in order, each with its anchor and safe HTML.

    A block's mark says its anchor, and its former ones; one without a mark gets the next number
    that no block has or had.

    Paragraphs that open with a run-in lead of the language, or with a point of the printed
    outline, become blocks of kind `run-in`. Heading levels are made to start at 2 and to go
    down one by one, as the page's `h1` is the title. Headings of the fifth level are turns; where
    there are any, a paragraph that is wholly emphasised is a narrative. `repaired` are ranges of
    the plain text, in order, that are to be marked.
    """
    groups = _read(body, language.stage)
    _number_places(groups, repaired)
    has_turns = any(group.level == _TURN for group in groups)
    anchors = _Anchors(groups)
    leads = _Leads(language, tuple(filter(None, map(comparable, printed_outline))))
    texts = list(map(_as_text, groups))
    points = points_of(texts, language.point, leads.has_label)
    return tuple(
        _block(group, anchors, leads, found, has_turns=has_turns, is_gap=text.kind == "gap")
        for group, text, found in zip(groups, texts, points, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Leads:
    """What a paragraph may open with to be a point."""

    language: Language
    labels: tuple[str, ...]
    """Of the printed outline, `comparable`."""

    def end(self, text: str, *, chained: bool) -> int:
        return lead_end(text, self.language, self.labels, chained=chained)

    def has_label(self, text: str) -> bool:
        """Whether a text begins with a point of the printed outline."""
        return any(_prefix_end(text, label) for label in self.labels)


def _as_text(group: Group) -> Text:
    if group.kind == "other" or group.level == _TURN:
        return Text("turn" if group.level else "other", "")
    return Text("gap" if is_gap(group.text) else group.kind, group.text)


def _number_places(groups: Iterable[Group], repaired: Sequence[tuple[int, int]]) -> None:
    """Mark repaired ranges of the plain text, and number these and the doubtful signs."""
    places = deque((number, *place) for number, place in enumerate(repaired, 1))
    offset = doubtful = 0
    for group in groups:
        if not places and not group.tokens:
            continue  # what is nothing but text has no signs
        for token in [group.inline] if group.kind != "other" else group.tokens:
            if token.type not in WITH_TEXT:
                continue
            for child in token.children or ():
                if child.type == "doubtful":
                    doubtful += 1
                    child.meta["number"] = doubtful
            if not places:
                continue
            end = offset + len(_text(token))
            here = []
            while places and (places[0][1] < end or places[0][1:] == (end, end)):
                number, start, stop = places.popleft()
                here.append((number, start - offset, stop - offset))
            token.meta["repaired"] = here
            offset = end + 2


def _marked(inline: Token, position: int = 0) -> Token:
    """The token with what was repaired as tokens of its own; its children begin at `position`.

    This comes last: what a paragraph is, and its anchors, do not hang on what was repaired. The
    first token of a place has its number; what signs, points or emphasis cut off has none.
    """
    places = [
        (number if start >= position else None, start - position, stop - position)
        for number, start, stop in inline.meta.get("repaired", ())
        if stop > position or not position
    ]
    return replace(inline, children=list(_split_at(inline.children or (), places)))


def _split_at(
    children: Iterable[Token], places: Iterable[tuple[int | None, int, int]]
) -> Iterator[Token]:
    rest = deque(places)
    position = 0
    in_link = False
    for child in children:
        end = position + len(_child_text(child))
        in_link = child.type == "link_open" or (in_link and child.type != "link_close")
        at = position
        while child.type == "text" and rest and rest[0][1] <= end:
            number, start, stop = rest.popleft()
            if stop < at or start < stop == at:
                continue
            start, cut = max(start, at), min(stop, end)
            if start > at:
                yield replace(child, content=child.content[at - position : start - position])
            if start < cut or start == stop:
                meta = {"in_link": in_link, "number": number}
                content = child.content[start - position : cut - position]
                yield Token("repaired", "span", 0, content=content, meta=meta)
                number = None
            at = cut
            if stop > end:
                rest.appendleft((number, end, stop))
                break
        if child.type != "text":
            yield child
        elif at < end:
            yield replace(child, content=child.content[at - position :])
        position = end


_SECTION = 1
"""Numbers of this rank, or of a higher one, count a speech's sections also where they run in."""


class _Anchors:
    """Names sections, paragraphs and gaps as the blocks go by."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.kept = {name for group in groups for name in group.anchors}
        self.names = Names(self.kept)
        self.mark: list[str] = []
        self.sections: list[str] = []
        self.heading_level = 1
        self.heading_family = ""
        self.lead_level = 1

    def enter(self, names: Iterable[str]) -> None:
        """Go on to a block, whose mark, which keeps these names, is the one that counts now."""
        self.mark = []
        for name in names:
            if name in self.kept:  # one that is given twice is that of the first block
                self.kept.remove(name)
                self.mark.append(name)

    def heading(self, level: int, text: str) -> tuple[int, str]:
        """The level a heading gets, at most one below the one before it, and its anchor."""
        level, anchor = self._section(level)
        self.heading_level = self.lead_level = level
        number = number_of(text)
        self.heading_family = number.family if number else ""
        return level, anchor

    def lead(self, text: str) -> tuple[int, str]:
        """The same of a run-in lead: below the heading or the section that it stands in."""
        number = number_of(text)
        if number is None or number.rank > _SECTION:
            return self._section(self.lead_level + 1)
        beside = number.family == self.heading_family
        level, anchor = self._section(self.heading_level + (not beside))
        self.lead_level = level
        return level, anchor

    def _section(self, level: int) -> tuple[int, str]:
        level = min(max(level, 2), len(self.sections) + 2, 4)
        del self.sections[level - 2 :]
        anchor = self._named("s", f"{self.sections[-1]}-" if self.sections else "s")
        self.sections.append(anchor)
        return level, anchor

    def turn(self) -> tuple[int, str]:
        """The level of a turn's label, one below the section it stands in, and its anchor."""
        return self.heading_level + 1, self._named("t", "t")

    def paragraph(self) -> str:
        return self._named("p", "p")

    def gap(self) -> str:
        return self._named("g", "g")

    def inside(self, paragraph: str) -> Iterator[str]:
        return self.names.inside(paragraph)

    def _named(self, kind: str, prefix: str) -> str:
        return (self.mark and own_name(kind, self.mark)) or self.names.free(prefix)


def _block(
    group: Group,
    anchors: _Anchors,
    leads: _Leads,
    points: Points,
    *,
    has_turns: bool,
    is_gap: bool,
) -> Block:
    anchors.enter(group.anchors)
    if is_gap and group.kind == "paragraph":
        block = Block("gap", anchors.gap(), Markup(escape(group.text[1:-1])), group.text)
    else:
        block = _named_block(group, anchors, leads, points)
    if has_turns and group.kind == "paragraph" and group.tokens and _is_emphasis(group.inline):
        block = changed(block, kind="narrative")
    if not anchors.mark:
        return block
    own = (block.id, block.paragraph)
    aliases = tuple(name for name in anchors.mark if name not in own)
    if aliases and block.kind == "other":
        block = changed(block, html=_other_html(group.tokens, aliases))
    return changed(block, aliases=aliases) if aliases else block


def _named_block(
    group: Group,
    anchors: _Anchors,
    leads: _Leads,
    points: Points,
) -> Block:
    if group.level == _TURN:
        level, anchor = anchors.turn()
        return Block("turn", anchor, _html(group), group.text, level)
    if group.kind == "heading":
        level, anchor = anchors.heading(group.level, group.text)
        return Block("heading", anchor, _html(group), group.text, level)
    if group.kind == "paragraph":
        return _paragraph(group, anchors, leads, points)
    anchor = anchors.paragraph()
    group.tokens[0].attrSet("id", anchor)
    text = "\n".join(_text(token) for token in group.tokens if token.type in WITH_TEXT)
    marked = [_marked(token) if token.type == "inline" else token for token in group.tokens]
    return Block("other", anchor, _other_html(marked), text)


def _other_html(tokens: Sequence[Token], aliases: Iterable[str] = ()) -> Markup:
    """The HTML of a whole element, with the places of its former anchors inside."""
    places = [Token("anchor", "", 0, content=name) for name in aliases]
    inline = next((token for token in tokens if token.type == "inline"), None)
    if inline:
        inside = replace(inline, children=[*places, *(inline.children or [])])
        tokens = [inside if token is inline else token for token in tokens]
    html = _rendered(tokens)
    if inline is None:  # code and rules hold no places
        for place in places:
            html = Markup('<div id="{}">{}</div>').format(place.content, html)
    return html


def _is_emphasis(inline: Token) -> bool:
    """Whether all of a paragraph is one emphasis."""
    children = inline.children or []
    depth = 0
    for child in children[:-1]:
        depth += child.nesting
        if depth == 0:
            return False
    return bool(children) and children[0].type == "em_open" and children[-1].type == "em_close"


def _paragraph(group: Group, anchors: _Anchors, leads: _Leads, found: Points) -> Block:
    text = group.text
    end = leads.end(text, chained=found.opens)
    anchor = anchors.paragraph()
    if not end and not found.opens and not found.inside:
        return Block("paragraph", anchor, _html(group), text)
    inline = group.inline
    children = inline.children or []
    if not end or not _splits(children, end):
        starts = (0, *found.inside) if found.opens else found.inside
        points, children = _with_points(children, 0, starts, text, anchors.inside(anchor))
        html = _inline_html(replace(inline, children=children))
        return Block("paragraph", anchor, html, text, points=points)
    head, tail = _split(children, end)
    starts = tuple(start for start in found.inside if start >= end)
    points, tail = _with_points(tail, end, starts, text, anchors.inside(anchor))
    level, section = anchors.lead(text)
    begin = len(text) - sum(map(len, map(_child_text, tail)))
    return Block(
        "run-in",
        section,
        _inline_html(replace(inline, children=tail), begin),
        text,
        level,
        lead=_inline_html(replace(inline, children=head)),
        lead_text=text[:end].rstrip("。：:."),
        paragraph=anchor,
        points=points,
    )


def _with_points(
    children: list[Token], position: int, starts: Sequence[int], text: str, names: Iterator[str]
) -> tuple[tuple[Point, ...], list[Token]]:
    """The points that begin at `starts`, and the children with a `span` around each one's clause.

    The points are called by `names`. `text` is the block's, of which the children begin at
    `position`. The span ends where the running text does, before a sign or emphasis; what begins in
    one is left out.
    """
    if not starts:
        return (), children
    points: list[Point] = []
    made: list[Token] = []
    for child in children:
        end = position + len(_child_text(child))
        inside = [start for start in starts if position <= start < end and child.type == "text"]
        for start, following in zip(inside, (*inside[1:], end), strict=False):
            label, clause = clause_at(text, start)
            points.append(Point(next(names), label, start))
            clause = min(clause, following)
            made += [
                replace(child, content=text[position:start]),
                Token("point_open", "span", 1, attrs={"id": points[-1].id}),
                replace(child, content=text[start:clause]),
                Token("point_close", "span", -1),
            ]
            position = clause
        made += [replace(child, content=text[position:end])] if inside else [child]
        position = end
    return tuple(points), made


def article_of(text: str) -> tuple[str, Markup]:
    """The title and the HTML of a text that is no speech, such as one on the archive itself.

    A heading of the first level at its beginning is its title; further ones are of the second.

    >>> article_of("# About *us*\\n\\n# Who\\n\\nA town.")
    ('About us', Markup('<h2>Who</h2>\\n<p>A town.</p>\\n'))
    """
    groups = _read(text)
    title = ""
    if groups and groups[0].level == 1:
        title, groups = groups[0].text, groups[1:]
    return title, Markup("").join(map(_element, groups))


def _element(group: Group) -> Markup:
    """The HTML of a block that is not of a speech."""
    if group.kind == "other":
        return _rendered([replace(t, tag="h2") if t.tag == "h1" else t for t in group.tokens])
    tag = f"h{max(group.level, 2)}" if group.level else "p"
    return Markup("<{}>{}</{}>\n").format(tag, _html(group), tag)


def plain_text(body: str) -> str:
    r"""The plain text of a body, its blocks two line ends apart, with the editorial signs.

    It is what `dumped_body` was given: list items are blocks of their own.

    >>> plain_text("## a\n\n- b\n- c\n")
    'a\n\nb\n\nc'
    """
    texts: list[str] = []
    for group in groups_of(body):
        if group.kind == "other":
            texts += [token_text(token) for token in group.tokens if token.type in WITH_TEXT]
        else:
            texts.append(group.text)
    return "\n\n".join(texts)


def text_of(blocks: Sequence[Block], body: str) -> str:
    """The plain text of a body whose blocks are at hand: read again only where they do not tell."""
    if any(block.kind == "other" for block in blocks):
        return plain_text(body)
    return "\n\n".join(block.text for block in blocks)


def is_gap(text: str) -> bool:
    """Whether a whole paragraph is the editorial sign of a gap, in any language."""
    return _gap_sign().fullmatch(text) is not None


@cache
def _gap_sign() -> re.Pattern[str]:
    patterns = (re.sub(r"\?P<\w+>", "", pattern.pattern) for pattern in _gap_patterns())
    return re.compile("|".join(patterns))


@cache
def _gap_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(dict.fromkeys(language.gap_pattern for language in LANGUAGES))


def gap_of(text: str) -> tuple[int | None, str]:
    """How many characters the sign of a gap says are missing, if it does, and why.

    Raises `ValueError` if the text is no such sign.
    """
    for pattern in _gap_patterns():
        if match := pattern.fullmatch(text):
            return (int(match["n"].replace(",", "")) if match["n"] else None), match["reason"]
    raise ValueError(f"{text!r} is no sign of a gap")


def lead_end(text: str, language: Language, labels: Sequence[str], *, chained: bool = False) -> int:
    """Where the run-in lead of a paragraph ends, in characters; 0 if it has none.

    A point of the printed outline is looked for first, as a prefix: damage may have eaten the
    stop that the language's own pattern needs. `labels` are `comparable`. `chained` says that the
    paragraph's number is one of a chain.
    """
    for label in labels:
        end = _prefix_end(text, label)
        if end:
            return end + (text[end : end + 1] in ("。", "：", ":"))
    match = language.run_in.match(text)
    if match and match.end() < len(text):
        return match.end()
    match = language.chained_run_in.match(text) if chained else None
    return match.end() if match else 0


def comparable(label: str) -> str:
    """What of a label is compared: letters, digits and masks, in Simplified characters.

    >>> comparable("一是支持**區開展活動。")
    '一是支持＊＊区开展活动'
    """
    return label.translate(_COMPARABLE)


def _compared(code: int) -> str:
    """What is compared of a character; of many, nothing."""
    character = chr(code)
    if character in "*＊":
        return MASK
    return simplified(character) if character.isalnum() else ""


_COMPARABLE = Lookup(_compared)


def _prefix_end(text: str, label: str) -> int:
    matched = 0
    for index, character in enumerate(text):
        if matched == len(label):
            return index
        part = _COMPARABLE[ord(character)]
        if part and part != label[matched]:
            return 0
        matched += bool(part)
    return len(text) if matched == len(label) else 0


def _splits(children: Sequence[Token], end: int) -> bool:
    """Whether the lead ends in running text, not inside of emphasis or a link."""
    position = depth = 0
    for child in children:
        if position >= end:
            break
        position += len(_child_text(child))
        depth += child.nesting
    return depth == 0


def _split(children: Sequence[Token], end: int) -> tuple[list[Token], list[Token]]:
    position = 0
    for index, child in enumerate(children):
        length = len(_child_text(child))
        if position + length > end:
            if child.type != "text":
                return list(children[:index]), list(children[index:])
            cut = end - position
            head = replace(child, content=child.content[:cut])
            tail = replace(child, content=child.content[cut:])
            return [*children[:index], head], [tail, *children[index + 1 :]]
        position += length
    return list(children), []


def _html(group: Group) -> Markup:
    """What a heading or a paragraph renders to, without its own tag."""
    return _inline_html(group.inline) if group.tokens else Markup(escapeHtml(group.text))


def _inline_html(inline: Token, position: int = 0) -> Markup:
    """What an inline token renders to; its children begin at `position` of their block's text."""
    if inline.meta.get("repaired"):
        inline = _marked(inline, position)
    return _rendered([inline])


def _text(token: Token) -> str:
    """As `token_text`, with the editorial signs."""
    if token.type != "inline":
        return token_text(token)
    return "".join(map(_child_text, token.children or []))


def _child_text(child: Token) -> str:
    return child.markup if child.type in _SIGNS else child_text(child)
