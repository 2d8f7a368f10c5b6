"""Formula printer and exact evaluation agree, with a real spreadsheet program as judge.

Every workbook is written with false cached results, so that whatever is read afterwards was computed
by LibreOffice from the formulas.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import REPORT_NAMES, real_report, zero_record
from tests.oracle.libreoffice import recalculated_sheet
from toolkit.form.evaluation import Outcome, Record, Result, completed, evaluate
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import layout_of
from toolkit.form.model import PRIOR, UNIT, EditCheck, Form
from toolkit.form.values import Values
from toolkit.messages import say
from toolkit.workbook import template as writer
from toolkit.workbook.fill import fill
from toolkit.workbook.live import LiveCell, live_cells
from toolkit.workbook.template import Prefill, write_template

pytestmark = pytest.mark.oracle

TEXTS_IN_CELLS = ("2件", "/", "—", "１２", "abc", " ", "12", "TRUE ")


@dataclass
class Case:
    """One filled workbook: what is written in, and the record it states."""

    name: str
    record: Record
    raw: dict[str, str]

    def through_fill(self, form: Form) -> bool:
        return any(item in form.totals for item in self.record.values)


# --- cases ------------------------------------------------------------------------------------


def consistent(form: Form, rng: random.Random) -> Record:
    """A report in which every check that can be assessed passes."""
    record = zero_record(form)
    values, prior = record.values, dict(record.prior)
    columns = [c for c in form.table("requests").blocks[0].columns if c.id != "total"]
    results = [r.id for r in form.table("requests").blocks[0].rows[2:-2]]
    for column in columns:
        carried, following = rng.randint(0, 4), rng.randint(0, 4)
        amounts = {row: rng.choice((0, 0, 1, 2, 7)) for row in results}
        amounts["granted"] += following + carried
        values |= {f"requests.{row}.{column.id}": n for row, n in amounts.items()}
        values[f"requests.carried_over_from_previous_year.{column.id}"] = carried
        values[f"requests.carried_over_to_next_year.{column.id}"] = following
        values[f"requests.received.{column.id}"] = sum(amounts.values()) + following - carried
        prior[f"requests.carried_over_to_next_year.{column.id}"] = carried
    prior["requests.carried_over_to_next_year.total"] = sum(
        prior[f"requests.carried_over_to_next_year.{c.id}"] for c in columns
    )
    for block in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        for outcome in ("upheld", "corrected", "other_outcome", "pending"):
            values[f"disputes.{block}.{outcome}"] = rng.randint(0, 5)
        prior[f"disputes.{block}.pending"] = 0
    values["proactive.normative_documents.issued"] = 3
    values["proactive.normative_documents.repealed"] = 1
    values["proactive.normative_documents.in_force"] = 42
    prior["proactive.normative_documents.in_force"] = 40
    amount = Decimal(rng.randint(0, 10**10)) / 10**6
    values["proactive.administrative_charges.amount"] = amount
    prior["proactive.administrative_charges.amount"] = amount
    values["fees.notices"] = 3
    known = completed(form, record)
    for check in form.checks:
        if check.code == "X-02":
            item = check.comparison.variables()[0]
            prior[item.removeprefix(PRIOR)] = known[item.removeprefix(PRIOR)]
    return replace(record, prior=prior)


def cases(form: Form) -> Iterator[Case]:
    rng = random.Random(20231231)
    for check in form.checks:
        if check.reading_only:
            continue
        yield failing(form, check, consistent(form, rng), rng)
        yield unassessable(form, check, consistent(form, rng), rng)
    for number in range(5):
        yield Case(f"consistent {number}", consistent(form, rng), {})
    for number in range(30):
        yield boundary(form, consistent(form, rng), rng, number)


def failing(form: Form, check: EditCheck, record: Record, rng: random.Random) -> Case:
    """Change what breaks this check: an input, a typed total, last year's figure, a text."""
    name = check.comparison.variables()[0]
    kind, _, argument = name.rstrip(")").partition("(")
    raw: dict[str, str] = {}
    match kind:
        case "blank":
            for item in rng.sample(form.table_inputs[argument], 2):
                del record.values[item]
        case "invalid":
            items = rng.sample(form.table_inputs[argument], 3)
            record.values[items[0]] = -2
            if form.items[items[1]].kind == "count":
                record.values[items[1]] = Decimal("1.5")
            raw[items[2]] = rng.choice(TEXTS_IN_CELLS)
        case "missing_texts":
            record.texts[next(t.id for t in form.texts if t.sheet == argument)] = " "
        case "characters":
            record.texts[next(t.id for t in form.texts if t.sheet == argument)] = "政" * 1001
        case _:
            break_linear(form, check, record)
    return finished(form, f"fail {check.key}", record, raw)


