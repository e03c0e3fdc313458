"""A speech as TEI P5: its signs as `gap` and `supplied`, its anchors as `xml:id`.

The elements are those of https://tei-c.org/release/doc/tei-p5-doc/en/html/; what the header says in
sentences is English, as its elements are.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from site_builder import dates
from site_builder.exports._published import Published
from site_builder.exports._sections import Passage, Section, sections_of
from site_builder.markdown import gap_of
from site_builder.model import Block, Restoration, Source, Speaker
from site_builder.xmltree import dumped, element, in_lines, moved, read_html, uri

Restored = Mapping[str, deque[Restoration]]
"""What is still to be found in the text, by the anchor of its block."""


def tei(published: Published) -> str:
    """The speech as a TEI document, which `tei_all` finds valid."""
    document = published.document
    who = {
        turn.target: f"#speaker{number}"
        for turn in published.speech.turns
        if (number := published.number_of(turn.speaker))
    }
    text = _section(sections_of(published.speech.blocks), who, _restored(published))
    body = in_lines("body", {}, *_filled(text))
    return dumped(
        in_lines(
            "TEI",
            {"xmlns": "http://www.tei-c.org/ns/1.0"},
            _header(published),
            element("text", {"xml:lang": document.language}, body),
        )
    )


# The header
# ----------


def _header(published: Published) -> Element:
    whole = f"This copy of the speech: {published.speech.completeness}."
    file = in_lines(
        "fileDesc",
        {},
        _titles(published),
        *_edition(published),
        element("extent", {}, _measure(published.speech.characters)),
        _publication(published),
        element("notesStmt", {}, element("note", {"type": "completeness"}, whole)),
        in_lines("sourceDesc", {}, _source(published.document.source)),
    )
    parts = (file, *_encoding(published), _profile(published), *_revision(published))
    return in_lines("teiHeader", {"xml:lang": "en"}, *parts)


def _titles(published: Published) -> Element:
    document = published.document
    return in_lines(
        "titleStmt",
        {},
        element("title", {"xml:lang": document.language}, document.title),
        *(
            element(
                "author",
                {"xml:lang": document.language, "ref": f"#speaker{number}"},
                speaker.name or speaker.attribution,
            )
            for number, speaker in enumerate(document.speakers, 1)
        ),
        element(
            "respStmt",
            {},
            element("resp", {}, "text established and published by"),
            element("name", {"xml:lang": published.archive.language}, published.publisher),
        ),
    )


def _edition(published: Published) -> Iterator[Element]:
    archive = published.archive
    if archive.edition_number:
        date = element("date", {"when": archive.edition_date}, archive.edition_date)
        edition = element("edition", {"n": archive.edition_number}, "Edition ", date)
        yield element("editionStmt", {}, edition)


def _measure(characters: int) -> Element:
    return element("measure", {"unit": "characters", "quantity": str(characters)})


def _publication(published: Published) -> Element:
    license_ = published.license
    availability = (
        element("licence", {}, license_)
        if license_
        else element("p", {}, "Nothing is said of what may be done with the text.")
    )
    return in_lines(
        "publicationStmt",
        {},
        element("publisher", {"xml:lang": published.archive.language}, published.publisher),
        element("idno", {"type": "URI"}, published.address),
        element("availability", {"status": "" if license_ else "unknown"}, availability),
    )


def _source(source: Source | None) -> Element:
    if source is None or not (source.site or source.url or source.published):
        return element("p", {}, "No source is recorded.")
    return in_lines(
        "bibl",
        {},
        *([element("publisher", {}, source.site)] if source.site else []),
        *([element("ref", {"target": uri(source.url)}, source.url)] if source.url else []),
        *(
            [element("date", {"when": source.published[:10]}, source.published)]
            if source.published
            else []
        ),
        *([_measure(source.stated_characters)] if source.stated_characters else []),
    )


def _encoding(published: Published) -> Iterator[Element]:
    repairs = published.speech.apparatus.repairs
    if repairs:
        told = [
            element("item", {}, f"{repair.rule} ({repair.certainty} certainty): {repair.count}")
            for repair in repairs
        ]
        what = "Repairs made to the saved page, by rule; the archive's ledger has each of them."
        correction = element("correction", {}, element("p", {}, what, in_lines("list", {}, *told)))
        yield element("encodingDesc", {}, element("editorialDecl", {}, correction))


def _profile(published: Published) -> Element:
    document = published.document
    own = {"xml:lang": document.language}
    found: list[Element] = []
    if document.date:
        date = element("date", _when(document.date, document.date_basis), document.date)
        found.append(element("creation", {}, date))
    language = element("language", {"ident": document.language}, document.language)
    found.append(element("langUsage", {}, language))
    if document.speakers:
        people = [_person(number, one) for number, one in enumerate(document.speakers, 1)]
        found.append(element("particDesc", own, in_lines("listPerson", {}, *people)))
    if document.event:
        names = [element("name", {"type": "event"}, document.event.name)]
        if document.event.place:
            names.append(element("placeName", {}, document.event.place))
        found.append(element("settingDesc", own, element("setting", {}, *names)))
    found.append(in_lines("textClass", {}, *_classes(published)))
    return in_lines("profileDesc", {}, *found)


def _person(number: int, speaker: Speaker) -> Element:
    return element(
        "person",
        {"xml:id": f"speaker{number}"},
        element("persName", {}, speaker.name or speaker.attribution),
        *([element("occupation", {}, speaker.role)] if speaker.role else []),
        *([element("note", {"type": "attribution"}, speaker.attribution)] if speaker.name else []),
    )


def _classes(published: Published) -> Iterator[Element]:
    document = published.document
    for kind, words in (
        ("type", (document.type,)),
        ("collection", document.collections),
        ("subject", document.subjects),
    ):
        if words:
            language = "en" if kind == "type" else document.language
            terms = [element("term", {"type": kind}, word) for word in words]
            yield element("keywords", {"xml:lang": language}, *terms)


def _when(edtf: str, basis: str) -> dict[str, str]:
    """A date as the attributes that TEI has for it."""
    start, end = dates.interval(edtf)
    certainty = {"stated": "high", "inferred": "medium", "published": "medium"}.get(basis, "low")
    doubtful = any(day and (day.uncertain or day.approximate) for day in (start, end))
    attributes = {"cert": "low" if doubtful else certainty}
    # XML Schema has no year 0.
    first = (start.iso or f"{start.year:04}") if start and start.year else ""
    last = (end.iso or f"{end.latest[0]:04}") if end and end.latest[0] else ""
    if first == last:
        return attributes | {"when": first}
    return attributes | {"notBefore": first, "notAfter": last}


def _revision(published: Published) -> Iterator[Element]:
    archive = published.archive
    if archive.edition_number and archive.edition_date:
        what = f"Published in edition {archive.edition_number}."
        change = element("change", {"when": archive.edition_date}, what)
        yield element("revisionDesc", {}, change)


# The text
# --------


def _section(section: Section, who: Mapping[str, str], restored: Restored) -> Iterator[Element]:
    """What stands in a section, the sections within last, as TEI wants them.

    `who` has the speaker of each turn by its anchor, as far as they are known.
    """
    for passage in section.passages:
        yield from _passage(passage, who, restored)
    for inner in section.sections:
        heading = inner.heading
        assert heading
        head = moved(_text(heading.html), element("head", {}, *_former(heading)))
        attributes = {"xml:id": heading.id, "type": "section"}
        yield in_lines("div", attributes, head, *_filled(_section(inner, who, restored)))


def _passage(passage: Passage, who: Mapping[str, str], restored: Restored) -> Iterator[Element]:
    content = (part for block in passage.blocks for part in _block(block, restored))
    label = passage.label
    if label is None:
        yield from content
        return
    speaker = moved(_text(label.html), element("speaker", {}, *_former(label)))
    attributes = {"xml:id": label.id, "who": who.get(label.id)}
    yield in_lines("sp", attributes, speaker, *_filled(content))


def _filled(content: Iterable[Element]) -> list[Element]:
    """The content, with an empty paragraph where it has nothing that TEI counts as text."""
    found = list(content)
    is_empty = all(part.tag in ("gap", "milestone", "anchor") for part in found)
    return [*found, element("p")] if is_empty else found


def _former(block: Block) -> Iterator[Element]:
    return (element("anchor", {"xml:id": name}) for name in block.aliases)


def _block(block: Block, restored: Restored) -> Iterator[Element]:
    anchor = {"xml:id": block.id}

    def text(html: str) -> Element:
        return _text(html, restored.get(block.id) or restored.get(block.paragraph))

    match block.kind:
        case "gap":
            count, reason = gap_of(block.text)
            quantity = {"quantity": str(count), "unit": "chars"} if count else {}
            told = element("desc", {}, reason)
            yield from _former(block)
            yield element("gap", {**anchor, "reason": "omitted", **quantity}, told)
        case "lost":
            label = moved(text(block.html), element("label"))
            gap = element("gap", {"reason": "lost", "extent": "unknown"})
            yield element("ab", {**anchor, "type": "lost"}, label, gap)
        case "run-in":
            lead = element("seg", {**anchor, "type": "lead"}, *_former(block))
            lead = moved(text(block.lead), lead)
            paragraph = element("p", {"xml:id": block.paragraph}, lead)
            yield moved(text(block.html), paragraph)
        case "narrative":
            yield moved(text(block.html), element("stage", anchor, *_former(block)))
        case "other":
            yield from text(block.html)
        case _:
            yield moved(text(block.html), element("p", anchor, *_former(block)))


def _restored(published: Published) -> Restored:
    """The restorations of a speech by their block, each as they stand in it."""
    found: dict[str, deque[Restoration]] = defaultdict(deque)
    for restoration in published.speech.apparatus.restorations:
        found[restoration.target].append(restoration)
    return found


def _text(html: str, restored: deque[Restoration] | None = None) -> Element:
    """The HTML of a block in TEI's elements; `restored` has what was restored in it."""
    read = read_html(html)
    for node in list(read.iter())[1:]:
        if node.get("class") == "repaired":
            _choose(node, restored or deque())
        else:
            _rename(node)
    return read


