"""``ogi edition``: making and looking over editions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Json, print_json
from toolkit.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.drafting.drafted import Draft, DraftBlock

app = typer.Typer(
    help=say("help.edition"),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _group() -> None:
    """Keep ``new`` a command of its own while it is the only one."""


@app.command("new", help=say("help.edition.new"))
def new(
    blank: Annotated[Path, typer.Argument(metavar="BLANK.xlsx", help=say("help.edition.blank"))],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help=say("help.edition.out"))],
    as_json: Json = False,
) -> None:
    """Draft an edition from an official blank; exit 1 when something is left to a person."""
    from toolkit.drafting.draft import draft_edition

    draft = draft_edition(blank, out)
    if as_json:
        print_json(_as_json(draft, out))
    else:
        for line in _text(draft, out):
            typer.echo(line)
    if draft.open:
        raise typer.Exit(1)


def _totals(draft: Draft, table: str) -> tuple[int, int]:
    """Rules of a table that are in force: those that define totals, and the others."""
    number = [found.id for found in draft.tables].index(table) + 1
    rules = [rule for rule in draft.rules if rule.enabled and rule.code.startswith(f"T{number}-")]
    totals = sum(rule.computes for rule in rules)
    return totals, len(rules) - totals


def _text(draft: Draft, folder: Path) -> Iterator[str]:
    yield say("draft.done", path=folder, id=draft.id, title=draft.title)
    for sheet in draft.sheets:
        for table in sheet.tables:
            totals, others = _totals(draft, table.id)
            for block in table.blocks:
                yield say("draft.found.block", sheet=sheet.name, table=table.name, **_size(block))
            yield say("draft.found.rules", table=table.name, totals=totals, others=others)
        if sheet.texts:
            labels = "、".join(text.label for text in sheet.texts)
            yield say("draft.found.texts", sheet=sheet.name, count=len(sheet.texts), labels=labels)
    between = sum(rule.enabled and rule.code.startswith("X-") for rule in draft.rules)
    if between:
        yield say("draft.found.between", count=between)
    for point in draft.remarks:
        yield say("draft.remark", place=point.place, message=point.message)
    if draft.open:
        yield say("draft.left", count=len(draft.open))
    for point in draft.open:
        yield say("draft.left.line", place=point.place, message=point.message)
    yield say("draft.next", path=folder)


def _size(block: DraftBlock) -> dict[str, object]:
    units = dict.fromkeys(
        unit
        for r in range(len(block.rows))
        for c in range(len(block.columns))
        if (unit := block.measure(r, c)[1])
    )
    return {
        "rows": len(block.rows),
        "columns": len(block.columns),
        "units": "、".join(units) or say("draft.no_unit"),
    }


def _as_json(draft: Draft, folder: Path) -> dict[str, object]:
    return {
        "folder": str(folder),
        "edition": draft.id,
        "title": draft.title,
        "first_year": draft.year,
        "tables": [
            {
                "table": table.id,
                "name": table.name,
                "sheet": sheet.name,
                "caption": table.caption,
                "blocks": [
                    {"block": block.id, "rows": len(block.rows), "columns": len(block.columns)}
                    for block in table.blocks
                ],
                "totals": _totals(draft, table.id)[0],
                "rules": _totals(draft, table.id)[1],
            }
            for sheet in draft.sheets
            for table in sheet.tables
        ],
        "texts": [{"text": t.id, "sheet": s.name, "label": t.label} for s in draft.sheets for t in s.texts],
        "rules": [
            {
                "code": rule.code,
                "for_each": rule.for_each,
                "expression": rule.expression,
                "computes": rule.computes,
                "enabled": rule.enabled,
                "source": rule.source,
            }
            for rule in draft.rules
        ],
        "remarks": [point.as_json() for point in draft.remarks],
        "open": [point.as_json() for point in draft.open],
    }
