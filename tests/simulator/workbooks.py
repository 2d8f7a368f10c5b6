"""What clerks and programs do to the workbook itself: rows, columns, sheets, labels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, TypeAlias

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formula.translate import Translator
from openpyxl.styles import Protection
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.worksheet import Worksheet

from tests.clerk import FORM
from tests.simulator.clerk_draft import OF_SUMS, Draft
from tests.simulator.figure_kinds import APPLICANTS, RESULTS, request
from tests.simulator.kind_registry import habit
from tests.simulator.paper_kinds import LAYOUT
from toolkit.messages import say

Axis: TypeAlias = Literal["row", "column"]
SECTIONS = tuple(plan.sheet.name for plan in LAYOUT.plans.values())
TABLES = {table.sheet: table.id for table in FORM.tables}
NAMES = {plan.sheet.name: sheet for sheet, plan in LAYOUT.plans.items()}
COVER, CHECKS, META = (FORM.sheet(sheet).name for sheet in ("cover", "checks", "meta"))


def on_sheet(draft: Draft, sheet: str) -> list[str]:
    """Items and texts whose cell stands there."""
    return [name for name, place in draft.place.items() if place[0] == sheet]


def shifted(sheet: Worksheet, axis: Axis, at: int, by: int) -> None:
    """Insert ``by`` lines at line ``at`` (from 0), or delete that one (-1), merged areas going along."""
    areas = [list(area.bounds) for area in sheet.merged_cells.ranges]
    corners = {tuple(area): sheet.cell(area[1], area[0]) for area in areas}
    kept = {area: (cell.value, cell.data_type) for area, cell in corners.items()}
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    rows = axis == "row"
    if by > 0:
        (sheet.insert_rows if rows else sheet.insert_cols)(at + 1, by)
    else:
        (sheet.delete_rows if rows else sheet.delete_cols)(at + 1, -by)
    low, high = (1, 3) if rows else (0, 2)
    for old in areas:
        area = list(old)
        # Lines above stay, lines below move; a deleted line takes one from the area.
        for end in (low, high):
            if area[end] > at + (by < 0 and end == low):
                area[end] += by
        if area[low] > area[high]:
            continue
        value, kind = kept[tuple(old)]
        if (area[0], area[1]) != (area[2], area[3]):
            sheet.merge_cells(None, area[1], area[0], area[3], area[2])
        corner = sheet.cell(area[1], area[0])
        if isinstance(corner, SheetCell):
            corner.value, corner.data_type = value, kind  # a text may begin with =


def _move(draft: Draft, sheet: str, axis: Axis, at: int, by: int) -> None:
    for name in on_sheet(draft, sheet):
        _, row, column = draft.place[name]
        if axis == "row" and row >= at:
            draft.place[name] = sheet, row + by, column
        if axis == "column" and column >= at:
            draft.place[name] = sheet, row, column + by


def _insert(axis: Axis) -> Callable[[Draft], bool]:
    def apply(draft: Draft) -> bool:
        sheet = draft.chance.choice([s for s in SECTIONS if (axis, NAMES[s]) != ("column", "overview")])
        plan = LAYOUT.plans[NAMES[sheet]]
        # Not between the last heading of table 4 and its one line: see below.
        last = plan.last_row - (NAMES[sheet] == "disputes") if axis == "row" else plan.last_column
        at = draft.chance.randint(0, last)
        by = draft.chance.choice((1, 1, 2))
        _move(draft, sheet, axis, at, by)
        draft.edit(lambda book: shifted(book[sheet], axis, at, by))
        draft.follow_names = draft.chance.random() < 0.5
        draft.tell("R-moved", "note", words=sheet)
        return True

    return apply


habit(4, alone="form", weight=4, name="rows_inserted")(_insert("row"))
habit(4, alone="form", weight=4, name="columns_inserted")(_insert("column"))


@habit(4, alone="form")
def column_inserted_beside_texts(draft: Draft) -> bool:
    """Between the labels of the texts and the texts."""
    sheet = FORM.sheet("overview").name
    _move(draft, sheet, "column", 1, 1)
    draft.edit(lambda book: shifted(book[sheet], "column", 1, 1))
    _tell_unmarked(draft, sheet)
    return True


@habit(4, alone="form")
def row_inserted_over_cases(draft: Draft) -> bool:
    """Between the headings of table 4 and its one line of figures."""
    sheet = FORM.sheet("disputes").name
    row = LAYOUT.plans["disputes"].last_row
    _move(draft, sheet, "row", row, 1)
    draft.edit(lambda book: shifted(book[sheet], "row", row, 1))
    _tell_unmarked(draft, sheet)
    return True


def _tell_unmarked(draft: Draft, sheet: str) -> None:
    """Only names tell where cells without labels went; without names they are lost, and that is told."""
    if draft.saved_as != "xls":
        draft.tell("R-moved", "note", words=sheet)
        return
    gone = on_sheet(draft, sheet)
    draft.doubtful |= set(gone)
    draft.may.add("R-unplaced")  # what stands where the workbook itself speaks is named
    draft.tell("S-02", "hard", *(name for name in gone if name in FORM.items))


def _delete(axis: Axis, follow: bool) -> Callable[[Draft], bool]:
    def apply(draft: Draft) -> bool:
        # A column of table 2 and the only line of table 4 are not what a clerk deletes.
        spared = ("proactive", "closing") if axis == "column" else ("disputes",)
        sheet = draft.chance.choice([s for s in SECTIONS if NAMES[s] in TABLES and NAMES[s] not in spared])
        lines = {name: draft.place[name][1] if axis == "row" else draft.place[name][2]
                 for name in on_sheet(draft, sheet)}  # fmt: skip
        at = draft.chance.choice(sorted({line for name, line in lines.items() if name in FORM.items}))
        gone = [name for name, line in lines.items() if line == at]
        draft.lost |= set(gone)
        _move(draft, sheet, axis, at + 1, -1)
        draft.edit(lambda book: shifted(book[sheet], axis, at, -1))
        draft.follow_names = follow
        draft.tell("S-02", "hard", *(name for name in gone if name in FORM.items))
        draft.may |= {"R-moved", "R-unplaced"}  # a number left where no label leads to is named
        if draft.saved_as == "xls" or not follow:
            # No names to go by, and a heading line that lacks a label leads to nothing below it.
            draft.doubtful |= {name for name in on_sheet(draft, sheet) if name not in draft.lost}
        return True

    return apply


for _axis in ("row", "column"):
    _along: Axis = "row" if _axis == "row" else "column"
    habit(0, alone="form", name=f"{_axis}_deleted")(_delete(_along, follow=True))
    habit(0, alone="form", name=f"{_axis}_deleted_names_stale")(_delete(_along, follow=False))


@habit(0, alone="form")
def sheet_deleted(draft: Draft) -> bool:
    sheet = draft.chance.choice([s for s in SECTIONS if NAMES[s] in TABLES])
    gone = on_sheet(draft, sheet)
    draft.lost |= set(gone)
    draft.edit(lambda book: book.remove(book[sheet]))
    draft.tell("S-02", "hard", *(name for name in gone if name in FORM.items))
    draft.owe(("S-02",), "hard", words=sheet)
    return True


@habit(4)
def checks_sheet_deleted(draft: Draft) -> bool:
    """It only shows; no figure is lost."""
    draft.edit(lambda book: book.remove(book[CHECKS]))
    draft.may.add("R-sheet")  # told where its hidden sheet says that it was issued with one
    return True


def _renamed(draft: Draft, sheet: str, name: str) -> None:
    for item in on_sheet(draft, sheet):
        _, row, column = draft.place[item]
        draft.place[item] = name, row, column
    draft.edit(lambda book: setattr(book[sheet], "title", name))


@habit(5, alone="form", weight=4)
def sheets_renamed(draft: Draft) -> bool:
    for sheet in draft.chance.sample(SECTIONS, draft.chance.randint(1, len(SECTIONS))):
        name = draft.chance.choice((f"表{sheet[0]}", f"{sheet} (2)", sheet[1:], f"Sheet{ord(sheet[0])}"))
        _renamed(draft, sheet, name)
        draft.tell("R-moved", "note", words=name)
    draft.follow_names = draft.chance.random() < 0.5
    return True


@habit(7)
def cover_renamed(draft: Draft) -> bool:
    draft.edit(lambda book: setattr(book[COVER], "title", "封面"))
    draft.tell("R-moved", "note", words="封面")
    return True


@habit(6, alone="identity")
def cover_with_another_line(draft: Draft) -> bool:
    axis: Axis = draft.chance.choice(("row", "row", "column"))
    at = draft.chance.randint(0, LAYOUT.confirmation.row - 1 if axis == "row" else 1)
    draft.edit(lambda book: shifted(book[COVER], axis, at, 1))
    draft.tell("R-moved", "note", words="的行或列被移动或插入")
    return True


@habit(5)
def sheets_reordered(draft: Draft) -> bool:
    order = draft.chance.sample(range(len(FORM.sheets)), len(FORM.sheets))

    def change(book: Workbook) -> None:
        names = book.sheetnames
        for place, name in enumerate([names[n] for n in order if n < len(names)]):
            book.move_sheet(name, place - book.sheetnames.index(name))

    draft.edit(change)
    return True


@habit(5)
def extra_sheets(draft: Draft) -> bool:
    def change(book: Workbook) -> None:
        extra = book.create_sheet("Sheet1", 0)
        extra["A1"], extra["B2"] = "备注", 12
        book.create_sheet("临时")

    draft.edit(change)
    draft.tell("R-other_sheet", "note", words="A1“备注”、B2“12”")
    return True


@habit(4)
def protection_removed(draft: Draft) -> bool:
    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet.protection.sheet = False
            sheet.sheet_state = "visible"
        book.security = None

    draft.edit(change)
    return True


@habit(4, alone="styles", weight=3)
def pasted_over_styles(draft: Draft) -> bool:
    """Pasting took validation, colours, locks and number formats with it; the values are the same."""
    if any(told.habit.startswith("format_") for told in draft.told):
        return False  # a number format would go with the others
    sheet = draft.chance.choice([s for s in SECTIONS if NAMES[s] in TABLES])

    def change(book: Workbook) -> None:
        if sheet not in book.sheetnames:
            return
        book[sheet].data_validations = DataValidationList()
        for row in book[sheet].iter_rows():
            for cell in row:
                if isinstance(cell, SheetCell):
                    cell.style, cell.protection = "Normal", Protection(locked=False)

    draft.edit(change)
    return True


def commented(draft: Draft, item: str, words: str) -> None:
    """Put a comment on the cell of a figure."""
    sheet, row, column = draft.place[item]

    def change(book: Workbook) -> None:
        book[sheet].cell(row + 1, column + 1).comment = Comment(words, "张三")

    draft.edit(change)


@habit(4, alone="comment")
def comments_added(draft: Draft) -> bool:
    free = draft.untouched(FORM.inputs)
    if not free:
        return False
    name = draft.chance.choice(free)
    commented(draft, name, "请核对 12 件")
    # Where the cell holds another number, the note is about it.
    differs = [name] if draft.truth.values[name] != 12 else []
    draft.tell("R-comments", "note", *differs, words="请核对 12 件")
    return True


@habit(4)
def saved_by_openpyxl(draft: Draft) -> bool:
    """A program that drops every stored result."""
    draft.edit(lambda book: None)
    return True


@habit(2, alone="blanks")
def inputs_merged(draft: Draft) -> bool:
    """Two cells of a column joined: the lower figure is gone, and its cell blank."""
    if draft.declaration == "是" or draft.lost:
        return False
    line = draft.chance.randrange(len(RESULTS) - 1)
    column = draft.chance.choice(APPLICANTS)
    upper, lower = (request(RESULTS[line + step], column) for step in (0, 1))
    if not draft.untouched([lower]) or draft.truth.values[lower]:
        return False
    draft.blank(lower)
    draft.owe(("N-BLANK",), "hard", lower)
    sheet, row, col = draft.place[upper]
    draft.edit(lambda book: book[sheet].merge_cells(None, row + 1, col + 1, row + 2, col + 1))
    return True


def _labels(sheet: str) -> list[tuple[int, int, str]]:
    roles = ("block", "header", "stub", "text_label", "caption")
    plan = LAYOUT.plans[NAMES[sheet]]
    return [(b.cell.row, b.cell.column, b.text) for b in plan.boxes if b.role in roles and b.text]


@habit(4, alone="form", weight=4)
def label_changed(draft: Draft) -> bool:
    """Another word in a printed cell: the figures may stay, the office must know."""
    sheet = draft.chance.choice(SECTIONS)
    row, column, text = draft.chance.choice(_labels(sheet))
    words = draft.chance.choice(("其它情形", text + "（含下属单位）", "12", "总 数"))
    draft.edit(lambda book: setattr(book[sheet].cell(row + 1, column + 1), "value", words))
    # Its own line may not be found again where no defined name leads to it.
    draft.doubtful |= {
        name
        for name in on_sheet(draft, sheet)
        if draft.place[name][1] >= row or draft.place[name][2] >= column
    }
    draft.tell("S-02", "hard", words=words)
    draft.may.add("R-moved")
    return True


@habit(4, alone="form")
def label_respelled(draft: Draft) -> bool:
    """Half-width brackets, spaces, other quotes: the same label."""
    sheet = draft.chance.choice(SECTIONS)
    width = str.maketrans("（）“”：", '()"":')

    def change(book: Workbook) -> None:
        for row, column, text in _labels(sheet):
            book[sheet].cell(row + 1, column + 1).value = f" {text.replace('、', '、 ')}".translate(width)

    draft.edit(change)
    return True


def _carried(cell: SheetCell | MergedCell, to: SheetCell | MergedCell) -> object:
    """A cell's content as it reads where it is pasted."""
    if not isinstance(cell.value, str) or not cell.value.startswith("="):
        return cell.value
    return Translator(cell.value, cell.coordinate).translate_formula(to.coordinate)


