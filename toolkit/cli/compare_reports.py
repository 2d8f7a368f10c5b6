"""``ogi compare``: reports of several years or of several units beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.given_paths import given_reports
from toolkit.cli.options import Edition, Json, print_json, remark
from toolkit.messages import say


def compare(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("help.compare.files"))],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help=say("help.compare.out"))] = Path(),
    edition: Edition = "",
    as_json: Json = False,
) -> None:
    """Compare reports; exit code 1 if something does not agree between years or a file is not read."""
    from toolkit.errors import MisuseError
    from toolkit.published.any_report import read_report
    from toolkit.reports.compared.compared_reports import compare_reports
    from toolkit.reports.compared.comparison_page import write_comparison_page
    from toolkit.reports.compared.comparison_workbook import write_comparison

    read = [read_report(data, name=name, edition=edition) for name, data in given_reports(files)]
    try:
        compared = compare_reports(read)
    except ValueError as error:
        raise MisuseError(say("misuse.nothing_to_compare")) from error
    out.mkdir(parents=True, exist_ok=True)
    book, page = (out / f"{say('compare.title')}{suffix}" for suffix in (".xlsx", ".html"))
    write_comparison(compared, book)
    write_comparison_page(compared, page)
    found = [(pair, finding) for pair in compared.between for finding in pair.findings]
    if as_json:
        print_json({**compared.as_json(), "written": [str(book), str(page)]})
    else:
        typer.echo(say("compare.summary", count=len(compared.reports), unread=len(compared.unread)))
        for pair, finding in found:
            typer.echo(f"{pair.report.name} {pair.report.identity.year}：{finding.message}")
        for submission in compared.unread:
            typer.echo("；".join(finding.message for finding in submission.findings[:1]))
        for path in (book, page):
            remark(say("done.compare", path=path))
    if found or compared.unread:
        raise typer.Exit(1)
