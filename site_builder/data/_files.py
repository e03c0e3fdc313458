"""What the files of `data/` are, as those know who list them."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.tables import Table

FOLDER = "data"
"""Where they are in the site, all beside each other."""


def book_name(collection: str) -> str:
    """The file of a collection's book, by the collection's id."""
    return f"collection-{collection}.epub"


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of `data/`."""

    name: str
    media_type: str
    size: int
    """In bytes."""
    sha256: str
    """In hexadecimal."""
    table: Table | None = None
    """The table of which it holds rows."""
    part: str = ""
    """Of a table that is in several files: which part it is, such as a year."""
    collection: str = ""
    """The name of the collection of which it is the book."""
    language: str = ""
    """Of that name; BCP 47."""

    @property
    def path(self) -> str:
        """Where it is in the site."""
        return f"{FOLDER}/{self.name}"

    @property
    def form(self) -> str:
        """How its name ends: `csv`, `epub`."""
        return self.name.rpartition(".")[2]
