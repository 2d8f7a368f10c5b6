"""``ogi edition new``: what is said, what is left behind, and the exit codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.typed import ogi, run_here, told
from tests.drafting import blanks
from toolkit.form.registry import load_form
from toolkit.messages import catalogue

SPECIMENS = Path(__file__).parents[1] / "workbook" / "specimens"


def _blank(folder: Path, name: str) -> Path:
    return blanks.blank(folder / "空白表.xlsx", 统计表=getattr(blanks, name))


def test_all_clear(tmp_path: Path) -> None:
    done = ogi("edition", "new", _blank(tmp_path, "simple"), "-o", tmp_path / "行政执法 2023")
    assert done.exit_code == 0
    assert "统计表“统计表”：4 行 × 2 栏，单位：件。" in done.stdout
    assert "合计规则 1 条，其他规则 0 条。" in done.stdout
    assert load_form(tmp_path / "行政执法 2023", 2023).id == "2023"


def test_something_is_left_to_a_person(tmp_path: Path) -> None:
    done = ogi("edition", "new", _blank(tmp_path, "nested"), "--out", tmp_path / "a")
    assert done.exit_code == 0, "the draft can be used; what is unclear is listed"
    assert "要人定夺的 1 处：" in done.stdout
    assert "统计表 H8：" in done.stdout


def test_the_twin_for_machines(tmp_path: Path) -> None:
    found = told("edition", "new", _blank(tmp_path, "nested"), "-o", tmp_path / "a")
    assert found["edition"] == "a"
    assert found["tables"][0]["blocks"] == [{"block": "block_1", "rows": 6, "columns": 6}]
    assert (found["tables"][0]["totals"], found["tables"][0]["rules"]) == (3, 1)
    assert [point["cell"] for point in found["open"]] == ["H8"]
    assert found["rules"][0]["expression"] == "subtotal = c1 + c2"


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    blank = _blank(tmp_path, "simple")
    assert ogi("edition", "new", blank, "-o", tmp_path / "a").exit_code == 0
    before = {file.name: file.read_bytes() for file in (tmp_path / "a").iterdir()}
    done = run_here("edition", "new", blank, "-o", tmp_path / "a")
    assert done.returncode == 2
    assert "已有内容" in done.stderr and "请换一个位置" in done.stderr
    assert {file.name: file.read_bytes() for file in (tmp_path / "a").iterdir()} == before


def _instructions(sheet: Any, _: Any) -> None:
    sheet.write("A1", "填表说明")
    sheet.write("A2", "1.本表由各单位填报。")


def _roster(sheet: Any, book: Any) -> None:
    rows = [["序号", "文件名称", "印发日期"], [1, None, None], [2, None, None]]
    blanks.cells(sheet, 0, rows, blanks.box(book))


UNUSABLE = {
    "encrypted.xlsx": "设有打开密码",
    "libreoffice.xls": "另存为 xlsx",
    "libreoffice.ods": "另存为 xlsx",
    "README.md": "不是 Excel 表格",
    "nothing.xlsx": "找不到",
    "": "是文件夹",
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_files_that_are_no_blank(name: str, tmp_path: Path) -> None:
    done = run_here("edition", "new", SPECIMENS / name, "-o", tmp_path / "a")
    assert done.returncode == 2
    assert UNUSABLE[name] in done.stderr
    assert not (tmp_path / "a").exists()


def test_damage_and_emptiness_are_said(tmp_path: Path) -> None:
    whole = _blank(tmp_path, "simple").read_bytes()
    for number, (data, words) in enumerate(((b"", "空文件"), (whole[:3000], "请在表格软件中打开"))):
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(data)
        done = run_here("edition", "new", file, "-o", tmp_path / "b")
        assert done.returncode == 2 and words in done.stderr


def test_workbooks_without_a_table(tmp_path: Path) -> None:
    for name, paint, words in (("a", _instructions, "没有找到表格"), ("b", _roster, "清单")):
        file = blanks.blank(tmp_path / f"{name}.xlsx", 说明=paint)
        done = run_here("edition", "new", file, "-o", tmp_path / "c")
        assert done.returncode == 2 and words in done.stderr
        assert not (tmp_path / "c").exists()


def test_hidden_sheets_and_instructions_are_passed_over(tmp_path: Path) -> None:
    def hidden(sheet: Any, book: Any) -> None:
        blanks.simple(sheet, book)
        sheet.hide()

    file = blanks.blank(tmp_path / "x.xlsx", 统计表=blanks.simple, 说明=_instructions, 代码=hidden)
    found = told("edition", "new", file, "-o", tmp_path / "a")
    assert [table["sheet"] for table in found["tables"]] == ["统计表"]
    assert [(p["sheet"], p["code"]) for p in found["remarks"]] == [
        ("说明", "no_grid"), ("代码", "hidden_sheet"),
    ]  # fmt: skip
    assert found["open"] == []


def test_what_messages_refer_to_is_shown() -> None:
    """By the command that they name, as an installed toolkit has no repository beside it."""
    assert "六、规则怎么写" in ogi("edition", "guide").stdout
    full = ogi("edition", "guide", "--full").stdout
    assert "## edition.toml" in full and "](" not in full
    named = {code: text for code, text in catalogue().items() if "docs/" in text or ".md" in text}
    assert not {code for code in named if not code.startswith("help.")}
