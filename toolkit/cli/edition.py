"""``ogi edition``: making and looking over editions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Json, print_json, progress
from toolkit.cli.verbs import Verbs
from toolkit.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.drafting.drafted import Draft, DraftBlock
    from toolkit.drafting.trial import Trial
    from toolkit.errors import EditionError
    from toolkit.form.model import Form

app = Verbs(help=say("help.edition"))

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@app.command("new", help=say("help.edition.new"))
def new(
    blank: Annotated[Path, typer.Argument(metavar="BLANK.xlsx", help=say("help.edition.blank"))],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help=say("help.edition.out"))],
    as_json: Json = False,
) -> None:
    """Draft an edition from an official blank; exit 1 where the draft cannot be used as it is."""
    from toolkit.drafting.draft import draft_edition

    draft = draft_edition(blank, out)
    if as_json:
        print_json(_as_json(draft, out))
    else:
        for line in _text(draft, out):
            typer.echo(line)
    if any(point.code == "refused" for point in draft.open):
        raise typer.Exit(1)


@app.command("check", help=say("help.edition.check"))
def check(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=say("help.edition.folder"))],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help=say("help.edition.check.out"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Report everything that is wrong with an edition, and write samples; exit 1 when anything is."""
    from toolkit.drafting.trial import try_out
    from toolkit.errors import EditionError
    from toolkit.form.checking import use_sound_edition
    from toolkit.form.registry import load_form

    try:
        form = load_form(use_sound_edition(folder))
    except EditionError as error:
        _refused(error.errors, as_json=as_json)
        raise typer.Exit(1) from error
    with progress(say("trial.progress")) as tick:
        trial = try_out(form, out or Path(f"{form.id}-check"), tick)
    if as_json:
        print_json(
            {
                "edition": form.id, "items": len(form.items), "stated": len(form.stated),
                "rules": len(form.rules), "broken": trial.rules,
                "errors": [], "points": [{"code": p.code, "message": p.message} for p in trial.points],
                "remarks": trial.remarks, "files": list(map(str, trial.files)),
            }
        )  # fmt: skip
    else:
        for line in _tried(form, trial):
            typer.echo(line)
    if trial.points:
        raise typer.Exit(1)


@app.command("guide", help=say("help.edition.guide"))
def guide(full: Annotated[bool, typer.Option("--full", help=say("help.edition.guide.full"))] = False) -> None:
    """Show how an edition is written, which messages refer to."""
    typer.echo(_LINK.sub(r"\1", _page("adding-an-edition.md" if full else "own-form.md")))


def _page(name: str) -> str:
    """A page of the documentation: beside the code where it is installed, else in the checkout."""
    home = Path(__file__).parents[1]
    places = (home / "guides" / name, home.parent / "docs" / name)
    return next(place for place in places if place.is_file()).read_text("utf-8")


def _refused(errors: Sequence[EditionError], *, as_json: bool) -> None:
    told = {str(error): error for error in errors}
    if as_json:
        faults = [
            {"file": e.file, "line": e.line, "code": e.code, "problem": e.problem, "remedy": e.remedy}
            for e in told.values()
        ]
        print_json({"errors": faults, "points": [], "remarks": [], "files": []})
        return
    for words in told:
        typer.echo(words)
    typer.echo(say("trial.errors", count=len(told)))


def _tried(form: Form, trial: Trial) -> Iterator[str]:
    counts = {"items": len(form.items), "texts": len(form.texts), "rules": len(form.rules)}
    yield say("trial.loaded", id=form.id, title=form.title, **counts)
    if form.stated:
        yield say("trial.stated", count=len(form.stated))
    yield say("trial.samples", count=trial.rules, folder=trial.files[0].parent)
    yield from trial.remarks
    for point in trial.points:
        yield point.message
    yield say("trial.left", count=len(trial.points)) if trial.points else say("trial.clean")


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
    from toolkit.drafting.edition_files import FIRST_YEAR

    return {
        "folder": str(folder),
        "edition": draft.id,
        "title": draft.title,
        "first_year": FIRST_YEAR,
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
