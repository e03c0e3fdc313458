"""Pages as linked data: JSON-LD in the words of schema.org, for search engines and other programs.

schema.org has no word for a speech; that is the one of the W3C's group on open government.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from site_builder import dates
from site_builder.archive import Group
from site_builder.config import Config
from site_builder.links import Link, Links
from site_builder.model import Speech
from site_builder.surroundings import Surroundings

Thing = dict[str, Any]

SPEECH = "http://www.w3.org/ns/opengov#Speech"
KINDS: Mapping[str, str] = {
    "speaker": "Person",
    "event": "Event",
    "place": "Place",
    "collection": "Collection",
}
"""What the things are, of which each has a page."""


def archive_data(links: Links) -> Markup:
    """The archive and its search, for the home page."""
    config = links.config
    keeper = {"@type": "Organization", "name": config.keeper} if config.keeper else {}
    return _script(
        [
            _archive(config)
            | {
                "description": config.description,
                "inLanguage": config.language,
                "license": config.license,
                "version": config.edition_number,
                "publisher": keeper,
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": {
                        "@type": "EntryPoint",
                        "urlTemplate": f"{config.address('search.html')}?q={{q}}",
                    },
                    "query-input": "required name=q",
                },
            }
        ]
    )


def group_data(group: Group, links: Links) -> Markup:
    """A person, an event, a place or a collection, for its page; empty for all other lists."""
    if group.kind not in KINDS:
        return Markup()
    entry, path = group.key.entry, links.group(group).path
    elsewhere = {path: tuple(address for _, address in entry.elsewhere)} if entry else {}
    thing = _thing(group.kind, path, group.name, elsewhere, links.config)
    if entry:
        thing["alternateName"] = [name for name in entry.names if name != entry.name]
        thing["description"] = entry.note
    if group.kind == "event":
        days = {dates.datetime_of(speech.document.date) for speech in group.speeches}
        # A name may be that of a meeting each year, which has no one day.
        thing["startDate"] = days.pop() if len(days) == 1 else ""
    return _script([thing])


def speech_data(speech: Speech, around: Surroundings, config: Config) -> Markup:
    """A speech and the way to it, for its page."""
    document, source = speech.document, speech.document.source
    page = config.address(around.own.path)
    name = " ".join(document.title.split())
    work: Thing = {
        "@type": "CreativeWork",
        "additionalType": SPEECH,
        "@id": page,
        "url": page,
        "name": name,
        "genre": document.type,
        "inLanguage": document.language,
        "author": [
            _thing("speaker", count.path, speaker.name or count.label, around.elsewhere, config)
            | {"jobTitle": speaker.role}
            for speaker, count in zip(document.speakers, around.speakers, strict=True)
        ],
        "dateCreated": around.own.datetime,
        "datePublished": source.published[:10] if source else "",
        "recordedAt": _occasion(around, config),
        "keywords": list(document.subjects),
        "isPartOf": [
            _archive(config),
            *(
                _thing("collection", count.path, count.label, around.elsewhere, config)
                for count in around.collections
            ),
        ],
        "isBasedOn": source.url if source else "",
        "license": (document.rights and document.rights.license) or config.license,
        "creativeWorkStatus": speech.completeness if speech.completeness != "unknown" else "",
        "wordCount": speech.words,
        "creditText": _credit(around.own, config),
    }
    year = around.year
    crumbs = [
        (config.title, config.url),
        *([(year.label, config.address(year.path))] if year.path else []),
        (name, page),
    ]
    return _script([work, _breadcrumbs(crumbs)])


def _archive(config: Config) -> Thing:
    return {"@type": "WebSite", "@id": config.url, "url": config.url, "name": config.title}


def _occasion(around: Surroundings, config: Config) -> Thing:
    """The event of a speech, with its day and its place; neither need have a page."""
    event, place = around.event, around.place
    if not event:
        return {}
    return _thing("event", event.path, event.label, around.elsewhere, config) | {
        "startDate": around.own.datetime,
        "location": _thing("place", place.path, place.label, around.elsewhere, config)
        if place
        else {},
    }


def _thing(
    kind: str, path: str, name: str, elsewhere: Mapping[str, tuple[str, ...]], config: Config
) -> Thing:
    """What a page is of; without a `path` it has none."""
    page = config.address(path) if path else ""
    return {
        "@type": KINDS[kind],
        "@id": f"{page}#it" if page else "",  # the thing is not the page that tells of it
        "url": page,
        "name": " ".join(name.split()),
        "sameAs": list(elsewhere.get(path, ())),
    }


def _credit(own: Link, config: Config) -> str:
    """How to name it in a line: who, what, and when."""
    facts = (own.speaker, own.title, own.date, config.title)
    return ". ".join(" ".join(fact.split()) for fact in facts if fact)


def _breadcrumbs(crumbs: Iterable[tuple[str, str]]) -> Thing:
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _script(things: list[Thing]) -> Markup:
    """An element that holds data and is never run; a `<` in it could end it, so none is left."""
    data = {"@context": "https://schema.org", "@graph": [_known(thing) for thing in things]}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    return Markup(f'<script type="application/ld+json">{text}</script>')


def _known(value: Any) -> Any:
    """The same without what is empty."""
    if isinstance(value, dict):
        return {key: _known(one) for key, one in value.items() if one}
    return [_known(one) for one in value] if isinstance(value, list) else value
