"""报送进度: workbook with filters on the state of units, reminders, files received and decisions."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.collection.decision_lines import DECISION_HEADS, decision_lines
from toolkit.collection.decisions import Decided
from toolkit.collection.ledger.records import Received
from toolkit.collection.own_output import note_own
from toolkit.collection.paper_units import PlacedPaper
from toolkit.collection.phrases import day, head_line
from toolkit.collection.reminders import Reminder, reminders, whom
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.collection.unit_row import UnitRow, unit_row
from toolkit.errors import MisuseError
from toolkit.messages import say, say_of, worded_for
from toolkit.messages.families import Family
from toolkit.reports.handling.handle import Handling, read_sheets
from toolkit.reports.handling.handling_sheet import HandlingSheet, SheetRow
from toolkit.reports.handling.progress_files import replaced
from toolkit.reports.handling.sheet_rows import RowComposer
from toolkit.reports.last_intake import last_intake
from toolkit.reports.list_sheet import Cells, ListPlan, list_page, list_sheet
from toolkit.reports.problem_list import problem_lines
from toolkit.reports.unit_remarks import remarks
from toolkit.workbook.open_files import must_be_closed
from toolkit.workbook.styles import Styles
from toolkit.workbook.writing import INERT

UNIT_HEADS = ("code", "unit", "kind", "parent", "state", "deadline", "late_days", "receipt", "remark")
_BOOK_HEADS = (
    *("code", "unit", "kind", "parent", "state", "deadline", "arrived", "late_days", "mend_by", "remark"),
    *("receipt", "file", "hard", "queries", "rounds", "asked", "superseded", "contact", "telephone"),
)
_BOOK_PRINTED = 10
"""Columns that print on A4; the others are for the screen."""
_GROUP_HEADS = ("due", "included", "returned", "missing", "late")
_REMINDER_HEADS = ("code", "unit", "state", "deadline", "late_days", "contact", "telephone", "text", "parent")
_REMINDERS_PRINTED = 8
_FILE_HEADS = ("receipt", "file", "arrived", "code", "unit", "role", "result")
_PROBLEM_HEADS = (
    *("code", "unit", "sheets", "labels", "present", "wrong", "remedy", "nature", "rule", "receipt"),
)
_PROBLEMS_PRINTED = 8
_INTAKE_HEADS = ("receipt", "file", "unit", "role", "result", "hard", "queries", "note")
_BARS = {"included": "#1F4E79", "returned": "#F4B183", "missing": "#F2F2F2"}
"""States shown in a chart, with their colours."""
_PATIENCE = 5
"""Times that the workbook is written anew because somebody saved it meanwhile."""
ROWS_OF_A_CHART = 17
_OWN_HEADS = ("sheets", "labels", "present", "wrong", "remedy", "nature", "rule", "note")
"""Heads of the sheets 问题 and 本次收件; the others are those of the screen."""


@dataclass(frozen=True)
class StateCounts:
    """Counts of units in a group; ``late`` are those overdue or received late."""

    name: str
    due: int
    included: int
    returned: int
    missing: int
    late: int


def by_kind(stock: Snapshot) -> list[StateCounts]:
    """Group units by 类别."""
    found = {
        kind.label: [s for s in stock.standings if s.unit.kind == kind.id]
        for kind in stock.collection.form.unit_kinds
    }
    return [_group(label, standings) for label, standings in found.items() if standings]


def by_county(stock: Snapshot) -> list[StateCounts]:
    """Group units by county, including the county itself, and those directly below the top."""
    groups: dict[str, list[Standing]] = {}
    for standing in stock.standings:
        groups.setdefault(_top(stock, standing.unit), []).append(standing)
    if len(groups) == 1:
        return []
    return [
        _group(stock.standing(code).unit.name if code else say("status.top"), standings)
        for code, standings in groups.items()
    ]


def _top(stock: Snapshot, unit: ReportingUnit) -> str:
    """Return the code of the uppermost unit above it, its own if units are below it, otherwise ``""``."""
    roster, kinds = stock.collection.roster, stock.collection.form.unit_kinds
    above = roster.ancestors(unit.code)
    if above:
        return above[-1].code
    return unit.code if roster.children(unit.code) or kinds.scope(unit.kind) == "total" else ""


def _group(name: str, standings: Sequence[Standing]) -> StateCounts:
    counts = {state: sum(s.state is state for s in standings) for state in UnitState}
    due = len(standings) - counts[UnitState.EXCLUDED]
    late = sum(s.late for s in standings)
    return StateCounts(
        name, due, counts[UnitState.INCLUDED], counts[UnitState.RETURNED], counts[UnitState.MISSING], late
    )


def unit_line(row: UnitRow) -> list[object]:
    """A unit in one line of the terminal."""
    words = _unit_words(row)
    return [words[name] for name in UNIT_HEADS]  # a date prints as 2024-01-31


def _unit_words(row: UnitRow) -> dict[str, object]:
    return {
        "code": row.code,
        "unit": row.name,
        "kind": row.kind_label,
        "parent": row.parent_name,
        "state": _state(row),
        "deadline": row.deadline if row.state is not UnitState.EXCLUDED else "",
        "arrived": row.received_on or "",
        "late_days": row.late_days or "",
        "receipt": row.receipt or "",
        "file": row.file or "",
        "hard": row.hard if row.hard is not None and row.state is UnitState.RETURNED else "",
        "queries": row.queries or "",
        "rounds": len(row.returns) or "",
        "asked": len(row.asked) or "",
        "mend_by": row.correct_by or "",
        "superseded": len(row.superseded) or "",
        "remark": "；".join(remarks(row)),
    }


def _state(row: UnitRow) -> str:
    reconciled = row.state is UnitState.INCLUDED and row.counting != "counted"
    return say("state.reconciled") if reconciled else say_of("state.*", row.state)


def paper_role(placed: PlacedPaper) -> str:
    """What a paper is, in the register of files received."""
    look = say_of("paper.look.*", placed.look)
    if placed.withdrawn:
        return say("progress.role.withdrawn")
    if placed.holds:
        return say("progress.role.opened", look=look, count=placed.holds)
    return say("progress.role.paper", look=look)


def paper_evidence(placed: PlacedPaper) -> str:
    """How the unit of a paper is known, or that nobody knows it."""
    if placed.by:
        return say_of("paper.by.*", placed.by)
    return say("paper.by.asked") if placed.asked else ""


@worded_for("page")
def write_progress(
    stock: Snapshot, today: date, verb: str = "collect", handling: Handling | None = None
) -> Path:
    """Write ``reports/报送进度.xlsx``; return the file.

    What was typed into the sheet 办理 and is not recorded stays in it, also what was saved while this run was
    going on. The workbook that a person saved is moved among the old drafts.

    Args:
        verb: which writes it; its digest is recorded, so that it is known as our own if it comes back.
        handling: what this run answered to the rows of the sheet.

    Raises:
        MisuseError: it cannot be written, for example because it is open in another program.
    """
    file = stock.collection.folder / "reports" / say("progress.file")
    must_be_closed(file)
    for _ in range(_PATIENCE):
        read = read_sheets(stock.collection)
        rows = RowComposer(stock, read.rows, handling.answers if handling else ()).rows()
        stream = io.BytesIO()
        with Workbook(stream, INERT) as book:
            _ProgressWriter(book, stock, today).write(rows)
        note_own(stock, verb, "report", file, stream.getvalue())
        if replaced(file, stream.getvalue(), read.files, stock.ledger.wrote_before):
            return file
    raise MisuseError(say("misuse.cannot_write", path=file))


class _ProgressWriter:
    def __init__(self, book: Workbook, stock: Snapshot, today: date) -> None:
        self.book, self.stock, self.today = book, stock, today
        self.styles = Styles(book)
        collection = stock.collection
        self.title = say(
            "progress.title",
            city=collection.city,
            year=collection.year,
            title=collection.form.title,
            on=day(today),
        )
        self.contacts = {s.unit.code: whom(stock, s) for s in stock.standings}
        book.set_properties({"title": self.title})

    def write(self, handling: Sequence[SheetRow]) -> None:
        units = [self._unit(standing) for standing in self.stock.standings]
        bad_states = say("state.returned"), say("state.missing")
        self._list(
            "units", _BOOK_HEADS, units, printed=_BOOK_PRINTED,
            attention=lambda row, key: key in ("state", "late_days") and row["state"] in bad_states,
        )  # fmt: skip
        known = ((standing.unit.code, standing.unit.name) for standing in self.stock.standings)
        sheet = HandlingSheet(self.book, self.styles, self.title, known)
        sheet.write(handling)
        self._problems()
        self._intake()
        self._groups()
        reminded = [self._reminder(one) for one in reminders(self.stock, self.today)]
        self._list(
            "reminders", _REMINDER_HEADS, reminded, printed=_REMINDERS_PRINTED,
            attention=lambda row, key: key == "late_days" and bool(row[key]),
        )  # fmt: skip
        self._files()
        self._decisions()
        sheet.write_lists()

    def _unit(self, standing: Standing) -> dict[str, object]:
        contact, telephone = self.contacts[standing.unit.code]
        row = unit_row(self.stock.collection, standing)
        return {**_unit_words(row), "contact": contact, "telephone": telephone}

    def _reminder(self, reminder: Reminder) -> dict[str, object]:
        words = self._unit(reminder.standing)
        days = reminder.days or ""
        return {**words, "deadline": reminder.deadline, "late_days": days, "text": reminder.text}

    # --- sheets --------------------------------------------------------------------------------

    def _list(
        self,
        name: str,
        keys: Sequence[str],
        rows: Sequence[Cells],
        *,
        printed: int = 0,
        attention: Callable[[Cells, str], bool] = lambda row, key: False,
        head: Family = "status.head.*",
    ) -> None:
        heads = {key: say_of("problems.head.*" if key in _OWN_HEADS else head, key) for key in keys}
        plan = ListPlan(say_of("progress.sheet.*", name), self.title, heads, printed, attention)
        list_sheet(self.book, self.styles, plan, rows)

    def _problems(self) -> None:
        """Write one row per finding, to filter by unit, table or kind."""
        rows = [
            {**vars(line), "nature": say_of("problems.nature.*", line.nature)}
            for line in problem_lines(self.stock)
        ]
        must = say("problems.nature.correct")
        self._list(
            "problems", _PROBLEM_HEADS, rows, printed=_PROBLEMS_PRINTED,
            attention=lambda row, key: key == "nature" and row["nature"] == must,
        )  # fmt: skip

    def _intake(self) -> None:
        """Write what the last run did with every file."""
        rows = [
            {
                **vars(line),
                "receipt": line.receipt or "",
                "role": say_of("problems.role.*", line.role),
                "result": say_of("status.*", line.status) if line.status else "",
                "hard": line.hard or "",
                "queries": line.queries or "",
            }
            for line in last_intake(self.stock.collection)
        ]
        self._list("intake", _INTAKE_HEADS, rows)

    def _groups(self) -> None:
        """Write the counts by kind and by county, each with its chart."""
        sheet = list_page(self.book, say("progress.sheet.groups"))
        last = len(_GROUP_HEADS)
        sheet.merge_range(0, 0, 0, last + 8, self.title, self.styles.title)
        sheet.set_row(0, 30)
        sheet.merge_range(1, 0, 1, last + 8, head_line(self.stock.head), self.styles.guide)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, last, 9)
        row = 2
        for key, groups in (("kind", by_kind(self.stock)), ("county", by_county(self.stock))):
            if not groups:
                continue
            sheet.write_string(row, 0, say_of("status.by_*", key), self.styles.box("header"))
            for column, name in enumerate(_GROUP_HEADS, start=1):
                sheet.write_string(row, column, say_of("status.head.*", name), self.styles.box("header"))
            for number, group in enumerate(groups, start=row + 1):
                sheet.write_string(number, 0, group.name, self.styles.check_words)
                for column, name in enumerate(_GROUP_HEADS, start=1):
                    sheet.write_number(number, column, getattr(group, name), self.styles.check_number)
            self._chart(sheet, row, len(groups), say_of("status.by_*", key))
            row += max(len(groups) + 3, ROWS_OF_A_CHART)

    def _chart(self, sheet: Worksheet, row: int, count: int, title: str) -> None:
        """Add the states of each group as stacked bars; colours also differ in lightness, for print."""
        chart = self.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
        assert chart is not None  # xlsxwriter supports bars
        for name, colour in _BARS.items():
            column = 1 + _GROUP_HEADS.index(name)
            chart.add_series(
                {
                    "name": [sheet.name, row, column],
                    "categories": [sheet.name, row + 1, 0, row + count, 0],
                    "values": [sheet.name, row + 1, column, row + count, column],
                    "fill": {"color": colour},
                    "border": {"color": "#595959"},
                    "gap": 60,
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 520, "height": 300})
        options = {"description": say("progress.chart", title=title), "object_position": 1}
        sheet.insert_chart(row, len(_GROUP_HEADS) + 2, chart, options)

    def _files(self) -> None:
        """Write every file received, with its result."""
        rows = []
        for standing in self.stock.standings:
            place = partial(self._file, unit=standing.unit)
            if standing.received:
                rows.append(place(standing.received, role="counts"))
            for role in ("superseded", "set_aside", "withdrawn"):
                rows += [place(file, role=role) for file in getattr(standing, role)]
            for role in ("joined", "dropped"):
                rows += [place(file, role=role) for file, _ in getattr(standing, role)]
        for one in self.stock.fallen:
            rows += [self._file(file, role="fallen") for file in one.files]
        names = {standing.unit.code: standing.unit for standing in self.stock.standings}
        for file in self.stock.originals:
            unit = names.get(file.own[1]) if file.own else None
            rows.append(self._file(file, role="original", unit=unit))
        rows += [self._file(file, role="unidentified") for file in self.stock.unidentified]
        rows += [self._file(file, role="waiting") for file in self.stock.waiting]
        rows += map(self._paper, self.stock.papers)
        listed = {row["receipt"] for row in rows}
        rest = [file for file in self.stock.ledger.received() if file.number not in listed]
        withdrawn = Decided(self.stock.ledger.decisions()).withdrawn
        rows += [self._file(f, role="withdrawn" if f.sha256 in withdrawn else "superseded") for f in rest]
        rows.sort(key=lambda row: int(str(row["receipt"])))
        self._list("files", _FILE_HEADS, rows)

    def _file(self, file: Received, *, role: str, unit: ReportingUnit | None = None) -> dict[str, object]:
        return {
            "receipt": file.number,
            "file": "；".join(file.names),
            "arrived": file.arrived_on,
            "code": unit.code if unit else "",
            "unit": unit.name if unit else "",
            "role": say_of("progress.role.*", role),
            "result": say_of("status.*", file.status) if file.status else "",
        }

    def _paper(self, placed: PlacedPaper) -> dict[str, object]:
        unit = self.stock.by_code[placed.unit].unit if placed.unit in self.stock.by_code else None
        return {
            "receipt": placed.paper.number,
            "file": "；".join(placed.paper.names),
            "arrived": placed.paper.arrived_on,
            "code": unit.code if unit else "",
            "unit": unit.name if unit else "",
            "role": paper_role(placed),
            "result": paper_evidence(placed),
        }

    def _decisions(self) -> None:
        lines = decision_lines(self.stock.collection.form, self.stock.ledger)
        rows = [dict(zip(DECISION_HEADS, line.cells(), strict=True)) for line in lines]
        self._list("decisions", DECISION_HEADS, rows, head="decide.head.*")
