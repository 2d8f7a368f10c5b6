"""A workbook on the clerk's desk: what stands in every cell, and what reading it must come to."""

from __future__ import annotations

import io
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, opened_book
from tests.simulator.figure_kinds import FEES, Number, Sum, Truth, added_up, broken
from tests.simulator.paper_kinds import LAYOUT, Content, Formula, Issue, Place, issued_to, packed, paper
from tests.workbook.received import unzipped
from toolkit.form.addresses import Cell

CORE = "docProps/core.xml"
Mark: TypeAlias = tuple[str, str]
"""Code and severity of a finding."""


OF_SUMS = ("T3-01", "T3-02", "T3-03", "T4-01", "X-01")
"""Codes of rules that say how figures add up."""


@dataclass(frozen=True)
class Told:
    """A finding that a habit must lead to: one of these codes, naming these items and words."""

    habit: str
    codes: tuple[str, ...]
    severity: str
    items: frozenset[str] = frozenset()
    words: str = ""


@dataclass(frozen=True)
class Expectation:
    """What reading a file must come to.

    Attributes:
        values: every item → the exact number that the sheet shows, ``None`` where it shows none.
        doubtful: items that may be unknown instead, as long as a finding of the file tells so.
        marks: (code, severity) → the items that all findings of this kind must name, no more, no less.
        sums: hard sums that the figures shown break.
        told: findings owed to each habit.
        unreadable: codes of which one must be given; empty where the file must be read.
        or_exact: it may as well be read, if then exactly.
        may: codes that may be given beside those that must.
        unit, year: of whom and when the workbook says it is.
    """

    values: Mapping[str, Number | None]
    doubtful: frozenset[str]
    marks: Mapping[Mark, frozenset[str]]
    sums: tuple[Sum, ...]
    told: tuple[Told, ...]
    may: frozenset[str]
    texts: Mapping[str, str]
    unit: str
    year: int
    unreadable: tuple[str, ...] = ()
    or_exact: bool = False


