"""A table as CSV for spreadsheets: RFC 4180, in UTF-8 that they know by its first three bytes.

A spreadsheet takes a cell that begins like a formula for one, whoever wrote it. The texts of an
archive come from pages that anybody wrote, so such a cell gets an apostrophe in front; in the other
formats every text is as it is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from typing import Any

from site_builder.tables import Row, Table

_LIKE_FORMULAS = tuple("=+-@\t\r＝＋－＠")
"""What begins a formula: OWASP, CSV Injection; the wide ones in spreadsheets set to Japanese."""


_encoded = json.JSONEncoder(ensure_ascii=False).encode


def csv_table(table: Table, rows: Iterable[Row]) -> bytes:
    """The names of the columns, and the rows; an array is JSON in its cell, as in Table Schema."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    cells = [_CELLS[column.type] for column in table.columns]
    for row in rows:
        writer.writerow([cell(value) for cell, value in zip(cells, row.values(), strict=True)])
    return text.getvalue().encode("utf-8-sig")


def _text(value: str | None) -> str | None:
    return f"'{value}" if value and value.startswith(_LIKE_FORMULAS) else value


def _flag(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()


def _list(value: list[str] | None) -> str | None:
    return None if value is None else _encoded(value)


_CELLS: Mapping[str, Callable[[Any], str | int | None]] = {
    "string": _text,
    "integer": lambda value: value,
    "boolean": _flag,
    "array": _list,
}
"""By the type of a column, what stands in its cells."""
