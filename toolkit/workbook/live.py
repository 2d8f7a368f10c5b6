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

from toolkit.form.evaluation import Outcome, Record, Result, evaluate, is_blank
from toolkit.form.expression import Number, magnitude, plain
from toolkit.form.formula import PLACES, FormulaPrinter, total_formulas
from toolkit.form.layout import CHECK_COLUMNS, Cell, layout_of
from toolkit.form.model import Block, EditCheck, Form
from toolkit.messages import say

Shown: TypeAlias = str | int | float
"""What a spreadsheet stores as the result of a formula."""


class State:
    """One filled form as the live cells see it."""

    def __init__(self, form: Form, record: Record, reasons: Mapping[str, str]) -> None:
        self.form, self.record, self.reasons = form, record, reasons
        self.results = {result.check.key: result for result in evaluate(form, record)}
        self.totals = self._totals()

    def _totals(self) -> dict[str, Number | str]:
        """Totals as the sheet shows them: running sums, or a word where a part is no number."""
        shown: dict[str, Number | str] = {}
        for total in self.form.computation_order:
            parts = [shown.get(part, self.shown(part)) for part in self.form.totals[total]]
            numbers = [part for part in parts if not isinstance(part, str)]
            shown[total] = sum(numbers) if len(numbers) == len(parts) else say("word.wrong")
        return shown

    def shown(self, item: str) -> Number | str:
        return say("word.wrong") if item in self.record.unreadable else self.record.values.get(item, 0)

    def known(self, key: str) -> Result | None:
        """The result of a check, if it could be assessed."""
        result = self.results[key]
        return None if result.outcome is Outcome.NOT_ASSESSABLE else result

    def failed(self, key: str) -> bool:
        return self.results[key].outcome is Outcome.FAIL

    def is_open(self, key: str) -> bool:
        """Whether the clerk still has to act: mend a hard failure, or explain a soft one."""
        hard = self.results[key].check.severity == "hard"
        return self.failed(key) and (hard or not self.reasons.get(key, "").strip())

    def blanks(self, items: Iterable[str]) -> int:
        if self.record.blanks_are_zero:
            return 0
        return sum(is_blank(self.record, item) for item in items)

    def not_numbers(self, items: Iterable[str]) -> int:
        return sum(item in self.record.unreadable for item in items)

    def open_checks(self) -> int:
        """Number on the status light."""
        return sum(self.is_open(check.key) for check in self.form.checks if not check.reading_only)


@dataclass(frozen=True, slots=True)
class LiveCell:
    """A formula (without ``=``) and how its value follows from a state."""

    cell: Cell
    formula: str
    value: Callable[[State], Shown]


