"""A rollup as data frames: one figure per row, not rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from toolkit.collection.ledger.records import Received
from toolkit.collection.phrases import corrected_told
from toolkit.collection.standing import Snapshot, UnitState
from toolkit.collection.unit_row import UnitRow, unit_rows
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.rollup.scope import ScopeLine
from toolkit.rollup.total import RollupResult
from toolkit.rollup.unit_figures import Figures

FIGURE_COLUMNS = (
    "year", "edition", "unit_code", "unit_name", "unit_kind", "parent_code", "counted_as", "counted",
    "table", "item", "label", "unit_of_measure", "value", "correction",
)  # fmt: skip


class UnitLine(NamedTuple):
    """Figures of one unit or of the total.

    Attributes:
        head: its columns before those of an item, as in :data:`FIGURE_COLUMNS`.
        values: in the order of the form's items.
        corrected: item → in words, what was corrected by telephone.
    """

    head: tuple[object, ...]
    values: Sequence[Number | None]
    corrected: Mapping[str, str]


ANSWER_COLUMNS = (
    "year", "edition", "unit_code", "unit_name", "table", "item", "label", "answer", "not_applicable",
)  # fmt: skip


def figures_frame(rolled: RollupResult) -> pd.DataFrame:
    """Return every figure of every unit on file and of the total, one per row.

    Returns:
        One row per unit and item. ``value``: ``Decimal`` objects (件, 万元, 元 by ``unit_of_measure``),
        missing where not known; ``counted``: whether it is part of the total; ``correction``: where it is
        not the figure received but one corrected by telephone, the decision in words. The total itself has
        the code of the unit rolled up, or none, ``counted_as`` *sum*, and a missing ``counted``.
    """
    return figures_framed(rolled.form, unit_lines(rolled))


def figures_framed(form: Form, units: Iterable[UnitLine]) -> pd.DataFrame:
    """Return the figures of some units as :func:`figures_frame` does."""
    rows = (row for unit in units for row in _figures(form, unit))
    return pd.DataFrame(rows, columns=list(FIGURE_COLUMNS)).astype({"year": "int32", "counted": "boolean"})


def answers_frame(rolled: RollupResult) -> pd.DataFrame:
    """Return what every unit on file answered beside its figures, one answer per row.

    Returns:
        One row per unit and entry that is answered in words, and per figure that does not apply. ``answer``:
        text, a day as 2024-03-01, yes or no; missing where there is none. ``not_applicable``: boolean.
    """
    rows = pd.DataFrame(_answer_rows(rolled), columns=list(ANSWER_COLUMNS))
    return rows.astype({"year": "int32", "not_applicable": "boolean"})


def _answer_rows(rolled: RollupResult) -> Iterator[tuple[object, ...]]:
    form = rolled.form
    for line in rolled.scope:
        if line.standing.received is None or not line.standing.received.speaks:
            continue
        head = (rolled.collection.year, form.id, line.unit.code, line.unit.name)
        answers = rolled.stock.answers(line.standing)
        for entry in form.entries.values():
            absent = entry.id in answers.not_applicable
            if absent or entry.id in form.stated:
                place = (form.table(entry.table).name, entry.id, entry.label)
                yield (*head, *place, answers.stated.get(entry.id), absent)


def units_frame(rolled: RollupResult) -> pd.DataFrame:
    """Return the scope ledger: every unit, its state, its file, whether and how it is counted.

    Returns:
        One row per unit; all columns are text except ``counted`` (boolean) and ``receipt`` (Int64).
    """
    rows = [
        {
            "unit_code": row.code,
            "unit_name": row.name,
            "unit_kind": row.kind,
            "parent_code": row.parent,
            "state": str(row.state_in_total),
            "standing": str(row.state),
            "role": str(row.role),
            "within": row.within,
            "counted_as": row.counted_as,
            "counted": row.counted,
            "reason": row.reason,
            "receipt": row.receipt,
            "file": row.file or "",
            "sha256": row.sha256 or "",
        }
        for row in rolled.rows
    ]
    return pd.DataFrame(rows).astype({"counted": "boolean", "receipt": "Int64"})


def reported_frame(stock: Snapshot) -> pd.DataFrame:
    """The figures of every unit whose workbook is accepted.

    Returns:
        One row per unit (index ``unit_code``), one column per item: counts Int64, money ``Decimal``
        objects; missing where not known.
    """
    figures = {s.unit.code: stock.values(s) for s in stock.standings if s.state is UnitState.INCLUDED}
    columns = {}
    for item in stock.collection.form.items.values():
        values = [values.get(item.id) for values in figures.values()]
        if item.kind == "count":
            columns[item.id] = pd.Series(values, dtype="Int64")
        else:
            exact = [None if value is None else Decimal(value) for value in values]
            columns[item.id] = pd.Series(exact, dtype=object)
    return pd.DataFrame(columns).set_index(pd.Index(figures, name="unit_code", dtype="str"))


def absent_frame(stock: Snapshot) -> pd.DataFrame:
    """Which figures do not apply; see :meth:`toolkit.api.Stock.not_applicable`."""
    form = stock.collection.form
    included = [s for s in stock.standings if s.state is UnitState.INCLUDED]
    absent = [stock.answers(standing).not_applicable for standing in included]
    columns = {item: [item in one for one in absent] for item in form.items if item in form.exempt}
    index = pd.Index([s.unit.code for s in included], name="unit_code", dtype="str")
    return pd.DataFrame(columns, index=index, dtype=bool)


def standings_frame(stock: Snapshot) -> pd.DataFrame:
    """Every unit of the roster and its state; see :meth:`toolkit.api.Stock.units`."""
    frame = pd.DataFrame(map(_standing, unit_rows(stock))).set_index("unit_code")
    counts = ("late_days", "receipt", "findings", "queries", "returns", *_FILES)
    days = ("deadline", "received_on", "correct_by")
    kinds = dict.fromkeys(counts, "Int64") | dict.fromkeys(days, "datetime64[s]")
    return frame.astype({**kinds, "changed_since_report": "boolean"})


def files_frame(files: Iterable[Received]) -> pd.DataFrame:
    """Workbooks as they were read last; see :meth:`toolkit.api.Collection.collect`."""
    columns = ("receipt", "file", "unit_code", "status", "findings", "queries", "sha256")
    rows = [
        (file.number, file.name, file.match.unit, str(file.status), file.hard, file.queries, file.sha256)
        for file in files
    ]
    kinds = {"receipt": "int64", "findings": "Int64", "queries": "Int64"}
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({name: kinds.get(name, "str") for name in columns}).set_index("receipt")


_FILES = ("superseded", "set_aside", "withdrawn")
"""Files of a unit that do not count, by why."""


def _standing(row: UnitRow) -> dict[str, object]:
    return {
        "unit_code": row.code,
        "unit_name": row.name,
        "unit_kind": row.kind,
        "parent_code": row.parent,
        "counting": row.counting,
        "counted_as": row.counted_as,
        "state": str(row.state),
        "reason": row.reason,
        "deadline": row.deadline,
        "late_days": row.late_days,
        "received_on": row.received_on,
        "receipt": row.receipt,
        "file": row.file or "",
        "sha256": row.sha256 or "",
        "findings": row.hard,
        "queries": row.queries,
        "returns": len(row.returns),
        "correct_by": row.correct_by,
        **{name: len(getattr(row, name)) for name in _FILES},
        "changed_since_report": row.changed_since_report,
    }


def unit_lines(rolled: RollupResult) -> Iterator[UnitLine]:
    """Return the total, then every unit that has figures."""
    year, form = rolled.collection.year, rolled.form

    def line(head: tuple[object, ...], values: Figures, corrected: Mapping[str, str]) -> UnitLine:
        return UnitLine((year, form.id, *head), [values.get(item) for item in form.items], corrected)

    code = rolled.of.code if rolled.of else ""
    kind, parent = (rolled.of.kind, rolled.of.parent) if rolled.of else ("", "")
    yield line((code, rolled.name, kind, parent, "sum", None), rolled.values, {})
    for one in rolled.scope:
        unit = one.unit
        if _has_figures(one):
            head = (unit.code, unit.name, unit.kind, unit.parent, unit.counted_as, one.counted)
            corrected = {by.details["item"]: corrected_told(by) for by in one.standing.corrections}
            yield line(head, rolled.stock.values(one.standing), corrected)


def _has_figures(line: ScopeLine) -> bool:
    """Whether there are figures of it, right or wrong; those that an analyst gives have no file."""
    received = line.standing.received
    return line.standing.state is UnitState.INCLUDED or (received is not None and received.speaks)


def _figures(form: Form, unit: UnitLine) -> Iterator[tuple[object, ...]]:
    for item, value in zip(form.items.values(), unit.values, strict=True):
        exact = None if value is None else Decimal(value)
        told = unit.corrected.get(item.id, "")
        yield (*unit.head, form.table(item.table).name, item.id, item.label, item.unit, exact, told)
