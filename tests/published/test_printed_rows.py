"""Which figure stands under which column is known, or not said."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from toolkit.published.printed_rows import PrintedContent, PrintedRow, certain_numbers, with_numbers_counted

ITEMS = ("a", "b", "c")


def _row(*cells: str, **fields: object) -> PrintedRow:
    return PrintedRow("t", "行", ITEMS, cells, **fields)  # type: ignore[arg-type]


def _clear(*cells: str) -> dict[str, PrintedContent]:
    return {item: PrintedContent(cell, clear=True) for item, cell in zip(ITEMS, cells, strict=True)}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1", "", "3"), ("1", "", "3")),
        (("", "1", "2", "3", ""), ("1", "2", "3")),
        (("", "", "", ""), ("", "", "")),
    ],
)
def test_a_cell_each(cells: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert _row(*cells).contents() == ("cells", _clear(*expected))


def test_cells_under_their_columns_where_the_number_does_not_fit() -> None:
    aligned = {"a": "1", "b": "", "c": "3"}
    assert _row("1", "", "", "3", aligned=aligned).contents() == ("cells", _clear("1", "", "3"))


def test_many_figures_without_any_0_are_not_split() -> None:
    """A report that prints its zeros in other rows may have left them blank in this one."""
    row = PrintedRow("t", "行", tuple("abcdefg"), ("3415444",), counted=True)
    assert row.contents()[0] == "unclear"
    assert replace(row, cells=("3405444",)).contents()[0] == "split"


@pytest.mark.parametrize(("rows", "counted"), [((("000",), ("258",)), True), ((("1504",), ("258",)), False)])
def test_a_block_of_several_rows_prints_its_zeros_or_is_not_counted(
    rows: tuple[tuple[str, ...], ...], counted: bool
) -> None:
    other = _row("000", block="other")
    found = with_numbers_counted([other, *(_row(*cells, block="b") for cells in rows)])
    assert [row.counted for row in found] == [True, counted, counted]


def test_what_can_be_read_in_two_ways_is_not_read() -> None:
    assert _row("1", "", "", "3").contents() == (
        "unclear",
        dict.fromkeys(ITEMS, PrintedContent("1 3", False, "misplaced")),
    )
    assert _row("1", "2", "3", columns="unknown").contents()[0] == "unclear"


@pytest.mark.parametrize(
    ("tokens", "count", "split"),
    [
        (("0000000",), 7, ("0",) * 7),
        (("10000001",), 7, ("10", "0", "0", "0", "0", "0", "1")),
        (("500000", "5"), 7, ("5", "0", "0", "0", "0", "0", "5")),
        (("0023",), 3, ("0", "0", "23")),
    ],
)
def test_glued_digits_that_can_be_split_in_one_way(
    tokens: tuple[str, ...], count: int, split: tuple[str, ...]
) -> None:
    assert certain_numbers(tokens, count) == split


@pytest.mark.parametrize(
    ("tokens", "count", "split"),
    [
        (("280000028",), 7, (None, None, "0", "0", "0", None, None)),
        (("230", "000023"), 7, (None, None, "0", "0", "0", None, None)),
        (("60020470",), 7, (None, "0", None, None, None, None, None)),
        (("713000074",), 7, (None, None, None, "0", "0", None, None)),
        (("2025",), 3, (None, None, None)),
    ],
)
def test_numbers_that_are_the_same_however_glued_digits_are_split(
    tokens: tuple[str, ...], count: int, split: tuple[str | None, ...]
) -> None:
    assert certain_numbers(tokens, count) == split


@pytest.mark.parametrize("cells", [("258",), ("13", "0"), ("1", "258")])
def test_figures_beside_blank_cells_are_not_split(cells: tuple[str, ...]) -> None:
    assert _row(*cells).contents()[0] == "unclear"


def test_figures_are_glued_where_those_around_are() -> None:
    assert _row("258", glued=True, counted=True).contents() == ("split", _clear("2", "5", "8"))
    assert _row("00", "8").contents() == ("split", _clear("0", "0", "8"))


def test_figures_are_not_split_where_their_number_is_not_known() -> None:
    assert _row("258", glued=True).contents() == (
        "unclear",
        dict.fromkeys(ITEMS, PrintedContent("258", False, "glued")),
    )
    assert _row("1", "08").contents()[0] == "split"  # they cannot be fewer
    assert _row("000").contents() == ("split", _clear("0", "0", "0"))


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        ((("000",), ("258",)), True),
        ((("258",), ("1004",)), False),  # 0 may be printed as nothing
        ((("000",), ("25",)), False),
        ((("000",), ()), False),
        ((("0", "", "0"), ("000",)), False),
    ],
)
def test_numbers_are_counted_where_zero_is_printed_and_nothing_is_blank(
    rows: tuple[tuple[str, ...], ...], counted: bool
) -> None:
    assert {row.counted for row in with_numbers_counted([_row(*cells) for cells in rows])} == {counted}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (_row("1", "2", "3", columns="unknown"), "no_column"),
        (_row("12", columns="unknown"), "no_column"),
        (_row("1", "0"), "misplaced"),
        (_row("7", glued=True), "misplaced"),  # one digit is not put together
        (_row("1204", glued=True), "glued"),
        (_row("1", "204 0"), "misplaced"),
        (PrintedRow("t", "行", tuple("abcdefg"), ("34151044",)), "glued"),
        (PrintedRow("t", "行", tuple("abcdefg"), ("34",)), "misplaced"),
    ],
)
def test_why_figures_are_not_read(row: PrintedRow, why: str) -> None:
    assert {content.why for content in row.contents()[1].values()} == {why}


def test_two_numbers_in_a_cell_leave_no_columns() -> None:
    assert _row("1", "2", "0 3").contents()[0] == "unclear"


def test_a_row_that_is_partly_certain() -> None:
    assert _row("2025").contents() == (
        "unclear",
        dict.fromkeys(ITEMS, PrintedContent("2025", False, "misplaced")),
    )
    glued = PrintedRow("t", "行", (*ITEMS, "d", "e"), ("1000012",), glued=True, counted=True)
    unclear = PrintedContent("1000012", clear=False, why="glued")
    zero = PrintedContent("0", clear=True)
    assert glued.contents() == ("partly", {"a": unclear, "b": zero, "c": zero, "d": unclear, "e": unclear})


@pytest.mark.parametrize("tokens", [("1.5",), ("12",), ("1" * 500,), ("1", "2", "3", "4")])
def test_what_cannot_be_so_many_numbers_is_not_split(tokens: tuple[str, ...]) -> None:
    assert certain_numbers(tokens, 3) == ()


def test_every_way_of_splitting_agrees_with_what_is_certain() -> None:
    rng = random.Random(7)
    certain = 0
    for _ in range(400):
        numbers = [str(rng.choice([0, 0, 0, 1, 7, 10, 28, 205])) for _ in range(5)]
        glued = "".join(numbers)
        ways = [
            parts
            for cuts in combinations(range(1, len(glued)), 4)
            for parts in [[glued[a:b] for a, b in pairwise((0, *cuts, len(glued)))]]
            if not any(part[0] == "0" and part != "0" for part in parts)
        ]
        found = certain_numbers((glued,), 5)
        same = tuple(
            values.pop() if len(values := set(column)) == 1 else None for column in zip(*ways, strict=True)
        )
        assert found == same and numbers in ways
        certain += sum(map(bool, found))
    assert certain > 400
