"""``ogi rollup`` and ``ogi report``: what is printed, what it ends with, the JSON beside it."""

from __future__ import annotations

from pathlib import Path

from tests.clerk import filled, save
from tests.cli.typed import ogi, told
from tests.collection.office import figures, put, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.errors import MisuseError

UNITS = ("001", "101", "102", "201")


def send(collection: CollectionFolder, *codes: str) -> None:
    for code in codes:
        data = workbook(collection, code, figures(received=int(code), granted=int(code)))
        put(collection.folder / "mail", f"{code}.xlsx", data)
    ogi("collect", collection.folder, collection.folder / "mail")


def test_rollup_prints_figures_and_every_file(collection: CollectionFolder) -> None:
    send(collection, *UNITS)
    done = ogi("rollup", collection.folder)
    assert done.exit_code == 0
    assert "应计入 4 个单位，已全部计入" in done.stdout and "405 件" in done.stdout
    data = told("rollup", collection.folder)
    assert data["fingerprint"] in done.stdout
    printed = [line.split()[0].partition("：")[0] for line in done.stdout.splitlines() if "/reports/" in line]
    assert all(Path(place).exists() for place in printed)
    assert all(any(file.startswith(place) for place in printed) for file in data["files"])
    assert (data["kept"], data["outdated_files"], data["outdated_reports"]) == ([], 0, [])
    assert len(data["files"]) >= 14


def test_a_total_that_lacks_units_is_written_and_says_so(collection: CollectionFolder) -> None:
    send(collection, "001", "101")
    done = ogi("rollup", collection.folder)
    assert done.exit_code == 1
    assert "汇总数不完整" in done.stdout and "样例县" in done.stdout
    states = {
        unit["code"]: (unit["state"], unit["standing"]) for unit in told("rollup", collection.folder)["units"]
    }
    assert states["102"] == ("missing", "missing") and states["901"] == ("excluded", "excluded")


def test_a_total_that_lacks_units_is_not_submitted(collection: CollectionFolder) -> None:
    send(collection, "001", "101", "102")
    done = ogi("rollup", collection.folder, "--as-submission")
    assert done.exit_code == 1
    assert "汇总数不完整" in done.stdout and "ogi decide exclude" in done.stdout and "样例县" in done.stdout
    data = told("rollup", collection.folder, "--as-submission")
    assert data["file"] is None and data["complete"] is False


def test_a_complete_total_becomes_a_workbook_that_passes(collection: CollectionFolder) -> None:
    send(collection, *UNITS)
    done = ogi("rollup", collection.folder, "--as-submission")
    assert done.exit_code == 0 and "计入 4 个单位" in done.stdout
    file = Path(told("rollup", collection.folder, "--as-submission")["file"])
    assert file.is_file() and str(file) in done.stdout
    (checked,) = told("check", file)["files"]
    assert checked["status"] == "accepted" and checked["values"]["requests.received.total"] == 405


def test_what_is_answered_must_have_been_issued(collection: CollectionFolder, tmp_path: Path) -> None:
    send(collection, *UNITS)
    for file in (save(tmp_path, "x.xlsx", b"nothing"), tmp_path / "y.xlsx"):
        done = ogi("rollup", collection.folder, "--as-submission", "--issued", file)
        assert isinstance(done.exception, MisuseError) and file.name in str(done.exception)


def test_report_of_a_unit(tmp_path: Path) -> None:
    good = save(tmp_path, "a.xlsx", filled(figures(received=2, granted=2)))
    done = ogi("report", good, "-o", tmp_path / "out")
    assert done.exit_code == 0
    data = told("report", good, "-o", tmp_path / "out")
    (one,) = data["reports"]
    assert [Path(file).is_file() for file in one["written"]] == [True, True]
    assert all(file in done.stdout for file in one["written"])
    assert (one["warnings"], one["open_points"]) == ([], 0)


def test_report_of_a_workbook_that_must_go_back(tmp_path: Path) -> None:
    bad = save(tmp_path, "a.xlsx", filled(figures(received=2)))
    done = ogi("report", bad)
    assert done.exit_code == 1 and "T3-01" in done.stdout
    assert (tmp_path / "某某局2023年政府信息公开工作年度报告.docx").is_file(), "beside the workbook"


def test_report_of_nothing_that_can_be_read(tmp_path: Path) -> None:
    done = ogi("report", save(tmp_path, "a.xlsx", b"nothing"))
    assert isinstance(done.exception, MisuseError)
