"""Commands as somebody types them."""

from __future__ import annotations

import io
import json
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest.mock import patch

import pytest
from typer import Typer
from typer.main import get_command
from typer.testing import CliRunner, Result

from toolkit.cli.main import application, run


@cache
def parsers(of: Typer) -> Any:
    """The parsers of all verbs; putting them together takes longer than many a verb does in a small city."""
    return get_command(of)


def ogi(*words: object) -> Result:
    with patch("typer.testing._get_command", parsers):
        return CliRunner().invoke(application(), list(map(str, words)))


def told(*words: object) -> Any:
    """The JSON twin of what a command prints."""
    return json.loads(ogi(*words, "--json").stdout)


def run_here(*words: object, cwd: Path | None = None) -> CompletedProcess[str]:
    """The whole program, from its command line to its exit code, without the start of a process."""
    out, err = io.StringIO(), io.StringIO()
    line = ["ogi", *map(str, words)]
    with (
        patch.object(sys, "argv", line),
        patch("typer.main.get_command", parsers),
        chdir(cwd or Path.cwd()),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        run()
    return CompletedProcess(line, int(ended.value.code or 0), out.getvalue(), err.getvalue())
