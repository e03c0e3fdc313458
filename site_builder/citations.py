"""How to cite a speech: its authors and its date as citations have them, and ready references.

The three styles are written out here and not by a processor of citation styles: there is only one
kind of item, and citeproc-py takes 32 ms for each speech, several times as long as all else in a
build.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from markupsafe import Markup

from site_builder import dates
from site_builder.config import Config
from site_builder.dates import Day
from site_builder.languages import language_for
from site_builder.model import Document, Speaker


@dataclass(frozen=True, slots=True)
class Author:
    """Who is cited as the author: with family and given name, or as a whole."""

    whole: str
    family: str = ""
    given: str = ""

    @property
    def initials(self) -> tuple[str, ...]:
        """The first letter of each given name."""
        return tuple(part[0].upper() for part in re.split(r"[\s.-]+", self.given) if part)


@dataclass(frozen=True, slots=True)
class Citation:
    """A ready reference to a speech; the address goes between `text` and `end`."""

    style: str
    """Its name, the same in every language."""
    text: Markup
    end: str


def citations_of(document: Document, archive: Config) -> tuple[Citation, ...]:
    """The references to a speech in the three styles."""
    return (
        _gb_t_7714(document),
        _chicago(document, archive),
        _apa(document, archive),
    )


# Authors
# -------

_FAMILY_FIRST = frozenset({"zh", "ja", "ko", "vi", "hu", "yue"})
"""Languages that write the family name first, so that a name is cited as it is printed."""
_SUFFIXES = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})


def authors_of(document: Document) -> tuple[Author, ...]:
    """The speakers as authors.

    A name is cut in two only where it is known as a name, is of Latin letters, and is of a text in
    a language that writes the family name last; an office or a title is never cut.

    >>> speaker = Speaker("Mayor Ida van der Berg", name="Ida van der Berg")
    >>> authors_of(Document("x", "T", "en", "", speakers=(speaker,)))
    (Author(whole='Ida van der Berg', family='van der Berg', given='Ida'),)
    """
    cuts = document.language.partition("-")[0] not in _FAMILY_FIRST
    return tuple(_author(speaker, cuts=cuts) for speaker in document.speakers)


def _author(speaker: Speaker, *, cuts: bool) -> Author:
    whole = " ".join((speaker.name or speaker.attribution).split())
    if not cuts or not speaker.name or not all(map(_is_latin, filter(str.isalpha, whole))):
        return Author(whole)
    family, comma, given = whole.partition(", ")
    if comma:
        return Author(f"{given} {family}", family, given)
    words = whole.split()
    suffix = f" {words.pop()}" if words[-1] in _SUFFIXES else ""
    start = len(words) - 1
    while start > 1 and words[start - 1][0].islower():
        start -= 1
    if start < 1:
        return Author(whole)
    return Author(whole, " ".join(words[start:]) + suffix, " ".join(words[:start]))


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


# Styles
# ------

_VISITED = Markup('<span class="visited"></span>')
"""Where the day of the visit goes, which only the reader's own browser knows."""
_TRANSCRIPTS = frozenset({"speech", "address", "remarks"})


def _gb_t_7714(document: Document) -> Citation:
    """GB/T 7714—2015, numeric: an electronic announcement, 电子公告 online."""
    authors = [
        f"{author.family.upper()} {' '.join(author.initials)}" if author.family else author.whole
        for author in authors_of(document)
    ]
    han = language_for(document.language).han
    if len(authors) > 3:
        authors = [*authors[:3], "等" if han else "et al"]
    day = dates.datetime_of(document.date)
    if not day:
        unknown = "日期不详" if han else "n.d."
        language = language_for("zh-Hans" if han else "en")
        day = dates.in_words(document.date, language) if document.date else unknown
    parts = [*([", ".join(authors)] if authors else []), f"{_line(document.title)}[EB/OL]"]
    text = Markup("%s. (%s)%s. ") % (". ".join(parts), day, _VISITED)
    return Citation("GB/T 7714", text, ".")


