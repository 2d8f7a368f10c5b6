"""What a formula that a clerk put in the place of a total adds up to.

Only sums and differences of cells and numbers are understood, and functions that come to the same
(SUBTOTAL(9,…), SUMPRODUCT of one range, ROUND). They are read with openpyxl's formula tokenizer; no other
formula is computed, and results stored in the file are never used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias

from toolkit.form.addresses import Cell
from toolkit.form.expression import Number

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token

LARGEST_RANGE = 10_000
"""Cells of a range beyond which a formula is no total of a form."""
_SUMS = ("SUM(", "SUMPRODUCT(", "SUBTOTAL(")
_MOST_DIGITS = 9


class NotASum(Exception):  # noqa: N818  (it says what a formula is, not what failed)
    """The formula does something else than to add up figures of the form."""


@dataclass(frozen=True)
class _Rounded:
    terms: Sequence[_Term]
    digits: int


_Term: TypeAlias = "tuple[int, str | Decimal | _Rounded]"
"""Sign and content of an operand: an address or a range, a number, a sum that is rounded."""


def recomputed(formula: str, sheet: str, value_of: Callable[[Cell], Number | None]) -> Number | None:
    """The exact value of a formula that only adds and subtracts.

    Args:
        formula: as stored.
        sheet: name of the sheet on which it stands.
        value_of: cell → exact number, ``None`` where it is not known; raises :class:`NotASum` for a cell that
            is no part of any sum.

    Returns:
        The value; ``None`` where a cell is not known.

    Raises:
        NotASum: the formula does anything else.
    """
    return _sum(_Parser(formula).terms(), sheet, value_of)


def _sum(terms: Sequence[_Term], sheet: str, value_of: Callable[[Cell], Number | None]) -> Number | None:
    total: Number = 0
    known = True
    for sign, term in terms:
        if isinstance(term, str):
            values = [value_of(cell) for cell in _cells(term, sheet)]  # all are asked: one may be no part
        else:
            values = [term if isinstance(term, Decimal) else _rounded(term, sheet, value_of)]
        known = known and None not in values
        total += sign * sum(value for value in values if value is not None)
    return total if known else None


def _rounded(term: _Rounded, sheet: str, value_of: Callable[[Cell], Number | None]) -> Number | None:
    value = _sum(term.terms, sheet, value_of)
    return None if value is None else Decimal(value).quantize(Decimal(1).scaleb(-term.digits), ROUND_HALF_UP)


class _Parser:
    """Reads the operands of a sum."""

    def __init__(self, formula: str) -> None:
        # openpyxl takes long to import, and a replaced total is rare.
        from openpyxl.formula import Tokenizer  # noqa: PLC0415
        from openpyxl.formula.tokenizer import Token, TokenizerError  # noqa: PLC0415

        try:
            tokens = Tokenizer("=" + formula.lstrip("=")).items
        except (TokenizerError, IndexError) as error:
            raise NotASum from error
        self._tokens = [token for token in tokens if token.type != Token.WSPACE]
        self._at = 0

    def terms(self) -> list[_Term]:
        """The whole formula."""
        terms = self._added(ranges=False)
        if self._next is not None:
            raise NotASum
        return terms

    @property
    def _next(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _takes(self, *values: str) -> str:
        """The next token where it is one of these; empty where it is another."""
        value = self._next.value.upper() if self._next else ""
        if value not in values:
            return ""
        self._at += 1
        return value

    def _due(self, value: str) -> None:
        if not self._takes(value):
            raise NotASum

    def _added(self, *, ranges: bool) -> list[_Term]:
        """Operands with + and - between them; ``ranges``: one may be a range, as within SUM."""
        terms = self._signed(ranges=ranges)
        while operator := self._takes("+", "-"):
            terms += _times(operator, self._signed(ranges=ranges))
        return terms

    def _signed(self, *, ranges: bool) -> list[_Term]:
        if operator := self._takes("+", "-"):
            return _times(operator, self._signed(ranges=ranges))
        if self._takes("("):
            return self._closed(self._added(ranges=ranges))
        if self._takes("ROUND("):
            terms = self._added(ranges=False)
            self._due(",")
            return self._closed([(1, _Rounded(terms, self._digits()))])
        if function := self._takes(*_SUMS):
            return self._closed(self._summed(function))
        return [(1, self._operand(ranges=ranges))]

    def _closed(self, terms: list[_Term]) -> list[_Term]:
        self._due(")")
        return terms

    def _summed(self, function: str) -> list[_Term]:
        """Operands of a function that adds them up; of SUBTOTAL the kind stands before them."""
        if function == "SUBTOTAL(":
            self._due("9")
            self._due(",")
        terms = self._added(ranges=True)
        while function != "SUMPRODUCT(" and self._takes(","):
            terms += self._added(ranges=True)
        return terms

    def _digits(self) -> int:
        digits = self._operand(ranges=False)
        if not isinstance(digits, Decimal) or digits % 1 or not 0 <= digits <= _MOST_DIGITS:
            raise NotASum
        return int(digits)

    def _operand(self, *, ranges: bool) -> str | Decimal:
        token = self._next
        self._at += 1
        if token is None or token.type != token.OPERAND:
            raise NotASum
        if token.subtype == token.RANGE and (ranges or ":" not in token.value):
            return str(token.value)
        if token.subtype != token.NUMBER:
            raise NotASum
        try:
            return Decimal(token.value)
        except InvalidOperation as error:
            raise NotASum from error


def _times(operator: str, terms: list[_Term]) -> list[_Term]:
    return [(-sign, term) for sign, term in terms] if operator == "-" else terms


def _cells(area: str, sheet: str) -> Iterator[Cell]:
    from openpyxl.utils.cell import range_boundaries, range_to_tuple  # noqa: PLC0415

    try:
        name, bounds = range_to_tuple(area) if "!" in area else (sheet, range_boundaries(area))
    except (ValueError, TypeError) as error:
        raise NotASum from error
    left, top, right, bottom = bounds
    if left is None or top is None or right is None or bottom is None:
        raise NotASum  # whole rows or columns
    if (right - left + 1) * (bottom - top + 1) > LARGEST_RANGE:
        raise NotASum
    for row in range(top - 1, bottom):
        for column in range(left - 1, right):
            yield Cell(name, row, column)
