"""Options that several verbs share."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from toolkit.form.values import json_number
from toolkit.messages import say

Json = Annotated[bool, typer.Option("--json", help=say("help.option.json"))]
Edition = Annotated[str, typer.Option("--edition", help=say("help.option.edition"))]
Prior = Annotated[Path | None, typer.Option("--prior", help=say("help.option.prior"))]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help=say("help.argument.folder"))]


def print_json(data: object) -> None:
    """Results for machines, on stdout in UTF-8 whatever the console's code page; decimals exact."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=json_number))


def remark(text: str) -> None:
    """Progress and remarks, on stderr."""
    typer.echo(text, err=True)
