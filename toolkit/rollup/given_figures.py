"""Figures that an analyst has in a data frame, or as records one after the other, as columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

import numpy as np
import pandas as pd

from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.rollup.addition import scale_of
from toolkit.rollup.unit_figures import Figures, ItemColumn, UnitFigures


def given_figures(form: Form, figures: pd.DataFrame | Iterable[tuple[str, Figures]]) -> UnitFigures:
    """Figures by unit: a row a unit and a column an item, or pairs of unit and record.

    A frame of whole numbers is not copied. Totals without a column are computed row by row.

    Raises:
        ValueError: a column is no item of the form, a unit comes twice, or a cell is no number.
    """
    if not isinstance(figures, pd.DataFrame):
        return UnitFigures.of(scale_of(form), _each_once(_known(form, code, one) for code, one in figures))
    frame = figures.copy(deep=False)  # as it is now: who changes the frame later changes a copy
    for item in frame.columns:
        if item not in form.items:
            raise ValueError(f"no item of {form.id}: {item}")
    codes = list(map(str, frame.index.tolist()))
    if len(set(codes)) < len(codes):
        raise ValueError(f"unit {Counter(codes).most_common(1)[0][0]} has figures twice")
    columns = {item: _column(frame[item], places) for item, places in scale_of(form).items() if item in frame}
    table = UnitFigures(columns, {code: row for row, code in enumerate(codes)}, frame)
    if columns.keys() >= form.items.keys():
        return table
    rows = ((code, _completed(form, table[code])) for code in codes)
    return UnitFigures.of(scale_of(form), rows)


def _each_once(figures: Iterable[tuple[str, Figures]]) -> Iterator[tuple[str, Figures]]:
    seen: set[str] = set()
    for code, one in figures:
        if code in seen:
            raise ValueError(f"unit {code} has figures twice")
        seen.add(code)
        yield code, one


def _known(form: Form, code: str, one: Figures) -> tuple[str, Figures]:
    """A record whose items the form all knows."""
    if not one.keys() <= form.items.keys():
        raise ValueError(f"unit {code}, no item of {form.id}: {min(one.keys() - form.items.keys())}")
    return code, one


def _completed(form: Form, figures: Figures) -> Figures:
    known = {item: value for item, value in figures.items() if value is not None}
    return completed(form, Record(values=known))


def _column(series: pd.Series, places: int) -> ItemColumn:
    known = series.notna().to_numpy()
    if pd.api.types.is_signed_integer_dtype(series.dtype) and not places:
        gaps = None if known.all() else ~known
        whole = series if gaps is None else series.fillna(0)
        return ItemColumn(places, whole.to_numpy(dtype=np.int64), gaps)
    values = series.astype(object).to_list()
    if not (known.all() and set(map(type, values)) <= {int, Decimal}):
        values = [_exact(v, series.name) if there else None for v, there in zip(values, known, strict=True)]
    column = ItemColumn.of(values, places)
    for value in column.misfits.values():
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError(f"{series.name}: no number: {value}")
    return column


def _exact(value: object, name: object) -> Number:
    """A number as it is; one with a binary fraction as it is printed."""
    if isinstance(value, float | np.floating):
        return Decimal(repr(float(value)))
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return int(value)
    raise ValueError(f"{name}: no number: {value!r}")
