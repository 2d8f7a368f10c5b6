"""Open data: tidy tables as CSV and Parquet with a Frictionless descriptor (https://datapackage.org).

``datapackage.json`` describes every file and column. In the CSV, an apostrophe precedes texts that a
spreadsheet would take for a formula (OWASP, *CSV Injection*).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from toolkit.collection.files import replace_file
from toolkit.form.expression import PLACES, decimals, plain
from toolkit.form.indicators import indicators
from toolkit.form.model import Form, Item
from toolkit.messages import say_of
from toolkit.reports.report_data import Report
from toolkit.reports.wording import full_label
from toolkit.rollup.frames import answers_frame, figures_frame, units_frame

DESCRIPTOR = "datapackage.json"
DIGITS = 38
"""Precision of ``decimal128``; its scale is larger where a figure needs more decimal places."""
_KEYS = {"units": "unit_code", "items": "item"}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters of formulas; Chinese and Japanese spreadsheets accept the wide signs too."""
_TYPES = {
    "year": "year",
    "value": "number",
    "counted": "boolean",
    "receipt": "integer",
    "complete": "boolean",
    "not_applicable": "boolean",
}


def write_datapackage(report: Report, folder: Path) -> list[Path]:
    """Write the package into its own folder; return its files, the descriptor first.

    Raises:
        MisuseError: a file cannot be written.
    """
    frames = {
        "figures": figures_frame(report.rolled),
        "units": units_frame(report.rolled),
        "items": items_frame(report.form),
        "indicators": indicators_frame(report),
    }
    if report.form.stated or report.form.exempt:
        frames["answers"] = answers_frame(report.rolled)
    written: dict[str, bytes] = {}
    for name, frame in frames.items():
        written[f"{name}.csv"] = csv_bytes(frame)
        written[f"{name}.parquet"] = parquet_bytes(frame)
    described = json.dumps(_descriptor(report, frames, written), ensure_ascii=False, indent=2) + "\n"
    for name, data in (*written.items(), (DESCRIPTOR, described.encode())):
        replace_file(folder / name, data)
    return [folder / name for name in (DESCRIPTOR, *written)]


def items_frame(form: Form) -> pd.DataFrame:
    """Return every item of the form with its labels and its place, answers in words too, one per row."""
    return pd.DataFrame(
        [
            {
                "item": item.id, "table": form.table(item.table).name, "label": item.label,
                "kind": item.kind, "unit_of_measure": item.unit if isinstance(item, Item) else "",
                "total_of": " ".join(form.totals.get(item.id, ())),
            }
            for item in form.entries.values()
        ]
    )  # fmt: skip


def indicators_frame(report: Report) -> pd.DataFrame:
    """Return indicators of all years on file: exact sums, and shares as fractions of 1 to six places."""
    rows = []
    for year in report.comparison.years:
        for one in indicators(report.form.id):
            value = year.values[one.id]
            if value is not None and one.is_share:
                value = round(Decimal(value), 6)
            rows.append(
                {
                    "year": year.year, "edition": year.edition, "indicator": one.id,
                    "label": full_label(report.form.id, one),
                    "unit_of_measure": one.unit, "value": None if value is None else Decimal(value),
                    "complete": year.complete, "note": "；".join(year.notes.get(one.id, ())),
                }
            )  # fmt: skip
    columns = ("year", "edition", "indicator", "label", "unit_of_measure", "value", "complete", "note")
    return pd.DataFrame(rows, columns=list(columns)).astype({"year": "int32", "complete": "boolean"})


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return CSV in UTF-8 with byte order mark for spreadsheets; exact decimals, texts never formulas."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([_cell(value) for value in row])
    return stream.getvalue().encode("utf-8-sig")


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


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Return Parquet: decimals as ``decimal128(38, 6)``, or with as many places as they need."""
    table = pa.Table.from_pandas(frame, schema=_schema(frame), preserve_index=False)
    stream = pa.BufferOutputStream()
    parquet.write_table(table, stream, compression="zstd")
    return bytes(stream.getvalue())


def _schema(frame: pd.DataFrame) -> pa.Schema:
    figures = (value for name in frame.columns if _type(name) == "number" for value in frame[name])
    places = max([PLACES, *(decimals(value) for value in figures)])
    number = pa.decimal128(DIGITS, places)
    kinds = {"year": pa.int32(), "number": number, "boolean": pa.bool_(), "integer": pa.int64()}
    return pa.schema([(name, kinds.get(_type(name), pa.string())) for name in frame.columns])


def _type(column: str) -> str:
    return _TYPES.get(column, "string")


def _descriptor(
    report: Report, frames: Mapping[str, pd.DataFrame], written: Mapping[str, bytes]
) -> dict[str, object]:
    """Return the descriptor: contents of the package, and whether the figures are complete."""
    source = f"{report.form.notice_title} {report.form.notice}".strip()
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{_package(report.form)}-{report.year}",
        "title": report.title,
        "description": "".join(
            (report.coverage, *(f.message for f in report.rolled.findings if f.sends_back))
        ),
        **({"sources": [{"title": source}]} if source else {}),
        "complete": report.rolled.complete,
        "resources": [
            _resource(report.form, name, suffix, frame, written[f"{name}.{suffix}"])
            for name, frame in frames.items()
            for suffix in ("csv", "parquet")
        ],
    }


def _package(form: Form) -> str:
    """Return the name of the package without its year: the edition's word, or its id."""
    return form.presentation.word("package", form.id.lower())


def _resource(form: Form, name: str, suffix: str, frame: pd.DataFrame, data: bytes) -> dict[str, object]:
    """Return the description of one file and its columns."""
    kinds = "，".join(f"{kind.id} {kind.label}" for kind in form.unit_kinds)
    fields = [
        {
            "name": column,
            "type": _type(column),
            "description": say_of("datapackage.column.*", column, unit_kinds=kinds),
        }
        for column in frame.columns
    ]
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
    described: dict[str, object] = {
        "name": name if suffix == "csv" else f"{name}-{suffix}",
        "path": f"{name}.{suffix}",
        "title": say_of("datapackage.*", name),
        "format": suffix,
        "mediatype": "text/csv" if suffix == "csv" else "application/vnd.apache.parquet",
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
        "schema": schema,
    }
    if suffix == "csv":
        described |= {"encoding": "utf-8-sig", "bytes": len(data), "dialect": {"lineTerminator": "\r\n"}}
    return described
