"""All speeches of an archive: their order, and the ways in to them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from site_builder import dates
from site_builder.errors import ContentError, Place, SiteErrors
from site_builder.ids import person_id
from site_builder.model import Speaker, Speech


@dataclass(frozen=True)
class Person:
    """Who spoke, under one name, and the speeches of this archive that are theirs."""

    id: str
    name: str
    language: str
    """Of the first of their speeches."""
    speeches: tuple[Speech, ...]


@dataclass(frozen=True)
class Archive:
    """The published speeches, by date; those without one come last."""

    speeches: tuple[Speech, ...]

    @cached_property
    def years(self) -> dict[int | None, tuple[Speech, ...]]:
        """The speeches of each year, oldest first; None has those without a date."""
        years: dict[int | None, list[Speech]] = defaultdict(list)
        for speech in self.speeches:
            years[dates.year_of(speech.document.date)].append(speech)
        return {year: tuple(speeches) for year, speeches in years.items()}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everyone who speaks, by `person_key`, in the order of their first speech."""
        spoken: dict[str, list[Speech]] = defaultdict(list)
        for speech in self.speeches:
            for key in dict.fromkeys(map(person_key, speech.document.speakers)):
                spoken[key].append(speech)
        return {
            key: Person(person_id(key), key, speeches[0].document.language, tuple(speeches))
            for key, speeches in spoken.items()
        }


def person_key(speaker: Speaker) -> str:
    """The name under which a speaker's speeches are gathered: the name, or else the attribution."""
    return unicodedata.normalize("NFC", speaker.name or speaker.attribution)


def archive_of(found: Iterable[tuple[str, Speech]]) -> Archive:
    """The archive of speeches, each given with the path of its file.

    Drafts and withdrawn speeches are left out. Raises `SiteErrors` if two have the same id, or if
    one's id is another's former id.
    """
    errors: list[ContentError] = []
    owners: dict[str, str] = {}
    speeches: list[Speech] = []
    for path, speech in found:
        for name in (speech.document.id, *speech.document.aliases):
            if name in owners:
                message = f'id "{name}" is already that of {owners[name]}'
                errors.append(ContentError(message, Place(path)))
            else:
                owners[name] = path
        if speech.document.status == "published":
            speeches.append(speech)
    if errors:
        raise SiteErrors(errors)
    speeches.sort(key=lambda s: (dates.sort_key(s.document.date), s.document.id))
    return Archive(tuple(speeches))