def _chicago(document: Document, archive: Config) -> Citation:
    """The Chicago Manual of Style, 17th edition: a note."""
    names = [author.whole for author in authors_of(document)]
    title = _line(document.title).replace("“", "‘").replace("”", "’")
    event = document.event
    facts = [
        document.type if document.type != "other" else "",
        event.name if event else "",
        event.place if event else "",
        _chicago_date(document.date),
    ]
    told = ", ".join(filter(None, map(_line, facts)))
    lead = f"{_listed(names, 'and')}, " if names else ""
    text = Markup("%s“%s” (%s), %s, ") % (lead, title, told, archive.title)
    return Citation("Chicago", text, ".")


def _apa(document: Document, archive: Config) -> Citation:
    """The style of the American Psychological Association, 7th edition."""
    names = [
        f"{author.family}, {' '.join(f'{letter}.' for letter in author.initials)}"
        if author.family
        else author.whole
        for author in authors_of(document)
    ]
    if len(names) > 20:
        names = [*names[:19], "…", names[-1]]
        authors = ", ".join(names).replace(", …, ", ", … ")
    else:
        authors = _listed(names, "&")
    kind = document.type.capitalize()
    kind = f" [{kind} transcript]" if document.type in _TRANSCRIPTS else f" [{kind}]"
    title = Markup("<cite>%s</cite>%s") % (_line(document.title), kind)
    date = f"({_apa_date(document.date)})"
    head = (
        Markup("%s %s. %s") % (_ended(authors), date, title)
        if authors
        else Markup("%s. %s") % (title, date)
    )
    return Citation("APA", Markup("%s. %s. ") % (head, archive.title), "")


def _listed(names: list[str], conjunction: str) -> str:
    """Names with commas, the last with a conjunction.

    >>> _listed(["A", "B", "C"], "and"), _listed(["A", "B"], "and")
    ('A, B, and C', 'A and B')
    """
    if len(names) < 3:
        comma = "," if conjunction == "&" else ""
        return f"{comma} {conjunction} ".join(names)
    return f"{', '.join(names[:-1])}, {conjunction} {names[-1]}"


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _line(text: str) -> str:
    return " ".join(text.split())


# Dates
# -----

_MONTHS = language_for("en").months
_SEASONS = ("Spring", "Summer", "Fall", "Winter")
"""In EDTF the months 21 to 24."""


def _chicago_date(edtf: str) -> str:
    if not edtf:
        return "n.d."
    start, end = dates.interval(edtf)
    if start and end and start != end:
        return f"between {_american(start)} and {_american(end)}"
    if start and end:
        return _american(end)
    return f"{_american(end)} or earlier" if end else f"{_american(start or Day(0))} or later"


def _american(day: Day) -> str:
    month = _month(day)
    text = f"{month} {day.day}, {_year(day)}" if day.day else f"{month} {_year(day)}".strip()
    return f"{'ca. ' if day.approximate else ''}{text}{'?' if day.uncertain else ''}"


def _apa_date(edtf: str) -> str:
    if not edtf:
        return "n.d."
    start, end = dates.interval(edtf)
    if start and end and start != end:
        first, last = _year(start), _year(end)
        return first if first == last else f"{first}–{last}"
    if not (start and end):
        return f"{_year(end)} or earlier" if end else f"{_year(start or Day(0))} or later"
    if end.approximate or end.uncertain:
        return f"ca. {_year(end)}"
    return ", ".join(filter(None, [_year(end), f"{_month(end)} {end.day or ''}".strip()]))


def _year(day: Day) -> str:
    return f"{day.year:04}" if day.years == 1 else f"{day.year:04}s"


def _month(day: Day) -> str:
    """The month or the season; empty if neither is known."""
    return [*_MONTHS, *[""] * 8, *_SEASONS][day.month - 1] if day.month else ""