def break_linear(form: Form, check: EditCheck, record: Record) -> None:
    row, _ = check.comparison.coefficients()
    prior = dict(record.prior)
    if check.condition is not None:
        for name in check.condition.variables():
            if name == f"{UNIT}rule_making":
                record.unit = {"rule_making": 0}
            elif name.startswith(PRIOR) and check.condition.relation == ">":
                prior[name.removeprefix(PRIOR)] = 1
            elif name in form.totals:
                record.values |= dict.fromkeys(leaves(form, name), 0)
            elif name in form.items:
                record.values[name] = 0
            else:
                prior[name.removeprefix(PRIOR)] = 0
    if check.rule.computes:
        total = check.comparison.variables()[0]
        record.values[total] = completed(form, record)[total] + 3
        return
    # Numbers only grow here, so the variable must pull the difference the wrong way.
    wrong = -1 if check.comparison.relation in (">=", ">") else 1
    name = next(n for n, factor in row.items() if factor * wrong > 0 and not n.startswith(UNIT))
    if name.startswith(PRIOR):
        prior[name.removeprefix(PRIOR)] += 10_007
    else:
        leaf = leaves(form, name)[0]
        record.values[leaf] += 10_007
    record.prior = prior


def leaves(form: Form, item: str) -> list[str]:
    parts = form.totals.get(item)
    return [item] if parts is None else [leaf for part in parts for leaf in leaves(form, part)]


def unassessable(form: Form, check: EditCheck, record: Record, rng: random.Random) -> Case:
    """Take away what the check needs: last year, the unit's property, or the number in a cell."""
    outside = [n for n in check.assessed if n.startswith((PRIOR, UNIT))]
    inputs = [n for n in check.assessed if n in form.items and n not in form.totals]
    raw = {}
    if outside and rng.random() < 0.7:
        record.prior = {i: v for i, v in record.prior.items() if PRIOR + i not in outside}
        record.unit = {n: v for n, v in record.unit.items() if UNIT + n not in outside}
    elif inputs and rng.random() < 0.5:
        del record.values[rng.choice(inputs)]
    elif inputs:
        raw[rng.choice(inputs)] = rng.choice(TEXTS_IN_CELLS)
    return finished(form, f"not assessable {check.key}", record, raw)


def boundary(form: Form, record: Record, rng: random.Random, number: int) -> Case:
    """Large numbers, exact equality of bounds, declared blanks, off-by-one and off-by-0.000001."""
    values = record.values
    match number % 5:
        case 0:
            for item in rng.sample(form.inputs, 20):
                values[item] = rng.choice((0, 1, 999_999_999))
        case 1:
            record.blanks_are_zero = True
            for item in rng.sample(form.inputs, 60):
                values.pop(item, None)
        case 2:
            record.prior = {
                **record.prior,
                "requests.received.total": 20,
                "proactive.licensing.decisions": 20,
            }
            values["proactive.licensing.decisions"] = 90 + number % 2
        case 3:
            prior = record.prior["proactive.administrative_charges.amount"]
            values["proactive.administrative_charges.amount"] = prior * 100 + Decimal(number % 3 - 1) / 10**6
        case _:
            values["proactive.normative_documents.in_force"] = 42 + number % 3 - 1
            record.texts["overview.platforms"] = "公" * (1000 - 8 + number % 2)
    return finished(form, f"boundary {number}", record, {})


def finished(form: Form, name: str, record: Record, raw: dict[str, str]) -> Case:
    for item in raw:
        record.values.pop(item, None)
        record.unreadable.add(item)
    return Case(name, record, raw)


