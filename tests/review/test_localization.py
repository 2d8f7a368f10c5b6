"""The search for the fewest changes, against trying everything on small systems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from toolkit.review.localization import MOST, Found, LocalizationProblem, connected, search

CELLS = "abcde"
REACH = 6  # largest change tried by brute force


@st.composite
def problems(draw: st.DrawFn) -> LocalizationProblem:
    """Two to four equations over at most five cells, none of which may become negative."""
    rows = draw(
        st.lists(
            st.dictionaries(st.sampled_from(CELLS), st.sampled_from([1, -1]), min_size=2),
            min_size=2,
            max_size=4,
        )
    )
    values = draw(st.fixed_dictionaries({cell: st.integers(0, 3) for cell in CELLS}))
    used = [cell for cell in CELLS if any(cell in row for row in rows)]
    return LocalizationProblem(
        least={cell: -values[cell] for cell in used},
        forced=frozenset(),
        hinted=frozenset(),
        rows=rows,
        relations=["="] * len(rows),
        residuals=draw(st.lists(st.integers(-3, 3), min_size=len(rows), max_size=len(rows))),
    )


def brute_force(problem: LocalizationProblem, most: int = 3) -> list[dict[str, int]]:
    """All repairs of the smallest size, up to ``most`` cells."""
    for size in range(most + 1):
        found = [
            dict(zip(cells, changes, strict=True))
            for cells in combinations(problem.least, size)
            for changes in product([c for c in range(-REACH, REACH + 1) if c], repeat=size)
            if problem.is_mended(dict(zip(cells, changes, strict=True)))
        ]
        if found:
            return found
    return []


def searched(problem: LocalizationProblem) -> list[Found]:
    return search(problem, iter(range(30)))


def within_reach(repair: Mapping[str, int]) -> bool:
    return all(abs(change) <= REACH for change in repair.values())


def together(parts: list[Found]) -> Mapping[str, int]:
    return {cell: change for part in parts for cell, change in part.repairs[0].items()}


def smallest(problem: LocalizationProblem) -> None:
    assume(problem.broken(problem.residuals))
    best, found = brute_force(problem), searched(problem)
    if best:
        assert sum(part.size for part in found) <= len(best[0])
    if best and all(part.repairs for part in found) and within_reach(together(found)):
        assert sum(part.size for part in found) == len(best[0])


def mending(problem: LocalizationProblem) -> None:
    assume(problem.broken(problem.residuals))
    found = searched(problem)
    for part in found:
        assert all(len(repair) == part.size for repair in part.repairs)
    if all(part.repairs for part in found):
        for part in found:
            for repair in part.repairs:
                assert problem.is_mended({**together([p for p in found if p is not part]), **repair})


def complete(problem: LocalizationProblem) -> None:
    assume(problem.broken(problem.residuals))
    found = searched(problem)
    if len(found) == 1 and found[0].complete and found[0].size <= 3:
        best = {frozenset(repair) for repair in brute_force(problem, found[0].size)}
        assert {frozenset(repair) for repair in found[0].repairs if within_reach(repair)} == best
        assert found[0].alternatives == len(found[0].repairs)


PROPERTIES = (smallest, mending, complete)


@settings(deadline=None, max_examples=30)
@given(problem=problems())
@pytest.mark.parametrize("holds", PROPERTIES)
def test_repairs_are_the_smallest_they_mend_and_are_all_there_are(
    holds: Callable[[LocalizationProblem], None], problem: LocalizationProblem
) -> None:
    holds(problem)


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(problem=problems())
@pytest.mark.parametrize("holds", PROPERTIES)
def test_they_are_so_in_many_more_cases(
    holds: Callable[[LocalizationProblem], None], problem: LocalizationProblem
) -> None:
    holds(problem)


def test_large_figures_do_not_matter() -> None:
    """Two wrong cells of a square with sums, off by amounts that no binary float tells apart."""
    problem = LocalizationProblem(
        least=dict.fromkeys(("a", "b", "c", "d"), -(10**17)),
        forced=frozenset(),
        hinted=frozenset(),
        rows=[{"a": 1, "b": 1}, {"c": 1, "d": 1}, {"a": 1, "c": 1}, {"b": 1, "d": 1}],
        relations=["="] * 4,
        residuals=[-(10**16), -(10**16) - 1, -(10**16), -(10**16) - 1],
    )
    (found,) = searched(problem)
    assert (found.size, found.complete) == (2, True)
    assert found.repairs == [{"a": 10**16, "d": 10**16 + 1}]


def test_a_forced_cell_is_part_of_every_repair() -> None:
    problem = LocalizationProblem(
        least={"a": 0, "b": 0, "c": 0},
        forced=frozenset("a"),
        hinted=frozenset(),
        rows=[{"a": 1, "b": 1, "c": -1}, {"b": 1, "c": 1}],
        relations=["=", "="],
        residuals=[-1, -1],
    )
    (found,) = searched(problem)
    assert found.size == 2
    assert sorted(found.repairs, key=list) == [{"a": 0, "b": 1}, {"a": 2, "c": 1}]


def test_too_many_errors_are_counted_and_not_repaired() -> None:
    size = MOST + 1
    cells = [(f"a{i}", f"b{i}") for i in range(size)]
    problem = LocalizationProblem(
        least={cell: 0 for pair in cells for cell in pair} | {"link": 0},
        forced=frozenset(),
        hinted=frozenset(),
        rows=[{a: 1, b: 1, "link": 1} for a, b in cells],
        relations=["="] * size,
        residuals=[-i for i in range(1, size + 1)],
    )
    (found,) = searched(problem)
    assert (found.repairs, found.alternatives, found.complete) == ([], 0, False)
    assert found.size >= 2


def test_an_inequality_moves_as_little_as_it_must() -> None:
    problem = LocalizationProblem(
        {"a": -9, "b": -9}, frozenset(), frozenset(), [{"a": 2, "b": -1}], ["<="], [3]
    )
    (found,) = searched(problem)
    assert found.repairs == [{"a": -2}, {"b": 3}]


def test_sets_with_a_common_element_are_together() -> None:
    assert connected(["ab", "cd", "be", "f", "de"]) == ((0, 1, 2, 4), (3,))
