"""Cells that findings name, as the layout knows them, joined to few areas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from toolkit.findings import LEFT_OUT, Finding, FoundCell
from toolkit.form.addresses import Cell, Range, rectangles
from toolkit.form.edit_rules import EditCheck
from toolkit.form.layout import KEY_COLUMN, layout_of
from toolkit.form.model import Form
from toolkit.form.variables import Measure
from toolkit.messages import say, say_of
from toolkit.workbook.given_reasons import is_printed

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def cell_of(found: FoundCell) -> Cell | None:
    """The cell a finding names; ``None`` where it could not be found in the file."""
    match = _ADDRESS.fullmatch(found.cell)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return Cell(found.sheet, int(match[2]) - 1, column - 1)


def issued(form: Form, found: FoundCell) -> Cell | None:
    """Where the item or text stands in the issued form; for a cell of neither, where it was found."""
    layout = layout_of(form)
    return layout.items.get(found.item) or layout.texts.get(found.item) or cell_of(found)


def by_sheet(cells: Iterable[Cell]) -> list[tuple[str, tuple[Range, ...]]]:
    """Sheet and areas, in the order of the first cell of each sheet."""
    sheets: dict[str, list[Cell]] = {}
    for cell in cells:
        sheets.setdefault(cell.sheet, []).append(cell)
    return [(sheet, rectangles(members)) for sheet, members in sheets.items()]


def listed(areas: Iterable[Range]) -> str:
    """``A1:B2、 D4``."""
    # The space lets a narrow column break between two areas and not within one.
    return "、 ".join(area.a1 for area in areas)


def listed_with_sheets(cells: Iterable[Cell], among: Iterable[Cell]) -> str:
    """The same with the name of the sheet in front where not all of ``among`` are on one."""
    several = len({cell.sheet for cell in among}) > 1
    words = (f"{sheet} {listed(areas)}" if several else listed(areas) for sheet, areas in by_sheet(cells))
    return "、 ".join(words)


def cells_of(area: Range) -> Iterator[Cell]:
    """The cells of an area, row by row."""
    for row in range(area.first.row, area.last.row + 1):
        for column in range(area.first.column, area.last.column + 1):
            yield Cell(area.first.sheet, row, column)


def check_behind(form: Form, finding: Finding) -> EditCheck | None:
    """The check a finding comes from; ``None`` where reading itself found it."""
    return form.check_by_key.get(finding.check)


def stands_at_its_line(check: EditCheck, form: Form, content: Callable[[Cell], object]) -> bool:
    """Whether a check's line stands where it was issued; ``content``: what a cell of the workbook holds."""
    sentence = layout_of(form).check_cell(check.key, "sentence")
    key = content(replace(sentence, column=KEY_COLUMN))
    # Lines of workbooks from before they had keys are known by what is printed there.
    return key == check.key if key else is_printed(check, content(sentence))


def measure_of(check: EditCheck | None) -> Measure | None:
    """The count a check takes, such as the blanks of a table."""
    return check.comparison.measure() if check else None


def label_of(form: Form, found: FoundCell, code: str) -> str:
    """What is printed at a cell of a finding, by its item or by its address; ``code``: of the finding."""
    layout = layout_of(form)
    if found.item in form.entries:
        return form.entries[found.item].label
    if text := next((text.label for text in form.texts if text.id == found.item), ""):
        return text
    address = found.sheet, found.cell
    for name, cell in layout.cover.items():
        if found.item == name or (cell.sheet, cell.a1) == address:
            return say_of("cover.*", name)
    if code not in LEFT_OUT:
        return say("return.label.printed")
    known = (form.entries[item].label for item, at in layout.items.items() if (at.sheet, at.a1) == address)
    return next(known, "") or say("return.label.outside")
