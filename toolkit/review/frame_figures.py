"""Figures in a data frame of an analyst: which columns it has, and its cells as exact numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.form.expression import Number
from toolkit.form.model import Form

SCALE = 10**6
LIMIT = 10**10


def known_items(form: Form, figures: pd.DataFrame) -> list[str]:
    """The columns of a frame, each an item of the form and each once.

    Raises:
        ValueError: there is another column, or one stands twice, or it is no frame.
    """
    if not isinstance(figures, pd.DataFrame):
        raise ValueError(f"not a data frame: {type(figures).__name__}")
    columns = list(figures.columns)
    check_items(form, columns)
    if twice := repeated(columns):
        raise ValueError(f"{twice}: two columns of that name")
    return columns


def check_items(form: Form, items: Iterable[str]) -> None:
    """Raise ``ValueError`` for an item that the form does not have."""
    for item in items:
        if item not in form.items:
            raise ValueError(f"no item of {form.id}: {item}")


def repeated(labels: Iterable[Hashable]) -> Hashable | None:
    """The label that comes most often, ``None`` where each comes once."""
    label, times = next(iter(Counter(labels).most_common(1)), (None, 1))
    return label if times > 1 else None


def aligned(other: pd.DataFrame, index: pd.Index, name: str = "prior") -> pd.DataFrame:
    """The rows of another frame in the order of this year's; reports without one have missing cells.

    Raises:
        ValueError: a report has two rows, or none has any: the labels are of another kind.
    """
    if twice := repeated(other.index):
        raise ValueError(f"{name}: two rows for {twice}")
    if len(other) and len(index) and not index.isin(other.index).any():
        raise ValueError(
            f"{name} has other labels ({other.index.tolist()[0]!r}) than values ({index.tolist()[0]!r})"
        )
    return other.reindex(index)


def absences(
    form: Form, not_applicable: pd.DataFrame, values: pd.DataFrame
) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """Each item of a frame that says what does not apply, with the rows of ``values`` where it does not.

    Raises:
        ValueError: a cell is neither true nor false, or a figure has a value or must apply.
    """
    items = known_items(form, not_applicable)
    frame = aligned(not_applicable, values.index, "not_applicable")
    for item in items:
        try:
            absent = frame[item].astype("boolean").fillna(False).to_numpy(dtype=np.bool_)
        except (TypeError, ValueError) as error:
            raise ValueError(f"not_applicable, {item}: neither true nor false") from error
        valued = values[item].notna().to_numpy() if item in values else False
        if absent.any() and item not in form.exempt:
            raise ValueError(f"not_applicable: {form.id} has {item} apply always")
        if (absent & valued).any():
            raise ValueError(f"not_applicable: {item} has a value for {values.index[absent & valued][0]}")
        yield item, absent


def exact(value: object, item: object, row: object) -> Number:
    """A number as it is; one with a binary fraction as it is printed.

    Raises:
        ValueError: it is no number, such as a text, a truth value, or infinite.
    """
    if isinstance(value, float | np.floating):
        value = Decimal(str(value))
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return int(value)
    raise ValueError(f"{item}, {row}: no number: {value!r}")


def exact_figures(unit: str, figures: Mapping[str, object]) -> Mapping[str, Number | None]:
    """The figures of one unit, ``None`` where missing.

    Raises:
        ValueError: one is no number.
    """
    if set(map(type, figures.values())) <= {int, type(None)}:
        return figures  # type: ignore[return-value]
    return {item: _known(value, item, unit) for item, value in figures.items()}


def _known(value: Any, item: str, unit: str) -> Number | None:
    if value is None or type(value) is int:  # nearly all of them
        return value
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else exact(value, item, unit)


def scaled(value: Number) -> int | None:
    """Value × 10⁶ if that is a whole number of bounded size."""
    if not -LIMIT <= value <= LIMIT:
        return None
    scaled = value * SCALE
    return int(scaled) if scaled == int(scaled) else None


def scaled_column(series: pd.Series) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """A frame's column as scaled integers and whether each is there."""
    known = series.notna().to_numpy()
    if pd.api.types.is_signed_integer_dtype(series.dtype):
        whole = series.fillna(0).to_numpy(dtype=np.int64)
        if not len(whole) or -LIMIT <= whole.min() <= whole.max() <= LIMIT:
            return whole * SCALE, known
    numbers = np.zeros(len(series), dtype=np.int64)
    for row in np.nonzero(known)[0].tolist():
        label = series.index[row]
        value = exact(series.iloc[row], series.name, label)
        fitting = scaled(value)
        if fitting is None:
            raise ValueError(
                f"{series.name}, {label}: {value} has more than six decimals or is beyond {LIMIT}"
            )
        numbers[row] = fitting
    return numbers, known
