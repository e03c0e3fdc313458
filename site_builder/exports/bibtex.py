"""A speech as an entry of BibTeX."""

from __future__ import annotations

from site_builder import dates
from site_builder.citations import authors_of
from site_builder.exports._published import Published

_ACTIVE = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
"""What TeX would not print as it stands."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(published: Published) -> str:
    """An entry `@misc`, for BibTeX has no speeches; `date` is for biblatex, in EDTF as it is."""
    document, archive = published.document, published.archive
    event = document.event
    _, last = dates.interval(document.date) if document.date else (None, None)
    how = ", ".join(filter(None, [document.type, *((event.name, event.place) if event else ())]))
    # In braces of its own, a name or a title is not cut and keeps its capitals.
    fields = {
        "author": " and ".join(
            f"{_escaped(author.family)}, {_escaped(author.given)}"
            if author.family
            else f"{{{_escaped(author.whole)}}}"
            for author in authors_of(document)
        ),
        "title": f"{{{_escaped(document.title)}}}",
        "howpublished": _escaped(how),
        "year": last.iso[:4] if last else "",
        "date": document.date.replace("..", ""),
        "publisher": _escaped(published.publisher),
        "note": _escaped(archive.title),
        "langid": document.language,
        "url": published.address,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    month = f"  month = {_MONTHS[last.month - 1]},\n" if last and 0 < last.month <= 12 else ""
    return f"@misc{{{document.id},\n{''.join(lines)}{month}}}\n"


def _escaped(text: str) -> str:
    return "".join(_ACTIVE.get(character, character) for character in " ".join(text.split()))
