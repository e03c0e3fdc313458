"""Marks of anchors put into a body, left out of it, and carried over to its next version."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from markdown_it.token import Token

from site_builder.anchors import cut_mark, mark_of
from site_builder.commonmark import Mark, last_inline, marks_of, pieces_of, token_groups
from site_builder.languages import language_for
from site_builder.markdown import blocks_of, comparable
from site_builder.model import Block, Document

# Marks in a body
# ---------------


def names_of(block: Block) -> tuple[str, ...]:
    """A block's own anchors, and behind them its former ones: what its mark keeps."""
    return tuple(filter(None, (block.paragraph, block.id, *block.aliases)))


def names_with_lines(body: str) -> Iterator[tuple[str, int]]:
    """Every name that the marks of a body keep, with the line it stands on, from 1."""
    for mark, inline in _marks(body):
        assert inline.map
        for name in mark.names:
            yield name, inline.map[1]


def _marks(body: str) -> Iterator[tuple[Mark, Token]]:
    """The marks of a body, each with the inline that ends with it."""
    groups = token_groups(body)
    inlines = [last_inline(group) for group in groups]
    kinds = (group[0].type.removesuffix("_open") for group in groups)
    sources = (inline.content if inline else "" for inline in inlines)
    for mark in marks_of(zip(kinds, sources, strict=True)):
        inline = inlines[mark.place]
        assert inline
        yield mark, inline


def without_marks(body: str) -> str:
    r"""The body with its marks left out.

    >>> without_marks("## One {#s1}\n\nText. {#p1}\n")
    '## One\n\nText.\n'
    """
    if "{#" not in body:
        return body
    if _OWN_LINE.search(body):
        return _without_marks(body)
    made: list[str] = []
    at = 0
    for level, start, end in pieces_of(body):
        source = body[start:end]
        if "{#" not in source:
            continue
        text = _without_marks(source) if level is None else cut_mark(source)[0]
        made += [body[at:start], text]
        at = end
    return "".join([*made, body[at:]])


_OWN_LINE = re.compile(r"^[\s#]*\{#", re.MULTILINE)
"""What may be a mark on a line of its own: empty lines may go with it."""


def _without_marks(body: str) -> str:
    lines = _lines(body)
    for mark, inline in _marks(body):
        assert inline.map
        source, text = inline.content.split("\n"), mark.text.split("\n")
        last = inline.map[1] - 1
        for _ in source[len(text) :]:  # a mark on a line of its own
            lines[last] = ""
            last -= 1
        if source[len(text) - 1].rstrip() != text[-1].rstrip():
            line, end = _cut_end(lines[last])
            close = line.index("}", line.rindex("{#")) + 1
            # Behind it a heading may have the signs that close it.
            line = cut_mark(line[:close])[0] + line[close:]
            lines[last] = line + end if line.strip() else ""
        while mark.is_alone and last > 0 and not lines[last - 1].strip():
            last -= 1
            lines[last] = ""
    return "".join(lines)


def with_marks(body: str, names: Sequence[Sequence[str]]) -> str:
    r"""The body with a mark for each of its blocks, in place of those it has.

    `names` are of each block those that its mark keeps; a block without any has no mark.

    >>> with_marks("## One\n\nText.\n", [["s1"], ["p1", "p4"]])
    '## One {#s1}\n\nText. {#p1 #p4}\n'
    """
    body = without_marks(body)
    lines = _lines(body)
    for group, kept in zip(token_groups(body), names, strict=True):
        if not kept:
            continue
        inlines = [index for index, token in enumerate(group) if token.type == "inline"]
        if inlines and _put(lines, group[inlines[-1] - 1], group[inlines[-1]], mark_of(kept)):
            continue
        _put_behind(lines, group[0], mark_of(kept))
    return "".join(lines)


def _lines(body: str) -> list[str]:
    # Not `splitlines`, which knows more line ends than Markdown.
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", body)


def _cut_end(line: str) -> tuple[str, str]:
    bare = line.rstrip("\r\n")
    return bare, line[len(bare) :]


