"""The archive becomes every page of the site that is not of one speech.

A page is a dataclass whose fields are the names its template may use; a test holds templates
and dataclasses to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from markupsafe import Markup

from site_builder.archive import WAYS
from site_builder.charts import Timeline
from site_builder.examples import Example
from site_builder.headings import OTHER, Found, by_initial
from site_builder.identity import FILES
from site_builder.likeness import alike
from site_builder.linked_data import archive_data
from site_builder.links import Count, Link, Links, Page, Paging, numbered_path, paged
from site_builder.lists import (
    HAS_INDEX,
    list_pages,
    way_pages,
    with_neighbours,
    year_chart,
)
from site_builder.model import Card, Completeness, Doubt, Gap, Heading
from site_builder.moved import moved_pages
from site_builder.offline import OFFLINE
from site_builder.passage_pages import passage_pages
from site_builder.statements import Statements, statement_pages


@dataclass(frozen=True, slots=True)
class Loss:
    """What is not in one speech."""

    speech: Link
    gaps: tuple[Gap, ...]
    points: tuple[Heading, ...]
    """The points of its printed outline that are lost."""
    masks: int
    lost_characters: int

    @property
    def missing(self) -> int:
        """How many characters its gaps count."""
        return sum(gap.characters or 0 for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Totals:
    """What is not in all speeches together."""

    gaps: int
    characters: int
    """That the gaps count."""
    points: int
    masks: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is doubtful in one speech."""

    speech: Link
    doubts: tuple[Doubt, ...]
    likely: int
    """Number of repairs of medium and low certainty."""


@dataclass(frozen=True, slots=True)
class Initial:
    """The headings that begin with one letter, or as many of them as one page takes."""

    id: str
    """Its anchor, `b`."""
    label: str
    """The letter."""
    headings: tuple[tuple[Heading, Link], ...]
    """Each with its speech."""


@dataclass(frozen=True, slots=True)
class HomePage(Page):
    """The archive at a glance."""

    template: ClassVar[str] = "home.html"
    total: int
    """Number of speeches."""
    chart: Timeline | None
    """The speeches by year."""
    undated: int
    """Number of speeches without a date."""
    ways: tuple[Count, ...]
    """The ways in that lead anywhere, each with the number of its lists."""
    speakers: tuple[Count, ...]
    """Those with most speeches first, at most twelve."""
    newest: tuple[Link, ...]
    """By date of the speech, newest first, at most eight."""
    data: Markup
    """The archive as linked data."""


@dataclass(frozen=True, slots=True)
class CompletenessPage(Page):
    """How much of the speeches is here, and all that is known to be lost."""

    template: ClassVar[str] = "completeness.html"
    counts: tuple[Count, ...]
    """One for each completeness, also where there is no such speech."""
    totals: Totals
    losses: tuple[Loss, ...]
    """In the order of the archive; of many, those of one page."""
    paging: Paging


@dataclass(frozen=True, slots=True)
class DiagnosticsPage(Page):
    """What the archive does not know, or is not sure of, for readers who may.

    Of many, each page has some of every kind.
    """

    template: ClassVar[str] = "diagnostics.html"
    undated: tuple[Link, ...]
    """Speeches of which nothing is known of the date."""
    unmatched: tuple[Loss, ...]
    """Speeches with points of their outline that were not found in the text."""
    questions: tuple[Question, ...]
    plainly_read: tuple[Link, ...]
    """Speeches whose page no profile knew."""
    alike: tuple[tuple[Count, ...], ...]
    """Names of speakers, events and places that may mean the same."""
    paging: Paging


@dataclass(frozen=True, slots=True)
class HeadingsPage(Page):
    """All headings of the archive, or of a large one those of one letter."""

    template: ClassVar[str] = "headings.html"
    total: int
    """Number of headings on this page, or, on the one that leads to the others, of all."""
    letters: tuple[Count, ...]
    """The ways to the headings of each letter."""
    initials: tuple[Initial, ...]
    previous: Count | None
    next: Count | None


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """Full-text search."""

    template: ClassVar[str] = "search.html"
    examples: tuple[Example, ...]
    """Queries that find something, to show how to ask."""


