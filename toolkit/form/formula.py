"""The Excel printer: a bound rule as a formula.

Only functions that Excel 2007, WPS 2016 and LibreOffice share are used: SUM, COUNT, COUNTBLANK, COUNTIF,
SUMPRODUCT, ISNUMBER, ISERROR, INT, FIND, LEN, LEFT, MID, RIGHT, TRIM, SUBSTITUTE, CHAR, VALUE, IF, AND, OR,
ROUND, ABS, IFERROR
and ``&``. No dynamic arrays, and no function over an array that is meant for one cell: programs differ there.
A logical value is never compared with a number: Excel orders number < text < logical, so ``FALSE>0``
is TRUE. A formula never turns a text into 0: it says that it cannot be assessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from toolkit.form.addresses import Cell, Range, rectangles
from toolkit.form.applicability import Applicability
from toolkit.form.edit_rules import EditCheck
from toolkit.form.expression import PLACES, Comparison, Condition, Group, magnitude, plain
from toolkit.form.layout import DECLARED, Layout, layout_of
from toolkit.form.literals import literal
from toolkit.form.model import Form
from toolkit.form.ratios import Ratio
from toolkit.form.variables import OPTIONAL, Measure, Prior, Said, UnitProperty, Variable
from toolkit.messages import say


class FormulaPrinter:
    """Prints the checks of one form as formulas for one sheet (``sheet`` is its name)."""

    def __init__(self, layout: Layout, sheet: str) -> None:
        self.layout, self.form, self.sheet = layout, layout.form, sheet

    # --- checks --------------------------------------------------------------------------------

    def side(self, side: tuple[Group, ...]) -> str:
        """One side of a comparison, e.g. ``C4+SUM(C7:C14)``."""
        text = ""
        for group in side:
            sign = "-" if group.coefficient < 0 else "+" if text else ""
            size = magnitude(group.coefficient)
            if not group.variables:
                text += f"{sign}{plain(size)}"
            else:
                text += sign + (f"{plain(size)}*" if size != 1 else "") + self._sum(group.variables)
        return text

    def ready(self, check: EditCheck) -> str:
        """1 when every cell the check depends on holds a number, blanks counting once declared 0.

        The declaration is about inputs: a total that was deleted stays unknown.
        """
        items = [name for name in check.assessed if name in self.form.items]
        inputs = [name for name in items if name not in self.form.totals]
        cells = [self._cell(n) for n in check.assessed if n in self.form.totals or isinstance(n, OPTIONAL)]
        tests = []
        if inputs:
            tests.append(f"{self.numbers(inputs)}={len(inputs)}")
        if cells:
            tests.append(f"COUNT({self.references(rectangles(cells))})={len(cells)}")
        if not tests:
            return "1"
        return f"IF({tests[0] if len(tests) == 1 else 'AND(' + ','.join(tests) + ')'},1,0)"

    def right(self, comparison: Comparison) -> str:
        """The right side; a ratio to the decimals that count, 0 without a denominator."""
        side = self.side(comparison.right)
        if not comparison.divisor:
            return side
        under = self.side(comparison.divisor)
        return f"IF(({under})=0,0,ROUND(({side})/({under}),{PLACES}))"

    def holds(self, comparison: Comparison) -> str:
        """TRUE where a comparison holds, or has nothing to compare."""
        difference = f"ROUND({self.side(comparison.left)}-({self.right(comparison)}),{PLACES})"
        test = self.relation(comparison, difference)
        return f"OR(({self.side(comparison.divisor)})=0,{test})" if comparison.divisor else test

    def relation(self, comparison: Comparison, difference: str) -> str:
        """TRUE where a difference satisfies the relation."""
        if comparison.relation == "~":
            return f"ABS({difference})<={plain(comparison.tolerance)}"
        return f"{difference}{comparison.relation}0"

    def applies(self, check: EditCheck) -> str:
        """TRUE where a check has something to compare and its condition holds; empty if it always has."""
        tests = [f"({self.side(check.comparison.divisor)})<>0"] if check.comparison.divisor else []
        if check.condition is not None:
            tests.append(self._condition(check.condition))
        return _joined("AND", tests) if tests else ""

    def _condition(self, condition: Condition) -> str:
        parts = [_joined("AND", map(self.holds, part)) for part in condition.alternatives]
        return _joined("OR", parts)

    def numbers(self, inputs: Iterable[str]) -> str:
        """How many of these inputs count as a number; blanks do once declared 0, and where nobody asks."""
        inputs = tuple(inputs)
        ranges, groups = self.layout.ranges(inputs), self._by_applicability(inputs)
        spared = (f"(1-{name})*({blanks})" for name, blanks in groups if name)
        count = f"COUNT({self.references(ranges)})"
        blank = f"IF({declared()},{self._blanks(ranges)},{'+'.join(spared) or 0})"
        return f"{count}+{blank}{self._marked(inputs)}"

    def total(self, total: str) -> str:
        """A total of the form; says so instead of passing over a text, or a total that was deleted."""
        parts = self.form.totals[total]
        here = self.references(self.layout.ranges(parts))
        inputs = [part for part in parts if part not in self.form.totals]
        blanks = f"+{self._blanks(self.layout.ranges(inputs))}" if inputs else ""
        blanks += self._marked(inputs)
        rate = self.form.ratios.get(total)
        amount = self.rate(rate) if rate else f"SUM({here})"
        return f"IF(COUNT({here}){blanks}={len(parts)},{amount},{literal(say('word.wrong'))})"

    def rate(self, rate: Ratio) -> str:
        """A rate, rounded as Python rounds it; 0 without a denominator."""
        over, under = self.side(rate.over), self.side(rate.under)
        return f"IF(({under})=0,0,ROUND(({over})/({under}),{rate.places}))"

    # --- measures ------------------------------------------------------------------------------

    def blank(self, entries: Iterable[str]) -> str:
        """Number of blank cells that are asked for; of figures, 0 once blanks are declared 0."""
        entries = tuple(entries)
        figures = self._asked_blanks(entry for entry in entries if entry in self.form.items)
        stated = self._asked_blanks(
            e for e in entries if e in self.form.stated and e not in self.form.voluntary
        )
        parts = ([f"IF({declared()},0,{figures})"] if figures else []) + ([stated] if stated else [])
        return "+".join(parts) or "0"

    def _asked_blanks(self, entries: Iterable[str]) -> str:
        groups = self._by_applicability(entries)
        return "+".join(f"{name}*({blanks})" if name else blanks for name, blanks in groups)

    def _marked(self, inputs: Iterable[str]) -> str:
        """A term: how many of these cells say that they do not apply; empty where none may."""
        areas = self.layout.ranges(item for item in inputs if item in self.form.exempt)
        # As a range of one cell, too: not every program takes a single cell for one.
        cells = [f"{self._at(area.first)}:{area.last.a1}" for area in areas]
        return "".join(f"+COUNTIF({at},{literal(mark)})" for at in cells for mark in self.form.words.marks)

    def asked(self, applies: Applicability) -> str:
        """1 where the unit is asked, and where its properties do not tell."""
        parts = []
        for condition in applies.conditions:
            cells = [self._cell(name) for name in condition.variables()]
            known = f"COUNT({self.references(rectangles(cells))})={len(cells)}"
            parts.append(f"IF({known},IF({self._condition(condition)},1,0),1)")
        return "*".join(parts)

    def empty(self, totals: Iterable[str]) -> str:
        """Number of totals that were deleted."""
        return self._blanks(self.layout.ranges(totals))

    def invalid(self, entries: Iterable[str]) -> str:
        """Number of cells that hold what they may not: text, a fraction of a case, out of bounds."""
        return "+".join(misfit(self.layout, entry, self._at(self.layout.items[entry])) for entry in entries)

    def texts(self, sheet: str) -> list[str]:
        """The cells of the texts of a sheet."""
        return [self._at(self.layout.texts[text.id]) for text in self.form.texts if text.sheet == sheet]

    # --- references ----------------------------------------------------------------------------

    def _sum(self, variables: tuple[Variable, ...]) -> str:
        if len(variables) == 1 and isinstance(variables[0], Measure):
            return f"({variables[0].formula(self)})"
        cells = [self._cell(name) for name in variables]
        if len(cells) == 1 and variables[0] not in self.form.exempt:
            return self._at(cells[0])
        return f"SUM({self.references(rectangles(cells))})"

    def _cell(self, variable: Variable) -> Cell:
        match variable:
            case Prior(item=item):
                return self.layout.prior[item]
            case UnitProperty(of=name):
                return self.layout.meta[name]
            case Said(of=name):
                return self.layout.said[name][-1]
        return self.layout.items[variable]

    def _at(self, cell: Cell) -> str:
        return Range(cell, cell).seen_from(self.sheet)

    def references(self, ranges: Iterable[Range]) -> str:
        return ",".join(area.seen_from(self.sheet) for area in ranges)

    def _by_applicability(self, entries: Iterable[str]) -> list[tuple[str, str]]:
        """Blank cells among these, by the name of the cell that tells who is asked for them."""
        groups: dict[Applicability | None, list[str]] = {}
        for entry in entries:
            groups.setdefault(self.form.entries[entry].applies, []).append(entry)
        return [
            (self.layout.applies_name(who) if who else "", self._blanks(self.layout.ranges(items)))
            for who, items in groups.items()
        ]

    def _blanks(self, ranges: Iterable[Range]) -> str:
        return "+".join(f"COUNTBLANK({area.seen_from(self.sheet)})" for area in ranges)


@lru_cache(maxsize=16)
def total_formulas(form: Form) -> Mapping[str, str]:
    """Total item → its formula (without ``=``) as it stands in an issued workbook."""
    layout = layout_of(form)
    return {total: FormulaPrinter(layout, layout.items[total].sheet).total(total) for total in form.totals}


def _joined(function: str, tests: Iterable[str]) -> str:
    tests = list(tests)
    return tests[0] if len(tests) == 1 else f"{function}({','.join(tests)})"


def misfit(layout: Layout, entry: str, at: str) -> str:
    """1 where the cell of an entry holds something other than it may, 0 where it is right or blank."""
    form = layout.form
    if entry in form.stated:
        return form.stated[entry].misfit(at, form.words)
    item = form.items[entry]
    words = form.words if item.not_applicable else None
    return item.admissible.counted(at, declared_for(layout, item.applies), words)


def declared_for(layout: Layout, applies: Applicability | None) -> str:
    """The condition that a blank counts as a 0 which the clerk declared: not where nobody asks for it."""
    return declared() if applies is None else f"AND({declared()},{layout.applies_name(applies)}=1)"


def declared() -> str:
    """The condition that the clerk declared blanks to be 0."""
    return f"{DECLARED}={literal(say('word.yes'))}"
