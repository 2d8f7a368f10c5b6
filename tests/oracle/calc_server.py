"""Runs beside a LibreOffice process, in a Python that has its ``uno`` module: JSON lines in, JSON lines out.

A request is ``{"open": url}``, ``{"put": [[sheet, row, column, kind, content], …]}`` or
``{"watch": [[sheet, row, column], …]}``; ``{"read": true}`` answers the values of the watched cells:
numbers, texts, ``{"error": code}``. ``{"save": [[url, [[url of a copy, filter], …]], …]}`` saves files
in other formats. Nothing but the standard library and ``uno`` is there to import.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.AddressConvention import XL_OOX
from com.sun.star.sheet.CellFlags import DATETIME, FORMULA, STRING, VALUE

CONTENTS = VALUE | DATETIME | STRING | FORMULA
NO_VALUE = "=NA()"
PATIENCE = 300.0
CALL = 100
"""Cells that could be read in the time that one more call takes."""


def connected(at: str) -> Any:
    """The desktop of the process that listens there."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            context = resolver.resolve(f"uno:{at};StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)


def setting(name: str, value: Any) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def opened(desktop: Any, url: str) -> Any:
    return desktop.loadComponentFromURL(url, "_blank", 0, (setting("Hidden", True),))


def save(desktop: Any, files: list[tuple[str, list[tuple[str, str]]]]) -> list[str]:
    """Save files in other formats; those that could not be opened or written, each with what was said."""
    failed = []
    for url, copies in files:
        try:
            document = opened(desktop, url)
            try:
                for copy, form in copies:
                    document.storeToURL(copy, (setting("FilterName", form),))
            finally:
                document.close(True)
        except Exception as error:  # whatever LibreOffice raises is its answer
            failed.append(f"{url}: {type(error).__name__} {error}")
    return failed


def areas(places: list[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Cells, given in the order of their columns, parted where too much between them would be read."""
    part: list[tuple[int, int, int]] = []
    for _, column in itertools.groupby(places, key=lambda place: place[0]):
        here = list(column)
        if part and _extent(part + here) > _extent(part) + _extent(here) + CALL:
            yield part
            part = []
        part += here
    yield part


def _extent(places: list[tuple[int, int, int]]) -> int:
    """Number of cells in the rectangle around some."""
    columns, rows = [column for column, _, _ in places], [row for _, row, _ in places]
    return (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1)


class Book:
    """An open workbook."""

    def __init__(self, desktop: Any, url: str) -> None:
        self.document = opened(desktop, url)
        self.document.enableAutomaticCalculation(False)
        self.document.addActionLock()
        self.document.UndoManager.lock()  # thousands of changes need not be remembered
        self.sheets = {
            name: self.document.Sheets.getByName(name) for name in self.document.Sheets.ElementNames
        }
        for sheet in self.sheets.values():
            sheet.unprotect("")  # contents of locked cells cannot be cleared
        self.parser = self.document.createInstance("com.sun.star.sheet.FormulaParser")
        self.parser.CompileEnglish = True
        self.parser.FormulaConvention = XL_OOX
        self.areas: list[tuple[Any, list[tuple[int, int, int]]]] = []
        self.watched = 0
        self.cells: dict[tuple[str, int, int], Any] = {}
        self.document.calculateAll()

    def cell(self, sheet: str, row: int, column: int) -> Any:
        known = self.cells.get((sheet, row, column))
        if known is None:
            known = self.cells[sheet, row, column] = self.sheets[sheet].getCellByPosition(column, row)
        return known

    def put(self, contents: list[list[Any]]) -> None:
        for sheet, row, column, kind, content in contents:
            cell = self.cell(sheet, row, column)
            match kind:
                case "number":
                    cell.setValue(content)
                case "text":
                    cell.setString(content)
                case "formula":
                    cell.setTokens(self.parser.parseFormula(content, cell.CellAddress))
                case "error":
                    cell.setFormula(NO_VALUE)
                case _:
                    cell.clearContents(CONTENTS)
        self.document.calculate()

    def watch(self, cells: list[list[Any]]) -> None:
        """Read few areas that hold little else: each call costs a message between processes."""
        sheets: dict[str, list[tuple[int, int, int]]] = {}
        for number, (sheet, row, column) in enumerate(cells):
            sheets.setdefault(sheet, []).append((column, row, number))
        self.watched, self.areas = len(cells), []
        for sheet, places in sheets.items():
            for together in areas(sorted(places)):
                columns, rows, _ = zip(*together, strict=True)
                top, left = min(rows), min(columns)
                area = self.sheets[sheet].getCellRangeByPosition(left, top, max(columns), max(rows))
                inside = [(number, row - top, column - left) for column, row, number in together]
                self.areas.append((area, inside))

    def read(self) -> list[Any]:
        values: list[Any] = [None] * self.watched
        for area, places in self.areas:
            data = area.getDataArray()
            for number, row, column in places:
                value = data[row][column]
                if value is None:
                    value = {"error": area.getCellByPosition(column, row).getString()}
                values[number] = value
        return values


def answers(desktop: Any) -> Iterator[Any]:
    """One for each request, until the input ends."""
    book: Any = None
    for line in sys.stdin:
        ((verb, content),) = json.loads(line).items()
        match verb:
            case "open":
                book = Book(desktop, content)
                yield True
            case "put":
                book.put(content)
                yield True
            case "watch":
                book.watch(content)
                yield True
            case "read":
                yield book.read()
            case "close":
                book.document.close(True)
                yield True
            case _:
                yield save(desktop, content)


def main() -> None:
    desktop = connected(sys.argv[1])
    for answer in answers(desktop):
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