_READ_OTHERWISE = re.compile(r"[ \t]*(?:[-+*>]|\d+[.)]|\[.*\]:.*)[ \t]*")
"""A line that more text behind it would make a list of, or the address of a link."""


def _put(lines: list[str], opening: Token, inline: Token, mark: str) -> bool:
    """Whether a mark could be put at the end of an inline."""
    assert inline.map
    last = inline.map[1] - 1
    line, end = _cut_end(lines[last])
    place = len(line.rstrip())
    if opening.type == "heading_open" and opening.markup.startswith("#"):
        signs = re.search(r"#{1,6}(?=[ \t]|$)", line)
        assert signs
        closing = re.search(r"(?:^|[ \t])#+[ \t]*$", line[signs.end() :])
        place = signs.end() + closing.start() if closing else place
    elif _READ_OTHERWISE.fullmatch(line):
        return False
    lines[last] = f"{line[:place]} {mark}{line[place:]}{end or chr(10)}"
    return True


def _put_behind(lines: list[str], first: Token, mark: str) -> None:
    """Put a mark as a paragraph of its own behind a block."""
    assert first.map
    last = first.map[1] - 1
    while not lines[last].strip() and last > first.map[0]:
        last -= 1
    line, end = _cut_end(lines[last])
    end = end or "\n"
    fence = first.markup if first.type == "fence" else ""
    is_open = fence and (last == first.map[0] or not line.strip().startswith(fence))
    closing = f"{fence}{end}" if is_open else ""
    following = "" if last + 1 == len(lines) or not lines[last + 1].strip() else end
    lines[last] = f"{line}{end}{closing}{end}{mark}{end}{following}"


def anchored(document: Document) -> str:
    """The document's body with a mark for each block: its anchors stay, whatever is written next.

    What its marks keep stays as it is.
    """
    return with_marks(document.body, list(map(names_of, _blocks(document))))


def _blocks(document: Document) -> tuple[Block, ...]:
    return blocks_of(document.body, language_for(document.language), document.outline)


# From one version to the next
# ----------------------------


def carried_over(old: Document, new: Document) -> str:
    """The body of a document's next version, with marks: every old anchor leads to what it was.

    New blocks get names that none had.
    """
    if old == replace(new, body=old.body) and without_marks(old.body) == new.body:
        return anchored(old)
    before = _blocks(old)
    new = replace(new, body=with_marks(new.body, carried(before, _blocks(new))))
    after = _blocks(new)
    names = [list(names_of(block)) for block in after]
    for place, name in _lost_points(before, after):
        names[place].append(name)
    return with_marks(new.body, names)


_ALIKE = 0.5
"""Two texts of which half is the same, in what is put together by two characters, are two versions
of one. Other paragraphs of one speech share less than a fifth."""

_TAKEN = 0.3
"""What of a text must be in another one for that to have taken it."""

_MOST_PAIRS = 100_000
"""Of more pairs of blocks than this only equal ones are found: no page has so many, but a hostile
one."""

_LONG = 6
"""Characters of a text that is known again wherever it stands; shorter ones may come twice."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What is compared of a block."""

    key: str
    grams: frozenset[str]
    """Runs of two Han characters, or of five letters."""

    def likeness(self, other: _Text) -> float:
        """From 0 to 1, for the same."""
        both = len(self.grams) + len(other.grams)
        return 2 * len(self.grams & other.grams) / both if both else 0.0

    def share_in(self, other: _Text) -> float:
        """How much of it is in another text."""
        return len(self.grams & other.grams) / len(self.grams) if self.grams else 0.0


def _text(text: str) -> _Text:
    key = comparable(text)
    size = 2 if any("\u3400" <= c <= "\u9fff" for c in key) else 5
    grams = frozenset(key[i : i + size] for i in range(max(1, len(key) - size + 1)) if key)
    return _Text(key or text, grams)


