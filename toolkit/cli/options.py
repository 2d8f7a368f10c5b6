"""Options shared by several verbs, and their output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import TextIOWrapper
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.form.values import json_number
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.collection.progress import Progress

listeners: list[Callable[[str, int, int], None]] = []
"""Called with label, done and total by :func:`progress`, where a page runs the command."""

Json = Annotated[bool, typer.Option("--json", help=say("help.option.json"))]


def _known(edition: str) -> str:
    """The id of an edition given by id or by its folder, which is then known to this process."""
    folder = Path(edition)
    if not edition or not (folder.is_dir() or len(folder.parts) > 1):
        return edition
    from toolkit.form.checking import use_sound_edition

    return use_sound_edition(folder)


Edition = Annotated[str, typer.Option("--edition", callback=_known, help=say("help.option.edition"))]
Prior = Annotated[Path | None, typer.Option("--prior", help=say("help.option.prior"))]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help=say("help.argument.folder"))]


def print_json(data: object) -> None:
    """Print JSON on stdout, in UTF-8 whatever the console's code page; decimals are exact."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A file name may contain bytes that are not text; the rest of the result must still be printed.
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=json_number))


def print_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; columns are aligned for Chinese characters too."""
    from rich.cells import cell_len
    from rich.control import strip_control_codes

    def padded(text: str, width: int, *, right: bool) -> str:
        blank = " " * (width - cell_len(text))
        return blank + text if right else text + blank

    written = [[strip_control_codes(str(cell)).expandtabs(8).split("\n") for cell in row] for row in rows]
    table = [[[head] for head in heads], *written]
    widths = [max(cell_len(line) for cell in column for line in cell) for column in zip(*table, strict=True)]
    columns = zip(*rows, strict=True)
    numeric = [all(isinstance(cell, int) for cell in column) for column in columns]
    numeric = numeric or [False] * len(heads)
    for row in table:
        for cells in zip_longest(*row, fillvalue=""):
            parts = (padded(*part[:2], right=part[2]) for part in zip(cells, widths, numeric, strict=True))
            typer.echo("  ".join(parts).rstrip())


def remark(text: str) -> None:
    """Print progress or a remark on stderr."""
    typer.echo(text, err=True)


def day_given(text: str | None, year: int) -> date | None:
    """Parse a date given on the command line.

    Args:
        year: year of a date that has none.

    Raises:
        MisuseError: it is not a date.
    """
    from toolkit.collection.dates import day_written

    return None if text is None else day_written(text, year)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Show a progress bar on stderr, if that is a terminal."""
    bar = None

    def tick(done: int, total: int) -> None:
        nonlocal bar
        for listener in listeners:
            listener(label, done, total)
        if not sys.stderr.isatty():
            return
        if bar is None:
            bar = typer.progressbar(length=total, label=label, file=sys.stderr, width=30)
            bar.__enter__()
        bar.update(done - bar.pos)

    try:
        yield tick
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)
            remark("")
