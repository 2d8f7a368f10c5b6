"""The live cells of a template: each formula beside the value it has for what is filled in.

A workbook must show right figures in programs that do not recalculate (previews, phones, readers of
cached values), so every formula is written together with its value from the exact evaluation. The
formulas of a form are printed once; only the values differ from unit to unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from toolkit.form.addresses import Cell
from toolkit.form.applicability import Applicability
from toolkit.form.datafile import refusal
from toolkit.form.edit_rules import EditCheck
from toolkit.form.evaluation import Outcome, Record, Result, evaluate
from toolkit.form.expression import PLACES, Number, magnitude, plain, rounded
from toolkit.form.formula import FormulaPrinter, total_formulas
from toolkit.form.layout import CHECK_COLUMNS, layout_of
from toolkit.form.literals import fits, is_written, literal, written
from toolkit.form.measures import blank_items, invalid_items
from toolkit.form.model import Block, Form
from toolkit.messages import say, say_of
from toolkit.messages.code_types import Code
from toolkit.workbook.text_words import TextWords, said_cells

Shown: TypeAlias = str | int | float
"""What a spreadsheet stores as the result of a formula."""


class FormState:
    """One filled form as the live cells see it."""

    def __init__(self, form: Form, record: Record, reasons: Mapping[str, str]) -> None:
        self.form, self.record, self.reasons = form, record, reasons
        self.results = {result.check.key: result for result in evaluate(form, record)}
        self.totals = self._totals()
        # Many cells ask the same.
        self._blank = frozenset(blank_items(form, record, form.entered))
        self._invalid = frozenset(invalid_items(form, record, form.entered))
        self._open: dict[str, bool] = {}
        self._words: dict[Cell, Shown] = {}

    def _totals(self) -> dict[str, Number | str]:
        """Totals as the sheet shows them: running sums, or a word where a part is no number."""
        record, wrong = self.record, say("word.wrong")
        shown: dict[str, Number | str] = dict.fromkeys(self.form.inputs, 0)
        shown |= record.values | dict.fromkeys(record.unreadable | record.cleared, wrong)
        for total in self.form.computation_order:
            if total in record.values or total in record.unreadable or total in record.cleared:
                continue
            parts = self.form.totals[total]
            numbers = {part: value for part in parts if not isinstance(value := shown[part], str)}
            rate = self.form.ratios.get(total)
            amount = rate.value if rate else lambda known: sum(known.values())
            shown[total] = amount(numbers) if len(numbers) == len(parts) else wrong
        return {total: shown[total] for total in self.form.totals}

    def known(self, key: str) -> Result | None:
        """The result of a check, if it could be assessed."""
        result = self.results[key]
        return None if result.outcome is Outcome.NOT_ASSESSABLE else result

    def failed(self, key: str) -> bool:
        return self.results[key].outcome is Outcome.FAIL

    def is_open(self, key: str) -> bool:
        """Whether the clerk still has to act: correct a hard failure, or explain a soft one.

        A hard check that needs nothing from outside the workbook must come to a result; else a total
        whose formula was deleted would pass unseen.
        """
        if key not in self._open:
            self._open[key] = self._is_open(key)
        return self._open[key]

    def _is_open(self, key: str) -> bool:
        check = self.results[key].check
        if check.severity == "hard":
            return self.failed(key) or (self.known(key) is None and not check.looks_outside)
        return self.failed(key) and not is_written(self.reasons.get(key, ""))

    def is_told(self, key: str) -> bool:
        """Whether the words beside the table name the check: it is open, and not merely waiting."""
        return self.is_open(key) and self.known(key) is not None

    def blanks(self, entered: Iterable[str]) -> int:
        return sum(map(self._blank.__contains__, entered))

    def invalid(self, entered: Iterable[str]) -> int:
        return sum(map(self._invalid.__contains__, entered))

    def empty(self, totals: Iterable[str]) -> int:
        return sum(total in self.record.cleared for total in totals)

    def open_checks(self) -> int:
        """Number on the status light: what can be acted on, or else what waits for a total."""
        keys = [c.key for c in self.form.checks if not c.reading_only and self.is_open(c.key)]
        return sum(map(self.is_told, keys)) or len(keys)

    def words(self, cell: Cell) -> Shown:
        """What a live cell shows."""
        if cell not in self._words:
            self._words[cell] = _by_cell(self.form)[cell].value(self)
        return self._words[cell]


@dataclass(frozen=True, slots=True)
class LiveCell:
    """A formula (without ``=``) and how its value follows from a state."""

    cell: Cell
    formula: str
    value: Callable[[FormState], Shown]


@lru_cache(maxsize=16)
def live_cells(form: Form) -> tuple[LiveCell, ...]:
    """Every formula cell of the form's workbook.

    Raises:
        EditionError: a formula is longer or deeper than Excel takes.
    """
    cells = tuple(_Printer(form).cells())
    for live in cells:
        must_fit(live.formula, live.cell.reference)
    return cells


@lru_cache(maxsize=16)
def _by_cell(form: Form) -> Mapping[Cell, LiveCell]:
    return {live.cell: live for live in live_cells(form)}


class _Printer:
    """Prints the live cells of one form."""

    def __init__(self, form: Form) -> None:
        self.form, self.layout = form, layout_of(form)

    def cells(self) -> Iterator[LiveCell]:
        for total in self.form.computation_order:
            yield self._total(total)
        for table in self.form.tables:
            for block in table.blocks:
                yield from self._row_words(block)
                yield from self._column_words(block)
        for line, cell in self.layout.row_invalid.items():
            yield self._row_invalid(line, cell)
        for applies, cell in self.layout.applies.items():
            yield self._asked(applies, cell)
        for said in said_cells(self.layout):
            yield LiveCell(*said)
        for text, cell in self.layout.text_words.items():
            yield self._text_words(text, cell)
        for key in self.layout.check_rows:
            if not (check := self.form.check_by_key[key]).reading_only:
                yield from self._check(check)
        yield from self._cover()

    def _total(self, total: str) -> LiveCell:
        formula = total_formulas(self.form)[total]

        def value(state: FormState) -> Shown:
            shown = state.totals[total]
            return shown if isinstance(shown, str) else stored(shown)

        return LiveCell(self.layout.items[total], formula, value)

    # --- words beside and below the tables ------------------------------------------------------

    def _row_words(self, block: Block) -> Iterator[LiveCell]:
        for row in block.rows:
            cell = self.layout.row_words[block.table, block.id, row.id]
            found = (self.form.item_at(block, row, column) for column in block.columns)
            items = tuple(filter(None, found))
            checks = [c for c in self.form.checks if (c.table, c.row) == (block.table, row.id)]
            asked = {self.form.entries[item].applies for item in items if item not in self.form.totals}
            who = asked.pop() if len(asked) == 1 else None
            yield self._words(cell, self._cells(cell, items), checks, who)

    def _column_words(self, block: Block) -> Iterator[LiveCell]:
        for column in block.columns:
            cell = self.layout.column_words.get((block.table, block.id, column.id))
            if cell is not None:
                here = (block.table, column.id, "")
                checks = [c for c in self.form.checks if (c.table, c.column, c.row) == here]
                yield self._words(cell, [], checks)

    def _cells(self, cell: Cell, items: tuple[str, ...]) -> list[_Clause]:
        """What is wrong with the cells of a row themselves."""
        printer = FormulaPrinter(self.layout, cell.sheet)
        inputs = tuple(item for item in items if item not in self.form.totals)
        totals = tuple(item for item in items if item in self.form.totals)
        clauses = []
        if inputs:
            wrong = self.layout.row_invalid[_line(self.form, inputs[0])].reference
            clauses.append(_count(printer.blank(inputs), "words.blank", lambda state: state.blanks(inputs)))
            clauses.append(_count(wrong, "words.invalid", lambda state: state.invalid(inputs)))
        if totals:
            clauses.append(_count(printer.empty(totals), "words.empty", lambda state: state.empty(totals)))
        return clauses

    def _row_invalid(self, line: tuple[str, str, str], cell: Cell) -> LiveCell:
        inputs = tuple(entry for entry in self.form.entered if _line(self.form, entry) == line)
        formula = FormulaPrinter(self.layout, cell.sheet).invalid(inputs)
        return LiveCell(cell, formula, lambda state: state.invalid(inputs))

    def _asked(self, applies: Applicability, cell: Cell) -> LiveCell:
        formula = FormulaPrinter(self.layout, cell.sheet).asked(applies)
        return LiveCell(cell, formula, lambda state: int(applies.holds(state.record.unit)))

    def _words(
        self,
        cell: Cell,
        clauses: list[_Clause],
        checks: Iterable[EditCheck],
        who: Applicability | None = None,
    ) -> LiveCell:
        """``√``, or everything that is wrong here, in words; ``—`` while it cannot be told.

        ``who``: which units are asked for the inputs of this line, where not all are.
        """
        shown = [check for check in checks if check.key in self.layout.check_rows]
        clauses = [*clauses, *map(self._difference, shown)]
        # What cannot be assessed yet is not balanced; last year's figures may be missing for good.
        waiting = [check.key for check in shown if not check.looks_outside]
        ready = "*".join(self.layout.check_cell(key, "ready").reference for key in waiting) or "1"
        good, dash = say("word.good"), say("word.unknown")
        fine = ",".join(clause.fine for clause in clauses) or "1=1"
        parts, end = "&".join(clause.words for clause in clauses) or literal(""), say("words.separator")
        words = f"SUBSTITUTE({parts}&{literal(end)},{literal(end * 2)},{literal('')})"  # none after the last

        def value(state: FormState) -> str:
            told = "".join(clause.value(state) for clause in clauses).removesuffix(end)
            if not told and who is not None and not who.holds(state.record.unit):
                return say("word.not_asked")
            return told or (dash if any(state.known(key) is None for key in waiting) else good)

        right = f"IF({ready}=1,{literal(good)},{literal(dash)})" if waiting else literal(good)
        if who is not None:
            name = self.layout.applies_name(who)
            right = f"IF({name}=0,{literal(say('word.not_asked'))},{right})"
        return LiveCell(cell, f"IF(AND({fine}),{right},{words})", value)

    def _difference(self, check: EditCheck) -> _Clause:
        """Silent once a soft check is answered with a reason, as the status light is."""
        key = check.key
        told = "*".join(self.layout.check_cell(key, column).reference for column in ("open", "ready"))
        if check.comparison.relation != "=":
            text = query_words(check)
            words = f"IF({told}=1,{literal(text)},{literal('')})"
            return _Clause(f"{told}=0", words, lambda state: text if state.is_told(key) else "")
        amount = f"ABS({self.layout.check_cell(key, 'difference').reference})"
        before, after = map(literal, difference_words(check, "\0").split("\0"))

        def value(state: FormState) -> str:
            size = plain(magnitude(_rounded(state.results[key]) or 0))
            return difference_words(check, size) if state.is_told(key) else ""

        return _Clause(f"{told}=0", f"IF({told}=1,{before}&{amount}&{after},{literal('')})", value)

    def _text_words(self, text: str, cell: Cell) -> LiveCell:
        words = TextWords(self.layout, text)

        def value(state: FormState) -> str:
            return words.of(state.record, differs=any(map(state.is_open, words.compared)))

        return LiveCell(cell, words.formula(), value)

    # --- the checks sheet and the cover ---------------------------------------------------------

    def _check(self, check: EditCheck) -> Iterator[LiveCell]:
        key = check.key
        at = {name: self.layout.check_cell(key, name) for name in CHECK_COLUMNS}
        a1 = {name: cell.a1 for name, cell in at.items()}
        printer = FormulaPrinter(self.layout, at["left"].sheet)
        ready = f"{a1['ready']}=1"

        def number(pick: Callable[[Result], Number | None]) -> Callable[[FormState], Shown]:
            def value(state: FormState) -> Shown:
                result = state.known(key)
                found = pick(result) if result else None
                return "" if found is None else stored(found)

            return value

        left, right = printer.side(check.comparison.left), printer.right(check.comparison)
        difference = f"ROUND({a1['left']}-{a1['right']},{PLACES})"
        yield LiveCell(at["ready"], printer.ready(check), lambda state: int(state.known(key) is not None))
        none = literal("")
        yield LiveCell(at["left"], f"IF({ready},{left},{none})", number(lambda result: result.left))
        yield LiveCell(at["right"], f"IF({ready},{right},{none})", number(lambda result: result.right))
        yield LiveCell(at["difference"], f"IF({ready},{difference},{none})", number(_rounded))
        holds = printer.relation(check.comparison, a1["difference"])
        if applying := printer.applies(check):
            applies = f"IF({ready},IF({applying},1,0),0)"
            yield LiveCell(at["applies"], applies, lambda state: int(state.results[key].applies))
            holds = f"OR({a1['applies']}=0,{holds})"
        failing = literal(say_of("result.failing.*", check.severity))
        unknown, passed = literal(say("result.not_assessable")), literal(say("result.pass"))
        formula = f"IF({ready},IF({holds},{passed},{failing}),{unknown})"
        yield LiveCell(at["result"], formula, lambda state: outcome_word(state.results[key]))
        settled = f"{a1['result']}<>{failing}"
        if check.severity == "soft":
            settled = f"OR({settled},IFERROR({written(a1['reason'])},0)>0)"
        elif not check.looks_outside:
            settled = f"{a1['result']}={passed}"
        # An error, whoever brought it in, is never fine.
        formula = f"IF(ISERROR({a1['result']}),1,IF({settled},0,1))"
        yield LiveCell(at["open"], formula, lambda state: int(state.is_open(key)))

    def _cover(self) -> Iterator[LiveCell]:
        problems, light = self.layout.cover["problems"], self.layout.cover["light"]
        still, ready = (self.layout.check_column(c).seen_from(problems.sheet) for c in ("open", "ready"))
        # Sums that only wait for blanks are not counted beside the blanks; one that waits for a total is.
        told = f"SUMPRODUCT({still},{ready})"
        yield LiveCell(problems, f"IF({told}=0,SUM({still}),{told})", FormState.open_checks)
        green = say("light.green")
        before, after = map(literal, say("light.red", count="\0").split("\0"))
        formula = f"IF({problems.a1}=0,{literal(green)},{before}&{problems.a1}&{after})"

        def value(state: FormState) -> str:
            count = state.open_checks()
            return say("light.red", count=count) if count else green

        yield LiveCell(light, formula, value)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of the words at a row or column: when it is silent, what it says, and its value."""

    fine: str
    words: str
    value: Callable[[FormState], str]


