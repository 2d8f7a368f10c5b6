"""The truth of one unit's year: figures that add up, and what the sums of the form make of any figures.

The sums are written down here once more, from the printed form and not from the rulebook, so that the
toolkit is not measured by itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from tests.clerk import FORM
from tests.conftest import REPORT_NAMES, real_report
from toolkit.form.identity import Unit

Number: TypeAlias = int | Decimal

YEAR = 2023
UNITS = (
    Unit("某县财政局", "320101", (("rule_making", 0), ("covers_own", None))),
    Unit("某县“江口”镇人民政府", "320102", (("rule_making", None), ("covers_own", None))),
    Unit("某市人民政府<本级>", "320100", (("rule_making", 1), ("covers_own", None))),
    Unit("某市民政局＆残联", "320103", (("rule_making", 0), ("covers_own", None))),
)
APPLICANTS = (
    "natural_person",
    *"business research_institution social_organization legal_services other_organization".split(),
)
RECEIVED, CARRIED, DONE, NEXT = (
    "received carried_over_from_previous_year total_processed carried_over_to_next_year".split()
)
LINES = tuple(dict.fromkeys(item.split(".")[1] for item in FORM.items if item.startswith("requests.")))
RESULTS = tuple(line for line in LINES if line not in (RECEIVED, CARRIED, DONE, NEXT))
CASES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
ENDS = ("upheld", "corrected", "other_outcome", "pending")
MONEY = "proactive.administrative_charges.amount"
FEES = ("fees.notices", "fees.charged", "fees.collected")
LARGEST = {"nothing": 0, "village": 3, "bureau": 40, "county": 900, "city": 20_000}


def request(line: str, column: str) -> str:
    """Item of table 3."""
    return f"requests.{line}.{column}"


@dataclass(frozen=True)
class Sum:
    """A hard sum of the form: code, left items, right items, a figure of last year on the right."""

    code: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    prior: str = ""

    @property
    def items(self) -> frozenset[str]:
        return frozenset((*self.left, *self.right))


@lru_cache(maxsize=1)
def sums() -> tuple[Sum, ...]:
    """Every hard sum."""
    columns = (*APPLICANTS, "total")
    found = [
        Sum("T3-01", (request(RECEIVED, c), request(CARRIED, c)), (request(DONE, c), request(NEXT, c)))
        for c in columns
    ]
    found += [Sum("T3-02", (request(DONE, c),), tuple(request(r, c) for r in RESULTS)) for c in columns]
    found += [Sum("T3-03", (request(n, "total"),), tuple(request(n, c) for c in APPLICANTS)) for n in LINES]
    found += [
        Sum("T4-01", (f"disputes.{case}.total",), tuple(f"disputes.{case}.{end}" for end in ENDS))
        for case in CASES
    ]
    return (*found, Sum("X-01", (request(CARRIED, "total"),), (), request(NEXT, "total")))


@lru_cache(maxsize=256)
def leaves(item: str) -> tuple[str, ...]:
    """The inputs a total of the template is made of."""
    parts = FORM.totals.get(item)
    return (item,) if parts is None else tuple(leaf for part in parts for leaf in leaves(part))


@lru_cache(maxsize=256)
def everything_behind(item: str) -> frozenset[str]:
    """The item, the totals it is made of, and their inputs."""
    return frozenset({item}.union(*map(everything_behind, FORM.totals.get(item, ()))))


def added_up(figures: Mapping[str, Number | None]) -> dict[str, Number | None]:
    """Every item: figures as given (typed totals among them), other totals from their parts."""
    known: dict[str, Number | None] = dict(figures)

    def value(item: str) -> Number | None:
        if item not in known:
            parts = [value(part) for part in FORM.totals[item]]
            known[item] = None if None in parts else sum(part for part in parts if part is not None)
        return known[item]

    return {item: value(item) for item in FORM.items}


def broken(figures: Mapping[str, Number | None], prior: Mapping[str, Number] | None) -> Iterator[Sum]:
    """The sums that do not hold, of those of which every figure is known (``figures``: all items)."""
    for rule in sums():
        behind = {part for item in rule.items for part in everything_behind(item)}
        if any(figures[item] is None for item in behind) or (rule.prior and not prior):
            continue
        right = [figures[item] for item in rule.right]
        if rule.prior and prior:
            right.append(prior[rule.prior])
        if _total([figures[item] for item in rule.left]) != _total(right):
            yield rule


def _total(figures: list[Number | None]) -> Number:
    return sum(figure for figure in figures if figure is not None)


@dataclass(frozen=True)
class Truth:
    """What really happened at one unit in one year.

    Attributes:
        values: every input with its exact figure.
        prior: last year's figures, ``None`` where none are on file.
    """

    seed: int
    unit: Unit
    year: int
    values: Mapping[str, Number]
    texts: Mapping[str, str]
    contact: Mapping[str, str]
    prior: Mapping[str, Number] | None


def truth(seed: int) -> Truth:
    """The truth of a seed: a published report for one in eight, else figures of a unit of some size."""
    chance = random.Random(f"truth {seed}")
    reports = consistent_reports()
    values = reports[seed // 8 % len(reports)] if seed % 8 == 0 else _invented(chance)
    return Truth(
        seed,
        chance.choice(UNITS),
        YEAR,
        values,
        {text.id: _words(chance, text.label) for text in FORM.texts},
        {"filled_by": "张三", "telephone": "0527-84350000", "approved_by": "李四"},
        _prior(chance, values) if chance.random() < 0.7 else None,
    )


@lru_cache(maxsize=1)
def consistent_reports() -> tuple[Mapping[str, Number], ...]:
    """Figures of published reports that keep the hard sums, blanks read as the zeros they stand for."""
    found = []
    for name in REPORT_NAMES:
        given = real_report(name).values
        if any(isinstance(value, str) for value in given.values()):
            continue
        values: dict[str, Number] = {}
        for item in FORM.inputs:
            figure = given.get(item)
            values[item] = figure if isinstance(figure, int | Decimal) else 0
        if not list(broken(added_up(values), None)):
            found.append(values)
    assert len(found) >= 4
    return tuple(found)


def _invented(chance: random.Random) -> dict[str, Number]:
    largest = LARGEST[chance.choice(list(LARGEST))]

    def some(share: float = 1.0) -> int:
        return chance.choice((0, chance.randint(0, int(largest * share)))) if largest else 0

    values: dict[str, Number] = {item: some() for item in FORM.inputs}
    for column in APPLICANTS:
        crowded = 1.0 if column == "natural_person" else 0.1
        results = {request(line, column): some(0.3 * crowded) for line in RESULTS}
        after = some(0.2 * crowded)
        whole = sum(results.values()) + after
        before = chance.randint(0, whole) // 4
        values |= results
        values |= {request(RECEIVED, column): whole - before, request(CARRIED, column): before}
        values[request(NEXT, column)] = after
    values[MONEY] = _money(chance, largest, 6)
    values |= {fee: _money(chance, largest, 2) for fee in FEES[1:]}
    return values


def _money(chance: random.Random, largest: int, digits: int) -> Decimal:
    places = chance.randint(0, digits)
    return Decimal(chance.randint(0, largest * 10**places)).scaleb(-places)


def _prior(chance: random.Random, values: Mapping[str, Number]) -> dict[str, Number]:
    """Last year as this year continues it: only what must agree does."""
    prior: dict[str, Number] = {}
    for item in FORM.prior_items:
        near = added_up(values)[item] or 0
        share = chance.randint(50, 150)
        money = FORM.items[item].kind == "money"
        prior[item] = Decimal(near) * share / 100 if money else int(near) * share // 100
        if money:
            prior[item] = Decimal(prior[item]).quantize(Decimal("0.01"))
    prior |= {request(NEXT, column): values[request(CARRIED, column)] for column in APPLICANTS}
    prior[request(NEXT, "total")] = sum(values[request(CARRIED, column)] for column in APPLICANTS)
    return prior


def _words(chance: random.Random, label: str) -> str:
    sentences = (
        f"{label}：本年度公开信息{chance.randint(0, 999)}条。",
        "无。",
        "坚持“以公开为常态、不公开为例外”，\n一是加强学习；二是完善制度<试行>。",
        "信息处理费 0 元 & 未发出收费通知。",
    )
    return "".join(chance.sample(sentences, chance.randint(1, 3)))