@dataclass(frozen=True, slots=True)
class NotFoundPage(Page):
    """What a host answers for an address that does not exist."""

    template: ClassVar[str] = "404.html"
    is_anywhere: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class OfflinePage(Page):
    """What a browser shows without a network, in the place of a page that it did not keep."""

    template: ClassVar[str] = "offline.html"
    is_anywhere: ClassVar[bool] = True


# From the archive to its pages
# -----------------------------

_LISTED = 8
_PEOPLE = 12
_HEADINGS = 500
"""How many headings one page takes: about 100 kB of HTML, 15 kB on the wire."""
LOSSES_A_PAGE = 50
"""Speeches of which the losses, or the open questions, stand on one page: some 40 kB of HTML."""


def pages_of(
    links: Links,
    statements: Statements = Statements(),  # noqa: B008 (it is frozen)
    examples: tuple[Example, ...] = (),
) -> Iterator[Page]:
    """Every page of the site that is not of one speech."""
    words = links.words
    builder = _Builder(links)
    yield builder.home()
    yield from way_pages(links)
    yield from moved_pages(links)
    yield from statement_pages(statements, links)
    yield from builder.diagnostics()
    if "completeness" in links.config.ways:
        yield from builder.completeness()
    if "headings" in links.config.ways:
        yield from builder.headings()
    if "passages" in links.config.ways:
        yield from passage_pages(links)
    yield SearchPage("search.html", words["search"], words["search_all"], examples)
    yield NotFoundPage("404.html", words["not_found"], "")
    if links.config.offline:
        yield offline_page(words)


def offline_page(words: Mapping[str, str]) -> OfflinePage:
    """The page for what a browser has not kept."""
    return OfflinePage(OFFLINE, words["page_offline"], "")


