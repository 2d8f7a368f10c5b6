"""Files as they are typed: patterns and folders that no shell expands, blanks, other consoles."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.clerk import filled, save
from tests.cli.typed import ogi, told
from tests.collection.office import figures, office, put, workbook
from toolkit.cli.given_paths import given_files, given_paths
from toolkit.cli.main import run
from toolkit.errors import MisuseError

RIGHT = figures(received=3, granted=3)


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """A folder as it lies on a clerk's desk, with the lock file of an open workbook."""
    for name in ("甲.xlsx", "乙.XLS", "内/丙.et", "~$甲.xlsx", "说明.txt"):
        put(tmp_path, f"来件 一月/{name}", b"x")
    return tmp_path / "来件 一月"


def names(files: list[Path]) -> set[str]:
    return {file.name for file in files}


def test_a_pattern_is_expanded_by_the_program(mail: Path) -> None:
    assert names(given_files([mail / "*.xlsx"])) == {"甲.xlsx"}, "a lock file is no workbook"
    assert names(given_files([mail / "**" / "*.et"])) == {"丙.et"}
    assert names(given_paths([mail / "*", mail / "甲.xlsx"])) == {"乙.XLS", "内", "甲.xlsx", "说明.txt"}


def test_a_folder_means_its_workbooks(mail: Path) -> None:
    assert names(given_files([mail])) == {"乙.XLS", "甲.xlsx", "丙.et"}
    with pytest.raises(MisuseError, match="没有填报表"):
        given_files([put(mail.parent, "空/说明.txt", b"").parent])


def test_a_name_that_looks_like_a_pattern_is_a_name(mail: Path) -> None:
    file = put(mail, "乙[改].xlsx", b"x")
    assert given_files([file]) == [file]


def test_nothing_matched_is_told(mail: Path) -> None:
    with pytest.raises(MisuseError, match=r"没有与“.+”相符的文件"):
        given_files([mail / "没有*.xlsx"])
    with pytest.raises(MisuseError, match="找不到"):
        given_files([mail / "没有.xlsx"])


def test_check_and_report_take_patterns_and_folders(tmp_path: Path) -> None:
    save(tmp_path, "甲.xlsx", filled())
    assert len(told("check", tmp_path / "*.xlsx")["files"]) == 1
    assert len(told("check", tmp_path)["files"]) == 1
    assert len(told("report", tmp_path / "甲*", "--out", tmp_path / "o")["reports"]) == 1


def test_a_collection_with_blanks_in_its_path(tmp_path: Path) -> None:
    """Patterns are collected, and the command that is printed can be typed as it stands."""
    collection = office(tmp_path / "政务 公开" / "c")
    put(tmp_path, "来 件/市民政局.xlsx", b"torn")
    put(tmp_path, "来 件/a.xlsx", workbook(collection, "101", RIGHT))
    done = ogi("collect", collection.folder, tmp_path / "来 件" / "*.xlsx")
    assert "新收 2 份" in done.stdout
    assert f'ogi decide identify "{collection.folder}" ' in done.stdout


def test_reports_of_every_unit_of_a_collection(tmp_path: Path) -> None:
    collection = office(tmp_path / "c")
    files = [put(tmp_path, f"{code}.xlsx", workbook(collection, code, RIGHT)) for code in ("101", "201")]
    ogi("collect", collection.folder, *files)
    done = ogi("report", collection.folder)
    assert done.exit_code == 1 and "还没有通过的 2 个单位没有报告" in done.stdout
    made = {file.name[:4] for file in (collection.folder / "reports" / "单位年报").glob("*.docx")}
    assert made == {"样例县2", "样例市教"}


def printed(monkeypatch: pytest.MonkeyPatch, *words: object) -> bytes:
    """What a console of GBK gets."""
    console = io.TextIOWrapper(io.BytesIO(), encoding="gbk")
    monkeypatch.setattr(sys, "argv", ["ogi", *map(str, words)])
    monkeypatch.setattr(sys, "stdout", console)
    with pytest.raises(SystemExit):
        run()
    console.flush()
    assert isinstance(console.buffer, io.BytesIO)
    return console.buffer.getvalue()


def test_a_console_of_gbk_prints_what_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path, "某局😀㗴.xlsx", b"torn")
    assert "某局??" in printed(monkeypatch, "check", file).decode("gbk")


def test_json_is_utf8_on_any_console(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "收办平衡" in printed(monkeypatch, "rules", "--json").decode("utf-8")
