"""What guards the clerk while typing: validation of inputs, and colours that follow the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from xlsxwriter.worksheet import Worksheet

from toolkit.form.addresses import Cell, Range, column_letters, rectangles
from toolkit.form.applicability import Applicability
from toolkit.form.edit_rules import EditCheck
from toolkit.form.formula import declared, misfit
from toolkit.form.layout import Layout, layout_of
from toolkit.form.literals import literal
from toolkit.form.model import Form, Item
from toolkit.form.names import LONGEST_PROMPT, units
from toolkit.form.printed_labels import SheetPlan
from toolkit.form.stated import StatedItem
from toolkit.messages import say, say_of
from toolkit.workbook.formulas import FormState, difference_words, must_fit
from toolkit.workbook.styles import Styles
from toolkit.workbook.text_words import TEXT_FAULTS
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
        """Stop what a cell may not hold, with a Chinese prompt and stop message."""
        alike: dict[tuple[object, ...], list[str]] = {}
        for entry in map(self.form.entries.__getitem__, self.form.entered):
            if self.layout.items[entry.id].sheet == plan.sheet.name:
                alike.setdefault(_asking(entry), []).append(entry.id)
        for members in alike.values():
            entry, ranges = self.form.entries[members[0]], self.layout.ranges(members)
            # The formula of a validation is about one area only: programs move its references differently.
            together = [(one,) for one in ranges] if entry.not_applicable else [ranges]
            for areas in together:
                at = areas[0].first.a1
                settings = self._figure(entry, at) if isinstance(entry, Item) else self._stated(entry, at)
                settings["other_cells"] = [list(corners(area)) for area in areas[1:]]
                sheet.data_validation(*corners(areas[0]), settings)

    def _figure(self, item: Item, at: str) -> dict[str, object]:
        """Settings for cells of a figure, of which ``at`` is the first."""
        admitted, marks = item.admissible, self.form.words if item.not_applicable else None
        advice = admitted.advice()
        if marks is not None:
            advice += say("input.not_applicable", word=marks.not_applicable)
        named = say("input.unit", unit=item.unit) if item.unit else ""
        words = {"unit": item.unit, "named": named, "admissible": admitted.words(), "advice": advice}
        title = say_of("input.*", item.kind, unit=item.unit)
        kind = "count" if admitted.whole else item.kind
        return {
            **admitted.validation(at, marks),
            **prompt(title, defined(say_of("input.*.prompt", kind, **words), item.definition)),
            **stop(title, say_of("input.*.stop", kind, **words)),
        }

    def _stated(self, entry: StatedItem, at: str) -> dict[str, object]:
        """The same for cells that are answered in words."""
        title, advice = say_of("input.*", entry.kind), entry.advice(self.form.words)
        return {
            **entry.validation(at, self.form.words),
            **prompt(title, defined(advice, entry.definition)),
            **stop(title, advice),
        }

    def highlight(self, name: str, sheet: Worksheet) -> None:
        """Colour what is wrong or blank on the sheet of that name; words beside the table say it too."""
        for colour in live_formats(self.form):
            if colour.area.first.sheet == name:
                look = getattr(self.styles, colour.look)
                options = {"type": "formula", "criteria": "=" + colour.formula, "format": look}
                sheet.conditional_format(*corners(colour.area), options)


def _asking(entry: Item | StatedItem) -> tuple[object, ...]:
    """What makes cells alike to who fills them in."""
    if isinstance(entry, Item):
        return entry.kind, entry.admissible, entry.unit, entry.definition, entry.not_applicable
    return entry.kind, entry.choices, entry.definition, entry.required, entry.not_applicable


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
    """Cells that hold nothing, or what they may not, or that the unit is not asked for."""
    layout = layout_of(form)

    def invalid(state: FormState, cell: Cell) -> bool:
        return state.invalid([layout.item_at[cell.sheet, cell.row, cell.column]]) > 0

    def pending(state: FormState, cell: Cell) -> bool:
        return state.blanks([layout.item_at[cell.sheet, cell.row, cell.column]]) > 0

    alike: dict[tuple[object, ...], list[str]] = {}
    for entry in map(form.entries.__getitem__, form.entered):
        key = entry.admissible if isinstance(entry, Item) else (entry.kind, entry.choices, entry.required)
        alike.setdefault((layout.items[entry.id].sheet, key, entry.applies, entry.not_applicable), []).append(
            entry.id
        )
    for entries in alike.values():
        entry = form.entries[entries[0]]
        for area in layout.ranges(entries):
            at = area.first.a1
            yield LiveFormat(area, f"{misfit(layout, entry.id, at)}=1", "failing", invalid)
            if entry.id not in form.voluntary:
                yield _blank(layout, entry, area, pending)
            if (applies := entry.applies) is not None:
                yield _not_asked(layout, applies, area)


def _blank(
    layout: Layout, entry: Item | StatedItem, area: Range, pending: Callable[[FormState, Cell], bool]
) -> LiveFormat:
    """Cells that are still to be filled in."""
    spared = [declared()] if isinstance(entry, Item) else []
    spared += [] if entry.applies is None else [f"{layout.applies_name(entry.applies)}=0"]
    spare = f"OR({','.join(spared)})" if len(spared) > 1 else "".join(spared)
    blank = f"COUNTBLANK({area.first.a1})"
    return LiveFormat(area, f"IF({spare},0,{blank})=1" if spare else f"{blank}=1", "pending", pending)


def _not_asked(layout: Layout, applies: Applicability, area: Range) -> LiveFormat:
    """Cells that only some units are asked for: grey for the others, blank or not."""
    name = layout.applies_name(applies)
    return LiveFormat(area, f"{name}=0", "not_asked", lambda s, _: not applies.holds(s.record.unit))


def _words(form: Form) -> Iterator[LiveFormat]:
    """The words beside the tables and the texts."""
    layout = layout_of(form)
    good, dash = say("word.good"), say("word.unknown")
    unfinished = tuple(map(say, TEXT_FAULTS))
    neutral = (good, dash, *([say("word.not_asked")] if form.applicabilities else []))
    for area in rectangles((*layout.row_words.values(), *layout.column_words.values())):
        at = area.first.a1
        wrong = f"AND({','.join(f'{at}<>{literal(word)}' for word in neutral)})"
        yield LiveFormat(area, wrong, "bad", lambda state, cell: state.words(cell) not in neutral)
        right = f"{at}={literal(good)}"
        yield LiveFormat(area, right, "good", lambda state, cell: state.words(cell) == good)
    for area in rectangles(layout.text_words.values()):
        at = area.first.a1
        bad = f"OR({','.join(f'{at}={literal(word)}' for word in unfinished)})"
        fine = f"AND({','.join(f'{at}<>{literal(word)}' for word in unfinished)})"
        yield LiveFormat(area, bad, "bad", lambda state, cell: state.words(cell) in unfinished)
        yield LiveFormat(area, fine, "good", lambda state, cell: state.words(cell) not in unfinished)


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
