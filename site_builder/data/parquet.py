"""A table as Parquet, for programs that compute with it; needs the extra `parquet`, pyarrow."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from io import BytesIO

from site_builder.tables import Row, Table


def parquet(table: Table, rows: Iterable[Row]) -> bytes:
    """The rows, columns compressed; one version of pyarrow makes the same bytes each time."""
    import pyarrow  # as large as all else together, and wanted by few
    from pyarrow.parquet import write_table

    types = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "boolean": pyarrow.bool_(),
        "array": pyarrow.list_(pyarrow.string()),
    }
    schema = pyarrow.schema(
        pyarrow.field(column.name, types[column.type], nullable=not column.required)
        for column in table.columns
    )
    file = BytesIO()
    write_table(pyarrow.Table.from_pylist(list(rows), schema), file, compression="zstd")
    return file.getvalue()


def can_be_made() -> bool:
    """Whether pyarrow is installed."""
    return find_spec("pyarrow") is not None
