"""Which cells are named for a record that does not add up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.form.evaluation import Outcome, Record, completed, evaluate
from toolkit.form.expression import Number
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.review.linear import linear_keys
from toolkit.review.suspects import NAMED, RANK, Localization, Suspect, localize

FORM = load_form("ogi-2021", 2023)
REQUESTS = tuple(item for item in FORM.items if item.startswith("requests."))
DISPUTES = tuple(item for item in FORM.items if item.startswith("disputes."))
COLUMNS = tuple(heading.id for heading in FORM.table("requests").blocks[0].columns if heading.id != "total")
IN, OUT = "carried_over_from_previous_year", "carried_over_to_next_year"

# The department of the seed document: three requests by natural persons, no disputes.
SEED = """
                                  natural_person
received                                       2
carried_over_from_previous_year                1
granted                                        2
unable_not_held                                1
"""


def table(text: str) -> dict[str, Number]:
    """Figures of table 3, rows by columns, as they stand on the form."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    return {
        f"requests.{row}.{column}": int(figure)
        for row, *figures in rows
        for column, figure in zip(head, figures, strict=True)
    }


def typed(figures: Mapping[str, Number], **attributes: object) -> Record:
    """A record of zeros but for these figures, with every total typed, as a formula would have it."""
    record = computed(figures, **attributes)
    return replace(record, values=completed(FORM, record))


def computed(figures: Mapping[str, Number], **attributes: object) -> Record:
    """A record of zeros but for these figures, with every formula intact."""
    return Record(values={**dict.fromkeys(FORM.inputs, 0), **figures}, **attributes)  # type: ignore[arg-type]


def with_figures(record: Record, figures: Mapping[str, Number]) -> Record:
    return replace(record, values={**record.values, **figures})


def found_in(record: Record, form: Form = FORM) -> tuple[Localization, ...]:
    return localize(form, record, evaluate(form, record))


def only(record: Record) -> Localization:
    (found,) = found_in(record)
    return found


def told(found: Localization) -> list[list[tuple[str, Number, str]]]:
    return [
        [(suspect.item, suspect.proposed, suspect.reason) for suspect in repair] for repair in found.repairs
    ]


def failing(record: Record) -> set[str]:
    results = evaluate(FORM, record)
    return {r.check.key for r in results if r.outcome is Outcome.FAIL and r.check.key in linear_keys(FORM)}


def repaired(record: Record, suspects: Iterable[Suspect]) -> Record:
    return with_figures(record, {suspect.item: suspect.proposed for suspect in suspects})


# --- totals typed over: rows and columns cross ----------------------------------------------------------


def test_nothing_is_said_of_a_record_that_adds_up() -> None:
    assert found_in(typed(table(SEED))) == found_in(computed(table(SEED))) == ()


def test_nothing_is_said_of_failures_without_arithmetic() -> None:
    record = computed(table(SEED))
    del record.values["fees.notices"], record.values["proactive.licensing.decisions"]
    assert any(r.outcome is Outcome.FAIL for r in evaluate(FORM, record))
    assert found_in(record) == ()


@pytest.mark.parametrize("item", REQUESTS)
def test_any_wrong_cell_of_table_3_is_found_in_the_seed(item: str) -> None:
    right = typed(table(SEED))
    for digit in {0, 4, 9, right.values[item]} - {right.values[item]}:
        found = only(with_figures(right, {item: digit}))
        assert found.unique
        assert told(found) == [[(item, right.values[item], found.repairs[0][0].reason)]]


@pytest.mark.parametrize("item", DISPUTES)
def test_any_wrong_cell_of_table_4_is_named_in_the_seed(item: str) -> None:
    right = typed(table(SEED))
    for digit in range(1, 10):
        found = only(with_figures(right, {item: digit}))
        assert (item, 0, "equals_difference") in [repair[0] for repair in told(found)]
        assert len(found.repairs) <= NAMED


