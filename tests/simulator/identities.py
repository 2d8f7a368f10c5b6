"""Whose workbook it is: covers edited, other templates, hidden sheets gone, forms rebuilt by hand."""

from __future__ import annotations

from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM
from tests.simulator.clerk_draft import Draft
from tests.simulator.figure_kinds import UNITS, YEAR
from tests.simulator.kind_registry import habit
from tests.simulator.paper_kinds import LAYOUT, Formula, Issue
from tests.simulator.workbooks import COVER, META, SECTIONS


def _cover(draft: Draft, field: str, value: object) -> None:
    cell = LAYOUT.cover[field]
    draft.edit(lambda book: setattr(book[COVER].cell(cell.row + 1, cell.column + 1), "value", value))


@habit(6, alone="identity")
def cover_year_changed(draft: Draft) -> bool:
    _cover(draft, "year", draft.chance.choice((YEAR - 1, YEAR + 1, f"{YEAR - 1}年")))
    draft.tell("S-02", "hard", "year", words=LAYOUT.cover["year"].a1)
    return True


@habit(6, alone="identity")
def cover_year_in_words(draft: Draft) -> bool:
    """The same year as people write it."""
    words = draft.chance.choice((f"{YEAR}年", f"{YEAR}年度"))
    _cover(draft, "year", words)
    draft.tell("R-identity", "note", "year", words=words)
    return True


@habit(6, alone="identity")
def cover_unit_changed(draft: Draft) -> bool:
    field = draft.chance.choice(("unit_name", "unit_code"))
    _cover(draft, field, draft.chance.choice(("另一个局", "999999", None)))
    draft.tell("S-02", "hard", field, words=LAYOUT.cover[field].a1)
    return True


@habit(6, alone="identity", weight=3)
def template_of_another_unit(draft: Draft) -> bool:
    """Sound in itself: whose it is, the workbook tells."""
    other = draft.chance.choice([unit for unit in UNITS if unit.code != draft.truth.unit.code])
    draft.issue, draft.unit = Issue(other, YEAR), other.code
    return True


@habit(6, alone="identity", weight=3)
def template_of_last_year(draft: Draft) -> bool:
    if any("R-sheet" in told.codes for told in draft.told):
        return False  # a sheet of the year before would be one of this year then
    draft.issue, draft.year = Issue(draft.truth.unit, YEAR - 1), YEAR - 1
    return True


@habit(6, alone="identity")
def template_of_another_office(draft: Draft) -> bool:
    draft.issue = Issue(draft.truth.unit, YEAR, key="another key", collection="邻县2023")
    draft.tell("S-02", "hard", words="识别信息")
    return True


@habit(6, alone="identity")
def hidden_sheet_edited(draft: Draft) -> bool:
    if draft.truth.prior is None:
        return False
    draft.signed = False
    draft.tell("S-02", "hard", words="识别信息")
    return True


@habit(6, alone="identity")
def hidden_sheet_deleted(draft: Draft) -> bool:
    if any(told.habit == "number_over_words" for told in draft.told):
        return False  # whether a number stands over last year's figure is not known without that
    draft.edit(lambda book: book.remove(book[META]))
    draft.has_meta = False
    draft.tell("R-identity", "note")
    _forget_prior(draft)
    return True


@habit(6, alone="identity")
def rebuilt_by_hand(draft: Draft) -> bool:
    """A workbook of the clerk's own: labels and values as printed, and nothing else."""
    figures = draft.figures()
    if draft.edits or any(isinstance(content, Formula) for content in draft.cells.values()):
        return False
    totals = [item for item in FORM.totals if item not in draft.cells and figures[item] is not None]
    if any(item not in draft.cells and item not in totals for item in FORM.totals):
        return False
    for item in totals:
        draft.type(item, figures[item], figures[item])

    def change(book: Workbook) -> None:
        for sheet in list(book.worksheets):
            if sheet.title not in (COVER, *SECTIONS):
                book.remove(sheet)
                continue
            old = {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}
            name, number = sheet.title, book.index(sheet)
            book.remove(sheet)
            plain = book.create_sheet(name, number)
            for address, value in old.items():
                plain[address] = None if isinstance(value, str) and value.startswith("=") else value
        book.defined_names.clear()

    draft.edit(change)
    draft.has_meta = False
    draft.tell("R-identity", "note")
    if totals:
        draft.tell("R-total", "note", *totals)
    _forget_prior(draft)
    return True


def _forget_prior(draft: Draft) -> None:
    """Without the hidden sheet last year's figures are not known: what only they tell is not owed."""
    draft.told = [told for told in draft.told if told.codes not in (("X-01",), ("T2-04",))]


@habit(6, alone="identity")
def unknown_edition(draft: Draft) -> bool:
    cell = LAYOUT.meta["edition"]
    draft.edit(lambda book: setattr(book[META].cell(cell.row + 1, cell.column + 1), "value", "ogi-1999"))
    draft.unreadable = ("R-edition",)
    return True
