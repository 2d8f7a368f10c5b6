"""Slips in figures: every cell is read as it shows, and the sums of the form tell."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from tests.simulator.clerk_draft import Draft
from tests.simulator.figure_kinds import (
    APPLICANTS,
    CARRIED,
    CASES,
    DONE,
    LINES,
    MONEY,
    NEXT,
    RECEIVED,
    RESULTS,
    Number,
    broken,
    request,
)
from tests.simulator.kind_registry import COUNTS, Apply, habit
from tests.simulator.paper_kinds import Content
from tests.simulator.spellings import free_totals


def _owe_broken(draft: Draft, *codes: str) -> bool:
    """The sums that break by now must be told; false if none does, for then nobody can know."""
    now = [rule for rule in broken(draft.figures(), draft.truth.prior) if rule.code in codes]
    for rule in now:
        draft.owe((rule.code,), "hard", *rule.items)
    return bool(now)


def _assessable(draft: Draft) -> list[str]:
    """Columns of table 3 in which every figure is known."""
    figures = draft.figures()
    return [c for c in APPLICANTS if all(figures[request(line, c)] is not None for line in LINES)]


def _open(draft: Draft, lines: tuple[str, ...]) -> list[str]:
    """Requests of whose column every sum can be judged."""
    return draft.untouched(request(line, c) for c in _assessable(draft) for line in lines)


ENTRIES = (RECEIVED, CARRIED, NEXT, *RESULTS)


@habit(3, alone="slip", weight=5)
def wrong_digit(draft: Draft) -> bool:
    items = _open(draft, ENTRIES)
    if not items:
        return False
    item = draft.chance.choice(items)
    value = int(draft.truth.values[item])
    digits = list(str(value))
    at = draft.chance.randrange(len(digits))
    digits[at] = draft.chance.choice([d for d in "123456789" if d != digits[at]])
    wrong = int("".join(digits))
    draft.type(item, wrong, wrong)
    return _owe_broken(draft, "T3-01", "T3-02")


@habit(3, alone="slip", weight=3)
def digits_swapped(draft: Draft) -> bool:
    items = [i for i in _open(draft, ENTRIES) if len(set(str(draft.truth.values[i]))) > 1]
    if not items:
        return False
    item = draft.chance.choice(items)
    text = str(draft.truth.values[item])
    at = draft.chance.choice([n for n in range(len(text) - 1) if text[n] != text[n + 1]])
    wrong = int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    draft.type(item, wrong, wrong)
    return _owe_broken(draft, "T3-01", "T3-02")


@habit(3, alone="slip", weight=3)
def neighbours_swapped(draft: Draft) -> bool:
    """Two figures of a line in each other's column."""
    free = set(_open(draft, ENTRIES))
    pairs = [
        (request(line, a), request(line, b))
        for line in ENTRIES for a in APPLICANTS for b in APPLICANTS
        if a < b and {request(line, a), request(line, b)} <= free
        and draft.truth.values[request(line, a)] != draft.truth.values[request(line, b)]
    ]  # fmt: skip
    if not pairs:
        return False
    one, other = draft.chance.choice(pairs)
    values = draft.truth.values
    draft.type(one, values[other], values[other])
    draft.type(other, values[one], values[one])
    return _owe_broken(draft, "T3-01")


@habit(3, alone="slip", weight=3)
def total_typed_wrong(draft: Draft) -> bool:
    """A total from a pocket calculator."""
    figures = draft.figures()
    totals = [i for i in free_totals(draft) if figures[i] is not None and i != request(DONE, "total")]
    if not totals:
        return False
    item = draft.chance.choice(totals)
    wrong = int(figures[item] or 0) + draft.chance.choice((1, 10, 100))
    draft.type(item, wrong, wrong)
    draft.owe(("R-total",), "note", item)
    return _owe_broken(draft, "T3-02", "T3-03", "T4-01")


