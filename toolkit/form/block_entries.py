"""The entries of a block: what its rows and columns ask for where they meet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, cast

from toolkit.form.applicability import Applicability, applicable
from toolkit.form.cell_settings import CellSettings, usual_unit
from toolkit.form.datafile import Line, Problems, refusal
from toolkit.form.expression import Condition
from toolkit.form.model import Block, Heading, Item, Kind
from toolkit.form.names import is_cell_name
from toolkit.form.settings_schema import SETTINGS
from toolkit.form.stated import StatedItem, StatedKind

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z")


def is_name(text: str) -> bool:
    """Whether an item or a text may have this id: lower-case words joined by dots, and no address."""
    return bool(_NAME.match(text)) and is_cell_name(text)


class BlockEntries:
    """Builds the entries of one block.

    Args:
        table: the entry of its table in ``edition.toml``.
        rows, columns: lines of the data files, one for each heading of the block.
        properties: ids of the properties that the edition declares.
        problems: where refusals are gathered, entry by entry.
    """

    def __init__(
        self,
        block: Block,
        table: Mapping[str, Any],
        rows: Sequence[Line],
        columns: Sequence[Line],
        properties: Sequence[str],
        problems: Problems,
    ) -> None:
        self.block, self.table, self.problems = block, table, problems
        self.rows = tuple(zip(rows, block.rows, strict=True))
        self.columns = tuple(zip(columns, block.columns, strict=True))
        self.properties = properties
        self.pattern: str = table.get("item_id", f"{table['id']}.{{row}}.{{column}}")

    def add_to(self, items: dict[str, Item], stated: dict[str, StatedItem]) -> None:
        """Build every entry; each is added to one of both."""
        conditions = self._conditions()
        for (row_line, row), (column_line, column) in product(self.rows, self.columns):
            with self.problems:
                name = self._name(row_line, row, column)
                if name in items or name in stated:
                    raise row_line.refuse("edition.duplicate", name=name)
                cell = CellSettings(row_line, column_line)
                keys = (("table", ""), ("row", row.id), ("column", column.id))
                found = tuple(conditions[key] for key in keys if key in conditions)
                applies = Applicability(found) if found else None
                if cell.is_stated:
                    stated[name] = replace(self._stated(name, cell, row, column), applies=applies)
                else:
                    items[name] = replace(self._item(name, cell, row, column), applies=applies)

    def _name(self, line: Line, row: Heading, column: Heading) -> str:
        try:
            name = self.pattern.format(row=row.id, column=column.id)
        except (KeyError, ValueError, IndexError) as error:
            raise refusal(SETTINGS, 0, "edition.entry", place="item_id", reason=self.pattern) from error
        if not is_name(name):
            raise line.refuse("edition.bad_id", item=name)
        return name

    def _conditions(self) -> dict[tuple[str, str], Condition]:
        """Which units are asked, by the table, its rows and its columns."""
        found = {}
        for axis, lines in (("row", self.rows), ("column", self.columns)):
            for line, heading in lines:
                if line["applies"]:
                    with self.problems:
                        found[axis, heading.id] = applicable(
                            line["applies"], self.properties, line.file, line.number
                        )
        if whole := self.table.get("applies"):
            with self.problems:
                found["table", ""] = applicable(whole, self.properties, SETTINGS, 0)
        return found

    def _place(self, name: str, row: Heading, column: Heading) -> dict[str, Any]:
        label = row.label if "{column}" not in self.pattern else f"{row.label}·{column.label}"
        return {
            "id": name, "table": self.block.table, "block": self.block.id, "row": row.id, "column": column.id,
            "label": label, "definition": "\n".join(filter(None, (row.definition, column.definition))),
        }  # fmt: skip

    def _item(self, name: str, cell: CellSettings, row: Heading, column: Heading) -> Item:
        kind = cast(Kind, cell.kind)
        least, most = cell.bounds()
        return Item(
            **self._place(name, row, column),
            kind=kind,
            unit=cell["unit"] or usual_unit(kind),
            minimum=least,
            maximum=most,
            decimals=cell.decimals(),
            aggregation=cell.aggregation(kind),
            prefill=self._prefilled(cell, row, column),
            not_applicable=cell.flag("not_applicable", usual=False),
        )

    def _stated(self, name: str, cell: CellSettings, row: Heading, column: Heading) -> StatedItem:
        return StatedItem(
            **self._place(name, row, column),
            kind=cast(StatedKind, cell.kind),
            choices=cell.choices(),
            required=cell.flag("required", usual=True),
            not_applicable=cell.flag("not_applicable", usual=False),
        )

    def _prefilled(self, cell: CellSettings, row: Heading, column: Heading) -> str | None:
        """The item of last year whose figure is written in: of another row, or of another column."""
        of_row, of_column = cell.row["prefill"], cell.column["prefill"]
        if not of_row and not of_column:
            return None
        return self.pattern.format(row=of_row or row.id, column=of_column or column.id)


def beside_totals(
    items: Mapping[str, Item], stated: Mapping[str, StatedItem], totals: Mapping[str, Sequence[str]]
) -> list[str]:
    """Answers in words in a row that adds up other rows, or in such a column: nobody is asked there.

    Args:
        totals: total → the items it is the sum of.
    """
    adding = set()
    for total, parts in totals.items():
        whole = items[total]
        for part in (items[name] for name in parts):
            if (part.table, part.block) == (whole.table, whole.block):
                adding |= {
                    (axis, whole.table, whole.block, getattr(whole, axis))
                    for axis in ("row", "column")
                    if getattr(part, axis) != getattr(whole, axis)
                }
    return [
        entry.id
        for entry in stated.values()
        if any((axis, entry.table, entry.block, getattr(entry, axis)) in adding for axis in ("row", "column"))
    ]
