"""The city workbook: sums that live, units that are named, figures that lead to their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.workbook import Workbook
from pyarrow import parquet

from tests.clerk import opened_book
from tests.demo_city import after_round
from tests.reports.books import words_on
from tests.rollup.towns import collected, units
from toolkit.demo import city
from toolkit.form.layout import layout_of
from toolkit.messages import say, say_of
from toolkit.reports.datapackage import write_datapackage
from toolkit.reports.report_data import Report, prepare
from toolkit.reports.workbook import write_city_workbook
from toolkit.reports.workbook.book import fitting

pytestmark = pytest.mark.xdist_group("city workbook")  # the city is added up once


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """The sample city after the first round: some are sent back, some are still missing."""
    with after_round(tmp_path_factory.mktemp("city") / "c") as stock:
        yield prepare(stock)


@pytest.fixture(scope="module")
def book(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    file = tmp_path_factory.mktemp("book") / "city.xlsx"
    write_city_workbook(report, file, {"101": "计入的原表/101.xlsx"})
    return opened_book(file)


def rows(book: Workbook, sheet: str) -> list[dict[str, object]]:
    """A table of the book, its headings as keys."""
    lines = list(book[say_of("city.*", sheet)].iter_rows(min_row=3, values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def test_every_official_cell_is_a_sum_that_leads_to_the_units(report: Report, book: Workbook) -> None:
    layout = layout_of(report.form)
    for item in report.form.items.values():
        if item.table in ("proactive", "requests", "disputes"):
            cell = book[layout.items[item.id].sheet][layout.items[item.id].a1]
            assert "SUM(" in str(cell.value) and say("city.units") in str(cell.value)
            assert cell.hyperlink is not None and say("city.units") in str(cell.hyperlink.location)


def test_from_a_unit_to_its_file_sheet_cell_and_version(report: Report, book: Workbook) -> None:
    sheet = book[say("city.units")]
    (row,) = (cells for cells in sheet.iter_rows(min_row=6) if cells[0].value == "101")
    link = row[1].hyperlink
    assert link is not None and str(link.target).replace("\\", "/") == "计入的原表/101.xlsx"
    received = report.rolled.stock.standing("101").received
    assert received is not None and row[6].value == received.number
    assert received.sha256[:16] in str(link.tooltip)
    heads = {cell.value: sheet.cell(4, int(cell.column or 0)).value for cell in sheet[5] if cell.value}
    cell = layout_of(report.form).items["requests.received.natural_person"]
    assert heads["requests.received.natural_person"] == f"{cell.sheet} {cell.a1}"


def test_first_page_says_what_is_missing_and_that_the_figures_are_not_complete(
    report: Report, book: Workbook
) -> None:
    words = words_on(book.worksheets[0])
    for code in (*city.with_habit("twice_wrong"), *city.with_habit("missing")):
        assert report.rolled.stock.standing(code).unit.name in words
    assert "汇总数不完整" in words
    for sheet in book.sheetnames[1:]:
        assert sheet in words, "the first page leads to every sheet"


def test_every_sheet_of_figures_says_whether_they_are_complete(report: Report, book: Workbook) -> None:
    for sheet in book.worksheets:
        if sheet.title != say("city.units"):
            assert report.coverage in words_on(sheet), sheet.title


def test_scope_of_every_unit(report: Report, book: Workbook) -> None:
    found = {row["单位代码"]: row for row in rows(book, "states")}
    assert found.keys() == {line.unit.code for line in report.rolled.scope}
    assert found["901"]["是否计入、怎样计入"] == "不计入：垂直管理"
    assert found["20201"]["是否计入、怎样计入"] == "已含在样例市湖滨区的汇总数中，不再计"
    assert found["101"]["是否计入、怎样计入"] == "计入，本单位数"
    assert found["103"]["是否计入、怎样计入"] == "应计入，被退回未改正"
    assert "T4-01" in str(found["202"]["原因和说明"])


def test_parts_add_up_by_formulas(report: Report, book: Workbook) -> None:
    found = rows(book, "parts")
    assert len(found) == len(report.form.items)
    names = [f"{n} {branch.name}" for n, branch in enumerate(report.rolled.branches, start=1)]
    assert set(names) < set(found[0])
    assert all("SUMIF(" in str(found[0][name]) for name in names)


def test_indicators_of_every_unit_and_every_year(report: Report, book: Workbook) -> None:
    assert len(rows(book, "indicators")) == len(report.rolled.counted)
    years = {row["指标"]: row for row in rows(book, "years")}
    assert {"2019 年", "2020 年", "2021 年", "2022 年", "2023 年（未收齐）"} < set(years["新收申请"])
    assert years["行政事业性收费"]["2019 年"] == "—"
    assert "收费项目数量" in str(years["行政事业性收费"]["说明"])
    assert "三行" in str(years["其他处理"]["说明"])


def test_findings_with_reasons(report: Report, book: Workbook) -> None:
    found = rows(book, "findings")
    assert {"H-02", "T4-01"} <= {str(row["规则"]) for row in found}
    assert found[0]["单位名称"] == "样例市"


def test_charts_are_native_and_described(book: Workbook) -> None:
    assert len(book[say("city.charts")]._charts) == 7  # type: ignore[attr-defined]


def test_nothing_is_drawn_of_zeros(tmp_path: Path) -> None:
    file = tmp_path / "city.xlsx"
    with collected(tmp_path / "c", units("101 甲局 department - own counted"), {"101": 0}) as stock:
        write_city_workbook(prepare(stock), file, {})
    sheet = opened_book(file)[say("city.charts")]
    assert not sheet._charts  # type: ignore[attr-defined]
    assert say("city.chart.none", title="办理结果") in words_on(sheet)


def test_filters_where_there_is_one_table(book: Workbook) -> None:
    for name in ("units", "parts", "indicators", "years", "items", "unusual", "findings", "states"):
        assert book[say_of("city.*", name)].auto_filter.ref, name


def test_texts_longer_than_a_cell_are_cut_and_say_so() -> None:
    assert fitting("一" * 32_000) == "一" * 32_000
    cut = fitting("一" * 40_000)
    assert len(cut) < 32_767 and cut.endswith("……（余略）")


def test_the_link_to_a_file_with_a_long_name_is_there(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units("101 教育局 department - - -"), {"101": 5}) as stock:
        received = stock.standing("101").received
        assert received is not None
        stock.standings[0].received = replace(received, names=("长" * 250 + ".xlsx",))
        write_city_workbook(prepare(stock), tmp_path / "city.xlsx", {"101": "计入的原表/101.xlsx"})
    made = opened_book(tmp_path / "city.xlsx")
    assert made[say("city.units")].cell(6, 2).hyperlink is not None


def test_parts_of_any_name_keep_their_sums_apart(tmp_path: Path) -> None:
    """By number: names may be equal but for case, or mean something else to SUMIF."""
    names = ("部门", "A县", "a县", "东*县", "西?县", ">0县", "<>南县", "~浪县")
    lines = [f"2{n:02} {name} county - total -" for n, name in enumerate(names)]
    roster = units("\n".join(["101 教育局 department - - -", *lines]))
    sent = {unit.code: 2**n for n, unit in enumerate(roster)}
    with collected(tmp_path / "c", roster, sent) as stock:
        write_city_workbook(prepare(stock), tmp_path / "city.xlsx")
    made = opened_book(tmp_path / "city.xlsx")
    (row,) = (row for row in rows(made, "parts") if "新收" in str(row["指标"]) and "总计" in str(row["指标"]))
    formulas = [str(value) for head, value in row.items() if head[0].isdigit()]
    assert len(formulas) == len(roster)
    assert all(f",{n}," in formula for n, formula in enumerate(formulas, start=1))


def test_money_of_more_places_than_usual_is_not_cut(tmp_path: Path) -> None:
    amount = "proactive.administrative_charges.amount"
    roster = units("101 教育局 department - - -\n102 民政局 department - - -")
    sent = {"101": {amount: Decimal("0.3333333333")}, "102": {amount: Decimal("0.3333333333")}}
    with collected(tmp_path / "c", roster, sent) as stock:
        report = prepare(stock)
        write_city_workbook(report, tmp_path / "city.xlsx")
        write_datapackage(report, tmp_path / "data")
    assert report.rolled.values[amount] == Decimal("0.6666666666")
    cell = layout_of(report.form).items[amount]
    for only_values, expected in ((True, 0.6666666666), (False, ",10)")):
        made = opened_book(tmp_path / "city.xlsx", data_only=only_values)
        found = made[cell.sheet][cell.a1].value
        assert found == expected if only_values else str(found).endswith(str(expected))
    table = parquet.read_table(tmp_path / "data" / "figures.parquet")
    assert Decimal("0.6666666666") in table.column("value").to_pylist()


def test_the_sheet_of_units_prints_its_leading_figures(report: Report, book: Workbook) -> None:
    sheet = book[say("city.units")]
    printed = sheet.print_area.partition("!")[2].replace("$", "").split(":")[1]
    width = coordinate_to_tuple(printed)[1]
    ids = [cell.value for cell in sheet[5]][:width]
    disputes = {item for item in report.form.totals if item.startswith("disputes.")}
    assert {"proactive.rules.issued", "requests.received.total", *disputes} < set(ids) and len(ids) <= 26
    everything = [cell.value for cell in sheet[5]]
    assert set(report.form.items) < set(everything), "the others are for the screen"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (8, 0)
    assert sheet.row_dimensions[3].height > 88, "narrow heads are not cut off"


def test_columns_of_last_year_are_left_out_where_there_is_none(tmp_path: Path) -> None:
    with collected(tmp_path / "c", units("101 教育局 department - - -"), {"101": 3}) as stock:
        write_city_workbook(prepare(stock), tmp_path / "city.xlsx", {})
    made = opened_book(tmp_path / "city.xlsx")
    for name in ("years", "items"):
        heads = [cell.value for cell in made[say_of("city.*", name)][3]]
        assert say("city.now") in heads and say("city.note") in heads
        assert not {say("city.before"), say("city.difference"), say("city.same.now")} & set(heads)
    first = words_on(made.worksheets[0])
    assert "2022" not in first and say("city.difference") not in first
