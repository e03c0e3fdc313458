"""A speech as an Akoma Ntoso 3.0 debate, the OASIS standard for parliaments.

`eId` are the anchors of its page. Akoma Ntoso asks for more than an archive may know: a date that
is not known is the first day of the calendar, and the country `zz`, which ISO 3166 leaves free.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from site_builder import dates
from site_builder.exports._published import Published
from site_builder.exports._sections import Section, sections_of
from site_builder.model import Block
from site_builder.xmltree import Content, dumped, element, in_lines, moved, read_html, uri

_NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_UNKNOWN_DAY = "0001-01-01"
_ARCHIVE = "#archive"


def akoma_ntoso(published: Published) -> str:
    """The speech as an Akoma Ntoso document, valid by the schema of OASIS."""
    document = published.document
    title = element("heading", {}, document.title)
    section = in_lines(
        "debateSection",
        {"name": document.type, "eId": "speech", "xml:lang": document.language},
        title,
        *_parts(published),
    )
    body = element("debateBody", {}, section)
    debate = in_lines("debate", {"name": document.type}, _meta(published), body)
    return dumped(element("akomaNtoso", {"xmlns": _NAMESPACE}, debate))


# What it says of the speech
# --------------------------


def _meta(published: Published) -> Element:
    document = published.document
    words = [
        element("keyword", {"value": word, "showAs": word, "dictionary": _ARCHIVE})
        for word in (*document.subjects, *document.collections)
    ]
    return in_lines(
        "meta",
        {},
        _identification(published),
        *([in_lines("classification", {"source": _ARCHIVE}, *words)] if words else []),
        in_lines("references", {"source": _ARCHIVE}, *_references(published)),
    )


def _identification(published: Published) -> Element:
    document, archive = published.document, published.archive
    address = uri(published.address)
    spoken = _date(_day(document.date), "spoken")
    edition = _date(archive.edition_date or _day(document.date), "edition")
    authors = [
        element("FRBRauthor", {"href": f"#speaker{number}"})
        for number, _ in enumerate(document.speakers, 1)
    ] or [element("FRBRauthor", {"href": _ARCHIVE})]
    publisher = element("FRBRauthor", {"href": _ARCHIVE})

    def level(name: str, end: str, *properties: Element) -> Element:
        this = element("FRBRthis", {"value": address + end})
        return in_lines(name, {}, this, element("FRBRuri", {"value": address + end}), *properties)

    language = element("FRBRlanguage", {"language": document.language})
    country = element("FRBRcountry", {"value": "zz"})
    return in_lines(
        "identification",
        {"source": _ARCHIVE},
        level("FRBRWork", "", spoken, *authors, country),
        level("FRBRExpression", f"#{document.language}", edition, publisher, language),
        level("FRBRManifestation", "#akn", edition, publisher),
    )


def _date(day: str, name: str) -> Element:
    return element("FRBRdate", {"date": day, "name": name})


def _day(edtf: str) -> str:
    """The last day of what is known of a date."""
    start, end = dates.interval(edtf) if edtf else (None, None)
    last = end or start
    if last is None:
        return _UNKNOWN_DAY
    year, month, day = last.latest
    year, month = max(year, 1), min(month, 12)
    return f"{year:04}-{month:02}-{min(day, monthrange(year, month)[1]):02}"


def _references(published: Published) -> Iterator[Element]:
    document, archive = published.document, published.archive
    if document.source and document.source.url:
        address = uri(document.source.url)
        shown = document.source.site or document.source.url
        yield element("original", {"eId": "source", "href": address, "showAs": shown})
    home = {"eId": "archive", "href": uri(archive.url), "showAs": published.publisher}
    yield element("TLCOrganization", home)
    for number, speaker in enumerate(document.speakers, 1):
        shown = speaker.name or speaker.attribution
        me = {"eId": f"speaker{number}", "href": f"/ontology/person/{number}", "showAs": shown}
        yield element("TLCPerson", me)
    who = _who(published)
    labels = {who[turn.target]: turn.label for turn in published.speech.turns}
    for id_, label in labels.items():
        if id_.startswith("label"):
            yield element("TLCRole", {"eId": id_, "href": f"/ontology/role/{id_}", "showAs": label})
    if document.event:
        event = {"eId": "event", "href": "/ontology/event/1", "showAs": document.event.name}
        yield element("TLCEvent", event)


# The text
# --------


def _parts(published: Published) -> Iterator[Element]:
    """The text: speeches of those who take turns; else one speech, of the first speaker."""
    whole = sections_of(published.speech.blocks)
    if published.speech.turns:
        yield from _debate(whole, _who(published))
        return
    content = list(_section(whole)) or [element("p")]
    speakers = published.document.speakers
    if not speakers:
        yield from content
        return
    names = " · ".join(speaker.attribution for speaker in speakers)
    yield in_lines("speech", {"by": "#speaker1"}, element("from", {}, names), *content)


def _who(published: Published) -> dict[str, str]:
    """By the anchor of a turn, who speaks: a speaker, or whom only the label tells."""
    labels: dict[str, int] = {}
    who = {}
    for turn in published.speech.turns:
        number = published.number_of(turn.speaker)
        own = labels.setdefault(turn.label, len(labels) + 1)
        who[turn.target] = f"speaker{number}" if number else f"label{own}"
    return who


def _debate(section: Section, who: Mapping[str, str]) -> Iterator[Element]:
    for passage in section.passages:
        blocks = [part for block in passage.blocks for part in _block(block)]
        label = passage.label
        if label is None:
            yield from blocks
            continue
        speaker = moved(_text(label.html), element("from", {}, *_former(label)))
        attributes = {"by": f"#{who[label.id]}", "eId": label.id}
        yield in_lines("speech", attributes, speaker, *(blocks or [element("p")]))
    for inner in section.sections:
        heading = inner.heading
        assert heading
        head = moved(_text(heading.html), element("heading", {}, *_former(heading)))
        attributes = {"name": "section", "eId": heading.id}
        yield in_lines("debateSection", attributes, head, *_debate(inner, who))


def _section(section: Section) -> Iterator[Element]:
    """What stands in a section of one speech, in which sections are blocks with a title."""
    for passage in section.passages:
        for block in passage.blocks:
            yield from _block(block)
    for inner in section.sections:
        heading = inner.heading
        assert heading
        content = list(_section(inner)) or [element("p")]
        head = moved(_text(heading.html), element("heading", {}, *_former(heading)))
        yield in_lines("tblock", {"eId": heading.id}, head, *content)


def _former(block: Block) -> Iterator[Element]:
    return (element("span", {"eId": name}) for name in block.aliases)


def _block(block: Block) -> Iterator[Element]:
    anchor = {"eId": block.id}
    match block.kind:
        case "gap" | "lost":
            left_out = moved(_text(block.html), element("omissis"))
            yield element("p", {**anchor, "class": block.kind}, *_former(block), left_out)
        case "run-in":
            lead = moved(
                _text(block.lead), element("span", {**anchor, "class": "lead"}, *_former(block))
            )
            yield moved(_text(block.html), element("p", {"eId": block.paragraph}, lead))
        case "narrative":
            told = moved(_text(block.html), element("remark", {"type": "sceneDescription"}))
            yield element("p", anchor, *_former(block), told)
        case "other":
            for node in read_html(block.html):
                yield from _other(node)
        case _:
            yield moved(_text(block.html), element("p", anchor, *_former(block)))


def _other(node: Element) -> Iterator[Element]:
    """A quotation as a block with blocks in it, and any other element as `_plain` has it."""
    if node.tag == "blockquote":
        content = [part for child in node for part in _other(child)] or [element("p")]
        yield in_lines("tblock", {"eId": node.get("id", ""), "class": "quote"}, *content)
    else:
        yield from _plain(node)


def _plain(node: Element) -> Iterator[Element]:
    """Paragraphs and lists, the blocks that a list may hold as well."""
    anchor = {"eId": node.get("id", "")}
    if node.tag in _LISTS:
        yield in_lines(node.tag, anchor, *(element("li", {}, *_item(item)) for item in node))
    elif node.tag == "blockquote":
        for child in node:
            yield from _plain(child)
    elif node.tag == "hr":
        yield element("p", {**anchor, "class": "break"})
    else:
        yield moved(_renamed(node), element("p", anchor))


def _item(item: Element) -> Iterator[Content]:
    yield item.text or ""
    for child in item:
        after, child.tail = child.tail or "", None
        if child.tag in _BLOCKS:
            yield from _plain(child)
        else:
            yield from _renamed(element("div", {}, child))
        yield after


_LISTS = frozenset({"ul", "ol"})
_BLOCKS = _LISTS | {"blockquote", "hr", "p", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_SIGNS = {"mask": "redacted", "lost": "illegible"}


def _text(html: str) -> Element:
    return _renamed(read_html(html))


def _renamed(node: Element) -> Element:
    """The element with all in it made what Akoma Ntoso has for it."""
    for inner in list(node.iter())[1:]:
        kind, tag = inner.get("class", "").partition(" ")[0], inner.tag
        anchor = {"eId": inner.get("id", "")} if inner.get("id") else {}
        address = inner.get("href")
        inner.attrib.clear()
        inner.attrib.update(anchor)
        if address is not None:
            inner.tag = "a"
            inner.set("href", uri(address))
        elif kind in _SIGNS:
            inner.tag = "omissis"
            inner.set("class", _SIGNS[kind])
        elif kind == "stage":
            inner.tag = "remark"
            inner.set("type", "sceneDescription")
        else:
            inner.tag = {"em": "i", "strong": "b", "br": "br"}.get(tag, "span")
            if inner.tag == "span" and (kind or tag != "span"):
                inner.set("class", kind or tag)
    return node
