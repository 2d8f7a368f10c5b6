"""``ogi import``: published reports as VALUES.json and as filled templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.given_paths import given_reports
from toolkit.cli.options import Edition, Json, print_json, remark
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.review.verdict import Verdict
    from toolkit.workbook.submission import Submission


def import_reports(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("help.import.files"))],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help=say("help.import.out"))],
    edition: Edition = "",
    unit: Annotated[str, typer.Option("--unit", help=say("help.import.unit"))] = "",
    as_json: Json = False,
) -> None:
    """Read published reports and foreign workbooks; exit code 1 if one is not read or would be returned."""
    from toolkit.published.any_report import read_report
    from toolkit.published.importing import write_import
    from toolkit.review.checks import Status, judge
    from toolkit.review.verdict import verdict_of
    from toolkit.review.verdict_text import as_text

    out.mkdir(parents=True, exist_ok=True)
    done: list[tuple[Verdict, tuple[Path, ...]]] = []
    taken: set[str] = set()
    for name, data in given_reports(files):
        submission = read_report(data, name=name, edition=edition, unit=unit)
        judged = verdict_of(judge(submission))
        written: tuple[Path, ...] = ()
        if submission.form is not None:
            written = write_import(submission, out / _stem(submission, taken))
        done.append((judged, written))
        if not as_json:
            typer.echo(as_text(judged))
        for path in written:
            remark(say("done.import", path=path))
    if as_json:
        print_json(
            {"files": [{**judged.as_json(), "written": list(map(str, paths))} for judged, paths in done]}
        )
    if any(judged.status is not Status.ACCEPTED for judged, _ in done):
        raise typer.Exit(1)


def _stem(submission: Submission, taken: set[str]) -> str:
    """UNIT-YEAR; the file's own name where the report does not tell its unit, a number where it is taken."""
    from toolkit.collection.files import part_name

    identity = submission.identity
    name = (identity.unit.name if identity else "") or Path(submission.file).stem
    stem = part_name(f"{name}-{identity.year}" if identity and identity.year else name)
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    taken.add(found)
    return found
