"""Writing given values into a template, as another system would: by the defined names.

It computes nothing and corrects nothing. openpyxl is slow and forgets cached results, which is just
what happens to workbooks that other systems fill.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.utils.exceptions import InvalidFileException

from toolkit.errors import MisuseError
from toolkit.form.entering import content_of
from toolkit.form.layout import DECLARED, META_FIELDS, layout_of
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.form.stated import AnswerWords
from toolkit.form.values import Values
from toolkit.messages import say, system_words
from toolkit.workbook.protocol import ANSWERS, NOT_APPLICABLE, YES_OR_NO
from toolkit.workbook.saving import saved


def fill(template: Path, values: Values, target: Path, *, totals: bool = False) -> tuple[str, ...]:
    """Fill a template and save it as ``target``.

    Args:
        template: a workbook made by :func:`~toolkit.workbook.template_writer.write_template`.
        values: what to write; ``None`` leaves the cell blank. An answer is written as its cell holds it, text
            that is none as it is.
        target: file to write.
        totals: overwrite total formulas with the totals given, to reproduce what clerks send.

    Returns:
        Totals given but not written.

    Raises:
        MisuseError: not a template, another edition, or unknown items.
    """
    try:
        book = load_workbook(template)
    except OSError as error:
        raise MisuseError(say("misuse.cannot_read", path=template, reason=system_words(error))) from error
    except (BadZipFile, KeyError, ValueError, InvalidFileException) as error:
        raise MisuseError(say("misuse.not_a_template", path=template)) from error
    fields = _fields(book, template)
    form = load_form(str(fields["edition"]))
    if values.edition != form.id:
        raise MisuseError(say("misuse.other_edition", path=template, found=form.id, given=values.edition))
    values.must_belong_to(form, source="VALUES")
    skipped = []
    words = _words(fields, form)
    for item, value in values.values.items():
        if item in form.totals and (not totals or value is None):
            skipped.append(item)
        else:
            content = value if value is None else content_of(form, item, value, words)
            _write(_named(book, item, template), content)
    for item in values.not_applicable:
        _write(_named(book, item, template), words.not_applicable)
    for text, written in values.texts.items():
        _write(_named(book, text, template), written)
    if values.blanks_are_zero:
        _write(_named(book, DECLARED, template), words.yes)
    _write_reasons(book, form, values)
    target.write_bytes(saved(book))
    return tuple(skipped)


def _fields(book: Workbook, template: Path) -> dict[object, object]:
    """The hidden sheet as label → value."""
    for sheet in book.worksheets:
        if sheet.cell(1, 1).value == META_FIELDS[0]:
            fields: dict[object, object] = {
                row[0]: row[1] for row in sheet.iter_rows(max_col=2, values_only=True)
            }
            if "edition" in fields:
                return fields
    raise MisuseError(say("misuse.not_a_template", path=template))


def _words(fields: Mapping[object, object], form: Form) -> AnswerWords:
    """The words by which the template answers."""
    yes, no = (str(fields.get(name, usual)) for name, usual in zip(ANSWERS, YES_OR_NO, strict=True))
    return AnswerWords(yes, no, str(fields.get(NOT_APPLICABLE, form.words.not_applicable)))


def _named(book: Workbook, name: str, template: Path) -> SheetCell:
    if name not in book.defined_names:
        raise MisuseError(say("misuse.no_name", path=template, name=name))
    sheet, address = next(iter(book.defined_names[name].destinations))
    # openpyxl leaves the quotes of a sheet's name doubled, as formulas write them.
    cell = book[sheet.replace("''", "'")][address.replace("$", "")]
    assert isinstance(cell, SheetCell)
    return cell


def _write_reasons(book: Workbook, form: Form, values: Values) -> None:
    layout = layout_of(form)
    for key, words in values.reasons.items():
        if key not in layout.check_rows:
            raise MisuseError(say("misuse.unknown_check", key=key))
        at = layout.check_cell(key, "reason")
        cell = book[at.sheet].cell(at.row + 1, at.column + 1)
        assert isinstance(cell, SheetCell)
        _write(cell, words)


def _write(cell: SheetCell, value: object) -> None:
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = stays a text
