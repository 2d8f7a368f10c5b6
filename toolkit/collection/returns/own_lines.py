"""The lines that a return wrote into comments: kept in the workbook, and taken out of the comments again.

They are rows of the very hidden sheet, in Base64, because no program changes plain letters and digits; where
the workbook has lost that sheet, of one made for them.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.form.identity import FORMAT
from toolkit.form.layout import META_FIELDS
from toolkit.workbook.protocol import COMMENT_MARKS, COMMENT_SEPARATOR, RETURNED


def record(book: Workbook, lines: Iterable[str]) -> None:
    """Keep the lines in the workbook."""
    sheet = next(filter(_is_identity, book.worksheets), None)
    if sheet is None:
        sheet = book.create_sheet(RETURNED)
        sheet.sheet_state = "veryHidden"
    first = 1 + max((row for row, _ in sheet._cells), default=0)
    for row, line in enumerate(lines, start=first):
        for column, text in enumerate((RETURNED, b64encode(line.encode()).decode()), start=1):
            sheet.cell(row, column).value = text


def taken_out(book: Workbook) -> list[str]:
    """The lines kept in the workbook, which does not keep them any more."""
    lines = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            lines += list(_taken_out(sheet))
            if sheet.title == RETURNED and not sheet._cells and len(book.worksheets) > 1:
                book.remove(sheet)
    return lines


def _is_identity(sheet: Worksheet) -> bool:
    found = [sheet._cells[place].value for place in ((1, 1), (1, 2)) if place in sheet._cells]
    return found == [META_FIELDS[0], FORMAT]


def _taken_out(sheet: Worksheet) -> Iterator[str]:
    rows = [row for row, column in sheet._cells if column == 1 and sheet.cell(row, 1).value == RETURNED]
    for row in rows:
        with suppress(Error, ValueError):  # somebody changed it: the line is then taken for the clerk's
            yield b64decode(str(sheet.cell(row, 2).value), validate=True).decode()
        for column in (1, 2):
            sheet._cells.pop((row, column), None)


def without(text: str, lines: Sequence[str]) -> str:
    """A comment without those lines, whatever a program did to spaces and line ends."""
    for line in sorted(filter(str.strip, lines), key=len, reverse=True):
        text = re.sub(r"\s*" + r"\s*".join(map(re.escape, line.split())), "", text)
    # Comments of returns from before their lines were kept.
    if text.lstrip().startswith(COMMENT_MARKS):
        return ""
    return text.split("\n" + COMMENT_SEPARATOR)[0].strip()
