"""``ogi import`` and ``ogi check`` on published reports."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path

import pytest

from tests.published.printed_reports import UNIT, YEAR, figures, page
from toolkit.cli.main import called
from toolkit.form.registry import load_form

FORM = load_form("ogi-2021")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "年报.html"
    path.write_text(
        page(FORM, figures(FORM, random.Random(2)), random.Random(3), "editor", odd="").text, "utf-8"
    )
    return path


def test_import_then_check(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    called(["import", str(report), "-o", str(out), "--json"])
    told = json.loads(capsys.readouterr().out)["files"][0]
    assert sorted(p.name for p in out.iterdir()) == [f"{UNIT}-{YEAR}.json", f"{UNIT}-{YEAR}.xlsx"]
    assert (told["kind"], told["format"], told["unit"]["name"]) == ("published", "html", UNIT)
    called(["check", str(out / f"{UNIT}-{YEAR}.xlsx"), "--json"])
    back = json.loads(capsys.readouterr().out)["files"][0]
    assert back["values"] == told["values"]


def test_reports_in_a_zip_are_read_each(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = tmp_path / "年报.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(report, "甲.html")
        archive.write(report, "乙/乙.html")
    called(["import", str(packed), "-o", str(tmp_path / "out"), "--unit", "某某局", "--json"])
    files = json.loads(capsys.readouterr().out)["files"]
    assert [Path(file["file"]).name for file in files] == ["甲.html", "乙.html"]
    assert [Path(p).name for file in files for p in file["written"]] == [
        f"某某局-{YEAR}.json", f"某某局-{YEAR}.xlsx", f"某某局-{YEAR}-2.json", f"某某局-{YEAR}-2.xlsx",
    ]  # fmt: skip


def test_what_is_no_report_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.html"
    page.write_text("<html><body><p>停水通知</p></body></html>", "utf-8")
    assert called(["import", str(page), "-o", str(tmp_path / "out")]) == 1
    assert "没有找到年报的统计表" in capsys.readouterr().out
    assert list((tmp_path / "out").iterdir()) == []


def test_a_year_that_is_not_stated_is_no_year_zero(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report.write_text(report.read_text("utf-8").replace(str(YEAR), ""), "utf-8")
    for unit, head in (((), "年报.html：退回"), (("--unit", UNIT), f"年报.html　{UNIT}　— 年：退回")):
        called(["import", str(report), "-o", str(tmp_path / "out"), *unit])
        assert capsys.readouterr().out.startswith(head)
