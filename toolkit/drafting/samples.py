"""Figures that satisfy every rule of a form, or break one rule alone: a small integer programme.

Unknowns are the inputs and last year's figures; every rule that is linear is a row. Rates are computed
afterwards. SciPy's HiGHS finds the figures that are nearest to random ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from toolkit.form.edit_rules import EditCheck, EditRule
from toolkit.form.evaluation import Outcome, Record, completed, evaluate
from toolkit.form.expression import Comparison, Number
from toolkit.form.measures import Blank, Characters, Gaps, Invalid, MissingTexts
from toolkit.form.model import WHOLE, Form
from toolkit.form.said_numbers import SaidNumber
from toolkit.form.stated import YES, StatedItem
from toolkit.form.statement_words import gap_marks
from toolkit.form.variables import Figure, Measure, Prior, UnitProperty, Variable
from toolkit.messages import say

MODEST = 40
"""Largest random figure."""
SECONDS = 10.0
"""Time that one programme may take."""
LIMIT = 10_000_000
"""Largest figure that a programme may choose."""
TURNED = "\u202e"
"""A sign that turns what follows around, and cannot be seen."""


@dataclass
class Sample:
    """A filled form.

    Attributes:
        rule: the rule it breaks; ``None`` for the one that satisfies all.
        record: figures, texts and last year's figures.
        typed: contents of cells that are no numbers.
    """

    rule: EditRule | None
    record: Record
    typed: dict[str, str] = field(default_factory=dict)

    def broken(self, form: Form) -> list[EditCheck]:
        """The checks that fail."""
        return [r.check for r in evaluate(form, self.record) if r.outcome is Outcome.FAIL]


class Sampler:
    """Finds samples of one form."""

    def __init__(self, form: Form, seed: int = 1) -> None:
        self.form, self.chance = form, random.Random(seed)
        self.targets = {name: self._target(name) for name in self._unknowns()}

    def right(self) -> Sample | None:
        """Figures that satisfy every rule; ``None`` where there are none."""
        record = self._satisfying
        return None if record is None else Sample(None, deepcopy(record))

    @cached_property
    def _satisfying(self) -> Record | None:
        # A rule with a condition is demanded as well, so that it holds whether the condition is true or not.
        record = self._solved({}, self.form.checks)
        if record is None:
            record = self._solved({}, [check for check in self.form.checks if check.condition is None])
        return record

    def breaking(self, rule: EditRule) -> Sample | None:
        """Figures that break one rule and no other, or as few others as can be; ``None`` where none do."""
        checks = [check for check in self.form.checks if check.rule is rule and not check.reading_only]
        found: Sample | None = None
        for check in checks:
            sample = self._breaking(check)
            if sample is None:
                continue
            if {one.rule for one in sample.broken(self.form)} == {rule}:
                return sample
            found = found or sample
        return found

    def _breaking(self, check: EditCheck) -> Sample | None:
        measure = check.comparison.measure()
        if measure is not None:
            return self._measured(check, measure)
        if check.said is not None:
            return self._contradicted(check, self.form.said[check.said.of])
        if check.rule.computes or not check.comparison.linear:
            return self._mistyped(check)
        kept = [other for other in self.form.checks if other.rule is not check.rule]
        hard = [other for other in kept if other.severity == "hard"]
        plain = [other for other in kept if other.condition is None]
        for others in (kept, plain, hard, []):
            for sign in (1, -1):
                record = self._solved({check.key: sign}, [*others, check])
                if record is not None:
                    sample = Sample(check.rule, record)
                    if check.rule in {one.rule for one in sample.broken(self.form)}:
                        return sample
        return None

    def _measured(self, check: EditCheck, measure: Measure) -> Sample | None:
        right = self.right()
        if right is None:
            return None
        record, sample = right.record, Sample(check.rule, right.record)
        entered = self.form.table_entered.get(measure.argument, ())
        texts = [text.id for text in self.form.texts if text.sheet == measure.argument]
        match measure:
            case Blank():
                demanded = [entry for entry in entered if entry not in self.form.voluntary]
                if not demanded:
                    return None
                _empty(record, demanded[0])
            case Invalid():
                # Of a text nothing else can be wrong than a sign that nobody sees.
                kinds = {name: self.form.entries[name].kind for name in entered}
                entry = next((name for name in entered if kinds[name] != "text"), entered[0])
                _empty(record, entry)
                record.unreadable.add(entry)
                sample.typed[entry] = TURNED if kinds[entry] == "text" else say("sample.no_number")
            case MissingTexts():
                record.texts[texts[0]] = ""
            case Gaps():
                record.texts[texts[0]] = gap_marks()[0]
            case Characters():
                most = int(check.comparison.evaluate({measure: 0})[1])
                record.texts[texts[0]] = say("sample.letter") * (most + 1)
            case _:
                return None
        return sample

    def _contradicted(self, check: EditCheck, said: SaidNumber) -> Sample | None:
        """A text that states another number than the tables."""
        right = self.right()
        if right is None:
            return None
        right.record.texts[said.text] = said.sentence(MODEST * MODEST + 1)
        return Sample(check.rule, right.record)

    def _mistyped(self, check: EditCheck) -> Sample | None:
        """A total or a rate typed over with another figure."""
        right, total = self.right(), check.comparison.left[0].variables[0]
        if right is None or not isinstance(total, Figure):
            return None
        known = completed(self.form, right.record)
        right.record.values[str(total)] = known[total] + 3
        return Sample(check.rule, right.record)

    # --- the programme -------------------------------------------------------------------------

    def _unknowns(self) -> tuple[Variable, ...]:
        inputs = (Figure(item) for item in self.form.inputs if item not in self._rates())
        properties = dict.fromkeys(
            name for check in self.form.checks for name in check.assessed if isinstance(name, UnitProperty)
        )
        return (*inputs, *map(Prior, self.form.prior_items), *properties)

    def _rates(self) -> Mapping[str, EditCheck]:
        """Inputs that a rule says are a rate of others."""
        return {
            check.comparison.left[0].variables[0]: check
            for check in self.form.checks
            if not check.comparison.linear and check.comparison.left[0].variables[0] in self.form.inputs
        }

    def _target(self, name: Variable) -> int:
        if isinstance(name, UnitProperty):
            return 1
        item = self.form.items[name.item if isinstance(name, Prior) else name]
        low = max(item.minimum or 0, 0)
        return min(low + self.chance.choice((0, 1, 2, 5, MODEST)), item.admissible.most)

    def _solved(self, broken: Mapping[str, int], checks: Sequence[EditCheck]) -> Record | None:
        """The figures nearest to the targets that satisfy these checks but break those given with a sign."""
        import numpy as np  # noqa: PLC0415  (only when samples are made)
        from scipy import optimize  # noqa: PLC0415

        names = self._unknowns()
        if not names:  # nothing but answers in words
            return self._record({})
        place = {name: n for n, name in enumerate(names)}
        size = len(names)
        rows, low, high = [], [], []
        for comparison, sign in self._demands(broken, checks):
            row, below, above = self._row(comparison, place, sign)
            if row is not None:
                rows.append(row)
                low.append(below)
                high.append(above)
        target = np.array([self.targets[name] for name in names], dtype=float)
        # |x - target| as distance: x - d <= target, -x - d <= -target.
        unit, zero = np.eye(size), np.zeros((len(rows), size))
        demanded = np.hstack([np.array(rows).reshape(-1, size), zero])
        matrix = np.vstack([demanded, np.hstack([unit, -unit]), np.hstack([-unit, -unit])])
        lower = np.concatenate([np.array(low), np.full(2 * size, -np.inf)])
        upper = np.concatenate([np.array(high), target, -target])
        bounds = [self._bounds(name) for name in names]
        found = optimize.milp(
            np.concatenate([np.zeros(size), np.ones(size)]),
            integrality=np.concatenate([np.ones(size), np.zeros(size)]),
            bounds=optimize.Bounds(
                np.array([b[0] for b in bounds] + [0] * size, dtype=float),
                np.array([b[1] for b in bounds] + [2 * LIMIT] * size, dtype=float),
            ),
            constraints=optimize.LinearConstraint(matrix, lower, upper),
            options={"time_limit": SECONDS},
        )
        if found.x is None:
            return None
        return self._record({name: round(x) for name, x in zip(names, found.x[:size].tolist(), strict=True)})

    def _bounds(self, name: Variable) -> tuple[int, int]:
        if isinstance(name, UnitProperty):
            return 0, 1
        admitted = self.form.items[name.item if isinstance(name, Prior) else name].admissible
        return max(admitted.least, -LIMIT), min(admitted.most, LIMIT)

    def _demands(
        self, broken: Mapping[str, int], checks: Sequence[EditCheck]
    ) -> Iterator[tuple[Comparison, int]]:
        """Comparisons that must hold (0) or be broken to one side (1, -1).

        A rule that has a condition holds whether that is so or not; where it is to be broken, the first
        alternative of the condition must be true.
        """
        for check in checks:
            sign = broken.get(check.key, 0)
            if check.condition is not None and sign:
                yield from ((part, 0) for part in check.condition.alternatives[0])
            yield check.comparison, sign

    def _row(
        self, comparison: Comparison, place: Mapping[Variable, int], sign: int
    ) -> tuple[list[float] | None, float, float]:
        """A row of the programme with its bounds; none where it is not linear in the unknowns."""
        infinite = float("inf")
        if not comparison.linear:
            return None, 0, 0
        coefficients, bound = comparison.coefficients()
        row = [0.0] * len(place)
        for name, factor in coefficients.items():
            for leaf in self._leaves(name):
                if leaf not in place:
                    return None, 0, 0
                row[place[leaf]] += float(factor)
        b = float(bound)
        low, high = {
            "=": (b, b), "<=": (-infinite, b), ">=": (b, infinite),
            "<": (-infinite, b - 1), ">": (b + 1, infinite),
        }[comparison.relation]  # fmt: skip
        if sign:
            low, high = _broken(comparison, b, sign)
        return row, low, high

    def _leaves(self, name: Variable) -> Iterator[Variable]:
        if not isinstance(name, Figure) or name not in self.form.totals or name in self.form.ratios:
            yield name
            return
        for part in self.form.totals[name]:
            yield from self._leaves(Figure(part))

    def _answer(self, entry: StatedItem) -> str:
        match entry.kind:
            case "date":
                return date(self.form.first_year, 6, 30).isoformat()
            case "choice":
                return entry.choices[0]
            case "yes_no":
                return YES
        return say("sample.text")

    def _record(self, found: Mapping[Variable, int]) -> Record:
        values: dict[str, Number] = {
            item: found[Figure(item)] if self.form.items[item].kind in WHOLE else Decimal(found[Figure(item)])
            for item in self.form.inputs
            if Figure(item) in found
        }
        prior: dict[str, Number] = {n.item: value for n, value in found.items() if isinstance(n, Prior)}
        unit = {n.of: value for n, value in found.items() if isinstance(n, UnitProperty)}
        texts = {text.id: say("sample.text") for text in self.form.texts}
        stated = {entry.id: self._answer(entry) for entry in self.form.stated.values()}
        record = Record(values, texts=texts, prior=prior, unit=unit, stated=stated)
        for item, check in self._rates().items():
            known: dict[str, Number] = dict(completed(self.form, record))
            known |= {Prior(i): value for i, value in prior.items()}
            if set(check.comparison.variables()) - {item} <= known.keys():
                _, rate = check.comparison.evaluate({**known, item: 0})
                places = self.form.items[item].decimals
                record.values[item] = round(Decimal(rate), 2 if places is None else places)
        return record


def _empty(record: Record, entry: str) -> None:
    record.values.pop(entry, None)
    record.stated.pop(entry, None)


def _broken(comparison: Comparison, bound: float, sign: int) -> tuple[float, float]:
    """Bounds that break a relation, on the side of the sign where both sides do."""
    infinite = float("inf")
    match comparison.relation:
        case "<=":
            return bound + 1, infinite
        case "<":
            return bound, infinite
        case ">=":
            return -infinite, bound - 1
        case ">":
            return -infinite, bound
    return (bound + 1, infinite) if sign > 0 else (-infinite, bound - 1)
