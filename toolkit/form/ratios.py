"""Rates: figures that are made of sums, and never added up themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.form.edit_rules import EditCheck
from toolkit.form.expression import Group, Number, ratio, side_value

if TYPE_CHECKING:
    from toolkit.form.model import Item

RATE_PLACES = 2
"""Decimals of a rate where its row or column names none."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How a rate is computed: ``over / under``, rounded half away from zero to ``places``.

    A rate without a denominator is 0. It is never added up: the rate of a total is made of the total's sums.
    """

    over: tuple[Group, ...]
    under: tuple[Group, ...]
    places: int

    def items(self) -> frozenset[str]:
        """The items it is made of."""
        return frozenset(name for group in (*self.over, *self.under) for name in group.variables)

    def value(self, known: Mapping[str, Number]) -> Number:
        """The rate for a record that knows every variable."""
        return ratio(side_value(self.over, known), side_value(self.under, known), self.places)


def checked_rates(checks: Iterable[EditCheck], items: Mapping[str, Item]) -> dict[str, Ratio]:
    """Rates that a rule compares with what was typed, wherever they apply."""
    found = {}
    for check in checks:
        left, rule = check.comparison.left, check.comparison
        if rule.relation == "~" and rule.divisor and check.condition is None and len(left) == 1:
            (group,) = left
            if group.coefficient == 1 and len(group.variables) == 1 and group.variables[0] in items:
                places = items[group.variables[0]].decimals
                found[str(group.variables[0])] = Ratio(
                    rule.right, rule.divisor, RATE_PLACES if places is None else places
                )
    return found
