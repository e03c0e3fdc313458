"""The sitemap, by which search engines find every page: an index, and its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder import dates
from site_builder.config import Config
from site_builder.xmltree import DECLARATION, leaf

LARGEST = 50_000
"""How many addresses the protocol of sitemaps.org allows in one part."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_files(paths: Iterable[str], archive: Config) -> Iterator[tuple[str, bytes]]:
    """The index and its parts, by path; `paths` are those of all pages to be found.

    Every page says which edition it is of, so all have the date of that, if one is known. All
    files stand at the top: a sitemap may only speak of what is beside it and below.
    """
    ordered = sorted(paths)
    day = dates.whole_day(archive.edition_date)
    parts = [ordered[start : start + LARGEST] for start in range(0, len(ordered), LARGEST)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield "sitemap.xml", _file("sitemapindex", "sitemap", names, archive, day)
    for name, part in zip(names, parts, strict=True):
        yield name, _file("urlset", "url", part, archive, day)


def _file(root: str, item: str, paths: Iterable[str], archive: Config, day: str) -> bytes:
    date = leaf("lastmod", day) if day else ""
    lines = (f"<{item}>{leaf('loc', archive.address(path))}{date}</{item}>" for path in paths)
    start = f'<{root} xmlns="{_NAMESPACE}">'
    return "\n".join([f"{DECLARATION}{start}", *lines, f"</{root}>\n"]).encode()
