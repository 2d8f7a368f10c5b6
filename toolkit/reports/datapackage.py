"""Open data: tidy tables as CSV and Parquet with a Frictionless descriptor (https://datapackage.org).

``datapackage.json`` describes every file and column.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pandas as pd

from toolkit.collection.files import digest, replace_file
from toolkit.form.indicators import indicators
from toolkit.form.model import Form, Item
from toolkit.messages import say_of
from toolkit.reports.data_files import type_of, write_figures, write_table
from toolkit.reports.report_data import Report
from toolkit.reports.wording import full_label
from toolkit.rollup.frames import FIGURE_COLUMNS, answers_frame, unit_lines, units_frame

DESCRIPTOR = "datapackage.json"
_KEYS = {"units": "unit_code", "items": "item"}


def write_datapackage(report: Report, folder: Path) -> list[Path]:
    """Write the package into its own folder; return its files, the descriptor first.

    Raises:
        MisuseError: a file cannot be written.
    """
    frames = {
        "units": units_frame(report.rolled),
        "items": items_frame(report.form),
        "indicators": indicators_frame(report),
    }
    if report.form.stated or report.form.exempt:
        frames["answers"] = answers_frame(report.rolled)
    files = write_figures(report.rolled, list(unit_lines(report.rolled)), folder / "figures")
    for name, frame in frames.items():
        files += write_table(frame, folder / name)
    columns = {"figures": FIGURE_COLUMNS} | {name: tuple(frame.columns) for name, frame in frames.items()}
    described = json.dumps(_descriptor(report, columns, files), ensure_ascii=False, indent=2) + "\n"
    replace_file(folder / DESCRIPTOR, described.encode())
    return [folder / DESCRIPTOR, *files]


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


def _descriptor(
    report: Report, columns: Mapping[str, Sequence[str]], files: Iterable[Path]
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
        "resources": [_resource(report.form, columns[file.stem], file) for file in files],
    }


def _package(form: Form) -> str:
    """Return the name of the package without its year: the edition's word, or its id."""
    return form.presentation.word("package", form.id.lower())


def _resource(form: Form, columns: Iterable[str], file: Path) -> dict[str, object]:
    """Return the description of one file and its columns."""
    name, suffix = file.stem, file.suffix.removeprefix(".")
    kinds = "，".join(f"{kind.id} {kind.label}" for kind in form.unit_kinds)
    fields = [
        {
            "name": column,
            "type": type_of(column),
            "description": say_of("datapackage.column.*", column, unit_kinds=kinds),
        }
        for column in columns
    ]
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
    described: dict[str, object] = {
        "name": name if suffix == "csv" else f"{name}-{suffix}",
        "path": file.name,
        "title": say_of("datapackage.*", name),
        "format": suffix,
        "mediatype": "text/csv" if suffix == "csv" else "application/vnd.apache.parquet",
        "hash": "sha256:" + digest(file),
        "schema": schema,
    }
    if suffix == "csv":
        described |= {
            "encoding": "utf-8-sig",
            "bytes": file.stat().st_size,
            "dialect": {"lineTerminator": "\r\n"},
        }
    return described
