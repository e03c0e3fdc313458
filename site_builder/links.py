"""Speeches and groups of them as links: their paths in the site, and what a page says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from site_builder import dates
from site_builder.archive import NAMED, UNDATED, Archive, Group, Key
from site_builder.config import Config
from site_builder.languages import language_for
from site_builder.model import Card, Completeness

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Link:
    """A speech as lists and neighbours show it."""

    path: str
    """The page's path in the site; templates turn it into a relative address with `link`."""
    title: str
    language: str
    direction: str
    speaker: str
    """The attributions as printed, joined for reading; may be empty."""
    date: str
    """In words, in the language of the site; never empty."""
    datetime: str
    """For `<time datetime>`: an ISO date, month or year; empty if there is none."""
    event: str
    """Event and place; may be empty."""
    completeness: Completeness


@dataclass(frozen=True, slots=True)
class Count:
    """A way in: a year, a speaker, a page of a list; and how many speeches it leads to."""

    path: str
    """Empty if there is no such page."""
    label: str
    language: str
    """Of the label; empty if it is the site's own."""
    count: int


@dataclass(frozen=True, slots=True)
class Series:
    """A collection that a speech is in, and what is before and after it there."""

    collection: Count
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page of a long list is among the others."""

    number: int
    """Of this page, from 1."""
    pages: tuple[Count, ...]
    """All pages of the list; none if it is short."""


@dataclass(frozen=True, slots=True)
class Page:
    """What every page has; `template` names the file that renders it."""

    template: ClassVar[str]
    is_anywhere: ClassVar[bool] = False
    """Whether it is shown at addresses that are not its own: a relative link would miss."""
    path: str
    """In the site, with forward slashes: `speeches/x.html`."""
    title: str
    """In the title bar, without the site's name; empty on the home page."""
    description: str
    """One sentence for search engines; may be empty."""

    @property
    def canonical(self) -> str:
        """The path under which search engines should know it: its own."""
        return self.path

    @property
    def is_found(self) -> bool:
        """Whether search engines are to find it: not where another is meant, and not 404.html."""
        return self.canonical == self.path and not self.is_anywhere


def speech_path(id_: str) -> str:
    """Where a speech's page stands in the site."""
    return f"speeches/{id_}.html"


def group_path(kind: str, id_: str) -> str:
    """Where the first page of a group's speeches stands.

    >>> group_path("year", "2011"), group_path("type", "toast")
    ('years/2011.html', 'types/toast.html')
    """
    return f"{kind}s/{id_}.html"


def path_beside(path: str, suffix: str) -> str:
    """A file that stands beside a page and has its name: `collections/x.png`.

    >>> path_beside("collections/x.html", ".png")
    'collections/x.png'
    """
    return path.removesuffix(".html") + suffix


def numbered_path(path: str, number: int) -> str:
    """Where a further page of a long list stands; an id has no point, so none is like it.

    >>> numbered_path("years/2011.html", 2), numbered_path("years/2011.html", 1)
    ('years/2011.2.html', 'years/2011.html')
    """
    return path if number == 1 else f"{path.removesuffix('.html')}.{number}.html"


def paged(path: str, items: Sequence[_Item], size: int) -> Iterator[tuple[Paging, Sequence[_Item]]]:
    """The pages of a list, at least one, each with its items."""
    starts = range(0, max(len(items), 1), size)
    pages = tuple(
        Count(numbered_path(path, number), str(number), "", len(items[start : start + size]))
        for number, start in enumerate(starts, 1)
    )
    for number, start in enumerate(starts, 1):
        yield Paging(number, pages if len(pages) > 1 else ()), items[start : start + size]


