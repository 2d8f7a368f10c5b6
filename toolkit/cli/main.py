"""The ``ogi`` command: the list of verbs, one file each, and the messages for misuse."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.exceptions import TyperException

from toolkit.cli import (
    check,
    collect,
    compare_reports,
    decide,
    demo,
    desk,
    distribute,
    edition,
    editions,
    fill,
    import_reports,
    init,
    published,
    report,
    retrieve,
    rollup,
    rules,
    status,
    template,
    verify,
)
from toolkit.errors import ToolkitError
from toolkit.messages import say, system_words

CLEAN, FINDINGS, MISUSE = 0, 1, 2
"""Exit codes: nothing to do; something is returned or missing; wrong call."""

app = typer.Typer(
    name="ogi",
    help=say("help.ogi"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo", help=say("help.demo"))(demo.demo)
app.command("editions", help=say("help.editions"))(editions.editions)
app.add_typer(edition.app, name="edition", help=say("help.edition"))
app.command("rules", help=say("help.rules"))(rules.rules)
app.command("template", help=say("help.template"))(template.template)
app.command("fill", help=say("help.fill"))(fill.fill)
app.command("check", help=say("help.check"))(check.check)
app.command("import", help=say("help.import"))(import_reports.import_reports)
app.command("compare", help=say("help.compare"))(compare_reports.compare)
app.command("init", help=say("help.init"))(init.init)
app.command("distribute", help=say("help.distribute"))(distribute.distribute)
app.command("collect", help=say("help.collect"))(collect.collect)
app.command("status", help=say("help.status"))(status.status)
app.command("desk", help=say("help.desk"))(desk.desk)
app.add_typer(decide.app, name="decide", help=say("help.decide"))
app.command("verify", help=say("help.verify"))(verify.verify)
app.command("retrieve", help=say("help.retrieve"))(retrieve.retrieve)
app.command("published", help=say("help.published"))(published.published)
app.command("report", help=say("help.report"))(report.report)
app.command("rollup", help=say("help.rollup"))(rollup.rollup)


def run(words: list[str] | None = None) -> None:
    """Run the command: exit code 0 clean, 1 findings, 2 misuse; errors caused by users give no traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may lack a character of a label; losing it is better than stopping.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(called(words))


def called(words: list[str] | None = None) -> int:
    """Run a command in this process, by default that of the command line; return its exit code."""
    try:
        code = app(words, prog_name="ogi", standalone_mode=False)
    except ToolkitError as error:
        typer.echo(say("misuse.stopped", reason=error), err=True)
        code = MISUSE
    except TyperException as error:
        helped = type(error).__name__ == "NoArgsIsHelpError"
        typer.echo(error.format_message() if helped else _usage(error), err=not helped)
        code = CLEAN if helped else MISUSE
    except OSError as error:
        place = error.filename or ""
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
