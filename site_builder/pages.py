"""The archive becomes every page of the site.

A page is a dataclass whose fields are the names its template may use; a test holds templates
and dataclasses to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from site_builder import dates
from site_builder.archive import Archive, Person, person_key
from site_builder.completeness import lost_points, points_of
from site_builder.config import Config
from site_builder.languages import Language, language_for
from site_builder.model import Completeness, Doubt, Gap, OutlineEntry, Speaker, Speech


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
    """A way in: a year or a speaker, and how many speeches it leads to."""

    path: str
    label: str
    language: str
    """Of the label; empty if it is the site's own."""
    count: int


@dataclass(frozen=True, slots=True)
class Loss:
    """What is not in one speech."""

    speech: Link
    gaps: tuple[Gap, ...]
    points: tuple[OutlineEntry, ...]
    """The points of its printed outline that are lost."""
    masks: int
    lost_characters: int

    @property
    def gap_count(self) -> int:
        """Number of gaps."""
        return len(self.gaps)

    @property
    def point_count(self) -> int:
        """Number of lost points."""
        return len(self.points)

    @property
    def missing(self) -> int:
        """How many characters its gaps count."""
        return sum(gap.characters or 0 for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Question:
    """What is doubtful in one speech."""

    speech: Link
    doubts: tuple[Doubt, ...]
    likely: int
    """Number of repairs of medium and low certainty."""


@dataclass(frozen=True, slots=True)
class Page:
    """What every page has; `template` names the file that renders it."""

    template: ClassVar[str]
    path: str
    """In the site, with forward slashes: `speeches/x.html`."""
    title: str
    """In the title bar, without the site's name; empty on the home page."""
    description: str
    """One sentence for search engines; may be empty."""


@dataclass(frozen=True, slots=True)
class HomePage(Page):
    """The archive at a glance."""

    template: ClassVar[str] = "home.html"
    total: int
    """Number of speeches."""
    years: tuple[Count, ...]
    """Oldest first, years without a speech left out."""
    speakers: tuple[Count, ...]
    """Those with most speeches first, at most twelve."""
    newest: tuple[Link, ...]
    """By date of the speech, newest first, at most eight."""


@dataclass(frozen=True, slots=True)
class SpeechPage(Page):
    """One speech."""

    template: ClassVar[str] = "speech.html"
    data: str
    """The path of its facts as JSON, `speeches/x.json`."""
    speech: Speech
    points: tuple[int, int]
    """How many points the saved page's outline has, and how many of them are lost."""
    outline: tuple[OutlineEntry, ...]
    date: str
    """In words, in the language of the site; never empty."""
    datetime: str
    published: str
    """When the source put the page up, in words; may be empty."""
    speakers: tuple[Count, ...]
    """Attributions with their pages."""
    turn_paths: Mapping[str, str]
    """By the anchor of a turn, the page of its speaker, where the speaker is known."""
    year: Count
    previous: Link | None
    """The speech before it in time."""
    next: Link | None


@dataclass(frozen=True, slots=True)
class ListPage(Page):
    """The speeches of one year, of one speaker or of one completeness, oldest first."""

    template: ClassVar[str] = "list.html"
    kind: str
    """`year`, `speaker` or `completeness`."""
    label_language: str
    """Of the title, as `Count.language`."""
    links: tuple[Link, ...]
    previous: Count | None
    """The neighbouring list, for example the year before."""
    next: Count | None


@dataclass(frozen=True, slots=True)
class CountsPage(Page):
    """All years, or all speakers."""

    template: ClassVar[str] = "counts.html"
    kind: str
    """`year` or `speaker`."""
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class CompletenessPage(Page):
    """How much of the speeches is here, and all that is known to be lost."""

    template: ClassVar[str] = "completeness.html"
    counts: tuple[Count, ...]
    """One for each completeness, also where there is no such speech."""
    losses: tuple[Loss, ...]
    """In the order of the archive."""


@dataclass(frozen=True, slots=True)
class DiagnosticsPage(Page):
    """What the archive does not know, or is not sure of, for readers who may."""

    template: ClassVar[str] = "diagnostics.html"
    undated: tuple[Link, ...]
    """Speeches of which nothing is known of the date."""
    unmatched: tuple[Loss, ...]
    """Speeches with points of their outline that were not found in the text."""
    questions: tuple[Question, ...]
    plainly_read: tuple[Link, ...]
    """Speeches whose page no profile knew."""


@dataclass(frozen=True, slots=True)
class SearchPage(Page):
    """Full-text search."""

    template: ClassVar[str] = "search.html"


@dataclass(frozen=True, slots=True)
class NotFoundPage(Page):
    """What a host answers for an address that does not exist."""

    template: ClassVar[str] = "404.html"


# From the archive to its pages
# -----------------------------

_LISTED = 8
_PEOPLE = 12


def pages_of(archive: Archive, config: Config, words: Mapping[str, str]) -> Iterator[Page]:
    """Every page of the site; `words` are the interface's."""
    builder = _Builder(archive, language_for(config.language), config.language, words)
    yield builder.home(config)
    yield from builder.speeches()
    yield from builder.years()
    yield from builder.people()
    yield from builder.completeness()
    yield builder.diagnostics()
    yield SearchPage("search.html", words["search"], words["search_all"])
    yield NotFoundPage("404.html", words["not_found"], "")


def speech_path(id_: str) -> str:
    """Where a speech's page stands in the site."""
    return f"speeches/{id_}.html"


def data_path(id_: str) -> str:
    """Where its facts as JSON stand."""
    return f"speeches/{id_}.json"


class _Builder:
    """The pages of one archive, in the words of one language."""

    def __init__(
        self, archive: Archive, language: Language, site_language: str, words: Mapping[str, str]
    ) -> None:
        self.archive = archive
        self.language = language
        self.site_language = site_language
        self.words = words
        self.links = {speech.document.id: self._link(speech) for speech in archive.speeches}

    def home(self, config: Config) -> HomePage:
        people = sorted(self.archive.people.values(), key=lambda p: (-len(p.speeches), p.name))
        dated = [s for s in self.archive.speeches if s.document.date]
        return HomePage(
            path="index.html",
            title="",
            description=config.description,
            total=len(self.archive.speeches),
            years=tuple(self._year(year) for year in self.archive.years if year),
            speakers=tuple(self._person(person) for person in people[:_PEOPLE]),
            newest=tuple(self.links[s.document.id] for s in reversed(dated[-_LISTED:])),
        )

    def speeches(self) -> Iterator[SpeechPage]:
        speeches = self.archive.speeches
        links = [None, *(self.links[s.document.id] for s in speeches), None]
        for speech, previous, following in zip(speeches, links, links[2:], strict=False):
            document = speech.document
            own = self.links[document.id]
            source = document.source
            published = source.published[:10] if source else ""
            yield SpeechPage(
                path=own.path,
                title=document.title,
                description=self._description(speech),
                data=data_path(document.id),
                speech=speech,
                points=points_of(document, speech.outline),
                outline=speech.outline,
                date=own.date,
                datetime=own.datetime,
                published=dates.in_words(published, self.language) if published else "",
                speakers=tuple(self._speaker(speaker, speech) for speaker in document.speakers),
                turn_paths={
                    turn.target: self._speaker(turn.speaker, speech).path
                    for turn in speech.turns
                    if turn.speaker
                },
                year=self._year(dates.year_of(document.date)),
                previous=previous,
                next=following,
            )

    def years(self) -> Iterator[Page]:
        counts = [self._year(year) for year in self.archive.years]
        yield self._counts("years/index.html", "year", counts)
        members = self.archive.years.values()
        yield from self._lists("year", counts, map(self._links, members))

    def people(self) -> Iterator[Page]:
        people = sorted(self.archive.people.values(), key=lambda person: person.id)
        counts = [self._person(person) for person in people]
        yield self._counts("speakers/index.html", "speaker", counts)
        yield from self._lists("speaker", counts, map(self._links_to, people))

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
        losses = [self._loss(speech) for speech in self.archive.speeches]
        yield CompletenessPage(
            path="completeness.html",
            title=title,
            description=description,
            counts=tuple(counts),
            losses=tuple(x for x in losses if x.gaps or x.points or x.masks or x.lost_characters),
        )
        yield from self._lists("completeness", counts, map(self._links, members.values()))

    def diagnostics(self) -> DiagnosticsPage:
        speeches = self.archive.speeches
        losses = map(self._loss, speeches)
        sources = [(s, s.document.source) for s in speeches]
        return DiagnosticsPage(
            path="diagnostics.html",
            title=self.words["diagnostics"],
            description=self.words["diagnostics_text"],
            undated=tuple(self.links[s.document.id] for s in speeches if not s.document.date),
            unmatched=tuple(loss for loss in losses if loss.points),
            questions=tuple(filter(_is_question, map(self._question, speeches))),
            plainly_read=tuple(
                self.links[s.document.id] for s, x in sources if x and x.profile == "fallback"
            ),
        )

    def _loss(self, speech: Speech) -> Loss:
        notes = speech.apparatus
        return Loss(
            self.links[speech.document.id],
            notes.gaps,
            lost_points(speech.outline),
            notes.masks,
            notes.lost_characters,
        )

    def _question(self, speech: Speech) -> Question:
        notes = speech.apparatus
        likely = sum(repair.count for repair in notes.repairs if repair.certainty != "high")
        return Question(self.links[speech.document.id], notes.doubts, likely)

    def _counts(self, path: str, kind: str, counts: list[Count]) -> CountsPage:
        title = self.words[f"{kind}s"]
        description = f"{title} · {self._how_many(len(self.archive.speeches))}"
        return CountsPage(path, title, description, kind, tuple(counts))

    def _lists(
        self, kind: str, counts: list[Count], members: Iterable[tuple[Link, ...]]
    ) -> Iterator[ListPage]:
        neighbours = [None, *counts, None]
        for count, links, previous, following in zip(
            counts, members, neighbours, neighbours[2:], strict=False
        ):
            yield ListPage(
                path=count.path,
                title=count.label,
                description=f"{count.label} · {self._how_many(count.count)}",
                kind=kind,
                label_language=count.language,
                links=links,
                previous=previous,
                next=following,
            )

    def _links(self, speeches: Iterable[Speech]) -> tuple[Link, ...]:
        return tuple(self.links[speech.document.id] for speech in speeches)

    def _links_to(self, person: Person) -> tuple[Link, ...]:
        """A person's speeches; where others speak too, at the first turn that is theirs."""
        return tuple(
            replace(link, path=f"{link.path}#{turn}") if turn else link
            for link, speech in zip(self._links(person.speeches), person.speeches, strict=True)
            for turn in [_first_turn(speech, person)]
        )

    def _how_many(self, count: int) -> str:
        return self.words["speeches" if count != 1 else "speeches_one"].format(n=count)

    def _year(self, year: int | None) -> Count:
        label = str(year) if year else self.words["undated"]
        path = f"years/{year or 'undated'}.html"
        return Count(path, label, "", len(self.archive.years[year]))

    def _person(self, person: Person) -> Count:
        language = "" if person.language == self.site_language else person.language
        return Count(f"speakers/{person.id}.html", person.name, language, len(person.speeches))

    def _speaker(self, speaker: Speaker, speech: Speech) -> Count:
        person = self._person(self.archive.people[person_key(speaker)])
        return replace(person, label=speaker.attribution, language=speech.document.language)

    def _link(self, speech: Speech) -> Link:
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

    def _description(self, speech: Speech) -> str:
        """The first words of the speech."""
        first = next((b.text for b in speech.blocks if b.kind in ("paragraph", "run-in")), "")
        text = " ".join(first.split())
        if language_for(speech.document.language).han:
            return text if len(text) <= 80 else f"{text[:80]}…"
        return text if len(text) <= 160 else f"{text[:160].rpartition(' ')[0]} …"


def _first_turn(speech: Speech, person: Person) -> str:
    """The anchor of the first turn of a person's; empty if none is known to be."""
    own = (t.target for t in speech.turns if t.speaker and person_key(t.speaker) == person.name)
    return next(own, "")


_KINDS: tuple[Completeness, ...] = ("complete", "partial", "fragment", "unknown")


def _is_question(question: Question) -> bool:
    return bool(question.doubts or question.likely)
