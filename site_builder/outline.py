"""The outline of a speech: headings and leads of its text, and the points printed on its page.

Both are trees, each hung by the family of its numbers. The printed one is matched to that of the
text, and what the text has not is put in at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from markupsafe import escape
from msgspec.structs import replace as changed

from site_builder.markdown import comparable
from site_builder.model import MASK, Block, OutlineEntry
from site_builder.numbering import BELOW_CURRENT, Number, number_end, number_of

_ALIKE = 0.8
"""What is as alike as this is the same point. On the page it was measured with, points that are
there are equal, and of those that are not the most alike reaches 0.6."""

_MOST_PAIRS = 20_000
"""Of more pairs of a printed point and one of the text only equal ones are looked for: no page has
so many, but a hostile one."""

_MOST_COMPARED = 200
"""Characters of a paragraph that are looked at: no label that a page prints is longer."""

_TOP = 2
"""The level of a part of the whole: 1 is the title."""


@dataclass(slots=True, eq=False)
class _Node:
    label: str
    origin: Literal["heading", "run-in", "printed", "turn"]
    target: str = ""
    heading: int = 0
    """The level that Markdown gives it; 0 for what runs in or is printed."""
    text: str = ""
    """What is compared of it."""
    place: int = -1
    """The index of its block; -1 for what the text has not."""
    inside: bool = False
    """Whether it is inside of a paragraph and does not open it."""
    printed: str = ""
    """Of a node of the text that is printed too: the anchor that it has where it is lost."""
    parent: _Node | None = None
    children: list[_Node] = field(default_factory=list)
    number: Number | None = field(init=False)

    def __post_init__(self) -> None:
        # A label such as `A. Smith` is no point A.
        self.number = None if self.origin == "turn" else number_of(self.label)

    @property
    def is_nameless(self) -> bool:
        """Whether it is a heading of which only the place is known."""
        return self.origin == "printed" and not self.label

    def add(self, child: _Node, position: int | None = None) -> None:
        if child.parent:
            child.parent.children.remove(child)
        child.parent = self
        self.children.insert(len(self.children) if position is None else position, child)

    def below(self) -> Iterator[_Node]:
        """All nodes below this one, in order."""
        for child in self.children:
            yield child
            yield from child.below()

    def entry(self, level: int = _TOP) -> OutlineEntry:
        return OutlineEntry(
            label=self.label,
            origin=self.origin,
            target=self.target,
            level=level,
            status="found" if self.place >= 0 else "lost",
            printed=self.printed,
            children=tuple(child.entry(level + 1) for child in self.children),
        )


def outline_of(blocks: Sequence[Block], printed: Sequence[str]) -> tuple[OutlineEntry, ...]:
    """The merged outline, as a tree in the order of the text.

    A printed point that no heading or lead is alike is lost, and stands where it stood in the
    printed outline. Where a chain of printed numbers starts again, a heading between is missing:
    it is that of the text under which the points are found; else the next section that has a gap
    and none of the points; else a lost entry without a label.
    """
    text = _of_text(blocks)
    wanted = _of_print(printed)
    points = [node for node in text.below() if node.origin != "turn"]
    found = _matches([n for n in wanted.below() if n.label], points)
    gaps = [index for index, block in enumerate(blocks) if block.kind == "gap"]
    _Merger(found, gaps, len(blocks)).merge(wanted, text)
    return tuple(child.entry() for child in text.children)


# The two trees
# -------------


def _of_text(blocks: Sequence[Block]) -> _Node:
    root = _Node("", "heading")
    path = [root]
    nodes = list(_nodes(blocks))
    going_on = _going_on(nodes)
    for node in nodes:
        if node.heading:
            while len(path) > 1 and not 0 < path[-1].heading < node.heading:
                path.pop()
        elif node.origin == "turn":
            while len(path) > 1 and not path[-1].heading:
                path.pop()
        else:
            _climb_in_text(path, node, going_on)
        path[-1].add(node)
        path.append(node)
    return root


def _nodes(blocks: Sequence[Block]) -> Iterator[_Node]:
    """Headings, turns, leads, and points inside of paragraphs, in order."""
    for place, block in enumerate(blocks):
        if block.kind == "heading":
            text = _compared(block.text)
            yield _Node(block.text, "heading", block.id, block.level, text, place)
        elif block.kind == "turn":
            yield _Node(block.text, "turn", block.id, text="", place=place)
        elif block.kind == "run-in":
            label, text = block.lead_text or block.text, _compared(block.text[:_MOST_COMPARED])
            yield _Node(label, "run-in", block.id, 0, text, place)
        for point in block.points:
            text = _compared(block.text[point.start : point.start + _MOST_COMPARED])
            inside = point.start > 0
            yield _Node(point.label, "run-in", point.id, 0, text, place, inside=inside)


def _going_on(nodes: Sequence[_Node]) -> set[_Node]:
    """The nodes with 一是, 第一, or First, after which in the same part the next number comes."""
    found: set[_Node] = set()
    coming: dict[str, Number] = {}
    for node in reversed(nodes):
        if node.heading or node.origin == "turn":
            coming = {}
        elif number := node.number:
            following = coming.get(number.family)
            is_next = following and following.follows(number.ordinal)
            if is_next and number.rank == BELOW_CURRENT:
                found.add(node)
            coming[number.family] = number
    return found


def _climb_in_text(path: list[_Node], node: _Node, going_on: set[_Node]) -> None:
    """Cut a path back to where a node of the text hangs that runs in.

    What is inside of a paragraph that is itself a point hangs below it, and so does what stands
    between two points of an order that goes on. But behind the last of an order without such
    parts a new order begins.
    """
    last, number = path[-1], node.number
    beside = _beside(path, number)
    for index in range(len(path) - 1, beside, -1):
        own = path[index]
        is_around = node.inside and not own.inside and own.place == node.place
        if is_around or (not beside and own in going_on):
            del path[index + 1 :]
            return
    if number and not beside and number.rank == BELOW_CURRENT and _ends_plain_order(last):
        path.pop()
        return
    _climb(path, number)


def _ends_plain_order(node: _Node) -> bool:
    """Whether a node is the last of an order that has no parts of another."""
    number = node.number
    if not number or number.rank != BELOW_CURRENT or not node.parent:
        return False
    order = [n for n in node.parent.children if n.number and n.number.family == number.family]
    return len(order) > 1 and not any(n.children for n in order)


def _climb(path: list[_Node], number: Number | None) -> None:
    """Cut a path back to where a node with this number hangs."""
    beside = _beside(path, number)
    if beside:
        del path[beside:]
        return
    if number and number.rank == BELOW_CURRENT:
        return
    while len(path) > 1:
        own = path[-1].number
        if path[-1].origin == "turn":
            return
        is_above = own.rank <= number.rank if own and number else path[-1].heading > 0
        if is_above or path[-1].is_nameless:
            return
        path.pop()


def _beside(path: Sequence[_Node], number: Number | None) -> int:
    """The index of the path's node whose number this one goes on from; 0 if there is none."""
    for index in range(len(path) - 1, 0, -1):
        if path[index].origin == "turn":
            break  # nobody counts on from another's points
        own = path[index].number
        if number and own and own.family == number.family:
            return index
    return 0


