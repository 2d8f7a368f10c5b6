"""Figures in a data frame of an analyst: which columns it has, and its cells as exact numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from toolkit.form.expression import Number
from toolkit.form.model import Form


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


def aligned(prior: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """Last year's rows in the order of this year's; reports without one have missing figures.

    Raises:
        ValueError: a report has two rows, or none has any: the labels are of another kind.
    """
    if twice := repeated(prior.index):
        raise ValueError(f"prior: two rows for {twice}")
    if len(prior) and len(index) and not index.isin(prior.index).any():
        raise ValueError(
            f"prior has other labels ({prior.index.tolist()[0]!r}) than values ({index.tolist()[0]!r})"
        )
    return prior.reindex(index)


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
