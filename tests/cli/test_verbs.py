"""What is typed means the same whether the verb reads it itself or the library of commands does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from typer.main import get_command as _get_command

from tests.cli.typed import run_here
from tests.reference.pages import commands
from toolkit.cli.main import VERBS, application

get_command: Any = _get_command
SAMPLES = {"int": "3", "str": "某局", "Path": "a/b.xlsx", "PaperPurpose": "seal"}


def line(parameters: Iterable[Any]) -> list[str]:
    """Every parameter once, those that may be repeated twice."""
    words: list[str] = []
    for parameter in parameters:
        annotation = parameter.type_descriptor.annotation
        kind = getattr(annotation, "__args__", (annotation,))[0]
        sample = [] if kind is bool else [SAMPLES[kind.__name__]]
        option = [parameter.opts[0]] if parameter.param_type_name == "option" else []
        words += (option + sample) * (1 if annotation is kind else 2)
    return words


def read(command: Any, words: list[str]) -> Mapping[str, tuple[type, object]]:
    found = command.make_context("ogi", list(words)).params
    return {name: (type(value), value) for name, value in found.items()}


@pytest.mark.parametrize("verb", commands())
def test_a_verb_reads_as_the_library_does(verb: str) -> None:
    command = commands()[verb]
    for words in (line(command.params), line(one for one in command.params if one.required)):
        plainly = read(command, words)
        with patch("toolkit.cli.verbs._read_plainly", by_the_library):
            assert plainly == read(command, words)


def by_the_library(parameters: Any) -> Any:
    for parameter in parameters:
        parameter._runtime_param = None
    return parameters


def test_a_path_that_cannot_be_read_is_left_to_the_library(tmp_path: Path) -> None:
    with patch("toolkit.cli.verbs.os.access", return_value=False), patch("os.access", return_value=False):
        answered = run_here("verify", tmp_path)
    assert answered.returncode == 2
    assert "DIR" in answered.stderr


def test_a_verb_is_found_alone_as_among_all() -> None:
    every = get_command(application())
    for verb in VERBS:
        alone = get_command(application(verb))
        assert list(alone.commands) == [verb]
        assert alone.commands[verb].help == every.commands[verb].help


def test_a_negative_number_is_a_figure_and_no_option(tmp_path: Path) -> None:
    words = ["decide", "correct", str(tmp_path), "101", "some.item"]
    for figures in (["-3", "3"], ["3", "-1.5"]):
        answered = run_here(*words, *figures, "--why", "来电")
        assert "没有选项" not in answered.stderr and "collection.toml" in answered.stderr
    assert "没有选项 --whyy" in run_here(*words, "3", "4", "--whyy", "来电").stderr
