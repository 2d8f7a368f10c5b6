"""Every formula and every colour of a template means the same in every engine as in Python.

Each engine first passes a page of cases on which Excel's semantics are documented.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from tests.oracle.engines import ENGINES, Content, Engine, Formula, Value, same
from tests.oracle.probe import Probe, write_probe
from tests.oracle.semantics import CASES, CONTENTS
from tests.oracle.states import Filling, Walk
from toolkit.form.edition import load_form
from toolkit.form.layout import Cell, layout_of
from toolkit.messages import say
from toolkit.workbook.live import State

pytestmark = pytest.mark.xdist_group("engines")

EDITIONS = ("ogi-2021", "ogi-2019")


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_has_the_semantics_of_excel(name: str, tmp_path: Path) -> None:
    file = tmp_path / "semantics.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("s")
        for row, case in enumerate(CASES):
            sheet.write_formula(row, 5, "=" + case.formula, None, -99)
    engine = ENGINES[name](file)
    engine.put({Cell("s", row, 0): content for row, content in enumerate(CONTENTS)})
    found = engine.read(Cell("s", row, 5) for row in range(len(CASES)))
    wrong = {
        case.formula: (value, case.value)
        for case, value in zip(CASES, found, strict=True)
        if name not in case.unfit and not same(value, case.value)
    }
    assert not wrong


class Differences:
    """Puts states into engines and notes where a value is not the one Python gives."""

    def __init__(self, probe: Probe, file: Path) -> None:
        self.probe, self.cells = probe, probe.cells()
        self.engines: Mapping[str, Engine] = {name: make(file) for name, make in ENGINES.items()}
        self.before: dict[Cell, Content] = {}
        self.found: list[str] = []
        self.green = self.red = 0

    def take(self, filling: Filling) -> None:
        form = self.probe.form
        contents = filling.contents(form)
        changed = {cell: now for cell, now in contents.items() if self._is_new(cell, now)}
        self.before = contents
        state = State(form, filling.record, filling.reasons)
        expected = self.probe.expected(state)
        light = layout_of(form).cover["light"]
        for name, engine in self.engines.items():
            engine.put(changed)
            values = engine.read(self.cells)
            self._compare(name, filling, contents, values, expected)
            self._verdict(name, filling, engine.read([light])[0] == say("light.green"))

    def _is_new(self, cell: Cell, now: Content) -> bool:
        then = self.before.get(cell, self)
        return then != now or type(then) is not type(now)

    def _compare(
        self, name: str, filling: Filling, contents: Mapping[Cell, Content],
        values: list[Value], expected: list[Value],
    ) -> None:  # fmt: skip
        if values == expected:
            return
        for cell, value, wanted in zip(self.cells, values, expected, strict=True):
            typed = cell in contents and not isinstance(contents[cell], Formula)
            if not typed and not same(value, wanted):
                about = self.probe.colours.get(cell, (cell, None))[0]
                self.found.append(f"{name}: {filling.name}: {about.reference}: {value!r}, not {wanted!r}")

    def _verdict(self, name: str, filling: Filling, green: bool) -> None:
        """The light is green where reading accepts; a text that reading converts may keep it red."""
        accepted, converted = filling.accepted(self.probe.form)
        self.green, self.red = self.green + green, self.red + (not green)
        if green != accepted and not (accepted and converted):
            self.found.append(f"{name}: {filling.name}: light {green}, accepted {accepted}")


def compared(edition: str, number: int, seed: int, folder: Path) -> Differences:
    form = load_form(edition)
    probe = write_probe(form, folder / "probe.xlsx")
    differences = Differences(probe, folder / "probe.xlsx")
    for filling in Walk(form, seed).states(number):
        differences.take(filling)
    return differences


@pytest.mark.parametrize("edition", EDITIONS)
def test_formulas_and_colours_mean_the_same_everywhere(edition: str, tmp_path: Path) -> None:
    differences = compared(edition, 60, 20231231, tmp_path)
    assert not differences.found, differences.found[:10]
    assert differences.green
    assert differences.red


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_they_do_so_in_many_more_states(edition: str, tmp_path: Path) -> None:
    differences = compared(edition, 1_000, 7, tmp_path)
    assert not differences.found, differences.found[:10]
