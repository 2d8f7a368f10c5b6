"""The rule language: one linear (in)equality over the items of a form, parsed once.

``total = natural_person + sum(organizations)`` becomes two :class:`Side` objects and a relation.
Names stay symbols here; :mod:`toolkit.form.edition` binds them to items. Everything that is later
done with a rule (Excel formula, matrix row, sentence, exact evaluation) starts from these objects.

Grammar: ``side relation side``; relation is one of ``= <= >= < >``; a side is a sum of terms, a term
is an optional number ``*`` a symbol, a number, or a call ``name(argument)``. The sides are parsed by
Python's own parser, of whose syntax only these nodes are admitted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal, TypeAlias

from toolkit.errors import RuleSyntaxError
from toolkit.messages import say

Number: TypeAlias = int | Decimal
"""An exact number: counts are ``int``, money is ``Decimal``; binary floats never enter."""

Relation: TypeAlias = Literal["=", "<=", ">=", "<", ">"]

PLACES = 6
"""Decimals that count: 0.01 元 in 万元. A spreadsheet's binary numbers tell nothing finer apart."""

HOLDS: Mapping[str, Callable[[Number, Number], bool]] = {
    "=": lambda left, right: left == right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
}

_FINEST, _WIDE = Decimal(1).scaleb(-PLACES), Context(prec=100)
_RELATION = re.compile(r"<=|>=|=|<|>")


@dataclass(frozen=True, slots=True)
class Term:
    """``coefficient * symbol``; a bare number has the empty symbol."""

    coefficient: Number
    symbol: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed rule before its symbols are bound to items."""

    left: tuple[Term, ...]
    relation: Relation
    right: tuple[Term, ...]

    def symbols(self) -> Iterable[str]:
        """Every symbol used, left before right, numbers left out."""
        return (term.symbol for term in (*self.left, *self.right) if term.symbol)


@dataclass(frozen=True, slots=True)
class Group:
    """A bound term: ``coefficient * (sum of variables)``.

    Attributes:
        coefficient: exact factor; for a constant the value itself, with no variables.
        variables: names in the flat record, e.g. ``requests.received.total``, ``prior.…``,
            ``unit.rule_making`` or a measure such as ``blank(requests)``.
        symbol: how the rule spelled it, for the sentence.
    """

    coefficient: Number
    variables: tuple[str, ...]
    symbol: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A rule bound to items: ``left relation right``, each side a sum of groups."""

    left: tuple[Group, ...]
    relation: Relation
    right: tuple[Group, ...]

    def variables(self) -> tuple[str, ...]:
        """Variables used, each once, in the order of the rule."""
        used = (name for group in (*self.left, *self.right) for name in group.variables)
        return tuple(dict.fromkeys(used))

    def coefficients(self) -> tuple[dict[str, Number], Number]:
        """``Σ coefficient·variable`` and the bound ``b`` of ``Σ aᵢxᵢ relation b``."""
        row: dict[str, Number] = {}
        bound: Number = 0
        for sign, side in ((1, self.left), (-1, self.right)):
            for group in side:
                if not group.variables:
                    bound -= sign * group.coefficient
                for name in group.variables:
                    row[name] = row.get(name, 0) + sign * group.coefficient
        return row, bound

    def evaluate(self, record: Mapping[str, Number]) -> tuple[Number, Number]:
        """Left and right value for a record that knows every variable."""
        return side_value(self.left, record), side_value(self.right, record)

    def holds(self, record: Mapping[str, Number]) -> bool:
        """Whether the relation is true for ``record``."""
        return self.between(*self.evaluate(record))

    def between(self, left: Number, right: Number) -> bool:
        """Whether the relation is true of two values, in decimals that count."""
        return HOLDS[self.relation](rounded(left - right), 0)


def side_value(side: tuple[Group, ...], record: Mapping[str, Number]) -> Number:
    """Exact value of one side."""
    value: Number = 0
    for group in side:
        if not group.variables:
            value += group.coefficient
        elif group.coefficient == 1:
            for name in group.variables:
                value += record[name]
        else:
            for name in group.variables:
                value += group.coefficient * record[name]
    return value


def parse(text: str) -> Expression:
    """Parse a rule.

    Raises:
        RuleSyntaxError: with the offending part, when ``text`` is not of the rule language.
    """
    relations = _RELATION.findall(text)
    if len(relations) != 1:
        raise RuleSyntaxError(say("rule.relation", text=text))
    left, right = (_side(part.strip()) for part in _RELATION.split(text))
    return Expression(left, relations[0], right)


def _side(text: str) -> tuple[Term, ...]:
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise RuleSyntaxError(say("rule.not_arithmetic", text=text)) from error
    return tuple(_terms(tree.body, 1))


def _terms(node: ast.expr, sign: Number) -> Iterable[Term]:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _terms(left, sign)
            yield from _terms(right, sign)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            yield from _terms(left, sign)
            yield from _terms(right, -sign)
        case ast.BinOp(left=ast.Constant() as factor, op=ast.Mult(), right=right):
            yield from _terms(right, sign * _number(factor))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from _terms(operand, -sign)
        case ast.Constant():
            yield Term(sign * _number(node), "")
        case ast.Name() | ast.Attribute():
            yield Term(sign, _dotted(node))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            yield Term(sign, f"{name}({_dotted(argument)})")
        case _:
            raise RuleSyntaxError(say("rule.not_linear", text=ast.unparse(node)))


def _number(node: ast.Constant) -> Number:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        raise RuleSyntaxError(say("rule.not_a_number", text=ast.unparse(node)))
    if isinstance(node.value, int):
        return node.value
    return Decimal(repr(node.value))


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{_dotted(value)}.{name}"
        case _:
            raise RuleSyntaxError(say("rule.not_a_name", text=ast.unparse(node)))


def magnitude(value: Number) -> Number:
    """Absolute value, of the same type."""
    return -value if value < 0 else value


def rounded(value: Number) -> Number:
    """Rounded to the decimals that count, half away from zero, as a spreadsheet's ``ROUND`` does."""
    if isinstance(value, int) or decimals(value) <= PLACES:
        return value
    return value.quantize(_FINEST, ROUND_HALF_UP, _WIDE)


def decimals(value: Number | None) -> int:
    """Decimal places a figure needs."""
    exponent = value.normalize().as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(value: Number) -> str:
    """A number in words: no exponent, no trailing zeros."""
    if isinstance(value, int):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
