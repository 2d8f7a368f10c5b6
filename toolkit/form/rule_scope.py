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

    def label_of(self, symbol: Symbol) -> str:
        """Official label of an item or a measure of the rule."""
        if symbol.function in MEASURES:
            table = next((t.name for t in self.tables if t.id == symbol.argument), "")
            return say_of("sentence.*", symbol.function, table=table)
        item = self.names.get(symbol.bare, (symbol.bare,))[0]
        label = self.labels.get(symbol.bare) or f"“{self.items[item].label}”"
        return say("sentence.prior", label=label) if symbol.source == "prior" else label
