"""Figures that look as if they did not count, and words where nobody looks for them."""

from __future__ import annotations

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM
from tests.simulator.clerk_draft import Draft
from tests.simulator.kind_registry import COUNTS, Apply, habit
from tests.simulator.paper_kinds import LAYOUT, Formula
from tests.simulator.workbooks import COVER, NAMES, SECTIONS, TABLES, commented, on_sheet
from toolkit.form.addresses import Cell


def _inked(**font: object) -> Apply:
    def apply(draft: Draft) -> bool:
        items = draft.some(COUNTS, 3)
        places = [draft.place[item] for item in items]

        def change(book: Workbook) -> None:
            for sheet, row, column in places:
                book[sheet].cell(row + 1, column + 1).font = Font(**font)  # type: ignore[arg-type]

        if items:
            draft.edit(change)
            draft.tell("R-look", "note", *items)
        return bool(items)

    return apply


habit(4, alone="styles", name="figures_struck_through")(_inked(strike=True))
habit(4, alone="styles", name="figures_in_white")(_inked(color="FFFFFFFF"))


@habit(6, alone="styles")
def figures_made_white_by_a_condition(draft: Draft) -> bool:
    items = [] if draft.saved_as in ("ods", "xls") else draft.some(COUNTS, 3)
    places = [draft.place[item] for item in items]

    def change(book: Workbook) -> None:
        for sheet, row, column in places:
            look = DifferentialStyle(font=Font(color="FFFFFFFF"))
            rule = Rule("expression", formula=["1=1"], dxf=look)
            book[sheet].conditional_formatting.add(Cell(sheet, row, column).a1, rule)

    if items:
        draft.edit(change)
        draft.tell("R-look", "note", *items, words="条件格式")
    return bool(items)


def _counted(draft: Draft, names: list[str]) -> list[str]:
    """Those of figures and texts whose content is taken."""
    taken = [
        name
        for name in names
        if name not in FORM.items
        or (draft.shown.get(name) is not None and not isinstance(draft.cells.get(name), Formula))
    ]
    return [name for name in taken if name not in draft.lost]


@habit(5, alone="form")
def lines_hidden(draft: Draft) -> bool:
    """A row of a section, or the columns of figures of table 2, hidden or without room: they still count."""
    sheet, row = draft.chance.choice(SECTIONS), draft.chance.randint(3, 9)
    columns = NAMES[sheet] == "proactive" and draft.chance.random() < 0.5
    names = [name for name in on_sheet(draft, sheet) if columns or draft.place[name][1] == row - 1]

    shut = draft.chance.random() < 0.3

    def change(book: Workbook) -> None:
        column, line = book[sheet].column_dimensions["B"], book[sheet].row_dimensions[row]
        if columns and shut:
            column.width = 0.1  # the entry of three columns of one width
        elif columns:
            column.hidden = True
        elif shut:
            line.height = 0.75
        else:
            line.hidden = True
        book[COVER].row_dimensions[4].hidden = True

    draft.edit(change)
    named = _counted(draft, names)
    if named:
        draft.tell("R-look", "note", *named)
    return True


@habit(5, alone="form")
def section_hidden(draft: Draft) -> bool:
    sheet = draft.chance.choice([s for s in SECTIONS if NAMES[s] in TABLES])
    named = _counted(draft, on_sheet(draft, sheet))
    if named:
        draft.edit(lambda book: setattr(book[sheet], "sheet_state", "hidden"))
        draft.tell("R-look", "note", *named)
    return bool(named)


@habit(4, alone="comment")
def comment_contradicts(draft: Draft) -> bool:
    """A comment with another figure: only the note of reading tells of it, and it names both."""
    items = [item for item in draft.untouched(COUNTS) if draft.truth.values[item] != 99]
    if not items:
        return False
    item = draft.chance.choice(items)
    commented(draft, item, "更正：应为 99")
    draft.tell("R-comments", "note", item, words="批注写“更正：应为 99”")
    return True


@habit(4, alone="form")
def title_typed_over(draft: Draft) -> bool:
    """The title of a section, or the line with unit and year: no figure is found by them."""
    sheet = draft.chance.choice(SECTIONS)
    row, words = draft.chance.choice(((1, "汇总表（草稿）"), (1, 12), (2, "填报单位：另一个局")))
    draft.edit(lambda book: setattr(book[sheet].cell(row, 1), "value", words))
    draft.tell("R-title", "note", words=str(words))
    return True


@habit(4, alone="form")
def number_over_words(draft: Draft) -> bool:
    """Over what the workbook itself says beside a table, or over last year's figure there."""
    cells = [*LAYOUT.row_words.values(), *LAYOUT.compared.values()]
    cell = draft.chance.choice(cells)
    words = draft.chance.choice(("更正：8765", 8765))
    draft.edit(lambda book: setattr(book[cell.sheet][cell.a1], "value", words))
    draft.tell("R-unplaced", "note", words="8765")
    return True