def _of_print(printed: Sequence[str]) -> _Node:
    root = _Node("", "printed")
    path = [root]
    for index, label in enumerate(printed, 1):
        node = _Node(label, "printed", f"o{index}", text=_compared(label))
        number = node.number
        beside = _beside(path, number)
        last = path[beside].number if beside else None
        if number and last and number.ordinal <= last.ordinal and label != path[beside].label:
            _start_again(path, beside)
        else:
            _climb(path, number)
        path[-1].add(node)
        path.append(node)
    for nameless in [node for node in root.below() if node.is_nameless]:
        nameless.target = f"{nameless.children[0].target}-up"
    return root


def _start_again(path: list[_Node], beside: int) -> None:
    """Make place for a chain that starts again: below another heading than the one before it."""
    above = path[beside - 1]
    if len(path[:beside]) == 1:
        # The chain before it had a heading as well, which is not printed either.
        heading = _Node("", "printed")
        first = path[beside].number
        run = [n for n in above.children if n.number and first and n.number.family == first.family]
        above.add(heading, above.children.index(run[0]))
        for node in run:
            heading.add(node)
        path.insert(1, heading)
        beside += 1
    heading = _Node("", "printed")
    del path[beside - 1 :]
    path[-1].add(heading)
    path.append(heading)


# Matching
# --------


