"""The pages of what several speeches say: the most repeated passages, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from site_builder.clauses import texts
from site_builder.links import Link, Links, Page, Paging, numbered_path, paged
from site_builder.passages import Passage, Spot, said
from site_builder.surroundings import at

LISTED = 1_000
"""How many passages are listed, at most."""
PASSAGES_A_PAGE = 50
"""Some 60 kB of HTML, 10 kB on the wire."""
_OTHERS = 12
"""To how many other speeches of a passage there are links; a search finds them all."""
_LONGEST = 400
"""Characters of a passage that are shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """A passage that several speeches have."""

    text: str
    """As it was first said, shortened if it is very long."""
    query: str
    """A search that finds its speeches."""
    speeches: int
    """In how many speeches it stands."""
    first: Link
    """To the passage in the speech that has it first."""
    others: tuple[Link, ...]
    """The same of other speeches, not of all if there are many."""


@dataclass(frozen=True, slots=True)
class PassagesPage(Page):
    """The passages that most speeches have; of many, one page."""

    template: ClassVar[str] = "passages.html"
    total: int
    """Number of passages on all of its pages."""
    passages: tuple[Told, ...]
    paging: Paging


def passage_pages(links: Links) -> Iterator[PassagesPage]:
    """The pages of the most repeated passages, at least one."""
    found = links.archive.repeated.passages
    most = sorted(found, key=lambda one: (-one.speeches, -one.size, one.spots[0]))[:LISTED]

    @lru_cache(maxsize=64)  # passages of one speech are often next to each other
    def words(index: int) -> list[str]:
        return texts(links.archive.speeches[index].clauses)

    for paging, part in paged("passages.html", most, PASSAGES_A_PAGE):
        yield PassagesPage(
            path=numbered_path("passages.html", paging.number),
            title=links.words["passages"],
            description=links.words["passages_text"],
            total=len(most),
            passages=tuple(_told(one, words(one.spots[0].speech), links) for one in part),
            paging=paging,
        )


def _told(passage: Passage, words: list[str], links: Links) -> Told:
    by_speech: dict[int, Spot] = {}
    for spot in passage.spots:
        by_speech.setdefault(spot.speech, spot)
    first, *others = by_speech.values()
    return Told(
        text=said(words, first, passage, _LONGEST),
        query=f'"{words[first.clause].strip(_MARKS)}"',
        speeches=passage.speeches,
        first=at(first, links),
        others=tuple(at(spot, links) for spot in others[:_OTHERS]),
    )


_MARKS = ' .。!！?？;；:：,，…—–()（）"“”'
