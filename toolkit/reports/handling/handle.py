"""One function for ``ogi collect``, ``ogi status`` and the page: read the sheet 办理 and record decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from toolkit.collection.correction_request import ask_for_it
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.settling import deciding_alone, settle
from toolkit.collection.standing import Snapshot, take_stock
from toolkit.errors import MisuseError
from toolkit.messages import code_of, say, worded_for, words
from toolkit.reports.handling.chosen import carry_out
from toolkit.reports.handling.matters import Choice
from toolkit.reports.handling.progress_files import ProgressFile, progress_files
from toolkit.reports.handling.row_answers import Assessor, Began, RowAnswer, RowOutcome, conflicting
from toolkit.reports.handling.typed_rows import NoSheetError, TypedRow, typed_rows
from toolkit.rollup.supersession import Supersession, supersessions
from toolkit.workbook.scanning import Unreadable


@dataclass
class SheetsRead:
    """The workbooks in the folder of reports, and what was typed into them.

    Attributes:
        unread: why a workbook could not be read, and what becomes of it, as sentences.
        without: workbooks that have no sheet 办理 any more, or never had.
    """

    files: list[ProgressFile] = field(default_factory=list)
    rows: list[TypedRow] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    without: list[ProgressFile] = field(default_factory=list)


@dataclass
class Handling:
    """What one run made of the sheet 办理.

    Attributes:
        answers: one for each row into which something was typed.
        unread: as of :class:`SheetsRead`.
        moved: units for which something else counts now.
        requests: messages written that ask units for a corrected workbook.
    """

    answers: list[RowAnswer] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    moved: list[Supersession] = field(default_factory=list)
    requests: list[Path] = field(default_factory=list)

    @property
    def open(self) -> list[RowAnswer]:
        """Rows that are not recorded."""
        return [one for one in self.answers if not one.done]

    def lines(self) -> Iterator[str]:
        """Yield a sentence for each row, and what else there is to tell."""
        yield from self.unread
        for one in self.answers:
            yield line_of(one)
        for request in self.requests:
            yield say("done.correct.request", path=request)

    def as_json(self) -> dict[str, object]:
        """As ``handling`` of the commands that read the sheet."""
        return {
            "rows": [one.as_json() for one in self.answers],
            "unread": self.unread,
            "requests": list(map(str, self.requests)),
        }


def line_of(one: RowAnswer) -> str:
    """A row and its answer in one line: where, what about, what was chosen, what became of it."""
    row = one.row
    about = "　".join(filter(None, (row.shown[2] or row.typed.unit, row.typed.choice, row.typed.value)))
    return say("handling.line", file=row.file, row=row.number, about=about, message=one.message)


def read_sheets(collection: CollectionFolder) -> SheetsRead:
    """Read what was typed into 报送进度.xlsx and its copies. Changes nothing."""
    read = SheetsRead()
    for file in progress_files(collection.folder / "reports"):
        if file.refusal:
            read.files.append(file)
            read.unread.append(say("handling.no_access", file=file.name, reason=file.refusal))
            continue
        try:
            read.rows += typed_rows(file.name, file.data, collection.key)
        except Unreadable as problem:
            # Its remedy is for a unit that sent a file; here the office itself has to find what it typed.
            reason = words(code_of("reading.*", problem.code), file=file.name, **problem.details).wrong
            read.unread.append(_unread(file, reason))
            read.files.append(ProgressFile(file.path, file.data, reason))
        except NoSheetError:
            read.files.append(file)
            read.without.append(file)
        else:
            read.files.append(file)
    return read


def _unread(file: ProgressFile, reason: str) -> str:
    if file.is_copy:
        return say("handling.unread_copy", file=file.name, reason=reason)
    return say("handling.unread", file=file.name, reason=reason, drafts=say("shelf.drafts"))


@worded_for("page")
def handle_sheet(collection: CollectionFolder, today: date, ledger: Ledger | None = None) -> Handling:
    """Record every decision typed into the sheet 办理, each row once, and say what became of it.

    Each row is a transaction of its own. A row that was recorded before, by a run that was killed or from
    another copy of the sheet, is known again by what it decides. The workbook is not changed here:
    ``write_progress`` writes the answers and keeps what was not recorded.

    Args:
        today: the day for which lateness is told.
        ledger: the open ledger; by default it is opened where there is something to record.

    Raises:
        MisuseError: the ledger that was given cannot be written.
    """
    read = read_sheets(collection)
    handling = Handling(unread=[*read.unread, *_without(collection, ledger, read.without)])
    if not read.rows:
        return handling
    if ledger is not None:
        _record_all(collection, ledger, today, read.rows, handling)
        return handling
    try:
        with collection.ledger() as opened:
            _record_all(collection, opened, today, read.rows, handling)
    except MisuseError as problem:  # a folder that is only read still has a status
        left = read.rows[len(handling.answers) :]
        handling.answers += [RowAnswer(row, RowOutcome.REFUSED, str(problem)) for row in left]
    return handling


def _without(
    collection: CollectionFolder, ledger: Ledger | None, files: Sequence[ProgressFile]
) -> Iterator[str]:
    """Yield a sentence for each workbook whose sheet 办理 somebody removed; earlier versions wrote none."""
    if not files:
        return
    with nullcontext(ledger) if ledger else collection.ledger(reading_only=True) as opened:
        for file in files:
            if not opened.wrote_before(file.sha256):
                yield say("handling.without", file=file.name, drafts=say("shelf.drafts"))


def _record_all(
    collection: CollectionFolder, ledger: Ledger, today: date, rows: Sequence[TypedRow], handling: Handling
) -> None:
    before = take_stock(collection, ledger, today)
    began = Began(Assessor(before))
    for one in conflicting([began.assessor.answer(row) for row in rows]):
        ready = one.outcome is RowOutcome.READY
        handling.answers.append(_record(collection, ledger, today, one.row, began) if ready else one)
    recorded = [one for one in handling.answers if one.outcome is RowOutcome.RECORDED]
    if recorded:
        after = settle(collection, ledger, today)
        handling.moved = supersessions(before, after)
        _ask_for_workbooks(after, recorded, today, handling)


def _record(
    collection: CollectionFolder, ledger: Ledger, today: date, row: TypedRow, began: Began
) -> RowAnswer:
    """Record one row, if it can still be recorded when nobody else writes."""
    try:
        with deciding_alone(collection, ledger, today) as stock:
            one = Assessor(stock).answer(row, began)
            if one.outcome is not RowOutcome.READY or one.chosen is None:
                return one
            number = carry_out(stock, one.chosen)
    except MisuseError as problem:
        return RowAnswer(row, RowOutcome.REFUSED, str(problem))
    began.recorded.add(number)
    return RowAnswer(row, RowOutcome.RECORDED, say("handling.done", number=number), number, one.chosen)


def _ask_for_workbooks(
    stock: Snapshot, recorded: Sequence[RowAnswer], today: date, handling: Handling
) -> None:
    """Write the messages that ask for corrected workbooks; one that is lost is asked for by the reminders."""
    made = {one.number: one for one in stock.ledger.decisions()}
    for one in recorded:
        if one.row.choice is Choice.CORRECT:
            decision = made[one.decision]
            try:
                handling.requests.append(ask_for_it(stock, stock.standing(decision.unit), decision, today))
            except MisuseError as problem:
                handling.unread.append(str(problem))
