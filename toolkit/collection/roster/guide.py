"""填写说明: what each column means, the rules, and a worked example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from toolkit.collection.roster.columns import allowed, cells_of, explanation
from toolkit.collection.roster.paper import printed
from toolkit.collection.roster.roster_words import COLUMNS, Groups
from toolkit.collection.roster.units import ReportingUnit, Roster
from toolkit.form.addresses import Cell
from toolkit.form.applicability import DeclaredProperty
from toolkit.form.unit_kinds import UnitKinds
from toolkit.messages import say, say_of
from toolkit.messages.code_types import Code
from toolkit.workbook.painting import join, row_height
from toolkit.workbook.styles import Styles

RULES = 9
TREE = (
    ("001", "government", "", "own", "counted"),
    ("101", "department", "", "own", "counted"),
    ("201", "county", "", "total", "counted"),
    ("20101", "department", "201", "own", "reconciled"),
    ("20102", "township", "201", "own", "reconciled"),
    ("202", "county", "", "own", "counted"),
    ("20201", "township", "202", "own", "counted"),
    ("901", "department", "", "own", "excluded"),
)
"""The worked example: code, kind, parent, scope, counting; one county with a total, one without."""
SAMPLE = "101"
SAMPLES = {"parent": "20101", "scope": "201", "counting": "20101", "reason": "901", "below": "201"}
"""Whose answer stands as the example of a column, where it is not unit ``SAMPLE``'s."""
TELEPHONE = "0951-1234567"
GUIDE_WIDTHS = (14, 28, 10, 16, 13, 12, 46)
EXAMPLE_COLUMNS = ("code", "name", "kind", "parent", "scope", "counting")


def worked_example(kinds: UnitKinds) -> Roster:
    """A small city in three levels, as the guide shows it."""
    units = []
    for code, usual, parent, scope, counting in TREE:
        kind = kinds.example(usual)
        unit = ReportingUnit(code, say_of("roster.tree.*", code), kind, parent, (), scope, counting)
        if code == SAMPLES["below"]:
            unit = replace(unit, below="complete")
        if code == SAMPLE:
            former, contact = (say("roster.tree.former"),), say("roster.tree.contact")
            unit = replace(unit, former_names=former, contact=contact, telephone=TELEPHONE)
        units.append(unit if unit.reports else replace(unit, reason=say("roster.example.why")))
    return Roster(units)


class Guide:
    """What each column means, the rules, and the worked example."""

    def __init__(
        self, book: Workbook, properties: Sequence[DeclaredProperty], kinds: UnitKinds, words: Groups
    ) -> None:
        self.properties, self.kinds, self.words = properties, kinds, words
        self.name, self.row = say("roster.guide.sheet"), 0
        self.sheet, self.styles = printed(book, self.name, GUIDE_WIDTHS, pages=1), Styles(book)

    def write(self) -> None:
        example, last = worked_example(self.kinds), len(GUIDE_WIDTHS) - 1
        heads = [say_of("roster.guide.*", head) for head in ("column", "meaning", "sample", "why")]
        self._title("roster.guide.columns")
        self._line(dict(zip((0, 1, last), heads, strict=False)), self.styles.box("header"))
        for column in COLUMNS:
            sample = cells_of(example.by_code[SAMPLES.get(column, SAMPLE)], self.words)[column]
            self._line(
                {
                    0: self.words["column"][column],
                    1: explanation(column, self.words, self.kinds),
                    last: sample,
                }
            )
        for known in self.properties:
            self._line({0: known.label, 1: say("roster.help.property", allowed=allowed(known)), last: "1"})
        self._title("roster.guide.rules")
        for number in range(1, RULES + 1):
            self._line({0: str(number), 1: say_of("roster.rule.*", str(number))})
        self._title("roster.guide.example")
        columns = [self.words["column"][column] for column in EXAMPLE_COLUMNS]
        self._line(dict(enumerate([*columns, heads[-1]])), self.styles.box("header"))
        for unit in example:
            cells = cells_of(unit, self.words)
            words = [*(cells[column] for column in EXAMPLE_COLUMNS), say_of("roster.tree.*.why", unit.code)]
            self._line(dict(enumerate(words)))
        self._line({0: say("roster.guide.sum")}, self.styles.guide)

    def _title(self, code: Code) -> None:
        self.row += bool(self.row)
        self._line({0: say(code)}, self.styles.box("caption"))

    def _line(self, words: Mapping[int, str], style: Format | None = None) -> None:
        """Texts by column, each as wide as the room up to the next."""
        style, boxes = style or self.styles.cover_input, []
        for place, until in pairwise([*words, len(GUIDE_WIDTHS)]):
            join(self.sheet, Cell(self.name, self.row, place), until - place, style)
            self.sheet.write_string(self.row, place, words[place], style)
            boxes.append((words[place], sum(GUIDE_WIDTHS[place:until])))
        self.sheet.set_row(self.row, row_height(boxes))
        self.row += 1
