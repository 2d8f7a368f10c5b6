"""Formulas of a blank as sums of cells and as comparisons."""

from __future__ import annotations

import pytest

from toolkit.drafting.linear_formulas import NotLinearError, Sum, SumRelation, read_formula
from toolkit.form.addresses import column_letters

SUMS = {
    "=C5+C6": "C5 C6",
    "=$C$5-C6": "C5 -1*C6",
    "=SUM(C5:C7,C9)": "C5 C6 C7 C9",
    "=SUM(C5:D5)-(C6-C7)": "C5 D5 -1*C6 C7",
    "=2*C5+C6/2": "2*C5 1/2*C6",
    "=ROUND(SUM(C5:C6),2)": "C5 C6",
    '=IF(C5="","",C5+C6)': "C5 C6",
    "=IFERROR(C5+C6,0)": "C5 C6",
    "='表 一'!C5+表二!C6": "C5 C6",
    "=-C5+3": "-1*C5",
    '=IF(COUNT(C5:C6)=2,SUM(C5:C6),"")': "C5 C6",
}
RELATIONS = {
    "=C5=C6+C7": "C5 = C6 C7",
    '=IF(C5=C6+C7,"√","×")': "C5 = C6 C7",
    '=IF(C5<>C6,"错误","")': "C5 = C6",
    '=IF(C5>C6,"大于合计，请核对","")': "C5 <= C6",
    '=IF(C5>=C6,"","不符")': "C5 >= C6",
}
OTHERS = {
    "=C5/C6*100": "ratio",
    '=IF(C6=0,"",C5/C6)': "ratio",
    "=C5*C6": "formula",
    "=VLOOKUP(C5,D:E,2)": "formula",
    "=C5&C6": "formula",
    "=": "formula",
    "=SUM(A1:XFD1048576)": "formula",
    "=" + "(" * 300 + "C5" + ")" * 300: "formula",
    "=" + "C5+" * 2000 + "C5": "formula",
    '="文字"': "formula",
    "=C5/0": "formula",
}


def _words(found: Sum) -> str:
    return " ".join(
        f"{'' if factor == 1 else f'{factor}*'}{column_letters(column)}{row + 1}"
        for (_, row, column), factor in found.cells.items()
    )


@pytest.mark.parametrize("formula", SUMS)
def test_sums(formula: str) -> None:
    found = read_formula(formula, "表")
    assert isinstance(found, Sum)
    assert _words(found) == SUMS[formula]


@pytest.mark.parametrize("formula", RELATIONS)
def test_relations(formula: str) -> None:
    found = read_formula(formula, "表")
    assert isinstance(found, SumRelation)
    assert f"{_words(found.left)} {found.relation} {_words(found.right)}" == RELATIONS[formula]


@pytest.mark.parametrize("formula", OTHERS)
def test_what_is_no_sum(formula: str) -> None:
    with pytest.raises(NotLinearError) as error:
        read_formula(formula, "表")
    assert error.value.code == OTHERS[formula]


def test_sheets() -> None:
    found = read_formula("='表 一'!C5+C6", "表二")
    assert isinstance(found, Sum)
    assert {sheet for sheet, _, _ in found.cells} == {"表 一", "表二"}