def test_a_total_of_zero_is_most_likely_not_filled() -> None:
    """Hongze 2023 printed two totals as 0: 10 upheld and 1 corrected, and 5 upheld."""
    record = typed(table(SEED))
    record.values["disputes.reconsideration.upheld"] = 10
    record.values["disputes.reconsideration.corrected"] = 1
    record.values["disputes.litigation_after_reconsideration.upheld"] = 5
    first, second = found_in(record)
    assert told(first) == [[("disputes.reconsideration.total", 11, "total_not_filled")]]
    assert told(second) == [
        [("disputes.litigation_after_reconsideration.total", 5, "total_not_filled")],
        [("disputes.litigation_after_reconsideration.upheld", 0, "equals_difference")],
    ]
    assert first.checks == ("T4-01[disputes.reconsideration.*]",)
    assert (first.unique, second.unique, second.alternatives) == (True, False, 2)


def test_a_total_may_lack_a_part() -> None:
    record = typed({"disputes.reconsideration.upheld": 6, "disputes.reconsideration.pending": 3})
    found = only(with_figures(record, {"disputes.reconsideration.total": 6}))
    assert told(found) == [
        [("disputes.reconsideration.total", 9, "equals_difference")],
        [("disputes.reconsideration.pending", 0, "equals_difference")],
        [("disputes.reconsideration.upheld", 3, "fewest")],
    ]


def test_no_cell_is_named_without_a_reason() -> None:
    record = typed({"disputes.reconsideration.upheld": 60, "disputes.reconsideration.pending": 30})
    found = only(with_figures(record, {"disputes.reconsideration.total": 97}))
    assert (found.size, found.alternatives, found.repairs, found.unique) == (1, 5, (), False)


def test_a_whole_column_of_totals_left_at_zero() -> None:
    figures = {
        f"requests.{row}.business": n for n, row in enumerate(("granted", "refused_other_law", OUT), 1)
    }
    figures |= {f"requests.{row}.natural_person": 4 for row in ("unable_unclear", "rejected_petition")}
    right = typed({**figures, "requests.received.business": 6, "requests.received.natural_person": 8})
    zeros = {item: 0 for item in REQUESTS if FORM.items[item].column == "total"}
    found = only(with_figures(right, zeros))
    assert {suspect.item: suspect.proposed for suspect in found.repairs[0]} == {
        item: right.values[item] for item in zeros if right.values[item]
    }
    assert {suspect.reason for suspect in found.repairs[0]} == {"total_not_filled"}


def test_two_figures_in_each_others_place() -> None:
    right = typed(
        table("""
                  natural_person business
        received              12        5
        granted               12        5
        """)
    )
    swapped = {"requests.granted.natural_person": 5, "requests.granted.business": 12}
    found = only(with_figures(right, swapped))
    assert found.size == 2
    assert [
        ("requests.granted.natural_person", 12, "swapped"),
        ("requests.granted.business", 5, "swapped"),
    ] in told(found)


def test_two_wrong_cells_that_share_neither_row_nor_column() -> None:
    wrong = {"requests.granted.natural_person": 5, "requests.refused_other_law.business": 4}
    found = only(with_figures(typed(table(SEED)), wrong))
    assert {suspect.item: suspect.proposed for suspect in found.repairs[0]} == {
        "requests.granted.natural_person": 2,
        "requests.refused_other_law.business": 0,
    }
    assert (found.size, found.unique) == (2, True)


# --- formulas intact: a wrong figure shows in its column only --------------------------------------------


def column(text: str, **attributes: object) -> Localization:
    return only(computed(table("natural_person\n" + text.strip()), **attributes))


def test_transposed_digits() -> None:
    found = column("""
        received          80
        granted           63
        refused_other_law 44""")
    assert found.checks == ("T3-01[requests.*.natural_person]", "T3-01[requests.*.total]")
    assert told(found) == [[("requests.granted.natural_person", 36, "transposed")]]
    assert (found.size, found.alternatives, found.unique) == (1, 4, False)


def test_a_figure_counted_twice_equals_the_difference() -> None:
    """A request granted in part is counted under partly granted alone."""
    found = column("""
        received          15
        granted           15
        partially_granted  7""")
    assert told(found) == [[("requests.partially_granted.natural_person", 0, "equals_difference")]]


def test_a_figure_equal_to_the_difference_on_the_other_side_is_not_blamed() -> None:
    """Without the 7 the column would be off by 14."""
    found = column("""
        received          20
        granted            6
        refused_other_law  7""")
    assert told(found) == []
    assert found.alternatives == 23


