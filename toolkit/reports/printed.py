"""Which tables of a form are published, and how each is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.form.addresses import Cell
from toolkit.form.layout import layout_of
from toolkit.form.model import Form, Sheet, Table
from toolkit.form.printed_labels import SheetPlan


@dataclass(frozen=True)
class PrintedTable:
    """One or more tables of a sheet as they are printed.

    Attributes:
        form: the form whose layout it has.
        plan: the part of the sheet they take: boxes, widths, and its rows from ``title_rows`` on.
    """

    form: Form
    plan: SheetPlan

    def cells(self) -> Iterator[tuple[str, Cell, int]]:
        """Yield every entry with its cell and its width in columns; no name where nothing is asked."""
        layout, plan = layout_of(self.form), self.plan
        found = [(entry, cell, layout.spans.get(entry, 1)) for entry, cell in layout.items.items()]
        for entry, cell, span in (*found, *(("", cell, span) for cell, span in layout.voids.items())):
            if cell.sheet == plan.sheet.name and plan.title_rows <= cell.row <= plan.last_row:
                yield entry, cell, span


def published_tables(form: Form, sheet: Sheet) -> list[Table]:
    """Return the tables of a sheet that are published."""
    return [table for table in form.tables if table.sheet == sheet.id and table.published]


def whole_sheet(form: Form, sheet: Sheet) -> PrintedTable:
    """Return all tables of a sheet."""
    return PrintedTable(form, layout_of(form).plans[sheet.id])


def one_table(form: Form, table: Table) -> PrintedTable:
    """Return a single table, without its caption and what else is on its sheet."""
    plan = layout_of(form).plans[table.sheet]
    first, last = plan.tables[table.id]
    first += bool(table.caption)
    boxes = [box for box in plan.boxes if first <= box.area.first.row <= last]
    return PrintedTable(form, replace(plan, boxes=boxes, title_rows=first, last_row=last))


def is_published(form: Form, items: Sequence[str]) -> bool:
    """Whether every item is of a published table."""
    return all(form.table(form.items[item].table).published for item in items)
