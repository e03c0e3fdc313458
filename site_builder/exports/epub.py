"""A speech, or all of a collection, as an EPUB 3: packed in memory, the same bytes every time.

A zip of a few files that are made here needs no library. ebooklib writes the time of its run into
each book, and its navigation has no room for an outline with text of two languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from site_builder import dates
from site_builder.exports._published import Published
from site_builder.languages import language_for
from site_builder.model import Block, OutlineEntry
from site_builder.xmltree import dumped, element, in_lines, moved, read_html, uri

_STYLE = """\
body { line-height: 1.6 }
h1, h2, h3, h4 { line-height: 1.3; text-align: start }
header p, footer { font-size: .9em }
footer { margin-block-start: 3em; border-block-start: 1px solid }
.gap, .lost { opacity: .75; text-align: center }
.mask, .illegible, .doubtful { text-decoration: underline dotted }
:lang(zh) p { text-indent: 2em }
:lang(zh) header p, :lang(zh) footer p, p.gap, p.lost { text-indent: 0 }
.run-in { font-weight: bold }
.stage { font-style: italic }
"""
_CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_XHTML = {
    "xmlns": "http://www.w3.org/1999/xhtml",
    "xmlns:epub": "http://www.idpf.org/2007/ops",
}
_NO_EDITION = "2000-01-01"
"""Says when a book was changed where the archive has no edition: never the clock."""


def epub(published: Published) -> bytes:
    """The speech as a book with its outline."""
    document = published.document
    return _packed(
        _Book(document.title, document.language, published.address, (published,)),
        ("speech.xhtml",),
    )


def collected(title: str, language: str, address: str, speeches: Sequence[Published]) -> bytes:
    """Speeches as one book, in the order given; `address` is where it is published."""
    names = tuple(f"{one.document.id}.xhtml" for one in speeches)
    return _packed(_Book(title, language, address, tuple(speeches)), names)


@dataclass(frozen=True, slots=True)
class _Book:
    title: str
    language: str
    address: str
    speeches: tuple[Published, ...]
    """At least one."""

    @property
    def direction(self) -> str:
        return language_for(self.language).direction


def _packed(book: _Book, names: Sequence[str]) -> bytes:
    """The book as a zip; `names` are those of the files of its speeches."""
    chapters = list(zip(names, book.speeches, strict=True))
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "EPUB/package.opf": dumped(_package(book, names)),
        "EPUB/nav.xhtml": dumped(_navigation(book, chapters)),
        "EPUB/style.css": _STYLE,
        **{f"EPUB/{name}": dumped(_chapter(one)) for name, one in chapters},
    }
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, text in files.items():
            entry = ZipInfo(name)  # its time is 1980-01-01
            entry.create_system = 3  # as under Unix, wherever it is made
            # The type of the file is read at a fixed place, before anything is unpacked.
            entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(entry, text)
    return packed.getvalue()


# The package
# -----------


def _package(book: _Book, names: Sequence[str]) -> Element:
    items = [
        ("nav", "nav.xhtml", "application/xhtml+xml", "nav"),
        ("style", "style.css", "text/css", ""),
        *(
            (f"speech{number}", name, "application/xhtml+xml", "")
            for number, name in enumerate(names, 1)
        ),
    ]
    manifest = [
        element("item", {"id": id_, "href": name, "media-type": kind, "properties": properties})
        for id_, name, kind, properties in items
    ]
    spine = [element("itemref", {"idref": id_}) for id_, *_ in items if id_.startswith("speech")]
    return in_lines(
        "package",
        {
            "xmlns": "http://www.idpf.org/2007/opf",
            "version": "3.0",
            "unique-identifier": "address",
            "xml:lang": book.language,
        },
        in_lines("metadata", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}, *_metadata(book)),
        in_lines("manifest", {}, *manifest),
        in_lines("spine", {"page-progression-direction": book.direction}, *spine),
    )


def _metadata(book: _Book) -> Iterator[Element]:
    first = book.speeches[0]
    archive = first.archive
    yield element("dc:identifier", {"id": "address"}, book.address)
    yield element("dc:title", {}, book.title)
    for language in dict.fromkeys(
        (book.language, *(one.document.language for one in book.speeches))
    ):
        yield element("dc:language", {}, language)
    speakers = [speaker for one in book.speeches for speaker in one.document.speakers]
    for name in dict.fromkeys(speaker.name or speaker.attribution for speaker in speakers):
        yield element("dc:creator", {}, name)
    yield element("dc:publisher", {}, first.publisher)
    if len(book.speeches) == 1:
        yield from _facts(first)
    modified = f"{archive.edition_date[:10] or _NO_EDITION}T00:00:00Z"
    for name, value in (
        ("dcterms:modified", modified),
        ("schema:accessMode", "textual"),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "structuralNavigation"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityHazard", "none"),
    ):
        yield element("meta", {"property": name}, value)


def _facts(published: Published) -> Iterator[Element]:
    document = published.document
    day = dates.datetime_of(document.date)
    source = document.source.url if document.source else ""
    for name, value in (
        ("dc:date", day),
        ("dc:source", source),
        ("dc:rights", published.license),
        *(("dc:subject", subject) for subject in document.subjects),
    ):
        if value:
            yield element(name, {}, value)


# Navigation
# ----------


def _navigation(book: _Book, chapters: Iterable[tuple[str, Published]]) -> Element:
    words = book.speeches[0].words
    entries = [
        _entry(name, one.document.title, list(_points(name, one.speech.outline, one)), one)
        for name, one in chapters
    ]
    contents = element(
        "nav",
        {"epub:type": "toc", "id": "toc"},
        element("h1", {}, words["outline"]),
        in_lines("ol", {}, *entries),
    )
    return _page(book.language, book.title, contents)


def _points(name: str, outline: Iterable[OutlineEntry], published: Published) -> Iterator[Element]:
    for entry in outline:
        label = entry.label or published.words["lost_heading"]
        below = list(_points(name, entry.children, published))
        yield _entry(f"{name}#{entry.target}", label, below, published)


def _entry(address: str, label: str, below: list[Element], published: Published) -> Element:
    language = published.document.language
    link = element("a", {"href": address, "lang": language, "xml:lang": language}, label)
    return element("li", {}, link, *([in_lines("ol", {}, *below)] if below else []))


# The text
# --------


def _page(language: str, title: str, *content: Element) -> Element:
    head = in_lines(
        "head",
        {},
        element("title", {}, title),
        element("link", {"rel": "stylesheet", "type": "text/css", "href": "style.css"}),
    )
    direction = language_for(language).direction
    return in_lines(
        "html",
        _XHTML | {"lang": language, "xml:lang": language, "dir": direction},
        head,
        in_lines("body", {}, *content),
    )


def _chapter(published: Published) -> Element:
    document = published.document
    blocks = [part for block in published.speech.blocks for part in _block(block, published)]
    return _page(document.language, document.title, _head(published), *blocks, _colophon(published))


def _head(published: Published) -> Element:
    document, event = published.document, published.document.event
    language = language_for(document.language)
    facts = [
        language.list_separator.join(speaker.attribution for speaker in document.speakers),
        dates.in_words(document.date, language) if document.date else "",
        *((event.name, event.place) if event else ()),
    ]
    told = [element("p", {}, fact) for fact in facts if fact]
    return in_lines("header", {}, element("h1", {}, document.title), *told)


def _colophon(published: Published) -> Element:
    archive, words = published.archive, published.words
    own = {"lang": archive.language, "xml:lang": archive.language}
    number, date = archive.edition_number, archive.edition_date
    lines = [
        archive.title,
        words["edition"].format(number=number, date=date) if number else "",
        published.license,
    ]
    address = element("a", {"href": uri(published.address)}, published.address)
    return in_lines(
        "footer",
        own,
        *(element("p", {}, line) for line in lines if line),
        element("p", {}, address),
    )


def _block(block: Block, published: Published) -> Iterator[Element]:
    anchor = {"id": block.id}
    former = [element("span", {"id": name}) for name in block.aliases]
    match block.kind:
        case "heading" | "turn":
            yield moved(_text(block.html), element(f"h{block.level}", anchor, *former))
        case "narrative":
            yield moved(_text(block.html), element("p", {**anchor, "class": "stage"}, *former))
        case "run-in":
            lead = element("span", {**anchor, "class": "run-in"}, *former)
            space = "" if language_for(published.document.language).han else " "
            paragraph = element("p", {"id": block.paragraph}, moved(_text(block.lead), lead), space)
            yield moved(_text(block.html), paragraph)
        case "gap":
            yield element("p", {**anchor, "class": "gap"}, *former, block.text)
        case "lost":
            words = published.words
            label = f"{block.text or words['lost_heading']} ({words['lost']})"
            yield element("p", {**anchor, "class": "lost"}, label)
        case "other":
            yield from _text(block.html)
        case _:
            yield moved(_text(block.html), element("p", anchor, *former))


_KEPT = frozenset({"id", "class", "start"})


def _text(html: str) -> Element:
    """The HTML of a block as XHTML, with links to the web only: a book has no other pages."""
    read = read_html(html)
    for node in list(read.iter())[1:]:
        address = uri(node.get("href", ""))
        for name in set(node.keys()) - _KEPT:
            del node.attrib[name]
        if address.startswith(("https://", "http://", "mailto:")):
            node.set("href", address)
        elif node.tag == "a":
            node.tag = "span"
    return read
