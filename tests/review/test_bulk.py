"""Many at once gives what one by one gives."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clerk import FORM
from tests.conftest import REPORT_NAMES, real_report
from tests.sampling import LETTERS
from toolkit.form.evaluation import Record, evaluate
from toolkit.review.bulk import OUTCOMES, Batch, check, evaluate_many

amounts = st.one_of(
    st.integers(-3, 60),
    st.sampled_from([10**10, 10**12, Decimal("1.5"), Decimal("0.000001"), Decimal("1e-9")]),
)
records = st.builds(
    Record,
    values=st.dictionaries(st.sampled_from(list(FORM.items)), amounts, max_size=203),
    prior=st.dictionaries(st.sampled_from(FORM.prior_items), amounts, max_size=20),
    unit=st.one_of(st.just({}), st.just({"rule_making": 0}), st.just({"rule_making": 1})),
    blanks_are_zero=st.booleans(),
    texts=st.dictionaries(st.sampled_from([t.id for t in FORM.texts]), st.text(LETTERS, max_size=5)),
)


def agree(batch: list[Record]) -> None:
    result = evaluate_many(Batch.from_records(FORM, batch))
    for row, record in enumerate(batch):
        for column, single in enumerate(evaluate(FORM, record)):
            assert OUTCOMES[int(result.outcomes[row, column])] is single.outcome, single.check.key
            assert result.difference(row, column) == (single.difference or 0)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(records, min_size=1, max_size=4))
def test_matrix_and_single_evaluation_agree(batch: list[Record]) -> None:
    agree(batch)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(records, min_size=1, max_size=4))
def test_they_agree_on_many_more(batch: list[Record]) -> None:
    agree(batch)


def test_they_agree_on_real_reports() -> None:
    agree([Record(dict(real_report(name).numbers())) for name in REPORT_NAMES])


def test_frame_of_an_analyst() -> None:
    values = pd.DataFrame(
        {item: [0, 0] for item in FORM.inputs}
        | {"requests.received.natural_person": [3, 2], "requests.granted.natural_person": [2, 2]}
        | {"proactive.administrative_charges.amount": [Decimal("0.5"), None]},
        index=["A", "B"],
    )
    result = evaluate_many(Batch.from_frame(FORM, values))
    failures = result.failures()
    assert set(failures[failures.severity == "hard"].record) == {"A", "B"}
    column = failures[failures.check == "T3-01[requests.*.natural_person]"]
    assert list(column.record) == ["A"]
    assert list(column.difference) == [Decimal(1)]
    assert result.frame().loc["B", "N-BLANK"] == "fail"


PERSON, CHARGES = "requests.received.natural_person", "proactive.administrative_charges.amount"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"nothing": [1]}, "no item of ogi-2021: nothing"),
        ({PERSON: ["3"]}, f"{PERSON}, A: no number: '3'"),
        ({PERSON: pd.array([True])}, "A: no number: .*True"),
        ({PERSON: [[1]]}, r"A: no number: \[1\]"),
        ({PERSON: np.array([2**64 - 1], dtype="uint64")}, "A: 18446744073709551615 .* beyond 10000000000"),
        ({CHARGES: [0.1 + 0.2]}, "A: 0.30000000000000004 has more than six decimals"),
        ({CHARGES: [float("inf")]}, "A: no number: .*Infinity"),
    ],
)
def test_what_is_no_exact_figure_is_refused_with_its_place(values: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check(FORM, pd.DataFrame(values, index=["A"]))


def test_last_year_is_read_as_strictly() -> None:
    item = FORM.prior_items[0]
    with pytest.raises(ValueError, match=f"{item}, A: no number: '3'"):
        check(FORM, pd.DataFrame({item: [1]}, index=["A"]), pd.DataFrame({item: ["3"]}, index=["A"]))


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="two columns of that name"):
        check(FORM, pd.DataFrame([[1, 2]], columns=[PERSON, PERSON]))


@pytest.mark.parametrize(("labels", "why"), [(["A", "A"], "two rows for A"), ([1, 2], r"other labels \(1\)")])
def test_last_year_without_a_row_for_each_label_is_refused(labels: list[Any], why: str) -> None:
    values = pd.DataFrame({PERSON: [1, 2]}, index=["A", "B"])
    with pytest.raises(ValueError, match=why):
        check(FORM, values, values.set_axis(labels))


def test_a_float_counts_as_it_is_printed() -> None:
    frame = pd.DataFrame({item: [0.0] for item in FORM.inputs} | {CHARGES: np.array([0.1], dtype="float32")})
    assert check(FORM, frame).query("severity == 'hard'").empty


def test_a_frame_without_a_violated_rule_has_the_same_types() -> None:
    right = pd.DataFrame({item: [0] for item in FORM.inputs}, index=[7])
    wrong = right.assign(**{PERSON: -1})
    found = check(FORM, wrong)
    assert len(found)
    for none in (check(FORM, right), check(FORM, right.iloc[:0])):
        assert none.empty and list(none.dtypes) == list(found.dtypes)
    assert [str(found[name].dtype) for name in ("check", "code", "severity")] == ["str"] * 3
