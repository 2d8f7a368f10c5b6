"""Last year's figures from what an office has; what is not understood is named, file by file."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.clerk import opened_book
from tests.collection.office import figures, put, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.history import earlier_reports
from toolkit.collection.prior_files import prior_figures
from toolkit.errors import MisuseError
from toolkit.rollup.earlier import earlier_years

NEXT = "requests.carried_over_to_next_year.natural_person"
TOTAL = "requests.carried_over_to_next_year.total"
HEAD = "四、结转下年度继续办理·总计"


def sheet(file: Path, *rows: tuple[str | int | None, ...]) -> None:
    """The sheet 上年数, in a workbook of its own or added to one."""
    book = opened_book(file) if file.exists() else openpyxl.Workbook()
    page = book.create_sheet("上年数") if file.exists() else book.worksheets[0]
    for row in rows:
        page.append(row)
    book.save(file)


def test_workbooks_and_values_under_any_name(collection: CollectionFolder) -> None:
    prior = collection.folder / "prior"
    own = workbook(collection, "101", figures(received=5, granted=3, carried_over_to_next_year=2), year=2022)
    put(prior, "教育/去年定稿.xlsx", own)
    data = {"year": 2022, "unit": {"name": "样例市民政局"}, "values": {NEXT: 3}}
    put(prior, "民政.json", json.dumps(data).encode())
    put(prior, "201.json", b'{"year": 2022, "values": {"requests.carried_over_to_next_year.total": 7}}')
    found = prior_figures(collection)
    assert found.remarks == []
    assert {code: values[TOTAL] for code, values in found.figures.items() if TOTAL in values} == {
        "101": 2, "201": 7,
    }  # fmt: skip
    assert found.figures["102"][NEXT] == 3
    (past,) = earlier_years(collection, "101")
    assert (past.source, past.values[TOTAL]) == ("去年定稿.xlsx", 2)


def test_a_code_in_other_letters_is_no_other_code(collection: CollectionFolder) -> None:
    put(collection.folder / "prior", "１０２.json", json.dumps({"year": 2022, "values": {NEXT: 3}}).encode())
    sheet(collection.folder / "上年数.xlsx", ("单位代码", HEAD), ("１０１ ", 7))
    found = prior_figures(collection)
    assert not found.remarks and found.figures.keys() == {"101", "102"}


def published(unit: str, year: int, *carried: str) -> bytes:
    """A saved page with one row of figures in table three."""
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    rows = (("", *heads), ("四、结转下年度继续办理", *carried))
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    title = f"{unit}{year}年政府信息公开工作年度报告"
    return f"<html><head><title>{title}</title></head><body><table>{table}</table></body></html>".encode()


def test_published_reports_are_taken_and_what_is_unreadable_in_them_is_named(
    collection: CollectionFolder,
) -> None:
    prior = collection.folder / "prior"
    put(prior, "下载1.html", published("样例市教育局", 2022, "2", "0", "0", "0", "0", "0", "2"))
    put(prior, "下载2.shtml", published("样例市民政局", 2022, "两三件", "0", "0", "0", "0", "0", "5"))
    found = prior_figures(collection)
    assert (found.figures["101"][TOTAL], found.sources["101"]) == (2, "下载1.html")
    assert found.figures["102"][TOTAL] == 5 and NEXT not in found.figures["102"]
    (remark,) = found.remarks
    assert "下载2.shtml" in remark and " 1 个" in remark


def test_published_reports_of_earlier_years_of_the_city(collection: CollectionFolder) -> None:
    history = collection.folder / "history"
    put(history, "2022.html", published("样例市", 2022, "2", "0", "0", "0", "0", "0", "2"))
    (report,) = earlier_reports(collection)
    assert (report.year, report.values[TOTAL]) == (2022, 2)
    put(history, "2021.html", published("样例市", 2021, "两三件", "0", "0", "0", "0", "0", "2"))
    with pytest.raises(MisuseError, match="自然人"):
        earlier_reports(collection)


def test_everything_that_is_not_understood_is_named(collection: CollectionFolder) -> None:
    prior = collection.folder / "prior"
    values = {"year": 2022, "values": {NEXT: 1}}
    put(prior, "说明.docx", b"PK")
    put(prior, "坏.xlsx", b"torn")
    put(prior, "前年.xlsx", workbook(collection, "101", year=2021))
    put(prior, "旁人.json", json.dumps({**values, "unit": {"name": "某局"}}).encode())
    put(prior, "102.json", json.dumps({**values, "unit": {"name": "样例市教育局"}}).encode())
    put(prior, "201.json", b'{"year": 2022, "values": {"nonsense": 1}}')
    put(prior, "001.json", json.dumps(values).encode())
    again = {"year": 2022, "unit": {"name": "样例市人民政府（本级）"}, "values": {NEXT: 2}}
    put(prior, "again.json", json.dumps(again).encode())
    found = prior_figures(collection)
    assert found.figures == {}, "of two that disagree neither is used"
    told = "\n".join(found.remarks)
    names = ("说明.docx", "坏.xlsx", "前年.xlsx", "旁人.json", "102.json", "201.json", "again.json")
    assert all(name in told for name in names) and len(found.remarks) == len(names)
    assert "是 2021 年的，这里要 2022 年的" in told and "nonsense" in told


@pytest.mark.parametrize("place", ["上年数.xlsx", "roster.xlsx", "prior/上年数.xlsx"])
def test_a_sheet_with_chinese_heads(collection: CollectionFolder, place: str) -> None:
    sheet(
        collection.folder / place,
        ("单位代码", "单位名称", HEAD, f"表三 {HEAD.replace('总计', '自然人')}"),
        ("101", "样例市教育局", 5, "3件"),
        (102, None, 4, None),
        (None, "样例县", 2, None),
    )
    found = prior_figures(CollectionFolder.open(collection.folder))
    assert found.remarks == []
    assert {code: values[TOTAL] for code, values in found.figures.items()} == {"101": 5, "102": 4, "201": 2}
    assert found.figures["101"][NEXT] == 3 and NEXT not in found.figures["102"]


def test_what_a_sheet_says_that_is_not_understood(collection: CollectionFolder) -> None:
    sheet(
        collection.folder / "上年数.xlsx",
        ("单位代码", "单位名称", HEAD, "去年收费"),
        ("101", "样例市民政局", 5, 1),
        ("102", "样例市民政局", "约三", 1),
        ("201", "样例县", 2, 1),
    )
    put(collection.folder / "prior", "201.json", json.dumps({"year": 2022, "values": {TOTAL: 9}}).encode())
    found = prior_figures(collection)
    assert found.figures.keys() == {"201"} and found.figures["201"][TOTAL] == 9
    places = (" D1“去年收费”", "第 2 行“101 样例市民政局”", " C3“约三”")
    assert all(place in told for place, told in zip(places, found.remarks, strict=False))
    assert "用的是 201.json 的" in found.remarks[3]


def test_a_file_that_says_more_than_the_sheet_does_not_differ_from_it(collection: CollectionFolder) -> None:
    other = "requests.received.natural_person"
    sheet(
        collection.folder / "上年数.xlsx",
        ("单位代码", "单位名称", HEAD, "一、本年新收政府信息公开申请数量·自然人"),
        ("201", "样例县", 9, 4),
    )
    values = {TOTAL: 9, NEXT: 9}
    put(collection.folder / "prior", "201.json", json.dumps({"year": 2022, "values": values}).encode())
    found = prior_figures(collection)
    assert found.remarks == []
    assert {item: found.figures["201"][item] for item in (TOTAL, NEXT, other)} == {**values, other: 4}
