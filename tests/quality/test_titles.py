"""How well titles are read: who spoke, on which occasion, and what kind of speech it is.

A title is right if every field is. The rules were written with the first, third, … title in
sight; the second, fourth, … measure them.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from site_builder.titles import title_parts

TITLES = tomllib.loads((Path(__file__).parent / "titles.toml").read_text("utf-8"))["titles"]
FIELDS = ("who", "name", "role", "also", "event", "place", "type")


def fields(title: str) -> dict[str, object]:
    """The parts that are found, named as in `titles.toml`."""
    parts = title_parts(title)
    first = parts.speakers[0] if parts.speakers else None
    return {
        "who": first.attribution if first else "",
        "name": first.name if first else "",
        "role": first.role if first else "",
        "also": [speaker.attribution for speaker in parts.speakers[1:]],
        "event": parts.event.name if parts.event else "",
        "place": parts.event.place if parts.event else "",
        "type": parts.type,
    }


def wrong(titles: list[dict[str, object]]) -> list[str]:
    """The titles of which not every field is right, with what was found."""
    return [
        f"{label['title']}: {found}"
        for label in titles
        if (found := fields(str(label["title"])))
        != {name: label.get(name, [] if name == "also" else "") for name in FIELDS}
    ]


@pytest.mark.parametrize(("first", "floor"), [(0, 0.95), (1, 0.95)], ids=["seen", "unseen"])
def test_titles_are_read_as_people_read_them(first: int, floor: float) -> None:
    titles = TITLES[first::2]
    misses = wrong(titles)
    assert 1 - len(misses) / len(titles) >= floor, "\n".join(misses)


def test_there_are_enough_titles() -> None:
    assert len({label["title"] for label in TITLES}) == len(TITLES) >= 100