class Links:
    """The links to all speeches, by id, and to all groups, in the words of one language.

    Those to groups that have no page, as the archive does without, have no path.
    """

    def __init__(self, archive: Archive, config: Config, words: Mapping[str, str]) -> None:
        self.archive = archive
        self.config = config
        self.words = words
        self.language = language_for(config.language)
        self._counts: dict[tuple[str, str], Count] = {}
        self._places: dict[tuple[str, str], dict[str, int]] = {}
        self._links = {speech.document.id: self._link(speech) for speech in archive.speeches}

    def __getitem__(self, id_: str) -> Link:
        return self._links[id_]

    def group(self, group: Group) -> Count:
        """The link to a group's speeches."""
        place = group.kind, group.id
        if place not in self._counts:
            self._counts[place] = self._count(group)
        return self._counts[place]

    def _count(self, group: Group) -> Count:
        kind = group.kind
        path = group_path(kind, group.id) if self.leads(kind) else ""
        language = self._language(kind, group.language)
        return Count(path, self._label(kind, group.key), language, len(group.speeches))

    def _language(self, kind: str, language: str) -> str:
        """Of a label, as `Count.language`."""
        return language if kind in NAMED and language != self.config.language else ""

    def leads(self, kind: str) -> bool:
        """Whether groups of a kind have pages, and `KINDs/index.html` too."""
        return f"{kind}s" in self.config.ways

    def groups(self, kind: str, speech: Card) -> tuple[Count, ...]:
        """The links to the groups of one kind that a speech is in."""
        if self.leads(kind):
            return tuple(map(self.group, self.archive.groups_of(kind, speech.document)))
        language = self._language(kind, speech.document.language)
        keys = self.archive.keys(kind, speech.document)
        return tuple(Count("", self._label(kind, key), language, 0) for key in keys)

    def series(self, speech: Card) -> tuple[Series, ...]:
        """The collections that a speech is in."""
        return tuple(
            self._series(group, speech)
            for group in self.archive.groups_of("collection", speech.document)
        )

    def _series(self, group: Group, speech: Card) -> Series:
        place = self._place(group, speech)
        before = group.speeches[place - 1] if place else None
        after = group.speeches[place + 1] if place + 1 < len(group.speeches) else None
        return Series(
            self.group(group),
            self[before.document.id] if before else None,
            self[after.document.id] if after else None,
        )

    def around(self, group: Group, speech: Card, count: int) -> tuple[Link, ...]:
        """The links to so many speeches of a group, if it has them: those next to one of them."""
        place = self._place(group, speech)
        start = max(0, min(place - count // 2, len(group.speeches) - count - 1))
        near = group.speeches[start : start + count + 1]
        return tuple(self[other.id] for other in near if other.id != speech.id)

    def _place(self, group: Group, speech: Card) -> int:
        """Where a speech is among those of a group."""
        known = self._places.get((group.kind, group.id))
        if known is None:
            known = {other.id: place for place, other in enumerate(group.speeches)}
            self._places[group.kind, group.id] = known
        return known[speech.id]

    def how_many(self, count: int) -> str:
        """A number of speeches in words."""
        return self.words["speeches" if count != 1 else "speeches_one"].format(n=f"{count:,}")

    def _label(self, kind: str, key: Key) -> str:
        if kind == "year":
            return self.words["undated"] if key.id == UNDATED else key.name
        if kind == "month":
            return dates.in_words(key.name, self.language)
        if kind == "day":
            month, day = map(int, key.name.split("-"))
            return dates.every_year(month, day, self.language)
        if kind == "language":
            return self.words.get(f"language_{key.name}", key.name)
        if kind == "type":
            return self.words[f"type_{key.name}"]
        return key.name

    def _link(self, speech: Card) -> Link:
        document = speech.document
        event = document.event
        return Link(
            path=speech_path(document.id),
            title=document.title,
            language=document.language,
            direction=speech.direction,
            speaker=self.language.list_separator.join(s.attribution for s in document.speakers),
            date=dates.in_words(document.date, self.language),
            datetime=dates.datetime_of(document.date),
            event=" · ".join(filter(None, [event.name, event.place])) if event else "",
            completeness=speech.completeness,
        )
