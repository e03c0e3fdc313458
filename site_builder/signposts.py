"""What programs look for first in a site: robots.txt, llms.txt, and OpenSearch's description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from site_builder import oai
from site_builder.config import Config
from site_builder.exports import exports_of
from site_builder.notices import Notice
from site_builder.xmltree import dumped, element, in_lines


@dataclass(frozen=True, slots=True)
class Interface:
    """A file that programs read the archive by."""

    path: str
    label: str
    """The name of its format, the same in every language."""
    media_type: str


def interfaces_of(archive: Config, speeches: int) -> tuple[Interface, ...]:
    """All that an archive of so many speeches has."""
    repository = Interface(oai.PATH, "OAI-PMH (oai_dc)", "application/xml")
    return (
        Interface("feed.atom", "Atom", "application/atom+xml"),
        Interface("feed.json", "JSON Feed", "application/feed+json"),
        Interface("sitemap.xml", "Sitemap", "application/xml"),
        *([repository] if oai.is_possible(archive, speeches) else ()),
        Interface("opensearch.xml", "OpenSearch", "application/opensearchdescription+xml"),
        Interface("llms.txt", "llms.txt", "text/plain"),
    )


def signpost_files(
    newest: Sequence[Notice], archive: Config, words: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """The three files, by path; `newest` are the speeches that llms.txt names."""
    yield "robots.txt", _robots(archive).encode()
    yield "llms.txt", _llms(newest, archive, words).encode()
    yield "opensearch.xml", _open_search(archive, words).encode()


def _robots(archive: Config) -> str:
    """All may read all; RFC 9309."""
    return f"User-agent: *\nDisallow:\n\nSitemap: {archive.address('sitemap.xml')}\n"


def _llms(newest: Sequence[Notice], archive: Config, words: Mapping[str, str]) -> str:
    """Markdown in the form of https://llmstxt.org: a title, a summary, and lists of links."""
    suffixes = {export.name: export.suffix for export in exports_of(archive.exports)}
    text = suffixes.get("markdown", ".html")
    lines = [f"# {_line(archive.title)}", ""]
    if archive.description:
        lines += [f"> {_line(archive.description)}", ""]
    if suffixes:
        lines += [words["llms_formats"].format(formats=" ".join(suffixes.values())), ""]

    def section(title: str, links: Iterable[tuple[str, str]]) -> None:
        items = (f"- [{_label(label)}]({archive.address(path)})" for label, path in links)
        lines.extend([f"## {title}", "", *items, ""])

    section(
        words["newest"],
        ((n.document.title, f"speeches/{n.document.id}{text}") for n in newest),
    )
    kinds = ("years", "speakers", "events", "places", "subjects", "collections")
    section(words["search_browse"], ((words[kind], f"{kind}/index.html") for kind in kinds))
    section(
        words["interfaces"], ((one.label, one.path) for one in interfaces_of(archive, len(newest)))
    )
    pages = ["about", "cite", "licence", *(["downloads"] if archive.data else [])]
    section(words["page_about"], ((words[f"page_{page}"], f"{page}.html") for page in pages))
    return "\n".join(lines)


def _label(text: str) -> str:
    """Text between the brackets of a link."""
    return _line(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _line(text: str) -> str:
    return " ".join(text.split())


def _open_search(archive: Config, words: Mapping[str, str]) -> str:
    """OpenSearch 1.1, which wants a name of 16 characters at most."""
    template = f"{archive.address('search.html')}?q={{searchTerms}}"
    return dumped(
        in_lines(
            "OpenSearchDescription",
            {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"},
            element("ShortName", {}, _line(archive.title)[:16].rstrip()),
            element("Description", {}, f"{words['search_all']} · {archive.title}"[:1024]),
            element("Url", {"type": "text/html", "method": "get", "template": template}),
            element("Language", {}, archive.language),
            element("InputEncoding", {}, "UTF-8"),
            element("OutputEncoding", {}, "UTF-8"),
        )
    )
