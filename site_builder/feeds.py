"""Feeds: what is new in the archive or on one of its lists, as Atom and as JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from site_builder import dates
from site_builder.config import Config
from site_builder.notices import Notice
from site_builder.xmltree import DECLARATION, leaf

ENTRIES = 20
"""How many speeches a feed tells of, as most readers ask for it each hour."""
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of speeches that can be followed."""

    path: str
    """Of its files in the site, without their endings: `feeds/years/2011`."""
    title: str
    page: str
    """The path of the page that has the list."""


class Entry(NamedTuple):
    """A speech as it stands in every feed that tells of it."""

    day: str
    atom: str
    json: str


def entry_of(notice: Notice, archive: Config) -> Entry:
    """The entry of a speech; its page's address is its name for good."""
    document = notice.document
    address = archive.address(f"speeches/{document.id}.html")
    title = " ".join(document.title.split())
    time = f"{notice.day}T00:00:00Z"
    atom = [
        leaf("id", address),
        leaf("title", title),
        leaf("link", "", {"rel": "alternate", "type": "text/html", "href": address}),
        *([leaf("published", time)] if notice.since else ()),
        leaf("updated", time),
        *_authors(notice.authors),
        *(leaf("category", "", {"term": subject}) for subject in document.subjects),
        leaf("summary", notice.summary),
    ]
    item = {
        "id": address,
        "url": address,
        "title": title,
        "content_text": notice.summary,
        "date_published": time if notice.since else "",
        "date_modified": time,
        "authors": [{"name": name} for name in notice.authors],
        "tags": document.subjects,
        "language": document.language,
    }
    known = {key: value for key, value in item.items() if value}
    start = f'<entry xml:lang="{document.language}">'
    return Entry(
        notice.day,
        f"{start}{''.join(atom)}</entry>",
        json.dumps(known, ensure_ascii=False),
    )


def feed_files(
    feed: Feed, entries: Iterable[Entry], archive: Config
) -> Iterator[tuple[str, bytes]]:
    """The two files of a feed, by path; `entries` are at most `ENTRIES`, in their order."""
    entries = list(entries)
    yield f"{feed.path}.atom", _atom(feed, entries, archive).encode()
    yield f"{feed.path}.json", _json_feed(feed, entries, archive).encode()


def _atom(feed: Feed, entries: list[Entry], archive: Config) -> str:
    page, own = archive.address(feed.page), archive.address(f"{feed.path}.atom")
    day = max((entry.day for entry in entries), default="")
    day = day or dates.whole_day(archive.edition_date) or "1970-01-01"
    head = [
        leaf("id", own),
        leaf("title", feed.title),
        leaf("link", "", {"rel": "self", "type": "application/atom+xml", "href": own}),
        leaf("link", "", {"rel": "alternate", "type": "text/html", "href": page}),
        leaf("updated", f"{day}T00:00:00Z"),
        *_authors([archive.keeper or archive.title]),
        *([leaf("rights", archive.license)] if archive.license else ()),
    ]
    lines = [*head, *(entry.atom for entry in entries)]
    start = f'<feed xmlns="{_ATOM}" xml:lang="{archive.language}">'
    return "\n".join([f"{DECLARATION}{start}", *lines, "</feed>\n"])


def _json_feed(feed: Feed, entries: list[Entry], archive: Config) -> str:
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": archive.address(feed.page),
        "feed_url": archive.address(f"{feed.path}.json"),
        "authors": [{"name": archive.keeper or archive.title}],
        "language": archive.language,
    }
    start = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    items = ",\n".join(entry.json for entry in entries)
    return f'{start},\n "items": [\n{items}\n]}}\n' if items else f'{start},\n "items": []\n}}\n'


def _authors(names: Iterable[str]) -> Iterator[str]:
    return (f"<author>{leaf('name', name)}</author>" for name in names)
