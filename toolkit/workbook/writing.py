"""Writing a workbook file, with refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from toolkit.errors import MisuseError
from toolkit.form.names import LONGEST_PROMPT, LONGEST_PROMPT_TITLE
from toolkit.messages import cannot_write
from toolkit.workbook.open_files import must_be_closed

INERT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,  # else every part goes through a temporary file
}
"""Options of a workbook in which text is never anything but text."""


class GrowingWorksheet(Worksheet):
    """A worksheet with rows that become taller as text is typed into them."""

    def __init__(self) -> None:
        super().__init__()
        self._growing: set[int] = set()

    def set_growing_row(self, row: int, height: float) -> None:
        """Give a row a height until something is typed: the library fixes every height it is given."""
        self._growing.add(row + 1)
        self.set_row(row, height)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = None) -> None:
        if tag == "row" and dict(attributes)["r"] in self._growing:
            attributes = [given for given in attributes if given[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


def growing_sheet(book: Workbook, name: str) -> GrowingWorksheet:
    """Add a sheet in which people type."""
    sheet = book.add_worksheet(name, GrowingWorksheet)
    assert isinstance(sheet, GrowingWorksheet)
    return sheet


class PlainWorksheet(GrowingWorksheet):
    """A worksheet whose formulas use functions of Excel 2010 and older only."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # The library searches every formula for 73 newer functions.
        return formula.removeprefix("=")


def printed(text: str) -> str:
    """A text as part of a page header or footer: ``&`` begins a code there and is doubled."""
    return text.replace("&", "&&")


def sized(points: int, text: str) -> str:
    """The same in a size; without the blank, digits at the beginning would belong to the size."""
    return f"&{points} {printed(text)}"


def prompt(title: str, message: str) -> dict[str, str]:
    """What a program shows beside a selected cell; the title names it, and may be cut."""
    return {"input_title": title[:LONGEST_PROMPT_TITLE], "input_message": message[:LONGEST_PROMPT]}


def stop(title: str, message: str) -> dict[str, str]:
    """What a program shows when it refuses what was typed."""
    return {"error_title": title[:LONGEST_PROMPT_TITLE], "error_message": message[:LONGEST_PROMPT]}


@contextmanager
def writing(target: object) -> Iterator[None]:
    """Put around the making of a workbook: a file that cannot be written is misuse, told in words.

    Raises:
        MisuseError: no such folder, no right to write, or the file is open in another program.
    """
    if isinstance(target, str | Path):
        must_be_closed(Path(target))
    try:
        yield
    except FileCreateError as error:
        (reason,) = error.args  # the system's own error
        raise MisuseError(cannot_write(target, reason)) from error
