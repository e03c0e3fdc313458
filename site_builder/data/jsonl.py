"""A table as JSON Lines: one object a line, with all columns, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from site_builder.tables import Row, Table

_ROWS = msgspec.json.Decoder(Row)


def jsonl(_: Table, rows: Iterable[Row]) -> bytes:
    """The rows, each on a line of its own."""
    return msgspec.json.Encoder().encode_lines(rows)


def read_rows(data: bytes) -> Sequence[Row]:
    """The rows that `jsonl` wrote."""
    return _ROWS.decode_lines(data)
