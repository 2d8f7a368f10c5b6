"""What guards the clerk while typing: validation of inputs, and colours that follow the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from xlsxwriter.worksheet import Worksheet

from toolkit.form.addresses import Cell, Range, column_letters, rectangles
from toolkit.form.admissible import Admissible
from toolkit.form.applicability import Applicability
from toolkit.form.edit_rules import EditCheck
from toolkit.form.formula import declared, declared_for
from toolkit.form.layout import Layout, layout_of
from toolkit.form.literals import literal
from toolkit.form.model import Form, Item
from toolkit.form.names import LONGEST_PROMPT, units
from toolkit.form.printed_labels import SheetPlan
from toolkit.messages import say, say_of
from toolkit.workbook.formulas import FormState, difference_words, must_fit
from toolkit.workbook.styles import Styles
from toolkit.workbook.writing import prompt, stop

Look: TypeAlias = Literal[
    "failing", "query", "pending", "not_asked", "bad", "good", "light_green", "light_red"
]


@dataclass(frozen=True, slots=True)
class LiveFormat:
    """A colour that follows a formula, and when it shows for a state.

    Attributes:
        area: cells it is for.
        formula: condition for the first of them (without ``=``); relative references move along.
        look: name of the style.
        shows: whether it shows at a cell in a state.
    """

    area: Range
    formula: str
    look: Look
    shows: Callable[[FormState, Cell], bool]


def defined(words: str, definition: str) -> str:
    """A prompt and as many parts of a definition as Excel shows."""
    for part in definition.split("\n"):
        if part and units(f"{words}\n{part}") <= LONGEST_PROMPT:
            words = f"{words}\n{part}"
    return words


class Guards:
    """Puts validation and conditional formats on the sheets of one workbook."""

    def __init__(self, form: Form, styles: Styles) -> None:
        self.form, self.styles = form, styles
        self.layout: Layout = layout_of(form)

    def validate(self, plan: SheetPlan, sheet: Worksheet) -> None:
        """Stop what is no admissible number, with a Chinese prompt and stop message."""
        alike: dict[tuple[Admissible, str, str], list[str]] = {}
        for item in map(self.form.items.__getitem__, self.form.inputs):
            if self.layout.items[item.id].sheet == plan.sheet.name:
                alike.setdefault((item.admissible, item.unit, item.definition), []).append(item.id)
        for (admitted, unit, definition), members in alike.items():
            ranges = self.layout.ranges(members)
            kind = "count" if admitted.whole else "money"
            words = {"unit": unit, "admissible": admitted.words(), "advice": admitted.advice()}
            title = say_of("input.*", kind, unit=unit)
            sheet.data_validation(
                *corners(ranges[0]),
                {
                    **admitted.validation(),
                    **prompt(title, defined(say_of("input.*.prompt", kind, **words), definition)),
                    **stop(title, say_of("input.*.stop", kind, **words)),
                    "other_cells": [list(corners(area)) for area in ranges[1:]],
                },
            )

    def highlight(self, name: str, sheet: Worksheet) -> None:
        """Colour what is wrong or blank on the sheet of that name; words beside the table say it too."""
        for colour in live_formats(self.form):
            if colour.area.first.sheet == name:
                look = getattr(self.styles, colour.look)
                options = {"type": "formula", "criteria": "=" + colour.formula, "format": look}
                sheet.conditional_format(*corners(colour.area), options)


@lru_cache(maxsize=16)
def live_formats(form: Form) -> tuple[LiveFormat, ...]:
    """Every conditional format of the form's workbook.

    Raises:
        EditionError: a formula is longer than Excel takes.
    """
    formats = (*_inputs(form), *_failing_areas(form), *_words(form), *_results(form))
    for colour in formats:
        must_fit(colour.formula, colour.area.first.reference)
    return formats


def _inputs(form: Form) -> Iterator[LiveFormat]:
    """Input cells that hold nothing, or nothing admissible, or that the unit is not asked for."""
    layout = layout_of(form)

    def invalid(state: FormState, cell: Cell) -> bool:
        return state.invalid([layout.item_at[cell.sheet, cell.row, cell.column]]) > 0

    def pending(state: FormState, cell: Cell) -> bool:
        return state.blanks([layout.item_at[cell.sheet, cell.row, cell.column]]) > 0

    alike: dict[tuple[str, Admissible, Applicability | None], list[Cell]] = {}
    for item in map(form.items.__getitem__, form.inputs):
        cell = layout.items[item.id]
        alike.setdefault((cell.sheet, item.admissible, item.applies), []).append(cell)
    for (_, admitted, applies), cells in alike.items():
        for area in rectangles(cells):
            at = area.first.a1
            zero = declared_for(layout, applies)
            yield LiveFormat(area, f"{admitted.counted(at, zero)}=1", "failing", invalid)
            if applies is None:
                yield LiveFormat(area, f"IF({declared()},0,COUNTBLANK({at}))=1", "pending", pending)
            else:
                yield from _conditional(layout, applies, area, pending)


def _conditional(
    layout: Layout, applies: Applicability, area: Range, pending: Callable[[FormState, Cell], bool]
) -> Iterator[LiveFormat]:
    """Cells that only some units are asked for: grey for the others, blank or not."""
    name = layout.applies_name(applies)
    blank = f"IF(OR({declared()},{name}=0),0,COUNTBLANK({area.first.a1}))=1"
    yield LiveFormat(area, blank, "pending", pending)
    yield LiveFormat(area, f"{name}=0", "not_asked", lambda s, _: not applies.holds(s.record.unit))


def _words(form: Form) -> Iterator[LiveFormat]:
    """The words beside the tables and the texts."""
    layout = layout_of(form)
    good, dash, missing = say("word.good"), say("word.unknown"), say("words.text_missing")
    neutral = (good, dash, *([say("word.not_asked")] if form.applicabilities else []))
    for area in rectangles((*layout.row_words.values(), *layout.column_words.values())):
        at = area.first.a1
        wrong = f"AND({','.join(f'{at}<>{literal(word)}' for word in neutral)})"
        yield LiveFormat(area, wrong, "bad", lambda state, cell: state.words(cell) not in neutral)
        right = f"{at}={literal(good)}"
        yield LiveFormat(area, right, "good", lambda state, cell: state.words(cell) == good)
    for area in rectangles(layout.text_words.values()):
        at = area.first.a1
        bad, fine = f"{at}={literal(missing)}", f"{at}<>{literal(missing)}"
        yield LiveFormat(area, bad, "bad", lambda state, cell: state.words(cell) == missing)
        yield LiveFormat(area, fine, "good", lambda state, cell: state.words(cell) != missing)


def _results(form: Form) -> Iterator[LiveFormat]:
    """The status light, and the results of the checks."""
    layout = layout_of(form)
    light = Range(layout.cover["light"], layout.cover["light"])
    at, green = absolute(light.first), literal(say("light.green"))
    yield LiveFormat(light, f"{at}={green}", "light_green", lambda state, _: state.open_checks() == 0)
    yield LiveFormat(light, f"{at}<>{green}", "light_red", lambda state, _: state.open_checks() > 0)
    keys = {row: key for key, row in layout.check_rows.items()}
    results = layout.check_column("result")
    looks: tuple[tuple[Literal["hard", "soft"], Look], ...] = (("hard", "failing"), ("soft", "query"))
    for severity, look in looks:
        word = literal(say_of("result.failing.*", severity))

        def failing(state: FormState, cell: Cell, severity: str = severity) -> bool:
            return state.failed(keys[cell.row]) and form.check_by_key[keys[cell.row]].severity == severity

        yield LiveFormat(results, f"${results.first.a1}={word}", look, failing)


def _failing_areas(form: Form) -> Iterator[LiveFormat]:
    """Cells coloured with a check as soon as the words at their line name it.

    A conditional format may not look at another sheet (Excel 2007, WPS), hence the words.
    """
    layout, separator = layout_of(form), say("words.separator")
    found: dict[tuple[str, str, Look], list[Cell]] = {}
    told: dict[tuple[str, Cell], list[str]] = {}
    for check, item in _coloured(form):
        at, here = layout.items[item.id], _words_of(layout, check, item)
        # One format serves a whole row or column of cells when the reference may move along.
        where = (
            f"${column_letters(here.column)}#" if here.row == at.row
            else f"@${here.row + 1}" if here.column == at.column
            else absolute(here)
        )  # fmt: skip
        words = separator + difference_words(check, "\0").split("\0")[0]
        look: Look = "failing" if check.severity == "hard" else "query"
        found.setdefault((words, where, look), []).append(at)
        told.setdefault((words, at), []).append(check.key)

    for (words, where, look), cells in found.items():

        def shows(state: FormState, cell: Cell, words: str = words) -> bool:
            return any(map(state.is_told, told[words, cell]))

        for area in rectangles(cells):
            row, column = str(area.first.row + 1), column_letters(area.first.column)
            named = where.replace("#", row).replace("@", column)
            formula = f"ISNUMBER(FIND({literal(words)},{literal(separator)}&{named}))"
            yield LiveFormat(area, formula, look, shows)


def _coloured(form: Form) -> Iterator[tuple[EditCheck, Item]]:
    """Equalities along a row or a column, with each item that turns red with them."""
    for check in form.checks:
        if check.comparison.relation != "=" or not check.table or (check.row and check.column):
            continue
        left, right = check.comparison.left, check.comparison.right
        for group in left if check.rule.computes else left + right:
            yield from ((check, form.items[name]) for name in group.variables if name in form.items)


def _words_of(layout: Layout, check: EditCheck, item: Item) -> Cell:
    if check.row:
        return layout.row_words[item.table, item.block, item.row]
    return layout.column_words[item.table, item.block, item.column]


def corners(area: Range) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column, as the writer wants them."""
    return area.first.row, area.first.column, area.last.row, area.last.column


def absolute(cell: Cell) -> str:
    """The address without its sheet, for formulas on the same sheet."""
    return cell.reference.rpartition("!")[2]
