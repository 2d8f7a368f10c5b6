"""Text in formulas, page headers and names."""

# ruff: noqa: E501
from __future__ import annotations

import io
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

import pytest
import xlsxwriter

from tests.clerk import opened_book
from tests.oracle.engines import ENGINES
from toolkit.errors import EditionError
from toolkit.form.addresses import Cell
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import layout_of
from toolkit.form.literals import LONGEST_LITERAL, fits, is_written, literal, written
from toolkit.form.names import is_cell_name, is_sheet_name
from toolkit.form.registry import load_form
from toolkit.workbook.formulas import live_cells
from toolkit.workbook.template_writer import write_template
from toolkit.workbook.writing import sized

TEXTS = ('a"b', '"', '""', "政" * 600, '"' * 300, "'", "&", "{x}", "~*?", "a\nb", "")
WORDS = ("", " ", "　", "\n\t", "\u00a0\u200b", "无", " 无 ", "\u2003x", "0")


@pytest.mark.parametrize("name", ENGINES)
def test_engines_read_a_literal_as_the_text(name: str, tmp_path: Path) -> None:
    file = tmp_path / "literals.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("它's")
        for row, text in enumerate(TEXTS):
            sheet.write_formula(row, 0, f"={literal(text)}&{literal('')}", None, "?")
        for row in range(len(WORDS)):
            sheet.write_formula(row, 2, f"={written(f'B{row + 1}')}>0", None, "?")
    engine = ENGINES[name](file)
    engine.put({Cell("它's", row, 1): words or None for row, words in enumerate(WORDS)})
    assert engine.read(Cell("它's", row, 0) for row in range(len(TEXTS))) == list(TEXTS)
    found = engine.read(Cell("它's", row, 2) for row in range(len(WORDS)))
    assert found == [is_written(words) for words in WORDS]


def test_pieces_are_as_long_as_excel_takes() -> None:
    assert [len(piece) - 2 for piece in literal("政" * 600).split("&")] == [255, 255, 90]
    assert all(len(piece) <= 2 * LONGEST_LITERAL + 2 for piece in literal('"' * 600).split("&"))


def test_too_long_and_too_deep_formulas_do_not_fit() -> None:
    assert fits("IF(" * 64 + "1" + ")" * 64)
    assert not fits("IF(" * 65 + "1" + ")" * 65)
    assert fits('"' + "(" * 100 + '"')
    assert not fits("1+" * 4096 + "1")


def test_a_header_keeps_digits_and_ampersands() -> None:
    assert sized(9, "2023〕30号 A&B") == "&9 2023〕30号 A&&B"


@pytest.mark.parametrize("name", ["", "a:b", "[x]", "'x", "x'", "History", "政" * 32, "a/b", "a?"])
def test_refused_sheet_names(name: str) -> None:
    assert not is_sheet_name(name)


@pytest.mark.parametrize("name", ["a1", "abc12", "r", "c", "r1c1", "problems", "true"])
def test_refused_cell_names(name: str) -> None:
    assert not is_cell_name(name)


@pytest.mark.parametrize("name", ["requests.received.total", "x", "abcd1", "rules.c2x"])
def test_admitted_cell_names(name: str) -> None:
    assert is_cell_name(name)


# --- an edition full of such texts --------------------------------------------------------------


def changed(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the usual edition with (file, old, new) replaced."""
    with as_file(files("workbook_templates") / "ogi-2021") as shipped:
        copytree(shipped, folder)
    for file, old, new in changes:
        text = (folder / file).read_text("utf-8-sig")
        assert old in text, old
        (folder / file).write_text(text.replace(old, new), "utf-8-sig")
    return folder


def test_odd_words_reach_the_sheet_in_every_engine(tmp_path: Path) -> None:
    title = '案件"合计"&' + "很长" * 150
    folder = changed(
        tmp_path / "edition",
        ("rules.csv", ",案件合计,", ',"' + title.replace('"', '""') + '",'),
        ("edition.toml", 'notice = "国办公开办函〔2021〕30号"', 'notice = "95号 A&B"'),
        ("edition.toml", 'name = "四复议诉讼"', 'name = "四\'复议"'),
    )
    form = load_form(folder, 2023)
    file = tmp_path / "t.xlsx"
    write_template(file, form, Identity(form.id, form.version, Unit("某某局", "101"), 2023))
    layout = layout_of(form)
    cells = {
        f"disputes.reconsideration.{name}": 1 for name in ("upheld", "corrected", "other_outcome", "pending")
    }
    total = layout.items["disputes.reconsideration.total"]
    words = layout.row_words["disputes", "disputes", "reconsideration"]
    for make in ENGINES.values():
        engine = make(file)
        engine.put({layout.items[item]: value for item, value in cells.items()} | {total: 9})
        assert engine.read([words]) == [f"{title}差 5"]
    header = opened_book(file)["二主动公开"].oddHeader
    assert header is not None
    assert (header.right.size, header.right.text) == (9, " 95号 A&&B") or "95号" in str(header.right.text)


def test_every_formula_fits(tmp_path: Path) -> None:
    for edition in ("ogi-2021", "ogi-2019"):
        assert all(fits(live.formula) for live in live_cells(load_form(edition)))
    folder = changed(tmp_path / "edition", ("rules.csv", ",收办平衡,", f",{'长' * 9000},"))
    form = load_form(folder, 2023)
    with pytest.raises(EditionError, match="长度或层数"):
        write_template(io.BytesIO(), form, Identity(form.id, form.version, Unit("某", "1"), 2023))


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("rules.csv", ",,hard,yes,yes,,,案件合计", ",,soft,yes,yes,,,案件合计", "没有硬性规则"),
        ("columns.csv", "disputes,disputes,total,总计,,,,count", "disputes,disputes,total,总计,,,,money", "类型"),
        ("edition.toml", 'name = "四复议诉讼"', 'name = "四:复议"', "工作表名"),
        ("edition.toml", 'name = "四复议诉讼"', 'name = "三申请办理"', "重复"),
        ("texts.csv", "problems_and_improvements,", "ab12,", "不能作指标代码"),
        ("columns.csv", "disputes,disputes,upheld,结果维持,,,,count,件,", "disputes,disputes,upheld,结果维持,,,,count,件,--5", "minimum"),
    ],
)  # fmt: skip
def test_refused_on_load(tmp_path: Path, file: str, old: str, new: str, problem: str) -> None:
    with pytest.raises(EditionError, match=problem):
        load_form(changed(tmp_path / "edition", (file, old, new)), 2023)
