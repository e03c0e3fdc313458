"""The archive as data, one file per form: tables, a database, and all of it in one bag."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from site_builder.data._files import FOLDER, DataFile, book_name
from site_builder.data.bag import manifest, pieces_of, write_bag
from site_builder.data.croissant import croissant
from site_builder.data.csv import csv_table
from site_builder.data.datapackage import datapackage, resource_name, schema_name, table_schema
from site_builder.data.jsonl import jsonl, read_rows
from site_builder.data.parquet import can_be_made, parquet
from site_builder.data.sqlite import Database, database
from site_builder.tables import Row, Table

__all__ = [
    "FOLDER",
    "TABLE_FORMS",
    "DataFile",
    "Database",
    "TableForm",
    "book_name",
    "can_be_made",
    "croissant",
    "database",
    "datapackage",
    "manifest",
    "pieces_of",
    "read_rows",
    "resource_name",
    "schema_name",
    "table_schema",
    "write_bag",
]


@dataclass(frozen=True, slots=True)
class TableForm:
    """A format in which the tables may be had."""

    name: str
    """In `site.toml`, and the end of the names of its files."""
    media_type: str
    made: Callable[[Table, Iterable[Row]], bytes]


TABLE_FORMS: tuple[TableForm, ...] = (
    TableForm("csv", "text/csv", csv_table),
    TableForm("jsonl", "application/jsonl", jsonl),
    TableForm("parquet", "application/vnd.apache.parquet", parquet),
)
"""In the order in which the page lists them: for people, for programs, for large sums."""