def carried(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[str, ...]]:
    """For each block of a text's new version, the names of those of the old one that lead to it.

    No name is left behind: what a block was called of which the text has gone leads to the one that
    took the text, or else to one beside it. New blocks may have none.
    """
    before = [_text(block.text) for block in old]
    after = [_text(block.text) for block in new]
    pairs = _pairs(before, after)
    found: list[list[str]] = [[] for _ in new]
    for index in sorted(pairs):
        found[pairs[index]] += names_of(old[index])
    for index, block in enumerate(old):
        if index not in pairs and new:
            found[_heir(index, block, before, after, pairs)] += names_of(block)
    return [tuple(names) for names in found]


def _pairs(before: Sequence[_Text], after: Sequence[_Text]) -> dict[int, int]:
    """Which block of the new version each one of the old is now, as far as it is there."""
    matcher = SequenceMatcher(None, [t.key for t in before], [t.key for t in after])
    codes = matcher.get_opcodes()
    pairs: dict[int, int] = {}
    for code, start, end, place, _ in codes:
        if code == "equal":
            pairs |= {index: place + index - start for index in range(start, end)}
    pairs |= _moved(before, after, pairs)
    taken = set(pairs.values())
    for code, start, end, place, stop in codes:
        if code == "replace":
            olds = [i for i in range(start, end) if i not in pairs]
            news = [j for j in range(place, stop) if j not in taken]
            pairs |= _corrected(olds, news, before, after)
    return pairs


def _moved(
    before: Sequence[_Text], after: Sequence[_Text], pairs: Mapping[int, int]
) -> dict[int, int]:
    """Equal texts that stand elsewhere now."""
    taken = set(pairs.values())
    olds = [i for i in range(len(before)) if i not in pairs and len(before[i].key) >= _LONG]
    news = [j for j in range(len(after)) if j not in taken]
    of_old = Counter(before[i].key for i in olds)
    of_new = Counter(after[j].key for j in news)
    places = {after[j].key: j for j in news}
    once = (i for i in olds if of_old[before[i].key] == of_new[before[i].key] == 1)
    return {i: places[before[i].key] for i in once}


def _corrected(
    olds: Sequence[int], news: Sequence[int], before: Sequence[_Text], after: Sequence[_Text]
) -> dict[int, int]:
    """Texts that are nearly equal: in order, and as alike as can be in all."""
    if len(olds) * len(news) > _MOST_PAIRS:
        return {}
    scores = [[before[i].likeness(after[j]) for j in news] for i in olds]
    scores = [[score if score >= _ALIKE else 0.0 for score in row] for row in scores]
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for i in range(len(olds) - 1, -1, -1):
        for j in range(len(news) - 1, -1, -1):
            together = scores[i][j] + best[i + 1][j + 1] if scores[i][j] else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(olds) and j < len(news):
        if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            pairs[olds[i]] = news[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            i += 1
    return pairs


def _heir(
    index: int,
    block: Block,
    before: Sequence[_Text],
    after: Sequence[_Text],
    pairs: Mapping[int, int],
) -> int:
    """The new block to which a name leads whose own block has gone."""
    if len(before) * len(after) <= _MOST_PAIRS:
        shares = [before[index].share_in(text) for text in after]
        best = max(range(len(after)), key=shares.__getitem__)
        if shares[best] >= _TAKEN:
            return best
    left = next((pairs[i] for i in range(index - 1, -1, -1) if i in pairs), -1)
    right = next((pairs[i] for i in range(index + 1, len(before)) if i in pairs), len(after))
    if right - left > 1:  # something new stands there
        return left + 1
    # A heading leads to what followed it, all else to what it followed.
    leads_on = block.kind in ("heading", "turn") and right < len(after)
    return right if leads_on or left < 0 else left


def _lost_points(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """The points inside of old paragraphs that no new one is called like, and where each leads now.

    All old blocks' own names are among those of the new ones.
    """
    known = {name for block in new for name in (*names_of(block), *(p.id for p in block.points))}
    homes = {name: index for index, block in enumerate(new) for name in names_of(block)}
    for block in old:
        for point in block.points:
            if point.id not in known:
                words = comparable(point.label)
                home = homes[block.paragraph or block.id]
                with_words = (i for i, b in enumerate(new) if words and words in comparable(b.text))
                yield min(with_words, key=lambda i: abs(i - home), default=home), point.id
