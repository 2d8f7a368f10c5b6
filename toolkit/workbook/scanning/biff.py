"""Scanning an .xls workbook (also what older WPS calls .et): extents, formula and error positions.

Only the records that tell these are looked at; the values are the value reader's business. It trusts
some declared counts and chains of the container, so those are checked here.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import olefile

from toolkit.workbook.scanning.biff_cells import (
    BOOLERR,
    FORMULA,
    LABELSST,
    MULRK,
    SINGLE_CELLS,
    BiffCells,
    BiffFont,
    BiffLooks,
)
from toolkit.workbook.scanning.biff_strings import BiffStrings
from toolkit.workbook.scanning.comments import NoteRecords
from toolkit.workbook.scanning.kinds import ole_kind, refusal
from toolkit.workbook.scanning.scanned import (
    Extent,
    Place,
    Scan,
    SheetScan,
    Unreadable,
    check_order,
    check_sheets,
    check_text,
    is_far,
)

_END_OF_CHAIN = 0xFFFFFFFE
_MINI_STREAM_LIMIT = 4096
_LARGEST_SHEET = 65536 * 256
_MAX_RECORDS = 2_000_000
_LONGEST_TEXT = 65_535

_EOF, _BOF, _CODEPAGE, _FILEPASS, _BOUNDSHEET = 0x000A, 0x0809, 0x0042, 0x002F, 0x0085
_SST, _CONTINUE, _DIMENSIONS = 0x00FC, 0x003C, 0x0200

_UNKNOWN, _RESULT = 0x0FFF, 0x0207
"""A type that no record has; STRING, the text that the formula before it gave."""

_XF, _FORMAT, _NUMBER = 0x00E0, 0x041E, 0x0203
_FONT, _PALETTE, _ROW, _COLINFO = 0x0031, 0x0092, 0x0208, 0x007D
_STRUCK, _NO_ROOM, _SOLID = 0x0008, 0x0020, 1
_POINT, _LETTER = 20, 256
"""Heights and widths below which nothing is seen; a height that the program chose is above 32,768."""

_BIFF5 = 0x0500
_ERROR_RESULT = 2


def scan_xls(data: bytes) -> Scan:
    """Scan an OLE container.

    Raises:
        Unreadable: it holds no workbook, or one that the value reader would fail or hang on.
    """
    _check_header(data)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            stream, macros = _workbook_stream(container, data)
    except Unreadable:
        raise
    except Exception as error:  # olefile raises nearly anything on a broken container
        raise Unreadable("damaged", reason="container") from error
    return _Book(stream, macros).scan


def without_far_records(data: bytes) -> tuple[bytes, list[tuple[str, Place]]]:
    """The container with the records of far cells made into some that nobody reads, and where they stood.

    Raises:
        Unreadable: as a scan.
    """
    copy, far = io.BytesIO(data), list[tuple[int, str, Place]]()
    with olefile.OleFileIO(copy, write_mode=True) as container:
        stream, macros = _workbook_stream(container, data)
        _Book(stream, macros, far)
        changed = bytearray(stream)
        for offset, _, _ in far:
            kind, length = struct.unpack_from("<HH", changed, offset)
            struct.pack_into("<H", changed, offset, _UNKNOWN)
            behind = offset + 4 + length
            if kind == FORMULA and struct.unpack_from("<H", changed, behind)[0] == _RESULT:
                struct.pack_into("<H", changed, behind, _UNKNOWN)
        name = "Workbook" if container.exists("Workbook") else "Book"
        container.write_stream(name, bytes(changed))
    return copy.getvalue(), [(sheet, place) for _, sheet, place in far]


def _check_header(data: bytes) -> None:
    """No declared number of sectors may exceed those the file has room for."""
    if len(data) < 512:
        raise Unreadable("damaged", reason="container")
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise Unreadable("damaged", reason="container")
    sectors = (len(data) >> shift) + 1
    if any(struct.unpack_from("<I", data, offset)[0] > sectors for offset in (40, 44, 64, 72)):
        raise Unreadable("damaged", reason="container")


def _workbook_stream(container: Any, data: bytes) -> tuple[bytes, bool]:
    names = _directory_names(container)
    if container.exists("EncryptedPackage"):
        raise refusal("rights" if ole_kind(names) == "rights" else "encrypted")
    name = next((name for name in ("Workbook", "Book") if name in names), "")
    if not name:
        raise refusal(ole_kind(names))
    # Two streams of one name: the value reader might take the other one. A zip behind the container:
    # it would go on to read that if the first attempt fails.
    if names.count(name) > 1 or b"PK\5\6" in data[-65_557:]:
        raise Unreadable("damaged", reason="container")
    size = container.get_size(name)
    start = container.direntries[container._find(name)].isectStart
    if size < _MINI_STREAM_LIMIT:
        container.loadminifat()
        chains = [(start, container.minifat), (container.root.isectStart, container.fat)]
    else:
        chains = [(start, container.fat)]
    chains.append((container.first_dir_sector, container.fat))
    if not all(_ends(start, table) for start, table in chains):
        raise Unreadable("damaged", reason="container")
    return container.openstream(name).read(), "_VBA_PROJECT_CUR" in names


def _directory_names(container: Any) -> list[str]:
    """Names of all directory entries, also of those that no tree reaches."""
    raw = container.directory_fp.getvalue()
    entries = (raw[start : start + 64] for start in range(0, len(raw), 128))
    return [entry.decode("utf-16-le", "replace").split("\0")[0] for entry in entries]


def _ends(sector: int, table: Sequence[int]) -> bool:
    """Whether a chain of sectors comes to its end: a ring makes the value reader eat all memory."""
    for _ in range(len(table) + 1):
        if sector == _END_OF_CHAIN:
            return True
        if sector >= len(table):
            return False
        sector = table[sector]
    return False


class _Book:
    """Walks the records of the workbook stream; ``far``: takes in where far cells are, to pass them over."""

    def __init__(self, stream: bytes, macros: bool, far: list[tuple[int, str, Place]] | None = None) -> None:
        self._stream, self._far = stream, far
        self._records = 0
        self._biff = 0
        self._encoding = "latin-1"
        self._places: list[tuple[int, str]] = []
        self._texts = BiffStrings()
        self._strings = self._string_cells = 0
        self._formats: dict[int, str] = {}
        self._styles: list[int] = []
        self._fonts: list[BiffFont] = []
        self._drawn: list[tuple[int, int | None]] = []
        self._palette: list[str] = []
        self._extent = Extent()
        self.scan = Scan("xls", {}, macros=macros)
        self._globals()
        check_sheets([name for _, name in self._places])
        if len({place for place, _ in self._places}) < len(self._places):
            raise Unreadable("damaged", reason="records")
        self._looks = BiffLooks(self._fonts, self._drawn, self._palette)
        self.scan.sheets = {name: self._sheet(place, name) for place, name in self._places}

    def _walk(self, place: int) -> Iterator[tuple[int, int, int]]:
        """(type, offset, length) of each record of the part that begins at ``place``, without its end."""
        while True:
            try:
                kind, length = struct.unpack_from("<HH", self._stream, place)
            except struct.error as error:
                raise Unreadable("damaged", reason="records") from error
            self._records += 1
            if self._records > _MAX_RECORDS:
                raise Unreadable("too_large", what="records", found=self._records, limit=_MAX_RECORDS)
            if kind == _EOF:
                return
            if place + 4 + length > len(self._stream):
                raise Unreadable("damaged", reason="records")
            yield kind, place + 4, length
            place += 4 + length

    def _read(self, layout: str, offset: int, length: int) -> tuple[Any, ...]:
        if struct.calcsize(layout) > length:
            raise Unreadable("damaged", reason="records")
        return struct.unpack_from(layout, self._stream, offset)

    def _globals(self) -> None:
        in_strings = False
        for number, (kind, offset, length) in enumerate(self._walk(0)):
            if number == 0 and kind != _BOF:
                raise Unreadable("damaged", reason="records")
            in_strings = kind == _SST or (in_strings and kind == _CONTINUE)
            if in_strings:
                self._strings += length
                self._texts.records.append(self._stream[offset : offset + length])
            elif kind == _BOF:
                self._biff = self._read("<H", offset, length)[0]
            elif kind == _FILEPASS:
                raise Unreadable("encrypted")
            elif kind == _CODEPAGE:
                self._encoding = _codec(self._read("<H", offset, length)[0])
            elif kind == _XF:
                self._styles.append(self._read("<2xH", offset, length)[0])
                self._drawn.append(self._look(offset, length))
            elif kind == _FONT and length >= 6:
                height, flags, colour = self._read("<HHH", offset, length)
                raised = length >= 10 and self._read("<8xH", offset, length)[0] in (1, 2)
                self._fonts.append(BiffFont(colour, bool(flags & _STRUCK), raised, height))
            elif kind == _PALETTE:
                colours = self._stream[offset + 2 : offset + length]
                self._palette = [colours[at : at + 3].hex().upper() for at in range(0, len(colours), 4)]
            elif kind == _FORMAT:
                self._format(offset, length)
            elif kind == _BOUNDSHEET:
                self._bound_sheet(offset, length)

    def _look(self, offset: int, length: int) -> tuple[int, int | None]:
        """Font of a style, and the colour of its ground: white where it has none, ``None`` for patterns."""
        font = self._read("<H", offset, length)[0]
        old = self._biff == _BIFF5
        if length < (12 if old else 20):
            return font, None
        if old:
            (area,) = self._read("<8xI", offset, length)
            pattern, colour = area >> 16 & 0x3F, area & 0x7F
        else:
            lines, colours = self._read("<14xIH", offset, length)
            pattern, colour = lines >> 26, colours & 0x7F
        return font, colour if pattern == _SOLID else None if pattern else 1

    def _format(self, offset: int, length: int) -> None:
        number = self._read("<H", offset, length)[0]
        stored = self._stream[offset + 2 : offset + length]
        if self._biff == _BIFF5:
            self._formats[number] = stored[1:].decode(self._encoding, "replace")
        else:
            wide = stored[2:3] == b"\1"
            self._formats[number] = stored[3:].decode("utf-16-le" if wide else "latin-1", "replace")

    def _bound_sheet(self, offset: int, length: int) -> None:
        place, state, kind, size = self._read("<IBBB", offset, length)
        self.scan.macros = self.scan.macros or kind == 1
        stored = self._stream[offset + 7 : offset + length]
        if self._biff != _BIFF5:
            wide = self._read("<7xB", offset, length)[0] & 1
            encoding, stored = ("utf-16-le", stored[1:]) if wide else ("latin-1", stored[1:])
            name = stored[: size * (1 + wide)].decode(encoding, "replace")
        else:
            name = stored[:size].decode(self._encoding, "replace")
        self._places.append((place, name.replace("\0", "")))
        if state & 3:
            self.scan.hidden |= {self._places[-1][1]}

    def _sheet(self, place: int, name: str) -> SheetScan:
        spelling = BiffCells(self._formats, self._styles, self._looks, self._texts)
        sheet = SheetScan(name, cells=spelling)
        cells: list[tuple[int, int]] = []
        notes, last_column = NoteRecords(), -1
        for kind, offset, length in self._walk(place):
            if kind in SINGLE_CELLS:
                here = self._cell(sheet, spelling, kind, offset, length)
                if self._passed_over(offset, name, here):
                    continue
                cells.append(here)
                if length >= 6:
                    style = self._read("<4xH", offset, length)[0]
                    number = self._read("<6xd", offset, length)[0] if kind == _NUMBER else None
                    spelling.cells[here] = kind, style, number
                last_column = max(last_column, here[1])
            elif kind == MULRK:
                row, first = self._read("<HH", offset, length)
                if self._passed_over(offset, name, (row, first)):
                    continue
                last = struct.unpack_from("<H", self._stream, offset + length - 2)[0]
                cells.append((row, first))
                last_column = max(last_column, last, first)
                for column in range(first, min(last + 1, first + (length - 6) // 6)):
                    style = struct.unpack_from("<H", self._stream, offset + 4 + 6 * (column - first))[0]
                    spelling.cells[row, column] = kind, style, None
            elif kind == _ROW and length >= 14:
                row, height, flags = self._read("<H4xH4xH", offset, length)
                spelling.hidden.rows |= {row} if flags & _NO_ROOM or height < _POINT else set()
            elif kind == _COLINFO and length >= 10:
                first, last, width, flags = self._read("<HHH2xH", offset, length)
                spelling.hidden.columns += [(first, last)] if flags & 1 or width < _LETTER else []
            elif kind in NoteRecords.KINDS:
                notes.take(kind, self._stream[offset : offset + length])
            elif kind == _DIMENSIONS:
                self._check_dimensions(offset, length)
        if cells:
            self._extent.count(len(cells))
            self._extent.admit(name, max(cells)[0], last_column)
            check_order(cells)
        self.scan.comments += tuple(notes.comments(name))
        self.scan.text_boxes += tuple(notes.boxes(name))
        return sheet

    def _passed_over(self, offset: int, sheet: str, place: Place) -> bool:
        """Whether a cell is one of those to be passed over."""
        if self._far is None or not is_far(*place):
            return False
        self._far.append((offset - 4, sheet, place))
        return True

    def _cell(self, sheet: SheetScan, spelling: BiffCells, kind: int, offset: int, length: int) -> Place:
        here = self._read("<HH", offset, length)
        row, column = int(here[0]), int(here[1])
        if kind == FORMULA:
            result, code, rest = self._read("<6xBxB3xH", offset, length)
            sheet.compute([(row, column)])
            if rest == 0xFFFF and result == _ERROR_RESULT:
                spelling.errors[row, column] = code
                sheet.errors.add((row, column))
        elif kind == BOOLERR:
            code, is_error = self._read("<6xBB", offset, length)
            if is_error == 1:
                spelling.errors[row, column] = code
                sheet.errors.add((row, column))
        elif kind == LABELSST:
            self._string_cells += 1
            check_text(self._string_cells * min(self._strings, _LONGEST_TEXT))
            if length >= 10:
                spelling.shared[row, column] = self._read("<6xI", offset, length)[0]
        return row, column

    def _check_dimensions(self, offset: int, length: int) -> None:
        """The value reader reserves room for the declared used range before it sees a cell."""
        first_row, last_row, first, last = self._read("<IIHH" if length >= 14 else "<HHHH", offset, length)
        rows, columns = last_row - first_row, last - first
        if rows < 0 or columns < 0 or rows * columns > _LARGEST_SHEET:
            raise Unreadable("damaged", reason="dimensions")


def _codec(codepage: int) -> str:
    name = f"cp{codepage}"
    try:
        "".encode(name)
    except LookupError:
        return "latin-1"
    return name
