"""What guards the clerk while typing: validation of inputs, and colours that follow the checks."""

from __future__ import annotations

from functools import lru_cache

from xlsxwriter.worksheet import Worksheet

from toolkit.form.layout import (
    DECLARED,
    Cell,
    Layout,
    Range,
    SheetPlan,
    column_letters,
    layout_of,
    rectangles,
)
from toolkit.form.model import Form, Item, Severity
from toolkit.messages import say
from toolkit.workbook.live import difference_words
from toolkit.workbook.styles import Styles

LARGEST = 999_999_999_999_999
"""Excel keeps 15 digits; beyond that a whole number is not exact any more."""


class Guards:
    """Puts validation and conditional formats on the section sheets of one workbook."""

    def __init__(self, form: Form, styles: Styles) -> None:
        self.form, self.styles = form, styles
        self.layout: Layout = layout_of(form)

    def validate(self, plan: SheetPlan, sheet: Worksheet) -> None:
        """Stop what is no admissible number, with a Chinese prompt and stop message."""
        inputs = [
            self.form.items[i] for i in self.form.inputs if self.layout.items[i].sheet == plan.sheet.name
        ]
        for kind, minimum, unit in dict.fromkeys((i.kind, i.minimum, i.unit) for i in inputs):
            members = [i.id for i in inputs if (i.kind, i.minimum, i.unit) == (kind, minimum, unit)]
            ranges = self.layout.ranges(members)
            # Excel shows a prompt at every cell it stands on; on a large grid of counts the stop says enough.
            words = "change" if minimum is None else kind
            title = say("input.money" if kind == "money" else "input.count", unit=unit)
            sheet.data_validation(
                *corners(ranges[0]),
                {
                    "validate": "integer" if kind == "count" else "decimal",
                    "criteria": "between",
                    "minimum": -LARGEST if minimum is None else minimum,
                    "maximum": LARGEST,
                    "ignore_blank": True,
                    "input_title": title,
                    "input_message": say(f"input.{words}.prompt", unit=unit),
                    "error_title": title,
                    "error_message": say(f"input.{words}.stop", unit=unit),
                    "other_cells": [list(corners(area)) for area in ranges[1:]],
                },
            )

    def highlight(self, plan: SheetPlan, sheet: Worksheet) -> None:
        """Colour what is wrong or blank; the words beside the table say it too."""
        name = plan.sheet.name
        inputs = [self.form.items[i] for i in self.form.inputs if self.layout.items[i].sheet == name]
        for kind, minimum in dict.fromkeys((item.kind, item.minimum) for item in inputs):
            members = [item.id for item in inputs if (item.kind, item.minimum) == (kind, minimum)]
            for area in self.layout.ranges(members):
                self._input_rules(sheet, area, self.form.items[members[0]])
        for area, formula, severity in _failing_areas(self.form):
            if area.first.sheet == name:
                style = self.styles.failing if severity == "hard" else self.styles.query
                options = {"type": "formula", "criteria": formula, "format": style}
                sheet.conditional_format(*corners(area), options)
        words = (*self.layout.row_words.values(), *self.layout.column_words.values())
        for area in rectangles(cell for cell in words if cell.sheet == name):
            first, good = area.first.a1, say("word.good")
            wrong = f'=AND({first}<>"{good}",{first}<>"{say("word.unknown")}")'
            self._words_rules(sheet, area, wrong, f'={first}="{good}"')
        for area in rectangles(cell for cell in self.layout.text_words.values() if cell.sheet == name):
            first, missing = area.first.a1, say("words.text_missing")
            self._words_rules(sheet, area, f'={first}="{missing}"', f'={first}<>"{missing}"')

    def _input_rules(self, sheet: Worksheet, area: Range, item: Item) -> None:
        at = area.first.a1
        tests = [f"{at}<{item.minimum}"] if item.minimum is not None else []
        tests += [f"{at}<>INT({at})"] if item.kind == "count" else []
        bad = f"OR({','.join(tests)})" if tests else "FALSE"
        sheet.conditional_format(
            *corners(area),
            {
                "type": "formula",
                "criteria": f"=IF(ISBLANK({at}),FALSE,IF(ISNUMBER({at}),{bad},TRUE))",
                "format": self.styles.failing,
            },
        )
        sheet.conditional_format(
            *corners(area),
            {
                "type": "formula",
                "criteria": f'=AND(ISBLANK({at}),{DECLARED}<>"{say("word.yes")}")',
                "format": self.styles.pending,
            },
        )

    def _words_rules(self, sheet: Worksheet, area: Range, wrong: str, good: str) -> None:
        for criteria, style in ((wrong, self.styles.bad), (good, self.styles.good)):
            options = {"type": "formula", "criteria": criteria, "format": style}
            sheet.conditional_format(*corners(area), options)


@lru_cache(maxsize=16)
def _failing_areas(form: Form) -> tuple[tuple[Range, str, Severity], ...]:
    """Cells coloured with a check, when, and how gravely: as soon as the words at their line name it.

    A conditional format may not look at another sheet (Excel 2007, WPS), hence the words.
    """
    layout = layout_of(form)
    found: dict[tuple[str, str, Severity], list[Cell]] = {}
    for check in form.checks:
        if check.comparison.relation != "=" or not check.table or (check.row and check.column):
            continue
        sides = (
            check.comparison.left if check.rule.computes else check.comparison.left + check.comparison.right
        )
        words = difference_words(check, "\0").split("\0")[0]
        for item in (form.items[n] for group in sides for n in group.variables if n in form.items):
            at = layout.items[item.id]
            here = (
                layout.row_words[item.table, item.block, item.row]
                if check.row
                else layout.column_words[item.table, item.block, item.column]
            )
            # One format serves a whole row or column of cells when the reference may move along.
            where = (
                f"${column_letters(here.column)}#" if here.row == at.row
                else f"@${here.row + 1}" if here.column == at.column
                else absolute(here)
            )  # fmt: skip
            found.setdefault((words, where, check.severity), []).append(at)
    areas = []
    for (words, where, severity), cells in found.items():
        for area in rectangles(cells):
            row, column = str(area.first.row + 1), column_letters(area.first.column)
            named = where.replace("#", row).replace("@", column)
            areas.append((area, f'=ISNUMBER(FIND("{words}",{named}))', severity))
    return tuple(areas)


def corners(area: Range) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column, as the writer wants them."""
    return area.first.row, area.first.column, area.last.row, area.last.column


def absolute(cell: Cell) -> str:
    """The address without its sheet, for formulas on the same sheet."""
    return cell.reference.rpartition("!")[2]
