"""Writing given values into a template, as another system would: by the defined names.

It computes nothing and corrects nothing. Results of formulas are forgotten, which is just what happens to
workbooks that other systems fill; everything else in the file stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from toolkit.errors import MisuseError
from toolkit.form.addresses import Cell
from toolkit.form.entering import content_of
from toolkit.form.expression import Number
from toolkit.form.layout import DECLARED, META_FIELDS, layout_of
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.form.stated import AnswerWords
from toolkit.form.values import Values
from toolkit.messages import say, system_words
from toolkit.workbook.editing import EditedBook
from toolkit.workbook.open_files import must_be_closed
from toolkit.workbook.protocol import ANSWERS, NOT_APPLICABLE, YES_OR_NO
from toolkit.workbook.scanning import scan


class FilledTemplate(NamedTuple):
    """What came of it.

    Attributes:
        skipped: totals given but not written.
        unlike: the unit and the year the values are of and those of the template, where they differ.
    """

    skipped: tuple[str, ...]
    unlike: tuple[str, str] | None


def fill(template: Path, values: Values, target: Path, *, totals: bool = False) -> FilledTemplate:
    """Fill a template and save it as ``target``.

    Args:
        template: a workbook made by :func:`~toolkit.workbook.template_writer.write_template`.
        values: what to write; ``None`` leaves the cell blank. An answer is written as its cell holds it, text
            that is none as it is.
        target: file to write.
        totals: overwrite total formulas with the totals given, to reproduce what clerks send.

    Raises:
        MisuseError: not a template, another edition, or unknown items.
    """
    book, names = _opened(template)
    fields = _fields(book, template)
    form = load_form(fields["edition"])
    if values.edition != form.id:
        raise MisuseError(say("misuse.other_edition", path=template, found=form.id, given=values.edition))
    values.must_belong_to(form, source="VALUES")
    skipped = []
    words = _words(fields, form)

    def write(name: str, content: Number | str | None) -> None:
        if name not in names:
            raise MisuseError(say("misuse.no_name", path=template, name=name))
        _write(book, Cell(*names[name]), content)

    for item, value in values.values.items():
        if item in form.totals and (not totals or value is None):
            skipped.append(item)
        else:
            write(item, value if value is None else content_of(form, item, value, words))
    for item in values.not_applicable:
        write(item, words.not_applicable)
    for text, written in values.texts.items():
        write(text, written)
    if values.blanks_are_zero:
        write(DECLARED, words.yes)
    for cell, reason in _reasons(form, values).items():
        _write(book, cell, reason)
    book.forget_results()
    book.stamp(datetime.now(UTC))
    must_be_closed(target)
    target.write_bytes(book.saved())
    return FilledTemplate(tuple(skipped), _unlike(fields, values))


def _unlike(fields: Mapping[str, str], values: Values) -> tuple[str, str] | None:
    """Whose values they are and whose template it is; ``None`` where nothing says that these differ."""
    code, name, year = (fields.get(field, "") for field in ("unit_code", "unit_name", "year"))
    unit = values.unit
    another = unit.code != code if unit.code and code else bool(unit.name and name) and unit.name != name
    if another or (values.year and year and str(values.year) != year):
        return f"{unit.name or name} {values.year or year}".strip(), f"{name} {year}".strip()
    return None


def _opened(template: Path) -> tuple[EditedBook, Mapping[str, tuple[str, int, int]]]:
    """The workbook, and where its names lead."""
    try:
        data = template.read_bytes()
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=template, reason=system_words(error))) from error
    try:
        names = scan(data).names
        return EditedBook(data), names
    except Exception as error:  # a package can be damaged in any way that other programs accept
        raise MisuseError(say("misuse.not_a_template", path=template)) from error


def _fields(book: EditedBook, template: Path) -> dict[str, str]:
    """The hidden sheet as label → value."""
    for sheet in book.sheets.values():
        if sheet.text((0, 0)) == META_FIELDS[0]:
            labels = {
                sheet.text((row, 0)): sheet.text((row, 1)) for row, column in sheet.places if column == 0
            }
            fields = {label: value for label, value in labels.items() if label and value is not None}
            if "edition" in fields:
                return fields
    raise MisuseError(say("misuse.not_a_template", path=template))


def _words(fields: Mapping[str, str], form: Form) -> AnswerWords:
    """The words by which the template answers."""
    yes, no = (fields.get(name, usual) for name, usual in zip(ANSWERS, YES_OR_NO, strict=True))
    return AnswerWords(yes, no, fields.get(NOT_APPLICABLE, form.words.not_applicable))


def _reasons(form: Form, values: Values) -> dict[Cell, str]:
    """Where the reasons given are written."""
    layout = layout_of(form)
    for key in values.reasons:
        if key not in layout.check_rows:
            raise MisuseError(say("misuse.unknown_check", key=key))
    return {layout.check_cell(key, "reason"): words for key, words in values.reasons.items()}


def _write(book: EditedBook, cell: Cell, content: Number | str | None) -> None:
    sheet, place = book.sheets[cell.sheet], (cell.row, cell.column)
    match content:
        case None:
            sheet.clear(place)
        case str():
            sheet.write(place, content)
        case _:
            sheet.write_number(place, content)
