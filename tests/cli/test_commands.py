"""The verbs as other things run them: exit codes, stdout and stderr.

One of each kind runs as a real process (a success, a refusal, a name that is no text, the help, the demo);
the others go through the same entry point in this one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.typed import run_here
from tests.conftest import REAL_REPORTS, real_report
from tests.demo_city import Demo
from tests.fixtures.editions import INSPECTIONS
from toolkit.demo.local_figures import FIGURES
from toolkit.form.layout import layout_of
from toolkit.form.registry import DEFAULT_EDITION, load_form

OGI = Path(sys.executable).with_name("ogi")


def ogi(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [OGI, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        timeout=120,
    )


def values_file(folder: Path, name: str) -> Path:
    """VALUES.json of a real report, texts and fees of the test's own."""
    data = json.loads((REAL_REPORTS / f"{name}.json").read_text("utf-8"), parse_float=str)
    data["values"] |= {"fees.notices": 10, "fees.charged": 0, "fees.collected": 0}
    data["texts"] = {"other_matters": "未收取信息处理费。"}
    file = folder / "values.json"
    file.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return file


def test_template_fill_check_of_a_real_city(tmp_path: Path) -> None:
    assert ogi("template", tmp_path / "t.xlsx", "--year", 2023, "--unit", "某某局").returncode == 0
    filled = ogi("fill", tmp_path / "t.xlsx", values_file(tmp_path, "suqian2023"), "-o", tmp_path / "f.xlsx")
    assert filled.returncode == 0, filled.stderr
    checked = ogi("check", tmp_path / "f.xlsx", "--json")
    assert checked.returncode == 0, checked.stdout
    (file,) = json.loads(checked.stdout, parse_float=Decimal)["files"]
    assert (file["status"], file["edition"], file["year"]) == ("accepted", "ogi-2021", 2023)
    assert file["unit"] == {"code": "", "name": "某某局"}
    for item, value in real_report("suqian2023").values.items():
        assert file["values"][item] == value, item
    assert file["values"]["proactive.administrative_charges.amount"] == Decimal("59237.2449")


def test_hongze_with_its_printed_totals_goes_back(tmp_path: Path) -> None:
    run_here("template", tmp_path / "t.xlsx", "--year", 2023, "--unit", "某某局")
    run_here(
        "fill",
        tmp_path / "t.xlsx",
        values_file(tmp_path, "hongze2023"),
        "-o",
        tmp_path / "f.xlsx",
        "--totals",
    )
    checked = run_here("check", tmp_path / "f.xlsx", "--json")
    assert checked.returncode == 1
    (file,) = json.loads(checked.stdout)["files"]
    assert (file["status"], file["kind"], file["format"]) == ("returned", "workbook", "xlsx")
    found = [finding for finding in file["findings"] if finding["code"] == "T4-01"]
    assert len(found) == 2
    for finding in found:
        assert finding["message"] == f"{finding['place']}：{finding['wrong']}{finding['remedy']}（T4-01）"
        assert finding["quotes"] == []
    assert [finding["suspects"][0]["item"] for finding in found] == [
        "disputes.reconsideration.total",
        "disputes.litigation_after_reconsideration.total",
    ]
    spoken = run_here("check", tmp_path / "f.xlsx")
    assert "T4-01" in spoken.stdout
    assert "退回" in spoken.stdout


