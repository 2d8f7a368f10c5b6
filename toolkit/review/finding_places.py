"""Where findings are, in words: cells of a workbook, or lines and columns of a printed report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Protocol

from toolkit.findings import FoundCell
from toolkit.form.addresses import Cell, rectangles
from toolkit.form.edit_rules import EditCheck
from toolkit.form.expression import Group, magnitude, plain
from toolkit.form.layout import layout_of
from toolkit.form.model import Form
from toolkit.form.totals import sheets_of_total
from toolkit.form.variables import Prior, UnitProperty
from toolkit.messages import first_of, say
from toolkit.published.published_submission import PublishedSubmission, found_in_print
from toolkit.workbook.readings import raw_text
from toolkit.workbook.submission import Submission, TotalFigures

_SHOWN = 6


class Places(Protocol):
    """Names of places in one submission."""

    def found(self, entry: str) -> FoundCell:
        """Where an entry stands, with what stands there."""

    def text(self, text: str) -> FoundCell:
        """Where a text stands."""

    def of_check(self, check: EditCheck) -> str:
        """Where a check looks."""

    def cells(self, entries: Iterable[str], *, beside: str = "") -> str:
        """Several entries, each sheet or table named before its own; all but ``beside``, which was named."""

    def raw(self, entry: str) -> str:
        """What stands there, for people."""

    def contents(self, entries: Sequence[str]) -> list[str]:
        """Places with what stands there; those that hold one thing together as one."""

    def sheet_of(self, check: EditCheck) -> str:
        """The sheet or table that the place of a check names."""

    def side(self, side: Sequence[Group], *, beside: str) -> str:
        """One side of a comparison; ``beside``: the sheet or table that was named before it."""


def places_of(submission: Submission, form: Form) -> Places:
    """The places of a submission."""
    match submission:
        case PublishedSubmission():
            return _PrintedPlaces(submission, form)
        case TotalFigures():
            return _TotalPlaces(submission, form)
    return _WorkbookPlaces(submission, form)


class _AnyPlaces:
    """What both kinds share."""

    def __init__(self, submission: Submission, form: Form) -> None:
        self.submission, self.form, self.layout = submission, form, layout_of(form)

    def raw(self, entry: str) -> str:
        return self.submission.readings[entry].shown

    def side(self, side: Sequence[Group], *, beside: str) -> str:
        """The cells of one side, e.g. ``D6＋D7``, ``SUM`` shown as ``D14:D21``."""
        words = ""
        for group in side:
            size = magnitude(group.coefficient)
            match group.variables:
                case ():
                    term = plain(size)
                case (Prior(), *_):
                    term = say("check.prior_cell")
                case (UnitProperty() as name, *_):
                    term = self.form.property_label(name.of)
                case names:
                    term = self.cells(names, beside=beside)
            term = term if size == 1 or not group.variables else f"{plain(size)}×{term}"
            sign = "－" if group.coefficient < 0 else "＋" if words else ""
            words += sign + term
        return words

    def cells(self, entries: Iterable[str], *, beside: str = "") -> str:
        raise NotImplementedError

    def _first(self, check: EditCheck) -> str:
        return next(name for name in check.comparison.variables() if name in self.form.items)

    def _table(self, entry: str) -> str:
        return self.form.table(self.form.entries[entry].table).name


def _named(places: Sequence[tuple[str, str]], beside: str, count: int | None = None) -> str:
    """Places by sheet and words, the sheet before the first one and before each that is on another."""
    named = beside or places[0][0]
    words = first_of((at if sheet == named else f"{sheet} {at}" for sheet, at in places), _SHOWN, count=count)
    return words if beside else f"{named} {words}"


class _WorkbookPlaces(_AnyPlaces):
    def found(self, entry: str) -> FoundCell:
        reading = self.submission.readings.get(entry)
        if reading is not None and not (reading.formula and entry in self.form.totals):
            return reading.found()
        cell = self._cell(entry)
        return FoundCell(entry, cell.sheet, cell.a1)

    def text(self, text: str) -> FoundCell:
        cell = self.layout.texts[text]
        return FoundCell(text, cell.sheet, cell.a1)

    def contents(self, entries: Sequence[str]) -> list[str]:
        return [f"{self.found(entry).cell}“{self.raw(entry)}”" for entry in entries]

    def of_check(self, check: EditCheck) -> str:
        """The sheet's name and, where the check holds at one line, that line's label."""
        place = check.place.removeprefix(self._table(self._first(check)))
        return say("check.place", sheet=self.sheet_of(check), place=place).rstrip()

    def sheet_of(self, check: EditCheck) -> str:
        return self._cell(self._first(check)).sheet

    def cells(self, entries: Iterable[str], *, beside: str = "") -> str:
        """Addresses, neighbours joined."""
        areas = rectangles(self._cell(entry) for entry in entries)
        return _named([(area.first.sheet, area.a1) for area in areas], beside)

    def _cell(self, entry: str) -> Cell:
        reading = self.submission.readings.get(entry)
        return reading.cell if reading else self.layout.items[entry]


class _PrintedPlaces(_AnyPlaces):
    """A printed report has tables and labels, no addresses and no error values."""

    def raw(self, entry: str) -> str:
        return raw_text(self.submission.readings[entry].raw) or say("word.blank")

    def found(self, entry: str) -> FoundCell:
        reading = self.submission.readings.get(entry)
        raw = None if reading is None else raw_text(reading.raw)
        return found_in_print(self.form, entry, raw)

    def text(self, text: str) -> FoundCell:
        label = next(one.label for one in self.form.texts if one.id == text)
        return FoundCell(text, say("published.texts"), label)

    def of_check(self, check: EditCheck) -> str:
        """The table's name and, where the check holds at one line, that line's label."""
        table = self.sheet_of(check)
        return say("check.place", sheet=table, place=check.place.removeprefix(table)).rstrip()

    def sheet_of(self, check: EditCheck) -> str:
        return self._table(self._first(check))

    def contents(self, entries: Sequence[str]) -> list[str]:
        pieces = groupby(entries, lambda entry: (self._line(entry), self.raw(entry)))
        return [f"{self._labels(list(group))}“{raw}”" for (_, raw), group in pieces]

    def cells(self, entries: Iterable[str], *, beside: str = "") -> str:
        """Labels; what neighbours share is said once."""
        found = list(entries)
        lines = (list(group) for _, group in groupby(found, self._line))
        return _named([(self._table(line[0]), self._labels(line)) for line in lines], beside, len(found))

    def _line(self, entry: str) -> tuple[str, str, str]:
        one = self.form.entries[entry]
        return one.table, one.block, one.row

    def _labels(self, entries: Sequence[str]) -> str:
        """The label of a row with those of its columns."""
        first = self.form.entries[entries[0]]
        block = next(b for b in self.form.table(first.table).blocks if b.id == first.block)
        row = next(row.label for row in block.rows if row.id == first.row)
        if len(block.columns) == 1:
            return row
        columns = {column.id: column.label for column in block.columns}
        named = "、".join(columns[self.form.entries[entry].column] for entry in entries)
        whole = len(entries) == len(block.columns)
        return say("published.row", row=row) if whole else say("published.cells", row=row, columns=named)


class _TotalPlaces(_WorkbookPlaces):
    """The city workbook has not all sheets of the form: what stands on the others is named by its label."""

    def __init__(self, submission: Submission, form: Form) -> None:
        super().__init__(submission, form)
        self.printed = _PrintedPlaces(submission, form)

    def found(self, entry: str) -> FoundCell:
        return super().found(entry) if self._shown(entry) else self.printed.found(entry)

    def of_check(self, check: EditCheck) -> str:
        return super().of_check(check) if self._shown(self._first(check)) else self.printed.of_check(check)

    def sheet_of(self, check: EditCheck) -> str:
        return super().sheet_of(check) if self._shown(self._first(check)) else self.printed.sheet_of(check)

    def cells(self, entries: Iterable[str], *, beside: str = "") -> str:
        kinds = {True: super().cells, False: self.printed.cells}
        named = (kinds[shown](list(group), beside=beside) for shown, group in groupby(entries, self._shown))
        return "、".join(named)

    def _shown(self, entry: str) -> bool:
        """Whether the workbook has the sheet on which an entry stands."""
        return self.form.table(self.form.entries[entry].table).sheet in sheets_of_total(self.form)
