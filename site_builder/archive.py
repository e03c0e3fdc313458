"""All speeches of an archive: their order, and the ways in to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Key:
    """Where a speech belongs on one way in.

    Ids of names are made when they are asked for: a transcription takes a third of a millisecond.
    """

    name: str
    """As printed, or, of one that is listed, its main name."""
    given_id: str = ""
    """Empty where the id is made from the name."""
    entry: Entry | None = None
    by_attribution: bool = False
    """Whether a speaker is known by an attribution alone, which may be an office."""
    printed: str = ""
    """Of one that is listed: the name that a speech gives it."""

    @property
    def id(self) -> str:
        """The last part of the page's address."""
        return self.given_id or name_id(self.name)

    @property
    def unlisted_id(self) -> str:
        """Of one that is listed: the id that the printed name has without that."""
        return name_id(self.printed)

    @property
    def meaning(self) -> tuple[str, str]:
        """What is the same for those that mean the same."""
        return (self.given_id, "" if self.given_id else self.name)


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
    def groups(self) -> Mapping[str, dict[str, Group]]:
        """The groups of every way in, by kind and id, in the order of a list of them."""
        return _Groups(self)

    @cached_property
    def repeated(self) -> Repeated:
        """What several of the speeches say, which it has by their places in `speeches`."""
        return repeated([speech.clauses for speech in self.speeches])

    def keys(self, kind: str, document: Document) -> tuple[Key, ...]:
        """Where a document belongs on one way in, each place once."""
        known = self._keys.setdefault(kind, {})
        if document.id not in known:
            found = {key.meaning: key for key in WAYS[kind](document, self.registers)}
            known[document.id] = tuple(found.values())
        return known[document.id]

    @cached_property
    def _keys(self) -> dict[str, dict[str, tuple[Key, ...]]]:
        return {}

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
            for speech in self.speeches:
                for key in WAYS[kind](speech.document, self.registers):
                    if key.entry and key.unlisted_id not in self.groups[kind]:
                        group = self.groups[kind][key.id]
                        other = found.setdefault((kind, key.unlisted_id), group)
                        if other is not group:
                            found[kind, key.unlisted_id] = None
        return found


class _Groups(dict[str, dict[str, Group]]):
    """The groups of an archive by kind; those of a kind are made when they are asked for."""

    def __init__(self, archive: Archive) -> None:
        super().__init__()
        self._archive = archive

    def __missing__(self, kind: str) -> dict[str, Group]:
        keys: dict[tuple[str, str], Key] = {}
        members: dict[tuple[str, str], list[Card]] = {}
        for speech in self._archive.speeches:
            for key in self._archive.keys(kind, speech.document):
                keys.setdefault(key.meaning, key)
                members.setdefault(key.meaning, []).append(speech)
        groups = (
            Group(kind, keys[meaning], speeches[0].document.language, tuple(speeches))
            for meaning, speeches in members.items()
        )
        self[kind] = {group.id: group for group in sorted(groups, key=_order)}
        return self[kind]


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
    yield Key(str(year), f"{year:04}") if year else Key("", UNDATED)


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
    return key if key.entry or speaker.name else replace(key, by_attribution=True)


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
    return (_key(normal_name(name)) for name in document.subjects)


def _collections(document: Document, _: Registers) -> Iterator[Key]:
    return (_key(normal_name(name)) for name in document.collections)


def _languages(document: Document, _: Registers) -> Iterator[Key]:
    yield Key(document.language, document.language.lower())


def _types(document: Document, _: Registers) -> Iterator[Key]:
    yield Key(document.type, document.type)


def _named(kind: Kind, name: str, id_: str, registers: Registers) -> Key:
    entry = registers[kind].entry(name, id_) if kind in registers else None
    name = normal_name(name)
    return Key(entry.name, entry.id, entry, printed=name) if entry else _key(name)


@cache
def _key(name: str) -> Key:
    """That of a name that is not listed; there is one of each, however many speeches have it."""
    return Key(name)


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


NAMED = ("speaker", "event", "place", "subject", "collection")
"""Those whose labels are words of a speech, not of the interface."""


# Gathering
# ---------


def archive_of(
    found: Iterable[tuple[str, Card]],
    registers: Registers | None = None,
    kinds: Collection[str] = NAMED,
) -> Archive:
    """The archive of speeches, each given with the path of its file.

    `kinds` are those whose names have pages. Drafts and withdrawn speeches are left out. Raises
    `SiteErrors` if two have the same id, if one's id is another's former id, if a name's id is not
    listed, or if two names would have one address.
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
            errors += _clashes(document, path, registers, addresses, kinds)
    if errors:
        raise SiteErrors(errors)
    return in_order(speeches, registers)


def in_order(speeches: Iterable[Card], registers: Registers) -> Archive:
    """The archive of published speeches of which all is right."""
    speeches = sorted(speeches, key=lambda s: (dates.sort_key(s.document.date), s.document.id))
    return Archive(tuple(speeches), registers)


def _clashes(
    document: Document,
    path: str,
    registers: Registers,
    addresses: dict[tuple[str, str], Key],
    kinds: Collection[str],
) -> Iterator[ContentError]:
    """What is wrong with a document's names; `addresses` has those of all names before."""
    for kind in NAMED:
        try:
            keys = list(WAYS[kind](document, registers))
        except ContentError as error:
            yield ContentError(error.message, Place(path))
            continue
        for key in keys if kind in kinds else ():
            other = addresses.setdefault((kind, key.id), key)
            if (other.meaning, other.entry) != (key.meaning, key.entry):
                file = next((f"content/{file}" for k, file in FILES.items() if k == kind), "")
                advice = f"give one of them an id in {file}" if file else "change one of them"
                message = f'"{key.name}" and "{other.name}" would both be {kind}s/{key.id}.html'
                yield ContentError(f"{message}; {advice}", Place(path))
