"""All speeches of an archive: their order, and the ways in to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from site_builder import dates
from site_builder.errors import ContentError, Place, SiteErrors
from site_builder.identity import FILES, Entry, Kind, Register, is_hidden, normal_name
from site_builder.ids import alphabetical, name_id
from site_builder.model import Card, Document, Speaker
from site_builder.passages import Repeated, repeated

Registers = Mapping[Kind, Register]
"""Who and what is meant by which names, as far as `content/` says so."""

UNDATED = "undated"
"""The id of the speeches without a year."""


class Key(NamedTuple):
    """Where a speech belongs on one way in."""

    id: str
    """The last part of the page's address."""
    name: str
    """As printed, or, of one that is listed, its main name."""
    entry: Entry | None = None
    by_attribution: bool = False
    """Whether a speaker is known by an attribution alone, which may be an office."""
    unlisted_id: str = ""
    """Of one that is listed: the id that the printed name has without that."""


@dataclass(frozen=True)
class Group:
    """The speeches of an archive that have one thing in common, such as a year or a speaker."""

    kind: str
    """One of `WAYS`."""
    key: Key
    language: str
    """Of the first of the speeches."""
    speeches: tuple[Card, ...]

    @property
    def id(self) -> str:
        """The last part of the address of its page."""
        return self.key.id

    @property
    def name(self) -> str:
        """What it is called: a name, or of a date or a language its code."""
        return self.key.name


@dataclass(frozen=True)
class Archive:
    """The published speeches, by date; those without one come last."""

    speeches: tuple[Card, ...]
    registers: Registers = field(default_factory=dict)

    @cached_property
    def groups(self) -> dict[str, dict[str, Group]]:
        """The groups of every way in, by kind and id, in the order of a list of them."""
        return {kind: self._groups(kind) for kind in WAYS}

    @cached_property
    def repeated(self) -> Repeated:
        """What several of the speeches say, which it has by their places in `speeches`."""
        return repeated([speech.clauses for speech in self.speeches])

    def keys(self, kind: str, document: Document) -> tuple[Key, ...]:
        """Where a document belongs on one way in, each place once."""
        return tuple({key.id: key for key in WAYS[kind](document, self.registers)}.values())

    def groups_of(self, kind: str, document: Document) -> tuple[Group, ...]:
        """The groups of one kind that a document is in."""
        return tuple(self.groups[kind][key.id] for key in self.keys(kind, document))

    def speaker(self, speaker: Speaker) -> Group:
        """The speeches of a speaker of one of the documents."""
        return self.groups["speaker"][_speaker_key(speaker, self.registers).id]

    @cached_property
    def former_ids(self) -> dict[tuple[str, str], Group | None]:
        """By kind and the id that a name had before it was listed: where it leads now.

        None if to several, because two people have the name.
        """
        found: dict[tuple[str, str], Group | None] = {}
        for kind in FILES:
            groups = self.groups[kind]
            for speech in self.speeches:
                for key in WAYS[kind](speech.document, self.registers):
                    if key.entry and key.unlisted_id not in groups:
                        group = groups[key.id]
                        other = found.setdefault((kind, key.unlisted_id), group)
                        if other is not group:
                            found[kind, key.unlisted_id] = None
        return found

    def _groups(self, kind: str) -> dict[str, Group]:
        keys: dict[str, Key] = {}
        members: dict[str, list[Card]] = {}
        for speech in self.speeches:
            for key in self.keys(kind, speech.document):
                keys.setdefault(key.id, key)
                members.setdefault(key.id, []).append(speech)
        groups = (
            Group(kind, keys[id_], speeches[0].document.language, tuple(speeches))
            for id_, speeches in members.items()
        )
        return {group.id: group for group in sorted(groups, key=_order)}


def _order(group: Group) -> tuple[Any, ...]:
    """What the groups of one kind sort by."""
    if group.kind in ("year", "month", "day"):
        return (group.id,)  # dates in ISO 8601; "undated" comes after digits
    if group.kind in ("language", "type"):
        return -len(group.speeches), group.id
    return alphabetical(group.name)


# The ways in
# -----------


def _years(document: Document, _: Registers) -> Iterator[Key]:
    year = dates.year_of(document.date)
    yield Key(f"{year:04}", str(year)) if year else Key(UNDATED, "")


