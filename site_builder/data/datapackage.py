"""The tables as a Frictionless Data Package: which files there are, and what their columns mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from site_builder.config import Config
from site_builder.data._files import DataFile
from site_builder.tables import PARAGRAPHS, SPEECHES, Column, Table

_FORMS = ("csv", "jsonl")
"""What programs for data packages read: Parquet they take for a file of pandas."""


def datapackage(archive: Config, files: Iterable[DataFile]) -> bytes:
    """`datapackage.json`, with the schema of each table in a file of its own beside it."""
    package = {
        "name": "archive",
        "title": archive.title,
        "description": archive.description,
        "homepage": archive.url,
        "version": archive.edition_number,
        "licenses": [_license(archive)] if archive.license else None,
        "contributors": [{"title": archive.keeper, "role": "publisher"}]
        if archive.keeper
        else None,
        "resources": [_resource(file) for file in files if file.form in _FORMS],
    }
    return _dumped({key: value for key, value in package.items() if value})


def table_schema(table: Table, speeches: str) -> bytes:
    """The Table Schema of a table, which `schema_name` names.

    `speeches` is the name of the table of all speeches, to which the paragraphs belong.
    """
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
    }
    if table is PARAGRAPHS:
        schema["foreignKeys"] = [
            {
                "fields": ["speech"],
                "reference": {"resource": speeches, "fields": list(SPEECHES.key)},
            }
        ]
    return _dumped(schema)


def schema_name(table: Table) -> str:
    """The file of a table's schema: `speeches.schema.json`."""
    return f"{table.name}.schema.json"


def resource_name(file_name: str) -> str:
    """What a package calls a file: `paragraphs-2011.2.csv` is `paragraphs-2011.2-csv`."""
    stem, _, form = file_name.rpartition(".")
    return f"{stem}-{form}"


def _resource(file: DataFile) -> dict[str, Any]:
    assert file.table
    return {
        "name": resource_name(file.name),
        "title": " ".join(filter(None, [file.table.title, file.part])),
        "path": file.name,
        "profile": "tabular-data-resource",
        "format": file.form,
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": schema_name(file.table),
    }


def _field(column: Column) -> dict[str, Any]:
    told = {"name": column.name, "type": column.type, "description": column.description}
    return told | ({"constraints": {"required": True}} if column.required else {})


def _license(archive: Config) -> dict[str, str]:
    """An identifier is a name; of a sentence the page tells that has it."""
    if re.fullmatch(r"[A-Za-z0-9.+-]+", archive.license):
        return {"name": archive.license}
    return {"path": f"{archive.url}licence.html", "title": archive.license}


def _dumped(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
