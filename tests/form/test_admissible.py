"""Which numbers a cell may hold: every printer says the same of every value."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

import numpy as np
import pandas as pd
import pytest

from tests.clerk import opened_book
from tests.oracle.engines import ENGINES, Content
from toolkit.form.addresses import Cell
from toolkit.form.admissible import LARGEST, Admissible
from toolkit.form.evaluation import Outcome, Record, evaluate
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import layout_of
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.review.bulk import Batch, evaluate_many
from toolkit.review.checks import judge
from toolkit.workbook.formulas import FormState
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import Prefill, write_template

VALUES: tuple[Number, ...] = (
    -LARGEST - 1, -LARGEST, -11, -10, -1, 0, 1, 4, 5, 6, LARGEST, LARGEST + 1,
    Decimal("4.5"), Decimal("-10.5"), Decimal("1E-9"), Decimal("5.0"),
)  # fmt: skip
KINDS = [Admissible(whole, minimum) for whole in (True, False) for minimum in (0, 5, -10, None)]
ITEM = "disputes.reconsideration.upheld"


@pytest.mark.parametrize("admitted", KINDS, ids=str)
def test_exact_and_many_at_once_agree(admitted: Admissible) -> None:
    small = [value for value in VALUES if -(10**12) < value < 10**12]
    column = np.array([int(value * 10**6) for value in small], dtype=np.int64)
    whole = [value for value in small if value * 10**6 == int(value * 10**6)]
    faults = dict(zip(small, admitted.faults(column, 10**6).tolist(), strict=True))
    assert [faults[value] for value in whole] == [admitted.fault(value) is not None for value in whole]


@pytest.mark.parametrize("name", ENGINES)
def test_the_formula_agrees_in_every_engine(name: str, tmp_path: Path) -> None:
    import xlsxwriter

    file = tmp_path / "admissible.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("s")
        for row in range(len(VALUES)):
            for column, admitted in enumerate(KINDS, start=1):
                sheet.write_formula(row, column, "=" + admitted.counted(f"A{row + 1}", "FALSE"), None, -99)
        for row, declared in enumerate(("TRUE", "FALSE"), start=len(VALUES)):  # blanks
            for column, admitted in enumerate(KINDS, start=1):
                sheet.write_formula(row, column, "=" + admitted.counted(f"A{row + 1}", declared), None, -99)
    engine = ENGINES[name](file)
    contents: dict[Cell, Content] = {
        Cell("s", row, 0): value if isinstance(value, int) else float(value)
        for row, value in enumerate(VALUES)
    }
    engine.put(contents)
    for column, admitted in enumerate(KINDS, start=1):
        found = engine.read(Cell("s", row, column) for row in range(len(VALUES)))
        assert found == [float(admitted.fault(value) is not None) for value in VALUES], admitted
        blank = engine.read(Cell("s", row, column) for row in range(len(VALUES), len(VALUES) + 2))
        assert blank == [float(admitted.fault(0) is not None), 0.0], "what is declared to be 0 is judged as 0"


@pytest.mark.parametrize(
    ("admitted", "words", "advice"),
    [
        (Admissible(True), "不小于 0 的整数", "没有发生的填 0。"),
        (Admissible(True, 5), "不小于 5 的整数", ""),
        (Admissible(False, -10), "不小于 -10 的数字", "减少的填负数，没有变化的填 0。"),
        (Admissible(True, None), "整数", "减少的填负数，没有变化的填 0。"),
    ],
)
def test_words_say_the_real_bound(admitted: Admissible, words: str, advice: str) -> None:
    assert (admitted.words(), admitted.advice()) == (words, advice)


# --- an edition with another minimum ------------------------------------------------------------


def edition(folder: Path, minimum: str) -> Form:
    """The usual edition in which results of reviews have that minimum."""
    with as_file(files("workbook_templates") / "ogi-2021") as shipped:
        copytree(shipped, folder)
    columns = folder / "columns.csv"
    text = columns.read_text("utf-8-sig")
    line = "disputes,disputes,upheld,结果维持,,,,count,件,"
    assert line in text
    columns.write_text(text.replace(line, line + minimum), "utf-8-sig")
    return load_form(folder, 2023)


@pytest.mark.parametrize(
    ("minimum", "value"), [("5", 4), ("5", 5), ("-10", -11), ("-10", -10), ("none", -11), ("none", 5)]
)
def test_validation_sheet_and_verdict_agree(minimum: str, value: int, tmp_path: Path) -> None:
    form = edition(tmp_path / "edition", minimum)
    least = {"5": 5, "-10": -10, "none": -LARGEST}[minimum]
    right = value >= least
    others = {i: 5 if i.startswith("disputes.") else 0 for i in form.inputs}
    values: Mapping[str, Number] = others | {ITEM: value}
    record = Record(dict(values), texts={text.id: "无。" for text in form.texts})
    outcome = {r.check.key: r.outcome for r in evaluate(form, record)}["N-INT.3"]
    assert outcome is (Outcome.PASS if right else Outcome.FAIL)
    many = evaluate_many(Batch.from_frame(form, pd.DataFrame([values])))
    assert many.frame()["N-INT.3"][0] == outcome
    assert (FormState(form, record, {}).invalid([ITEM]) == 0) is right
    stream = io.BytesIO()
    identity = Identity(form.id, form.version, Unit("某某局", "101"), 2023)
    write_template(stream, form, identity, Prefill(values=values, texts=record.texts))
    sheet = opened_book(stream)[layout_of(form).items[ITEM].sheet]
    at = layout_of(form).items[ITEM].a1
    (rule,) = (v for v in sheet.data_validations.dataValidation if at in v.sqref)
    assert (int(rule.formula1), int(rule.formula2)) == (least, LARGEST)


def test_the_finding_says_the_real_bound(tmp_path: Path) -> None:
    form = edition(tmp_path / "edition", "5")
    record = Record({**dict.fromkeys(form.inputs, 0), ITEM: 3})
    submission = read_submission(_sent(record))
    submission.form = form
    submission.record.values[ITEM] = 3
    told = [f.message for f in judge(submission).findings if f.code == "N-INT"]
    assert any("小于 5。本栏只能填不小于 5 的整数" in message for message in told), told


def _sent(record: Record) -> bytes:
    form = load_form("ogi-2021", 2023)
    stream = io.BytesIO()
    identity = Identity(form.id, form.version, Unit("某某局", "101"), 2023)
    write_template(stream, form, identity, Prefill(values=record.values))
    return stream.getvalue()


def test_a_total_admits_what_its_parts_add_up_to(tmp_path: Path) -> None:
    form = edition(tmp_path / "edition", "-10")
    assert form.items["disputes.reconsideration.total"].minimum == -10
    assert form.items["requests.received.total"].minimum == 0
    assert edition(tmp_path / "other", "none").items["disputes.reconsideration.total"].minimum is None


def test_a_declared_blank_is_0_and_must_be_admitted(tmp_path: Path) -> None:
    form = edition(tmp_path / "edition", "5")
    for declared, outcome in ((True, Outcome.FAIL), (False, Outcome.PASS)):
        results = {r.check.key: r for r in evaluate(form, Record(blanks_are_zero=declared))}
        assert results["N-INT.3"].outcome is outcome
