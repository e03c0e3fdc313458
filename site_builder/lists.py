"""The pages that lead to speeches: by year, by speaker, by place and so on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

from markupsafe import Markup

from site_builder import dates
from site_builder.archive import NAMED, UNDATED, WAYS, Archive, Group
from site_builder.charts import Timeline, timeline
from site_builder.config import Config
from site_builder.data import FOLDER, book_name
from site_builder.identity import Entry
from site_builder.ids import alphabetical
from site_builder.linked_data import group_data
from site_builder.links import (
    Count,
    Link,
    Links,
    Page,
    Paging,
    numbered_path,
    paged,
    path_beside,
)
from site_builder.model import Card

SPEECHES_A_PAGE = 100
"""About 40 kB of HTML, 6 kB on the wire."""
GROUPS_A_PAGE = 200
"""About 50 kB of HTML, 7 kB on the wire."""

HAS_INDEX = tuple(kind for kind in WAYS if kind not in ("month", "day"))
"""The kinds of which a page lists all: months stand with their year, days in the calendar."""


@dataclass(frozen=True, slots=True)
class ListPage(Page):
    """Speeches that have something in common, oldest first; of a long list, one page."""

    template: ClassVar[str] = "list.html"
    kind: str
    """One of `archive.WAYS`, or `completeness`."""
    label_language: str
    """Of the title, as `Count.language`."""
    total: int
    """Number of speeches, on all of its pages."""
    links: tuple[Link, ...]
    parts: tuple[Count, ...]
    """Of a year, its months."""
    entry: Entry | None
    """What `content/` says of the person, event or place."""
    by_attribution: bool
    """Whether a speaker is known by an attribution alone."""
    book: str
    """Of a collection, the path of its EPUB; empty if there is none."""
    feed: str
    """The path of its feeds without their endings; empty if it has none."""
    data: Markup
    """The person, event, place or collection as linked data; may be empty."""
    paging: Paging
    previous: Count | None
    """The neighbouring list, for example the year before."""
    next: Count | None


@dataclass(frozen=True, slots=True)
class CountsPage(Page):
    """All years, all speakers, or all of another kind; of a long list, one page."""

    template: ClassVar[str] = "counts.html"
    kind: str
    """One of `archive.WAYS`."""
    total: int
    """Number of speeches that are on one of the lists."""
    counts: tuple[Count, ...]
    most: int
    """The largest of all counts, also of those on other pages."""
    paging: Paging


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar."""

    label: str
    days: tuple[Count, ...]
    """All its days; those without a speech have no path."""


@dataclass(frozen=True, slots=True)
class CalendarPage(Page):
    """On this day: the days of the calendar on which speeches were given, in whatever year."""

    template: ClassVar[str] = "calendar.html"
    total: int
    """Number of speeches whose day is known."""
    months: tuple[Month, ...]


class Beside(NamedTuple):
    """A list, and its neighbours."""

    here: Count
    previous: Count | None
    next: Count | None


def way_pages(links: Links) -> Iterator[Page]:
    """Every page of every way in."""
    archive = links.archive
    for kind in filter(links.leads, WAYS):
        groups = list(archive.groups[kind].values())
        counts = [links.group(group) for group in groups]
        if kind in HAS_INDEX:
            yield from _indexes(kind, groups, counts, links)
        for group, beside in zip(groups, with_neighbours(counts), strict=True):
            found = [links[speech.document.id] for speech in group.speeches]
            for page in list_pages(kind, beside, found, links):
                yield _told(page, group, archive, links)
    if links.leads("day"):
        yield _calendar(archive, links)


def _told(page: ListPage, group: Group, archive: Archive, links: Links) -> ListPage:
    """The page with what is known of its group."""
    if page.paging.number == 1:
        page = replace(page, data=group_data(group, links))
    if group.kind == "year":
        months = archive.groups["month"].values() if links.leads("month") else ()
        return replace(
            page, parts=tuple(links.group(m) for m in months if m.id.startswith(f"{group.id}-"))
        )
    if group.kind == "speaker":
        start = (page.paging.number - 1) * SPEECHES_A_PAGE
        speeches = group.speeches[start : start + SPEECHES_A_PAGE]
        return replace(
            page,
            links=tuple(
                _at_turn(link, speech, group, archive)
                for link, speech in zip(page.links, speeches, strict=True)
            ),
            entry=group.key.entry,
            by_attribution=group.key.by_attribution,
        )
    if group.kind == "collection" and "epub" in links.config.data:
        return replace(page, book=f"{FOLDER}/{book_name(group.id)}")
    return replace(page, entry=group.key.entry)


