"""The Excel printer: a bound rule as a formula.

Only functions that Excel 2007, WPS 2016 and LibreOffice share are used: SUM, COUNT, COUNTBLANK,
SUMPRODUCT, ISNUMBER, ISERROR, INT, FIND, LEN, SUBSTITUTE, CHAR, IF, AND, OR, ROUND, ABS, IFERROR and
``&``. No dynamic arrays, and no function over an array that is meant for one cell: programs differ there.
A logical value is never compared with a number: Excel orders number < text < logical, so ``FALSE>0``
is TRUE. A formula never turns a text into 0: it says that it cannot be assessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from toolkit.form.expression import PLACES, Comparison, Group, magnitude
from toolkit.form.layout import DECLARED, Cell, Layout, Range, layout_of, rectangles
from toolkit.form.literals import literal, written
from toolkit.form.model import PRIOR, UNIT, EditCheck, Form
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
                text += f"{sign}{size}"
            else:
                text += sign + (f"{size}*" if size != 1 else "") + self._sum(group.variables)
        return text

    def ready(self, check: EditCheck) -> str:
        """1 when every cell the check depends on holds a number, blanks counting once declared 0.

        The declaration is about inputs: a total that was deleted stays unknown.
        """
        items = [name for name in check.assessed if name in self.form.items]
        inputs = [name for name in items if name not in self.form.totals]
        cells = [
            self._cell(n) for n in check.assessed if n in self.form.totals or n.startswith((PRIOR, UNIT))
        ]
        tests = []
        if inputs:
            tests.append(f"{self.numbers(inputs)}={len(inputs)}")
        if cells:
            tests.append(f"COUNT({self._list(rectangles(cells))})={len(cells)}")
        if not tests:
            return "1"
        return f"IF({tests[0] if len(tests) == 1 else 'AND(' + ','.join(tests) + ')'},1,0)"

    def applies(self, condition: Comparison) -> str:
        """TRUE where the condition of a check holds."""
        return (
            f"ROUND({self.side(condition.left)}-({self.side(condition.right)}),{PLACES}){condition.relation}0"
        )

    def numbers(self, inputs: Iterable[str]) -> str:
        """How many of these inputs hold a number, blanks included once they are declared 0."""
        ranges = self.layout.ranges(inputs)
        return f"COUNT({self._list(ranges)})+IF({declared()},{self._blanks(ranges)},0)"

    def total(self, total: str) -> str:
        """A total of the form; says so instead of passing over a text, or a total that was deleted."""
        parts = self.form.totals[total]
        here = self._list(self.layout.ranges(parts))
        inputs = [part for part in parts if part not in self.form.totals]
        blanks = f"+{self._blanks(self.layout.ranges(inputs))}" if inputs else ""
        return f"IF(COUNT({here}){blanks}={len(parts)},SUM({here}),{literal(say('word.wrong'))})"

    # --- measures ------------------------------------------------------------------------------

    def blank(self, inputs: Iterable[str]) -> str:
        """Number of blank cells, 0 once blanks are declared 0."""
        return f"IF({declared()},0,{self._blanks(self.layout.ranges(inputs))})"

    def empty(self, totals: Iterable[str]) -> str:
        """Number of totals that were deleted."""
        return self._blanks(self.layout.ranges(totals))

    def invalid(self, inputs: Iterable[str]) -> str:
        """Number of cells that hold no admissible number: text, a fraction of a case, out of bounds."""
        admitted = self.form.items
        return "+".join(
            admitted[item].admissible.counted(self._at(self.layout.items[item]), declared())
            for item in inputs
        )

    def measure(self, name: str) -> str:
        """A measure such as ``blank(requests)``."""
        kind, _, argument = name.rstrip(")").partition("(")
        if kind == "blank":
            return self.blank(self.form.table_inputs[argument])
        if kind == "invalid":
            lines = (cell for line, cell in self.layout.row_invalid.items() if line[0] == argument)
            return f"SUM({self._list(rectangles(lines))})"
        texts = [self._at(self.layout.texts[t.id]) for t in self.form.texts if t.sheet == argument]
        if kind == "missing_texts":
            return "+".join(f"IF({written(at)}=0,1,0)" for at in texts)
        return "+".join(f"LEN({at})" for at in texts)

    # --- references ----------------------------------------------------------------------------

    def _sum(self, variables: tuple[str, ...]) -> str:
        if len(variables) == 1 and "(" in variables[0]:
            return f"({self.measure(variables[0])})"
        cells = [self._cell(name) for name in variables]
        if len(cells) == 1:
            return self._at(cells[0])
        return f"SUM({self._list(rectangles(cells))})"

    def _cell(self, variable: str) -> Cell:
        if variable.startswith(PRIOR):
            return self.layout.prior[variable.removeprefix(PRIOR)]
        if variable.startswith(UNIT):
            return self.layout.meta[variable.removeprefix(UNIT)]
        return self.layout.items[variable]

    def _at(self, cell: Cell) -> str:
        return Range(cell, cell).seen_from(self.sheet)

    def _list(self, ranges: Iterable[Range]) -> str:
        return ",".join(area.seen_from(self.sheet) for area in ranges)

    def _blanks(self, ranges: Iterable[Range]) -> str:
        return "+".join(f"COUNTBLANK({area.seen_from(self.sheet)})" for area in ranges)


@lru_cache(maxsize=16)
def total_formulas(form: Form) -> Mapping[str, str]:
    """Total item → its formula (without ``=``) as it stands in an issued workbook."""
    layout = layout_of(form)
    return {total: FormulaPrinter(layout, layout.items[total].sheet).total(total) for total in form.totals}


def declared() -> str:
    """The condition that the clerk declared blanks to be 0."""
    return f"{DECLARED}={literal(say('word.yes'))}"