@lru_cache(maxsize=16)
def live_cells(form: Form) -> tuple[LiveCell, ...]:
    """Every formula cell of the form's workbook."""
    return tuple(_Printer(form).cells())


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
        for text, cell in self.layout.text_words.items():
            yield self._text_words(text, cell)
        for key in self.layout.check_rows:
            yield from self._check(self.form.check_by_key[key])
        yield from self._cover()

    def _total(self, total: str) -> LiveCell:
        formula = total_formulas(self.form)[total]

        def value(state: State) -> Shown:
            shown = state.totals[total]
            return shown if isinstance(shown, str) else stored(shown)

        return LiveCell(self.layout.items[total], formula, value)

    # --- words beside and below the tables ------------------------------------------------------

    def _row_words(self, block: Block) -> Iterator[LiveCell]:
        for row in block.rows:
            cell = self.layout.row_words[block.table, block.id, row.id]
            items = (self.form.item_at(block, row, column) for column in block.columns)
            inputs = tuple(item for item in items if item not in self.form.totals)
            checks = [c for c in self.form.checks if (c.table, c.row) == (block.table, row.id)]
            yield self._words(cell, inputs, checks)

    def _column_words(self, block: Block) -> Iterator[LiveCell]:
        for column in block.columns:
            cell = self.layout.column_words.get((block.table, block.id, column.id))
            if cell is not None:
                here = (block.table, column.id, "")
                checks = [c for c in self.form.checks if (c.table, c.column, c.row) == here]
                yield self._words(cell, (), checks)

    def _words(self, cell: Cell, inputs: tuple[str, ...], checks: Iterable[EditCheck]) -> LiveCell:
        """``√``, or everything that is wrong here, in words."""
        printer = FormulaPrinter(self.layout, cell.sheet)
        clauses = []
        if inputs:
            blank, text = printer.blank(inputs), printer.not_numbers(inputs)
            clauses.append(_count(blank, "words.blank", lambda state: state.blanks(inputs)))
            clauses.append(_count(text, "words.not_numbers", lambda state: state.not_numbers(inputs)))
        shown = [check for check in checks if check.key in self.layout.check_rows]
        clauses += [self._difference(check) for check in shown]
        # What cannot be assessed yet is not balanced; last year's figures may be missing for good.
        waiting = next((c for c in shown if all(name in self.form.items for name in c.assessed)), None)
        if waiting is not None and not inputs:
            clauses.append(self._waiting(waiting))
        good = say("word.good")
        fine = ",".join(clause.fine for clause in clauses)
        words = "&".join(clause.words for clause in clauses)
        formula = f'IF(AND({fine}),"{good}",{words})'
        return LiveCell(cell, formula, lambda state: "".join(c.value(state) for c in clauses) or good)

    def _difference(self, check: EditCheck) -> _Clause:
        """Silent once a soft check is answered with a reason, as the status light is."""
        key = check.key
        still = f"{self.layout.check_cell(key, 'open').reference}=1"
        fine = still.replace("=1", "=0")
        if check.comparison.relation != "=":
            text = say("words.query", title=check.rule.title)
            return _Clause(fine, f'IF({still},"{text}","")', lambda state: text if state.is_open(key) else "")
        amount = f"ABS({self.layout.check_cell(key, 'difference').reference})"
        before, after = difference_words(check, "\0").split("\0")

        def value(state: State) -> str:
            size = plain(magnitude(state.results[key].difference or 0))
            return difference_words(check, size) if state.is_open(key) else ""

        return _Clause(fine, f'IF({still},"{before}"&{amount}&"{after}","")', value)

    def _waiting(self, check: EditCheck) -> _Clause:
        key, dash = check.key, say("word.unknown")
        waits = f'{self.layout.check_cell(key, "result").reference}="{say("result.not_assessable")}"'
        return _Clause(
            waits.replace("=", "<>"),
            f'IF({waits},"{dash}","")',
            lambda state: dash if state.known(key) is None else "",
        )

    def _text_words(self, text: str, cell: Cell) -> LiveCell:
        at = self.layout.texts[text].a1
        before, after = say("words.characters", count="\0").split("\0")
        missing = say("words.text_missing")
        formula = f'IF(LEN(TRIM({at}))=0,"{missing}","{before}"&LEN({at})&"{after}")'

        def value(state: State) -> str:
            written = state.record.texts.get(text, "")
            return say("words.characters", count=len(written)) if written.strip() else missing

        return LiveCell(cell, formula, value)

    # --- the checks sheet and the cover ---------------------------------------------------------

    def _check(self, check: EditCheck) -> Iterator[LiveCell]:
        key = check.key
        at = {name: self.layout.check_cell(key, name) for name in CHECK_COLUMNS}
        a1 = {name: cell.a1 for name, cell in at.items()}
        printer = FormulaPrinter(self.layout, at["left"].sheet)
        ready = f"{a1['ready']}=1"

        def number(pick: Callable[[Result], Number | None]) -> Callable[[State], Shown]:
            def value(state: State) -> Shown:
                result = state.known(key)
                found = pick(result) if result else None
                return "" if found is None else stored(found)

            return value

        left, right = printer.side(check.comparison.left), printer.side(check.comparison.right)
        difference = f"ROUND({a1['left']}-{a1['right']},{PLACES})"
        yield LiveCell(at["ready"], printer.ready(check), lambda state: int(state.known(key) is not None))
        yield LiveCell(at["left"], f'IF({ready},{left},"")', number(lambda result: result.left))
        yield LiveCell(at["right"], f'IF({ready},{right},"")', number(lambda result: result.right))
        yield LiveCell(at["difference"], f'IF({ready},{difference},"")', number(lambda r: r.difference))
        holds = f"{a1['difference']}{check.comparison.relation}0"
        if check.condition is not None:
            applies = f"IF({ready},IF({printer.applies(check.condition)},1,0),0)"
            yield LiveCell(at["applies"], applies, lambda state: int(state.results[key].applies))
            holds = f"OR({a1['applies']}=0,{holds})"
        failing = say(f"result.failing.{check.severity}")
        unknown, passed = say("result.not_assessable"), say("result.pass")
        formula = f'IF({ready},IF({holds},"{passed}","{failing}"),"{unknown}")'
        yield LiveCell(at["result"], formula, lambda state: outcome_word(state.results[key]))
        unresolved = f'{a1["result"]}="{failing}"'
        if check.severity == "soft":
            unresolved = f"AND({unresolved},LEN(TRIM({a1['reason']}))=0)"
        yield LiveCell(at["open"], f"IF({unresolved},1,0)", lambda state: int(state.is_open(key)))

    def _cover(self) -> Iterator[LiveCell]:
        problems, light = self.layout.cover["problems"], self.layout.cover["light"]
        column = self.layout.check_column("open").seen_from(problems.sheet)
        yield LiveCell(problems, f"SUM({column})", State.open_checks)
        green = say("light.green")
        before, after = say("light.red", count="\0").split("\0")
        formula = f'IF({problems.a1}=0,"{green}","{before}"&{problems.a1}&"{after}")'

        def value(state: State) -> str:
            count = state.open_checks()
            return say("light.red", count=count) if count else green

        yield LiveCell(light, formula, value)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of the words at a row or column: when it is silent, what it says, and its value."""

    fine: str
    words: str
    value: Callable[[State], str]


def _count(formula: str, code: str, count: Callable[[State], int]) -> _Clause:
    before, after = say(code, count="\0").split("\0")
    words = f'IF({formula}=0,"","{before}"&({formula})&"{after}")'
    return _Clause(f"{formula}=0", words, lambda state: say(code, count=n) if (n := count(state)) else "")


def difference_words(check: EditCheck, amount: str) -> str:
    """What stands beside the table when an equality is broken, e.g. ``收办平衡差 2；``."""
    return say("words.difference", title=check.rule.title, amount=amount)


def outcome_word(result: Result) -> str:
    """The result column's word for an outcome."""
    match result.outcome:
        case Outcome.PASS:
            return say("result.pass")
        case Outcome.FAIL:
            return say(f"result.failing.{result.check.severity}")
        case _:
            return say("result.not_assessable")


def stored(value: Number) -> int | float:
    """A number as a spreadsheet stores it: a binary double where it has decimals."""
    return value if isinstance(value, int) else float(value)
