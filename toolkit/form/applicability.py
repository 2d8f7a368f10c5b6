"""Properties of units that an edition declares, and which units it asks for a figure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.errors import RuleSyntaxError
from toolkit.form import expression as language
from toolkit.form.datafile import refusal
from toolkit.form.variables import Symbol, UnitProperty, Variable


@dataclass(frozen=True, slots=True)
class DeclaredProperty:
    """A property of reporting units that an edition declares; rules look at it as ``unit.ID``.

    Attributes:
        label: Chinese, in sentences of rules and as the heading of its column in the roster.
        by_kind: kind of unit → its usual value.
        by_scope: what a report covers (``own``, ``total``) → its usual value, where ``by_kind`` has none.
        values: those it may have, ``[0, 1]`` where it is yes or no; empty for any whole number.
    """

    id: str
    label: str
    by_kind: Mapping[str, int] = field(default_factory=dict)
    by_scope: Mapping[str, int] = field(default_factory=dict)
    values: Sequence[int] = ()

    def admits(self, value: int) -> bool:
        """Whether it may have a value."""
        return not self.values or value in self.values

    def usual(self, kind: str, scope: str) -> int | None:
        """The value where the roster gives none; ``None`` where the edition gives none either."""
        return self.by_kind.get(kind, self.by_scope.get(scope))


@dataclass(frozen=True, slots=True)
class Applicability:
    """Which units are asked for a figure: those for which every condition holds, as far as that is known.

    The conditions of its table, its row and its column look at properties of the unit alone.
    """

    conditions: tuple[language.Condition, ...]

    def holds(self, unit: Mapping[str, int]) -> bool:
        """Whether a unit with these known properties is asked."""
        known: dict[str, language.Number] = {UnitProperty(name): value for name, value in unit.items()}
        decidable = (c for c in self.conditions if all(map(known.__contains__, c.variables())))
        return all(condition.holds(known) for condition in decidable)


def applicable(text: str, properties: Collection[str], file: str, line: int) -> language.Condition:
    """The condition of a cell ``applies``, e.g. ``unit.rule_making = 1``.

    Args:
        properties: ids of the properties that the edition declares; nothing else may be looked at.

    Raises:
        EditionError: it is not of the rule language, or looks at something else.
    """
    try:
        parsed = language.parse_condition(text)
    except RuleSyntaxError as error:
        raise refusal(file, line, "edition.syntax", reason=error) from error

    def resolved(symbol: Symbol) -> tuple[Variable, ...]:
        if symbol.source != "unit" or symbol.bare not in properties:
            raise refusal(file, line, "edition.unknown_property", name=symbol, known="、".join(properties))
        return (UnitProperty(symbol.bare),)

    return language.bind_condition(parsed, resolved)