@habit(4, alone="form", weight=3)
def lines_swapped(draft: Draft) -> bool:
    """Two lines of table 3 cut and pasted in each other's place, labels and all."""
    first = draft.chance.randint(9, 15)
    second = draft.chance.randint(first + 1, 16)
    sheet = FORM.sheet("requests").name
    moved = {first: second, second: first}
    for name in on_sheet(draft, sheet):
        _, row, column = draft.place[name]
        if row in moved:
            draft.place[name] = sheet, moved[row], column
    items = [name for name in on_sheet(draft, sheet) if name in FORM.items]
    draft.doubtful |= {name for name in items if first <= draft.place[name][1] <= second}

    def change(book: Workbook) -> None:
        for column in range(3, 11):
            one, other = (book[sheet].cell(row + 1, column) for row in (first, second))
            formats = one.number_format, other.number_format  # they go along; a date would leave its own
            one.value, other.value = _carried(other, one), _carried(one, other)  # type: ignore[assignment]
            other.number_format, one.number_format = formats

    draft.edit(change)
    draft.tell("R-moved", "note", words=sheet)
    draft.may.add("S-02")
    return True


# --- what stands beside the form --------------------------------------------------------------------

REQUESTS = FORM.sheet("requests").name


def _copied(book: Workbook, name: str, sheet: str = REQUESTS) -> Worksheet:
    copy = book.copy_worksheet(book[sheet])
    copy.title = name
    return copy


