"""Calculation engines with Excel's semantics, behind the same two verbs: put contents, read values.

A workbook is opened once; contents are changed afterwards and only what depends on them is
recalculated, so thousands of states cost seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from tests.oracle.libreoffice import office
from toolkit.form.addresses import Cell


@dataclass(frozen=True)
class Formula:
    """A formula, without ``=``."""

    text: str


@dataclass(frozen=True)
class ErrorValue:
    """The error value ``#N/A``."""


Content: TypeAlias = int | float | str | Formula | ErrorValue | None
Value: TypeAlias = float | str | bool


class Engine(Protocol):
    """One program that calculates."""

    def __init__(self, file: Path) -> None: ...

    def put(self, contents: Mapping[Cell, Content]) -> None:
        """Type these contents, as what they are, and recalculate."""

    def read(self, cells: Iterable[Cell]) -> list[Value]:
        """Values of cells; blank is ``""``, an error its code."""


SheetKey = TypeVar("SheetKey")


class Placed(Generic[SheetKey]):
    """Cells by numbers from 1; those asked for last are remembered, for the same are asked every time."""

    def __init__(self, sheet: Callable[[str], SheetKey]) -> None:
        self.sheet, self.cells = sheet, tuple[Cell, ...]()
        self.places: list[tuple[SheetKey, int, int]] = []

    def __call__(self, cells: Iterable[Cell]) -> list[tuple[SheetKey, int, int]]:
        cells = tuple(cells)
        if cells != self.cells:
            self.cells = cells
            self.places = [(self.sheet(cell.sheet), cell.row + 1, cell.column + 1) for cell in cells]
        return self.places


class BetterOffice:
    """betteroffice-xlsx, Apache-2.0."""

    def __init__(self, file: Path) -> None:
        import betteroffice_xlsx

        self.book = betteroffice_xlsx.Workbook.open_recalculated(file.read_bytes())

    def put(self, contents: Mapping[Cell, Content]) -> None:
        sheets: dict[str, list[tuple[str, object]]] = {}
        for cell, content in contents.items():
            sheets.setdefault(cell.sheet, []).append((cell.a1, self._typed(content)))
        for sheet, edits in sheets.items():
            self.book.set_many(sheet, edits)

    @staticmethod
    def _typed(content: Content) -> object:
        match content:
            case Formula(text):
                return f"={text}"
            case ErrorValue():
                return "=NA()"
            case str():
                return f"'{content}"
            case _:
                return content

    def read(self, cells: Iterable[Cell]) -> list[Value]:
        return [_plain(self.book.value(cell.sheet, cell.a1)) for cell in cells]


class Formualizer:
    """formualizer, MIT or Apache-2.0."""

    def __init__(self, file: Path) -> None:
        import formualizer

        self.error = formualizer.LiteralValue.error
        self.placed = Placed(str)
        self.book = formualizer.Workbook.from_bytes(file.read_bytes())
        self.book.evaluate_all()

    def put(self, contents: Mapping[Cell, Content]) -> None:
        for cell, content in contents.items():
            at = cell.sheet, cell.row + 1, cell.column + 1
            match content:
                case Formula(text):
                    self.book.set_formula(*at, f"={text}")
                case ErrorValue():
                    self.book.set_value(*at, self.error("Na", None))
                case _:
                    self.book.set_value(*at, content)
        self.book.evaluate_all()

    def read(self, cells: Iterable[Cell]) -> list[Value]:
        get = self.book.get_value
        return [_plain(get(*place)) for place in self.placed(cells)]


class IronCalc:
    """IronCalc, MIT or Apache-2.0."""

    def __init__(self, file: Path) -> None:
        import ironcalc

        self.book: Any = ironcalc.load_from_xlsx(str(file), "en", "UTC", "en")
        self.book.evaluate()
        properties = enumerate(self.book.get_worksheets_properties())
        self.sheets = {sheet["name"]: number for number, sheet in properties}
        self.placed = Placed(self.sheets.__getitem__)

    def put(self, contents: Mapping[Cell, Content]) -> None:
        for cell, content in contents.items():
            at = self.sheets[cell.sheet], cell.row + 1, cell.column + 1
            match content:
                case None:
                    self.book.clear_cell_contents(*at)
                case Formula(text):
                    self.book.update_cell_with_formula(*at, f"={text}")
                case ErrorValue():
                    self.book.set_user_input(*at, "#N/A")
                case str():
                    self.book.update_cell_with_text(*at, content)
                case _:
                    self.book.update_cell_with_number(*at, float(content))
        self.book.evaluate()

    def read(self, cells: Iterable[Cell]) -> list[Value]:
        get = self.book.get_cell_value
        return [_plain(get(*place)) for place in self.placed(cells)]


class LibreOffice:
    """LibreOffice Calc, whose logical values are numbers."""

    def __init__(self, file: Path) -> None:
        self.office, self.watched = office(), tuple[Cell, ...]()
        self.office.ask("open", file.as_uri())

    def put(self, contents: Mapping[Cell, Content]) -> None:
        self.office.ask("put", [[c.sheet, c.row, c.column, *self._typed(now)] for c, now in contents.items()])

    @staticmethod
    def _typed(content: Content) -> tuple[str, str | float]:
        match content:
            case None:
                return "nothing", ""
            case Formula(text):
                return "formula", text
            case ErrorValue():
                return "error", ""
            case str():
                return "text", content
            case _:
                return "number", float(content)

    def read(self, cells: Iterable[Cell]) -> list[Value]:
        cells = tuple(cells)
        if cells != self.watched:
            self.office.ask("watch", [[cell.sheet, cell.row, cell.column] for cell in cells])
            self.watched = cells
        values = self.office.ask("read", True)
        return [value["error"] if isinstance(value, dict) else value for value in values]

    def close(self) -> None:
        """Close the workbook; the program stays."""
        self.office.ask("close", True)


ENGINES: Mapping[str, Callable[[Path], Engine]] = {
    "betteroffice": BetterOffice,
    "formualizer": Formualizer,
    "ironcalc": IronCalc,
}

_KINDS = {
    "Na": "#N/A",
    "Div": "#DIV/0!",
    "Value": "#VALUE!",
    "Ref": "#REF!",
    "Name": "#NAME?",
    "Num": "#NUM!",
}


def _plain(value: Any) -> Value:
    if isinstance(value, bool | str | float):  # most are
        return value
    if value is None:
        return ""
    if isinstance(value, dict):
        return _KINDS[value["kind"]]
    if isinstance(value, int):
        return float(value)
    return str(value.code if hasattr(value, "code") else value)


def same(left: Value, right: Value) -> bool:
    """Equal in type and value; numbers to the fifteen digits a spreadsheet keeps."""
    if isinstance(left, bool) or isinstance(right, bool) or isinstance(left, str) or isinstance(right, str):
        return type(left) is type(right) and left == right
    return abs(left - right) <= 1e-14 * max(abs(left), abs(right), 1e-6)
