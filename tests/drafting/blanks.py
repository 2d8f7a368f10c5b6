"""Blanks of several shapes, built as offices build them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from toolkit.form.layout import layout_of
from toolkit.form.registry import load_form

Paint = Callable[[Any, Any], None]


def blank(file: Path, **sheets: Paint) -> Path:
    """A workbook whose sheets are drawn by functions of sheet and workbook."""
    with Workbook(str(file)) as book:
        for name, paint in sheets.items():
            paint(book.add_worksheet(name), book)
    return file


def box(book: Any, **extra: object) -> Any:
    return book.add_format({"border": 1, "text_wrap": True, **extra})


def merged(sheet: Any, area: str, text: str, style: Any) -> None:
    sheet.merge_range(area, text, style)


def cells(sheet: Any, top: int, rows: Iterable[Any], style: Any, left: int = 0) -> None:
    """Rows of texts, ``None`` for a blank in a frame, ``...`` for nothing at all."""
    for row, values in enumerate(rows, start=top):
        for column, value in enumerate(values, start=left):
            if value is None:
                sheet.write_blank(row, column, None, style)
            elif value is not ...:
                sheet.write(row, column, value, style)


def simple(sheet: Any, book: Any) -> None:
    """Title, line of the unit, one head, a total, a note, a signature."""
    thin = box(book)
    title = book.add_format({"bold": True, "font_size": 18, "align": "center"})
    merged(sheet, "A1:C1", "2023年行政执法情况统计表", title)
    sheet.write("A2", "填报单位：")
    sheet.write("C2", "单位：件")
    cells(sheet, 2, [["项目", "本年", "上年"], ["行政许可", None, None], ["行政处罚", None, None],
                     ["行政强制", None, None], ["合 计", None, None]], thin)  # fmt: skip
    sheet.write("A8", "注：1.本表由各部门填报。")
    sheet.write("A9", "单位负责人：")
    sheet.write("B9", "填表人：")
    sheet.write("C9", "联系电话：")


def nested(sheet: Any, book: Any) -> None:
    """Three levels of heads, nested labels of rows, a row of numbers, codes, formulas, a money column."""
    thin, title = box(book), book.add_format({"font_size": 16})
    money, grey = box(book, num_format="#,##0.00"), box(book, bg_color="#D9D9D9")
    merged(sheet, "A1:I1", "行政许可和收费情况", title)
    merged(sheet, "A2:I2", "制定机关：某某局", book.add_format())
    merged(sheet, "A3:B5", "类别", thin)
    merged(sheet, "C3:C5", "代码", thin)
    merged(sheet, "D3:H3", "办理情况", thin)
    merged(sheet, "D4:F4", "受理（件）", thin)
    cells(sheet, 4, [["网上", "窗口", "小计"]], thin, left=3)
    merged(sheet, "G4:H4", "办结（件）", thin)
    cells(sheet, 4, [["准予", "不准予"]], thin, left=6)
    merged(sheet, "I3:I5", "收费金额（万元）", thin)
    cells(sheet, 5, [["甲", "乙", "丙", 1, 2, 3, 4, 5, 6]], thin)
    merged(sheet, "A7:A9", "一、市场准入", thin)
    merged(sheet, "A10:A11", "二、工程建设", thin)
    merged(sheet, "A12:B12", "总计", thin)
    for row, label in zip(range(6, 11), ("企业", "个体户", "小计", "规划", "施工"), strict=True):
        sheet.write(row, 1, label, thin)
    for row in range(6, 12):
        sheet.write(row, 2, f"{row - 5:02d}", thin)
        cells(sheet, row, [[None] * 5], thin, left=3)
        sheet.write_blank(row, 8, None, money)
        sheet.write_formula(row, 5, f"=D{row + 1}+E{row + 1}", thin)
    for column in "DEGH":
        sheet.write_formula(f"{column}12", f"={column}9+SUM({column}10:{column}11)", thin)
    sheet.write_blank("H8", None, grey)
    sheet.write("K7", '=IF(F7=G7+H7,"","受理不等于办结")')


def two_tables(sheet: Any, book: Any) -> None:
    """Two tables with captions, and rooms for text."""
    thin, title = box(book), book.add_format({"font_size": 16})
    merged(sheet, "A1:E1", "政务服务情况报表", title)
    sheet.write("A2", "表一  办件情况（单位：件）")
    cells(sheet, 2, [["序号", "事项", "线上", "线下", "合计"], [1, "许可", None, None, None],
                     [2, "确认", None, None, None], [3, "其他", None, None, None]], thin)  # fmt: skip
    sheet.write("A8", "表二  人员和经费")
    cells(sheet, 8, [["指标", "计量单位", "本年"], ["人员数", "人", None], ["经费支出", "万元", None]], thin)
    sheet.write("A13", "存在的问题：")
    merged(sheet, "B13:E15", "", thin)
    sheet.write("A17", "说明：本表按年报送。")


def english(sheet: Any, book: Any) -> None:
    """A return without lines, with percentages and a column of totals."""
    percent = book.add_format({"num_format": "0.0%"})
    sheet.write("A1", "Annual Freedom of Information return 2023", book.add_format({"font_size": 14}))
    sheet.write("A2", "Name of public authority:")
    sheet.merge_range("B4:E4", "Requests", book.add_format())
    sheet.merge_range("F4:F5", "Answered in time (%)", book.add_format())
    cells(sheet, 4, [[..., "Personal", "Non-personal", "Mixed", "Total"]], book.add_format())
    rows = ("Received", "Granted", "Part-granted", "Refused", "Withdrawn")
    for row, label in enumerate(rows, start=5):
        sheet.write(row, 0, label)
        sheet.write_blank(row, 5, None, percent)
    sheet.write("A12", "Notes: count each request once.")


def of_form(sheet: Any, book: Any) -> None:
    """The tables of the shipped form, as its layout prints them, on one plain sheet."""
    form = load_form("ogi-2021", 2023)
    layout, thin, row = layout_of(form), box(book), 0
    sheet.write(0, 0, form.title, book.add_format({"font_size": 20}))
    row = 2
    for table in form.tables:
        plan = layout.plans[table.sheet]
        printed = [b for b in plan.boxes if b.role in ("block", "corner", "header", "stub", "caption")]
        top = min(b.cell.row for b in printed)
        sheet.write(row, 0, plan.sheet.heading, book.add_format({"bold": True, "font_size": 14}))
        row += 1
        for printed_box in printed:
            first, last = printed_box.area.first, printed_box.area.last
            shift = row - top
            write(
                sheet, first.row + shift, first.column, last.row + shift, last.column, printed_box.text, thin
            )
        last_row = 0
        for item in form.items.values():
            if item.table == table.id:
                cell = layout.items[item.id]
                span = layout.spans.get(item.id, 1)
                at = cell.row + row - top
                write(sheet, at, cell.column, at, cell.column + span - 1, "", thin)
                last_row = max(last_row, at)
        row = last_row + 3


def write(sheet: Any, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
    if (top, left) == (bottom, right):
        sheet.write(top, left, text, style)
    else:
        sheet.merge_range(top, left, bottom, right, text, style)


def continued(sheet: Any, book: Any) -> None:
    """Heads and labels that blanks carry on; two units; numbers of columns with a relation."""
    sheet.write("A1", "附件1")
    merged(sheet, "A2:G2", "某省2024年信息公开情况", book.add_format({"font_size": 16}))
    merged(sheet, "A3:G3", "单位：件、万元", book.add_format({"align": "right"}))
    rows = [
        ["指标", "", "件数", "", "金额", "", "增减（件）"],
        ["", "", "本年", "上年", "本年", "上年", ""],
        ["甲", "乙", "1", "2", "3", "4", "5=1-2"],
        ["收到", "网上", *[None] * 5],
        ["", "信函", *[None] * 5],
        ["", "合计", *[None] * 5],
        ["办结", "准予", *[None] * 5],
        ["", "其他", *[None] * 5],
        ["", "合计", *[None] * 5],
    ]
    cells(sheet, 3, rows, box(book))


def sectioned(sheet: Any, book: Any) -> None:
    """Rows across the whole width between the figures; a part named as such; a column of remarks."""
    thin = box(book)
    merged(sheet, "A1:D1", "收费情况", book.add_format({"font_size": 16}))
    cells(sheet, 1, [["序号", "项目", "金额（元）", "备注"]], thin)
    merged(sheet, "A3:D3", "第一部分 收入", thin)
    cells(sheet, 3, [[1, "工本费", None, None], [2, "检索费", None, None], [None, "小计", None, None]], thin)
    merged(sheet, "A7:D7", "第二部分 支出", thin)
    cells(
        sheet, 7, [[1, "邮寄", None, None], [2, "其中：挂号", None, None], [None, "小计", None, None]], thin
    )
    merged(sheet, "A11:D11", "注：其他收费填在检索费一行。", thin)


def panels(sheet: Any, book: Any) -> None:
    """Two tables side by side within one frame, and their title inside it."""
    thin = box(book)
    merged(sheet, "A1:F1", "资产负债表", thin)
    merged(sheet, "A2:F2", "单位：元", thin)
    rows = [
        ["资产", "年初数", "期末数", "负债", "年初数", "期末数"],
        ["货币资金", None, None, "短期借款", None, None],
        ["存货", None, None, "应付账款", None, None],
        ["资产总计", None, None, "负债合计", None, None],
        ["单位负责人：", None, None, "填表人：", None, None],
    ]
    cells(sheet, 2, rows, thin)


def pairs(sheet: Any, book: Any) -> None:
    """Labels with a blank beside each, and a room for text below its label."""
    thin = box(book)
    merged(sheet, "A1:D1", "基本情况表", book.add_format({"font_size": 18}))
    rows = [
        ["单位名称", None, "统一社会信用代码", None],
        ["在编人员（人）", None, "经费（万元）", None],
        ["主要职责", None, "联系电话", None],
    ]
    cells(sheet, 1, rows, thin)
    merged(sheet, "A5:D5", "需要说明的问题：", thin)
    merged(sheet, "A6:D8", "", thin)


def unit_row(sheet: Any, book: Any) -> None:
    """A row of heads that gives units; cells that are not to be filled in; ratios; a sum on another sheet."""
    thin = box(book)
    merged(sheet, "A1:D1", "监督检查情况", book.add_format({"font_size": 16}))
    rows = [
        ["指标名称", "检查", "罚款", "平均每次"],
        ["计量单位", "次", "万元", "元"],
        ["一、日常检查", None, None, None],
        ["1.城区", None, None, None],
        ["2.乡镇", None, "×", None],
        ["二、专项检查", None, None, "×"],
    ]
    cells(sheet, 1, rows, thin)
    for row in range(4, 7):
        sheet.write_formula(f"D{row}", f"=C{row}/B{row}*10000", thin)
    more = book.add_worksheet("合并")
    cells(more, 0, [["项目", "数（次）"], ["检查", None], ["复查", None]], thin)
    more.write_formula("B2", "=统计表!B4+统计表!B7", thin)


def in_words(sheet: Any, book: Any) -> None:
    """Rows and a column that ask for days, for yes or no, for options: printed, by format, by a list."""
    thin, day = box(book), box(book, num_format="yyyy-mm-dd")
    merged(sheet, "A1:B1", "平台建设情况", book.add_format({"font_size": 16}))
    rows = [
        ["项目", "结果"],
        ["专栏（个）", None],
        ["最近更新日期", None],
        ["是否设置专区", None],
        ["启用", None],
        ["上线", "    年  月  日"],
        ["备案", "□是 □否"],
        ["专人", "有/无"],
        ["网站名称", None],
        ["是否收费的事项数", None],
        ["合计", None],
    ]
    cells(sheet, 1, rows, thin)
    sheet.write_blank("B6", None, day)
    cells(sheet, 14, [["会议", "次数", "公开"], ["常务会", None, None], ["专题会", None, None]], thin)
    sheet.data_validation("C16:C17", {"validate": "list", "source": ["是", "否"]})