@habit(4, alone="form")
def filled_in_a_copy(draft: Draft) -> bool:
    """The clerk duplicated a sheet, filled in the copy, and sent both."""
    items = [item for item in draft.untouched(on_sheet(draft, REQUESTS)) if draft.truth.values[item]]
    owes = any({*told.codes} & {*OF_SUMS, "R-format", "R-look"} for told in draft.told)
    if not items or draft.declaration or draft.lost or owes:
        return False
    written = {item: (draft.place[item], draft.truth.values[item]) for item in items}

    def change(book: Workbook) -> None:
        copy = _copied(book, f"{REQUESTS} (2)")
        for (_, row, column), value in written.values():
            copy.cell(row + 1, column + 1).value = float(value)

    for item in items:
        draft.blank(item)
    draft.edit(change)
    draft.tell("S-02", "hard", *items, words=f"{REQUESTS} (2)")
    return True


@habit(4, alone="form")
def draft_of_a_sheet_kept(draft: Draft) -> bool:
    """A copy that says the same, or nothing."""
    sheet = draft.chance.choice([s for s in SECTIONS if NAMES[s] in TABLES])
    emptied = draft.chance.random() < 0.5
    cells = [draft.place[name] for name in on_sheet(draft, sheet)]

    def change(book: Workbook) -> None:
        copy = _copied(book, "底稿", sheet)
        for _, row, column in cells if emptied else ():
            copy.cell(row + 1, column + 1).value = None

    draft.edit(change)
    draft.tell("R-sheet", "note", words="底稿")
    return True


