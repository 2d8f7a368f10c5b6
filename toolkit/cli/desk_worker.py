"""The commands behind the page, one after the other, in a process of their own.

Read on standard input, one JSON object a line: ``{"words": [...]}``, a command as it is typed. Written on
standard output: ``{"label": …, "done": …, "total": …}`` while it works, then ``{"code": …, "printed": …,
"remarks": …}``. The page may end meanwhile: what has begun is finished, then the input is at its end.
"""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import TextIO

EVERY = 0.2
"""Seconds between two words of progress."""
NICE = 5
"""How far the work stands back behind the page, where the system knows of such a thing."""


def answer(asked: Iterable[str], answers: TextIO) -> None:
    """Run what is asked for until there is nothing more."""
    from toolkit.cli.main import called
    from toolkit.cli.options import listeners
    from toolkit.messages import worded_for

    told = 0.0

    def tell(**what: object) -> None:
        with suppress(OSError):  # the page has ended; the command goes on
            answers.write(json.dumps(what) + "\n")
            answers.flush()

    def tick(label: str, done: int, total: int) -> None:
        nonlocal told
        if done == total or time.monotonic() - told > EVERY:
            told = time.monotonic()
            tell(label=label, done=done, total=total)

    listeners.append(tick)
    try:
        for line in asked:
            printed, remarks = io.StringIO(), io.StringIO()
            with redirect_stdout(printed), redirect_stderr(remarks), worded_for("page"):
                code = called(json.loads(line)["words"])
            tell(code=code, printed=printed.getvalue(), remarks=remarks.getvalue())
    finally:
        listeners.remove(tick)


def main() -> None:
    """Answer on the pipes this process was started with; what it starts itself does not get hold of them."""
    asked = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    if hasattr(os, "nice"):
        os.nice(NICE)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    answer(asked, answers)


if __name__ == "__main__":
    main()
