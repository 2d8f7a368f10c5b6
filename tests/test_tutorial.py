"""The tutorial, played from beginning to end: every command is run, every line shown is printed."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.cli.main import run

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"（退出码 (\d)）")
LEFT_OUT = "……"


@dataclass
class Step:
    """Commands of a block, and what is shown below them: lines and the exit code of the last."""

    commands: list[list[str]]
    shown: list[str]
    code: int = 0


def steps(page: str) -> Iterator[Step]:
    step: Step | None = None
    for kind, text in BLOCK.findall(page):
        lines = text.splitlines()
        if kind == "sh":
            if step:
                yield step
            step = Step([shlex.split(line)[1:] for line in lines if line.startswith("ogi ")], [])
            assert len(step.commands) == len(lines), "every line is a command that is run"
            continue
        assert step, "something is shown that no command printed"
        for line in lines:
            found = EXIT.fullmatch(line)
            if found:
                step.code = int(found[1])
            else:
                step.shown.append(line)
    if step:
        yield step


def like(line: str) -> re.Pattern[str]:
    """A line as shown: parts may be left out, columns may stand further apart."""
    words = " ".join(line.split())
    return re.compile(".*".join(map(re.escape, words.split(LEFT_OUT))))


def typed(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """What a command leaves behind on the terminal: its exit code, and every line of it."""
    monkeypatch.setattr(sys, "argv", ["ogi", *words])
    with pytest.raises(SystemExit) as ended:
        run()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out + printed.err


@pytest.mark.slow
def test_the_tutorial_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    played = list(steps(PAGE.read_text("utf-8")))
    assert len(played) > 15
    for step in played:
        for words in step.commands:
            code, output = typed(words, monkeypatch, capsys)
            last = words is step.commands[-1]
            assert code == (step.code if last else 0), (words, output)
        printed = [" ".join(line.split()) for line in output.splitlines()]
        invented = [line for line in step.shown if not any(like(line).fullmatch(one) for one in printed)]
        assert not invented, (words, output)
