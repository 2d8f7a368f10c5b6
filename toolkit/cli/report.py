"""``ogi report``: write a unit's own report for publication, from its workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.options import Edition, Json, print_json, remark
from toolkit.messages import say


def report(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("help.report.files"))],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help=say("help.report.out"))
    ] = None,
    as_json: Json = False,
    edition: Edition = "",
) -> None:
    """Write each workbook's report as a Word document and a web page."""
    from toolkit.errors import MisuseError
    from toolkit.reports.unit_report import write_unit_reports

    done = write_unit_reports(files, out)
    written = [one for one in done if not isinstance(one, MisuseError)]
    refused = [one for one in done if isinstance(one, MisuseError)]
    if not written:
        raise refused[0] if len(refused) == 1 else MisuseError("\n".join(map(str, refused)))
    for error in refused:
        remark(str(error))
    if as_json:
        print_json(
            {"reports": [{"file": str(o.source), "warnings": o.warnings, "open_points": o.open_points,
                          "written": list(map(str, o.files))} for o in written],
             "refused": list(map(str, refused))}
        )  # fmt: skip
    else:
        for one in written:
            typer.echo(say("done.unit_report", path=one.source))
            for warning in one.warnings:
                typer.echo(say("document.warning", warning=warning))
            if one.open_points:
                typer.echo(say("document.draft", count=one.open_points))
            for file in one.files:
                typer.echo(say("done.report", path=file))
            for file in one.kept:
                typer.echo(say("done.kept", path=file))
    if refused or any(one.warnings for one in written):
        raise typer.Exit(1)
