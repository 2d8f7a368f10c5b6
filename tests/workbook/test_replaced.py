"""Formulas that clerks put in the place of a total."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.form.addresses import Cell
from toolkit.form.expression import Number
from toolkit.workbook.replaced import recomputed

CELLS: dict[tuple[int, int], Number] = {(0, 0): 1, (0, 1): 2, (0, 2): Decimal("3.5"), (1, 0): 10, (1, 1): 20}


def value_of(cell: Cell) -> Number | None:
    return CELLS.get((cell.row, cell.column)) if cell.sheet in ("表", "三 表") else None


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("A1+B1", 3),
        ("=SUM($A$1:$C$1)-A1", Decimal("5.5")),
        ("SUM(A1:B2)", 33),
        ("-(A1+B1)", -3),
        ("A1--B1", 3),
        ("+A1 + B1", 3),
        ("A1-(B1-A2)", 9),
        ("SUM(A1,B1,-A2)", -7),
        ("SUM(A1,(B1-A2))", -7),
        ("2+1", 3),
        ("1.5+A1", Decimal("2.5")),
        ("'三 表'!A1+表!B1", 3),
        ("SUM('三 表'!A1:B1)", 3),
    ],
)
def test_sums_and_differences_are_recomputed(formula: str, value: Number) -> None:
    assert recomputed(formula, "表", value_of) == value


@pytest.mark.parametrize(
    "formula",
    [
        "A1*2", "A1%", "IF(A1,1,2)", "A1:B1", "A1 B1", "SUM(A1 B1)", "SUM(A:A)", "SUM(1:1)", "SUM()", "",
        "SUM(A1:B1", "A1+", "foo", "#REF!+A1", "[1]表!A1", "Z9+A1", "SUM(A1:Z99)", "SUM(A1:XFD9999)",
        'DISPIMG("ID_1",1)', '"3"', "A1+)",
    ],
)  # fmt: skip
def test_everything_else_is_not_computed(formula: str) -> None:
    assert recomputed(formula, "表", value_of) is None
