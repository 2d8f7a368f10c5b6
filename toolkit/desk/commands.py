"""The commands behind the buttons, as somebody would type them: the page adds nothing of its own.

Whatever is typed into a form becomes the value of an option or an argument after ``--``, never an option.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.messages.code_types import Code


@dataclass(frozen=True)
class Field:
    """Something to be typed or chosen.

    Attributes:
        choices: value → words; none for free text.
        kind: of the input, as HTML calls it.
        needed: whether it may not be left empty.
    """

    label: Code
    hint: Code
    choices: Mapping[str, Code] | None = None
    kind: str = "text"
    needed: bool = True


@dataclass(frozen=True)
class Command:
    """A verb and what it is given.

    Attributes:
        given: fields that become arguments, in order; options: those that become options.
        ticks: boxes that become flags when they are ticked.
        asks: whether who and why are asked for.
    """

    verb: tuple[str, ...]
    title: Code
    hint: Code
    given: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    asks: bool = True


FIELDS: Mapping[str, Field] = {
    "unit": Field("term.unit", "help.decide.argument.unit"),
    "file": Field("term.receipt", "help.decide.argument.file"),
    "number": Field("term.number", "help.decide.argument.number"),
    "item": Field("term.item", "desk.field.item.hint"),
    "old": Field("desk.field.old", "help.decide.argument.old"),
    "new": Field("desk.field.new", "help.decide.argument.new"),
    "rule": Field("term.rule", "help.decide.argument.rule"),
    "day": Field("desk.field.day", "desk.field.day.hint", kind="date"),
    "other": Field("desk.field.other", "help.decide.argument.other"),
    "as": Field(
        "desk.field.as", "desk.field.as.hint", {"seal": "paper.look.seal", "text": "paper.look.text"}
    ),
    "how": Field(
        "desk.field.how",
        "desk.field.how.hint",
        {"both": "merged.both", "one": "merged.one", "new": "merged.new"},
    ),
    "received": Field("desk.field.received", "desk.field.received.hint", kind="date", needed=False),
    "head": Field("desk.field.head", "desk.field.head.hint", needed=False),
    "by": Field("decide.head.who", "desk.field.by.hint"),
    "why": Field("decide.head.why", "help.decide.why"),
}


def _decision(
    name: str, title: Code, hint: Code, given: tuple[str, ...], options: tuple[str, ...] = ()
) -> Command:
    return Command(("decide", name), title, hint, given, options)


def _task(
    verb: str,
    title: Code,
    hint: Code,
    flags: tuple[str, ...] = (),
    options: tuple[str, ...] = (),
    ticks: tuple[str, ...] = (),
) -> Command:
    return Command((verb,), title, hint, options=options, flags=flags, ticks=ticks, asks=False)


COMMANDS: Mapping[str, Command] = {
    "accept": _decision("accept", "decision.accept", "help.decide.accept", ("unit",)),
    "waive": _decision("waive", "decision.waive", "help.decide.waive", ("unit", "rule")),
    "correct": _decision(
        "correct", "decision.correct", "help.decide.correct", ("unit", "item", "old", "new")
    ),
    "extend": _decision("extend", "decision.extend", "help.decide.extend", ("unit", "day")),
    "exclude": _decision("exclude", "decision.exclude", "help.decide.exclude", ("unit",)),
    "identify": _decision("identify", "decision.identify", "help.decide.identify", ("file", "unit")),
    "attach": _decision("attach", "decision.attach", "help.decide.attach", ("file", "unit"), ("as",)),
    "withdraw": _decision("withdraw", "decision.withdraw", "help.decide.withdraw", ("file",)),
    "adopt": _decision("adopt", "decision.adopt", "help.decide.adopt", ("file", "unit")),
    "merge": _decision("merge", "decision.merge", "help.decide.merge", ("other", "unit"), ("how",)),
    "last-year": _decision("last-year", "decision.last_year", "help.decide.last_year", ()),
    "undo": _decision("undo", "decision.undo", "help.decide.undo", ("number",)),
    "distribute": _task("distribute", "desk.distribute", "help.distribute"),
    "distribute-preview": _task("distribute", "desk.preview", "help.distribute.dry_run", ("--dry-run",)),
    "collect": _task(
        "collect", "desk.collect", "help.collect", options=("received",), ticks=("confirm-received",)
    ),
    "status": _task("status", "desk.status", "help.status"),
    "circular": _task("status", "desk.circular", "help.status.circular", ("--circular",)),
    "rollup": _task("rollup", "desk.rollup", "help.rollup"),
    "rollup-unit": _task("rollup", "desk.rollup_unit", "desk.rollup_unit.hint", options=("unit",)),
    "submit": _task("rollup", "desk.submit", "help.rollup.as_submission", ("--as-submission",)),
    "report": _task("report", "desk.report", "desk.report.hint"),
    "published": _task("published", "desk.published", "help.published"),
    "published-unit": _task("published", "desk.published", "desk.published.unit.hint", options=("unit",)),
    "verify": _task("verify", "desk.verify", "desk.verify.hint", options=("head",)),
}


def fields_of(command: Command) -> tuple[str, ...]:
    """Names of all fields of its form, in order."""
    return (*command.given, *command.options, *(("why", "by") if command.asks else ()))


def as_words(command: Command, folder: Path, form: Mapping[str, str]) -> list[str]:
    """The command as it is typed, from what a form holds."""
    options = (*command.options, *(("why", "by") if command.asks else ()))
    stated = [name for name in options if form.get(name) or FIELDS[name].needed]
    ticked = [f"--{name}" for name in command.ticks if name in form]
    given = [form.get(name, "").strip() for name in command.given]
    return [
        *command.verb, *command.flags, *ticked,
        *(f"--{name}={form.get(name, '').strip()}" for name in stated), "--", str(folder), *given,
    ]  # fmt: skip