def test_check_of_a_missing_file_is_misuse() -> None:
    result = ogi("check", "没有这个文件.xlsx")
    assert result.returncode == 2
    assert "没有这个文件.xlsx" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("template", "x.xlsx", "--year", "2023"), "--unit"),
        (("template", "x.xlsx", "--year", "二〇二三", "--unit", "甲"), "--year"),
        (("check",), "FILE"),
        (("check", "--nothing"), "--nothing"),
        (("bake",), "bake"),
        (("template", "x.xlsx", "--year", "2018", "--unit", "甲"), "2018"),
        (("template", "x.xlsx", "--year", "20023", "--unit", "甲"), "“20023”不是年度"),
        (("init", "c", "--city", "样例市", "--year", "20023"), "“20023”不是年度"),
        (("init", "c", "--city", " ", "--year", "2023"), "没有写汇总单位的名称"),
        (("status", "."), "collection.toml"),
        (("fill", "no.xlsx", "no.json", "-o", "x.xlsx"), "no.json"),
    ],
)
def test_misuse_is_told_in_chinese_without_traceback(
    arguments: tuple[str, ...], word: str, tmp_path: Path
) -> None:
    result = run_here(*arguments, cwd=tmp_path)
    assert result.returncode == 2, result.stdout
    assert word in result.stderr
    assert "Traceback" not in result.stderr
    assert any("\u4e00" <= char <= "\u9fff" for char in result.stderr)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_name_that_is_no_text_does_not_stop_the_result(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("民政局.xlsx".encode("gbk"))).write_bytes(b"no workbook")
    for extra in ([], ["--json"]):
        result = ogi("check", *(file.name for file in tmp_path.iterdir()), *extra, cwd=tmp_path)
        assert result.returncode == 1 and "Traceback" not in result.stderr
    assert json.loads(result.stdout)["files"][0]["status"] == "unreadable"


def test_help_lists_every_verb() -> None:
    listed = ogi("--help")
    assert listed.returncode == 0
    verbs = "demo editions rules template fill check init distribute collect status rollup"
    for verb in verbs.split():
        assert f" {verb} " in listed.stdout


def test_the_version_is_that_of_the_distribution() -> None:
    asked = run_here("--version")
    assert (asked.returncode, asked.stdout) == (0, f"ogi-toolkit {version('ogi-toolkit')}\n")


def test_editions_and_rules_have_json_twins() -> None:
    items = {
        edition["edition"]: edition["items"] for edition in json.loads(run_here("editions", "--json").stdout)
    }
    assert items == {"ogi-2019": 198, "ogi-2021": 203}
    rules = json.loads(run_here("rules", "--json").stdout)
    assert {"T3-01", "S-02"} <= {rule["code"] for rule in rules}
    assert "T3-01" in run_here("rules").stdout


def test_the_items_of_an_edition_are_those_of_its_workbook() -> None:
    form = load_form(DEFAULT_EDITION)
    listed = json.loads(run_here("editions", "--items", "--json").stdout)
    cells = {line["item"]: (line["sheet"], line["cell"]) for line in listed}
    assert cells.keys() == {*form.items, *(text.id for text in form.texts)} and len(cells) == len(listed)
    layout = layout_of(form)
    assert cells["fees.notices"] == (layout.items["fees.notices"].sheet, layout.items["fees.notices"].a1)
    printed = run_here("editions", "--items").stdout
    assert "requests.received.total　一、本年新收政府信息公开申请数量·总计　件　" in printed
    own = run_here("editions", "--items", "--edition", str(INSPECTIONS)).stdout
    assert set(load_form(INSPECTIONS).items) <= {line.split("　")[0] for line in own.splitlines()}


@pytest.mark.xdist_group("demo")
def test_demo_plays_the_whole_job(demo: Demo) -> None:
    result = demo.process
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert "T4-01" in result.stdout and "T3-02" in result.stdout
    phases = result.stdout.split("\n\n")
    assert len(phases) == 9 and max(len(phase.splitlines()) for phase in phases) <= 28
    assert "报送进度.xlsx" in phases[-1]
    figures = json.loads((demo.folder / "reports" / "rollup.json").read_text("utf-8"), parse_float=Decimal)
    assert figures["complete"] is True
    assert {unit["state"] for unit in figures["units"]} == {"included", "excluded"}
    assert str(figures["values"]["requests.received.total"]) in result.stdout
    channels = {"website", "wechat", "weibo", "gazette"}
    local = sum(n for rows in FIGURES.values() for row, n in rows.items() if row in channels)
    assert f"附表　合计　{local} 条，来自 3 个单位" in phases[-1]
    again = ogi("demo", "--out", demo.folder)
    assert again.returncode == 2


def test_an_interrupt_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("toolkit.form.registry.editions", interrupted)
    stopped = run_here("editions")
    assert stopped.returncode == 2 and "已中止" in stopped.stderr
