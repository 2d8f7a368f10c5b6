"""What is typed for a decision: units, corrections and files as people write them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.collection.deciding import find_unit
from toolkit.collection.standing import Snapshot
from toolkit.errors import MisuseError
from toolkit.reports.handling.chosen import carry_out, chosen, missing_inputs
from toolkit.reports.handling.matters import Choice, MatterKind
from toolkit.reports.handling.row_key import RowKey
from toolkit.reports.handling.typed_rows import Typed

FREE = RowKey(MatterKind.FREE)
LABEL = "一、本年新收政府信息公开申请数量·自然人"
ITEM = "requests.received.natural_person"


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("chosen")
    collection = office(folder / "c")
    with collection.ledger() as ledger:
        data = workbook(collection, "101", figures(received=1003, granted=1003))
        yield take(collection, ledger, put(folder, "a.xlsx", data)).after


@pytest.mark.parametrize(
    "text", ["101", "１０１", "1 01\u200b", "样例市教育局", "101 样例市教育局", " 101　样例市教育局"]
)
def test_units_as_people_write_them(text: str, stock: Snapshot) -> None:
    assert find_unit(stock, text).unit.code == "101"


@pytest.mark.parametrize("text", ["101 样例市民政局", "教育局", ""])
def test_a_unit_is_not_guessed(text: str, stock: Snapshot) -> None:
    with pytest.raises(MisuseError, match="名册里没有"):
        find_unit(stock, text)


@pytest.mark.parametrize(
    "text",
    [f"{ITEM}：1003→5", f"{LABEL}: 1,003 -> 5", f"{LABEL}：１００３→５", f" {ITEM} ：1003 => 5 "],
)
def test_corrections_as_people_write_them(text: str, stock: Snapshot) -> None:
    one = chosen(stock, FREE, Choice.CORRECT, Typed("", text, "来电", "李工", "101"))
    assert one.details == {"item": ITEM, "old": "1003", "new": "5"}
    blank = text.replace("1003", "空白").replace("1,003", "空白").replace("１００３", "空白")
    one = chosen(stock, FREE, Choice.CORRECT, Typed("", blank, "来电", "李工", "101"))
    assert one.details == {"item": ITEM, "old": "", "new": "5"}


def test_a_correction_of_what_is_no_figure(stock: Snapshot) -> None:
    typed = Typed("", f"{ITEM}：12件左右→12", "来电", "李工", "101")
    assert chosen(stock, FREE, Choice.CORRECT, typed).details["old"] == "12件左右"


@pytest.mark.parametrize("text", ["5", f"{LABEL} 3 5", "3→5", "没有的指标：3→5"])
def test_what_is_no_correction_is_refused(text: str, stock: Snapshot) -> None:
    with pytest.raises(MisuseError, match=r"读不出|没有指标"):
        chosen(stock, FREE, Choice.CORRECT, Typed("", text, "来电", "李工", "101"))


def test_what_each_choice_needs_in_a_free_row() -> None:
    needs = {choice: missing_inputs(FREE, choice, Typed("", "", "w", "b")) for choice in Choice}
    assert needs[Choice.EXCLUDE] == needs[Choice.ACCEPT] == ["unit"]
    assert needs[Choice.UNDO] == needs[Choice.WITHDRAW] == ["value"]
    assert needs[Choice.IDENTIFY] == needs[Choice.EXTEND] == needs[Choice.WAIVE] == ["value", "unit"]
    assert needs[Choice.LAST_YEAR] == []


def test_it_is_recorded_as_the_command_does_and_known_again(stock: Snapshot) -> None:
    one = chosen(stock, FREE, Choice.WITHDRAW, Typed("", "a.xlsx", "误发", "李工"))
    assert one.file == "1" and UNITS
    number = carry_out(stock, one)
    made = next(d for d in stock.ledger.decisions() if d.number == number)
    assert one.is_recorded_as(made)
    other = chosen(stock, FREE, Choice.WITHDRAW, Typed("", "1", "误发", "王工"))
    assert other.is_about(made) and not other.is_recorded_as(made)
    with pytest.raises(MisuseError, match="已经撤下"):
        carry_out(stock, other)