def _count(formula: str, code: Code, count: Callable[[FormState], int]) -> _Clause:
    before, after = map(literal, _clause(say(code, count="\0")).split("\0"))
    words = f"IF({formula}=0,{literal('')},{before}&({formula})&{after})"

    def value(state: FormState) -> str:
        number = count(state)
        return _clause(say(code, count=number)) if number else ""

    return _Clause(f"{formula}=0", words, value)


def _clause(words: str) -> str:
    return words + say("words.separator")


def _line(form: Form, entry: str) -> tuple[str, str, str]:
    placed = form.entries[entry]
    return placed.table, placed.block, placed.row


def difference_words(check: EditCheck, amount: str) -> str:
    """What stands beside the table when an equality is broken, e.g. ``收办平衡差 2；``."""
    return _clause(say("words.difference", title=check.rule.title, amount=amount))


def query_words(check: EditCheck) -> str:
    """What stands there when a bound is broken."""
    return _clause(say("words.query", title=check.rule.title))


def must_fit(formula: str, place: str) -> None:
    """Refuse a formula that Excel would not take.

    Raises:
        EditionError: it is too long or too deep.
    """
    if not fits(formula):
        raise refusal("rules.csv", 0, "edition.formula_too_long", place=place)


def _rounded(result: Result) -> Number | None:
    """The difference as the sheet shows it, free of what binary numbers add."""
    return None if result.difference is None else rounded(result.difference)


def outcome_word(result: Result) -> str:
    """The result column's word for an outcome."""
    match result.outcome:
        case Outcome.PASS:
            return say("result.pass")
        case Outcome.FAIL:
            return say_of("result.failing.*", result.check.severity)
        case _:
            return say("result.not_assessable")


def stored(value: Number) -> int | float:
    """A number as a spreadsheet stores it: a binary double where it has decimals."""
    return value if isinstance(value, int) else float(value)
