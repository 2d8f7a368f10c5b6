"""What the start files of the unpacked folder call: open the page, receive or check what was dropped.

``python -m toolkit.cli.double_click open|receive|check [FILE…]``. The environment says where the folder is
(``OGI_HOME``) and, on Windows, with which command line the start file was called (``OGI_COMMAND``).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import typer

from toolkit.messages import say, worded_for

OPEN, RECEIVE, CHECK = "open", "receive", "check"


def main(arguments: Sequence[str]) -> None:
    """Do what a start file asks for, then wait until the window may be closed."""
    action, *given = arguments
    home = Path(os.environ.get("OGI_HOME") or Path.cwd()).resolve()
    command = os.environ.get("OGI_COMMAND")
    files = [Path(name).absolute() for name in ((dropped(command) if command else []) or given)]
    data = home / say("package.data")
    code = 0
    try:
        data.mkdir(exist_ok=True)
        os.chdir(data)
        run(call) if (call := _call(action, files)) else None
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    _wait()
    sys.exit(code)


def _call(action: str, files: Sequence[Path]) -> list[str]:
    """Arguments of the command to run; none if there is nothing to do, which is said."""
    if action == OPEN:
        return ["desk"]
    if not files:
        typer.echo(say("package.nothing_dropped"))
        return []
    names = [str(file) for file in files]
    if action == CHECK:
        return ["check", "--page", str(_page(datetime.now())), "--open", *names]
    from toolkit.collection.folder import collection_folders

    chosen = choose(collection_folders(Path.cwd()), input)
    return ["collect", str(chosen), *names] if chosen else []


def _page(now: datetime) -> Path:
    """A new file for findings, in a folder of its own."""
    folder = Path.cwd() / say("package.findings")
    folder.mkdir(exist_ok=True)
    return folder / say("package.findings.file", time=now.strftime("%Y%m%d-%H%M%S"))


def dropped(command: str) -> list[str]:
    """Files named in the command line by which Windows called the start file.

    ``cmd /c ""…\\a.bat" "C:\\b c.xlsx" C:\\d&e.xlsx"``: a name without blank has no quotation marks, whatever
    other sign it holds, so that the command processor itself would misread it.
    """
    words = _words(command)
    for number, word in enumerate(words):
        if word.lower().endswith(".bat"):
            return words[number + 1 :]
    return []


def _words(command: str) -> list[str]:
    """Split at blanks outside quotation marks; the marks go, also those around all that follows ``/c``."""
    outer = re.search(r'/c\s+"(".*)"\s*$', command, re.IGNORECASE)
    found = re.findall(r'(?:"[^"]*"?|[^\s"])+', outer[1] if outer else command)
    return [word.replace('"', "") for word in found if word.strip('"')]


def choose(found: Sequence[Path], ask: Callable[[str], str]) -> Path | None:
    """The only collection, or the one whose number is typed; ``None`` without any, or with nothing typed."""
    if not found:
        typer.echo(say("package.no_collection"))
        return None
    if len(found) == 1:
        return found[0]
    typer.echo(say("package.which_collection"))
    for number, one in enumerate(found, start=1):
        typer.echo(f"  {number}  {one.name}")
    while True:
        try:
            typed = ask(say("package.type_number", last=len(found))).strip()
        except EOFError:
            return None
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(found):
            return found[int(typed) - 1]
        typer.echo(say("package.no_such_number", typed=typed))


def run(arguments: Sequence[str]) -> None:
    """Run a command as if it had been typed, by somebody who works by the page."""
    from toolkit.cli.main import run as run_command

    with worded_for("page"):
        run_command(list(arguments))


def _wait() -> None:
    """Keep the window open until somebody has read it."""
    if sys.stdin is not None and sys.stdin.isatty():
        try:
            input(say("package.press_enter"))
        except (EOFError, KeyboardInterrupt):
            return


if __name__ == "__main__":
    main(sys.argv[1:])
