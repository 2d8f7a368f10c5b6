"""The comparison as a workbook: indicators, changes, every figure, what does not agree between years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.form.expression import Number
from toolkit.form.indicators import Indicator
from toolkit.form.model import Item
from toolkit.messages import say
from toolkit.reports.compared.compared_reports import ComparedReport, ComparedReports
from toolkit.reports.list_sheet import A3, A4, ListPlan, list_page, list_sheet
from toolkit.reports.wording import full_label
from toolkit.workbook.styles import Styles
from toolkit.workbook.writing import writing

_FEW = 8
"""Columns of figures that print legibly on A4."""


def write_comparison(compared: ComparedReports, target: Path) -> None:
    """Write the workbook.

    Raises:
        MisuseError: it cannot be written, being open or on a full disk.
    """
    with writing(target), Workbook(target) as book:
        _ComparisonBook(book, compared).write()


class _ComparisonBook:
    def __init__(self, book: Workbook, compared: ComparedReports) -> None:
        self.book, self.compared, self.styles = book, compared, Styles(book)

    def write(self) -> None:
        compared = self.compared
        everything = list(compared.form.items.values())
        self._figures(say("compare.sheet.indicators"), compared.indicators, self._value)
        if any(compared.before(report) for report in compared.reports):
            later = [report for report in compared.reports if compared.before(report)]
            self._figures(say("compare.sheet.changes"), compared.indicators, self._change, later)
        self._figures(say("compare.sheet.items"), everything, self._value)
        self._findings()
        self._notes()

    def _figures(
        self,
        name: str,
        lines: Sequence[Indicator | Item],
        content: Callable[[ComparedReport, Indicator | Item], tuple[Number | None, Format]],
        reports: Sequence[ComparedReport] | None = None,
    ) -> None:
        reports = self.compared.reports if reports is None else reports
        sheet = list_page(self.book, name, A4 if len(reports) <= _FEW else A3)
        sheet.merge_range(0, 0, 0, len(reports) + 1, f"{say('compare.title')}　{name}", self.styles.title)
        self._heads(sheet, reports)
        for row, line in enumerate(lines, start=2):
            sheet.write_string(row, 0, self._label(line), self.styles.check_words)
            sheet.write_string(row, 1, line.unit, self.styles.check_centred)
            for column, report in enumerate(reports, start=2):
                value, style = content(report, line)
                if value is None:
                    sheet.write_string(row, column, say("word.unknown"), self.styles.check_centred)
                else:
                    sheet.write_number(row, column, float(value), style)
        sheet.freeze_panes(2, 2)
        sheet.repeat_rows(1)
        sheet.print_area(0, 0, 1 + len(lines), 1 + len(reports))

    def _label(self, line: Indicator | Item) -> str:
        return full_label(self.compared.form.id, line) if isinstance(line, Indicator) else line.label

    def _heads(self, sheet: Worksheet, reports: Sequence[ComparedReport]) -> None:
        sheet.set_row(0, 30)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 6)
        sheet.set_column(2, max(2, 1 + len(reports)), 13)
        heads = [say("compare.head.figure"), say("compare.head.unit"), *map(head_of, reports)]
        for column, head in enumerate(heads):
            sheet.write_string(1, column, head, self.styles.box("header"))
        sheet.set_row(1, 45)

    def _value(self, report: ComparedReport, line: Indicator | Item) -> tuple[Number | None, Format]:
        share = isinstance(line, Indicator) and line.is_share
        return self.compared.value(
            report, line
        ), self.styles.check_percent if share else self.styles.check_number

    def _change(self, report: ComparedReport, line: Indicator | Item) -> tuple[Number | None, Format]:
        change = self.compared.change(report, line)
        share = isinstance(line, Indicator) and line.is_share
        value = None if change is None else change.absolute
        return value if not share or value is None else value * 100, (
            self.styles.check_points if share else self.styles.check_number
        )

    def _findings(self) -> None:
        heads = {
            "unit": say("compare.head.report"), "rule": say("compare.head.rule"),
            "wrong": say("compare.head.wrong"), "remedy": say("compare.head.remedy"),
        }  # fmt: skip
        rows = [
            {
                "unit": head_of(pair.report),
                "rule": f.code,
                "wrong": f"{f.place}：{f.wrong}",
                "remedy": f.remedy,
            }
            for pair in self.compared.between
            for f in pair.findings
        ]
        name = say("compare.sheet.findings")
        list_sheet(self.book, self.styles, ListPlan(name, name, heads), rows)

    def _notes(self) -> None:
        heads = {
            "unit": say("compare.head.report"),
            "file": say("compare.head.file"),
            "note": say("compare.head.note"),
        }
        rows = [
            {"unit": head_of(report), "file": report.file, "note": report.identity.edition}
            for report in self.compared.reports
        ]
        rows += [
            {
                "unit": say("word.unknown"),
                "file": s.file,
                "note": "；".join(f.message for f in s.findings[:1]),
            }
            for s in self.compared.unread
        ]
        rows += [{"unit": "", "file": "", "note": note} for note in self.compared.notes]
        name = say("compare.sheet.notes")
        list_sheet(self.book, self.styles, ListPlan(name, name, heads), rows)


def head_of(report: ComparedReport) -> str:
    """Unit and year."""
    return say("compare.report", unit=report.name, year=report.identity.year or say("word.unknown"))
