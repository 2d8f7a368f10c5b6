"""``ogi editions``: list the available editions, or the items of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Edition, Json, print_json
from toolkit.form.registry import DEFAULT_EDITION
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.form.model import Form


def editions(
    items: Annotated[bool, typer.Option("--items", help=say("help.editions.option.items"))] = False,
    edition: Edition = DEFAULT_EDITION,
    as_json: Json = False,
) -> None:
    """List the editions, or everything that one of them asks for."""
    from toolkit.form.registry import editions as known
    from toolkit.form.registry import load_form

    if items:
        listed = list(_items(load_form(edition)))
        if as_json:
            print_json(listed)
            return
        for line in listed:
            shown = (line["item"], line["label"], line["unit_of_measure"], f"{line['sheet']}!{line['cell']}")
            typer.echo("　".join(filter(None, shown)))
        return
    forms = [load_form(edition) for edition in known()]
    if as_json:
        print_json(
            [
                {
                    "edition": form.id,
                    "version": form.version,
                    "title": form.title,
                    "notice": form.notice,
                    "first_year": form.first_year,
                    "last_year": form.last_year,
                    "items": len(form.items),
                    "rules": len(form.rules),
                }
                for form in forms
            ]
        )
        return
    for form in forms:
        last = say("word.until", year=form.last_year) if form.last_year else say("word.now")
        typer.echo(
            say(
                "list.edition",
                id=form.id,
                title=form.title,
                notice=form.notice,
                first=form.first_year,
                last=last,
                items=len(form.items),
                rules=len(form.rules),
            )
        )


def _items(form: Form) -> Iterator[dict[str, str]]:
    """What a workbook asks for and computes: figures, answers in words, texts, in the order of the form."""
    from toolkit.form.layout import layout_of
    from toolkit.form.model import Item

    layout = layout_of(form)
    cells = {**layout.items, **layout.texts}
    units = {entry.id: entry.unit for entry in form.entries.values() if isinstance(entry, Item)}
    for named in (*form.entries.values(), *form.texts):
        cell = cells[named.id]
        yield {
            "item": named.id, "label": named.label, "unit_of_measure": units.get(named.id, ""),
            "sheet": cell.sheet, "cell": cell.a1,
        }  # fmt: skip