@habit(4, alone="form")
def last_years_sheet_kept(draft: Draft) -> bool:
    before = draft.truth.year - 1

    def change(book: Workbook) -> None:
        copy = _copied(book, f"{before}年{REQUESTS}")
        copy.cell(2, 1).value = say("sheet.info", unit=draft.truth.unit.name, year=before)
        copy.cell(7, 5).value = 12345

    draft.edit(change)
    draft.tell("R-sheet", "note", words=str(before))
    return True


@habit(4, alone="form")
def sheet_of_another_unit(draft: Draft) -> bool:
    """A sheet pasted from a colleague's workbook: the line under its title says whose it was."""
    sheet = draft.chance.choice(SECTIONS)
    year = draft.truth.year - draft.chance.choice((0, 1))
    words = say("sheet.info", unit="另一个局", year=year)
    draft.edit(lambda book: setattr(book[sheet].cell(2, 1), "value", words))
    draft.tell("S-02", "hard", words="另一个局")
    return True


@habit(4, alone="form")
def number_beside_the_table(draft: Draft) -> bool:
    sheet = draft.chance.choice([s for s in SECTIONS if NAMES[s] in TABLES])
    plan = LAYOUT.plans[NAMES[sheet]]
    words = draft.chance.choice(("更正：99", 99, "应为 12 件"))
    right = draft.chance.randint(2, plan.last_row), plan.last_column + 5
    row, column = draft.chance.choice(((plan.last_row + 4, 2), right))
    if NAMES[sheet] == "disputes":  # below blanks of its only line it may be a figure of the table
        row, column = right
    draft.edit(lambda book: setattr(book[sheet].cell(row + 1, column + 1), "value", words))
    draft.tell("R-unplaced", "note", words=str(words))
    return True


