"""All files by which programs gather an archive: feeds, sitemap, OAI-PMH, signposts, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from site_builder.archive import UNDATED, Archive, Group
from site_builder.feeds import ENTRIES, Entry, Feed, entry_of, feed_files
from site_builder.links import Links, path_beside
from site_builder.lists import HAS_INDEX, feed_of
from site_builder.notices import Notice, newest
from site_builder.oai import repository_files
from site_builder.pictures import timeline_picture
from site_builder.signposts import signpost_files
from site_builder.sitemap import sitemap_files


def harvest_files(
    links: Links, since: Mapping[str, str], found: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """Every such file by its path.

    `since` has the date of the edition that had a speech first, by the speech's id; `found` are the
    paths of the pages that search engines find.
    """
    config = links.config
    ordered = newest(Notice(speech, since[speech.id]) for speech in links.archive.speeches)
    yield from _feeds(ordered, links)
    yield from sitemap_files(found, config)
    yield from repository_files(ordered, config)
    yield from signpost_files(ordered[:ENTRIES], config, links.words)
    yield from _pictures(links)


def _feeds(ordered: Iterable[Notice], links: Links) -> Iterator[tuple[str, bytes]]:
    """Of the archive, and of each list that has one; each speech's entry is made once."""
    config, archive = links.config, links.archive
    known = {notice.document.id: notice for notice in ordered}
    places = {id_: place for place, id_ in enumerate(known)}

    @cache
    def entry(id_: str) -> Entry:
        return entry_of(known[id_], config)

    def chosen(ids: Iterable[str]) -> Iterator[Entry]:
        return map(entry, sorted(ids, key=places.__getitem__)[:ENTRIES])

    yield from feed_files(Feed("feed", config.title, "index.html"), chosen(known), config)
    for kind in filter(links.leads, HAS_INDEX):
        for group in archive.groups[kind].values():
            count = links.group(group)
            if path := feed_of(group.kind, count.path, config):
                feed = Feed(path, f"{count.label} · {config.title}", count.path)
                ids = (speech.id for speech in group.speeches)
                yield from feed_files(feed, chosen(ids), config)


def _pictures(links: Links) -> Iterator[tuple[str, bytes]]:
    """Of the archive, and of each collection beside its list."""
    mirrored = links.language.direction == "rtl"
    archive = links.archive
    years = {year.id: len(year.speeches) for year in archive.groups["year"].values()}
    yield "archive.png", timeline_picture(_counts(years), mirrored=mirrored)
    for group in archive.groups["collection"].values() if links.leads("collection") else ():
        path = path_beside(links.group(group).path, ".png")
        yield path, timeline_picture(_counts(_years(group, archive)), mirrored=mirrored)


def _years(group: Group, archive: Archive) -> dict[str, int]:
    counts: dict[str, int] = {}
    for speech in group.speeches:
        for year in archive.keys("year", speech.document):
            counts[year.id] = counts.get(year.id, 0) + 1
    return counts


def _counts(years: Mapping[str, int]) -> dict[int, int]:
    return {int(year): count for year, count in years.items() if year != UNDATED}
