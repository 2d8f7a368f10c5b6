"""The guarded way into any workbook: first the scan, then the values."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from toolkit.workbook.default_password import without_default_password
from toolkit.workbook.scanning import Scan, Unreadable, scan

Grid: TypeAlias = Sequence[Sequence[object]]
"""Cell values of one sheet, row by row; rows may be of unequal length."""


class Grids(Mapping[str, Grid]):
    """Sheet name → cell values, each sheet read when it is first asked for.

    Raises :class:`Unreadable` where the value reader gives up.
    """

    def __init__(self, data: bytes, scanned: Scan) -> None:
        self._scanned = scanned
        from python_calamine import CalamineWorkbook  # noqa: PLC0415  (costs nothing where nothing is read)

        with _given_up():
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            self._names = self._book.sheet_names
        self._read: dict[str, Grid] = {}

    def __getitem__(self, name: str) -> Grid:
        try:
            return self._read[name]  # asked for every cell
        except KeyError:
            if name not in self._names:
                raise
        if name in self._scanned.sheets:
            self._scanned.sheets[name]  # scanned now, if that was put off: never read unscanned
        with _given_up():
            self._read[name] = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def open_grids(data: bytes, later: Collection[str] = ()) -> tuple[Scan, Grids]:
    """What the scan found, and the values of every sheet; ``later``: sheets rarely needed.

    Raises:
        Unreadable: the bytes are no workbook, or one that must not be opened.
    """
    try:
        scanned = scan(data, later)
    except Unreadable as problem:
        if problem.code != "encrypted":
            raise
        data = without_default_password(data, problem)
        scanned = scan(data, later)
        scanned.default_password = True
    return scanned, Grids(data, scanned)


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