@habit(4, alone="form")
def words_beside_the_table(draft: Draft) -> bool:
    sheet = draft.chance.choice(SECTIONS)
    plan = LAYOUT.plans[NAMES[sheet]]
    words = draft.chance.choice(("此表作废", "以此为准", "见附件"))
    row, column = draft.chance.choice(((plan.last_row + 4, 1), (3, plan.last_column + 6)))
    draft.edit(lambda book: setattr(book[sheet].cell(row + 1, column + 1), "value", words))
    draft.tell("R-unplaced", "note", words=f"“{words}”")
    return True


def _text(content: object) -> Callable[[Draft], bool]:
    def apply(draft: Draft) -> bool:
        free = [text.id for text in FORM.texts if text.id not in draft.lost | draft.doubtful]
        text = draft.chance.choice(free)
        draft.put(text, content)
        draft.doubtful.add(text)
        draft.tell("R-text", "hard", text)
        return True

    return apply


habit(4, alone="form", name="text_is_a_formula")(_text('=DISPIMG("ID_61D876205F66486D86027D500BCA1C31",1)'))
habit(4, alone="form", name="text_is_a_number")(_text(12))
habit(4, alone="form", name="text_is_a_date")(_text(date(2024, 1, 31)))
habit(4, alone="form", name="text_is_an_error")(_text("#REF!"))
