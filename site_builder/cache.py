"""What the last build made of what: one SQLite file for each site, safe to delete.

    about    key → value: what the build as a whole was made of
    speech   by its file: what was read, and the files it made
    card     by its file: its card, and what is around it. These are large, and few of them are
             looked at where little has changed, so that they do not lie among what always is
    searched by its file: what search has of a speech, so that a shard can be made without reading
             all of its speeches again
    page     by its path in the site: what it was made of, and its anchors

It holds plain values and no code, is never trusted with another version of this package, and one
that is damaged, or was made elsewhere, counts as none.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_TABLES = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS speech (
    file TEXT PRIMARY KEY, stamp TEXT, digest BLOB, saved TEXT, told BLOB,
    made BLOB, paths TEXT, anchors TEXT, found TEXT
);
CREATE TABLE IF NOT EXISTS card (file TEXT PRIMARY KEY, card BLOB, around BLOB);
CREATE TABLE IF NOT EXISTS searched (file TEXT PRIMARY KEY, document BLOB);
CREATE TABLE IF NOT EXISTS page (path TEXT PRIMARY KEY, made BLOB, anchors TEXT);
"""


class Source(NamedTuple):
    """What a speech was read from."""

    stamp: str
    """Of its files: sizes and times. Empty if these cannot be trusted."""
    digest: bytes
    """Of their content."""
    saved: str
    """The path in `content/` of its saved page, if that was read too."""


class Made(NamedTuple):
    """What the files of a speech, or a page, were made of, and what they are."""

    made: bytes
    """Digest of all that went into them."""
    paths: str
    """In the site, on lines; the first is that of the page."""
    anchors: str
    """Of the page, with spaces between them."""
    found: str = ""
    """Digest of what search has of it; empty if that was not made."""


