"""What those who gather hear of a speech: its facts, its first words, and since when it is here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from site_builder import dates
from site_builder.model import Card, Document

_NO_DATE = "1970-01-01"
"""For formats that must have a date, where nothing in `content/` tells of any."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A speech as feeds and harvesters hear of it."""

    speech: Card
    since: str = ""
    """The date of the edition that had it first, ISO 8601; empty if that is not known."""

    @property
    def document(self) -> Document:
        """Its front matter."""
        return self.speech.document

    @property
    def day(self) -> str:
        """Since when it is known: here, or else elsewhere, or else when it was given."""
        source = self.document.source
        elsewhere = source.published[:10] if source and not self.since else ""
        given = dates.whole_day(self.document.date)
        return self.since or dates.whole_day(elsewhere) or given or _NO_DATE

    @property
    def authors(self) -> tuple[str, ...]:
        """Who spoke: by name, or else as printed."""
        return tuple(each.name or each.attribution for each in self.document.speakers)

    @property
    def summary(self) -> str:
        """Its first words; of a speech without a paragraph its title."""
        return self.speech.opening or " ".join(self.document.title.split())


def newest(notices: Iterable[Notice]) -> list[Notice]:
    """The notices, last come first; of those that came together the latest speech first."""
    return sorted(notices, key=_age, reverse=True)


def _age(notice: Notice) -> tuple[str, str, str]:
    date = notice.document.date
    return notice.since, dates.sort_key(date) if date else "", notice.document.id
