"""The rule language: one linear (in)equality over the items of a form, parsed once.

``total = natural_person + sum(organizations)`` becomes two :class:`Side` objects and a relation.
Names stay symbols here; :mod:`toolkit.form.registry` binds them to items. Everything that is later
done with a rule (Excel formula, matrix row, sentence, exact evaluation) starts from these objects.

Grammar: ``side relation side``; relation is one of ``= <= >= < >``; a side is a sum of terms, a term
is an optional number ``*`` a symbol, a number, or a call ``name(argument)``. The right side may be a
ratio, ``side / side``; ``~`` compares with a tolerance: ``rate ~ 100 * certified / on_duty ± 0.01``.
Conditions join comparisons by ``and`` and ``or``; ``and`` binds closer. The sides are parsed by
Python's own parser, of whose syntax only these nodes are admitted.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal, TypeAlias

from toolkit.errors import RuleSyntaxError
from toolkit.form.variables import Measure, Symbol, Variable
from toolkit.messages import say

Number: TypeAlias = int | Decimal
"""An exact number: counts are ``int``, money is ``Decimal``; binary floats never enter."""

Relation: TypeAlias = Literal["=", "<=", ">=", "<", ">", "~"]

PLACES = 6
"""Decimals that count: 0.01 元 in 万元. A spreadsheet's binary numbers tell nothing finer apart."""

HOLDS: Mapping[str, Callable[[Number, Number], bool]] = {
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}

SOURCES = ("prior", "unit")
"""First part of a name that is looked up in last year's figures or among the properties of the unit."""

_FINEST, _WIDE = Decimal(1).scaleb(-PLACES), Context(prec=100)
_RELATION = re.compile(r"<=|>=|=|<|>|~")
_TOLERANCE = re.compile(r"(?:±|\+-)\s*([0-9]+(?:\.[0-9]+)?)\s*\Z")
_OR, _AND = re.compile(r"\s+or\s+"), re.compile(r"\s+and\s+")


Resolver: TypeAlias = Callable[[Symbol], tuple[Variable, ...]]
"""What a symbol stands for."""


@dataclass(frozen=True, slots=True)
class Term:
    """``coefficient * symbol``; a bare number has the empty symbol."""

    coefficient: Number
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed rule before its symbols are bound to items."""

    left: tuple[Term, ...]
    relation: Relation
    right: tuple[Term, ...]
    divisor: tuple[Term, ...] = ()
    tolerance: Number = 0

    def terms(self) -> tuple[Term, ...]:
        """Every term, left before right."""
        return (*self.left, *self.right, *self.divisor)

    def symbols(self) -> Iterable[Symbol]:
        """Every symbol used, left before right, numbers left out."""
        return (term.symbol for term in self.terms() if term.symbol)


@dataclass(frozen=True, slots=True)
class Group:
    """A bound term: ``coefficient * (sum of variables)``.

    Attributes:
        coefficient: exact factor; for a constant the value itself, with no variables.
        variables: what is added up.
        symbol: how the rule spelled it, for the sentence.
    """

    coefficient: Number
    variables: tuple[Variable, ...]
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Comparison:
    """A rule bound to items: ``left relation right``, each side a sum of groups.

    Attributes:
        divisor: the right side is divided by it; empty where there is no ratio.
        tolerance: by how much the sides of ``~`` may differ.
    """

    left: tuple[Group, ...]
    relation: Relation
    right: tuple[Group, ...]
    divisor: tuple[Group, ...] = ()
    tolerance: Number = 0

    @property
    def linear(self) -> bool:
        """Whether it is a plain linear (in)equality: no ratio and no tolerance."""
        return not self.divisor and self.relation != "~"

    def groups(self) -> tuple[Group, ...]:
        """Every group, left before right."""
        return (*self.left, *self.right, *self.divisor)

    def variables(self) -> tuple[Variable, ...]:
        """Variables used, each once, in the order of the rule."""
        return tuple(dict.fromkeys(name for group in self.groups() for name in group.variables))

    def measure(self) -> Measure | None:
        """The measure it looks at, if any."""
        return next((name for name in self.variables() if isinstance(name, Measure)), None)

    def coefficients(self) -> tuple[dict[Variable, Number], Number]:
        """``Σ coefficient·variable`` and the bound ``b`` of ``Σ aᵢxᵢ relation b``; of a linear rule alone."""
        row: dict[Variable, Number] = {}
        bound: Number = 0
        for sign, side in ((1, self.left), (-1, self.right)):
            for group in side:
                if not group.variables:
                    bound -= sign * group.coefficient
                for name in group.variables:
                    row[name] = row.get(name, 0) + sign * group.coefficient
        return row, bound

    def evaluate(self, record: Mapping[str, Number]) -> tuple[Number, Number]:
        """Left and right value for a record that knows every variable; a ratio to the decimals that count.

        A ratio without a denominator is 0, and :meth:`applies` is false.
        """
        left, right = side_value(self.left, record), side_value(self.right, record)
        return left, ratio(right, side_value(self.divisor, record)) if self.divisor else right

    def applies(self, record: Mapping[str, Number]) -> bool:
        """Whether there is something to compare: a ratio needs a denominator other than 0."""
        return not self.divisor or side_value(self.divisor, record) != 0

    def holds(self, record: Mapping[str, Number]) -> bool:
        """Whether the relation is true for ``record``."""
        return not self.applies(record) or self.between(*self.evaluate(record))

    def between(self, left: Number, right: Number) -> bool:
        """Whether the relation is true of two values, in decimals that count."""
        difference = rounded(left - right)
        if self.relation == "~":
            return magnitude(difference) <= self.tolerance
        return HOLDS[self.relation](difference, 0)


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule applies: any of these alternatives, each of comparisons that all hold."""

    alternatives: tuple[tuple[Comparison, ...], ...]

    def holds(self, record: Mapping[str, Number]) -> bool:
        """Whether it is true for a record that knows every variable."""
        return any(all(part.holds(record) for part in parts) for parts in self.alternatives)

    def comparisons(self) -> tuple[Comparison, ...]:
        """All of its comparisons."""
        return tuple(part for parts in self.alternatives for part in parts)

    def variables(self) -> tuple[Variable, ...]:
        """Variables used, each once."""
        return tuple(dict.fromkeys(name for part in self.comparisons() for name in part.variables()))


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
    left, right = (part.strip() for part in _RELATION.split(text))
    tolerance = _TOLERANCE.search(right)
    if (relations[0] == "~") != (tolerance is not None):
        raise RuleSyntaxError(say("rule.tolerance", text=text))
    allowed: Number = Decimal(tolerance[1]) if tolerance else 0
    right = right[: tolerance.start()].strip() if tolerance else right
    numerator, divisor = _ratio(right)
    return Expression(_side(left), relations[0], numerator, divisor, allowed)


