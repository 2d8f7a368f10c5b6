"""Every formula and every colour of a template means the same in every engine as in Python.

Each engine first passes a page of cases on which Excel's semantics are documented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from tests.fixtures.editions import INSPECTIONS
from tests.oracle.engines import ENGINES, Content, Engine, Formula, LibreOffice, Value, same
from tests.oracle.libreoffice import is_installed, require
from tests.oracle.probe import Probe, write_probe
from tests.oracle.semantics import CASES, CONTENTS
from tests.oracle.states import Filling, Walk
from toolkit.drafting.samples import Sampler
from toolkit.form.addresses import Cell
from toolkit.form.evaluation import Outcome, Record
from toolkit.form.layout import layout_of
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.messages import say
from toolkit.workbook.formulas import FormState

STATES = {"ogi-2021": 1_200, "ogi-2019": 800}
"""Edition → states compared in a default run."""
SELDOM = {"betteroffice": 200}
"""Engine ten times as slow as the others → it takes part in one of so many states in a default run."""
DRAWN = {"libreoffice": 8}
"""Engine that recalculates more than changed → it takes part in one of so many drawn states then.

It sees every rule broken and every rule waiting; the slow tests show it every state.
"""
OFTEN = {"betteroffice": 20}
"""Among the slow tests."""


@pytest.mark.parametrize("name", [*ENGINES, pytest.param("libreoffice", marks=pytest.mark.oracle)])
def test_an_engine_has_the_semantics_of_excel(name: str, tmp_path: Path) -> None:
    file = tmp_path / "semantics.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("s")
        for row, case in enumerate(CASES):
            sheet.write_formula(row, 5, "=" + case.formula, None, -99)
    with ExitStack() as stack:
        if name == "libreoffice":
            engine: Engine = stack.enter_context(closing(LibreOffice(file)))
        else:
            engine = ENGINES[name](file)
        engine.put({Cell("s", row, 0): content for row, content in enumerate(CONTENTS)})
        found = engine.read(Cell("s", row, 5) for row in range(len(CASES)))
    wrong = {
        case.formula: (value, case.value)
        for case, value in zip(CASES, found, strict=True)
        if name not in case.unfit and not same(value, _known(name, case.value))
    }
    assert not wrong


def _known(name: str, value: Value) -> Value:
    """A value as an engine gives it: in LibreOffice a logical value is the number 0 or 1."""
    return float(value) if name == "libreoffice" and isinstance(value, bool) else value


class Differences:
    """Puts states into engines and notes where a value is not the one Python gives."""

    def __init__(self, probe: Probe, engines: Mapping[str, Engine], *, thorough: bool = False) -> None:
        self.probe, self.cells, self.engines = probe, probe.cells(), engines
        self.light = self.cells.index(layout_of(probe.form).cover["light"])
        self.before: dict[str, dict[Cell, Content]] = {name: {} for name in engines}
        self.found: list[str] = []
        self.lights: Counter[bool] = Counter()
        self.outcomes: dict[str, set[Outcome]] = {}
        self.states = 0
        self.seldom = OFTEN if thorough else SELDOM
        self.drawn: Mapping[str, int] = {} if thorough else DRAWN

    def take(self, filling: Filling) -> None:
        self.states += 1
        form = self.probe.form
        filling.record.year = form.first_year
        contents = filling.contents(form)
        state = FormState(form, filling.record, filling.reasons)
        expected = self.probe.expected(state)
        accepted, converted = filling.accepted(state)
        for key, result in state.results.items():
            self.outcomes.setdefault(key, set()).add(result.outcome)
        for name, engine in self.engines.items():
            if self._takes_part(name, filling):
                engine.put({cell: now for cell, now in contents.items() if self._is_new(name, cell, now)})
                self.before[name] = contents
                values = engine.read(self.cells)
                self._compare(name, filling, contents, values, expected)
                green = values[self.light] == say("light.green")
                self.lights[green] += 1
                # A text that reading converts may keep the light red.
                if green != accepted and not (accepted and converted):
                    self.found.append(f"{name}: {filling.name}: light {green}, accepted {accepted}")

    def _takes_part(self, name: str, filling: Filling) -> bool:
        every = self.drawn.get(name, 1) if filling.is_drawn else 1
        return self.states % self.seldom.get(name, every) == 0

    def _is_new(self, name: str, cell: Cell, now: Content) -> bool:
        then = self.before[name].get(cell, self)
        return then != now or type(then) is not type(now)

    def _compare(
        self, name: str, filling: Filling, contents: Mapping[Cell, Content],
        values: list[Value], expected: list[Value],
    ) -> None:  # fmt: skip
        if values == expected:  # True is 1 here, as for LibreOffice, which knows no logical values
            return
        # A formula of the clerk's own has what value it has; what follows from it is compared.
        foreign = {layout_of(self.probe.form).items[item] for item in filling.typed}
        for cell, value, wanted in zip(self.cells, values, expected, strict=True):
            if value == wanted:
                continue
            typed = cell in contents and not isinstance(contents[cell], Formula)
            if not typed and cell not in foreign and not same(value, wanted):
                about = self.probe.colours.get(cell, (cell, None))[0]
                self.found.append(f"{name}: {filling.name}: {about.reference}: {value!r}, not {wanted!r}")


def compared(form: Form, fillings: Iterable[Filling], folder: Path, *, thorough: bool = False) -> Differences:
    """Every engine on this machine over these states."""
    probe = write_probe(form, folder / "probe.xlsx")
    with ExitStack() as stack:
        engines: dict[str, Engine] = {name: make(folder / "probe.xlsx") for name, make in ENGINES.items()}
        if is_installed():
            engines["libreoffice"] = stack.enter_context(closing(LibreOffice(folder / "probe.xlsx")))
        differences = Differences(probe, engines, thorough=thorough)
        for filling in fillings:
            differences.take(filling)
    return differences


def walked(edition: str, number: int, seed: int, folder: Path, *, thorough: bool = False) -> Differences:
    """Every engine on this machine over a walk of states."""
    form = load_form(edition)
    return compared(form, Walk(form, seed).states(number), folder, thorough=thorough)


def confirm(differences: Differences) -> None:
    """No difference, and everything that is compared was seen."""
    assert not differences.found, differences.found[:10]
    assert differences.lights[True] > 100
    assert differences.lights[False] > 100
    for check in differences.probe.form.checks:
        if not check.reading_only:
            measured = check.comparison.measure() is not None
            wanted = {Outcome.PASS, Outcome.FAIL} | (set() if measured else {Outcome.NOT_ASSESSABLE})
            assert differences.outcomes[check.key] >= wanted, check.key
    if "libreoffice" not in differences.engines:
        require()  # skips visibly, or fails where CI demands it


@pytest.mark.oracle
@pytest.mark.parametrize("edition", STATES)
def test_formulas_and_colours_mean_the_same_everywhere(edition: str, tmp_path: Path) -> None:
    differences = walked(edition, STATES[edition], 20231231, tmp_path)
    confirm(differences)
    assert differences.states >= STATES[edition]


@pytest.mark.slow
@pytest.mark.oracle
@pytest.mark.parametrize("edition", STATES)
def test_they_do_so_in_more_states(edition: str, tmp_path: Path) -> None:
    confirm(walked(edition, STATES[edition], 7, tmp_path, thorough=True))


def test_a_form_that_shares_nothing_means_the_same_everywhere(tmp_path: Path) -> None:
    """Rates, tolerances, conditions, bounds, percentages, quotes in every word."""
    form = load_form(INSPECTIONS)
    sampler = Sampler(form)
    samples = [sampler.right(), *map(sampler.breaking, form.rules)]
    fillings = [
        Filling(sample.rule.code if sample.rule else "right", sample.record, dict(sample.typed))
        for sample in samples
        if sample is not None
    ]
    fillings += [
        Filling("blank", Record()),
        Filling("declared", Record(blanks_are_zero=True)),
        Filling("no denominator", Record(dict.fromkeys(form.inputs, 0))),
        Filling("negative", Record(dict.fromkeys(form.inputs, -3))),
        Filling("fractions", Record(dict.fromkeys(form.inputs, Decimal("33.335")))),
        Filling("large", Record(dict.fromkeys(form.inputs, 9_999_999))),
    ]
    differences = compared(form, fillings * 2, tmp_path)
    assert not differences.found, differences.found[:10]
    assert set(differences.lights) == {True, False}
    assert {key for key, seen in differences.outcomes.items() if Outcome.FAIL in seen} >= {
        check.key for check in form.checks if not check.reading_only and check.severity == "soft"
    }