def test_a_figure_carried_over_departs_from_last_year() -> None:
    found = column(
        """
        received                        12
        carried_over_from_previous_year  5
        granted                         14""",
        prior={f"requests.{OUT}.natural_person": 2},
    )
    assert told(found) == [[(f"requests.{IN}.natural_person", 2, "prior_year")]]


def test_last_years_total_on_file_leaves_one_cell() -> None:
    found = column(
        """
        received                        12
        carried_over_from_previous_year  5
        granted                         14""",
        prior={f"requests.{OUT}.total": 2},
    )
    assert found.checks[-1] == "X-01[requests.*.total]"
    assert told(found) == [[(f"requests.{IN}.natural_person", 2, "only")]]
    assert found.unique


def test_a_figure_carried_over_that_agrees_with_last_year_is_not_suspected() -> None:
    found = column(
        """
        received                        12
        carried_over_from_previous_year  5
        granted                         12""",
        prior={f"requests.{OUT}.natural_person": 5},
    )
    assert told(found) == []


def test_a_figure_on_the_wrong_side_is_half_the_difference() -> None:
    found = column("""
        received                        12
        carried_over_from_previous_year  4
        granted                          8""")
    assert told(found)[-1] == [
        (f"requests.{IN}.natural_person", 0, "half_difference"),
        (f"requests.{OUT}.natural_person", 4, "half_difference"),
    ]
    assert found.size == 1


def test_no_figure_becomes_negative() -> None:
    """Only 8 can give 5: the 3 that stands beside it cannot."""
    found = column("""
        received          6
        granted           8
        refused_other_law 3""")
    assert found.alternatives == 3
    assert all(suspect.proposed >= 0 for repair in found.repairs for suspect in repair)
    assert "requests.refused_other_law.natural_person" not in str(found.repairs)


@pytest.mark.parametrize("prior", [{}, {f"requests.{OUT}.total": 0}])
def test_two_wrong_columns_are_two_problems(prior: dict[str, Number]) -> None:
    """Even where last year's total ties the columns together."""
    figures = table("""
          natural_person business legal_services
        received 80 9 3
        granted  63 9 3
        refused_other_law 44 2 0
    """)
    first, second = found_in(computed(figures, prior=prior))
    assert first.checks == ("T3-01[requests.*.natural_person]", "T3-01[requests.*.total]")
    assert second.checks == ("T3-01[requests.*.business]", "T3-01[requests.*.total]")
    assert told(first) == [[("requests.granted.natural_person", 36, "transposed")]]
    assert told(second) == [[("requests.refused_other_law.business", 0, "equals_difference")]]


def test_two_wrong_columns_whose_total_is_right() -> None:
    figures = table("""
          natural_person business
        received 7 0
        granted  0 7
    """)
    found = found_in(computed(figures))
    assert [one.checks for one in found] == [
        ("T3-01[requests.*.natural_person]",),
        ("T3-01[requests.*.business]",),
    ]
    assert told(found[0])[0] == [("requests.received.natural_person", 0, "equals_difference")]
    assert told(found[1])[0] == [("requests.granted.business", 0, "equals_difference")]


def test_two_problems_may_have_one_cause() -> None:
    """The 5 may have been carried over by a business: so the one cell of its own is not the only way."""
    figures = table(f"""
        natural_person business
        {IN}              5 0
        granted           0 3
        refused_other_law 0 2
    """)
    natural_person, business = found_in(computed(figures, prior={f"requests.{OUT}.total": 5}))
    assert told(business) == [[("requests.received.business", 5, "fewest")]]
    assert (business.alternatives, business.unique) == (2, False)
    assert natural_person.alternatives == 23


# --- cells that are wrong by themselves, blanks, what cannot be read --------------------------------------


@pytest.mark.parametrize("wrong", [-2, Decimal("2.5"), Decimal("-0.5")])
def test_an_inadmissible_figure_is_part_of_every_repair(wrong: Number) -> None:
    found = only(with_figures(typed(table(SEED)), {"requests.granted.natural_person": wrong}))
    assert told(found) == [[("requests.granted.natural_person", 2, "inadmissible")]]
    assert "N-INT.2" in found.checks


