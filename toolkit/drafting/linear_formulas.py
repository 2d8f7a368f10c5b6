"""Formulas of a blank read as sums of cells, or as a comparison of two such sums."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn, TypeAlias

from toolkit.drafting.recognition_words import pattern

Place: TypeAlias = tuple[str, int, int]
"""Sheet, row and column, from 0."""

LONGEST = 2000
MOST_CELLS = 2000

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"]|"")*")
    |(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>\d{1,7})(?![\w(.])
    |(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<name>[A-Za-z][\w.]*)(?=\()
    |(?P<mark><=|>=|<>|[-+*/^&=<>(),:%])
    )""",
    re.VERBOSE,
)
_OPPOSITE = {"=": "=", "<>": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}


class NotLinearError(Exception):
    """The formula is no sum; ``code`` says what it is: ``ratio`` or ``formula``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Sum:
    """Cells with their factors, and a number; ``rounded`` where the formula rounds."""

    cells: dict[Place, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction(0)
    rounded: bool = False

    def plus(self, other: Sum, factor: Fraction = Fraction(1)) -> Sum:
        """This sum and a multiple of another."""
        cells = dict(self.cells)
        for place, value in other.cells.items():
            cells[place] = cells.get(place, Fraction(0)) + factor * value
        constant = self.constant + factor * other.constant
        return Sum(cells, constant, self.rounded or other.rounded)

    def times(self, factor: Fraction) -> Sum:
        """A multiple of this sum."""
        return Sum({}, Fraction(0), self.rounded).plus(self, factor)


@dataclass(frozen=True, slots=True)
class SumRelation:
    """What must hold between two sums."""

    left: Sum
    relation: str
    right: Sum


@dataclass(frozen=True, slots=True)
class _Words:
    text: str


_Value: TypeAlias = Sum | SumRelation | _Words


def read_formula(text: str, sheet: str) -> Sum | SumRelation:
    """Read a formula that stands on ``sheet``.

    Raises:
        NotLinearError: it is neither a sum of cells nor a comparison of two.
    """
    if len(text) > LONGEST:
        raise NotLinearError("formula")
    value = _FormulaReader(text.removeprefix("="), sheet).whole()
    if isinstance(value, _Words):
        raise NotLinearError("formula")
    return value


class _FormulaReader:
    def __init__(self, text: str, sheet: str) -> None:
        self.sheet, self.tokens, self.at, self.depth = sheet, list(_tokens(text)), 0, 0
        self.functions: Mapping[str, Callable[[list[list[Place] | _Value]], _Value]] = {
            "SUM": _sum,
            "ROUND": _rounded,
            "IF": _chosen,
            "IFERROR": lambda given: _value(given[0]),
            **dict.fromkeys(("COUNT", "COUNTA", "COUNTBLANK"), lambda _: Sum()),
            **dict.fromkeys(("AND", "OR", "NOT", "ISNUMBER", "ISBLANK"), _condition),
        }

    def whole(self) -> _Value:
        value = self.comparison()
        if self.at < len(self.tokens):
            _fail()
        return value

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, re.Match[str]]:
        if self.at >= len(self.tokens):
            _fail()
        self.at += 1
        return self.tokens[self.at - 1]

    def comparison(self) -> _Value:
        self.depth += 1
        if self.depth > 50:
            _fail()
        left = self.sum()
        if self.peek() in _OPPOSITE:
            relation, _ = self.take()
            right = self.sum()
            words = isinstance(left, _Words) or isinstance(right, _Words)
            left = _condition([]) if words else SumRelation(_as_sum(left), relation, _as_sum(right))
        self.depth -= 1
        return left

    def sum(self) -> _Value:
        value = self.product()
        while self.peek() in ("+", "-"):
            sign = Fraction(1 if self.take()[0] == "+" else -1)
            value = _as_sum(value).plus(_as_sum(self.product()), sign)
        return value

    def product(self) -> _Value:
        value = self.factor()
        while self.peek() in ("*", "/"):
            mark, _ = self.take()
            a, b = _as_sum(value), _as_sum(self.factor())
            if mark == "/" and b.cells:
                raise NotLinearError("ratio")
            if mark == "/" and not b.constant:
                _fail()
            if a.cells and b.cells:
                _fail()
            many, factor = (b, a.constant) if b.cells else (a, b.constant)
            value = many.times(1 / factor if mark == "/" else factor)
        return value

    def factor(self) -> _Value:
        kind, match = self.take()
        if kind in ("+", "-"):
            return _as_sum(self.factor()).times(Fraction(1 if kind == "+" else -1))
        if kind == "(":
            value = self.comparison()
            self.expect(")")
            return value
        if kind == "text":
            return _Words(match["text"][1:-1])
        if kind == "number":
            percent = self.peek() == "%" and bool(self.take())
            return Sum(constant=Fraction(match["number"]) / (100 if percent else 1))
        if kind == "cell":
            return Sum({self.place(match): Fraction(1)})
        if kind != "name" or match["name"].upper() not in self.functions:
            _fail()
        return self.functions[match["name"].upper()](self.arguments())

    def expect(self, mark: str) -> None:
        if self.take()[0] != mark:
            _fail()

    def arguments(self) -> list[list[Place] | _Value]:
        self.expect("(")
        given: list[list[Place] | _Value] = []
        while True:
            given.append(self.range() or self.comparison())
            mark, _ = self.take()
            if mark == ")":
                return given
            if mark != ",":
                _fail()

    def range(self) -> list[Place]:
        """Cells of a range such as ``C5:C9``, where one follows."""
        following = [token[0] for token in self.tokens[self.at : self.at + 3]]
        if following != ["cell", ":", "cell"]:
            return []
        (_, first), _, (_, last) = self.take(), self.take(), self.take()
        sheet, top, left = self.place(first)
        _, bottom, right = self.place(last)
        if (abs(bottom - top) + 1) * (abs(right - left) + 1) > MOST_CELLS:
            _fail()
        rows = range(min(top, bottom), max(top, bottom) + 1)
        columns = range(min(left, right), max(left, right) + 1)
        return [(sheet, row, column) for row in rows for column in columns]

    def place(self, match: re.Match[str]) -> Place:
        sheet = (match["sheet"] or "").removesuffix("!")
        if sheet.startswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        column = 0
        for letter in match["column"].upper():
            column = column * 26 + ord(letter) - 64
        return (sheet or self.sheet, int(match["row"]) - 1, column - 1)


def _tokens(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            _fail()
        at = match.end()
        kind = next(name for name in ("text", "column", "number", "name", "mark") if match[name] is not None)
        yield (match["mark"] if kind == "mark" else "cell" if kind == "column" else kind), match


def _fail() -> NoReturn:
    raise NotLinearError("formula")


def _as_sum(value: _Value) -> Sum:
    if not isinstance(value, Sum):
        _fail()
    return value


def _value(given: list[Place] | _Value) -> _Value:
    return _sum([given]) if isinstance(given, list) else given


def _sum(given: list[list[Place] | _Value]) -> Sum:
    whole = Sum()
    for part in given:
        if isinstance(part, list):
            part = Sum(dict.fromkeys(part, Fraction(1)))  # noqa: PLW2901  (a range is the sum of its cells)
        whole = whole.plus(_as_sum(part))
    return whole


def _rounded(given: list[list[Place] | _Value]) -> Sum:
    value = _as_sum(_value(given[0]))
    return Sum(value.cells, value.constant, rounded=True)


def _condition(_: list[list[Place] | _Value]) -> SumRelation:
    """A condition that says nothing about sums; only the value guarded by it is of interest."""
    return SumRelation(Sum(), "=", Sum())


def _chosen(given: list[list[Place] | _Value]) -> _Value:
    """``IF``: a check that answers in words, or a value guarded against an empty divisor."""
    if len(given) < 2:
        _fail()
    condition, first = _value(given[0]), _value(given[1])
    last = _value(given[2]) if len(given) > 2 else Sum()
    if not isinstance(condition, SumRelation):
        _fail()
    if isinstance(first, _Words):
        if isinstance(last, Sum) and last.cells:
            return last  # IF(A1="","",sum)
        wrong = bool(pattern("complaint").search(first.text)) or (
            isinstance(last, _Words)
            and not first.text
            and bool(pattern("complaint").search(last.text)) is False
        )
        return (
            SumRelation(condition.left, _OPPOSITE[condition.relation], condition.right)
            if wrong
            else condition
        )
    return last if isinstance(last, Sum) and last.cells else first
