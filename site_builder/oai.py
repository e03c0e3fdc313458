"""The archive as a static repository of OAI-PMH 2.0, with a record of Dublin Core for each speech.

Such a repository is one file, which a gateway answers the requests of harvesters from. The rules
are those of https://www.openarchives.org/OAI/2.0/guidelines-static-repository.htm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from site_builder import dates
from site_builder.config import Config
from site_builder.model import Document
from site_builder.notices import Notice
from site_builder.xmltree import DECLARATION, element, leaf, uri, written

PATH = "oai.xml"
LARGEST = 5_000
"""How many records the rules want a static repository to have at most."""

_OAI = "http://www.openarchives.org/OAI/2.0/"
_STATIC = f"{_OAI}static-repository"
_SCHEMA = {"xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance"}
_ROOT = {
    "xmlns": _STATIC,
    "xmlns:oai": _OAI,
    **_SCHEMA,
    "xsi:schemaLocation": f"{_STATIC} {_STATIC}.xsd",
}
_DUBLIN_CORE = {
    "xmlns:oai_dc": f"{_OAI}oai_dc/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    **_SCHEMA,
    "xsi:schemaLocation": f"{_OAI}oai_dc/ {_OAI}oai_dc.xsd",
}
_METADATA = (
    leaf("oai_dc:dc", "|", _DUBLIN_CORE).join(["<oai:metadata>", "</oai:metadata>"]).split("|")
)
"""What stands before and behind the fields of a record."""
_FRIENDS = {
    "xmlns": f"{_OAI}friends/",
    **_SCHEMA,
    "xsi:schemaLocation": f"{_OAI}friends/ {_OAI}friends.xsd",
}


def is_possible(archive: Config, speeches: int) -> bool:
    """Whether an archive of so many speeches has what no repository may be without.

    That is a record, the date of an edition, and an address for e-mail.
    """
    return bool(speeches and archive.email and dates.whole_day(archive.edition_date))


def repository_files(
    notices: Iterable[Notice], archive: Config, largest: int = LARGEST
) -> Iterator[tuple[str, bytes]]:
    """The repository by its path; of more than `largest` speeches several, which name each other.

    None if none `is_possible`. What came first stands in the first, so that what is
    added takes no record from one to the next.
    """
    ordered = sorted(notices, key=lambda notice: (notice.since, notice.document.id))
    if not is_possible(archive, len(ordered)):
        return
    starts = range(0, len(ordered), largest)
    paths = [PATH, *(f"oai-{number}.xml" for number in range(2, len(starts) + 1))]
    for path, start in zip(paths, starts, strict=True):
        others = [_base(other, archive) for other in paths if other != path]
        part = ordered[start : start + largest]
        yield path, _repository(_base(path, archive), others, part, archive).encode()


def _base(path: str, archive: Config) -> str:
    """The address that harvesters use: behind a gateway, that of the file without its scheme."""
    address = uri(archive.address(path))
    if not archive.oai_gateway:
        return address
    return f"{archive.oai_gateway.rstrip('/')}/{address.partition('://')[2]}"


def _repository(
    base: str, others: Sequence[str], notices: Iterable[Notice], archive: Config
) -> str:
    day = dates.whole_day(archive.edition_date)
    root = element("Repository", _ROOT, "|")
    start, end = written(root).split("|")
    metadata_format = element(
        "oai:metadataFormat",
        {},
        element("oai:metadataPrefix", {}, "oai_dc"),
        element("oai:schema", {}, f"{_OAI}oai_dc.xsd"),
        element("oai:metadataNamespace", {}, f"{_OAI}oai_dc/"),
    )
    lines = [
        f"{DECLARATION}{start}",
        written(element("Identify", {}, *_identity(base, others, archive, day))),
        written(element("ListMetadataFormats", {}, metadata_format)),
        '<ListRecords metadataPrefix="oai_dc">',
        *(_record(notice, archive, day) for notice in notices),
        "</ListRecords>",
        f"{end}\n",
    ]
    return "\n".join(lines)


def _identity(base: str, others: Sequence[str], archive: Config, day: str) -> Iterator[Element]:
    facts = {
        "repositoryName": archive.title,
        "baseURL": base,
        "protocolVersion": "2.0",
        "adminEmail": archive.email,
        "earliestDatestamp": day,
        "deletedRecord": "no",
        "granularity": "YYYY-MM-DD",
    }
    yield from (element(f"oai:{name}", {}, text) for name, text in facts.items())
    if others:
        found = (element("baseURL", {}, other) for other in others)
        yield element("oai:description", {}, element("friends", _FRIENDS, *found))


def _record(notice: Notice, archive: Config, day: str) -> str:
    """The record of a speech, as of the edition: whoever asks for what is new gets all of that."""
    identifier = leaf("oai:identifier", _identifier(notice.document, archive))
    header = f"<oai:header>{identifier}{leaf('oai:datestamp', day)}</oai:header>"
    start, end = _METADATA
    fields = "".join(leaf(f"dc:{name}", text) for name, text in _dublin_core(notice, archive))
    return f"<oai:record>{header}{start}{fields}{end}</oai:record>"


def _identifier(document: Document, archive: Config) -> str:
    """As the guidelines have it: `oai:a.example:id`, with the sub-path of an archive that has one.

    >>> document = Document("x", "T", "en", "")
    >>> _identifier(document, Config("T", "https://a.example/archive/"))
    'oai:a.example:archive/x'
    """
    host = urlsplit(archive.url).hostname
    return f"oai:{host}:{quote(archive.base_path[1:])}{document.id}"


def _dublin_core(notice: Notice, archive: Config) -> Iterator[tuple[str, str]]:
    document = notice.document
    rights, source, event = document.rights, document.source, document.event
    fields = [
        ("title", document.title),
        *(("creator", author) for author in notice.authors),
        *(("subject", subject) for subject in document.subjects),
        ("description", notice.summary),
        ("publisher", archive.keeper or archive.title),
        ("date", document.date),
        ("type", "Text"),  # of the vocabulary of DCMI
        ("type", document.type),
        ("format", "text/html"),
        ("identifier", archive.address(f"speeches/{document.id}.html")),
        ("source", source.url or source.site if source else ""),
        ("language", document.language),
        *(("relation", collection) for collection in document.collections),
        ("coverage", event.place if event else ""),
        ("rights", (rights and (rights.statement or rights.license)) or archive.license),
    ]
    return ((name, " ".join(text.split())) for name, text in fields if text)
