"""Figures that an analyst has in a data frame, or as records one after the other, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from toolkit.form.evaluation import Record, completed
from toolkit.form.model import Form
from toolkit.review.frame_figures import check_items, exact, exact_figures, known_items, repeated
from toolkit.rollup.addition import scale_of
from toolkit.rollup.unit_figures import Figures, ItemColumn, UnitFigures


def given_figures(form: Form, figures: pd.DataFrame | Iterable[tuple[str, Figures]]) -> UnitFigures:
    """Figures by unit: a row a unit and a column an item, or pairs of unit and record.

    A frame of whole numbers is not copied. Totals without a column are computed row by row.

    Raises:
        ValueError: a column is no item of the form, a unit comes twice, or a cell is no number.
    """
    if not isinstance(figures, pd.DataFrame):
        return UnitFigures.of(scale_of(form), _each_once(form, figures))
    known_items(form, figures)
    frame = figures.copy(deep=False)  # as it is now: who changes the frame later changes a copy
    codes = list(map(str, frame.index.tolist()))
    if twice := repeated(codes):
        raise ValueError(f"unit {twice} has figures twice")
    columns = {item: _column(frame[item], places) for item, places in scale_of(form).items() if item in frame}
    table = UnitFigures(columns, {code: row for row, code in enumerate(codes)}, frame)
    if columns.keys() >= form.items.keys():
        return table
    rows = ((code, _completed(form, table[code])) for code in codes)
    return UnitFigures.of(scale_of(form), rows)


def _each_once(form: Form, figures: Iterable[tuple[str, Figures]]) -> Iterator[tuple[str, Figures]]:
    seen: set[str] = set()
    for pair in figures:
        if not (isinstance(pair, tuple) and len(pair) == 2):
            raise ValueError(f"neither a data frame nor pairs of a unit and its figures: {pair!r}")
        code, one = pair
        if code in seen:
            raise ValueError(f"unit {code} has figures twice")
        seen.add(code)
        check_items(form, one)
        yield code, exact_figures(code, one)


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
    if not (known.all() and set(map(type, values)) <= {int}):
        rows = zip(values, known, series.index, strict=True)
        values = [exact(value, series.name, row) if there else None for value, there, row in rows]
    return ItemColumn.of(values, places)
