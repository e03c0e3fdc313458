"""The outline of a speech: headings and leads of its text, and the points printed on its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from site_builder.markdown import comparable
from site_builder.model import Block, OutlineEntry
from site_builder.script import folded

_FIRST = re.compile(r"(?:第?一[是、，,]|[（(]一[）)]|[1１][.、．])")
"""Begins a run of points: a printed outline that starts again tells of another section."""


@dataclass(slots=True)
class _Node:
    label: str
    origin: str
    target: str
    level: int
    text: str = ""
    children: list[_Node] = field(default_factory=list)

    def entry(self) -> OutlineEntry:
        children = tuple(child.entry() for child in self.children)
        return OutlineEntry(self.label, self.origin, self.target, self.level, children)  # type: ignore[arg-type]


def outline_of(blocks: Iterable[Block], printed: Sequence[str]) -> tuple[OutlineEntry, ...]:
    """The merged outline, as a tree in the order of the text.

    A printed point whose words no heading or lead begins with is lost. It stands after the point
    printed before it, where one of its run is found; the points of a run of which none is found
    come last.
    """
    root = _Node("", "heading", "", 1)
    found = list(_derived(blocks, root))
    parents = {id(child): parent for parent in [root, *found] for child in parent.children}
    for run in _runs(printed):
        _place(run, found, parents, root)
    return tuple(child.entry() for child in root.children)


def _derived(blocks: Iterable[Block], root: _Node) -> Iterator[_Node]:
    """The nodes of the text's own headings, hung below each other by level."""
    path = [root]
    for block in blocks:
        if block.kind not in ("heading", "run-in"):
            continue
        label = block.lead_text or block.text
        origin = "heading" if block.kind == "heading" else "run-in"
        node = _Node(label, origin, block.id, block.level, comparable(block.text))
        while path[-1].level >= node.level:
            path.pop()
        path[-1].children.append(node)
        path.append(node)
        yield node


def _runs(printed: Sequence[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for label in printed:
        if run and _FIRST.match(folded(label)):
            yield run
            run = []
        run.append(label)
    if run:
        yield run


def _place(
    run: Sequence[str], found: Sequence[_Node], parents: dict[int, _Node], root: _Node
) -> None:
    """Hang the lost points of a run beside those that are found."""
    matches = [
        next((n for n in found if n.text.startswith(comparable(label))), None) for label in run
    ]
    anchor = next((node for node in matches if node), None)
    parent = parents[id(anchor)] if anchor else root
    position = parent.children.index(anchor) if anchor else len(parent.children)
    for label, match in zip(run, matches, strict=True):
        if match:
            match.label = label
            if parents[id(match)] is parent:
                position = parent.children.index(match) + 1
            continue
        level = anchor.level if anchor else 2
        parent.children.insert(position, _Node(label, "printed", "", level))
        position += 1
