"""Counts over cells and texts that rules may use: one class a measure.

A new measure is a class here, its words in the catalogue (``sentence.NAME``, ``check.NAME``) and a case.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.form.addresses import rectangles
from toolkit.form.literals import is_written, literal, written
from toolkit.form.statement_words import gap_marks
from toolkit.form.variables import Measure

if TYPE_CHECKING:
    from toolkit.form.evaluation import Record
    from toolkit.form.formula import FormulaPrinter
    from toolkit.form.model import Form


class Blank(Measure):
    """Cells of a table that are asked for and hold nothing; no figures once blanks are declared 0."""

    __slots__ = ()
    kind, over = "blank", "table"

    def counted(self, form: Form, record: Record) -> int:
        return len(blank_items(form, record, form.table_entered[self.argument]))

    def formula(self, printer: FormulaPrinter) -> str:
        return printer.blank(printer.form.table_entered[self.argument])


class Invalid(Measure):
    """Cells of a table that hold something other than an admissible number, or no answer of their kind."""

    __slots__ = ()
    kind, over, of_figures = "invalid", "table", True

    def counted(self, form: Form, record: Record) -> int:
        return len(invalid_items(form, record, form.table_entered[self.argument]))

    def formula(self, printer: FormulaPrinter) -> str:
        lines = (cell for line, cell in printer.layout.row_invalid.items() if line[0] == self.argument)
        return f"SUM({printer.references(rectangles(lines))})"


class MissingTexts(Measure):
    """Texts of a sheet that are not written."""

    __slots__ = ()
    kind, over = "missing_texts", "sheet"

    def counted(self, form: Form, record: Record) -> int:
        return len(missing_texts(form, record, self.argument))

    def formula(self, printer: FormulaPrinter) -> str:
        return "+".join(f"IF({written(at)}=0,1,0)" for at in printer.texts(self.argument))


class Characters(Measure):
    """Length of all texts of a sheet together, in characters."""

    __slots__ = ()
    kind, over = "characters", "sheet"

    def counted(self, form: Form, record: Record) -> int:
        return sum(len(record.texts.get(t.id, "")) for t in form.texts if t.sheet == self.argument)

    def formula(self, printer: FormulaPrinter) -> str:
        return "+".join(f"LEN({at})" for at in printer.texts(self.argument))


class ConvertedUnits(Measure):
    """Cells of a table that named another unit than their own and were converted."""

    __slots__ = ()
    kind, over, reading_only = "converted_units", "table", True

    def counted(self, form: Form, record: Record) -> int:
        return sum(form.items[item].table == self.argument for item in record.converted_units)


class Altered(Measure):
    """Places in which the workbook differs from the one that was issued."""

    __slots__ = ()
    kind, over, reading_only = "altered", "workbook", True

    def counted(self, form: Form, record: Record) -> int:
        return record.altered


class Gaps(Measure):
    """Texts of a sheet with a mark that something is still to be filled in, e.g. XX."""

    __slots__ = ()
    kind, over = "gaps", "sheet"

    def counted(self, form: Form, record: Record) -> int:
        return sum(bool(marks_in(record.texts.get(t.id, ""))) for t in form.texts if t.sheet == self.argument)

    def formula(self, printer: FormulaPrinter) -> str:
        return "+".join(f"IF({marked(at)},1,0)" for at in printer.texts(self.argument))


class TextRemarks(Measure):
    """Things found in the texts by checks that no formula can do; a unit answers them on the checks sheet."""

    __slots__ = ()
    over, reading_only, answered = "workbook", True, True

    def counted(self, form: Form, record: Record) -> int:
        return record.remarks.get(self.kind, 0)


class Statements(TextRemarks):
    """Statements in the texts that the tables do not bear out."""

    __slots__ = ()
    kind = "statements"


class Enumerations(TextRemarks):
    """Enumerations in the texts whose parts do not make up the whole."""

    __slots__ = ()
    kind = "enumerations"


class Leftovers(TextRemarks):
    """Left-overs in the texts: of last year, of another unit, of the template; numbers that are missing."""

    __slots__ = ()
    kind = "leftovers"


class NearCopies(TextRemarks):
    """Passages that are nearly the same as in last year's texts or in those of another unit."""

    __slots__ = ()
    kind = "copies"


class PersonalData(TextRemarks):
    """Personal data in the texts: telephone and identity numbers, bank cards, addresses of mail."""

    __slots__ = ()
    kind = "personal_data"


class PublishedForm(Measure):
    """What in the form of a published report differs: its headings, numbering, title, year, labels."""

    __slots__ = ()
    kind, over, reading_only = "published_form", "workbook", True

    def counted(self, form: Form, record: Record) -> int:
        return record.remarks.get(self.kind, 0)


MEASURES: dict[str, type[Measure]] = {
    measure.kind: measure
    for measure in (
        Blank,
        Invalid,
        MissingTexts,
        Characters,
        ConvertedUnits,
        Altered,
        Gaps,
        Statements,
        Enumerations,
        Leftovers,
        NearCopies,
        PersonalData,
        PublishedForm,
    )
}


def is_blank(record: Record, item: str) -> bool:
    """Nothing stands in the cell of that entry."""
    return not any(
        item in known for known in (record.values, record.unreadable, record.stated, record.not_applicable)
    )


def blank_items(form: Form, record: Record, entries: Iterable[str]) -> list[str]:
    """Entries among these that are asked for and left blank; no figures once blanks are declared 0."""
    if record.blanks_are_zero:
        entries = [entry for entry in entries if entry in form.stated]
    spared = form.not_asked(record.unit) | form.voluntary
    return [entry for entry in entries if entry not in spared and is_blank(record, entry)]


def invalid_items(form: Form, record: Record, items: Iterable[str]) -> list[str]:
    """Entries among these that hold something other than an admissible number, or no answer of their kind."""
    return [item for item in items if is_invalid(form, record, item)]


def is_invalid(form: Form, record: Record, item: str) -> bool:
    """Whether a cell holds something other than it may; a blank figure counts once declared 0."""
    if item in record.unreadable:
        return True
    if item in record.not_applicable or item in form.stated:
        return False
    value = record.values.get(item)
    if value is not None:
        return form.admissible[item].fault(value) is not None
    if not record.blanks_are_zero or item not in _never_zero(form):
        return False
    applies = form.items[item].applies
    return applies is None or applies.holds(record.unit)


@lru_cache(maxsize=16)
def _never_zero(form: Form) -> frozenset[str]:
    """Items whose cells may not hold 0."""
    return frozenset(item for item, numbers in form.admissible.items() if numbers.fault(0) is not None)


def missing_texts(form: Form, record: Record, sheet: str) -> list[str]:
    """Texts of a sheet that are not written; a cell that holds something else is a finding of reading."""
    asked = (t.id for t in form.texts if t.sheet == sheet and t.id not in record.not_texts)
    return [text for text in asked if not is_written(record.texts.get(text, ""))]


def marks_in(text: str) -> list[str]:
    """The marks in a text that something is still to be filled in."""
    return [mark for mark in gap_marks() if mark in text]


def marked(at: str) -> str:
    """Formula: whether a cell has such a mark; the twin of :func:`marks_in`."""
    found = (f"ISNUMBER(FIND({literal(mark)},{at}))" for mark in gap_marks())
    return f"OR({','.join(found)})"
