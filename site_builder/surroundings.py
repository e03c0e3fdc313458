"""What the page of a speech shows of the rest of its archive: neighbours, kin, and ways in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from site_builder.archive import NAMED
from site_builder.clauses import targets, texts
from site_builder.identity import FILES
from site_builder.links import Count, Link, Links, Series, group_path
from site_builder.model import Card, Speaker
from site_builder.passages import Spot, said
from site_builder.similarity import Similar, similar

NEAR = 3
"""Of how many speeches at the same event, and of how many of the same speaker, it is told."""
ECHOES = 3
"""Of how many of its passages that other speeches have too: the longest."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A speech that is about the same things."""

    speech: Link
    shared: tuple[str, ...]
    """Words that both are about, as they stand in the speech of the page, heaviest first."""


@dataclass(frozen=True, slots=True)
class Echo:
    """A passage of a speech that others have too."""

    text: str
    """Its beginning."""
    target: str
    """The anchor of its block."""
    speeches: int
    """In how many speeches it stands."""
    other: Link
    """To the passage in the speech that has it first, or, if this one has, in the next."""
    is_first: bool
    """Whether this speech has it first."""


@dataclass(frozen=True, slots=True)
class Related:
    """Other speeches that have to do with one."""

    alike: tuple[Alike, ...] = ()
    """Most similar first."""
    event: tuple[Link, ...] = ()
    """Some others of the same event, by date, as those of the same speaker."""
    speaker: tuple[Link, ...] = ()
    speakers: Count | None = None
    """The list of all speeches of that speaker: the first of the speech's."""
    share: int = 0
    """How much of the text is in other speeches too, in percent, rounded down."""
    echoes: tuple[Echo, ...] = ()
    """In the order of the text."""


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
    related: Related


def surroundings_of(links: Links) -> Iterator[tuple[Card, Surroundings]]:
    """Each speech of the archive, in its order, with what is around it."""
    speeches = links.archive.speeches
    places = [None, *(links[speech.id] for speech in speeches), None]
    kin = _related(links)
    for speech, previous, following, related in zip(
        speeches, places, places[2:], kin, strict=False
    ):
        event = speech.document.event
        yield (
            speech,
            Surroundings(
                own=links[speech.id],
                speakers=tuple(
                    _speaker(speaker, speech, links) for speaker in speech.document.speakers
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
                related=related,
            ),
        )


def _speaker(speaker: Speaker, speech: Card, links: Links) -> Count:
    """A speaker under the attribution."""
    found = [links.group(links.archive.speaker(speaker))] if links.leads("speaker") else []
    return _printed(found, speaker.attribution, speech)


def _occasion(kind: str, name: str, speech: Card, links: Links) -> Count:
    """An event or a place under its printed name."""
    return _printed(links.groups(kind, speech), name, speech)


def _printed(found: Sequence[Count], name: str, speech: Card) -> Count:
    """The first of some groups, if there is one, under the name that a speech gives it."""
    path, count = (found[0].path, found[0].count) if found else ("", 0)
    return Count(path, name, speech.document.language, count)


def _elsewhere(speech: Card, links: Links) -> dict[str, tuple[str, ...]]:
    return {
        group_path(kind, key.id): tuple(address for _, address in key.entry.elsewhere)
        for kind in FILES
        for key in links.archive.keys(kind, speech.document)
        if key.entry and key.entry.elsewhere and links.leads(kind)
    }


# Kin
# ---


def _related(links: Links) -> Iterator[Related]:
    """What has to do with each speech of the archive, in its order."""
    archive = links.archive
    if not links.config.related:
        yield from (_repeated(index, links) for index in range(len(archive.speeches)))
        return
    found = similar([speech.terms for speech in archive.speeches])
    for index, (speech, alike) in enumerate(zip(archive.speeches, found, strict=True)):
        speakers = [archive.speaker(speaker) for speaker in speech.document.speakers[:1]]
        events = archive.groups_of("event", speech.document)
        yield replace(
            _repeated(index, links),
            alike=tuple(_alike(one, links) for one in alike),
            event=tuple(link for group in events for link in links.around(group, speech, NEAR)),
            speaker=tuple(link for one in speakers for link in links.around(one, speech, NEAR)),
            speakers=links.group(speakers[0]) if speakers else None,
        )


def _repeated(index: int, links: Links) -> Related:
    """What other speeches have of one, if the archive tells of that."""
    if "passages" not in links.config.ways:
        return Related()
    share = links.archive.repeated.shares.get(index, 0)
    return Related(share=share, echoes=tuple(_echoes(index, links)))


def _alike(one: Similar, links: Links) -> Alike:
    return Alike(links[links.archive.speeches[one.speech].id], one.shared)


def _echoes(index: int, links: Links) -> Iterator[Echo]:
    archive = links.archive
    own = archive.repeated.of.get(index, ())
    longest = sorted(own, key=lambda x: (-archive.repeated.passages[x[0]].size, x))[:ECHOES]
    clauses = archive.speeches[index].clauses
    anchors, words = (targets(clauses), texts(clauses)) if longest else ([], [])
    for number, place in sorted(longest, key=own.index):
        passage = archive.repeated.passages[number]
        spot = passage.spots[place]
        other = next(other for other in passage.spots if other.speech != index)
        yield Echo(
            text=said(words, spot, passage, 60),
            target=anchors[spot.clause],
            speeches=passage.speeches,
            other=at(other, links),
            is_first=passage.spots[0].speech == index,
        )


def at(spot: Spot, links: Links) -> Link:
    """The link to a passage, where it stands in one speech."""
    card = links.archive.speeches[spot.speech]
    link = links[card.id]
    return replace(link, path=f"{link.path}#{targets(card.clauses)[spot.clause]}")
