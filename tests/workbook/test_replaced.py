"""Formulas that clerks put in the place of a total."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.form.addresses import Cell
from toolkit.form.expression import Number
from toolkit.workbook.replaced import NotASum, recomputed

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
        ("SUBTOTAL(9,A1:C1)", Decimal("6.5")),
        ("SUBTOTAL( 9, A1:B1, A2 )", 13),
        ("SUMPRODUCT(A1:B2)", 33),
        ("ROUND(SUM(A1:C1),0)", 7),
        ("ROUND(SUM(A1:C1),1)-A1", Decimal("5.5")),
        ("-ROUND(-A1-C1,0)", 5),
        ("SUM(ROUND(C1,0),(A1:B1))", 7),
    ],
)
def test_sums_and_differences_are_recomputed(formula: str, value: Number) -> None:
    assert recomputed(formula, "表", value_of) == value


@pytest.mark.parametrize(
    "formula",
    [
        "A1*2", "A1%", "IF(A1,1,2)", "A1:B1", "A1 B1", "SUM(A1 B1)", "SUM(A:A)", "SUM(1:1)", "SUM()", "",
        "SUM(A1:B1", "A1+", "foo", "#REF!+A1", "SUM(A1:XFD9999)",
        'DISPIMG("ID_1",1)', '"3"', "A1+)",
        "SUBTOTAL(1,A1:B1)", "SUBTOTAL(109,A1:B1)", "SUBTOTAL(9)", "SUMPRODUCT(A1:B1,A2:B2)",
        "SUMPRODUCT(A1:B1*2)", "ROUND(A1)", "ROUND(A1,-1)", "ROUND(A1,B1)", "ROUND(A1:B1,0)", "ROUND(A1,0.5)",
        "9,A1",
    ],
)  # fmt: skip
def test_everything_else_is_not_computed(formula: str) -> None:
    with pytest.raises(NotASum):
        recomputed(formula, "表", value_of)


@pytest.mark.parametrize("formula", ["Z9+A1", "[1]表!A1", "SUM(A1:Z99)", "SUM(A1:A9)", "ROUND(Z9,0)"])
def test_what_is_not_known_leaves_the_sum_open(formula: str) -> None:
    assert recomputed(formula, "表", value_of) is None


def test_every_cell_is_asked() -> None:
    """One that is no part of a sum is found behind one that is not known."""

    def asked(cell: Cell) -> Number | None:
        if cell.column == 2:
            raise NotASum
        return None

    with pytest.raises(NotASum):
        recomputed("SUM(A1:C1)", "表", asked)
