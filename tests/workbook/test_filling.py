"""Filling as another system would."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.clerk import FORM, filled, opened_book, save, where
from toolkit.errors import MisuseError
from toolkit.form.identity import Unit
from toolkit.form.values import Values
from toolkit.workbook.filling import fill
from toolkit.workbook.submission import read_submission
from toolkit.workbook.writing import writing

TOTAL = "disputes.reconsideration.total"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return save(tmp_path, "t.xlsx", filled(zeros=False, texts=False))


def test_values_texts_and_declaration_are_written(template: Path, tmp_path: Path) -> None:
    amount = Decimal("24252.311082")
    values = Values(
        values={"requests.received.business": 4, "proactive.administrative_charges.amount": amount},
        texts={"other_matters": "=1+1 未收取"},
        blanks_are_zero=True,
    )
    fill(template, values, tmp_path / "f.xlsx")
    submission = read_submission(tmp_path / "f.xlsx")
    assert submission.values["requests.received.business"] == 4
    assert submission.values["proactive.administrative_charges.amount"] == amount
    assert submission.record.texts["other_matters"] == "=1+1 未收取"
    assert submission.record.blanks_are_zero


def test_a_workbook_that_is_open_elsewhere_is_not_written_over(template: Path, tmp_path: Path) -> None:
    target = save(tmp_path, "f.xlsx", b"as it was")
    (tmp_path / ".~f.xlsx").touch()
    with pytest.raises(MisuseError, match="正开着"):
        fill(template, Values(), target)
    with pytest.raises(MisuseError, match="正开着"), writing(target):
        pytest.fail("written all the same")
    assert target.read_bytes() == b"as it was"


def test_results_are_forgotten_and_all_else_stays(template: Path, tmp_path: Path) -> None:
    """As workbooks come from other systems: every program calculates them when it opens the file."""
    fill(template, Values(values={"requests.received.business": 4}), tmp_path / "f.xlsx")
    calculated = opened_book(tmp_path / "f.xlsx", data_only=True)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in opened_book(tmp_path / "f.xlsx")
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 300
    assert {calculated[sheet][cell].value for sheet, cell in formulas} == {None}
    with ZipFile(template) as issued, ZipFile(tmp_path / "f.xlsx") as written:
        assert written.namelist() == issued.namelist()
        same = {name for name in issued.namelist() if issued.read(name) == written.read(name)}
        properties = written.read("docProps/core.xml").decode()
    assert {"xl/styles.xml", "xl/theme/theme1.xml"} <= same
    assert f"{datetime.now(UTC):%Y-%m-%dT%H}" in properties


@pytest.mark.parametrize("text", ["a\x0bb", "_x000B_", " 两头 ", "一\n二", "<&>\"'", "😀"])
def test_any_text_comes_back_as_it_was_given(template: Path, tmp_path: Path, text: str) -> None:
    fill(template, Values(texts={"other_matters": text}), tmp_path / "f.xlsx")
    cell = where("other_matters")
    # By the library that reads values: what the product reads of a text is trimmed.
    sheet = CalamineWorkbook.from_path(str(tmp_path / "f.xlsx")).get_sheet_by_name(cell.sheet)
    assert sheet.to_python(skip_empty_area=False)[cell.row][cell.column] == text


def test_totals_are_left_to_the_formulas_unless_asked(template: Path, tmp_path: Path) -> None:
    values = Values(values={TOTAL: 5})
    assert fill(template, values, tmp_path / "a.xlsx").skipped == (TOTAL,)
    assert fill(template, values, tmp_path / "b.xlsx", totals=True).skipped == ()
    cell = where(TOTAL)
    assert str(opened_book(tmp_path / "a.xlsx")[cell.sheet][cell.a1].value).startswith("=")
    assert opened_book(tmp_path / "b.xlsx")[cell.sheet][cell.a1].value == 5


@pytest.mark.parametrize(
    ("unit", "year", "unlike"),
    [
        (Unit("某某局", "101"), 2023, None),
        (Unit("改了名的局", "101"), None, None),
        (Unit("", ""), 2023, None),
        (Unit("某某局"), 2023, None),
        (Unit("东山县", "201"), 2023, ("东山县 2023", "某某局 2023")),
        (Unit("东山县"), None, ("东山县 2023", "某某局 2023")),
        (Unit("某某局", "101"), 2019, ("某某局 2019", "某某局 2023")),
    ],
)
def test_figures_of_another_unit_or_year_are_told(
    template: Path, tmp_path: Path, unit: Unit, year: int | None, unlike: tuple[str, str] | None
) -> None:
    assert fill(template, Values(unit=unit, year=year), tmp_path / "f.xlsx").unlike == unlike


def test_raw_text_stays_text(template: Path, tmp_path: Path) -> None:
    fill(template, Values(values={"requests.received.business": "=2+2"}), tmp_path / "f.xlsx")
    cell = where("requests.received.business")
    written = opened_book(tmp_path / "f.xlsx")[cell.sheet][cell.a1]
    assert (written.value, written.data_type) == ("=2+2", "s")


def test_reason_for_a_soft_check_travels(template: Path, tmp_path: Path) -> None:
    key = "T2-01[proactive.rules.*]"
    fill(template, Values(reasons={key: "机构改革划转。"}), tmp_path / "f.xlsx")
    assert read_submission(tmp_path / "f.xlsx").reasons == {key: "机构改革划转。"}


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (Values(edition="ogi-2019"), "ogi-2019"),
        (Values(values={"requests.received.nobody": 1}), "requests.received.nobody"),
        (Values(reasons={"T9-99": "…"}), "T9-99"),
    ],
)
def test_misuse_is_refused_in_words(template: Path, tmp_path: Path, values: Values, word: str) -> None:
    with pytest.raises(MisuseError, match=word):
        fill(template, values, tmp_path / "f.xlsx")


def test_not_a_template(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="ogi template"):
        fill(save(tmp_path, "x.xlsx", b"nothing"), Values(), tmp_path / "f.xlsx")
    assert FORM.items
