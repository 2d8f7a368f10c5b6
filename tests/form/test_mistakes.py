"""Typical mistakes of whoever edits an edition: each named with file and line, none a traceback."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.editions import INSPECTIONS
from toolkit.errors import EditionError, ToolkitError
from toolkit.form.identity import Identity, Unit
from toolkit.form.registry import load_anew
from toolkit.workbook.template_writer import write_template

SETTINGS, ROWS, COLUMNS, TEXTS, RULES = "edition.toml", "rows.csv", "columns.csv", "texts.csv", "rules.csv"
DUTY = "staff,,duty,On duty at the end of the year,,,,count,persons,5"


def edited(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


SAID: dict[str, tuple[str, str, str, str]] = {
    "a year in quotes": (SETTINGS, "first_year = 2022", 'first_year = "2022"', "edition.toml:4：“first_year”"),
    "no version": (SETTINGS, 'version = "2.0"\n', "", "“version”"),
    "a number for a text": (SETTINGS, 'version = "2.0"', "version = 2.0", "edition.toml:2：“version”"),
    "a key misspelt": (SETTINGS, "title =", "tittle =", "是不是 title？"),
    "an id with a space": (SETTINGS, 'id = "inspections"', 'id = "my form"', "edition.toml:1：“id”"),
    "curly quotes": (SETTINGS, '"inspections"', "“inspections”", "edition.toml:1：写法不对：id = “inspections”。 这一行用了中文（全角）"),
    "a table for a list": (SETTINGS, "[[sheets]]", "[sheets]", "edition.toml:36：写法不对：[[sheets]]。 前面已经有同名的一节"),
    "a block without id": (SETTINGS, 'id = "cases"\n', "", "blocks.1 id"),
    "an orientation misspelt": (SETTINGS, '"across"', '"accross"', "accross"),
    "a sheet there is not": (SETTINGS, 'sheet = "work"', 'sheet = "wrok"', "没有工作表“wrok”"),
    "a brace in the guide": (
        SETTINGS, "first_year = 2022", 'first_year = 2022\nguide = ["填 {单位}"]', "guide 中的“填 {单位}”",
    ),
    "an open brace": (SETTINGS, "first_year = 2022", 'first_year = 2022\nguide = ["{"]', "guide 中的“{”"),
    "no such day": (
        SETTINGS, 'unit = "01-31"', 'unit = "02-30"', "[deadlines] unit",
    ),
    "a deadline of no kind": (SETTINGS, 'site = "01-10"', 'sites = "01-10"', "“sites”不认识。 是不是 site？"),
    "a property of no kind": (
        SETTINGS, "[[sheets]]", '[[unit_properties]]\nid = "x"\nlabel = "x"\nby_kind = { citty = 1 }\n[[sheets]]',
        "unit_properties.1.by_kind：“citty”不认识",
    ),
    "a usual value that it may not have": (
        SETTINGS, "[[sheets]]", '[[unit_properties]]\nid = "x"\nlabel = "x"\nvalues = [0, 1]\nby_scope = { own = 2 }\n[[sheets]]',
        "“unit_properties.1”的 by_kind 或 by_scope 中有 2，不在它的 values（0、1）里",
    ),
    "a kind twice": (SETTINGS, 'id = "site"', 'id = "county"', "“county”重复"),
    "a kind called as all are": (SETTINGS, 'id = "site"', 'id = "unit"', "“unit”重复"),
    "a kind of no scope": (SETTINGS, 'scope = "total"', 'scope = "all"', "scope”的值“all”不对。 只能写：own、total"),
    "last year beside no column": (
        SETTINGS, 'compared_beside = "sites"', 'compared_beside = "site"', "compared_beside 所写的“site”不是这块表的列，是不是“sites”",
    ),
    "last year beside a line": (
        SETTINGS, 'orientation = "across"', 'orientation = "across"\ncompared_beside = "won"', "横排的表块旁不放上年数",
    ),
    "an unknown gap in item_id": (SETTINGS, 'name = "Staff"', 'name = "Staff"\nitem_id = "{zeile}"', "{zeile}"),
    "item_id without gaps": (SETTINGS, 'name = "Staff"', 'name = "Staff"\nitem_id = "x"', "rows.csv:9：“x”重复"),
    "a sheet name twice": (SETTINGS, 'name = "2 Staff"', 'name = "1 R&D\'s work"', "重复"),
    "a long sheet name": (SETTINGS, 'name = "2 Staff"', f'name = "{"长" * 40}"', "不能作工作表名"),
    "a sheet named like the hidden one": (SETTINGS, 'name = "2 Staff"', 'name = "_ogi"', "“_ogi”重复"),
    "an edition to extend that is none": (
        SETTINGS, "first_year = 2022", 'first_year = 2022\nextends = "ogi-1999"', "没有版本“ogi-1999”",
    ),
    "an edition that extends itself": (
        SETTINGS, "first_year = 2022", 'first_year = 2022\nextends = "."', "绕了一圈",
    ),
    "full-width commas": (ROWS, "table,block,row", "table，block，row", "rows.csv:1：各格不是用半角逗号隔开的"),
    "a column misspelt": (ROWS, "minimum,", "minimun,", "rows.csv:1：表头的“minimun”不认识。 是不是 minimum？"),
    "a column twice": (ROWS, "minimum,maximum", "minimum,minimum", "rows.csv:1：“minimum”重复"),
    "a kind misspelt": (ROWS, DUTY, DUTY.replace("count", "coutn"), "rows.csv:8：类型“coutn”"),
    "a bound that is no number": (ROWS, DUTY, DUTY[:-1] + "five", "rows.csv:8：“minimum”填“five”"),
    "bounds exchanged": (ROWS, "-10,10", "10,-10", "rows.csv:13：最小值 10 比最大值 -10 还大"),
    "too many decimals": (ROWS, "16,99,1,none", "16,99,9,none", "rows.csv:11：小数位数填“9”"),
    "no way to make a total": (ROWS, "1,none", "1,nope", "rows.csv:11：“total”填“nope”"),
    "a quote left open": (ROWS, '"Review ""of"" & appeal"', '"Review of', "rows.csv:4：双引号没有成对"),
    "an id with a sign": (ROWS, "staff,,duty,", "staff,,Duty!,", "rows.csv:8：“staff.Duty!.value”"),
    "a row of no table": (ROWS, "staff,,duty,", "stuff,,duty,", "rows.csv:8：没有表块“stuff/”"),
    "a row without label": (ROWS, "On duty at the end of the year", "", "rows.csv:8：缺少标签"),
    "a row twice": (ROWS, "staff,,certified,", "staff,,duty,", "rows.csv:9：“staff.duty.value”重复"),
    "a start from nowhere": (COLUMNS, "This year,,,,,", "This year,,,,,nowhere", "columns.csv:8"),
    "a text on no sheet": (TEXTS, "remarks,work", "remarks,wrok", "texts.csv:2：没有工作表“wrok”"),
    "a text called like a cell": (TEXTS, "remarks,", "a1,", "texts.csv:2：“a1”不能作指标代码"),
    "a group misspelt": (RULES, "sum(kinds)", "sum(kind)", "rules.csv:3：规则中的“sum(kind)”不存在"),
    "an item misspelt": (RULES, "staff.duty.value,", "staff.dutty.value,", "rules.csv:5"),
    "a sign of programmers": (RULES, "total = won", "total == won", "rules.csv:2：规则不成立"),
    "words for a rule": (RULES, "total = won + lost", "total is won and lost", "rules.csv:2：规则不成立"),
    "a division on the left": (
        RULES, "staff.certified.value <= staff.duty.value", "staff.certified.value / staff.duty.value <= 1",
        "rules.csv:5：规则不成立",
    ),
    "no tolerance": (RULES, " ± 0.01", "", "rules.csv:6：规则不成立"),
    "a condition misspelt": (RULES, " or visits", " oder visits", "rules.csv:4：规则不成立"),
    "a severity misspelt": (RULES, ",soft,,\"Fines", ",sfot,,\"Fines", "rules.csv:4：“severity”填“sfot”"),
    "a rule without title": (RULES, "合计 <B>", "", "rules.csv:3：“title”未填"),
    "a total that need not hold": (RULES, "won + lost,,,yes", "won + lost,,soft,yes", "rules.csv:2：合计没有硬性规则"),
    "a total in a circle": (RULES, "C-1,,", "X,visits/planned columns,food = total + drug,,,yes,a,b\nC-1,,", "绕了一圈"),
    "apples and pears": (
        RULES, "C-1,,", "X,,visits.food.fines = visits.food.sites + visits.drug.sites,,,yes,a,b\nC-1,,", "类型不同",
    ),
    "no options": (COLUMNS, "Good & fair|Poor <1>|关闭", "", "columns.csv:12：类型 choice 没有写全选项"),
    "one option": (COLUMNS, "Good & fair|Poor <1>|关闭", "Good", "columns.csv:12：类型 choice 没有写全选项"),
    "an option twice": (COLUMNS, "Good & fair|Poor <1>", "关闭|Poor <1>| 关 闭", "columns.csv:12：“关闭”重复"),
    "an option with a comma": (COLUMNS, "Good & fair|Poor <1>|关闭", '"Good, fair|Poor"', "选项“Good, fair”里有半角逗号"),
    "too many options": (COLUMNS, "|关闭", "".join(f"|选项{n}" for n in range(80)), "columns.csv:12：选项合计超过 255"),
    "options of a date": (COLUMNS, "date,,,,,", "date,,,a|b,,", "columns.csv:11：类型“date”不能填“choices”"),
    "a unit of a text": (COLUMNS, "text,,,,no", "text,件,,,no", "columns.csv:14：类型“text”不能填“unit”"),
    "a figure that may be blank": (COLUMNS, "count,times,,,,yes", "count,times,,,no,yes", "columns.csv:9：数字不能填 required = no"),
    "a flag misspelt": (COLUMNS, "text,,,,no", "text,,,,nein", "columns.csv:14：“required”填“nein”"),
    "a rule about words": (
        RULES, "staff.certified.value <= staff.duty.value", "sites.north.opened <= staff.duty.value",
        "rules.csv:5：规则中的“sites.north.opened”是文字、日期或选项",
    ),
    "a rule about a row of words": (
        RULES, "C-1,,", "X,sites rows only north,checks = remark,,,,a,b\nC-1,,",
        "规则中的“remark”是文字、日期或选项",
    ),
    "an option that means none": (
        SETTINGS, '"N/A & none"', '"关　闭"', "“关　闭”是 [words] 的 not_applicable，又是选项",
    ),
    "a word that is a pattern": (SETTINGS, '"N/A & none"', '"*"', "words.not_applicable"),
    "a zero byte": (RULES, "A-1", "A\0-1", "rules.csv：不是 UTF-8 编码"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", SAID)
def test_a_mistake_is_named_with_its_place(mistake: str, tmp_path: Path) -> None:
    file, old, new, words = SAID[mistake]
    folder = tmp_path / "edition"
    shutil.copytree(INSPECTIONS, folder)
    edited(folder, file, old, new)
    with pytest.raises(ToolkitError) as refused:
        load_anew(folder, 2023)
    assert words in str(refused.value)
    if isinstance(refused.value, EditionError):
        assert all(error.remedy for error in refused.value.errors)


def _encoded(file: str, encoding: str) -> Callable[[Path], object]:
    return lambda folder: (folder / file).write_bytes((folder / file).read_text("utf-8").encode(encoding))


def _wider(folder: Path) -> None:
    lines = (folder / ROWS).read_text("utf-8").splitlines()
    (folder / ROWS).write_text("\n".join(f"{line},,," for line in lines), "utf-8")


HARMLESS: dict[str, Callable[[Path], object]] = {
    "settings as old Notepad saves them": _encoded(SETTINGS, "gbk"),
    "rows as Excel saves CSV": _encoded(ROWS, "gbk"),
    "rows as Unicode text": _encoded(ROWS, "utf-16"),
    "a byte order mark": _encoded(ROWS, "utf-8-sig"),
    "empty columns at the end": _wider,
    "no rules": lambda folder: (folder / RULES).unlink(),
    "no texts": lambda folder: (folder / TEXTS).unlink(),
    "a kind in full width": lambda folder: edited(folder, ROWS, DUTY, DUTY.replace("count", "ｃｏｕｎｔ")),
    "a rule in full width": lambda folder: edited(
        folder, RULES, "total = won + lost", "total ＝ won ＋ lost"
    ),
    "a title of two lines": lambda folder: edited(folder, RULES, "合计 <B>", '"合计\n<B>"'),
}


@pytest.mark.parametrize("habit", HARMLESS)
def test_what_is_meant_is_understood(habit: str, tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(INSPECTIONS, folder)
    HARMLESS[habit](folder)
    form = load_anew(folder, 2023)
    write_template(io.BytesIO(), form, Identity(form.id, form.version, Unit("某局"), 2023))
    assert len(form.items) == 25


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(INSPECTIONS, folder)
    for mistake in ("a number for a text", "a bound that is no number", "a text on no sheet", "no tolerance"):
        edited(folder, *SAID[mistake][:3])
    with pytest.raises(EditionError) as refused:
        load_anew(folder, 2023)
    assert {error.file for error in refused.value.errors} >= {SETTINGS, RULES}
    assert len(str(refused.value).splitlines()) == len(refused.value.errors)


def test_what_excel_cannot_hold_is_refused_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(INSPECTIONS, folder)
    edited(folder, RULES, "合计 <B>", "合" * 9_000)
    form = load_anew(folder, 2023)
    with pytest.raises(EditionError, match=r"rules\.csv"):
        write_template(io.BytesIO(), form, Identity(form.id, form.version, Unit("某局"), 2023))
