"""Former addresses: where each of them leads now, and what stands there for hosts without rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

from site_builder.exports import exports_of
from site_builder.links import Links, Page, group_path, speech_path
from site_builder.redirects import Redirect


@dataclass(frozen=True, slots=True)
class MovedPage(Page):
    """What stands at a former address, and leads on."""

    template: ClassVar[str] = "moved.html"
    target: str
    """The path of the page that is meant."""

    @property
    def canonical(self) -> str:
        """That page."""
        return self.target


def redirects_of(links: Links) -> tuple[Redirect, ...]:
    """All former addresses, those of pages first."""
    pages = (Redirect(*pair, has_page=True) for pair in chain(_speeches(links), _names(links)))
    files = (Redirect(*pair) for pair in chain(_speech_files(links), _feeds(links)))
    return (*pages, *files)


def moved_pages(links: Links) -> Iterator[MovedPage]:
    """A page for each former address of a page."""
    for source, target, has_page in redirects_of(links):
        if has_page:
            yield MovedPage(source, links.words["moved"], "", target)


def _former(links: Links) -> Iterator[tuple[str, str]]:
    """The former ids of speeches, each with the one it has now."""
    for card in links.archive.speeches:
        for former in card.document.aliases:
            yield former, card.id


def _speeches(links: Links) -> Iterator[tuple[str, str]]:
    for former, id_ in _former(links):
        yield speech_path(former), speech_path(id_)


def _names(links: Links) -> Iterator[tuple[str, str]]:
    for (kind, id_), group in links.archive.former_ids.items():
        if not links.leads(kind):
            continue
        target = group_path(kind, group.id) if group else f"{kind}s/index.html"
        yield group_path(kind, id_), target


def _speech_files(links: Links) -> Iterator[tuple[str, str]]:
    """What stood beside the pages; a former view leads to the speech, which may have none now."""
    config = links.config
    for former, id_ in _former(links):
        for export in exports_of(config.exports):
            yield f"speeches/{former}{export.suffix}", f"speeches/{id_}{export.suffix}"
        for folder in ("as-saved", "saved-pages") if config.views else ():
            yield f"{folder}/{former}.html", speech_path(id_)


def _feeds(links: Links) -> Iterator[tuple[str, str]]:
    """The feeds of names; where two people have the name, none is meant."""
    for (kind, id_), group in links.archive.former_ids.items():
        if group and links.config.feeds and links.leads(kind):
            for suffix in (".atom", ".json"):
                yield f"feeds/{kind}s/{id_}{suffix}", f"feeds/{kind}s/{group.id}{suffix}"
