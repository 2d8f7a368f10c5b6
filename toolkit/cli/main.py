"""The ``ogi`` command: the list of verbs, one file each, and the messages for misuse."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from toolkit.cli.verbs import Verbs
from toolkit.errors import ToolkitError
from toolkit.messages import say, say_of, system_words

CLEAN, FINDINGS, MISUSE = 0, 1, 2
"""Exit codes: nothing to do; something is returned or missing; wrong call."""

VERBS = {
    "demo": "demo.demo",
    "editions": "editions.editions",
    "edition": "edition.app",
    "rules": "rules.rules",
    "template": "template.template",
    "fill": "fill.fill",
    "check": "check.check",
    "import": "import_reports.import_reports",
    "compare": "compare_reports.compare",
    "init": "init.init",
    "distribute": "distribute.distribute",
    "collect": "collect.collect",
    "status": "status.status",
    "desk": "desk.desk",
    "decide": "decide.app",
    "verify": "verify.verify",
    "retrieve": "retrieve.retrieve",
    "published": "published.published",
    "report": "report.report",
    "rollup": "rollup.rollup",
}
"""Verb → module and function, or group of verbs; in the order of the help."""


@cache
def application(verb: str = "") -> typer.Typer:
    """Return the program with all its verbs, or with one alone, which starts faster."""
    app = Verbs(name="ogi", help=say("help.ogi"))
    app.callback()(_before_verbs)  # without it, a verb alone would not be typed
    for name in (verb,) if verb in VERBS else VERBS:
        module, _, function = VERBS[name].partition(".")
        found = getattr(import_module(f"toolkit.cli.{module}"), function)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name, help=say_of("help.*", name))
        else:
            app.command(name, help=say_of("help.*", name))(found)
    return app


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # what it loads would hold up every other start

        typer.echo(f"ogi-toolkit {version('ogi-toolkit')}")
        raise typer.Exit


_Version = Annotated[
    bool, typer.Option("--version", help=say("help.option.version"), is_eager=True, callback=_tell_version)
]


def _before_verbs(version: _Version = False) -> None: ...


def run(words: list[str] | None = None) -> None:
    """Run the command: exit code 0 clean, 1 findings, 2 misuse; errors caused by users give no traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may lack a character of a label; losing it is better than stopping.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(called(words))


_INTERRUPTED = 130
"""What the parser makes of Ctrl-C, without a word."""


def called(words: list[str] | None = None) -> int:
    """Run a command in this process, by default that of the command line; return its exit code."""
    words = sys.argv[1:] if words is None else words
    try:
        code = application(words[0] if words else "")(words, prog_name="ogi", standalone_mode=False)
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
    except ToolkitError as error:
        typer.echo(say("misuse.stopped", reason=error), err=True)
        code = MISUSE
    except TyperException as error:
        helped = type(error).__name__ == "NoArgsIsHelpError"
        typer.echo(error.format_message() if helped else _usage(error), err=not helped)
        code = CLEAN if helped else MISUSE
    except OSError as error:
        from toolkit.collection.files import known_place

        place = known_place(Path(error.filename)) if error.filename else ""
        typer.echo(say("misuse.system", path=place, reason=system_words(error)), err=True)
        code = MISUSE
    except (KeyboardInterrupt, typer.Abort):
        typer.echo(say("misuse.interrupted"), err=True)
        code = MISUSE
    return code if isinstance(code, int) else CLEAN


def _usage(error: TyperException) -> str:
    """Return a wrong call as a Chinese message that refers to the help."""
    context = getattr(error, "ctx", None)
    param = getattr(error, "param", None)
    # The exception classes themselves are private to the library; their names are stable.
    match type(error).__name__:
        case "MissingParameter" if param is not None:
            reason = say("usage.missing", name=_name(param))
        case "NoSuchOption":
            reason = say("usage.no_option", name=getattr(error, "option_name", ""))
        case "BadParameter":
            reason = say(
                "usage.bad_value", name=_name(param) if param is not None else error.format_message()
            )
        case _ if error.format_message().startswith("No such command"):
            reason = say("usage.no_command", name=error.format_message().split("'")[1])
        case _:
            reason = say("usage.other", reason=error.format_message())
    return say("usage.line", reason=reason, verb=context.command_path if context else "ogi")


def _name(param: Any) -> str:
    """Return an option's long name, or the name of an argument in the help."""
    names = [str(name) for name in param.opts if name.startswith("-")]
    return names[0] if names else str(param.metavar or param.name)


if __name__ == "__main__":
    run()
