"""Answers in words and figures that do not apply, from the ledger to everything that is published."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document

from tests.clerk import opened_book, save
from tests.collection.office import UNITS, put, take, workbook
from tests.fixtures.editions import INSPECTIONS
from tests.inspected import CHECKS, LONGEST, RIGHT, answered
from tests.oracle.engines import ENGINES
from tests.oracle.test_other_books import differences, stored
from toolkit.collection.carried_years import CarriedStock, read_earlier
from toolkit.collection.deciding import correct
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.history import json_figures
from toolkit.collection.standing import Snapshot
from toolkit.errors import MisuseError
from toolkit.form.evaluation import evaluate
from toolkit.form.expression import Number
from toolkit.form.registry import use_edition
from toolkit.form.values import json_number, load_values
from toolkit.reports.publishing import publish
from toolkit.reports.report_data import prepare
from toolkit.reports.unit_report import write_unit_report
from toolkit.reports.upward_submission import write_submission
from toolkit.review.bulk import Batch, check, evaluate_many
from toolkit.review.checks import judge
from toolkit.review.verdict import verdict_of
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.frames import absent_frame, reported_frame
from toolkit.workbook.submission import read_submission

pytestmark = pytest.mark.xdist_group("answers of units")  # its collection is made once

SOUTH, LONGEST_SOUTH = "sites.south.checks", "sites.south.longest"
WORD = "N/A & none"
SENT: Mapping[str, Mapping[str, Number | str]] = {
    "001": {CHECKS: WORD, SOUTH: 4, LONGEST: WORD, LONGEST_SOUTH: "/", "sites.north.grade": "—"},
    "101": {CHECKS: 5, SOUTH: WORD, LONGEST: 7, LONGEST_SOUTH: "/", "sites.total.longest": 7},
    "102": {CHECKS: 0, SOUTH: 1, LONGEST: 2, LONGEST_SOUTH: "—", "sites.total.longest": 2},
}


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("answers")
    units = tuple(unit for unit in UNITS if unit.code != "201")
    edition = use_edition(INSPECTIONS)
    collection = CollectionFolder.create(folder / "c", "样例市", 2023, edition, units=units)
    files = [
        put(folder / "in", f"{code}.xlsx", workbook(collection, code, {**RIGHT, **values}))
        for code, values in SENT.items()
    ]
    with collection.ledger() as ledger:
        yield take(collection, ledger, *files).after


@pytest.fixture(autouse=True)
def known() -> None:
    use_edition(INSPECTIONS)


def test_the_ledger_keeps_them(stock: Snapshot) -> None:
    standing = stock.standing("001")
    answers = stock.answers(standing)
    assert answers.stated["sites.north.opened"] == "2023-02-28"
    assert answers.stated["sites.north.grade"] is None and answers.stated["sites.south.remark"] is None
    assert answers.not_applicable == {CHECKS, LONGEST, LONGEST_SOUTH, "sites.north.grade"}
    assert stock.values(standing)[CHECKS] is None and stock.values(standing)[SOUTH] == 4


def test_a_frame_of_figures_says_what_does_not_apply(stock: Snapshot) -> None:
    form, figures, absent = stock.collection.form, reported_frame(stock), absent_frame(stock)
    assert list(absent.index) == list(figures.index) and set(absent.dtypes.map(str)) == {"bool"}
    assert absent.loc["001", CHECKS] and not absent.loc["102", CHECKS]
    blanks = check(form, figures).query("code == 'N-BLANK'")
    assert set(blanks["record"]) == {"001", "101", "102"}, "as far as the figures alone tell"
    told = check(form, figures, not_applicable=absent)
    assert "N-BLANK" not in set(told["code"]) and "hard" not in set(told["severity"])
    none = check(form, figures.loc[["102"]], not_applicable=absent)
    assert "N-BLANK" not in set(none["code"]), "matched by label"


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({CHECKS: [True]}, f"not_applicable: {CHECKS} has a value for 102"),
        ({"sites.total.checks": [True]}, "has sites.total.checks apply always"),
        ({CHECKS: ["x"]}, "neither true nor false"),
        ({"none such": [True]}, "no item of"),
    ],
)
def test_what_cannot_fail_to_apply_is_refused(stock: Snapshot, cells: dict[str, Any], why: str) -> None:
    figures = reported_frame(stock).loc[["102"]]
    with pytest.raises(ValueError, match=why):
        check(stock.collection.form, figures, not_applicable=pd.DataFrame(cells, index=["102"]))


def test_a_total_counts_what_applies(stock: Snapshot) -> None:
    rolled = roll_up(stock)
    assert (rolled.values[CHECKS], rolled.values[SOUTH], rolled.values["sites.total.checks"]) == (5, 5, 10)
    assert rolled.values[LONGEST] == 7, "the largest of those that have one"
    assert rolled.values[LONGEST_SOUTH] is None, "it applies to nobody"
    assert rolled.absent() == {LONGEST_SOUTH}
    assert rolled.not_applicable == {
        CHECKS: 1, SOUTH: 1, LONGEST: 1, LONGEST_SOUTH: 3, "sites.north.grade": 1,
    }  # fmt: skip
    told = [f.message for f in rolled.findings]
    assert f'“North & "harbour"·Checks”有 1 个单位填“{WORD}”（共 3 个单位），不计入汇总数。（H-01）' in told
    assert not [f for f in rolled.findings if f.sends_back], "nothing is unknown"
    everybody = f"“South <2>·Longest check (days)”3 个单位都填“{WORD}”，汇总数也是“{WORD}”。（H-01）"
    assert everybody in told
    parts = {branch.name: branch.values[CHECKS] for branch in rolled.branches}
    assert parts['Head "office" & own'] is None and parts["Bureaus & others"] == 5


def test_everything_that_is_published_tells_them_apart(stock: Snapshot, tmp_path: Path) -> None:
    files = {file.name: file for file in publish(stock).files}
    told = json.loads(files["rollup.json"].read_text("utf-8"))
    assert told["values"][LONGEST_SOUTH] is None and told["not_applicable"] == [LONGEST_SOUTH]
    assert told["not_applicable_units"][CHECKS] == 1
    unit = next(unit for unit in told["units"] if unit["code"] == "001")
    assert unit["stated"]["sites.north.licensed"] == "yes" and CHECKS in unit["not_applicable"]
    assert "stated" not in next(unit for unit in told["units"] if unit["code"] == "901")
    lines = list(csv.DictReader(files["answers.csv"].read_text("utf-8-sig").splitlines()))
    first = {line["item"]: line for line in lines if line["unit_code"] == "001"}
    assert first["sites.north.remark"]["answer"] == '\'=1+1 "&" <new>', (
        "no spreadsheet takes it for a formula"
    )
    assert (first[CHECKS]["answer"], first[CHECKS]["not_applicable"]) == ("", "true")
    described = json.loads(files["datapackage.json"].read_text("utf-8"))
    assert {"answers", "answers-parquet"} <= {resource["name"] for resource in described["resources"]}
    (word,) = (file for file in files.values() if file.suffix == ".docx")
    document = Document(str(word))
    assert any("不汇总，空着" in paragraph.text for paragraph in document.paragraphs)
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["South <2>", "5", WORD, "", "", "", ""] in rows
    (page,) = (file for file in files.values() if file.suffix == ".html")
    assert "N/A &amp; none" in page.read_text("utf-8")


def test_the_city_workbook_shows_each_unit(stock: Snapshot) -> None:
    (file,) = (f for f in publish(stock).files if f.suffix == ".xlsx")
    book = opened_book(file)
    units = next(sheet for sheet in book if any(cell.value == "sites.north.opened" for cell in sheet[5]))
    first = {head.value: cell.value for head, cell in zip(units[5], units[6], strict=True)}
    assert (first["sites.north.opened"], first["sites.north.licensed"]) == ("2023-02-28", "是")
    assert (first[CHECKS], first[SOUTH], first["sites.north.grade"]) == (WORD, 4, WORD)
    official = [[cell.value for cell in row] for row in book["2 Staff"].iter_rows()]
    south = next(row for row in official if row[0] == "South <2>")
    assert south[2] == f'="{WORD}"' and south[3] == "不汇总"
    parts = {row[1].value: row[3].value for row in book["各部分"].iter_rows() if row[0].value == "Sites <&>"}
    assert parts['North & "harbour"·Checks'] == WORD, "it applies to nobody of this part"
    assert not differences(tuple(stored(file)), ENGINES["ironcalc"](file))


def test_the_level_above_gets_a_total_without_them(stock: Snapshot, tmp_path: Path) -> None:
    made = write_submission(prepare(stock))
    found = judge(read_submission(made.file))
    assert {cell.item for f in found.findings if f.sends_back for cell in f.cells} == {"staff.median.value"}
    assert found.submission.record.not_applicable == {LONGEST_SOUTH}
    assert set(found.submission.stated.values()) == {None}


def test_an_earlier_total_is_read_from_its_json(stock: Snapshot) -> None:
    (file,) = (f for f in publish(stock).files if f.name == "rollup.json")
    data = json.loads(file.read_text("utf-8"))
    assert LONGEST_SOUTH in data["not_applicable"]

    values, _ = json_figures(file)
    known = values.figures(stock.collection.form)
    assert known[CHECKS] == 5 and LONGEST_SOUTH not in known


def test_next_year_knows_what_did_not_apply(stock: Snapshot, tmp_path: Path) -> None:
    after = CollectionFolder.create(tmp_path / "after", "样例市", 2024, last_year=stock.collection.folder)
    (carried,) = read_earlier(after)
    before = roll_up(CarriedStock(carried))
    assert (before.values, before.not_applicable) == (
        roll_up(stock).values, {CHECKS: 1, SOUTH: 1, LONGEST: 1, LONGEST_SOUTH: 3},
    )  # fmt: skip


def test_a_unit_publishes_its_own(tmp_path: Path) -> None:
    file = save(tmp_path, "a.xlsx", answered({CHECKS: "/", "sites.north.longest": "/"}))
    made = write_unit_report(file, tmp_path / "out")
    rows = [
        [cell.text for cell in row.cells]
        for table in Document(str(made.files[0])).tables
        for row in table.rows
    ]
    north = [WORD, WORD, "2023-02-28", "Good & fair", "是", '=1+1 "&" <new>']
    assert ['North & "harbour"', *north] in rows
    assert ["Total", "0", "0", "", "", "", ""] in rows


def test_corrections_by_telephone_tell_them_apart(stock: Snapshot) -> None:
    """Refused ones: what is on file is said as it is there."""
    for old in ("0", "空白"):
        with pytest.raises(MisuseError, match=rf"里是 {WORD}，不是 {old}"):
            correct(stock, "001", CHECKS, old, "7", why="来电")
    with pytest.raises(MisuseError, match="是文字、日期或选项，不能按电话更正"):
        correct(stock, "001", "sites.north.grade", WORD, "关闭", why="来电")


def test_many_are_judged_as_one() -> None:
    """Also a figure that does not apply, and may not be 0."""
    records = [
        read_submission(answered(values)).record for values in (*SENT.values(), {"staff.duty.value": 0})
    ]
    form = read_submission(answered()).form
    assert form is not None
    result = evaluate_many(Batch.from_records(form, records))
    for row, record in enumerate(records):
        outcomes = [f.outcome for f in evaluate(form, record)]
        assert [str(value) for value in result.frame().iloc[row]] == [str(outcome) for outcome in outcomes]


def test_values_go_back_where_they_came_from(tmp_path: Path) -> None:
    """The values of ``ogi check --json`` are those that ``ogi fill`` takes."""

    told = verdict_of(judge(read_submission(answered({CHECKS: "/"})))).as_json()
    file = tmp_path / "VALUES.json"
    file.write_text(json.dumps(told, default=json_number), "utf-8")
    values = load_values(file)
    assert values.values["sites.north.opened"] == "2023-02-28" and values.not_applicable == {CHECKS}
