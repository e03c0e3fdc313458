"""A table as JSON Lines: one object a line, with all columns, in UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from site_builder.tables import Row, Table

_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def jsonl(_: Table, rows: Iterable[Row]) -> bytes:
    """The rows, each on a line of its own."""
    return "".join(f"{_encoded(row)}\n" for row in rows).encode()


def read_rows(data: bytes) -> Iterator[Row]:
    """The rows that `jsonl` wrote."""
    return (json.loads(line) for line in data.split(b"\n") if line)
