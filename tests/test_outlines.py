"""Whole outlines: pages of the kinds that are saved in practice, each with the tree it should give.

A file has a line that says what it is for, and three parts: the outline as printed on the page, the
text with its language, and the outline of the speech: an entry on each line, indented, with its
anchor if it is found and `?` if it is lost.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_builder.languages import language_for
from site_builder.markdown import blocks_of
from site_builder.model import OutlineEntry
from site_builder.outline import outline_of, with_stubs

CASES = sorted((Path(__file__).parent / "outlines").glob("*.txt"))
PARTS = re.compile(
    r".+\n=== printed\n(?P<printed>.*?)=== text (?P<language>\S+)\n(?P<text>.*?)"
    r"=== outline\n(?P<outline>.*)",
    re.DOTALL,
)


def drawn(entries: tuple[OutlineEntry, ...], depth: int = 0) -> str:
    lines = ""
    for entry in entries:
        sign = entry.target if entry.status == "found" else "?"
        lines += f"{'  ' * depth}{entry.label} {sign}\n{drawn(entry.children, depth + 1)}"
    return lines


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_page_gives_the_outline_that_a_reader_sees_in_it(path: Path) -> None:
    case = PARTS.fullmatch(path.read_text("utf-8"))
    assert case, "the file does not have its three parts"
    printed = case["printed"].splitlines()
    blocks = blocks_of(case["text"], language_for(case["language"]), printed)
    outline = outline_of(blocks, printed)
    assert drawn(outline) == case["outline"]
    assert with_stubs(blocks, outline)
