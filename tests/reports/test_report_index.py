"""The index of all units' reports and the year on one page: what they say is what the reports say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree, html

from tests.rollup.towns import collected, units
from toolkit.collection.standing import Snapshot
from toolkit.reports.publication import of_total
from toolkit.reports.publishing import texts_of_office
from toolkit.reports.report_data import prepare
from toolkit.reports.report_index import write_report_index
from toolkit.reports.unit_report import write_reports_of_units
from toolkit.reports.year_picture import write_year_picture, year_picture

ROSTER = "101 教育局 department - - -\n102 民政局 department - - -\n103 体育<局 department - - -"


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with collected(tmp_path_factory.mktemp("city") / "c", units(ROSTER), {"101": 5, "102": 7}) as stock:
        yield stock


def test_every_link_leads_to_a_file_and_who_has_none_is_named(stock: Snapshot, tmp_path: Path) -> None:
    write_reports_of_units(stock, tmp_path)
    year = stock.collection.year
    older = tmp_path / f"教育局{year - 1}年政府信息公开工作年度报告.html"
    older.write_text("…", "utf-8")
    index = write_report_index(stock, tmp_path)
    tree = html.document_fromstring(index.read_text("utf-8"))
    links = [unquote(link) for _, attribute, link, _ in tree.iterlinks() if not link.startswith("#")]
    assert len(links) == 5
    assert all((tmp_path / link).is_file() for link in links)
    assert [cell.text for cell in tree.xpath("//thead//th")][1:] == [f"{year} 年", f"{year - 1} 年"]
    row = next(row for row in tree.xpath("//tbody/tr") if "体育<局" in row.text_content())
    assert "未收录" in row.text_content()
    assert all(link.get("aria-label") for link in tree.xpath("//table//a"))


def test_a_report_under_the_name_of_its_workbook_is_found(stock: Snapshot, tmp_path: Path) -> None:
    write_reports_of_units(stock, tmp_path)
    first, *others = stock.standings
    renamed = replace(first, unit=replace(first.unit, name="市教育局"))
    index = write_report_index(replace(stock, standings=[renamed, *others]), tmp_path)
    tree = html.document_fromstring(index.read_text("utf-8"))
    row = next(row for row in tree.xpath("//tbody/tr") if "市教育局" in row.text_content())
    links = [unquote(link.get("href")) for link in row.iter("a")]
    assert len(links) == 2
    assert all((tmp_path / link).is_file() for link in links)


def test_the_picture_says_what_the_report_says(stock: Snapshot, tmp_path: Path) -> None:
    report = prepare(stock, "")
    publication = of_total(report, texts_of_office(report)[1])
    picture = year_picture(publication)
    words = ["".join(element.itertext()) for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "12 件" in words  # 5 + 7 received
    assert report.coverage in words, "that a unit is missing stands on it"
    height = float(picture.get("height"))
    inner = [element for element in picture if etree.QName(element).localname == "svg"]
    assert inner
    assert all(float(e.get("y")) + float(e.get("height")) < height for e in inner)
    files = write_year_picture(publication, tmp_path)
    assert etree.fromstring(files[0].read_bytes()).tag.endswith("svg")
    assert all(file.stat().st_size for file in files)
