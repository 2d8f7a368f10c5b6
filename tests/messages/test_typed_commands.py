"""Commands within sentences: typed as they stand there, they lack nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from toolkit.cli.main import application
from toolkit.messages import catalogue, gaps, say

_END = re.compile(r"[，。；：！？、（）“”\n]")
_NOT_TYPED = ("help.", "way.")
"""Help is read beside the usage; ways are put into sentences."""


def commands() -> Iterator[tuple[str, str]]:
    """Code of a sentence, and a command in it with its gaps filled."""
    for code in catalogue():
        if not code.startswith(_NOT_TYPED):
            text = say(code, **dict.fromkeys(gaps(code), "X"))
            for part in text.split("ogi ")[1:]:
                typed = _END.split(part)[0]
                if part[0].isascii() and "--help" not in typed:  # else it speaks of any command
                    yield code, typed


def lacking(typed: str) -> list[str]:
    """What a command needs and does not get."""
    words = typed.split()
    command: Any = typer.main.get_command(application())
    while (below := getattr(command, "commands", None)) is not None:
        command = below[words.pop(0)]
    options = [one for one in command.params if one.param_type_name == "option"]
    missing = [one.opts[0] for one in options if one.required and not set(one.opts) & set(words)]
    valued = {name for one in options if not one.is_flag for name in one.opts}
    places = [
        word
        for n, word in enumerate(words)
        if not word.startswith("-") and {*words[n - 1 : n]}.isdisjoint(valued)
    ]
    wanted = [
        str(one.metavar) for one in command.params if one.param_type_name == "argument" and one.required
    ]
    return missing + wanted[len(places) :]


def test_every_command_in_a_sentence_is_complete() -> None:
    found = list(commands())
    assert len(found) > 20
    assert not {(code, typed): what for code, typed in found if (what := lacking(typed))}


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("decide withdraw", ["DIR", "FILE", "--why"]),
        ("decide withdraw 收 3 --why 原因", []),
        ("decide withdraw 3 --why 原因", ["FILE"]),
        ("rollup --unit 105", ["DIR"]),
        ("rules --json", []),
    ],
)
def test_what_is_missing_is_seen(typed: str, what: list[str]) -> None:
    assert sorted(lacking(typed)) == sorted(what)
