"""``ogi decide``: record decisions with person, time and reason; a later decision can undo one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, Json, print_json, print_table, remark
from toolkit.cli.verbs import Verbs
from toolkit.messages import say, say_of

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.collection.standing import Snapshot

app = Verbs(help=say("help.decide"))

Why = Annotated[str, typer.Option("--why", help=say("help.decide.why"))]
By = Annotated[str, typer.Option("--by", help=say("help.decide.by"))]


class PaperPurpose(StrEnum):
    """What a person says a paper is."""

    SEAL = "seal"
    TEXT = "text"


As = Annotated[PaperPurpose, typer.Option("--as", help=say("help.decide.as"))]
UnitName = Annotated[str, typer.Argument(metavar="UNIT", help=say("help.decide.argument.unit"))]
FileName = Annotated[str, typer.Argument(metavar="FILE", help=say("help.decide.argument.file"))]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help=say("help.decide.argument.number"))]


@app.command("accept", help=say("help.decide.accept"))
def accept(folder: Folder, unit: UnitName, why: Why, by: By = "", as_json: Json = False) -> None:
    """Accept the open queries of the file that counts."""
    from toolkit.collection import deciding

    with _opened(folder, as_json=as_json) as (stock, done):
        standing, number = deciding.accept(stock, unit, why=why, by=by)
        done.decided(number, say("done.accept", number=number, unit=standing.unit.name, why=why))


@app.command("exclude", help=say("help.decide.exclude"))
def exclude(folder: Folder, unit: UnitName, why: Why, by: By = "", as_json: Json = False) -> None:
    """Leave a unit out of this year's collection."""
    from toolkit.collection import deciding

    with _opened(folder, as_json=as_json) as (stock, done):
        standing, number = deciding.exclude(stock, unit, why=why, by=by)
        done.decided(number, say("done.exclude", number=number, unit=standing.unit.name, why=why))


@app.command("identify", help=say("help.decide.identify"))
def identify(
    folder: Folder, file: FileName, unit: UnitName, why: Why, by: By = "", as_json: Json = False
) -> None:
    """State which unit a file belongs to."""
    from toolkit.collection import deciding

    with _opened(folder, as_json=as_json) as (stock, done):
        received, standing, number = deciding.identify(stock, file, unit, why=why, by=by)
        done.decided(
            number, say("done.identify", number=number, file=received.name, unit=standing.unit.name, why=why)
        )


@app.command("withdraw", help=say("help.decide.withdraw"))
def withdraw(folder: Folder, file: FileName, why: Why, by: By = "", as_json: Json = False) -> None:
    """Withdraw a file, so that it does not count."""
    from toolkit.collection import deciding

    with _opened(folder, as_json=as_json) as (stock, done):
        received, number = deciding.withdraw(stock, file, why=why, by=by)
        done.decided(number, say("done.withdraw", number=number, file=received.name, why=why))
        if others := [other.name for other in deciding.gone_with(stock, received)]:
            remark(say("done.withdraw.others", count=len(others), files="、".join(others)))


@app.command("attach", help=say("help.decide.attach"))
def attach(
    folder: Folder, file: FileName, unit: UnitName, purpose: As, why: Why, by: By = "", as_json: Json = False
) -> None:
    """State whose paper a received file is, and what it is."""
    from toolkit.collection import deciding

    with _opened(folder, as_json=as_json) as (stock, done):
        paper, standing, number = deciding.attach(stock, file, unit, purpose=purpose.value, why=why, by=by)
        look = say_of("paper.look.*", purpose.value)
        details = {"file": paper.name, "unit": standing.unit.name, "look": look, "why": why}
        done.decided(number, say("done.attach", number=number, **details))


@app.command("last-year", help=say("help.decide.last_year"))
def last_year(folder: Folder, why: Why, by: By = "", as_json: Json = False) -> None:
    """Take last year's figures as last year's collection has them now."""
    from toolkit.collection.carried_years import renew

    with _opened(folder, as_json=as_json) as (stock, done):
        number, changes = renew(stock.collection, stock.ledger, why=why, by=by)
        done.lines += changes
        done.decided(
            number,
            say("done.last_year", number=number, count=len(changes), why=why, folder=stock.collection.typed),
            changes=changes,
        )


