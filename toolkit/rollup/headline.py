"""Headline figures of a form."""

from __future__ import annotations

from toolkit.form.model import Form, Item


def headline(form: Form) -> tuple[Item, ...]:
    """Return the headline items: grand totals of ungrouped rows, and all items of tables without totals."""
    parts = {part for whole in form.totals.values() for part in whole}
    grounds = {(b.table, b.id, row.id) for t in form.tables for b in t.blocks for row in b.rows if row.group}
    with_totals = {form.items[total].table for total in form.totals}
    return tuple(
        item
        for item in form.items.values()
        if item.table not in with_totals
        or (
            item.id in form.totals
            and item.id not in parts
            and (item.table, item.block, item.row) not in grounds
        )
    )
