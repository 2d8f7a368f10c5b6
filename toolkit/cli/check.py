"""``ogi check``: read and judge workbooks and published reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.given_paths import given_files, given_reports
from toolkit.cli.options import Edition, Json, Prior, print_json, remark
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.review.verdict import Verdict


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("help.check.files"))],
    as_json: Json = False,
    prior: Prior = None,
    edition: Edition = "",
    page: Annotated[Path | None, typer.Option("--page", metavar="HTML", help=say("help.check.page"))] = None,
    show: Annotated[bool, typer.Option("--open", help=say("help.check.open"))] = False,
) -> None:
    """Read and judge workbooks and published reports; exit code 1 if any of them is returned."""
    from toolkit.errors import MisuseError
    from toolkit.form.registry import load_form
    from toolkit.form.values import load_prior, load_values
    from toolkit.published.any_report import read_report
    from toolkit.review.checks import Status, judge
    from toolkit.review.verdict import verdict_of

    if show and page is None:
        raise MisuseError(say("misuse.open_what"))
    names = given_files(files)
    last = load_values(prior) if prior else None
    known = load_prior(prior, load_form(last.edition), None) if prior and last else None
    reviews = []
    for number, (name, data) in enumerate(given_reports(names), start=1):
        submission = read_report(data, name=name, prior=known, edition=edition)
        year = submission.identity.year if submission.identity else 0
        if last is not None and last.year is not None and year and last.year != year - 1:
            raise MisuseError(say("misuse.prior_year", path=prior, found=last.year, expected=year - 1))
        judged = verdict_of(judge(submission))
        reviews.append(judged)
        if not as_json:
            _print(judged)
        if len(names) > 20 and number % 20 == 0:
            remark(say("progress.files", done=number, total=len(names)))
    if page is not None:
        _write_page(reviews, page, show=show)
    if as_json:
        written = {"page": str(page)} if page else {}
        print_json({"files": [judged.as_json() for judged in reviews], **written})
    elif len(reviews) > 1:
        typer.echo(_summary(reviews))
    if page is not None and not as_json:
        typer.echo(say("done.check_page", path=page))
    if any(judged.status is not Status.ACCEPTED for judged in reviews):
        raise typer.Exit(1)


def _print(judged: Verdict) -> None:
    from toolkit.review.verdict_text import as_text

    typer.echo(as_text(judged))


def _write_page(reviews: list[Verdict], page: Path, *, show: bool) -> None:
    import webbrowser
    from datetime import datetime

    from toolkit.reports.check_page import write_check_page

    write_check_page(reviews, page, datetime.now())
    if show:
        webbrowser.open(page.resolve().as_uri())


def _summary(reviews: list[Verdict]) -> str:
    counts = {word: sum(r.status == word for r in reviews) for word in ("accepted", "returned", "unreadable")}
    return say("check.summary", total=len(reviews), **counts)
