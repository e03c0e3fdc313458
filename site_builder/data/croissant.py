"""The tables as a Croissant dataset: schema.org's words, by which search engines find data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from site_builder.config import Config
from site_builder.data._files import FOLDER, DataFile
from site_builder.tables import Column

_OWN_TERMS = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty"),
    *("fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField"),
    *("path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate"),
    *("separator", "source", "subField", "transform"),
)
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _OWN_TERMS},
}
"""The whole of it stands in each file, also what is not used there: so wants Croissant 1.0."""

_JSONL = "application/jsonlines"
"""What Croissant calls JSON Lines."""

_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "boolean": "sc:Boolean", "array": "sc:Text"}


def croissant(archive: Config, files: Sequence[DataFile]) -> bytes:
    """`croissant.json`: the files, and what the columns of the tables are."""
    dataset = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": archive.title,
        "description": archive.description or archive.title,
        "url": archive.url,
        "inLanguage": archive.language,
        "license": archive.license,
        "version": archive.edition_number,
        "datePublished": archive.edition_date,
        "citeAs": _citation(archive),
        "publisher": {"@type": "sc:Organization", "name": archive.keeper} if archive.keeper else {},
        "distribution": [_distribution(archive, file) for file in files],
        "recordSet": [_records(file) for file in _described(files)],
    }
    told = {key: value for key, value in dataset.items() if value}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _distribution(archive: Config, file: DataFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": f"{archive.url}{FOLDER}/{file.name}",
        "contentSize": f"{file.size} B",
        "encodingFormat": _JSONL if file.form == "jsonl" else file.media_type,
        "sha256": file.sha256,
    }


def _described(files: Sequence[DataFile]) -> list[DataFile]:
    """The tables in the first of their formats.

    Of CSV, if there is one: what reads Croissant takes the dates of JSON Lines for moments.
    """
    tables = [file for file in files if file.table]
    return [file for file in tables if file.form == tables[0].form]


def _citation(archive: Config) -> str:
    number, date = archive.edition_number, archive.edition_date
    edition = f"edition {number} ({date})" if number else ""
    return ", ".join(filter(None, [archive.keeper, archive.title, edition, archive.url]))


def _records(file: DataFile) -> dict[str, Any]:
    assert file.table
    name = file.name.rpartition(".")[0]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": file.table.title,
        "key": [{"@id": f"{name}/{column}"} for column in file.table.key],
        "field": [_field(name, column, file) for column in file.table.columns],
    }


def _field(records: str, column: Column, file: DataFile) -> dict[str, Any]:
    field = {
        "@type": "cr:Field",
        "@id": f"{records}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": file.name}, "extract": {"column": column.name}},
    }
    is_list = column.type == "array" and file.form != "csv"
    return field | ({"repeated": True} if is_list else {})