def _compared(label: str) -> str:
    """What of a label or text counts: Han characters and masks, or letters if it has no Han."""
    text = comparable(label)
    han = _NO_HAN.sub("", text)
    return han if han.strip(MASK) else text.casefold()


_NO_HAN = re.compile(rf"[^\u3400-\u9fff{MASK}]+")


def _without_number(node: _Node) -> str:
    """What is compared of a node, without its number."""
    return node.text.removeprefix(_compared(node.label[: number_end(node.label)]))


def _matches(printed: Sequence[_Node], nodes: Sequence[_Node]) -> dict[_Node, _Node]:
    """Printed points with their nodes of the text: in order, and as alike as can be in all.

    What is left is looked for out of order, if no other has the same words.
    """
    nearly = len(printed) * len(nodes) <= _MOST_PAIRS
    points = [_Wanted.of(point) for point in printed]
    texts = [(node, _without_number(node)) for node in nodes if points]
    scores = [
        [point.likeness(node, bare, nearly=nearly) for node, bare in texts] for point in points
    ]
    rows = [i for i, row in enumerate(scores) if any(row)]
    columns = [j for j in range(len(nodes)) if any(scores[i][j] for i in rows)]
    scores = [[scores[i][j] for j in columns] for i in rows]
    points, nodes = [points[i] for i in rows], [nodes[j] for j in columns]
    pairs = dict(_in_order(scores))
    for i, point in enumerate(points):
        if i not in pairs and len(point.bare) >= _WORDY:
            free = [j for j, score in enumerate(scores[i]) if score >= _SAME]
            if len(free) == 1 and free[0] not in pairs.values():
                pairs[i] = free[0]
    return {points[i].node: nodes[j] for i, j in pairs.items()}


