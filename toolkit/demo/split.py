"""Splitting a published report over several units, whose figures add up to it exactly."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from toolkit.form.expression import Number
from toolkit.form.model import Form

MILLION = 10**6


def split(
    form: Form, values: Mapping[str, Number], weights: Sequence[int], seed: int
) -> list[dict[str, Number]]:
    """Split the input figures of a report by weights.

    Requests are assigned case by case, each with its origin and outcome, so that every share satisfies
    the same sums as the whole. The first share gets what cannot be divided by weight.
    """
    dealing = random.Random(seed)
    shares: list[dict[str, Number]] = [dict.fromkeys(form.inputs, 0) for _ in weights]
    requests = {item: value for item, value in values.items() if item.startswith("requests.")}
    for column in sorted({item.rpartition(".")[2] for item in requests}):
        _deal_requests(form, requests, column, weights, dealing, shares)
    asked = [
        sum(int(share[i]) for i in form.inputs if i.startswith("requests.received.")) for share in shares
    ]
    for item in form.inputs:
        value = values.get(item, 0)
        if item.startswith("disputes."):
            _deal(item, int(value), asked, dealing, shares)
        elif item.startswith("fees."):
            unpaid = [sum(int(v) for i, v in share.items() if "fee_unpaid" in i) for share in shares]
            left = int(value)
            if item == "fees.notices" and left >= sum(unpaid):  # nobody fails to pay without a notice
                left -= sum(unpaid)
                for share, count in zip(shares, unpaid, strict=True):
                    share[item] += count
            _deal(item, left, unpaid if sum(unpaid) else [1], dealing, shares)
        elif item.endswith(".in_force") and not item.startswith("proactive.rules"):
            _deal_in_force(item, int(value), weights, dealing, shares)
        elif item.startswith("proactive.rules"):
            shares[0][item] = value
        elif isinstance(value, Decimal):
            for share, part in zip(shares, _portions(int(value * MILLION), weights), strict=True):
                share[item] = Decimal(part) / MILLION
        elif not item.startswith("requests."):
            for share, part in zip(shares, _portions(value, weights), strict=True):
                share[item] = part
    return shares


def _deal_requests(
    form: Form,
    requests: Mapping[str, Number],
    column: str,
    weights: Sequence[int],
    dealing: random.Random,
    shares: list[dict[str, Number]],
) -> None:
    """Assign the cases of one kind of applicant to shares: received or carried over, with an outcome."""
    came = ("received", "carried_over_from_previous_year")
    items = [i for i in requests if i.rpartition(".")[2] == column and i not in form.totals]
    start = [i for i in items for _ in range(int(requests[i])) if i.split(".")[1] in came]
    end = [i for i in items for _ in range(int(requests[i])) if i.split(".")[1] not in came]
    dealing.shuffle(end)
    for one, other in zip(start, end, strict=True):
        share = shares[_drawn(weights, dealing)]
        share[one] += 1
        share[other] += 1


def _deal(
    item: str, count: int, weights: Sequence[int], dealing: random.Random, shares: list[dict[str, Number]]
) -> None:
    for _ in range(count):
        shares[_drawn(weights, dealing)][item] += 1


def _deal_in_force(
    item: str, count: int, weights: Sequence[int], dealing: random.Random, shares: list[dict[str, Number]]
) -> None:
    """Assign documents in force to shares: at least those issued and not repealed, the rest by weight."""
    stem = item.removesuffix("in_force")
    for share in shares:
        least = max(0, int(share[f"{stem}issued"]) - int(share[f"{stem}repealed"]))
        share[item] = min(least, count)
        count -= int(share[item])
    _deal(item, count, weights, dealing, shares)


def _drawn(weights: Sequence[int], dealing: random.Random) -> int:
    return dealing.choices(range(len(weights)), weights)[0]


def _portions(whole: int, weights: Iterable[int]) -> list[int]:
    """Return whole numbers in proportion to the weights; they add up to the whole."""
    portions, left, rest = [], whole, sum(weights := list(weights))
    for weight in weights:
        part = left * weight // rest if rest else 0
        portions.append(part)
        left, rest = left - part, rest - weight
    return portions
