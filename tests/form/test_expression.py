"""The rule language: parsing, exact evaluation, coefficients."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import RuleSyntaxError
from toolkit.form.expression import Comparison, Group, Number, parse, plain
from toolkit.form.variables import Figure, Symbol


@pytest.mark.parametrize(
    ("text", "left", "relation", "right"),
    [
        ("a = b", [(1, "a")], "=", [(1, "b")]),
        ("a - b >= 3 * c + 30", [(1, "a"), (-1, "b")], ">=", [(3, "c"), (30, "")]),
        ("x.y <= prior.x.y", [(1, "x.y")], "<=", [(1, "prior.x.y")]),
        ("total = n + sum(organizations)", [(1, "total")], "=", [(1, "n"), (1, "sum(organizations)")]),
        ("-(a - b) < 0.5", [(-1, "a"), (1, "b")], "<", [(Decimal("0.5"), "")]),
    ],
)
def test_parse(text: str, left: list[object], relation: str, right: list[object]) -> None:
    parsed = parse(text)
    assert [(t.coefficient, t.symbol) for t in parsed.left] == left
    assert parsed.relation == relation
    assert [(t.coefficient, t.symbol) for t in parsed.right] == right


@pytest.mark.parametrize(
    "text",
    ["a", "a = b = c", "a == b", "a = ", "a = b * c", "a = f(b, c)", "a = 'x'", "a = __import__('os')",
     "a = True", "a = b if c else d", "a ≤ b", "a = (lambda: 1)()", "a = b[0]"],
)  # fmt: skip
def test_refuse_what_is_not_linear(text: str) -> None:
    with pytest.raises(RuleSyntaxError):
        parse(text)


numbers = st.one_of(st.integers(-(10**12), 10**12), st.decimals(-(10**9), 10**9, allow_nan=False, places=6))


@given(st.lists(st.tuples(st.integers(-9, 9), numbers), min_size=1, max_size=6), numbers)
def test_sides_and_coefficients_agree(terms: list[tuple[int, Number]], constant: Number) -> None:
    """Σ aᵢxᵢ − b from the matrix row equals left − right of the rule, exactly."""
    names = [f"x{n}" for n in range(len(terms))]
    groups = tuple(Group(a, (Figure(name),), Symbol(name)) for (a, _), name in zip(terms, names, strict=True))
    comparison = Comparison(groups[::2], "=", (*groups[1::2], Group(constant, (), Symbol(""))))
    record = {name: value for name, (_, value) in zip(names, terms, strict=True)}
    left, right = comparison.evaluate(record)
    row, bound = comparison.coefficients()
    assert left - right == sum(row[name] * record[name] for name in row) - bound


@given(numbers)
def test_plain_is_exact(value: Number) -> None:
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)
