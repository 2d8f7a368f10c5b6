"""A group of rows printed as one row of zeros."""

from __future__ import annotations

import pytest

from toolkit.form.registry import load_form
from toolkit.published.empty_groups import rows_of_empty_groups
from toolkit.published.printed_rows import PrintedRow

FORM = load_form("ogi-2021")


def _items(*cells: str, beside: tuple[str, ...] = (), label: str = "（六）其他处理") -> set[str]:
    rows = [PrintedRow("", label, (), cells), PrintedRow("requests", "行", beside, ("1",) * len(beside))]
    return {item for row in rows_of_empty_groups(rows, FORM) for item in row.items}


@pytest.mark.parametrize("cells", [("0",) * 7, ("0000000",), ("000", "0000"), ("", *("0",) * 7), ("０",) * 7])
def test_all_of_its_rows_are_nothing(cells: tuple[str, ...]) -> None:
    found = _items(*cells)
    assert len(found) == 21
    assert "requests.other_reasons.total" in found


@pytest.mark.parametrize(
    "cells", [("4", *("0",) * 5, "4"), ("0",) * 6, ("0",) * 8, ("",) * 7, ("/",) * 7, ("0.0",) * 7, ()]
)
def test_what_is_not_nothing_is_not_spread(cells: tuple[str, ...]) -> None:
    assert not _items(*cells)


def test_rows_that_are_printed_count_themselves() -> None:
    assert not _items(*("0",) * 7, beside=("requests.other_reasons.total",))


def test_a_row_that_is_no_group_is_none() -> None:
    assert not _items(*("0",) * 7, label="（九）转办")
