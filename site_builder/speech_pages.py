"""The pages of one speech: its text, and two more looks at it from its saved page.

Each is made of the speech and its `Surroundings` alone, so that any process can make it. As in
`pages`, the fields of a page are the names its template may use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from markupsafe import Markup

from site_builder import dates
from site_builder.citations import Citation, citations_of
from site_builder.collation import Collated, Passage, Rule
from site_builder.completeness import points_of
from site_builder.config import Config
from site_builder.exports import exports_of
from site_builder.languages import language_for
from site_builder.linked_data import speech_data
from site_builder.links import Count, Link, Page, Series, speech_path
from site_builder.model import OutlineEntry, Speech
from site_builder.outline import lengths_of
from site_builder.speech import opening_of
from site_builder.surroundings import Related, Surroundings


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be had."""

    path: str
    media_type: str
    label: str
    """What it is, in the language of the site."""


@dataclass(frozen=True, slots=True)
class Views:
    """The three pages of a speech: restored, as saved, and its saved page."""

    restored: str
    """The paths."""
    saved: str
    page: str


@dataclass(frozen=True, slots=True)
class Part:
    """What the outline tells of how long a part of a speech is."""

    length: str
    """In words."""
    share: int
    """Of the whole, in percent; 0 if there is nothing of it."""


@dataclass(frozen=True, slots=True)
class SpeechPage(Page):
    """One speech.

    What takes time to make is a function, that a template calls if it shows it.
    """

    template: ClassVar[str] = "speech.html"
    downloads: tuple[Download, ...]
    """The speech in each of the archive's formats."""
    citations: Callable[[], tuple[Citation, ...]]
    """Ready references to it; its address goes into each."""
    speech: Speech
    views: Views | None
    """None if there are no others: the archive has none, or the saved page is not at hand."""
    parts: Callable[[], Mapping[str, Part]]
    """Those of the outline that are there, by their anchors."""
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
    related: Related
    data: Callable[[], Markup]
    """The same as linked data."""


@dataclass(frozen=True, slots=True)
class ViewPage(Page):
    """Another look at a speech, from its saved page."""

    views: Views
    speech: Speech
    rules: tuple[Rule, ...]
    """Those that made changes which are seen here, most changes first."""

    @property
    def canonical(self) -> str:
        """That of the speech."""
        return self.views.restored


@dataclass(frozen=True, slots=True)
class AsSavedPage(ViewPage):
    """The passages of a speech as they stood on its saved page."""

    template: ClassVar[str] = "as_saved.html"
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class SavedPage(ViewPage):
    """A whole saved page as text, with every change that was made to it."""

    template: ClassVar[str] = "saved_page.html"
    html: str
    """Safe to output."""


# From a speech to its pages
# --------------------------


def speech_pages(
    speech: Speech, around: Surroundings, config: Config, words: Mapping[str, str]
) -> Iterator[Page]:
    """The page of a speech, and its views if it has any; `words` are the interface's."""
    document = speech.document
    source = document.source
    published = source.published[:10] if source else ""
    views = views_of(document.id) if config.views and speech.collation else None
    paths = {
        speaker: count.path
        for speaker, count in zip(document.speakers, around.speakers, strict=True)
    }
    yield SpeechPage(
        path=around.own.path,
        title=document.title,
        description=opening_of(speech),
        downloads=downloads_of(document.id, config, words),
        citations=partial(citations_of, document, config),
        speech=speech,
        views=views,
        parts=partial(_parts, speech, words),
        points=points_of(document, speech.outline),
        outline=speech.outline,
        date=around.own.date,
        datetime=around.own.datetime,
        published=dates.in_words(published, language_for(config.language)) if published else "",
        speakers=around.speakers,
        turn_paths={
            turn.target: paths[turn.speaker] for turn in speech.turns if turn.speaker in paths
        },
        year=around.year,
        event=around.event,
        place=around.place,
        collections=around.collections,
        subjects=around.subjects,
        kind=around.kind,
        text_language=around.text_language,
        previous=around.previous,
        next=around.next,
        series=around.series,
        related=around.related,
        data=partial(speech_data, speech, around, config),
    )
    if views and speech.collation:
        yield from _views(speech, views, Collated(speech.collation), words)


def _parts(speech: Speech, words: Mapping[str, str]) -> dict[str, Part]:
    in_words = speech.words is not None
    unit, total = ("words", speech.words) if in_words else ("characters", speech.characters)
    return {
        target: Part(
            words[unit].format(n=f"{size:,}"),
            max(round(100 * size / total), 1) if size and total else 0,
        )
        for target, size in lengths_of(speech.blocks, speech.outline, in_words=in_words).items()
    }


def views_of(id_: str) -> Views:
    """Where the three pages of a speech stand: folders of their own keep each small enough."""
    return Views(speech_path(id_), f"as-saved/{id_}.html", f"saved-pages/{id_}.html")


def downloads_of(id_: str, config: Config, words: Mapping[str, str]) -> tuple[Download, ...]:
    """The files of a speech in the archive's formats."""
    return tuple(
        Download(
            f"speeches/{id_}{export.suffix}",
            export.media_type,
            words[f"format_{export.name.replace('-', '_')}"],
        )
        for export in exports_of(config.exports)
    )


def _views(
    speech: Speech, views: Views, collated: Collated, words: Mapping[str, str]
) -> Iterator[Page]:
    title = speech.document.title
    own = [block for block in speech.blocks if block.kind != "lost"]
    yield AsSavedPage(
        path=views.saved,
        title=f"{title} · {words['view_saved']}",
        description=words["view_saved_text"],
        views=views,
        speech=speech,
        rules=collated.rules_in_text,
        passages=tuple(collated.passages(own)),
    )
    yield SavedPage(
        path=views.page,
        title=f"{title} · {words['view_page']}",
        description=words["view_page_text"],
        views=views,
        speech=speech,
        rules=collated.rules,
        html=collated.page(),
    )
