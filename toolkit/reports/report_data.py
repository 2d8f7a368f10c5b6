"""The data behind all documents of a rollup: total, earlier years and analysis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from toolkit.collection.phrases import head_line
from toolkit.collection.standing import Snapshot, UnitState
from toolkit.form.model import Form
from toolkit.messages import say
from toolkit.rollup.aggregate import roll_up
from toolkit.rollup.analysis import Analysis, analyse
from toolkit.rollup.comparison import YearComparison, compare
from toolkit.rollup.earlier import earlier_years
from toolkit.rollup.scope import Role
from toolkit.rollup.total import RollupResult


@dataclass(frozen=True)
class Report:
    """A total with its comparison and analysis, from which every document is written."""

    rolled: RollupResult
    comparison: YearComparison

    @cached_property
    def analysis(self) -> Analysis:
        """What is unusual among its units; worked out when it is asked for."""
        return analyse(self.rolled)

    @property
    def form(self) -> Form:
        return self.rolled.form

    @property
    def year(self) -> int:
        return self.rolled.collection.year

    @property
    def title(self) -> str:
        """Title of the report, e.g. 样例市 2023 年政府信息公开工作年度报告."""
        return say("report.title", name=self.rolled.name, year=self.year, title=self.form.title)

    @property
    def ledger_head(self) -> str:
        """The line by which ``ogi verify`` proves later that the ledger was not rewritten since."""
        return head_line(self.rolled.stock.head)

    @property
    def coverage(self) -> str:
        """Text with the number of units included and due, to print beside figures."""
        if not self.rolled.counted and not self.rolled.lacking:
            return say("city.nobody")
        due = [line for line in self.rolled.scope if line.role is Role.ADDED]
        lacking = self.rolled.lacking
        returned = sum(line.standing.state is UnitState.RETURNED for line in lacking)
        fallen = self.rolled.fallen
        words = say(
            "city.incomplete" if lacking else "city.complete.fallen" if fallen else "city.complete",
            due=len(due),
            included=len(self.rolled.counted),
            missing=len(lacking) - returned,
            returned=returned,
        )
        names = "、".join(one.name for one in fallen)
        return words + (say("city.fallen", count=len(fallen), names=names) if fallen else "")


def prepare(stock: Snapshot, of: str = "") -> Report:
    """Add up a collection or one of its units, with comparison and analysis.

    Raises:
        MisuseError: there is no such unit, or an earlier year cannot be read.
    """
    earlier = earlier_years(stock.collection, of, stock.ledger)
    last = next((past for past in earlier if past.year == stock.collection.year - 1), None)
    rolled = roll_up(stock, of, last)
    return Report(rolled, compare(rolled, earlier))