def _at_turn(link: Link, speech: Card, person: Group, archive: Archive) -> Link:
    """The link to a speech; where others speak too, to the first turn that is a person's."""
    for number, target in speech.first_turns:
        if archive.speaker(speech.document.speakers[number]).id == person.id:
            return replace(link, path=f"{link.path}#{target}")
    return link


def feed_of(kind: str, path: str, config: Config) -> str:
    """The path of a list's feeds without their endings; empty if it has none.

    Months and days have none: what is new there is new in its year.
    """
    is_there = path and config.feeds and kind in HAS_INDEX
    return f"feeds/{path_beside(path, '')}" if is_there else ""


def with_neighbours(counts: Sequence[Count]) -> Iterator[Beside]:
    """Each of some lists, with the one before and the one after it."""
    places = [None, *counts, None]
    return map(Beside, counts, places, places[2:])


def list_pages(
    kind: str, beside: Beside, found: Sequence[Link], links: Links
) -> Iterator[ListPage]:
    """The pages of one list of speeches, which stand in their order."""
    count = beside.here
    for paging, part in paged(count.path, found, SPEECHES_A_PAGE):
        yield ListPage(
            path=numbered_path(count.path, paging.number),
            title=count.label,
            description=f"{count.label} · {links.how_many(count.count)}",
            kind=kind,
            label_language=count.language,
            total=len(found),
            links=tuple(part),
            parts=(),
            entry=None,
            by_attribution=False,
            book="",
            feed=feed_of(kind, count.path, links.config),
            data=Markup(),
            paging=paging,
            previous=beside.previous,
            next=beside.next,
        )


def _indexes(
    kind: str, groups: Sequence[Group], counts: Sequence[Count], links: Links
) -> Iterator[CountsPage]:
    title = links.words[f"{kind}s"]
    total = len({s.document.id for group in groups for s in group.speeches})
    labels = dict(zip([count.path for count in counts], map(_initial, groups), strict=True))
    for paging, part in paged(f"{kind}s/index.html", counts, GROUPS_A_PAGE):
        yield CountsPage(
            path=numbered_path(f"{kind}s/index.html", paging.number),
            title=title,
            description=f"{title} · {links.how_many(total)}",
            kind=kind,
            total=total,
            counts=tuple(part),
            most=max((count.count for count in counts), default=0),
            paging=_by_initials(paging, counts, labels) if kind in NAMED else paging,
        )


def year_chart(years: Iterable[Group], links: Links) -> Timeline | None:
    """The timeline of the years, in the direction of the interface."""
    sizes = {int(year.id): len(year.speeches) for year in years if year.id != UNDATED}
    return timeline(sizes, mirrored=links.language.direction == "rtl")


def _by_initials(paging: Paging, counts: Sequence[Count], labels: dict[str, str]) -> Paging:
    """The pages of a list of names, labelled by the letters they go from and to."""
    named = []
    for number, page in enumerate(paging.pages):
        part = counts[number * GROUPS_A_PAGE : (number + 1) * GROUPS_A_PAGE]
        first, last = labels[part[0].path], labels[part[-1].path]
        named.append(replace(page, label=first if first == last else f"{first}–{last}"))
    return replace(paging, pages=tuple(named))


def _initial(group: Group) -> str:
    return alphabetical(group.name)[1][:1].upper()


def _calendar(archive: Archive, links: Links) -> CalendarPage:
    """The days of all months, with the speeches that were given on them."""
    groups = archive.groups["day"]

    def day(month: int, number: int) -> Count:
        group = groups.get(f"{month:02}-{number:02}")
        found = links.group(group) if group else Count("", "", "", 0)
        return replace(found, label=str(number))

    return CalendarPage(
        path="days/index.html",
        title=links.words["days"],
        description=links.words["days_text"],
        total=sum(len(group.speeches) for group in groups.values()),
        months=tuple(
            Month(
                dates.every_year(month, 0, links.language),
                tuple(day(month, number) for number in range(1, length + 1)),
            )
            for month, length in enumerate(_DAYS, 1)
        ),
    )


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
