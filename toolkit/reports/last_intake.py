"""What the last run of ``ogi collect`` did with every file, kept for the sheet 本次收件.

The ledger knows the files; what was refused or had arrived before is known to the run alone. So it is
saved beside the reports, and ``ogi status`` shows it until the next run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.collection.files import replace_file
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import Received
from toolkit.form.expression import plain
from toolkit.messages import say, say_of, worded_for
from toolkit.review.checks import Status

if TYPE_CHECKING:
    from toolkit.collection.receiving.intake import Intake
    from toolkit.messages.families import SentenceFamily
    from toolkit.rollup.supersession import ItemChange, Supersession

LAST = ".last-intake.json"
CHANGES_LISTED = 40
"""Changed figures named for one file; a cell of a worksheet holds a limited number of characters."""


@dataclass(frozen=True)
class IntakeLine:
    """One file of the run.

    Attributes:
        receipt: its number, 0 where it has none.
        role: *new*, *reread*, *again*, *resent*, *original*, *attachment* or *refused*.
        status: of the reading, or empty.
        hard, queries: number of findings that send it back, and of open queries.
        note: Chinese: which file it replaces, what changed, why it was refused.
    """

    receipt: int
    file: str
    code: str
    unit: str
    role: str
    status: str = ""
    hard: int = 0
    queries: int = 0
    note: str = ""


@worded_for("page")
def intake_lines(intake: Intake, moved: Sequence[Supersession]) -> list[IntakeLine]:
    """Return a line for each file of a run, those read first, in the order of their numbers."""
    by_number = {one.new.number: one for one in moved if one.new}
    names = {standing.unit.code: standing.unit.name for standing in intake.after.standings}
    return [*_read(intake, by_number, names), *_not_read(intake)]


def _read(
    intake: Intake, moved: Mapping[int, Supersession], names: Mapping[str, str]
) -> Iterator[IntakeLine]:
    for file in sorted(intake.read, key=lambda one: one.number):
        code = file.match.unit
        role = "new" if file.sha256 in intake.new else "reread"
        note = _replaces(intake, moved[file.number]) if file.number in moved else _why_set_aside(file)
        yield IntakeLine(
            file.number, file.name, code, names.get(code, ""), role, str(file.status or ""), file.hard,
            file.queries, note,
        )  # fmt: skip


def _not_read(intake: Intake) -> Iterator[IntakeLine]:
    for name in intake.again:
        if name in intake.resent:
            number = intake.resent[name][0].number
            yield IntakeLine(number, name, "", "", "resent", note=intake.resent_words(name))
        else:
            yield IntakeLine(0, name, "", "", "again")
    for name, path in intake.originals.items():
        note = say("collect.original", file=name, path=path)
        yield IntakeLine(0, name, "", "", "original", note=note)
    for placed in intake.after.papers:
        paper = placed.paper
        if paper.sha256 in intake.new and not paper.packed:
            unit = intake.after.by_code[placed.unit].unit.name if placed.unit else ""
            note = say_of("paper.by.*", placed.by) if placed.by else ""
            yield IntakeLine(paper.number, paper.name, placed.unit, unit, "attachment", note=note)
    for reason in intake.refused:
        yield IntakeLine(0, "", "", "", "refused", note=reason)


def _replaces(intake: Intake, one: Supersession) -> str:
    form = intake.after.collection.form
    told = [change for change in one.differences if change.old is not None or change.new]
    parts = [supersession_line(one)]
    parts += [
        change_words(form.table(form.items[c.item].table).name, form.items[c.item].label, c) for c in told
    ]
    more = len(told) - CHANGES_LISTED
    listed = parts[: CHANGES_LISTED + 1] + ([say("word.and_more", count=more)] if more > 0 else [])
    return "\n".join(listed)


def _why_set_aside(file: Received) -> str:
    return "" if file.speaks else say_of("file.*", file.match.outcome)


def supersession_line(one: Supersession) -> str:
    """Return which file of a unit counts now instead of which, and whether the unit is counted."""
    before, after = ("counted" if there else "open" for there in (one.was_counted, one.is_counted))
    if one.new is None:
        return say_of("supersession.gone.*", before, unit=one.unit.name, old=one.old.number)
    only_kept = before == after == "open" and one.checks
    family: SentenceFamily = "supersession.replaced.*"
    if one.same_file:
        family = "supersession.joined.*" if one.added or one.removed else "supersession.reread.*"
    words = say_of(
        family,
        "kept" if only_kept else f"{before}.{after}",
        unit=one.unit.name,
        old=one.old.number,
        new=one.new.number,
        file=one.new.name,
        count=len(one.differences),
        joined="，".join(_joining(one)),
    )
    if one.is_counted:
        return words
    if one.why:
        return words + say("supersession.why", why=one.why)
    must_mend = one.same_file and one.new.status is Status.RETURNED
    return words + (say("supersession.must_mend", count=one.new.hard) if must_mend else "")


def _joining(one: Supersession) -> Iterator[str]:
    """Yield which reports of merged units its figures contain now, and which no more."""
    if one.added:
        yield say("supersession.added", receipts="、".join(str(file.number) for file in one.added))
    if one.removed:
        yield say("supersession.removed", receipts="、".join(str(file.number) for file in one.removed))


def change_words(table: str, label: str, change: ItemChange) -> str:
    """Return one changed figure of a unit, old and new."""
    return say(
        "supersession.change",
        table=table,
        label=label,
        old=say("word.no_figure") if change.old is None else plain(change.old),
        new=say("word.no_figure") if change.new is None else plain(change.new),
    )


def save_intake(collection: CollectionFolder, lines: Sequence[IntakeLine]) -> None:
    """Keep the lines of a run for later workbooks.

    Raises:
        MisuseError: the folder cannot be written.
    """
    data = json.dumps([asdict(line) for line in lines], ensure_ascii=False).encode(errors="replace")
    replace_file(_file(collection), data)


def last_intake(collection: CollectionFolder) -> list[IntakeLine]:
    """Return the lines of the last run; none where no run kept any."""
    try:
        return [IntakeLine(**line) for line in json.loads(_file(collection).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _file(collection: CollectionFolder) -> Path:
    return collection.folder / "reports" / LAST
