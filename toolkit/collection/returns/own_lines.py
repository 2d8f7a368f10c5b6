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

from toolkit.form.identity import FORMAT
from toolkit.form.layout import META_FIELDS
from toolkit.workbook.editing import EditedBook, EditedSheet
from toolkit.workbook.protocol import COMMENT_MARKS, COMMENT_SEPARATOR, RETURNED


def record(book: EditedBook, lines: Iterable[str]) -> None:
    """Keep the lines in the workbook."""
    sheet = next(filter(_is_identity, book.sheets.values()), None) or book.sheets.get(RETURNED)
    if sheet is None:
        sheet = book.add_hidden_sheet(RETURNED)
    first = 1 + max((row for row, _ in sheet.cells), default=-1)
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
    rows = [row for row, column in sheet.cells if column == 0 and sheet.text((row, 0)) == RETURNED]
    for row in rows:
        with suppress(Error, ValueError):  # somebody changed it: the line is then taken for the clerk's
            yield b64decode(sheet.text((row, 1)) or "", validate=True).decode()
        for column in (0, 1):
            sheet.remove((row, column))


def without(text: str, lines: Sequence[str]) -> str:
    """A comment without those lines, whatever a program did to spaces and line ends."""
    for line in sorted(filter(str.strip, lines), key=len, reverse=True):
        text = re.sub(r"\s*" + r"\s*".join(map(re.escape, line.split())), "", text)
    # Comments of returns from before their lines were kept.
    if text.lstrip().startswith(COMMENT_MARKS):
        return ""
    return text.split("\n" + COMMENT_SEPARATOR)[0].strip()