class Cache:
    """An open cache; nothing is kept of what is not committed."""

    def __init__(self, path: Path | None, *, is_fixed: bool = False) -> None:
        """Open the file at a path, which is made if need be; without one nothing lasts.

        A fixed one is there, is as it should be, and is only read.
        """
        if is_fixed and path:
            place = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            self._database = sqlite3.connect(place, uri=True)
        else:
            self._database = _opened(path) if path else _in_memory()

    def commit(self) -> None:
        """Keep what was noted so far."""
        self._database.execute("COMMIT")
        self._database.execute("BEGIN")

    def close(self) -> None:
        """Let go of the file; what is not committed is forgotten."""
        self._database.close()

    # What the build as a whole was made of

    def about(self, key: str) -> str:
        """A value; empty if none is known."""
        row = self._database.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, **values: str) -> None:
        """Set some values."""
        self._database.executemany("REPLACE INTO about VALUES (?, ?)", values.items())

    def kin(self) -> bytes:
        """As `kin.packed`; empty if it is not known."""
        row = self._database.execute("SELECT value FROM about WHERE key = 'kin'").fetchone()
        return row[0] if row else b""

    def note_kin(self, kin: bytes) -> None:
        """Set that."""
        self._database.execute("REPLACE INTO about VALUES ('kin', ?)", (kin,))

    def clear(self) -> None:
        """Forget everything."""
        for table in ("about", "speech", "card", "searched", "page"):
            self._database.execute(f"DELETE FROM {table}")

    def take(self, other: Cache, files: Iterable[str]) -> None:
        """Take over what another one knows of some speeches, and of any other pages.

        And what search has there of any speech.

        Their stamps are those of other files, and count for nothing.
        """
        files = list(files)
        for table, columns in (
            ("speech", "file, digest, saved, told, made, paths, anchors"),
            ("card", "file, card, around"),
        ):
            query = f"SELECT {columns} FROM {table} WHERE file = ?"
            own = (row for file in files for row in other._database.execute(query, (file,)))
            self._database.executemany(_upsert(table, columns), own)
        found = other._database.execute("SELECT file, found FROM speech WHERE found <> ''")
        self._database.executemany(_upsert("speech", "file, found"), found)
        self._database.execute("UPDATE speech SET stamp = ''")
        documents = other._database.execute("SELECT file, document FROM searched")
        self._database.executemany("REPLACE INTO searched VALUES (?, ?)", documents)
        pages = other._database.execute("SELECT path, made, anchors FROM page")
        self._database.executemany("REPLACE INTO page VALUES (?, ?, ?)", pages)

    def forget_sources(self) -> None:
        """Every speech is to be read again."""
        self._database.execute("UPDATE speech SET stamp = '', digest = x''")

    # Speeches

    def sources(self) -> dict[str, Source]:
        """What each speech was read from, by its file."""
        rows = self._database.execute("SELECT file, stamp, digest, saved FROM speech")
        return {file: Source(*rest) for file, *rest in rows}

    def note_sources(self, sources: Iterable[tuple[str, Source]]) -> None:
        """Set what speeches that are known were read from."""
        self._database.executemany(
            "UPDATE speech SET stamp = ?, digest = ?, saved = ? WHERE file = ?",
            ((*source, file) for file, source in sources),
        )

    def told(self, file: str) -> bytes:
        """Digest of what other pages tell of a speech; empty if it is not known."""
        query = "SELECT told FROM speech WHERE file = ?"
        row = self._database.execute(query, (file,)).fetchone()
        return row[0] if row else b""

    def cards(self) -> Iterator[tuple[str, bytes]]:
        """The cards of all speeches, by their files."""
        return self._database.execute("SELECT file, card FROM card")

    def card(self, file: str) -> bytes:
        """That of one speech; empty if it is not known."""
        row = self._database.execute("SELECT card FROM card WHERE file = ?", (file,)).fetchone()
        return row[0] if row else b""

    def note_card(self, file: str, source: Source, card: bytes, told: bytes) -> None:
        """Set what a speech is; what was made of it stays noted."""
        columns = "file, stamp, digest, saved, told"
        self._database.execute(_upsert("speech", columns), (file, *source, told))
        self._database.execute(_upsert("card", "file, card"), (file, card))

    def around(self, file: str) -> bytes:
        """What was around a speech; empty if that is not known."""
        query = "SELECT around FROM card WHERE file = ?"
        row = self._database.execute(query, (file,)).fetchone()
        return (row[0] or b"") if row else b""

    def made_of_speeches(self) -> dict[str, Made]:
        """What was made of each speech, by its file."""
        rows = self._database.execute(
            "SELECT file, made, paths, anchors, found FROM speech WHERE made IS NOT NULL"
        )
        return {file: Made(*rest) for file, *rest in rows}

    def files(self) -> set[str]:
        """The files of all speeches."""
        return {file for (file,) in self._database.execute("SELECT file FROM speech")}

    def files_with_pages(self) -> set[str]:
        """Those of which something was made."""
        rows = self._database.execute("SELECT file FROM speech WHERE made IS NOT NULL")
        return {file for (file,) in rows}

    def note_around(self, file: str, around: bytes) -> None:
        """Set what is around a speech."""
        self._database.execute("UPDATE card SET around = ? WHERE file = ?", (around, file))

    def note_made(self, file: str, made: Made) -> None:
        """Set what was made of a speech."""
        query = "UPDATE speech SET made = ?, paths = ?, anchors = ?, found = ? WHERE file = ?"
        self._database.execute(query, (*made, file))

    def forget_made(self, files: Iterable[str]) -> None:
        """Nothing is made of these speeches any more."""
        query = "UPDATE speech SET made = NULL, paths = NULL, anchors = NULL, found = NULL"
        for file in files:
            self._database.execute(f"{query} WHERE file = ?", (file,))
            self._database.execute("UPDATE card SET around = NULL WHERE file = ?", (file,))
            self._database.execute("DELETE FROM searched WHERE file = ?", (file,))

    def forget_speeches(self, files: Iterable[str]) -> None:
        """These files are gone."""
        for file in files:
            for table in ("speech", "card", "searched"):
                self._database.execute(f"DELETE FROM {table} WHERE file = ?", (file,))

    def note_found(self, file: str, digest: str) -> None:
        """Set the digest of what search has of a speech."""
        self._database.execute("UPDATE speech SET found = ? WHERE file = ?", (digest, file))

    def note_document(self, file: str, document: bytes) -> None:
        """Set what search has of a speech."""
        self._database.execute("REPLACE INTO searched VALUES (?, ?)", (file, document))

    def documents(self, files: Iterable[str]) -> list[bytes]:
        """What search has of some speeches, in their order."""
        query = "SELECT document FROM searched WHERE file = ?"
        return [self._database.execute(query, (file,)).fetchone()[0] for file in files]

    # Other pages

    def pages(self) -> dict[str, Made]:
        """What each page that is not of one speech was made of, by its path."""
        rows = self._database.execute("SELECT path, made, anchors FROM page")
        return {path: Made(made, path, anchors) for path, made, anchors in rows}

    def paths(self) -> set[str]:
        """Their paths."""
        return {path for (path,) in self._database.execute("SELECT path FROM page")}

    def note_page(self, path: str, made: Made) -> None:
        """Set what a page was made of."""
        self._database.execute(
            "REPLACE INTO page VALUES (?, ?, ?)", (path, made.made, made.anchors)
        )

    def forget_pages(self, paths: Iterable[str]) -> None:
        """These pages are gone."""
        self._database.executemany("DELETE FROM page WHERE path = ?", ((p,) for p in paths))


def _upsert(table: str, columns: str) -> str:
    """A statement that sets these columns of a speech, known or not; the first is `file`."""
    names = columns.split(", ")
    values = ", ".join("?" * len(names))
    new = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT (file) DO UPDATE SET {new}"
    )


def _opened(path: Path) -> sqlite3.Connection:
    for _ in range(2):
        database: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(exist_ok=True)
            database = sqlite3.connect(path, isolation_level=None)
            # After a power cut there may be no cache: then it is made again.
            database.execute("PRAGMA synchronous = OFF")
            database.execute("PRAGMA journal_mode = MEMORY")
            database.execute("PRAGMA trusted_schema = OFF")
            database.executescript(_TABLES)
            database.execute("SELECT stamp, found FROM speech LIMIT 1").fetchall()
            database.execute("BEGIN IMMEDIATE")
            return database
        except (sqlite3.Error, OSError) as error:
            if database:
                database.close()
            if "locked" in str(error):  # another build is at work, on another site
                break
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return _in_memory()


def _in_memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript(_TABLES)
    database.execute("BEGIN")
    return database
