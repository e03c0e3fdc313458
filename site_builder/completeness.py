"""How much of a speech is here: complete, partial, a fragment, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.model import Completeness, Document, Gap, OutlineEntry

_FRAGMENT = 1 / 3
"""Less than this of a speech is a fragment: what it is about can be told, its course cannot."""
_MET = 0.9
"""A stated length is met from here on: pages count spaces and marks as well. Where a page told how
much it shows, our count of the same text was 6 % lower."""
_POINTS = 3
"""Fewer printed points than these say nothing of a share."""


def completeness_of(
    document: Document,
    characters: int,
    gaps: Iterable[Gap],
    outline: Iterable[OutlineEntry],
) -> Completeness:
    """How much of a speech is here, told from what its page states and what its text shows.

    `characters` is the length of the text. In this order:

    1. *Something is missing* if there is a gap, if a printed point of the outline is lost, or if
       the text has less than nine tenths of the length that the page states. Then it is a
       `fragment` if less than a third of it is here, and otherwise `partial`. The share is that of
       the stated length; without one, that of the text and its counted gaps, if all are counted;
       else, that of the printed points which are found, if there are three or more.
    2. *Nothing is missing*: `complete` if the length that the page states is met, or if a reading
       rule for its site read the saved page, and so would have seen where the page leaves text out.
    3. `unknown` otherwise: for a text written by hand, and for a page that was read without a rule.

    Hidden names and lost characters make no speech incomplete: they stand in their places.
    """
    gaps = tuple(gaps)
    points, lost = points_of(document, outline)
    source = document.source
    stated = source.stated_characters if source else None
    met = bool(stated and characters >= _MET * stated)
    if gaps or lost or (stated and not met):
        share = _share(characters, stated, gaps, points, lost)
        return "fragment" if share is not None and share < _FRAGMENT else "partial"
    known = source is not None and bool(source.file) and source.profile not in ("", "fallback")
    return "complete" if met or known else "unknown"


def points_of(document: Document, outline: Iterable[OutlineEntry]) -> tuple[int, int]:
    """How many points the saved page's outline has, and how many of them are lost."""
    lost = len(lost_points(outline))
    return max(len(document.outline), lost), lost


def lost_points(outline: Iterable[OutlineEntry]) -> tuple[OutlineEntry, ...]:
    """The points whose text is not here, as far as they have a label."""
    return tuple(entry for entry in entries(outline) if entry.status == "lost" and entry.label)


def entries(outline: Iterable[OutlineEntry]) -> Iterator[OutlineEntry]:
    """Every entry of an outline, each before those below it."""
    for entry in outline:
        yield entry
        yield from entries(entry.children)


def _share(
    characters: int, stated: int | None, gaps: tuple[Gap, ...], points: int, lost: int
) -> float | None:
    """Which part of the speech is here; None if nothing tells."""
    if stated:
        return characters / stated
    counted = [gap.characters for gap in gaps if gap.characters]
    if counted and len(counted) == len(gaps) and characters + sum(counted):
        return characters / (characters + sum(counted))
    return (points - lost) / points if points >= _POINTS else None