class _Builder:
    """The pages of one archive, in the words of one language."""

    def __init__(self, links: Links) -> None:
        self.archive = links.archive
        self.config = links.config
        self.words = links.words
        self.links = links

    def home(self) -> HomePage:
        groups = self.archive.groups
        people = sorted(groups["speaker"].values(), key=lambda p: (-len(p.speeches), p.name))
        dated = [s for s in self.archive.speeches if s.document.date]
        return HomePage(
            path="index.html",
            title="",
            description=self.config.description,
            total=len(self.archive.speeches),
            chart=year_chart(groups["year"].values(), self.links),
            undated=len(self.archive.speeches) - len(dated),
            ways=tuple(
                Count(f"{kind}s/index.html", self.words[f"{kind}s"], "", len(found))
                for kind in WAYS
                if kind in (*HAS_INDEX, "day") and self.links.leads(kind)
                if (found := groups[kind])
            ),
            speakers=tuple(self.links.group(person) for person in people[:_PEOPLE]),
            newest=tuple(self.links[s.id] for s in reversed(dated[-_LISTED:])),
            data=archive_data(self.links),
        )

    def completeness(self) -> Iterator[Page]:
        members = {
            kind: tuple(s for s in self.archive.speeches if s.completeness == kind)
            for kind in _KINDS
        }
        counts = [
            Count(f"completeness/{kind}.html", self.words[f"completeness_{kind}"], "", len(found))
            for kind, found in members.items()
        ]
        title = self.words["completeness"]
        description = self.words["completeness_text"]
        every = [self._loss(speech) for speech in self.archive.speeches]
        losses = [x for x in every if x.gaps or x.points or x.masks or x.lost_characters]
        totals = Totals(
            sum(len(loss.gaps) for loss in losses),
            sum(loss.missing for loss in losses),
            sum(len(loss.points) for loss in losses),
            sum(loss.masks for loss in losses),
        )
        for paging, part in paged("completeness.html", losses, LOSSES_A_PAGE):
            yield CompletenessPage(
                path=numbered_path("completeness.html", paging.number),
                title=title,
                description=description,
                counts=tuple(counts),
                totals=totals,
                losses=tuple(part),
                paging=paging,
            )
        for beside, found in zip(with_neighbours(counts), members.values(), strict=True):
            yield from list_pages("completeness", beside, self._links(found), self.links)

    def diagnostics(self) -> Iterator[DiagnosticsPage]:
        speeches = self.archive.speeches
        sources = [(s, s.document.source) for s in speeches]
        undated = self._links(s for s in speeches if not s.document.date)
        unmatched = tuple(loss for loss in map(self._loss, speeches) if loss.points)
        questions = tuple(filter(_is_question, map(self._question, speeches)))
        plainly_read = self._links(s for s, x in sources if x and x.profile == "fallback")
        names = self._alike()
        longest = max(map(len, (undated, unmatched, questions, plainly_read, names)))
        for paging, part in paged("diagnostics.html", range(longest), LOSSES_A_PAGE):
            here = slice(part[0], part[-1] + 1) if part else slice(0)
            yield DiagnosticsPage(
                path=numbered_path("diagnostics.html", paging.number),
                title=self.words["diagnostics"],
                description=self.words["diagnostics_text"],
                undated=undated[here],
                unmatched=unmatched[here],
                questions=questions[here],
                plainly_read=plainly_read[here],
                alike=names[here],
                paging=paging,
            )

    def _alike(self) -> tuple[tuple[Count, ...], ...]:
        """Names that may mean the same; nothing is gathered for that."""
        found: list[tuple[Count, ...]] = []
        for kind in filter(self.links.leads, FILES):
            groups = {group.name: group for group in self.archive.groups[kind].values()}
            found += (
                tuple(self.links.group(groups[name]) for name in names) for names in alike(groups)
            )
        return tuple(found)

    def headings(self) -> Iterator[HeadingsPage]:
        groups = by_initial(self.archive.speeches)
        total = sum(map(len, groups.values()))
        whole = HeadingsPage(
            path="headings.html",
            title=self.words["headings"],
            description=self.words["headings_text"],
            total=total,
            letters=tuple(
                Count(_letter_path(letter, total), letter, "", len(found))
                for letter, found in groups.items()
            ),
            initials=(),
            previous=None,
            next=None,
        )
        if total <= _HEADINGS:
            yield replace(whole, initials=tuple(self._initial(*group) for group in groups.items()))
            return
        yield whole
        parts = [
            (letter, start // _HEADINGS + 1, found[start : start + _HEADINGS])
            for letter, found in groups.items()
            for start in range(0, len(found), _HEADINGS)
        ]
        places = [
            Count(
                numbered_path(_letter_path(letter, total), number),
                letter if number == 1 else f"{letter} {number}",
                "",
                len(found),
            )
            for letter, number, found in parts
        ]
        neighbours = [None, *places, None]
        for (letter, _, found), place, before, after in zip(
            parts, places, neighbours, neighbours[2:], strict=False
        ):
            yield replace(
                whole,
                path=place.path,
                title=f"{whole.title} · {place.label}",
                total=place.count,
                initials=(self._initial(letter, found),),
                previous=before,
                next=after,
            )

    def _initial(self, letter: str, headings: Iterable[Found]) -> Initial:
        linked = tuple((heading, self.links[speech.id]) for heading, speech in headings)
        return Initial(_letter_id(letter), letter, linked)

    def _loss(self, speech: Card) -> Loss:
        return Loss(
            self.links[speech.id],
            speech.gaps,
            speech.lost_points,
            speech.masks,
            speech.lost_characters,
        )

    def _question(self, speech: Card) -> Question:
        return Question(self.links[speech.id], speech.doubts, speech.likely)

    def _links(self, speeches: Iterable[Card]) -> tuple[Link, ...]:
        return tuple(self.links[speech.id] for speech in speeches)


_KINDS: tuple[Completeness, ...] = ("complete", "partial", "fragment", "unknown")


def _letter_id(letter: str) -> str:
    name = letter.lower() if letter.isascii() else f"u{ord(letter):x}"
    return "other" if letter == OTHER else name


def _letter_path(letter: str, total: int) -> str:
    """Where the headings of a letter begin: if there are few in `total`, all are on one page."""
    name = _letter_id(letter)
    return f"headings.html#{name}" if total <= _HEADINGS else f"headings/{name}.html"


def _is_question(question: Question) -> bool:
    return bool(question.doubts or question.likely)
