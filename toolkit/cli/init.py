"""``ogi init``: start a collection."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.options import Edition, Folder
from toolkit.messages import say
from toolkit.messages.code_types import Code


def init(
    folder: Folder,
    city: Annotated[str, typer.Option("--city", help=say("help.init.city"))],
    year: Annotated[int, typer.Option("--year", help=say("help.option.year"))],
    edition: Edition = "",
    last_year: Annotated[
        Path | None, typer.Option("--last-year", metavar="DIR", help=say("help.init.last_year"))
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help=say("help.init.sample"))] = False,
    contact: Annotated[str, typer.Option("--contact", help=say("help.init.contact"))] = "",
) -> None:
    """Start a collection."""
    from toolkit.collection.beginning import begin
    from toolkit.collection.folder import ROSTER
    from toolkit.collection.phrases import as_typed
    from toolkit.demo.city import roster

    units = roster() if sample else ()
    _, said = begin(folder, city, year, edition, units, last_year, contact)
    key: Code = (
        "done.init.last_year" if last_year and not sample else "done.init.sample" if sample else "done.init"
    )
    for line in said:
        typer.echo(line)
    typer.echo(say(key, path=folder, folder=as_typed(folder), roster=folder / ROSTER))
