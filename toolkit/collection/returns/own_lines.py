"""The lines that a return wrote into comments: kept in the workbook, and taken out of the comments again.

They are rows of the very hidden sheet, in Base64, because no program changes plain letters and digits; where
the workbook has lost that sheet, of one made for them.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator

from toolkit.form.identity import FORMAT
from toolkit.form.layout import META_FIELDS
from toolkit.workbook.clerk_comments import line_of
from toolkit.workbook.editing import EditedBook, EditedSheet
from toolkit.workbook.protocol import RETURNED


def record(book: EditedBook, lines: Iterable[str]) -> None:
    """Keep the lines in the workbook."""
    sheet = next(filter(_is_identity, book.sheets.values()), None) or book.sheets.get(RETURNED)
    if sheet is None:
        sheet = book.add_hidden_sheet(RETURNED)
    first = 1 + max((row for row, _ in sheet.places), default=-1)
    for row, line in enumerate(lines, start=first):
        for column, text in enumerate((RETURNED, b64encode(line.encode()).decode())):
            sheet.write((row, column), text)


def taken_out(book: EditedBook) -> list[str]:
    """The lines kept in the workbook, which does not keep them any more."""
    hidden = (sheet for sheet in book.sheets.values() if not sheet.is_visible)
    return [line for sheet in hidden for line in _taken_out(sheet)]


def _is_identity(sheet: EditedSheet) -> bool:
    return [sheet.text((0, 0)), sheet.text((0, 1))] == [META_FIELDS[0], FORMAT]


def _taken_out(sheet: EditedSheet) -> Iterator[str]:
    rows = [row for row, column in sheet.places if column == 0 and sheet.text((row, 0)) == RETURNED]
    for row in rows:
        yield from line_of(sheet.text((row, 1)) or "")
        for column in (0, 1):
            sheet.remove((row, column))