def _months(document: Document, _: Registers) -> Iterator[Key]:
    month = dates.month_of(document.date)
    if month:
        yield Key(month, month)


def _days(document: Document, _: Registers) -> Iterator[Key]:
    day = dates.datetime_of(document.date)[5:]
    if len(day) == len("02-06"):
        yield Key(day, day)


def _speakers(document: Document, registers: Registers) -> Iterator[Key]:
    return (_speaker_key(speaker, registers) for speaker in document.speakers)


def _speaker_key(speaker: Speaker, registers: Registers) -> Key:
    name = speaker.name or speaker.attribution
    key = _named("speaker", name, speaker.id, registers)
    return key if key.entry or speaker.name else key._replace(by_attribution=True)


def _events(document: Document, registers: Registers) -> Iterator[Key]:
    event = document.event
    # Two meetings whose names are hidden are not the same meeting.
    if event and (event.id or not is_hidden(event.name)):
        yield _named("event", event.name, event.id, registers)


def _places(document: Document, registers: Registers) -> Iterator[Key]:
    place = document.event.place if document.event else ""
    if place and not is_hidden(place):
        yield _named("place", place, "", registers)


def _subjects(document: Document, _: Registers) -> Iterator[Key]:
    return (_unlisted(name) for name in document.subjects)


def _collections(document: Document, _: Registers) -> Iterator[Key]:
    return (_unlisted(name) for name in document.collections)


def _languages(document: Document, _: Registers) -> Iterator[Key]:
    yield Key(document.language.lower(), document.language)


def _types(document: Document, _: Registers) -> Iterator[Key]:
    yield Key(document.type, document.type)


def _named(kind: Kind, name: str, id_: str, registers: Registers) -> Key:
    entry = registers[kind].entry(name, id_) if kind in registers else None
    unlisted = _unlisted(name)
    return Key(entry.id, entry.name, entry, unlisted_id=unlisted.id) if entry else unlisted


def _unlisted(name: str) -> Key:
    return Key(name_id(name), normal_name(name))


WAYS: Mapping[str, Callable[[Document, Registers], Iterator[Key]]] = {
    "year": _years,
    "month": _months,
    "day": _days,
    "speaker": _speakers,
    "event": _events,
    "place": _places,
    "subject": _subjects,
    "collection": _collections,
    "language": _languages,
    "type": _types,
}
"""The ways in to the speeches. Add one here, and its words `KINDs` in `templates/words/`."""


# Gathering
# ---------


def archive_of(found: Iterable[tuple[str, Card]], registers: Registers | None = None) -> Archive:
    """The archive of speeches, each given with the path of its file.

    Drafts and withdrawn speeches are left out. Raises `SiteErrors` if two have the same id, if
    one's id is another's former id, if a name's id is not listed, or if two names would have one
    address.
    """
    registers = registers or {}
    errors: list[ContentError] = []
    owners: dict[str, str] = {}
    addresses: dict[tuple[str, str], Key] = {}
    speeches: list[Card] = []
    for path, speech in found:
        document = speech.document
        for name in (document.id, *document.aliases):
            if name in owners:
                message = f'id "{name}" is already that of {owners[name]}'
                errors.append(ContentError(message, Place(path)))
            else:
                owners[name] = path
        if document.status == "published":
            speeches.append(speech)
            errors += _clashes(document, path, registers, addresses)
    if errors:
        raise SiteErrors(errors)
    speeches.sort(key=lambda s: (dates.sort_key(s.document.date), s.document.id))
    return Archive(tuple(speeches), registers)


def _clashes(
    document: Document, path: str, registers: Registers, addresses: dict[tuple[str, str], Key]
) -> Iterator[ContentError]:
    """What is wrong with a document's names; `addresses` has those of all names before."""
    for kind in ("speaker", "event", "place", "subject", "collection"):
        try:
            keys = list(WAYS[kind](document, registers))
        except ContentError as error:
            yield ContentError(error.message, Place(path))
            continue
        for key in keys:
            other = addresses.setdefault((kind, key.id), key)
            if other[:3] != key[:3]:
                file = next((f"content/{file}" for k, file in FILES.items() if k == kind), "")
                advice = f"give one of them an id in {file}" if file else "change one of them"
                message = f'"{key.name}" and "{other.name}" would both be {kind}s/{key.id}.html'
                yield ContentError(f"{message}; {advice}", Place(path))
