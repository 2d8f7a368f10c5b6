"""The open data package: valid by its own descriptor, exact, the same in both formats."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.demo_city import after_round
from tests.rollup.towns import collected, units
from toolkit.reports import data_files
from toolkit.reports.data_files import inert, write_figures, write_table
from toolkit.reports.datapackage import write_datapackage
from toolkit.reports.report_data import Report, prepare
from toolkit.rollup.frames import figures_frame, unit_lines

MONEY = "proactive.administrative_charges.amount"

pytestmark = pytest.mark.xdist_group("data package")  # the city is added up once


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with after_round(tmp_path_factory.mktemp("data") / "c") as stock:
        yield prepare(stock)


@pytest.fixture(scope="module")
def package(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package") / "开放数据"
    files = write_datapackage(report, folder)
    assert sorted(files) == sorted(folder.iterdir())
    return folder


def frame(package: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(package / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_it_validates_with_the_frictionless_library(tmp_path: Path) -> None:
    """On a package of few units: the library takes a millisecond a row."""
    import frictionless  # takes seconds, which other workers need not spend

    roster = units("101 教育局 department - - -\n201 甲县 county - own -\n202 乙县 county - total -")
    with collected(tmp_path / "c", roster, {"101": 3, "201": 2}) as stock:
        write_datapackage(prepare(stock), tmp_path / "开放数据")
    found = frictionless.validate(str(tmp_path / "开放数据" / "datapackage.json"))
    assert found.valid, found.flatten(["name", "fieldName", "type", "note"])
    assert found.stats["tasks"] == 8


def test_files_are_what_the_descriptor_says(package: Path, report: Report) -> None:
    described = json.loads((package / "datapackage.json").read_text("utf-8"))
    assert described["complete"] is False and "不完整" in described["description"]
    assert described["title"] == report.title
    for resource in described["resources"]:
        data = (package / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        assert all(field["description"] for field in resource["schema"]["fields"])
        if resource["format"] == "csv":
            assert data.startswith(b"\xef\xbb\xbf")
            assert data.split(b"\r\n", 1)[0].decode("utf-8-sig").split(",") == [
                field["name"] for field in resource["schema"]["fields"]
            ]


def test_one_figure_a_row_nothing_rounded(package: Path, report: Report) -> None:
    rows = frame(package, "figures")
    rolled = report.rolled
    assert not rows.duplicated(["unit_code", "item"]).any()
    total = rows[rows["counted_as"] == "sum"].set_index("item")["value"]
    assert {item: Decimal(value) for item, value in total.items()} == rolled.values
    counted = rows[(rows["counted"] == "true") & (rows["counted_as"] != "sum")]
    assert counted["unit_code"].nunique() == len(rolled.counted)
    for item in (MONEY, "requests.received.total"):
        parts = counted[counted["item"] == item]["value"]
        assert sum(map(Decimal, parts)) == rolled.values[item]


def test_what_is_not_counted_is_there_and_says_so(package: Path) -> None:
    rows, scope = frame(package, "figures"), frame(package, "units").set_index("unit_code")
    assert (scope["state"]["103"], scope["counted"]["103"]) == ("returned", "false")
    assert (scope["role"]["20201"], scope["within"]["20201"]) == ("inside", "202")
    assert set(rows[rows["unit_code"] == "103"]["counted"]) == {"false"}


def test_parquet_says_the_same_with_types(package: Path) -> None:
    table = parquet.read_table(package / "figures.parquet")
    assert table.schema.field("value").type == pa.decimal128(38, 6)
    assert table.schema.field("year").type == pa.int32()
    rows = frame(package, "figures")
    assert table.column("item").to_pylist() == rows["item"].tolist()
    for exact, text in zip(table.column("value").to_pylist(), rows["value"], strict=True):
        assert (exact is None) == (text == "")
        if exact is not None:
            assert exact == Decimal(text)


def test_shares_have_six_places(package: Path) -> None:
    values = frame(package, "indicators")["value"]
    places = {len(str(value).partition(".")[2]) for value in values}
    assert max(places) == 6


def test_years_that_cannot_be_compared_have_no_figure_and_a_note(package: Path) -> None:
    rows = frame(package, "indicators").set_index(["year", "indicator"])
    assert rows.loc[("2019", "charges"), "value"] == ""
    assert "收费项目" in str(rows.loc[("2019", "charges"), "note"])
    assert rows.loc[("2019", "received"), "edition"] == "ogi-2019"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_no_spreadsheet_takes_for_a_formula(sign: str) -> None:
    assert inert(f"{sign}1") == f"'{sign}1"
    assert inert(f"a{sign}") == f"a{sign}"


def test_figures_written_unit_by_unit_are_those_of_one_table(
    package: Path, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = write_table(figures_frame(report.rolled), tmp_path / "whole")
    assert whole[0].read_bytes() == (package / "figures.csv").read_bytes()
    assert whole[1].read_bytes() == (package / "figures.parquet").read_bytes()
    monkeypatch.setattr(data_files, "AT_ONCE", 3)
    lines = list(unit_lines(report.rolled))
    parts = write_figures(report.rolled, lines, tmp_path / "parts")
    read = parquet.ParquetFile(parts[1])
    assert read.num_row_groups == -(-len(lines) // 3)
    assert read.read().equals(parquet.read_table(whole[1]), check_metadata=True)
    assert pd.read_parquet(parts[1]).dtypes.equals(pd.read_parquet(whole[1]).dtypes)


def test_a_corrected_figure_is_told_in_one_cell(report: Report, tmp_path: Path) -> None:
    (line,) = islice(unit_lines(report.rolled), 1)
    told = '=由 3 改为 4，"电话"'
    corrected = line._replace(corrected={MONEY: told})
    text, _ = write_figures(report.rolled, [corrected], tmp_path / "figures")
    rows = pd.read_csv(text, dtype=str, keep_default_na=False, encoding="utf-8-sig").set_index("item")
    assert rows.loc[MONEY, "correction"] == inert(told)
    assert set(rows.drop(MONEY)["correction"]) == {""}