def _choose(node: Element, restored: deque[Restoration]) -> None:
    """Make a restored passage a choice of what stood there and what stands there now."""
    node.attrib.clear()
    node.tag = "corr"
    while restored:
        restoration = restored.popleft()
        if node.text and restoration.after.startswith(node.text):
            now = element("corr", {"cert": restoration.certainty}, node.text)
            node.tag, node.text = "choice", None
            node.extend([element("sic", {}, restoration.before), now])
            return


_NAMES: dict[str, tuple[str, dict[str, str]]] = {
    "p": ("p", {}),
    "ul": ("list", {"rend": "bulleted"}),
    "ol": ("list", {"rend": "numbered"}),
    "li": ("item", {}),
    "blockquote": ("quote", {}),
    "pre": ("ab", {"type": "code"}),
    "hr": ("milestone", {"unit": "section"}),
    "em": ("hi", {"rend": "italic"}),
    "strong": ("hi", {"rend": "bold"}),
    "code": ("code", {}),
    "br": ("lb", {}),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), ("ab", {"type": "heading"})),
}
_SIGNS: dict[str, tuple[str, dict[str, str]]] = {
    "mask": ("gap", {"reason": "redacted", "unit": "chars"}),
    "lost": ("gap", {"reason": "illegible", "unit": "chars"}),
    "stage": ("stage", {}),
    "repaired": ("corr", {}),
    "doubtful": ("supplied", {"cert": "low"}),
}


def _rename(node: Element) -> None:
    """Make an HTML element the one that TEI has for it."""
    kind = node.get("class", "").partition(" ")[0]
    anchor, address = node.get("id"), node.get("href")
    if address is not None:
        tag, attributes = "ref", {"target": uri(address)}
    elif kind in _SIGNS:
        tag, attributes = _SIGNS[kind]
        if tag == "gap":
            attributes = {**attributes, "quantity": str(len(node.text or ""))}
            node.text = None
    elif node.tag == "span" and not (len(node) or node.text):
        tag, attributes = "anchor", {}
    else:
        tag, attributes = _NAMES.get(node.tag, ("seg", {}))
    node.tag = tag
    node.attrib.clear()
    node.attrib.update(attributes if anchor is None else {"xml:id": anchor, **attributes})