def real_cases(form: Form) -> Iterator[Case]:
    """Published reports, with the totals as printed, and without them."""
    for name in REPORT_NAMES:
        report = real_report(name)
        raw = {i: v for i, v in report.values.items() if isinstance(v, str)}
        numbers = report.numbers()
        inputs = {i: v for i, v in numbers.items() if i not in form.totals}
        for label, values, declared in (("as printed", numbers, False), ("computed", inputs, True)):
            record = Record(dict(values), set(raw), prior={}, blanks_are_zero=declared)
            yield Case(f"{name} {label}", record, raw)


# --- writing, recalculating, comparing ----------------------------------------------------------


def write(form: Form, case: Case, file: Path) -> None:
    record = case.record
    rule_making = record.unit.get("rule_making")
    identity = Identity(form.id, form.version, Unit("某某局", "101", rule_making), 2023)
    inputs: dict[str, Number | str] = {i: v for i, v in record.values.items() if i not in form.totals}
    prefill = Prefill(record.prior, inputs | case.raw, record.texts, record.blanks_are_zero)
    # Carried-over figures are prefilled; a case that wants them blank goes through filling.
    prefilled = {i.id for i in form.items.values() if i.prefill and i.prefill in record.prior}
    if case.through_fill(form) or prefilled - inputs.keys() - case.raw.keys():
        blank = file.with_suffix(".blank.xlsx")
        write_template(blank, form, identity, Prefill(record.prior))
        cells: dict[str, Number | str | None] = dict.fromkeys(form.inputs)
        cells |= record.values
        cells.update(case.raw)
        values = Values(values=cells, texts=record.texts, blanks_are_zero=record.blanks_are_zero)
        fill(blank, values, file, totals=True)
        blank.unlink()
    else:
        write_template(file, form, identity, prefill)


def shown(form: Form, file: Path) -> dict[str, tuple[str, float | None]]:
    """Result and difference of every check as LibreOffice computed them."""
    layout = layout_of(form)
    with file.open(encoding="utf-8", newline="") as stream:
        grid = list(csv.reader(stream))
    found = {}
    for key in layout.check_rows:
        cells = [layout.check_cell(key, column) for column in ("result", "difference")]
        word, difference = (grid[cell.row][cell.column] for cell in cells)
        found[key] = (word, float(difference) if difference else None)
    return found


def expected(result: Result) -> tuple[str, float | None]:
    known = result.outcome is not Outcome.NOT_ASSESSABLE
    word = {
        Outcome.PASS: say("result.pass"),
        Outcome.FAIL: say(f"result.failing.{result.check.severity}"),
        Outcome.NOT_ASSESSABLE: say("result.not_assessable"),
    }[result.outcome]
    return word, float(result.difference) if known and result.difference is not None else None


def test_workbook_and_python_agree_on_every_check(
    form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    false = tuple(LiveCell(cell.cell, cell.formula, lambda _: -99) for cell in live_cells(form))
    monkeypatch.setattr(writer, "live_cells", lambda _: false)
    every = [*cases(form), *real_cases(form)]
    assert len(every) >= 200 + len(REPORT_NAMES)
    files = []
    for number, case in enumerate(every):
        files.append(tmp_path / f"case-{number:03d}.xlsx")
        write(form, case, files[-1])
    number = 1 + [sheet.id for sheet in form.sheets].index("checks")
    name = form.sheet("checks").name
    recalculated = recalculated_sheet(files, number, name, tmp_path / "recalculated")
    seen: dict[str, set[Outcome]] = {}
    disagreements = []
    for case, file in zip(every, recalculated, strict=True):
        workbook = shown(form, file)
        for result in evaluate(form, case.record):
            if result.check.reading_only:
                continue
            seen.setdefault(result.check.key, set()).add(result.outcome)
            word, difference = workbook[result.check.key]
            wanted, exact = expected(result)
            close = difference == exact or (
                difference is not None and exact is not None and abs(difference - exact) < 5e-7
            )
            if word != wanted or not close:
                disagreements.append((case.name, result.check.key, (word, difference), (wanted, exact)))
    assert not disagreements, disagreements[:10]
    measured = {key for key in seen if all("(" in n for n in form.check_by_key[key].comparison.variables())}
    for key, outcomes in seen.items():
        wanted_outcomes = {Outcome.PASS, Outcome.FAIL} | (
            {Outcome.NOT_ASSESSABLE} if key not in measured else set()
        )
        assert outcomes >= wanted_outcomes, f"{key}: only {outcomes}"