def _in_order(scores: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    """The pairs of rows and columns, rising in both, with the highest score in all."""
    width = len(scores[0]) if scores else 0
    best = [[0.0] * (width + 1) for _ in range(len(scores) + 1)]
    for i in range(len(scores) - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            together = scores[i][j] + best[i + 1][j + 1] if scores[i][j] else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(scores) and j < width:
        if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            i += 1


_SAME = 0.9
"""What is as alike as this has the same words."""
_WORDY = 6
"""Characters of a label, without its number, that hardly occur twice by chance."""
_NAME_SIGN = re.compile(r"[*＊]+|[XxＸｘ×]{1,4}")
"""What hides a name in a label: there may be a name in the text, or another sign."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A printed point, made ready to be compared with many nodes."""

    node: _Node
    bare: str
    """Its words without the number."""
    masked: re.Pattern[str] | None
    """Finds it with any names in place of its signs, if it has some."""

    @classmethod
    def of(cls, node: _Node) -> _Wanted:
        """A printed point, made ready."""
        masked = None
        if _NAME_SIGN.search(node.label):
            pieces = [_compared(piece).strip(MASK) for piece in _NAME_SIGN.split(node.label)]
            if len("".join(pieces)) >= _WORDY:
                masked = re.compile(".{1,8}?".join(map(re.escape, filter(None, pieces))))
        return cls(node, _without_number(node), masked)

    def likeness(self, other: _Node, bare: str, *, nearly: bool) -> float:
        """How much a node's text begins like this point, from 0.8 to 1; 0 for less.

        `bare` is its text without the number. Only if wanted, they may also be `nearly` equal.
        """
        label = self.node.text
        if not label:
            return 0.0
        if other.text.startswith(label):
            return 1.0
        if not nearly:
            return 0.0
        if self.node.number != other.number:
            return _SAME if self._has_the_words_of(other, bare) else 0.0
        if self.masked and self.masked.match(other.text):
            return _SAME
        if label[0] != other.text[:1]:
            return 0.0
        ratio = SequenceMatcher(None, label, other.text[: len(label)], autojunk=False).ratio()
        return ratio if ratio >= _ALIKE else 0.0

    def _has_the_words_of(self, other: _Node, bare: str) -> bool:
        """Whether a node differs by no more than its number: outlines may count otherwise."""
        if not self.bare or not bare.startswith(self.bare):
            return False
        return len(self.bare) >= _WORDY or _compared(other.label).endswith(self.bare)


# Merging
# -------


@dataclass(slots=True)
class _Merger:
    found: Mapping[_Node, _Node]
    gaps: Sequence[int]
    end: int
    """The number of blocks."""

    def merge(self, printed: _Node, text: _Node) -> None:
        """Put what is lost of the children of a printed node below its node of the text."""
        counterparts = self._counterparts(printed.children, text)
        previous: _Node | None = None
        for index, point in enumerate(printed.children):
            node = counterparts.get(point)
            if node is None:
                node = _Node(point.label, "printed", point.target)
                later = printed.children[index + 1 :]
                following = next((counterparts[p] for p in later if p in counterparts), None)
                home = _home(node, previous, following) or text
                below = next((self.found[p] for p in point.below() if p in self.found), None)
                bound = next(filter(None, (self._first(p, counterparts) for p in later)), None)
                home.add(node, _position(node, home, previous, below, bound))
                if below:
                    _adopt(node, below)
            else:
                node.printed = point.target
                if point.label and point.number == node.number:
                    node.label = point.label
            self.merge(point, node)
            previous = node

    def _first(self, point: _Node, counterparts: Mapping[_Node, _Node]) -> _Node | None:
        """What the text has first of a point and those below it."""
        if point in counterparts:
            return counterparts[point]
        return next((self.found[p] for p in point.below() if p in self.found), None)

    def _counterparts(self, points: Sequence[_Node], text: _Node) -> dict[_Node, _Node]:
        """What in the text each point is; a nameless heading is told by what is found below it."""
        known = {point: self.found[point] for point in points if point in self.found}
        for point in (p for p in points if p.is_nameless):
            below = next((self.found[n] for n in point.below() if n in self.found), None)
            section = below.parent if below else None
            # Two chains are not below one heading: that of the later one is lost.
            if section and section.parent and section not in known.values():
                known[point] = section
        anchored = dict(known)
        for index, point in enumerate(points):
            if not point.is_nameless or any(n in self.found for n in point.below()):
                continue
            before = max((known[p].place for p in points[:index] if p in known), default=-1)
            after = min(
                (anchored[p].place for p in points[index:] if p in anchored), default=self.end
            )
            section = next(
                (n for n in text.children if before < n.place < after and self._has_room(n, point)),
                None,
            )
            if section:
                known[point] = section
        return known

    def _has_room(self, section: _Node, heading: _Node) -> bool:
        """Whether points below a heading can have been lost in a section: it has a gap."""
        assert section.parent
        siblings = [n.place for n in section.parent.children if n.place > section.place]
        end = min(siblings, default=self.end)
        family = heading.children[0].number
        taken = any(n.number and family and n.number.family == family.family
                    for n in section.children)  # fmt: skip
        return not taken and any(section.place < gap < end for gap in self.gaps)


def _adopt(node: _Node, first: _Node) -> None:
    """Hang below a lost heading the first of its points in the text, and what goes on from it.

    What the text has stays in its order: nothing moves that would pass something else.
    """
    assert first.parent
    assert node.parent
    siblings = first.parent.children
    chain = _chain(siblings[siblings.index(first) :])
    around = node.parent.children
    before, after = around[: around.index(node)], around[around.index(node) + 1 :]
    is_next = after[:1] == [first]
    ends_before = before[-1:] == [first.parent] and siblings[-1] is chain[-1]
    if is_next or ends_before:
        for sibling in chain:
            node.add(sibling)


def _chain(nodes: Sequence[_Node]) -> list[_Node]:
    """The first of the nodes, and those after it that count on from each other."""
    chain = [nodes[0]]
    for node in nodes[1:]:
        last, own = chain[-1].number, node.number
        if not (last and own and own.family == last.family and own.ordinal > last.ordinal):
            break
        chain.append(node)
    return chain


def _home(node: _Node, previous: _Node | None, following: _Node | None) -> _Node | None:
    """What a neighbour of the same chain hangs under, if it has one."""
    number = node.number
    for neighbour in (previous, following):
        own = neighbour.number if neighbour else None
        if neighbour and number and own and own.family == number.family:
            return neighbour.parent
    return None


def _position(
    node: _Node,
    home: _Node,
    previous: _Node | None,
    below: _Node | None,
    bound: _Node | None,
) -> int:
    """Where among the children of its home a lost node stands.

    `previous` is the point printed before it, `below` the first of those below it that the text
    has, `bound` the first of those after it.
    """
    children = home.children
    start = _index(previous, home, -1) + 1
    if below is not None:
        at = _index(below, home, -1)
        if at >= start:
            return at if children[at] is below else at + 1
    end = max(start, _index(bound, home, len(children)))
    if start == 0 and bound is not None:
        return end
    if previous is None:
        return len(children)
    number = node.number
    while start < end:
        own = children[start].number
        if not (number and own and own.family == number.family and own.ordinal < number.ordinal):
            break
        start += 1
    return start


def _index(node: _Node | None, home: _Node, default: int) -> int:
    """Which child of its home a node is, or is below."""
    while node and node.parent is not home:
        node = node.parent
    return home.children.index(node) if node else default


# Stubs
# -----


def lengths_of(
    blocks: Sequence[Block], outline: Sequence[OutlineEntry], *, in_words: bool
) -> dict[str, int]:
    """How long the part of each entry is, with all that is below it, by the entry's anchor.

    Counted in words, or in characters without spaces; signs of gaps do not count. A point inside
    of a paragraph ends with it.
    """
    size = _words_in if in_words else _characters_in
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    total = 0
    for block in blocks:
        starts[block.id] = total
        starts |= {point.id: total + size(block.text[: point.start]) for point in block.points}
        total += 0 if block.kind in ("gap", "lost") else size(block.text)
        ends |= {point.id: total for point in block.points}
    entries = [entry for entry in _flat(outline) if entry.target in starts]
    entries.sort(key=lambda entry: starts[entry.target])
    found: dict[str, int] = {}
    behind: list[tuple[int, int]] = []  # of entries further on: levels that rise, and starts
    for entry in reversed(entries):
        start = starts[entry.target]
        while behind and behind[-1][0] > entry.level:
            behind.pop()
        end = behind[-1][1] if behind else total
        found[entry.target] = min(end, ends.get(entry.target, total)) - start
        behind.append((entry.level, start))
    return found


def _words_in(text: str) -> int:
    return len(text.split())


def _characters_in(text: str) -> int:
    return sum(map(len, text.split()))


def _flat(outline: Iterable[OutlineEntry]) -> Iterator[OutlineEntry]:
    for entry in outline:
        yield entry
        yield from _flat(entry.children)


def with_stubs(blocks: Sequence[Block], outline: Sequence[OutlineEntry]) -> tuple[Block, ...]:
    """The blocks, and among them one for each lost entry of their outline, at its place.

    A block of which the point is found has the anchor that the point had while it was lost.

    It stands behind the last gap between the entries found before and after it, for there its
    text went; without a gap, before the entry that follows.
    """
    if not any(entry.printed or entry.status == "lost" for entry in _flat(outline)):
        return tuple(blocks)
    places = {block.id: place for place, block in enumerate(blocks)}
    places |= {point.id: i for i, block in enumerate(blocks) for point in block.points}
    inserted: dict[int, list[Block]] = {}
    printed: dict[int, list[str]] = {}
    waiting: list[Block] = []
    before = -1

    def insert(after: int) -> None:
        gaps = [i for i in range(before + 1, after) if blocks[i].kind == "gap"]
        inserted.setdefault(gaps[-1] + 1 if gaps else after, []).extend(waiting)
        waiting.clear()

    for entry, level in _with_levels(outline, {b.id: b.level for b in blocks}, _TOP):
        if entry.status == "lost":
            waiting.append(Block("lost", entry.target, escape(entry.label), entry.label, level))
            continue
        place = places[entry.target]
        if entry.printed:
            printed.setdefault(place, []).append(entry.printed)
        if place > before:
            insert(place)
            before = place
        elif waiting:
            insert(place + 1)  # between two points of one paragraph
    insert(len(blocks))
    made: list[Block] = []
    lost = {stub.id for stubs in inserted.values() for stub in stubs}
    for place, block in enumerate((*blocks, None)):
        made += inserted.get(place, ())
        if block:
            aliases = dict.fromkeys((*block.aliases, *printed.get(place, ())))
            kept = tuple(name for name in aliases if name not in lost) if aliases else ()
            made.append(block if kept == block.aliases else changed(block, aliases=kept))
    return tuple(made)


def _with_levels(
    entries: Iterable[OutlineEntry], levels: Mapping[str, int], level: int
) -> Iterator[tuple[OutlineEntry, int]]:
    """Every entry in order, with the level of its heading in the page: no deeper than 4."""
    for entry in entries:
        own = levels.get(entry.target) or level
        yield entry, own
        yield from _with_levels(entry.children, levels, min(own + 1, 4))
