"""template → fill → re-saved by another program as xlsx, ods, xls → read: every value exactly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.clerk import FORM, filled, save, typed_in
from tests.conftest import real_report
from tests.oracle.libreoffice import convert, convert_to_each
from toolkit.form.expression import Number
from toolkit.review.checks import Status, judge
from toolkit.workbook.submission import Submission, read_submission

pytestmark = [pytest.mark.oracle, pytest.mark.xdist_group("round trip")]

MONEY = "proactive.administrative_charges.amount"
REPORTS = ("suqian2023", pytest.param("wuzhong_spj2023", marks=pytest.mark.slow))
"""The second is one more of the same; both are among the slow tests."""
FORMATS = ("xlsx", "ods", "xls")


def inputs(name: str) -> dict[str, Number | str]:
    report = real_report(name)
    values: dict[str, Number | str] = dict.fromkeys(FORM.inputs, 0)
    return values | {i: v for i, v in report.values.items() if v is not None and i in values}


def reported(name: str) -> bytes:
    return filled(inputs(name), prior={"requests.received.total": 3000})


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Submission]:
    """(name, format) → the submission read from what LibreOffice saved."""
    folder = tmp_path_factory.mktemp("round-trip")
    sent = {"suqian2023": reported("suqian2023")}
    sent["blank"] = filled(zeros=False)
    sent["declared"] = filled(zeros=False, declared=True)

    typed: dict[str, Number | str] = {
        "disputes.litigation_direct.corrected": "2件",
        "disputes.litigation_direct.upheld": "/",
        MONEY: Decimal("0.000001"),
        "fees.charged": Decimal("123456789.123456"),
    }
    sent["tampered"] = typed_in(
        filled(typed),
        {
            "disputes.reconsideration.total": 4,
            "requests.received.business": "=3+1",
            "requests.granted.business": "=1/0",
        },
    )
    names = list(sent)
    files = [save(folder, f"{n}.xlsx", sent[name]) for n, name in enumerate(names)]
    return {
        (name, suffix): read_submission(file)
        for suffix, made in convert_to_each(files, FORMATS, folder / "saved").items()
        for name, file in zip(names, made, strict=True)
    }


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_every_value_returns_exactly(
    saved: dict[tuple[str, str], Submission], name: str, suffix: str, tmp_path: Path
) -> None:
    submission = saved.get((name, suffix))
    if submission is None:
        (file,) = convert([save(tmp_path, "1.xlsx", reported(name))], suffix, tmp_path / suffix)
        submission = read_submission(file)
    for item, value in inputs(name).items():
        assert submission.values[item] == value, item
    report = real_report(name)
    for total in FORM.totals:
        if report.values[total] is not None:
            assert submission.values[total] == report.values[total], total
    assert judge(submission).status is Status.ACCEPTED
    assert [f.message for f in submission.findings] == []
    assert submission.record.prior["requests.received.total"] == 3000
    assert submission.record.texts["other_matters"] == "无。"
    assert submission.identity is not None
    assert submission.identity.unit.code == "101"


@pytest.mark.parametrize("suffix", FORMATS)
def test_six_decimals_survive(saved: dict[tuple[str, str], Submission], suffix: str) -> None:
    values = saved["tampered", suffix].values
    assert values[MONEY] == Decimal("0.000001")
    assert values["fees.charged"] == Decimal("123456789.123456")


@pytest.mark.parametrize("suffix", FORMATS)
def test_blank_stays_blank_and_declaration_stays(
    saved: dict[tuple[str, str], Submission], suffix: str
) -> None:
    assert {saved["blank", suffix].values[item] for item in FORM.inputs} == {None}
    assert set(saved["declared", suffix].values.values()) == {0}


@pytest.mark.parametrize("suffix", FORMATS)
def test_tampering_is_seen_in_every_format(saved: dict[tuple[str, str], Submission], suffix: str) -> None:
    submission = saved["tampered", suffix]
    verdict = judge(submission)
    assert verdict.status is Status.RETURNED
    told = {(f.code, cell.item) for f in verdict.findings if f.sends_back for cell in f.cells}
    assert submission.values["disputes.reconsideration.total"] == 4
    assert ("T4-01", "disputes.reconsideration.total") in told
    assert submission.values["requests.received.business"] is None
    assert ("R-formula", "requests.received.business") in told
    assert submission.values["requests.granted.business"] is None
    assert ("R-formula", "requests.granted.business") in told
    assert submission.values["disputes.litigation_direct.corrected"] == 2
    assert submission.values["disputes.litigation_direct.upheld"] is None
    assert ("N-INT", "disputes.litigation_direct.upheld") in told


def test_cached_results_equal_a_recalculation(tmp_path: Path) -> None:
    """What the writer caches is what LibreOffice computes, cell by cell, blank and prefilled."""
    from python_calamine import CalamineWorkbook

    from toolkit.form.layout import layout_of
    from toolkit.workbook.formulas import live_cells

    prior: dict[str, Number] = dict.fromkeys(FORM.prior_items, 3)
    sent = [
        save(tmp_path, "blank.xlsx", filled(zeros=False, texts=False)),
        save(tmp_path, "prefilled.xlsx", filled(zeros=False, texts=False, prior=prior)),
        save(tmp_path, "filled.xlsx", filled(inputs("suqian2023"), prior=prior)),
        save(tmp_path, "text.xlsx", filled({"requests.granted.business": "2件"}, prior=prior)),
    ]
    assert layout_of(FORM).check_rows
    for before, after in zip(sent, convert(sent, "xlsx", tmp_path / "again"), strict=True):
        cached, computed = CalamineWorkbook.from_path(before), CalamineWorkbook.from_path(after)
        grids = {
            name: [
                book.get_sheet_by_name(name).to_python(skip_empty_area=False) for book in (cached, computed)
            ]
            for name in cached.sheet_names
        }
        for live in live_cells(FORM):
            old, new = (grid[live.cell.row][live.cell.column] for grid in grids[live.cell.sheet])
            assert old == new, f"{before.name} {live.cell.sheet} {live.cell.a1}"
