"""Edit rules of a form, and the checks into which they unfold."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from toolkit.form.expression import Comparison, Condition
from toolkit.form.variables import OPTIONAL, OUTSIDE, Said, Variable

Severity: TypeAlias = Literal["hard", "soft"]


@dataclass(frozen=True, slots=True)
class EditRule:
    """One row of ``rules.csv``.

    Attributes:
        code: e.g. ``T3-01``, as it appears in messages.
        number: running number among the rules of the same code, from 1.
        computes: whether the left side is a total that the template computes by this rule.
        title, remedy: Chinese, for the clerk.
        source: official source.
        line: line in ``rules.csv``.
    """

    code: str
    number: int
    for_each: str
    expression: str
    when: str
    severity: Severity
    computes: bool
    title: str
    remedy: str
    source: str
    line: int


@dataclass(frozen=True)
class EditCheck:
    """An edit rule at one place: for one column, one row, or the form as a whole.

    Attributes:
        rule: the rule it comes from.
        key: unique, e.g. ``T3-01[requests.*.total]``.
        place: Chinese, e.g. ``表三“自然人”列``.
        table, row, column: where it is applied; empty where it holds for all of them.
        comparison: the bound rule.
        condition: bound ``when``; where it is false the check passes.
        occasion: when it applies, in official labels; empty where it always does.
        claim: what must hold then, in official labels.
        reading_only: it uses a measure that only reading back can take, so no formula exists.
        answered: it has a line on the checks sheet, be it only for the reason.
        assessed: every variable the outcome depends on, the condition's and everything behind the
            totals included: the check is assessable when all of them are known.
    """

    rule: EditRule
    key: str
    place: str
    table: str
    row: str
    column: str
    comparison: Comparison
    condition: Condition | None
    occasion: str
    claim: str
    reading_only: bool = False
    answered: bool = True
    assessed: tuple[Variable, ...] = field(default=(), repr=False)

    @property
    def sentence(self) -> str:
        """The whole rule in official labels."""
        return self.occasion + self.claim

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @cached_property
    def looks_outside(self) -> bool:
        """It needs last year's figures, a property of the unit or a number in a text: they may never come."""
        return any(isinstance(name, OPTIONAL) for name in self.assessed)

    @cached_property
    def outside(self) -> tuple[Variable, ...]:
        """Last year's figures and properties of the unit among what it depends on."""
        return tuple(name for name in self.assessed if isinstance(name, OUTSIDE))

    @cached_property
    def said(self) -> Said | None:
        """The number of a text that is compared."""
        return next((name for name in self.comparison.variables() if isinstance(name, Said)), None)