@app.command("correct", help=say("help.decide.correct"))
def correct(
    folder: Folder,
    unit: UnitName,
    item: Annotated[str, typer.Argument(metavar="ITEM", help=say("help.decide.argument.item"))],
    old: Annotated[str, typer.Argument(metavar="OLD", help=say("help.decide.argument.old"))],
    new: Annotated[str, typer.Argument(metavar="NEW", help=say("help.decide.argument.new"))],
    why: Why,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Correct one figure by telephone, and ask the unit to send it in."""
    from datetime import date

    from toolkit.collection import deciding
    from toolkit.collection.correction_request import ask_for_it

    with _opened(folder, as_json=as_json) as (stock, done):
        standing, made = deciding.correct(stock, unit, item, old, new, why=why, by=by)
        label = stock.collection.form.items[made.details["item"]].label
        words = {"unit": standing.unit.name, "label": label, "why": why, "new": made.details["new"]}
        before = made.details["old"] or say("word.blank")
        done.decided(made.number, say("done.correct", number=made.number, old=before, **words))
        done.afterwards = lambda: ask_for_it(stock, standing, made, date.today())


@app.command("waive", help=say("help.decide.waive"))
def waive(
    folder: Folder,
    unit: UnitName,
    rule: Annotated[str, typer.Argument(metavar="RULE", help=say("help.decide.argument.rule"))],
    why: Why,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Let one rule that compares with last year stand for one unit."""
    from toolkit.collection import deciding

    with _opened(folder, as_json=as_json) as (stock, done):
        standing, made = deciding.waive(stock, unit, rule, why=why, by=by)
        name = standing.unit.name
        done.decided(
            made.number, say("done.waive", number=made.number, unit=name, rule=made.details["rule"], why=why)
        )


@app.command("extend", help=say("help.decide.extend"))
def extend(
    folder: Folder,
    unit: UnitName,
    day: Annotated[str, typer.Argument(metavar="DATE", help=say("help.decide.argument.day"))],
    why: Why,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Give one unit a later deadline."""
    from toolkit.collection import deciding
    from toolkit.collection.dates import day_written

    with _opened(folder, as_json=as_json) as (stock, done):
        due_on = day_written(day, stock.collection.year + 1)
        standing, made = deciding.extend(stock, unit, due_on, why=why, by=by)
        days = {"old": standing.due.isoformat(), "new": due_on.isoformat()}
        done.decided(
            made.number, say("done.extend", number=made.number, unit=standing.unit.name, why=why, **days)
        )


@app.command("adopt", help=say("help.decide.adopt"))
def adopt(
    folder: Folder, file: FileName, unit: UnitName, why: Why, by: By = "", as_json: Json = False
) -> None:
    """Let the report of a unit that left the roster be that of another."""
    from toolkit.collection import deciding

    with _opened(folder, as_json=as_json) as (stock, done):
        received, standing, number = deciding.adopt(stock, file, unit, why=why, by=by)
        done.decided(
            number, say("done.adopt", number=number, file=received.name, unit=standing.unit.name, why=why)
        )


@app.command("merge", help=say("help.decide.merge"))
def merge(
    folder: Folder,
    other: Annotated[str, typer.Argument(metavar="OTHER", help=say("help.decide.argument.other"))],
    unit: UnitName,
    how: Annotated[str, typer.Option("--how", metavar="both|one|new", help=say("help.decide.how"))],
    why: Why,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Say what becomes of the reports of two units that became one."""
    from toolkit.collection import deciding

    with _opened(folder, as_json=as_json) as (stock, done):
        gone, standing, made = deciding.merge(stock, other, unit, how, why=why, by=by)
        words = {"number": made.number, "other": gone.name, "unit": standing.unit.name, "why": why}
        done.decided(made.number, say_of("done.merge.*", how, **words))


@app.command("undo", help=say("help.decide.undo"))
def undo(folder: Folder, number: Number, why: Why, by: By = "", as_json: Json = False) -> None:
    """Undo an earlier decision."""
    from toolkit.collection import deciding

    with _opened(folder, as_json=as_json) as (stock, done):
        undone, new = deciding.undo(stock, number, why=why, by=by)
        text = say("done.undo", number=new, undone=undone.number, kind=say_of("decision.*", undone.kind))
        if undone.kind == "correct":
            text += say("done.undo_correction", file=say("correction.file", number=undone.number))
        done.decided(new, text)


@app.command("list", help=say("help.decide.list"))
def listed(folder: Folder, as_json: Json = False) -> None:
    """List every decision, including those undone."""
    from toolkit.collection.decision_lines import DECISION_HEADS, decision_lines
    from toolkit.collection.decisions import Decided
    from toolkit.collection.folder import CollectionFolder

    collection = CollectionFolder.open(folder)
    with collection.ledger(reading_only=True) as ledger:
        decisions = ledger.decisions()
        lines = list(decision_lines(collection.form, ledger))
    if as_json:
        decided = Decided(decisions)
        print_json({"decisions": [d.as_json() | {"holds": decided.holds(d)} for d in decisions]})
        return
    if not decisions:
        typer.echo(say("decide.none"))
        return
    heads = [say_of("decide.head.*", name) for name in DECISION_HEADS]
    print_table(heads, [line.cells() for line in lines])


@dataclass
class _Done:
    """What was decided, for the screen and as JSON.

    Attributes:
        lines: for the screen.
        more: what its kind says beside the decision, as JSON data.
        afterwards: writes a message once the decision is recorded; were it lost then, the reminders ask for
            the same.
    """

    number: int = 0
    lines: list[str] = field(default_factory=list)
    more: dict[str, object] = field(default_factory=dict)
    afterwards: Callable[[], Path] | None = None

    def decided(self, number: int, line: str, **more: object) -> None:
        """Say which decision was recorded."""
        self.number, self.more = number, more
        self.lines.append(line)


@contextmanager
def _opened(folder: Folder, *, as_json: bool) -> Iterator[tuple[Snapshot, _Done]]:
    """Yield the collection before the decision; afterwards the files it affects are read again, and every
    change of what counts is printed."""
    from toolkit.cli.collect_text import changes_json, changes_text
    from toolkit.collection.folder import CollectionFolder
    from toolkit.collection.settling import deciding_alone, settle
    from toolkit.rollup.supersession import supersessions

    collection, done = CollectionFolder.open(folder), _Done()
    with collection.ledger() as ledger:
        with deciding_alone(collection, ledger) as before:
            yield before, done
        after = settle(collection, ledger)
        moved = supersessions(before, after)
        for line in () if as_json else (*done.lines, *changes_text(moved, collection.form)):
            typer.echo(line)
        try:
            if done.afterwards is not None:
                request = done.afterwards()
                done.more["request"] = str(request)
                if not as_json:
                    typer.echo(say("done.correct.request", path=request))
        finally:
            if as_json:
                made = next(one for one in ledger.decisions() if one.number == done.number)
                decision = made.as_json() | {"holds": True}
                print_json({"decision": decision, "superseded": changes_json(moved), **done.more})
