"""Commands as somebody types them."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner, Result

from toolkit.cli.main import app


def ogi(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def told(*words: object) -> Any:
    """The JSON twin of what a command prints."""
    return json.loads(ogi(*words, "--json").stdout)
