"""报送进度: workbook with filters on the state of units, reminders, files received and decisions."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.collection.decisions import Decided
from toolkit.collection.files import replace_file
from toolkit.collection.ledger.records import Received
from toolkit.collection.phrases import day, head_line, moment
from toolkit.collection.reminders import Reminder, reminders, whom
from toolkit.collection.roster import KINDS, TOTAL_KINDS, ReportingUnit
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.collection.unit_row import UnitRow, unit_row
from toolkit.messages import say
from toolkit.workbook.styles import Styles
from toolkit.workbook.writing import INERT

UNIT_HEADS = ("code", "unit", "kind", "parent", "state", "deadline", "late_days", "receipt", "remark")
_BOOK_HEADS = (
    *("code", "unit", "kind", "parent", "state", "deadline", "arrived", "late_days", "receipt", "file"),
    *("hard", "queries", "rounds", "mend_by", "superseded", "contact", "telephone", "remark"),
)
_GROUP_HEADS = ("due", "included", "returned", "missing", "late")
_REMINDER_HEADS = ("code", "unit", "parent", "state", "deadline", "late_days", "contact", "telephone", "text")
_FILE_HEADS = ("receipt", "file", "arrived", "code", "unit")
_BARS = {"included": "#1F4E79", "returned": "#F4B183", "missing": "#F2F2F2"}
"""States shown in a chart, with their colours."""
ROWS_OF_A_CHART = 17
_DECISION_HEADS = ("number", "kind", "unit", "file", "who", "when", "holds", "why")
_WIDTHS = {
    "unit": 30, "parent": 16, "state": 10, "deadline": 12, "arrived": 12, "file": 36, "mend_by": 12,
    "telephone": 15, "remark": 40, "text": 80, "why": 50, "when": 20, "contact": 12, "role": 10,
}  # fmt: skip


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
    found = {kind: [s for s in stock.standings if s.unit.kind == kind] for kind in KINDS}
    return [_group(say(f"kind.{kind}"), standings) for kind, standings in found.items() if standings]


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
    roster = stock.collection.roster
    above = roster.ancestors(unit.code)
    if above:
        return above[-1].code
    return unit.code if roster.children(unit.code) or unit.kind in TOTAL_KINDS else ""


def _group(name: str, standings: Sequence[Standing]) -> StateCounts:
    counts = {state: sum(s.state is state for s in standings) for state in UnitState}
    due = len(standings) - counts[UnitState.EXCLUDED]
    late = sum(s.late_days > 0 for s in standings)
    return StateCounts(
        name, due, counts[UnitState.INCLUDED], counts[UnitState.RETURNED], counts[UnitState.MISSING], late
    )


def unit_line(row: UnitRow) -> list[object]:
    """A unit in one line of the terminal."""
    words = _unit_words(row)
    return [words[name] for name in UNIT_HEADS]


def _unit_words(row: UnitRow) -> dict[str, object]:
    return {
        "code": row.code,
        "unit": row.name,
        "kind": say(f"kind.{row.kind}"),
        "parent": row.parent_name,
        "state": _state(row),
        "deadline": row.deadline.isoformat() if row.state is not UnitState.EXCLUDED else "",
        "arrived": row.received_on.isoformat() if row.received_on else "",
        "late_days": row.late_days or "",
        "receipt": row.receipt or "",
        "file": row.file or "",
        "hard": row.hard if row.hard is not None and row.state is UnitState.RETURNED else "",
        "queries": row.queries or "",
        "rounds": len(row.returns) or "",
        "mend_by": row.correct_by.isoformat() if row.correct_by else "",
        "superseded": len(row.superseded) or "",
        "remark": "；".join(_remarks(row)),
    }


def _state(row: UnitRow) -> str:
    reconciled = row.state is UnitState.INCLUDED and row.counting != "counted"
    return say("state.reconciled" if reconciled else f"state.{row.state}")


def _remarks(row: UnitRow) -> Iterable[str]:
    if row.state is UnitState.EXCLUDED:
        yield say("remark.why", why=row.reason)
    elif row.counting == "reconciled":
        yield say("remark.reconciled")
    if row.queries:
        yield say("remark.queries", count=row.queries)
    if row.accepted:
        yield say("remark.accepted", who=row.accepted.who, why=row.accepted.why)
    if row.superseded:
        yield say("remark.superseded", count=len(row.superseded))
    if row.set_aside:
        yield say("remark.set_aside", count=len(row.set_aside))
    if row.withdrawn:
        yield say("remark.withdrawn", count=len(row.withdrawn))
    if row.changed_since_report:
        yield say("remark.changed")


def write_progress(stock: Snapshot, today: date) -> Path:
    """Write ``reports/报送进度.xlsx``; return the file.

    Raises:
        MisuseError: it cannot be written, for example because it is open in another program.
    """
    file = stock.collection.folder / "reports" / say("progress.file")
    stream = io.BytesIO()
    with Workbook(stream, INERT) as book:
        _ProgressWriter(book, stock, today).write()
    replace_file(file, stream.getvalue())
    return file


def _lines(key: str, value: object) -> int:
    """Return the number of lines of a text in its column; a Chinese character is two columns wide."""
    return max(1, -(-cell_len(str(value)) // (_WIDTHS.get(key, 9) - 2)))


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

    def write(self) -> None:
        units = [self._unit(standing) for standing in self.stock.standings]
        self._table("units", _BOOK_HEADS, units, bad=lambda row: row["state"] in self._bad_states())
        self._groups()
        reminded = [self._reminder(one) for one in reminders(self.stock, self.today)]
        self._table("reminders", _REMINDER_HEADS, reminded, bad=lambda row: bool(row["late_days"]))
        self._files()
        self._decisions()

    def _bad_states(self) -> tuple[str, ...]:
        return say("state.returned"), say("state.missing")

    def _unit(self, standing: Standing) -> dict[str, object]:
        contact, telephone = self.contacts[standing.unit.code]
        row = unit_row(self.stock.collection.roster, standing)
        return {**_unit_words(row), "contact": contact, "telephone": telephone}

    def _reminder(self, reminder: Reminder) -> dict[str, object]:
        words = self._unit(reminder.standing)
        days = reminder.days or ""
        return {**words, "deadline": reminder.deadline.isoformat(), "late_days": days, "text": reminder.text}

    # --- tables --------------------------------------------------------------------------------

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(say(f"progress.sheet.{name}"))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _table(
        self,
        name: str,
        heads: Sequence[str],
        rows: Sequence[Mapping[str, object]],
        *,
        bad: object = None,
        head: str = "status.head",
    ) -> None:
        """Write a table with a filter; the state is coloured in rows that need attention."""
        sheet = self._sheet(name)
        sheet.merge_range(0, 0, 0, len(heads) - 1, self.title, self.styles.title)
        sheet.set_row(0, 30)
        for column, key in enumerate(heads):
            sheet.set_column(column, column, _WIDTHS.get(key, 9))
            sheet.write_string(1, column, say(f"{head}.{key}"), self.styles.box("header"))
        sheet.set_row(1, 30)
        for number, row in enumerate(rows, start=2):
            wrong = callable(bad) and bad(row)
            for column, key in enumerate(heads):
                attention = wrong and key in ("state", "late_days")
                self._write(sheet, number, column, row[key], attention=attention)
            sheet.set_row(number, 14 * max(1, *(_lines(key, row[key]) for key in heads)) + 4)
        if not rows:
            sheet.merge_range(2, 0, 2, len(heads) - 1, say("progress.nothing"), self.styles.check_words)
        sheet.autofilter(1, 0, max(2, 1 + len(rows)), len(heads) - 1)
        sheet.freeze_panes(2, 2)
        sheet.repeat_rows(1)

    def _write(self, sheet: Worksheet, row: int, column: int, value: object, *, attention: bool) -> None:
        if isinstance(value, int):
            style = self.styles.attention if attention else self.styles.check_number
            sheet.write_number(row, column, value, style)
        else:
            style = self.styles.attention if attention and value else self.styles.check_words
            sheet.write_string(row, column, str(value), style)

    def _groups(self) -> None:
        """Write the counts by kind and by county, each with its chart."""
        sheet = self._sheet("groups")
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
            sheet.write_string(row, 0, say(f"status.by_{key}"), self.styles.box("header"))
            for column, name in enumerate(_GROUP_HEADS, start=1):
                sheet.write_string(row, column, say(f"status.head.{name}"), self.styles.box("header"))
            for number, group in enumerate(groups, start=row + 1):
                sheet.write_string(number, 0, group.name, self.styles.check_words)
                for column, name in enumerate(_GROUP_HEADS, start=1):
                    sheet.write_number(number, column, getattr(group, name), self.styles.check_number)
            self._chart(sheet, row, len(groups), say(f"status.by_{key}"))
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
        rows += [self._file(file, role="unidentified") for file in self.stock.unidentified]
        rows += [self._file(file, role="waiting") for file in self.stock.waiting]
        rows.sort(key=lambda row: int(str(row["receipt"])))
        self._table("files", (*_FILE_HEADS, "role", "result"), rows)

    def _file(self, file: Received, *, role: str, unit: ReportingUnit | None = None) -> dict[str, object]:
        return {
            "receipt": file.number,
            "file": "；".join(file.names),
            "arrived": file.arrived_on.isoformat(),
            "code": unit.code if unit else "",
            "unit": unit.name if unit else "",
            "role": say(f"progress.role.{role}"),
            "result": say(f"status.{file.status}") if file.status else "",
        }

    def _decisions(self) -> None:
        decisions = self.stock.ledger.decisions()
        decided = Decided(decisions)
        numbers = {file.sha256: file.number for file in self.stock.ledger.received()}
        rows = [
            {
                "number": decision.number,
                "kind": say(f"decision.{decision.kind}"),
                "unit": decision.unit,
                "file": numbers.get(decision.sha256, ""),
                "who": decision.who,
                "when": moment(decision.decided_at),
                "holds": say("word.yes" if decided.holds(decision) else "word.no"),
                "why": decision.why,
            }
            for decision in decisions
        ]
        self._table("decisions", _DECISION_HEADS, rows, head="decide.head")