def test_an_inadmissible_figure_and_another_wrong_one() -> None:
    wrong = {"requests.granted.natural_person": -5, "requests.granted.business": 3}
    found = only(with_figures(typed(table(SEED)), wrong))
    assert {suspect.item: suspect.proposed for suspect in found.repairs[0]} == {
        "requests.granted.natural_person": 2,
        "requests.granted.business": 0,
    }


def test_two_inadmissible_figures_and_a_third_that_has_to_give() -> None:
    right = typed({"disputes.reconsideration.pending": 3})
    wrong = {"disputes.reconsideration.upheld": -2, "disputes.reconsideration.corrected": -4}
    found = only(with_figures(right, {**wrong, "disputes.reconsideration.pending": 9}))
    assert found.size == 3
    assert ("disputes.reconsideration.pending", 3, "fewest") in told(found)[0] + told(found)[1]


def test_a_declared_blank_counts_as_zero_and_is_shown_as_blank() -> None:
    values = {item: n for item, n in typed(table(SEED)).values.items() if n}
    del values["requests.unable_not_held.natural_person"]
    totals = {total: values.get(total, 0) for total in FORM.totals}
    found = only(Record(values={**values, **totals}, blanks_are_zero=True))
    assert found.repairs == ((Suspect("requests.unable_not_held.natural_person", None, 1, "only"),),)


def test_a_cleared_total_stays_unknown_whatever_was_declared() -> None:
    record = replace(typed(table(SEED)), blanks_are_zero=True, cleared={"requests.granted.total"})
    del record.values["requests.granted.total"]
    assert found_in(record) == ()
    assert "requests.granted.total" not in completed(FORM, record)


def test_checks_that_need_an_unreadable_cell_stay_out() -> None:
    record = typed(table(SEED))
    record.values["requests.received.business"] = 4
    del record.values["requests.granted.business"]
    record.unreadable.add("requests.granted.business")
    found = only(record)
    assert found.checks == ("T3-03[requests.received.*]",)
    assert told(found) == [
        [("requests.received.total", 6, "equals_difference")],
        [("requests.received.business", 0, "equals_difference")],
    ]


def test_large_figures_are_exact() -> None:
    wrong = {"requests.granted.natural_person": 10**14 + 1, "requests.received.business": 10**14}
    first, second = found_in(with_figures(typed(table(SEED)), wrong))
    assert told(first) == [[("requests.received.business", 0, "only")]]
    assert told(second) == [[("requests.granted.natural_person", 2, "only")]]


@pytest.mark.parametrize("wrong", [10**30, Decimal("1E+40"), Decimal("0.00000000001")])
def test_beyond_all_measure_no_repair_is_given(wrong: Number) -> None:
    found = only(with_figures(typed(table(SEED)), {"requests.granted.natural_person": wrong}))
    assert (found.repairs, found.alternatives, found.unique) == ((), 0, False)


def test_rules_of_other_editions(tmp_path: Path) -> None:
    """Money, and inequalities."""
    with as_file(files("workbook_templates") / "ogi-2021") as source:
        copytree(source, tmp_path / "own")
    with (tmp_path / "own" / "rules.csv").open("a", encoding="utf-8") as rules:
        rules.write("F-01,,fees.collected <= fees.charged,,hard,,yes,,,实收,核对。,\n")
    form = load_form(tmp_path / "own")
    record = computed({"fees.charged": Decimal("215.50"), "fees.collected": Decimal("251.50")})
    (found,) = found_in(record, form)
    assert [repair[0] for repair in found.repairs] == [
        Suspect("fees.charged", Decimal("215.50"), Decimal("251.5"), "transposed"),
        Suspect("fees.collected", Decimal("251.50"), Decimal("215.5"), "transposed"),
    ]
    assert found.alternatives == 2


