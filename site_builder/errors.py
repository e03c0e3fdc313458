"""The errors raised on purpose, each with its place.

Every error a user can cause is a `SiteError`; the command line prints it as one line,
`place: message`, and never as a traceback.

    SiteError
    ├── ContentError    a file of content/ is not what the format says
    ├── PageError       a saved page cannot be read, or is no speech
    ├── TemplateError   a template cannot be rendered
    ├── SettingsError   site.toml or netlify.toml is not what it should be
    ├── SearchError     Pagefind did not do its work
    ├── CheckError      the finished site has a fault, such as a link to nowhere
    └── SiteErrors      several of these, found in one run
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple


class Place(NamedTuple):
    """Where something is wrong, as an editor can jump to it: `path:line`."""

    path: str
    """Relative to the project's folder, with forward slashes."""
    line: int | None = None
    """Counted from 1; None where the whole file is meant."""

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


class SiteError(Exception):
    """Something is wrong that the user can mend; `str()` is the line to print."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place

    @property
    def errors(self) -> tuple[SiteError, ...]:
        """Itself, or the errors that it gathers: each is one line to print."""
        return (self,)

    def __str__(self) -> str:
        return self.message if self.place is None else f"{self.place}: {self.message}"


class ContentError(SiteError):
    """A file of `content/` breaks the content format."""


class PageError(SiteError):
    """A saved page cannot be read, or holds no speech."""


class TemplateError(SiteError):
    """A template is missing, or fails; the place names template and line."""


class SettingsError(SiteError):
    """`site.toml` or `netlify.toml` is not valid."""


class SearchError(SiteError):
    """Pagefind is missing, or stopped with an error."""


class CheckError(SiteError):
    """A finished page has a fault, such as a link to nowhere."""


class SiteErrors(SiteError):  # noqa: N818 (it is several)
    """All that was wrong in one run, in the order of the places."""

    def __init__(self, errors: Iterable[SiteError]) -> None:
        flat = chain.from_iterable(error.errors for error in errors)
        self._errors = tuple(sorted(flat, key=_by_place))
        super().__init__("\n".join(str(error) for error in self._errors))

    def __reduce__(self) -> tuple[type[SiteErrors], tuple[tuple[SiteError, ...]]]:
        # Comes from a worker whole: by itself, an exception is made again of its message.
        return SiteErrors, (self._errors,)

    @property
    def errors(self) -> tuple[SiteError, ...]:
        """Each error found, sorted by place; none of them gathers others."""
        return self._errors


def _by_place(error: SiteError) -> tuple[str, int]:
    return (error.place.path, error.place.line or 0) if error.place else ("", 0)


def nearest(name: str, known: Iterable[str]) -> str:
    """` (did you mean "…"?)` with the nearest known name, or nothing.

    >>> nearest("speeker", ["speakers", "status"])
    ' (did you mean "speakers"?)'
    """
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f' (did you mean "{matches[0]}"?)' if matches else ""