@habit(3, alone="slip")
def wrong_digit_beside_typed_totals(draft: Draft) -> bool:
    """Totals from paper, one case typed wrong: only the sums of table 4 can tell."""
    figures = draft.figures()
    cases = [c for c in CASES
             if figures[f"disputes.{c}.total"] is not None and f"disputes.{c}.total" in free_totals(draft)
             and draft.untouched([f"disputes.{c}.upheld"])]  # fmt: skip
    if not cases:
        return False
    case = draft.chance.choice(cases)
    total = f"disputes.{case}.total"
    draft.type(total, figures[total], figures[total])
    wrong = int(draft.truth.values[f"disputes.{case}.upheld"]) + 1
    draft.type(f"disputes.{case}.upheld", wrong, wrong)
    return _owe_broken(draft, "T4-01")


@habit(3, alone="slip")
def carried_over_does_not_continue(draft: Draft) -> bool:
    """Last year's open requests are not taken over: balanced in itself, but not with last year."""
    column = "natural_person"
    into, done = request(CARRIED, column), request("granted", column)
    if draft.truth.prior is None or {into, done} - set(_open(draft, ENTRIES)):
        return False
    for item in (into, done):
        value = draft.truth.values[item] + 5
        draft.type(item, value, value)
    return _owe_broken(draft, "X-01")


def _misfit(content: Content, value: Number) -> Apply:
    def apply(draft: Draft) -> bool:
        items = draft.some(COUNTS, 1)
        for item in items:
            draft.type(item, content, value)
        draft.owe(("N-INT",), "hard", *items)
        if isinstance(content, str):
            draft.tell("R-converted", "note", *items)
        return bool(items)

    return apply


MISFITS: tuple[tuple[str, Content, Number], ...] = (
    ("negative", -1, -1),
    ("negative_text", "－3", -3),
    ("fraction", 1.5, Decimal("1.5")),
    ("percentage", 0.339, Decimal("0.339")),
    ("fraction_text", "12.5", Decimal("12.5")),
)
for _name, _content, _value in MISFITS:
    habit(3, alone="slip", name=f"typed_{_name}", weight=1)(_misfit(_content, _value))


@habit(3, alone="money")
def money_typed_in_yuan(draft: Draft) -> bool:
    """元 where 万元 are asked for: only last year's amount can tell."""
    value = Decimal(draft.truth.values[MONEY])
    if not draft.untouched([MONEY]) or not value:
        return False
    draft.type(MONEY, float(value * 10000), (value * 10000).normalize())
    if (draft.truth.prior or {}).get(MONEY):
        draft.owe(("T2-04",), "soft", MONEY)
    return True


def _ready(draft: Draft, pasted: list[tuple[str, Number | None]]) -> bool:
    """Whether all figures are known and go over cells that nobody touched."""
    items = [item for item, value in pasted if value is not None]
    free = {*draft.untouched(items), *free_totals(draft)}
    return len(items) == len(pasted) and free >= set(items)


@habit(3, alone="slip")
def block_pasted_one_row_low(draft: Draft) -> bool:
    """Table 3 pasted a row too low, over whatever stands there, totals among it."""
    lines = ENTRIES[:2] + RESULTS + (DONE, NEXT)
    top = draft.chance.randrange(len(lines) - 2)
    figures = draft.figures()
    shifted = [(request(low, c), figures[request(high, c)])
               for high, low in pairwise(lines[top:]) for c in APPLICANTS]  # fmt: skip
    if not _ready(draft, shifted):
        return False
    for item, value in shifted:
        draft.type(item, value, value)
    _owe_broken(draft, "T3-01", "T3-02", "T3-03")
    return True


@habit(3, alone="slip")
def block_pasted_one_column_right(draft: Draft) -> bool:
    """Figures of table 3 from a clerk's own list, one column off, over the totals."""
    columns = (*APPLICANTS, "total")
    lines = draft.chance.sample(LINES, draft.chance.randint(1, 6))
    figures = draft.figures()
    shifted = [(request(line, right), figures[request(line, left)])
               for line in lines if line != DONE
               for left, right in pairwise(columns)]  # fmt: skip
    if not _ready(draft, shifted):
        return False
    for item, value in shifted:
        draft.type(item, value, value)
    _owe_broken(draft, "T3-01", "T3-02", "T3-03")
    return True
