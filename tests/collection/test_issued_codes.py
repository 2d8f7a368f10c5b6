"""Codes that a spreadsheet program changed: questioned before anything is withdrawn or lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.collection.office import UNITS, office
from toolkit.collection import issued_codes
from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.codes import bare
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.errors import MisuseError

FEW = UNITS[:2]


def with_code(collection: CollectionFolder, old: str, new: str, name: str = "") -> CollectionFolder:
    """The collection after somebody saved its roster with another code."""
    units = [
        replace(unit, code=new, name=name or unit.name) if unit.code == old else unit
        for unit in collection.roster
    ]
    write_roster(collection.folder / ROSTER, units)
    return CollectionFolder.open(collection.folder)


@pytest.mark.parametrize("codes", [("001", "1", "1.0", "００１", " 1 "), ("100000", "1E+05"), ("a01", "A01")])
def test_spellings_of_one_code(codes: tuple[str, ...]) -> None:
    assert len({bare(code) for code in codes}) == 1
    assert bare("0") != "" and bare("10") != bare("1")


@pytest.mark.parametrize(
    ("new", "name", "words"),
    [("1", "", "去掉了前面的 0"), ("１", "新名称", "去掉了前面的 0"), ("777", "", "换成了新代码“777”")],
)
def test_an_issued_code_that_is_gone_is_questioned(tmp_path: Path, new: str, name: str, words: str) -> None:
    collection = office(tmp_path / "c", FEW)
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        before = sorted(collection.folder.rglob("*.xlsx"))
        changed = with_code(collection, "001", new, name)
        with pytest.raises(MisuseError, match=words) as told:
            distribute(changed, ledger)
    assert "“001”" in str(told.value)
    assert sorted(collection.folder.rglob("*.xlsx")) == before, "nothing was withdrawn"


def test_a_unit_that_ended_is_no_question(tmp_path: Path) -> None:
    collection = office(tmp_path / "c", FEW)
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        write_roster(collection.folder / ROSTER, [FEW[0], ReportingUnit("555", "样例市新设局")])
        done = distribute(CollectionFolder.open(collection.folder), ledger)
    assert [file.name[:3] for file in done.retired] == ["101", "101"]


def test_figures_of_last_year_are_not_dropped_without_a_word(tmp_path: Path) -> None:
    collection = office(tmp_path / "c", FEW)
    prior = {"edition": "ogi-2021", "year": 2022, "unit": {"code": "x", "name": "x"}, "values": {}}
    for code in ("1", "888", "101"):
        (collection.folder / "prior" / f"{code}.json").write_text(json.dumps(prior), "utf-8")
    with collection.ledger() as ledger:
        remarks = distribute(collection, ledger).priors.remarks
    assert len(remarks) == 2
    assert "“001”（样例市人民政府（本级））" in remarks[0] and "prior/888.json" in remarks[1]


@pytest.mark.parametrize("code", ["1.0", "1E+05", "１．０"])
def test_a_code_that_became_a_number_is_told_by_row(tmp_path: Path, code: str) -> None:
    collection = office(tmp_path / "c", FEW)
    with pytest.raises(MisuseError, match=r"第 \d+ 行：单位代码.*科学计数法"):
        _ = with_code(collection, "101", code).roster


@pytest.mark.parametrize("code", ["１０１", "1 01", "101\u200b", "'101"])
@pytest.mark.parametrize("text", [False, True])
def test_a_new_code_in_other_letters_is_refused_with_the_plain_one(
    tmp_path: Path, code: str, text: bool
) -> None:
    collection = office(tmp_path / "c", FEW)
    if text:
        table = f"单位代码,单位名称,类别\n001,样例市人民政府,本级\n{code},样例市教育局,部门\n"
        (collection.folder / ROSTER).write_text(table, "utf-8")
        changed = CollectionFolder.open(collection.folder)
    else:
        changed = with_code(collection, "101", code)
    with changed.ledger() as ledger, pytest.raises(MisuseError, match="请在名册里改成“101”") as told:
        distribute(changed, ledger)
    assert f"“{code}”（样例市教育局）" in str(told.value)


def test_a_code_that_was_issued_in_other_letters_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As earlier versions let it: it must not change, and is found however it is typed."""
    collection = with_code(office(tmp_path / "c", FEW), "101", "１０１")
    with collection.ledger() as ledger:
        with monkeypatch.context() as earlier:
            earlier.setattr(issued_codes, "_must_be_plain", lambda *_: None)
            distribute(collection, ledger)
        distribute(collection, ledger)
    assert collection.roster.find("101") == collection.roster.find("１０１ ") == collection.roster[1]
