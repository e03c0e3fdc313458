"""`content/editions.toml`: what each edition of the archive brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder import dates
from site_builder.config import Config, line_of, parsed_toml
from site_builder.errors import ContentError, Place, SiteErrors
from site_builder.schema import Where, faults


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the archive."""

    number: str
    date: str
    """ISO 8601."""
    changes: tuple[str, ...]
    """Each a sentence or two."""


def parsed_editions(text: str, path: str, config: Config) -> tuple[Edition, ...]:
    """The editions that a file tells of, newest first; `path` is its name in messages.

    Raises `SiteErrors` with every fault found, also if the edition of `site.toml` is none of them.
    """
    data = parsed_toml(text, path)
    found = list(faults("editions", data)) or list(_wrong(data, config))
    if found:
        raise SiteErrors(
            ContentError(message, Place(path, line_of(where, text))) for where, message in found
        )
    editions = (Edition(**{**one, "changes": tuple(one["changes"])}) for one in data["edition"])
    return tuple(sorted(editions, key=lambda edition: edition.date, reverse=True))


def _wrong(data: dict[str, Any], config: Config) -> Iterator[tuple[Where, str]]:
    numbers: set[str] = set()
    for place, edition in enumerate(data.get("edition", ())):
        number = edition["number"]
        if number in numbers:
            yield ("edition", place, "number"), f'edition "{number}" is told of twice'
        numbers.add(number)
        try:
            dates.interval(edition["date"])
        except ValueError as error:
            yield ("edition", place, "date"), f'"date": {error}'
    if config.edition_number not in numbers:
        yield (), f'tells nothing of edition "{config.edition_number}", which site.toml names'
