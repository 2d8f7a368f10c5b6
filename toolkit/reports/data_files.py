"""Tables as CSV and Parquet; figures of units one unit after the other, however many there are.

In the CSV, an apostrophe precedes texts that a spreadsheet would take for a formula (OWASP, *CSV Injection*).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from toolkit.collection.files import replacing
from toolkit.collection.processes import batched
from toolkit.form.expression import PLACES, decimals, plain
from toolkit.rollup.frames import FIGURE_COLUMNS, UnitLine, figures_framed
from toolkit.rollup.total import RollupResult

DIGITS = 38
"""Precision of ``decimal128``; its scale is larger where a figure needs more decimal places."""
AT_ONCE = 500
"""Units whose figures are one part of the Parquet file; limits the use of memory."""
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters of formulas; Chinese and Japanese spreadsheets accept the wide signs too."""
_BOM = "\ufeff"
_END = "\r\n"
_TYPES = {
    "year": "year",
    "value": "number",
    "counted": "boolean",
    "receipt": "integer",
    "complete": "boolean",
    "not_applicable": "boolean",
}


def type_of(column: str) -> str:
    """Return the type of a column, as the descriptor names it."""
    return _TYPES.get(column, "string")


def write_table(frame: pd.DataFrame, stem: Path) -> list[Path]:
    """Write a table as ``.csv`` and ``.parquet``.

    The CSV is in UTF-8 with byte order mark for spreadsheets; exact decimals, texts never formulas.

    Raises:
        MisuseError: a file cannot be written.
    """
    text, table = stem.with_suffix(".csv"), stem.with_suffix(".parquet")
    with replacing(text) as new, new.open("w", encoding="utf-8", newline="") as stream:
        stream.write(_BOM + _line(frame.columns) + _END)
        stream.writelines(_line(row) + _END for row in frame.itertuples(index=False, name=None))
    figures = (value for name in frame.columns if type_of(name) == "number" for value in frame[name])
    _write_parquet(table, _schema(frame.columns, figures), [frame])
    return [text, table]


def write_figures(rolled: RollupResult, units: Sequence[UnitLine], stem: Path) -> list[Path]:
    """Write the table of all figures as :func:`write_table` would, without ever holding it.

    Raises:
        MisuseError: a file cannot be written.
    """
    text, table = stem.with_suffix(".csv"), stem.with_suffix(".parquet")
    form = rolled.form
    items = [
        _line((form.table(item.table).name, item.id, item.label, item.unit)) for item in form.items.values()
    ]
    ids = list(form.items)
    with replacing(text) as new, new.open("w", encoding="utf-8", newline="") as stream:
        stream.write(_BOM + _line(FIGURE_COLUMNS) + _END)
        for unit in units:
            head = _line(unit.head)
            told = {item: _line(("", words))[1:] for item, words in unit.corrected.items()}
            stream.writelines(
                f"{head},{item},{'' if value is None else plain(value)},{told.get(name, '')}{_END}"
                for name, item, value in zip(ids, items, unit.values, strict=True)
            )
    schema = _schema(FIGURE_COLUMNS, (value for unit in units for value in unit.values))
    _write_parquet(table, schema, (figures_framed(form, part) for part in batched(units, AT_ONCE)))
    return [text, table]


def _line(values: Iterable[object]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="").writerow([_cell(value) for value in values])
    return stream.getvalue()


def _cell(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, Decimal):
        return plain(value)
    return str(value).lower() if isinstance(value, bool | np.bool_) else str(value)


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _write_parquet(file: Path, schema: pa.Schema, frames: Iterable[pd.DataFrame]) -> None:
    """Write frames below each other; decimals as ``decimal128(38, 6)``, or with the places they need."""
    writer: parquet.ParquetWriter | None = None
    with replacing(file) as new:
        try:
            for frame in frames:
                table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
                # What pandas notes of the columns, it notes in the first part.
                writer = writer or parquet.ParquetWriter(new, table.schema, compression="zstd")
                writer.write_table(table.replace_schema_metadata(writer.schema.metadata))
        finally:
            if writer is not None:
                writer.close()


def _schema(columns: Iterable[str], figures: Iterable[object]) -> pa.Schema:
    places = max([PLACES, *{decimals(value) for value in figures if isinstance(value, Decimal)}])
    number = pa.decimal128(DIGITS, places)
    kinds = {"year": pa.int32(), "number": number, "boolean": pa.bool_(), "integer": pa.int64()}
    return pa.schema([(name, kinds.get(type_of(name), pa.string())) for name in columns])
