"""The blocks of a speech as a tree: sections within sections, and passages in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from site_builder.model import Block


@dataclass(slots=True)
class Passage:
    """What one person says at a stretch, or, without a label, blocks of which no one is named."""

    label: Block | None = None
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A heading, what stands under it, and the sections below it."""

    heading: Block | None = None
    """None of the whole speech, whose heading is its title."""
    passages: list[Passage] = field(default_factory=list)
    """In order, those before the first section within."""
    sections: list[Section] = field(default_factory=list)


def sections_of(blocks: Iterable[Block]) -> Section:
    """The whole speech as a section; only headings open one, a lead that runs in does not."""
    whole = Section()
    path = [whole]
    for block in blocks:
        if block.kind == "heading":
            del path[max(block.level - 1, 1) :]
            section = Section(block)
            path[-1].sections.append(section)
            path.append(section)
        elif block.kind == "turn":
            path[-1].passages.append(Passage(block))
        else:
            if not path[-1].passages:
                path[-1].passages.append(Passage())
            path[-1].passages[-1].blocks.append(block)
    return whole