@dataclass
class Draft:
    """A workbook while habits are applied to it.

    Attributes:
        cells: item → what is typed; totals only where typed over.
        shown: item → the number it shows, ``None`` for something that is none.
        marks, told: see :class:`Expectation`.
        lost, doubtful: items and texts whose cells are gone, or may not be found.
        place: item or text → where its cell stands now.
        either: items that hold no number, as content or as a formula that gives it.
        edits: changes of the workbook itself, made when all figures are typed.
        afterwards: changes of the saved bytes.
        may: codes that may be given beside those that must.
    """

    truth: Truth
    chance: random.Random
    issue: Issue
    name: str
    cells: dict[str, Content]
    shown: dict[str, Number | None]
    place: dict[str, Place]
    saved_as: str = ""
    declaration: str = ""
    signed: bool = True
    has_meta: bool = True
    follow_names: bool = True
    marks: defaultdict[Mark, set[str]] = field(default_factory=lambda: defaultdict(set))
    told: list[Told] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    either: set[str] = field(default_factory=set)
    edits: list[Callable[[Workbook], None]] = field(default_factory=list)
    afterwards: list[Callable[[bytes], bytes]] = field(default_factory=list)
    may: set[str] = field(default_factory=set)
    unit: str | None = None
    year: int | None = None
    unreadable: tuple[str, ...] = ()
    or_exact: bool = False
    habit: str = ""

    # --- what habits use -----------------------------------------------------------------------

    def type(self, item: str, content: Content, shows: Number | None) -> None:
        """Type ``content`` into a cell, over whatever stands there."""
        self.cells[item], self.shown[item] = content, shows
        if item in FORM.totals and shows is not None:
            self.marks["R-total", "note"].add(item)

    def blank(self, item: str) -> None:
        """Leave a cell empty."""
        self.cells[item] = None
        self.shown.pop(item, None)
        if item in FORM.totals:
            self.marks["R-total", "hard"].add(item)

    def tell(self, code: str, severity: str, *items: str, words: str = "") -> None:
        """The habit at work must lead to this finding, and to no other of its kind elsewhere."""
        self.marks[code, severity] |= set(items)
        self.owe((code,), severity, *items, words=words)

    def owe(self, codes: tuple[str, ...], severity: str, *items: str, words: str = "") -> None:
        """The habit at work must lead to a finding that follows from the figures shown."""
        self.told.append(Told(self.habit, codes, severity, frozenset(items), words))

    def untouched(self, items: Iterable[str]) -> list[str]:
        """Those of the items that still hold their true number."""
        return [
            item for item in items
            if item in FORM.inputs and item not in self.lost | self.doubtful | self.either
            and self._is_true(item)
        ]  # fmt: skip

    def _is_true(self, item: str) -> bool:
        """Whether a cell holds its true number as a number."""
        content = self.cells[item]
        return content == self.shown.get(item) == self.truth.values[item] and type(content) is not str

    def _is_shown(self, item: str) -> bool:
        """Whether a cell shows a number of which a format may make another."""
        if item in FORM.totals:
            return not self.lost & {*FORM.totals[item]} and self.figures()[item] is not None
        return self._is_true(item)

    def some(self, items: Iterable[str], most: int = 4) -> list[str]:
        """A few of the untouched items."""
        free = self.untouched(items)
        return self.chance.sample(free, min(len(free), self.chance.randint(1, most)))

    def put(self, item: str, content: object) -> None:
        """Type something into the workbook itself, where the cell stands by now."""
        sheet, row, column = self.place[item]
        self.edit(lambda book: setattr(book[sheet].cell(row + 1, column + 1), "value", content))

    def edit(self, change: Callable[[Workbook], None]) -> None:
        self.edits.append(change)

    # --- what becomes of it --------------------------------------------------------------------

    def figures(self) -> dict[str, Number | None]:
        """Every item with the number the sheet shows, totals of the template computed."""
        known: dict[str, Number | None] = {}
        for item in FORM.items:
            if item in self.lost:
                known[item] = None
            elif item in self.shown:
                known[item] = self.shown[item]
            elif item not in FORM.totals:
                known[item] = 0 if self.declaration == "是" else None
            elif self.cells.get(item, 0) is None:
                known[item] = None  # deleted: the declaration is about inputs
        return added_up(known)

    def written(self) -> bytes:
        """The bytes, before they are saved as another format or damaged."""
        figures = {item: content for item, content in self.cells.items() if item not in self.lost}
        data = paper(self.truth, self.issue, figures, declaration=self.declaration, signed=self.signed)
        if not self.edits:
            return data
        book = opened_book(io.BytesIO(data))
        for change in self.edits:
            change(book)
        if self.follow_names:
            self._rename(book)
        stream = io.BytesIO()
        book.save(stream)
        # openpyxl notes the time; a seed gives the same bytes every time.
        return packed(unzipped(stream.getvalue()) | {CORE: unzipped(data)[CORE]})

    def _rename(self, book: Workbook) -> None:
        """Let defined names follow their cells, as spreadsheet programs do."""
        for name, (sheet, row, column) in self.place.items():
            if name not in book.defined_names:
                continue
            if name in self.lost or sheet not in book.sheetnames:
                del book.defined_names[name]
            else:
                book.defined_names[name].attr_text = Cell(sheet, row, column).reference

    def expectation(self) -> Expectation:
        figures = self.figures()
        # A total of doubtful parts is doubtful itself; so is what its sums say.
        doubtful = {i for i in FORM.items if (self.doubtful | self.either) & {i, *FORM.totals.get(i, ())}}
        doubtful |= {i for i in FORM.items if doubtful & set(FORM.totals.get(i, ()))}
        marks = {mark: set(items) for mark, items in self.marks.items()}
        self._invalid(marks)
        told = [*filter(self._still_owed, self._still_shown(marks)), *self._changed_formulas(marks)]
        prior = self.truth.prior if self.has_meta else None
        return Expectation(
            figures,
            frozenset(doubtful),
            {mark: frozenset(items) for mark, items in marks.items()},
            tuple(broken(figures, prior)),
            tuple(told),
            frozenset(self.may),
            {t: w for t, w in self.truth.texts.items() if t not in self.lost | self.doubtful},
            self.truth.unit.code if self.unit is None else self.unit,
            self.truth.year if self.year is None else self.year,
            self.unreadable,
            self.or_exact,
        )

    def _still_shown(self, marks: dict[Mark, set[str]]) -> Iterator[Told]:
        """Of formats nothing is told where no number is left for them: typed over, blank, or a text now."""
        for told in self.told:
            if told.codes != ("R-format",) or not told.items:
                yield told
                continue
            gone = {item for item in told.items if item in self.lost or not self._is_shown(item)}
            mark = "R-format", told.severity
            marks[mark] -= gone
            if not marks[mark]:
                del marks[mark]
            if told.items - gone:
                yield replace(told, items=told.items - gone)

    def _still_owed(self, told: Told) -> bool:
        """Of blanks nothing is told once they are declared to be 0, of sums once a part cannot be read."""
        if {*told.codes} <= {*OF_SUMS} and told.items:
            figures = self.figures()
            if any(figures.get(item) is None for item in told.items):
                return False
        of_blanks = told.codes == ("N-BLANK",) or (told.codes == ("S-01",) and told.items <= set(FEES))
        return self.declaration != "是" or not told.items or not of_blanks

    def _invalid(self, marks: dict[Mark, set[str]]) -> None:
        """N-INT and blanks, which follow from what the cells show."""
        for item in FORM.inputs:
            if item in self.lost:
                continue
            if item not in self.shown:
                if self.declaration != "是":
                    code = "S-01" if item in FEES else "N-BLANK"
                    marks.setdefault((code, "hard"), set()).add(item)
            elif item not in self.either and self._unfit(item):
                marks.setdefault(("N-INT", "hard"), set()).add(item)

    def _changed_formulas(self, marks: dict[Mark, set[str]]) -> Iterator[Told]:
        """Other formulas of totals are told where they can be compared: as text, in their issued place."""
        if self.saved_as not in ("", "xlsx"):
            return
        figures = self.figures()
        at = {place: figures[item] for item, place in self.place.items() if item in figures}
        for item, content in self.cells.items():
            issued = LAYOUT.items[item]
            stands = item not in self.lost and self.place[item][1:] == (issued.row, issued.column)
            if item in FORM.totals and isinstance(content, Formula) and stands:
                sheet = self.place[item][0]
                try:
                    adds_up = content.adds_up(lambda row, column: at[sheet, row, column])  # noqa: B023
                except LookupError:  # no sum, or not of figures
                    severity = "hard"
                else:
                    known = adds_up is not None and figures[item] is not None
                    severity = "hard" if known and adds_up != figures[item] else "note"
                marks.setdefault(("R-total", severity), set()).add(item)
                yield Told("total_formula_changed", ("R-total",), severity, frozenset([item]))

    def _unfit(self, item: str) -> bool:
        """Whether the cell holds something other than an admissible number; of formulas R-formula tells."""
        value = self.shown[item]
        if isinstance(self.cells[item], Formula):
            return False
        return value is None or value < 0 or (FORM.items[item].kind == "count" and value % 1 != 0)


def draft(truth: Truth, saved_as: str = "") -> Draft:
    """The issued workbook with the true figures in it."""
    return Draft(
        truth,
        random.Random(f"habits {truth.seed}"),
        issued_to(truth),
        f"{truth.unit.code}-{truth.seed}.xlsx",
        dict(truth.values),
        dict(truth.values),
        {
            name: (cell.sheet, cell.row, cell.column)
            for name, cell in (*LAYOUT.items.items(), *LAYOUT.texts.items())
        },
        saved_as,
    )