def test_one_wrong_cell_needs_no_solver() -> None:
    """Loading it takes longer than all the rest."""
    code = (
        "import sys; from tests.review import test_suspects as t;"
        "right = t.typed(t.table(t.SEED));"
        "assert t.only(t.with_figures(right, {'requests.granted.total': 7})).unique;"
        "assert 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


# --- properties -------------------------------------------------------------------------------------------


@st.composite
def tables(draw: st.DrawFn, largest: int = 300) -> dict[str, Number]:
    """Figures of a valid report: in every column as many requests received as dealt with."""
    results = FORM.totals["requests.total_processed.natural_person"]
    rows = [FORM.items[item].row for item in results]
    cells = [f"requests.{row}.{column}" for row in (*rows, OUT) for column in COLUMNS]
    cells += [item for item in DISPUTES if item not in FORM.totals]
    figures: dict[str, Number] = dict(
        draw(st.dictionaries(st.sampled_from(cells), st.integers(0, largest), max_size=40))
    )
    for name in COLUMNS:
        amount = sum(figures.get(f"requests.{row}.{name}", 0) for row in (*rows, OUT))
        carried = draw(st.integers(0, int(amount)))
        figures[f"requests.{IN}.{name}"] = carried
        figures[f"requests.received.{name}"] = amount - carried
    return figures


def last_year(figures: Mapping[str, Number]) -> dict[str, Number]:
    """The report of last year, as far as this year's carries it on."""
    carried = {f"requests.{OUT}.{name}": figures[f"requests.{IN}.{name}"] for name in COLUMNS}
    return carried | {f"requests.{OUT}.total": sum(carried.values())}


@settings(deadline=None, max_examples=80)
@given(tables(), st.sampled_from(REQUESTS), st.integers(0, 999))
def test_one_wrong_cell_of_table_3_is_found(figures: dict[str, Number], item: str, wrong: int) -> None:
    right = typed(figures, prior=last_year(figures))
    if wrong == right.values[item]:
        return
    found = only(with_figures(right, {item: wrong}))
    assert found.unique
    assert [(s.item, s.current, s.proposed) for s in found.repairs[0]] == [(item, wrong, right.values[item])]


@settings(deadline=None, max_examples=40)
@given(tables(), st.data())
def test_two_wrong_cells_are_mended_by_two_at_most(figures: dict[str, Number], data: st.DataObject) -> None:
    right = typed(figures)
    one, other = data.draw(
        st.tuples(st.sampled_from(REQUESTS), st.sampled_from(REQUESTS)).filter(
            lambda pair: all(
                getattr(FORM.items[pair[0]], axis) != getattr(FORM.items[pair[1]], axis)
                for axis in ("row", "column")
            )
        )
    )
    slip = st.integers(1, 99)
    wrong = {item: right.values[item] + data.draw(slip) for item in (one, other)}
    record = with_figures(right, wrong)
    found = found_in(record)
    assert sum(one.size for one in found) == 2
    # Where nothing speaks for one of many repairs, none is named.
    if all(one.repairs for one in found):
        assert not failing(repaired(record, [s for one in found for s in one.repairs[0]]))


@settings(deadline=None, max_examples=40)
@given(tables(40), st.data())
def test_every_repair_satisfies_every_hard_check(figures: dict[str, Number], data: st.DataObject) -> None:
    """Whatever was typed, over whichever totals."""
    prior = last_year(figures) if data.draw(st.booleans(), "last year on file") else {}
    right = typed(figures, prior=prior)
    intact = data.draw(st.sets(st.sampled_from(sorted(FORM.totals))) | st.just(set(FORM.totals)), "formulas")
    values = {item: value for item, value in right.values.items() if item not in intact}
    cells = st.sampled_from([item for item in values if item in REQUESTS or item in DISPUTES])
    wrong = data.draw(st.dictionaries(cells, st.integers(-2, 99), max_size=4), "wrong")
    record = replace(right, values={**values, **wrong})
    found = found_in(record)
    explained = {key for one in found for key in one.checks}
    assert failing(record) <= explained
    assert sum(one.size for one in found) <= len(wrong)
    assert found == found_in(record)
    for place, one in enumerate(found):
        others = [other for n, other in enumerate(found) if n != place]
        for repair in one.repairs:
            assert all(suspect.reason in RANK and suspect.proposed != suspect.current for suspect in repair)
            assert not any(FORM.items[suspect.item].admissible.fault(suspect.proposed) for suspect in repair)
            if all(other.repairs for other in others):
                rest = [suspect for other in others for suspect in other.repairs[0]]
                assert not failing(repaired(record, [*repair, *rest]))
