"""``ogi fill``: write given values into a template."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.options import Edition, remark
from toolkit.messages import say


def fill(
    template: Annotated[Path, typer.Argument(metavar="TEMPLATE.xlsx", help=say("help.fill.template"))],
    values: Annotated[Path, typer.Argument(metavar="VALUES.json", help=say("help.fill.values"))],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT.xlsx", help=say("help.out"))],
    totals: Annotated[bool, typer.Option("--totals", help=say("help.fill.totals"))] = False,
    edition: Edition = "",
) -> None:
    """Write given values into the input cells of a template."""
    from toolkit.form.values import load_values
    from toolkit.workbook.filling import fill as write

    done = write(template, load_values(values), out, totals=totals)
    if done.skipped:
        remark(say("done.totals_skipped", count=len(done.skipped)))
    if done.unlike:
        given, issued = done.unlike
        remark(say("done.fill.unlike", given=given, issued=issued))
    remark(say("done.fill", path=out))