def parse_condition(text: str) -> tuple[tuple[Expression, ...], ...]:
    """Parse a ``when``: alternatives joined by ``or``, comparisons joined by ``and``.

    Raises:
        RuleSyntaxError: with the offending part.
    """
    return tuple(tuple(map(parse, _AND.split(part))) for part in _OR.split(text.strip()))


def bind(parsed: Expression, resolve: Resolver) -> Comparison:
    """A parsed rule with its symbols looked up."""

    def groups(side: tuple[Term, ...]) -> tuple[Group, ...]:
        return tuple(
            Group(term.coefficient, resolve(term.symbol) if term.symbol else (), term.symbol) for term in side
        )

    left, right, under = map(groups, (parsed.left, parsed.right, parsed.divisor))
    return Comparison(left, parsed.relation, right, under, parsed.tolerance)


def bind_condition(parsed: tuple[tuple[Expression, ...], ...], resolve: Resolver) -> Condition:
    """A parsed condition with its symbols looked up."""
    return Condition(tuple(tuple(bind(part, resolve) for part in parts) for parts in parsed))


def _ratio(text: str) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The right side, divided where it is a ratio as a whole."""
    match _tree(text):
        case ast.BinOp(left=over, op=ast.Div(), right=under):
            return tuple(_terms(over, 1)), tuple(_terms(under, 1))
        case tree:
            return tuple(_terms(tree, 1)), ()


def _side(text: str) -> tuple[Term, ...]:
    return tuple(_terms(_tree(text), 1))


def _tree(text: str) -> ast.expr:
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise RuleSyntaxError(say("rule.not_arithmetic", text=text)) from error
    return tree.body


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
            yield Term(sign * _number(node), Symbol(""))
        case ast.Name() | ast.Attribute():
            yield Term(sign, _symbol(_dotted(node)))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            inner = _dotted(argument)
            yield Term(sign, Symbol(f"{name}({inner})", function=name, argument=inner))
        case _:
            raise RuleSyntaxError(say("rule.not_linear", text=ast.unparse(node)))


def _symbol(name: str) -> Symbol:
    source, _, rest = name.partition(".")
    return Symbol(rest, source) if rest and source in SOURCES else Symbol(name)


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


def ratio(over: Number, under: Number, places: int = PLACES) -> Number:
    """A quotient, rounded half away from zero as a spreadsheet's ``ROUND`` does; 0 without a denominator."""
    if under == 0:
        return 0
    quotient = _WIDE.divide(Decimal(over), Decimal(under))
    return quotient.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


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
