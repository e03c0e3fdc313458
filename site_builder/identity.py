"""Who is meant: the entries of `speakers.toml`, `places.toml` and `events.toml`, checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from site_builder.config import line_of, parsed_toml
from site_builder.errors import ContentError, Place, SiteErrors, nearest
from site_builder.model import MASK
from site_builder.schema import faults

Kind = Literal["speaker", "event", "place"]

FILES: Mapping[Kind, str] = {
    "speaker": "speakers.toml",
    "event": "events.toml",
    "place": "places.toml",
}
"""The files of `content/` that say which names mean the same; each may be left out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person, event or place that a file of `content/` tells of."""

    id: str
    """Its address, given by a person."""
    name: str
    """The one that is shown as a heading."""
    names: tuple[str, ...] = ()
    """Other names under which it is printed, in any script."""
    note: str = ""
    wikidata: str = ""
    viaf: str = ""
    geonames: str = ""

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name, the one that is shown first, each as `normal_name` has it."""
        return tuple(dict.fromkeys(map(normal_name, (self.name, *self.names))))

    @property
    def elsewhere(self) -> tuple[tuple[str, str], ...]:
        """The same in other registers: what it is called there, and its address."""
        known = (
            ("Wikidata", self.wikidata, "https://www.wikidata.org/wiki/"),
            ("VIAF", self.viaf, "https://viaf.org/viaf/"),
            ("GeoNames", self.geonames, "https://www.geonames.org/"),
        )
        return tuple((f"{name} {id_}", address + id_) for name, id_, address in known if id_)


@dataclass(frozen=True)
class Register:
    """The entries of one kind."""

    path: str = ""
    """The file, relative to the project."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    """By id, in the order of the file."""

    @cached_property
    def by_name(self) -> dict[str, Entry]:
        """The entries by each of their names."""
        return {name: entry for entry in self.entries.values() for name in entry.all_names}

    def entry(self, name: str, id_: str) -> Entry | None:
        """Who or what a speech means by a name, or, if it gives one, by an id; None if unlisted.

        Raises `ContentError` if there is no such id.
        """
        if not id_:
            return self.by_name.get(normal_name(name))
        if id_ not in self.entries:
            hint = nearest(id_, self.entries)
            raise ContentError(f'the id "{id_}" of "{name}" is not in {self.path}{hint}')
        return self.entries[id_]


_HIDDEN = re.compile(rf"{MASK}|\*\*|某|[xXＸ×]{{2}}(?=[\u3400-\u9fff])")


def normal_name(name: str) -> str:
    """A name as it is compared: however its letters are put together, without space around it."""
    return unicodedata.normalize("NFC", name).strip()


def is_hidden(name: str) -> bool:
    """Whether a source hid some of a name: two such names need not mean the same.

    >>> is_hidden("＊＊区"), is_hidden("某市"), is_hidden("XX县"), is_hidden("XXII Congress")
    (True, True, True, False)
    """
    return bool(_HIDDEN.search(name))


def parsed_register(text: str, kind: Kind, path: str) -> Register:
    """The entries of a file; `path` is its name in messages.

    Raises `SiteErrors` with every fault found.
    """
    data = parsed_toml(text, path)
    errors = [
        ContentError(message, Place(path, line_of(where, text)))
        for where, message in (faults("names", data, f"{kind}s") if data else ())
    ]
    if not errors:
        errors += _doubles(data, kind, text, path)
    if errors:
        raise SiteErrors(errors)
    return Register(path, {id_: _entry(id_, values) for id_, values in data.items()})


def _entry(id_: str, values: dict[str, Any]) -> Entry:
    return Entry(id_, **{**values, "names": tuple(values.get("names", ()))})


def _doubles(data: dict[str, Any], kind: Kind, text: str, path: str) -> Iterator[ContentError]:
    """Names that two entries have, and names that nobody can be known by."""
    owners: dict[str, str] = {}
    for id_, values in data.items():
        for name in _entry(id_, values).all_names:
            where = (id_, "name" if name == normal_name(values["name"]) else "names")
            place = Place(path, line_of(where, text))
            if is_hidden(name):
                message = f'"{name}" hides a name, and may mean more than one {kind}'
                yield ContentError(message, place)
            elif name in owners:
                message = f'"{name}" is a name of both [{owners[name]}] and [{id_}]'
                yield ContentError(message, place)
            owners.setdefault(name, id_)
