"""Reading a published report into a submission: its figures by label, its texts by heading.

What cannot be read exactly is no figure, and a finding that shows what is printed; what was converted is
told. Whose report it is comes from its title. Judging it is :mod:`toolkit.review`'s work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from toolkit.findings import Finding, FoundCell
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import layout_of
from toolkit.form.model import WHOLE, Form, Item
from toolkit.form.registry import editions, load_form
from toolkit.messages import code_of, first_of, say
from toolkit.messages.code_types import FindingCode
from toolkit.published.content import Paragraph, PublishedContent, PublishedTable
from toolkit.published.empty_groups import rows_of_empty_groups
from toolkit.published.formats import read_content
from toolkit.published.headings_check import check_published_form
from toolkit.published.label_lexicon import lexicon
from toolkit.published.lost_headings import in_official_order
from toolkit.published.printed_rows import (
    Columns,
    PrintedContent,
    PrintedRow,
    Way,
    with_numbers_counted,
)
from toolkit.published.printed_workbook import as_report
from toolkit.published.published_submission import PublishedSubmission, found_in_print
from toolkit.published.report_sections import sections_of
from toolkit.published.report_title import title_of
from toolkit.published.running_rows import RunningText, running_rows, running_text
from toolkit.published.several_reports import meant, whole_reports
from toolkit.published.stated_figures import InWords, stated_figures
from toolkit.published.table_rows import TableRows
from toolkit.workbook.given_content import content_and_name
from toolkit.workbook.numerals import Numeral
from toolkit.workbook.readings import Reading, by_conversion, understood
from toolkit.workbook.scanning.kinds import unreadable
from toolkit.workbook.scanning.scanned import Unreadable

_SHOWN = 6


def read_published(
    source: str | Path | bytes, *, name: str = "", edition: str = "", unit: str = "", year: int = 0
) -> PublishedSubmission:
    """Read one published report: a page, a document, a PDF or a text.

    Where a file holds several, that of the year that is asked for, else of its name or title, is read.

    Args:
        source: path or bytes of an html, docx, pdf, txt or md file.
        name: file name for the messages, when bytes are given.
        edition: id of the form it follows; by default the one whose labels it prints.
        unit: name of the unit, where the report does not say it.
        year: of the report that is wanted, where the file holds several.

    Returns:
        A submission, whatever the bytes are. Raises only ``OSError`` when the path cannot be read.
    """
    data, name = content_and_name(source, name)
    submission = PublishedSubmission(name, hashlib.sha256(data).hexdigest())
    try:
        content = read_content(data, name)
    except Unreadable as problem:
        submission.readable = False
        submission.findings.append(unreadable(problem, data, name))
        return submission
    return submission_of(content, submission, edition=edition, unit=unit, year=year)


def submission_of(
    content: PublishedContent,
    submission: PublishedSubmission,
    *,
    edition: str = "",
    unit: str = "",
    year: int = 0,
) -> PublishedSubmission:
    """Fill a submission from what is printed."""
    content = _one_report(content, submission, edition, unit, year)
    submission.content, submission.format = content, content.format
    named, year = title_of(content)
    form, rows = _recognized(content, edition, year)
    if form is None:
        submission.readable = False
        details = {"file": submission.file}
        submission.findings.append(Finding.worded("published.no_table", "hard", details))
        return submission
    submission.form = load_form(form.id, year or None)
    whose = Unit(unit or named)
    submission.identity = Identity(form.id, form.version, whose, year)
    submission.shown = whose
    rows = [*in_official_order(rows, lexicon(form.id))]
    rows += rows_of_empty_groups(rows, form)
    report = as_report(content, form)
    if report is not content:
        details = {"file": submission.file}
        submission.findings.append(Finding.worded("published.print_of_workbook", "soft", details))
    content = submission.content = report
    found = sections_of(content, form, whose.name)
    submission.record.texts.update(found.texts)
    submission.record.not_texts |= found.mentioned
    submission.record.year = year
    words = {**found.texts, "": "\n".join(found.beside.values())}
    spoken = stated_figures(submission.form, words, year, whose.name)
    _FigureReader(submission, submission.form, rows, spoken).read()
    submission.findings += check_published_form(content, submission.form, year)
    submission.beside, submission.missing_sections = found.beside, tuple(found.missing)
    return submission


def _one_report(
    content: PublishedContent, submission: PublishedSubmission, edition: str, unit: str, year: int
) -> PublishedContent:
    """The content of the one report that is meant; that there are others is told."""
    known = (edition,) if edition else editions()
    found = max((whole_reports(content, load_form(name)) for name in known), key=len)
    if len(found) < 2:
        return content
    one = meant(found, year, (unit, submission.file, "".join(content.titles)))
    names = {each: say("published.several.one", unit=each.unit, year=each.year) for each in found}
    read = one or found[0]
    details = {
        "file": submission.file,
        "count": len(found),
        "reports": "、".join(names.values()),
        "read": names[read],
    }
    submission.findings.append(
        Finding.worded("published.several", "note", details)
        if one
        else Finding.worded("published.several_unclear", "hard", details)
    )
    return read.of(content)


def rows_of(content: PublishedContent, edition: str, text: RunningText | None = None) -> list[PrintedRow]:
    """Every row of figures of an edition that is printed, in tables and in running text.

    Where tables print every figure, the text is not searched: sentences are no tables.
    """
    words = lexicon(edition)
    tables = TableRows(words)
    found, before = list[PrintedRow](), ""
    for block in content.blocks:
        if isinstance(block, PublishedTable):
            found += tables.read(block, before)
        before = "" if isinstance(block, PublishedTable) else f"{before}{block.text}"
    found = list(_without_parts(found))
    if not _is_complete(words.form, found):
        found += running_rows(text or _text_of(content), words)
    return with_numbers_counted(found)


def _without_parts(rows: Sequence[PrintedRow]) -> Iterator[PrintedRow]:
    """The rows without those that hold a part of what another one holds: a table may be printed in two."""
    whole = {row.items for row in rows if row.recognized}
    for row in rows:
        if not (row.items and row.recognized and any(set(row.items) < set(items) for items in whole)):
            yield row


def _text_of(content: PublishedContent) -> RunningText:
    return running_text("\n".join(block.text for block in content.blocks if isinstance(block, Paragraph)))


def _is_complete(form: Form, rows: Sequence[PrintedRow]) -> bool:
    """Whether every figure of the published tables is printed below recognised columns."""
    return _printed_surely(rows).issuperset(form.published_items)


def _printed_surely(rows: Sequence[PrintedRow]) -> frozenset[str]:
    """Entries that are printed below recognised columns."""
    return frozenset(item for row in rows if row.recognized for item in row.items)


def _recognized(content: PublishedContent, edition: str, year: int) -> tuple[Form | None, list[PrintedRow]]:
    """The form whose labels are printed: most recognised figures; the one in force where two are equal."""
    best: tuple[tuple[int, int, bool], Form, list[PrintedRow]] | None = None
    known = (load_form(name) for name in ((edition,) if edition else editions()))
    text = _text_of(content)
    for form in sorted(known, key=lambda form: -form.first_year):
        rows = rows_of(content, form.id, text)
        figures = sum(len(row.items) for row in rows if row.recognized)
        in_force = form.first_year <= (year or form.first_year) <= (form.last_year or 9999)
        rank = (figures, sum(bool(row.items) for row in rows), in_force)
        if any(row.items for row in rows) and (best is None or rank > best[0]):
            best = (rank, form, rows)
        if in_force and _is_complete(form, rows):
            break
    return (best[1], best[2]) if best else (None, [])


class _FigureReader:
    """Fills readings, values and findings of a submission from printed rows."""

    def __init__(
        self,
        submission: PublishedSubmission,
        form: Form,
        rows: Sequence[PrintedRow],
        spoken: Mapping[str, InWords],
    ) -> None:
        self.submission, self.form, self.spoken = submission, form, spoken
        sure = _printed_surely(rows)
        # Named in a sentence, printed in a table: the table counts.
        self.rows = [row for row in rows if row.recognized or not sure.intersection(row.items)]
        self.layout = layout_of(form)
        self.findings = submission.findings

    def read(self) -> None:
        printed: dict[str, dict[PrintedContent, None]] = {}
        told: dict[Way, list[PrintedRow]] = {}
        for row in self.rows:
            way, contents = row.contents()
            told.setdefault(way, []).append(row)
            for item, content in contents.items():
                printed.setdefault(item, {})[content] = None
        for entry in self.form.items.values():
            self._figure(entry, list(printed.get(entry.id, ())))
        self._tell_rows(told)
        self._tell_missing(set(printed))
        self._tell_conversions()

    def _figure(self, item: Item, printed: Sequence[PrintedContent]) -> None:
        record = self.submission.record
        if not printed and item.id in self.spoken:
            value, quote = self.spoken[item.id]
            value = Decimal(value) if item.kind not in WHOLE else value
            numeral = Numeral(value, "number", "stated_in_words")
            self.submission.readings[item.id] = Reading(item.id, self.layout.items[item.id], quote, numeral)
            record.values[item.id] = value
            return
        if not printed:
            if item.id in self.form.totals:
                record.cleared.add(item.id)  # not printed: nobody's sum is put in its place
            return
        raw, clear, why = printed[0]
        if len(printed) > 1:
            raw = "／".join(one.raw or say("word.blank") for one in printed)
            numeral = Numeral(None, "unreadable", "printed_twice")
        elif not clear:
            numeral = Numeral(None, "unreadable", why)
        else:
            numeral = understood(raw or None, item.unit, item.kind)
            if numeral.conversion in ("text_number", "whitespace"):
                numeral = replace(numeral, conversion=None)  # on a page every number is text
        self.submission.readings[item.id] = Reading(item.id, self.layout.items[item.id], raw, numeral)
        if numeral.state == "unreadable":
            record.unreadable.add(item.id)
        elif numeral.value is not None:
            record.values[item.id] = numeral.value
            if numeral.conversion == "unit_converted":
                record.converted_units.add(item.id)
        elif item.id in self.form.totals:
            record.cleared.add(item.id)

    # --- what is told --------------------------------------------------------------------------

    def _tell_rows(self, told: Mapping[Way, Sequence[PrintedRow]]) -> None:
        for row in self.rows:
            if not row.items and any(cell not in ("", "0") for cell in row.cells):
                self._note("published.unknown_row", row=row.label, figures=_shown(row))
        self._note_of("published.split", told.get("split", ()))
        self._note_of("published.partly", told.get("partly", ()))
        self._note_of("published.lost_headings", self._rows_with("official"))
        self._note_of("published.empty_group", self._rows_with("empty_group"))
        self._note_of("published.no_columns", self._rows_with("unknown"))

    def _tell_missing(self, printed: set[str]) -> None:
        """Rows of published tables that are not printed at all; a blank total, which is no sum."""
        missing = [self.form.items[item] for item in self.form.published_items if item not in printed]
        if missing:
            self._told("published.not_printed", missing)
        unclear = [i for i in self.form.totals if i in self.submission.record.unreadable]
        if unclear:
            shown = "；".join(
                f"{self.form.items[i].label}“{self.submission.readings[i].raw}”" for i in unclear[:_SHOWN]
            )
            cells = tuple(self._cell(self.submission.readings[i]) for i in unclear)
            details = {"count": len(unclear), "cells": shown}
            self.findings.append(Finding.worded("published.totals_unreadable", "hard", details, cells=cells))
        cleared = self.submission.record.cleared & printed
        if cleared:
            self._told(
                "published.total_blank", [one for one in self.form.items.values() if one.id in cleared]
            )

    def _told(self, key: FindingCode, items: Sequence[Item]) -> None:
        labels = first_of((f"“{item.label}”" for item in items), _SHOWN)
        cells = tuple(found_in_print(self.form, item.id) for item in items)
        details = {"count": len(items), "items": labels}
        self.findings.append(Finding.worded(key, "hard", details, cells=cells))

    def _tell_conversions(self) -> None:
        kinds = by_conversion(self.submission.readings.values())
        for kind, readings in kinds.items():
            pairs = "，".join(
                say("published.pair", label=self.form.items[r.item].label, raw=str(r.raw),
                    value=say("word.blank") if r.numeral.value is None else str(r.numeral.value))
                for r in readings
            )  # fmt: skip
            cells = tuple(self._cell(r) for r in readings)
            key = code_of("reading.converted.*", kind)
            self.findings.append(Finding.worded(key, "note", {"pairs": pairs}, cells=cells))

    def _cell(self, reading: Reading) -> FoundCell:
        return found_in_print(self.form, reading.item, str(reading.raw))

    def _rows_with(self, columns: Columns) -> list[PrintedRow]:
        return [row for row in self.rows if row.columns == columns]

    def _note_of(self, key: FindingCode, rows: Sequence[PrintedRow]) -> None:
        if rows:
            shown = "；".join(f"{row.label} {_shown(row)}" for row in rows[:_SHOWN])
            self._note(key, count=len(rows), rows=shown)

    def _note(self, key: FindingCode, **details: object) -> None:
        self.findings.append(Finding.worded(key, "note", details))


def _shown(row: PrintedRow) -> str:
    return " ".join(filter(None, row.cells))
