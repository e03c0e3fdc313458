"""The pages by which an archive tells of itself: what it is, how to cite it, on what terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from site_builder import dates
from site_builder.archive import UNDATED
from site_builder.editions import Edition
from site_builder.links import Link, Links, Page
from site_builder.markdown import article_of
from site_builder.signposts import Interface, interfaces_of

TEXTS = ("about", "cite", "licence", "accessibility")
"""The pages that a Markdown file of the same name in `content/` may speak for."""


@dataclass(frozen=True)
class Statements:
    """What `content/` says of the archive itself."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """Markdown, by the name of the page, one of `TEXTS`."""
    editions: tuple[Edition, ...] = ()
    """Newest first."""


@dataclass(frozen=True, slots=True)
class StatementPage(Page):
    """A page of `TEXTS`; what the archive itself says stands first."""

    text: Markup
    """Made from the archive's own Markdown; may be empty."""


@dataclass(frozen=True, slots=True)
class AboutPage(StatementPage):
    """What the archive is, and who keeps it."""

    template: ClassVar[str] = "about.html"
    total: int
    """Number of speeches."""
    first: str
    """The first year of which there are any; empty if no date is known."""
    last: str
    interfaces: tuple[Interface, ...]
    """How programs read it."""


@dataclass(frozen=True, slots=True)
class CitePage(StatementPage):
    """How to cite the archive, a speech and a paragraph."""

    template: ClassVar[str] = "cite.html"
    example: Link | None
    """The newest speech, in the language of the interface if there is one."""


@dataclass(frozen=True, slots=True)
class LicencePage(StatementPage):
    """On what terms the archive may be used, and whom to write to."""

    template: ClassVar[str] = "licence.html"


@dataclass(frozen=True, slots=True)
class AccessibilityPage(StatementPage):
    """What the archive does to be read by everyone."""

    template: ClassVar[str] = "accessibility.html"


@dataclass(frozen=True, slots=True)
class ChangesPage(Page):
    """What each edition brought."""

    template: ClassVar[str] = "changes.html"
    editions: tuple[tuple[Edition, str], ...]
    """Newest first, each with its date in words."""


def statement_pages(statements: Statements, links: Links) -> Iterator[Page]:
    """All of these pages; those of which nobody wrote tell what is known from `site.toml`."""
    about, cite, licence, accessibility = (
        _head(name, statements.texts.get(name, ""), links) for name in TEXTS
    )
    speeches = links.archive.speeches
    years = [year.name for year in links.archive.groups["year"].values() if year.id != UNDATED]
    ends = (years[0], years[-1]) if years else ("", "")
    dated = [s for s in reversed(speeches) if s.document.date]
    own = links.config.language
    newest = next((s for s in dated if s.document.language == own), dated[0] if dated else None)
    yield AboutPage(*about, len(speeches), *ends, interfaces_of(links.config, len(speeches)))
    yield CitePage(*cite, links[newest.document.id] if newest else None)
    yield LicencePage(*licence)
    yield AccessibilityPage(*accessibility)
    yield ChangesPage(
        "changes.html",
        links.words["page_changes"],
        links.words["changes_text"],
        tuple((one, dates.in_words(one.date, links.language)) for one in statements.editions),
    )


def _head(name: str, text: str, links: Links) -> tuple[str, str, str, Markup]:
    """Path, title, description and text of a page."""
    title, html = article_of(text)
    title = title or links.words[f"page_{name}"]
    return f"{name}.html", title, f"{title} · {links.config.title}", html
