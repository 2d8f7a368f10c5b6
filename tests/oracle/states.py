"""States of a filled workbook: what is typed into it, and the record it states, edition by edition.

A walk over them changes few cells from one to the next, so that an engine recalculates little.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal

from tests.oracle.engines import Content, ErrorValue, Formula
from tests.oracle.said_texts import said_text
from toolkit.form.addresses import Cell
from toolkit.form.answers import as_stored, marked, read_answer
from toolkit.form.edit_rules import EditCheck
from toolkit.form.evaluation import Outcome, Record, completed, evaluate
from toolkit.form.expression import Number
from toolkit.form.formula import total_formulas
from toolkit.form.layout import DECLARED, layout_of
from toolkit.form.literals import is_written
from toolkit.form.measures import Blank, Characters, Gaps, Invalid, MissingTexts
from toolkit.form.model import Form
from toolkit.form.variables import OUTSIDE, Prior, UnitProperty, prior_of
from toolkit.messages import say
from toolkit.workbook.formulas import FormState
from toolkit.workbook.numerals import read_numeral

TEXTS = ("2件", "/", "—", "１２", "abc", " ", "12", "-5", "0", "TRUE ", "1E3", "＝1")
FROM_ONE = 24
"""States made from one right report, so that little changes from one to the next."""
BLANK_WORDS = (" ", "　", "\n", "\u00a0 ", "\u200b")
NUMBERS = (-1, -2, Decimal("1.5"), Decimal("0.0000001"), Decimal("1E-9"), 8 * 10**9)
"""Beyond 9 × 10⁹ six decimals need more digits than Excel keeps (15), and engines round differently."""


@dataclass
class Filling:
    """One state.

    Attributes:
        record: what the cells state; items with a text or an error are *unreadable*.
        typed: contents of the cells of *unreadable* items, and formulas typed over totals.
        reasons: check key → what stands in the cell for the reason.
        is_drawn: one of many of its kind; the others are one for each rule, and a few plain ones.
    """

    name: str
    record: Record
    typed: dict[str, Content] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    is_drawn: bool = False

    def contents(self, form: Form) -> dict[Cell, Content]:
        """Every cell that a clerk or the office fills, as it stands."""
        layout, record = layout_of(form), self.record
        found: dict[Cell, Content] = {}
        for item, cell in layout.items.items():
            known: Content = Formula(total_formulas(form)[item]) if item in form.totals else None
            if item in record.values:
                known = _stored(record.values[item])
            elif item in record.not_applicable:
                known = form.words.not_applicable
            elif item in record.stated:
                known = as_stored(record.stated[item], form.stated[item], form.words)
            elif item in record.cleared:
                known = None
            found[cell] = self.typed.get(item, known)
        for text, cell in layout.texts.items():
            found[cell] = record.texts.get(text) or None
        for item, cell in layout.prior.items():
            found[cell] = _stored(record.prior[item]) if item in record.prior else None
        for declared in form.unit_properties:
            found[layout.meta[declared.id]] = record.unit.get(declared.id)
        found[layout.cover[DECLARED]] = say("word.yes") if record.blanks_are_zero else None
        for key in layout.check_rows:
            if form.check_by_key[key].severity == "soft":
                found[layout.check_cell(key, "reason")] = self.reasons.get(key) or None
        return found

    def read(self, form: Form) -> tuple[Record, bool]:
        """The record as reading makes it, and whether a text was taken for the number it means."""
        words = [
            (item, c) for item, c in self.typed.items() if item not in form.totals and isinstance(c, str)
        ]
        if not words:
            return self.record, False
        record, converted = deepcopy(self.record), False
        for item, content in words:
            if item in form.exempt and marked(content, form.words) is not None:
                record.unreadable.discard(item)
                record.not_applicable.add(item)
                converted = True
                continue
            if item in form.stated:
                answer = read_answer(content, form.stated[item], form.words)
                readable = answer.state != "unreadable"
                if answer.value is not None:
                    record.stated[item] = answer.value
            else:
                numeral = read_numeral(content, form.items[item].unit, form.items[item].kind)
                readable = numeral.state != "unreadable"
                if numeral.value is not None:
                    record.values[item] = numeral.value
            if readable:
                record.unreadable.discard(item)
                converted = True
        return record, converted

    def accepted(self, state: FormState) -> tuple[bool, bool]:
        """Whether reading accepts it with nothing left to explain, and whether it converted a text."""
        form = state.form
        record, converted = self.read(form)
        if record.cleared or any(item in form.totals for item in record.unreadable):
            return False, converted
        for result in evaluate(form, record) if converted else state.results.values():
            if result.outcome is Outcome.FAIL:
                written = is_written(self.reasons.get(result.check.key, ""))
                if result.check.severity == "hard" or not written:
                    return False, converted
        return True, converted


GAPS = ("共收到 XX 件。", "＿＿局", "全年__件", "主动公开××条", "ＸＸ年", "x xx", "ｘｘ")
"""Texts that are not filled in."""


def _stored(value: Number) -> int | float:
    return value if isinstance(value, int) else float(value)


class Walk:
    """A seeded walk over the states of one form."""

    def __init__(self, form: Form, seed: int) -> None:
        self.form, self.chance = form, random.Random(seed)
        self.soft = [c.key for c in form.checks if c.severity == "soft" and not c.reading_only]

    def states(self, number: int) -> Iterator[Filling]:
        """At least that many: sheets as issued or half filled, every rule broken, right ones spoilt."""
        yield from self._plain()
        base = self._right()
        for check in self.form.checks:
            if not check.reading_only:
                yield self._breaking(check, base)
                yield self._waiting(check, base)
        broken = 2 * sum(not check.reading_only for check in self.form.checks)
        for _ in range(max(1, -((broken - number) // FROM_ONE))):
            base = self._right()
            yield base
            for _ in range(FROM_ONE - 1):
                yield self._spoilt(base)

    def _plain(self) -> Iterator[Filling]:
        form, chance = self.form, self.chance
        prior: dict[str, Number] = dict.fromkeys(form.prior_items, 3)
        unit = {known.id: 0 for known in form.unit_properties}
        blank = Record(unit=unit)
        yield Filling("blank", blank)
        yield Filling("blank, declared", Record(unit=unit, blanks_are_zero=True))
        yield Filling("last year on file", Record(prior=prior, unit=unit))
        half = Record({i: 1 for i in form.inputs if chance.random() < 0.5}, prior=prior)
        yield Filling("half filled", half)
        texts = {text.id: "无。" for text in form.texts}
        zeros = Record(dict.fromkeys(form.inputs, 0), texts=texts)
        yield Filling("zeros, last year unknown", zeros)
        yield Filling(
            "zeros", Record(dict.fromkeys(form.inputs, 0), texts=texts, prior=dict.fromkeys(prior, 0))
        )
        yield Filling("texts, declared", Record(texts=texts, blanks_are_zero=True))

    def _right(self) -> Filling:
        """A report that breaks no hard rule; soft ones are answered."""
        form, chance = self.form, self.chance
        record = Record(
            texts={text.id: "无。" for text in form.texts},
            unit={known.id: chance.choice((0, 1)) for known in form.unit_properties},
        )
        values = record.values
        values |= {i: chance.choice((0, 0, 1, 2, 7)) for i in form.inputs}
        for item in form.inputs:
            if form.items[item].kind == "money":
                values[item] = Decimal(chance.randint(0, 10**8)) / 10**6
        block = form.table("requests").blocks[0]
        for column in block.columns[:-1]:
            name = column.id
            known = completed(form, record)
            carried = (
                known[f"requests.total_processed.{name}"]
                + known[f"requests.carried_over_to_next_year.{name}"]
            )
            values[f"requests.carried_over_from_previous_year.{name}"] = chance.randint(0, int(carried))
            before = values[f"requests.carried_over_from_previous_year.{name}"]
            values[f"requests.received.{name}"] = carried - before
        known = completed(form, record)
        record.prior = {i: known[i] for i in form.prior_items}
        for said in form.said.values():
            record.texts[said.text] = said.sentence(int(known["requests.received.total"]))
        for column in block.columns:
            before = known[f"requests.carried_over_from_previous_year.{column.id}"]
            record.prior[f"requests.carried_over_to_next_year.{column.id}"] = before
        return self._answered(Filling("right", record), 1.0)

    def _copy(self, base: Filling, name: str) -> Filling:
        return Filling(name, deepcopy(base.record), dict(base.typed), dict(base.reasons))

    # --- every rule ----------------------------------------------------------------------------

    def _breaking(self, check: EditCheck, base: Filling) -> Filling:
        """What breaks this check: an input, a typed total, last year's figure, a text."""
        form, chance, broken = self.form, self.chance, self._copy(base, f"broken {check.key}")
        record = broken.record
        match check.comparison.measure():
            case Blank() as measure:
                for item in chance.sample(measure.inputs(form), 1):
                    del record.values[item]
            case Invalid() as measure:
                record.values[chance.choice(measure.inputs(form))] = -2
            case MissingTexts(argument=sheet):
                record.texts[next(t.id for t in form.texts if t.sheet == sheet)] = " "
            case Gaps(argument=sheet):
                text = chance.choice([t.id for t in form.texts if t.sheet == sheet])
                record.texts[text] = chance.choice(GAPS)
            case Characters(argument=sheet):
                record.texts[next(t.id for t in form.texts if t.sheet == sheet)] = "政" * 1001
            case _ if check.said:
                said = form.said[check.said.of]
                record.texts[said.text] = said.sentence(10_007)
            case _:
                self._break_linear(check, record)
        return broken

    def _break_linear(self, check: EditCheck, record: Record) -> None:
        form, prior = self.form, dict(record.prior)
        if check.condition is not None:
            for name in check.condition.variables():
                relation = check.condition.comparisons()[0].relation
                match name:
                    case UnitProperty(of=of_unit):
                        _, wanted = check.condition.comparisons()[0].coefficients()
                        record.unit = {**record.unit, of_unit: int(wanted)}
                    case Prior(item=item):
                        prior[item] = 1 if relation == ">" else 0
                    case _:
                        record.values |= dict.fromkeys(self._leaves(name), 1 if relation == ">" else 0)
        record.prior = prior
        if check.rule.computes:
            total = check.comparison.variables()[0]
            record.values[total] = completed(form, record)[total] + 3
            return
        row, _ = check.comparison.coefficients()
        wrong = -1 if check.comparison.relation in (">=", ">") else 1
        pulls = [
            (name, factor * wrong > 0) for name, factor in row.items() if not isinstance(name, UnitProperty)
        ]
        # A number grows where that pulls the difference the wrong way; only a change may become negative.
        pull = next((
            (name, grows) for name, grows in pulls
            if grows or (name in form.items and form.items[name].minimum is None)
        ), None)  # fmt: skip
        if pull is None:  # only what is too small breaks it
            record.values |= {leaf: 0 for name, _ in pulls for leaf in self._leaves(name)}
            return
        name, grows = pull
        step = 10_007 if grows else -10_007
        if isinstance(name, Prior):
            prior[name.item] += step
        else:
            leaf = self._leaves(name)[0]
            record.values[leaf] = record.values.get(leaf, 0) + step

    def _leaves(self, item: str) -> list[str]:
        parts = self.form.totals.get(item)
        return [item] if parts is None else [leaf for part in parts for leaf in self._leaves(part)]

    def _waiting(self, check: EditCheck, base: Filling) -> Filling:
        """Without what the check needs: last year, the unit's property, or the number in a cell."""
        waiting = self._copy(base, f"waiting {check.key}")
        record = waiting.record
        outside = [n for n in check.assessed if isinstance(n, OUTSIDE)]
        inputs = [n for n in check.assessed if n in self.form.items and n not in self.form.totals]
        if outside:
            record.prior = {i: v for i, v in record.prior.items() if prior_of(i) not in outside}
            record.unit = {n: v for n, v in record.unit.items() if UnitProperty(n) not in outside}
        elif inputs and self.chance.random() < 0.5:
            del record.values[self.chance.choice(inputs)]
        elif inputs:
            self._unreadable(waiting, self.chance.choice(inputs), self.chance.choice(TEXTS))
        return waiting

    def _answered(self, filling: Filling, share: float) -> Filling:
        for result in evaluate(self.form, filling.record):
            if (
                result.outcome is Outcome.FAIL
                and result.check.key in self.soft
                and self.chance.random() < share
            ):
                filling.reasons[result.check.key] = "属实。"
        return filling

    def _spoilt(self, base: Filling) -> Filling:
        """A right report after a few of the things that happen to one."""
        spoilt = self._copy(base, "right")
        spoilt.is_drawn = True
        happenings = self.chance.sample(HAPPENINGS, self.chance.choice((0, 1, 1, 1, 2, 3)))
        for happening in happenings:
            happening(self, spoilt)
            spoilt.name += f", {happening.__name__.strip('_')}"
        return self._answered(spoilt, self.chance.choice((0.0, 0.7, 1.0, 1.0)))

    # --- what happens --------------------------------------------------------------------------

    def _input(self) -> str:
        return self.chance.choice(self.form.inputs)

    def _total(self) -> str:
        return self.chance.choice(tuple(self.form.totals))

    def _unreadable(self, filling: Filling, item: str, content: Content) -> None:
        filling.record.values.pop(item, None)
        filling.record.cleared.discard(item)
        filling.record.unreadable.add(item)
        filling.typed[item] = content

    def _text(self, filling: Filling) -> None:
        self._unreadable(filling, self._input(), self.chance.choice(TEXTS))

    def _error(self, filling: Filling) -> None:
        self._unreadable(filling, self._input(), ErrorValue())

    def _blanks(self, filling: Filling) -> None:
        for item in self.chance.sample(self.form.inputs, self.chance.choice((1, 2, 40))):
            if item not in filling.record.unreadable:
                filling.record.values.pop(item, None)

    def _declared(self, filling: Filling) -> None:
        filling.record.blanks_are_zero = True
        self._blanks(filling)

    def _number(self, filling: Filling) -> None:
        self._set(filling, self._input(), self.chance.choice(NUMBERS))

    def _changed(self, filling: Filling) -> None:
        item = self._input()
        value = filling.record.values.get(item, 0)
        self._set(filling, item, value + self.chance.choice((1, 1, 3, 10_007)))

    def _set(self, filling: Filling, item: str, value: Number) -> None:
        if item not in filling.record.unreadable | filling.record.cleared:
            filling.record.values[item] = value

    def _deleted_total(self, filling: Filling) -> None:
        total = self._total()
        if total not in filling.record.unreadable and total not in filling.record.values:
            filling.record.cleared.add(total)
            filling.typed.pop(total, None)

    def _deleted_total_declared(self, filling: Filling) -> None:
        filling.record.blanks_are_zero = True
        self._deleted_total(filling)

    def _typed_total(self, filling: Filling) -> None:
        total = self._total()
        known = completed(self.form, filling.record)
        if total in known and total not in filling.typed:
            self._set(filling, total, known[total] + self.chance.choice((0, 0, 1, -1)))

    def _text_in_total(self, filling: Filling) -> None:
        self._unreadable(filling, self._total(), self.chance.choice(("38件", "见附件", "0")))

    def _error_in_total(self, filling: Filling) -> None:
        self._unreadable(filling, self._total(), ErrorValue())

    def _other_formula(self, filling: Filling) -> None:
        """Another formula over a total, with the same result."""
        total = self._total()
        if total not in filling.record.unreadable | filling.record.cleared | filling.record.values.keys():
            filling.typed[total] = Formula(f"0+({total_formulas(self.form)[total]})")

    def _text_left_out(self, filling: Filling) -> None:
        text = self.chance.choice(self.form.texts).id
        filling.record.texts[text] = self.chance.choice(("", *BLANK_WORDS))

    def _text_long(self, filling: Filling) -> None:
        text = self.chance.choice(self.form.texts).id
        filling.record.texts[text] = "政\n" * self.chance.choice((10, 496, 501, 700))

    def _text_said(self, filling: Filling) -> None:
        known = completed(self.form, filling.record)
        new = known.get("requests.received.total", 0)
        carried = known.get("requests.carried_over_from_previous_year.total", 0)
        number = self.chance.choice((new, new, new + carried, new + 1, 1234))
        words = said_text(self.chance, int(number), self.form.first_year)
        for said in self.form.said.values():
            filling.record.texts[said.text] = words

    def _last_year_unknown(self, filling: Filling) -> None:
        prior = filling.record.prior
        lost = set(self.chance.sample(sorted(prior), self.chance.randint(0, len(prior))))
        filling.record.prior = {item: value for item, value in prior.items() if item not in lost}

    def _last_year_other(self, filling: Filling) -> None:
        prior = dict(filling.record.prior)
        for item in self.chance.sample(sorted(prior), min(2, len(prior))):
            prior[item] += 10_007
        filling.record.prior = prior

    def _unit_unknown(self, filling: Filling) -> None:
        filling.record.unit = {}

    def _empty_reason(self, filling: Filling) -> None:
        filling.reasons |= {key: self.chance.choice(BLANK_WORDS) for key in self.soft}


HAPPENINGS = (
    Walk._text, Walk._error, Walk._blanks, Walk._declared, Walk._number, Walk._changed, Walk._deleted_total,
    Walk._deleted_total_declared, Walk._typed_total, Walk._text_in_total, Walk._error_in_total,
    Walk._other_formula, Walk._text_left_out, Walk._text_long,
    Walk._text_said, Walk._text_said, Walk._last_year_unknown, Walk._last_year_other,
    Walk._unit_unknown, Walk._empty_reason,
)  # fmt: skip
