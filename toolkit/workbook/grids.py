"""The guarded way into any workbook: first the scan, then the values."""

from __future__ import annotations

import io
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any, TypeAlias

from toolkit.workbook.default_password import without_default_password
from toolkit.workbook.scanning import Scan, Unreadable, scan
from toolkit.workbook.scanning.scanned import Area

Grid: TypeAlias = Sequence[Sequence[object]]
"""Cell values of one sheet, row by row; rows may be of unequal length."""


class Grids(Mapping[str, Grid]):
    """Sheet name → cell values, each sheet read when it is first asked for.

    A sheet that the value reader refuses, or would misread, is read from a copy in the usual spelling.
    Raises :class:`Unreadable` where the value reader gives up.
    """

    def __init__(self, data: bytes, scanned: Scan) -> None:
        self._scanned, self._data = scanned, data
        self._read: dict[str, Grid] = {}
        self._merged: dict[str, Sequence[Area]] = {}
        self._names = self._book.sheet_names if scanned.format == "xls" else list(scanned.sheets)

    @cached_property
    def _book(self) -> Any:
        """What the value reader makes of the workbook, without the sheets rarely needed where it is given a
        package of its own; ``None`` where it refuses that, so that each sheet is read apart.
        """
        if self._scanned.package is None:
            return _opened(self._data)
        return self._given([name for name in self._names if name not in self._scanned.later])

    def _given(self, names: Iterable[str]) -> Any:
        """The same of a package of some sheets."""
        assert self._scanned.package is not None
        with suppress(Unreadable):
            return _opened(self._scanned.package(names))
        return None

    def __getitem__(self, name: str) -> Grid:
        try:
            return self._read[name]  # asked for every cell
        except KeyError:
            if name not in self._names:
                raise
        self._read[name] = self._values(name)
        return self._read[name]

    def _book_of(self, name: str) -> Any:
        return self._given([name]) if name in self._scanned.later else self._book

    def _values(self, name: str) -> Grid:
        # Scanned now, if that was put off: never read unscanned.
        sheet = self._scanned.sheets.get(name)
        if not (sheet and sheet.unusual) and (book := self._book_of(name)) is not None:
            try:
                return self._grid(book, name)
            except Unreadable:
                if sheet is None or sheet.respelt is None:
                    raise
        assert sheet is not None
        assert sheet.respelt is not None
        return self._grid(_opened(sheet.respelt()), name)

    def _grid(self, book: Any, name: str) -> Grid:
        with _given_up():
            sheet = book.get_sheet_by_name(name)
            scanned = self._scanned.sheets.get(name)
            self._merged[name] = sheet.merged_cell_ranges or (scanned.merged if scanned else ())
            grid: Grid = sheet.to_python(skip_empty_area=False)
            return grid

    def excerpt(self, name: str, column: int, rows: Collection[int]) -> tuple[Scan, Grid]:
        """Scan and values of a sheet: of the rows alone in which a column may be filled, where these can be
        told from the others.
        """
        scanned = self._scanned.excerpt(name, column, rows)
        return (self._scanned, self[name]) if scanned is None else (scanned, Grids(b"", scanned)[name])

    def merged(self, name: str) -> Sequence[Area]:
        """Merged cells of a sheet, at least those that hold something."""
        self[name]  # read with the values
        return self._merged[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _opened(data: bytes) -> Any:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (costs nothing where nothing is read)

    with _given_up():
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def open_grids(data: bytes, later: Container[str] = ()) -> tuple[Scan, Grids]:
    """What the scan found, and the values of every sheet; ``later``: sheets rarely needed.

    Raises:
        Unreadable: the bytes are no workbook, or one that must not be opened.
    """
    data, scanned = opened(data, later)
    return scanned, Grids(data, scanned)


def opened(data: bytes, later: Container[str] = ()) -> tuple[bytes, Scan]:
    """The bytes of a workbook, without the encryption by Excel's built-in password, and their scan.

    Raises:
        Unreadable: they are no workbook that may be read.
    """
    try:
        return data, scan(data, later)
    except Unreadable as problem:
        if problem.code != "encrypted":
            raise
        data = without_default_password(data, problem)
        scanned = scan(data, later)
        scanned.default_password = True
        return data, scanned


@contextmanager
def _given_up() -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A panic inside the Rust reader is a BaseException of its own; it too means a damaged file.
        raise Unreadable("damaged", reason=type(error).__name__) from error


def at(grid: Grid, row: int, column: int) -> object:
    """Content of a cell, ``""`` outside the used range."""
    try:
        return grid[row][column]
    except IndexError:
        return ""
