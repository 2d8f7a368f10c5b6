"""What a formula that a clerk put in the place of a total adds up to.

Only sums and differences of cells and numbers are understood, read with openpyxl's formula tokenizer; no
other formula is computed, and results stored in the file are never used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from toolkit.form.addresses import Cell
from toolkit.form.expression import Number

LARGEST_RANGE = 10_000
"""Cells of a range beyond which a formula is no total of a form."""


class _NotASum(Exception):  # noqa: N818  (inner signal)
    """The formula does something else."""


def recomputed(formula: str, sheet: str, value_of: Callable[[Cell], Number | None]) -> Number | None:
    """The exact value of a formula that only adds and subtracts.

    Args:
        formula: as stored.
        sheet: name of the sheet on which it stands.
        value_of: cell → exact number, ``None`` where it is not known.

    Returns:
        The value; ``None`` where the formula does anything else or a cell is not known.
    """
    total: Number = 0
    try:
        for sign, term in _terms(formula):
            for part in [term] if isinstance(term, Decimal) else _cells(term, sheet):
                value = part if isinstance(part, Decimal) else value_of(part)
                if value is None:
                    return None
                total += sign * value
    except _NotASum:
        return None
    return total


def _terms(formula: str) -> Iterator[tuple[int, str | Decimal]]:
    """Sign and content of every operand: an address, a range within SUM, a number."""
    # openpyxl takes long to import, and a replaced total is rare.
    from openpyxl.formula import Tokenizer  # noqa: PLC0415
    from openpyxl.formula.tokenizer import Token, TokenizerError  # noqa: PLC0415

    try:
        tokens = Tokenizer("=" + formula.lstrip("=")).items
    except (TokenizerError, IndexError) as error:
        raise _NotASum from error
    # Of every open bracket: the sign it stands behind, and whether it belongs to SUM.
    open_, sign = [(1, False)], 1
    due = True  # an operand is due; two in a row with a blank between them are an intersection
    for token in tokens:
        match token.type, token.subtype, token.value.upper():
            case Token.WSPACE, _, _:
                pass
            case Token.OPERAND, Token.RANGE, _ if due and (open_[-1][1] or ":" not in token.value):
                yield sign, token.value
                due = False
            case Token.OPERAND, Token.NUMBER, digits if due:
                yield sign, _number(digits)
                due = False
            case Token.OP_PRE, _, "+" | "-" if due:
                sign = -sign if token.value == "-" else sign
            case Token.OP_IN, _, "+" | "-" if not due:
                sign = -open_[-1][0] if token.value == "-" else open_[-1][0]
                due = True
            case ((Token.FUNC | Token.PAREN), Token.OPEN, "SUM(" | "(") if due:
                open_.append((sign, token.type == Token.FUNC or open_[-1][1]))
            case ((Token.FUNC | Token.PAREN), Token.CLOSE, _) if not due:
                open_.pop()
            case Token.SEP, Token.ARG, _ if open_[-1][1] and not due:
                sign, due = open_[-1][0], True
            case _:
                raise _NotASum
    if due or len(open_) > 1:
        raise _NotASum


def _number(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise _NotASum from error


def _cells(area: str, sheet: str) -> Iterator[Cell]:
    from openpyxl.utils.cell import range_boundaries, range_to_tuple  # noqa: PLC0415

    try:
        name, bounds = range_to_tuple(area) if "!" in area else (sheet, range_boundaries(area))
    except (ValueError, TypeError) as error:
        raise _NotASum from error
    left, top, right, bottom = bounds
    if left is None or top is None or right is None or bottom is None:
        raise _NotASum  # whole rows or columns
    if (right - left + 1) * (bottom - top + 1) > LARGEST_RANGE:
        raise _NotASum
    for row in range(top - 1, bottom):
        for column in range(left - 1, right):
            yield Cell(name, row, column)
