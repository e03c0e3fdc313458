"""What the page of a speech shows of the rest of its archive: its neighbours, and its ways in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from site_builder.identity import FILES
from site_builder.links import NAMED, Count, Link, Links, Series
from site_builder.model import Card


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a speech's page needs of other speeches: with it, it can be made alone."""

    own: Link
    """The speech itself, as others show it."""
    speakers: tuple[Count, ...]
    """Attributions with their pages, in the order of the document's speakers."""
    year: Count
    event: Count | None
    """As printed; without a path where the source hides the name."""
    place: Count | None
    collections: tuple[Count, ...]
    subjects: tuple[Count, ...]
    kind: Count
    """Its type."""
    text_language: Count
    previous: Link | None
    """The speech before it in time."""
    next: Link | None
    series: tuple[Series, ...]
    """Its collections, with what is before and after it there."""
    facets: Mapping[str, tuple[str, ...]]
    """By kind, the main names of whom and what it is listed under, for the search."""
    elsewhere: Mapping[str, tuple[str, ...]]
    """The addresses in other registers of whom and what it has a link to, by its path."""


def surroundings_of(links: Links) -> Iterator[tuple[Card, Surroundings]]:
    """Each speech of the archive, in its order, with what is around it."""
    speeches = links.archive.speeches
    places = [None, *(links[speech.id] for speech in speeches), None]
    for speech, previous, following in zip(speeches, places, places[2:], strict=False):
        event = speech.document.event
        yield (
            speech,
            Surroundings(
                own=links[speech.id],
                speakers=tuple(
                    links.printed(links.archive.speaker(speaker), speaker.attribution, speech)
                    for speaker in speech.document.speakers
                ),
                year=links.groups("year", speech)[0],
                event=_occasion("event", event.name, speech, links) if event else None,
                place=_occasion("place", event.place, speech, links)
                if event and event.place
                else None,
                collections=links.groups("collection", speech),
                subjects=links.groups("subject", speech),
                kind=links.groups("type", speech)[0],
                text_language=links.groups("language", speech)[0],
                previous=previous,
                next=following,
                series=links.series(speech),
                facets={
                    kind: tuple(count.label for count in links.groups(kind, speech))
                    for kind in sorted(NAMED)
                },
                elsewhere=_elsewhere(speech, links),
            ),
        )


def _occasion(kind: str, name: str, speech: Card, links: Links) -> Count:
    """An event or a place under its printed name."""
    found = links.groups(kind, speech)
    count = found[0] if found else Count("", "", "", 0)
    return replace(count, label=name, language=speech.document.language)


def _elsewhere(speech: Card, links: Links) -> dict[str, tuple[str, ...]]:
    groups = (g for kind in FILES for g in links.archive.groups_of(kind, speech.document))
    return {
        links.group(group).path: tuple(address for _, address in group.key.entry.elsewhere)
        for group in groups
        if group.key.entry and group.key.entry.elsewhere
    }
