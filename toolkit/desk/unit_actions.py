"""What can be decided about a unit as it stands, with what there is to choose from.

Whether a decision holds is for the command to say; here is only what would be refused in any case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from toolkit.collection.figure_correction import disagreeing_totals
from toolkit.collection.receiving.rulings import rule_may_be_waived
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.collection.unit_row import UnitRow
from toolkit.form.model import Form
from toolkit.reports.problem_list import ProblemLine

Choices = Mapping[str, Sequence[tuple[str, Sequence[tuple[str, str]]]]]
"""Field of a form → groups with their heading, empty for none → value and words."""


def possible(
    stock: Snapshot, standing: Standing, row: UnitRow, problems: Sequence[ProblemLine]
) -> tuple[list[str], Choices]:
    """Names of decisions in the order of a page, and the choices of their fields."""
    form, received = stock.collection.form, standing.received
    rules = _waivable(form, problems)
    typed_over: Sequence[str] = ()
    if received is not None and received.speaks:
        typed_over = disagreeing_totals(form, stock.ledger.verdict(received))
    items = list(_items(form, typed_over))
    choices: Choices = {"rule": [("", [(rule, rule) for rule in rules])], "item": items}
    return list(_actions(standing, row, waivable=bool(rules))), choices


def _actions(standing: Standing, row: UnitRow, *, waivable: bool) -> Iterator[str]:
    received = standing.received
    if row.queries and not row.hard:
        yield "accept"
    if waivable:
        yield "waive"
    if received is not None and received.speaks:
        yield "correct"
    if standing.state is not UnitState.EXCLUDED:
        yield "extend"
        yield "exclude"


def _waivable(form: Form, problems: Sequence[ProblemLine]) -> list[str]:
    return sorted(rule for rule in {problem.rule for problem in problems} if rule_may_be_waived(form, rule))


def _items(form: Form, totals: Collection[str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The items that are typed in, by table, and these totals; others follow from them."""
    typed = [item for item in form.items.values() if item.id not in form.totals or item.id in totals]
    for table, items in groupby(typed, key=lambda item: item.table):
        yield form.table(table).name, [(item.id, item.label) for item in items]
