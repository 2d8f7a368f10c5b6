"""Where a rule is applied: at a row, a column, an item, or to the form as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.form.measures import MEASURES
from toolkit.form.model import Item, Table
from toolkit.form.variables import Symbol
from toolkit.messages import say, say_of


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule is applied: which short names stand for which items there.

    ``stated``: short names that stand for answers in words.
    """

    items: Mapping[str, Item]
    tables: tuple[Table, ...]
    key: str
    place: str
    names: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    table: str = ""
    row: str = ""
    column: str = ""
    stated: frozenset[str] = frozenset()

    def label_of(self, symbol: Symbol, table: str) -> str:
        """Official label of an item or a measure of a rule, with its table where that is another one."""
        if symbol.function in MEASURES:
            return say_of("sentence.*", symbol.function, table=self._name(symbol.argument))
        item = self.names.get(symbol.bare, (symbol.bare,))[0]
        label = self.labels.get(symbol.bare) or f"“{self.items[item].label}”"
        if self.items[item].table != table:
            label = self._name(self.items[item].table) + label
        return say("sentence.prior", label=label) if symbol.source == "prior" else label

    def _name(self, table: str) -> str:
        return next((one.name for one in self.tables if one.id == table), "")
