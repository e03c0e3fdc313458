"""Both tables as a SQLite database, with full-text search over the paragraphs.

SQLite has no words of a text without spaces, and its trigrams find nothing shorter than three
characters, while most Chinese words have two. So the index holds every Han character as a word of
its own, in its Simplified form, and a query is a phrase of such: `"质 量"`.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from site_builder.lookup import Lookup
from site_builder.script import simplified
from site_builder.tables import PARAGRAPHS, SPEECHES, TABLES, Column, Row, Table

_TYPES = {"string": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "array": "TEXT"}
_HAN = re.compile(
    r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_PAGE = 4096
"""Bytes of a page of the file: SQLite's own default, which a setting of the system could change."""


def _apart(code: int) -> str:
    """What stands for a character where each Han character is a word."""
    character = chr(code)
    return f" {simplified(character)} " if _HAN.match(character) else character


_APART = Lookup(_apart)


class Database:
    """A database that is being made; no more of it is in memory than of one speech."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, speech: Row, paragraphs: Iterable[Row]) -> None:
        """Put in the rows of one speech."""
        self._connection.execute(_insertion(SPEECHES), _values(speech))
        for row in paragraphs:
            done = self._connection.execute(_insertion(PARAGRAPHS), _values(row))
            self._connection.execute(
                "INSERT INTO paragraph_search (rowid, words) VALUES (?, ?)",
                (done.lastrowid, searched(row["text"] or "")),
            )


@contextmanager
def database(path: str, about: Mapping[str, str]) -> Iterator[Database]:
    """A database in a new file, to which rows are to be added in order; whole when the block ends.

    `about` says what the archive is. One version of SQLite makes the same bytes each time.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # A file that nobody else sees yet needs no journal.
        for setting in (f"page_size = {_PAGE}", "journal_mode = OFF", "synchronous = OFF"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for table in TABLES:
            connection.execute(_creation(table))
        connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        connection.execute(
            "CREATE VIRTUAL TABLE paragraph_search USING fts5"
            " (words, content='', tokenize='porter unicode61 remove_diacritics 2')"
        )
        yield Database(connection)
        connection.execute("INSERT INTO paragraph_search (paragraph_search) VALUES ('optimize')")
        connection.execute("COMMIT")
        connection.execute("VACUUM")


def searched(text: str) -> str:
    """A text as the index has it, and a query for it: each Han character a Simplified one apart.

    >>> searched("質量第一，COVID-19")
    '质 量 第 一 ,COVID-19'
    """
    spaced = unicodedata.normalize("NFKC", text).translate(_APART)
    return " ".join(spaced.split())


def _creation(table: Table) -> str:
    columns = [_column(column) for column in table.columns]
    key = f"PRIMARY KEY ({', '.join(table.key)})"
    link = ["FOREIGN KEY (speech) REFERENCES speeches (id)"] if table is PARAGRAPHS else []
    return f"CREATE TABLE {table.name} ({', '.join([*columns, key, *link])})"


def _column(column: Column) -> str:
    return f"{column.name} {_TYPES[column.type]}{' NOT NULL' if column.required else ''}"


def _insertion(table: Table) -> str:
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"


def _values(row: Row) -> list[Any]:
    return [
        json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
        for value in row.values()
    ]
