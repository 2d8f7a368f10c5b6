"""A template built once for a form, a year and a password; what differs for a unit is replaced in it.

The writer of templates runs for every unit, into worksheets that only take down what they are told.
Where that differs from the template that was built, the cell's XML is rendered anew, by the library that
built it. Cells alone may differ: whatever else does (a row that needs more height, a format that the
template lacks) makes the workbook be built in full, so nothing depends on how it was made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from xml.sax.saxutils import escape
from zipfile import ZipFile

from xlsxwriter.format import Format
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.workbook.locking import LockedWorkbook, LockedWorksheet
from toolkit.workbook.steady_zip import SteadyZip
from toolkit.workbook.styles import Styles
from toolkit.workbook.template_writer import Prefill, TemplateWriter, write_template
from toolkit.workbook.validation import Guards
from toolkit.workbook.writing import INERT

Place: TypeAlias = tuple[int, int]
At: TypeAlias = tuple[str, Place]
"""Sheet name, row and column from 0."""
ANYBODY = "\ue000"
"""Stands for the unit in the template that is built: no name has this character."""
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_STRING = re.compile(r"<si>.*?</si>", re.DOTALL)
_COUNTS = re.compile(r' count="\d+" uniqueCount="\d+"')
RENDERED = 4096
"""Cells of a worksheet that are remembered as XML."""
_STRINGS = "xl/sharedStrings.xml"
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml")


class RecordedCell(NamedTuple):
    """What was written into a cell: content and its type (1 is not True), format, formula."""

    content: object
    kind: type
    look: Format | None
    formula: str = ""
    link: str = ""

    @property
    def is_string(self) -> bool:
        return self.kind is str and not self.formula


def _nothing(*_: Any, **__: Any) -> int:
    return 0


class RecordingSheet(LockedWorksheet):
    """Takes down cells and row heights, and no more."""

    def __init__(self) -> None:
        super().__init__()
        self.written: dict[Place, RecordedCell] = {}
        self.heights: dict[int, object] = {}

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> Any:
        self.written[row, col] = RecordedCell(string, str, cell_format)
        return 0

    def _write_number(self, row: int, col: int, number: Any, cell_format: Format | None = None) -> Any:
        self.written[row, col] = RecordedCell(number, float, cell_format)
        return 0

    def _write_blank(self, row: int, col: int, _: object, cell_format: Format | None = None) -> Any:
        self.written[row, col] = RecordedCell(None, type(None), cell_format)
        return 0

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: Any = 0
    ) -> Any:
        self.written[row, col] = RecordedCell(value, type(value), cell_format, formula.removeprefix("="))
        return 0

    def _write_url(
        self, row: int, col: int, url: str, cell_format: Any = None, string: Any = None, tip: Any = None
    ) -> int:
        self.written[row, col] = RecordedCell(string, str, cell_format, link=url)
        return 0

    def _row_set(self, row: int, height: Any = None, *_: Any, **__: Any) -> int:
        self.heights[row] = height
        return 0

    def _merged(self, *given: Any) -> int:
        row, column, _, _, text, style = given
        write = self._write_string if text else self._write_blank
        return int(write(row, column, text, style))

    # Without the library's look at whether "A1" or two numbers were given.
    write_string: Any = _write_string
    write_number: Any = _write_number
    write_blank: Any = _write_blank
    write_formula: Any = _write_formula
    write_url: Any = _write_url
    merge_range: Any = _merged
    set_row: Any = _row_set
    # What follows from the form alone is in the template already.
    activate: Any = _nothing
    autofilter: Any = _nothing
    data_validation: Any = _nothing
    print_area: Any = _nothing
    repeat_rows: Any = _nothing
    set_column: Any = _nothing


class NoGuards(Guards):
    """Validation and colours follow from the form alone: they are in the template already."""

    def validate(self, *_: object) -> None: ...

    def highlight(self, *_: object) -> None: ...


class RecordingBook(LockedWorkbook):
    """A workbook of recording sheets; nothing is ever written to a file."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), INERT)
        self.fileclosed = True
        self.recorded: dict[str, RecordingSheet] = {}

    def add_worksheet(self, name: str | None = None, worksheet_class: Any = None) -> Worksheet:
        sheet = self.recorded[name or ""] = RecordingSheet()
        return sheet

    define_name: Any = _nothing

    def contents(self) -> dict[str, dict[Place, RecordedCell]]:
        """Sheet → place → what was written there."""
        return {name: sheet.written for name, sheet in self.recorded.items()}

    def heights(self) -> Mapping[str, Mapping[int, object]]:
        """Sheet → row → height that was set."""
        return {name: sheet.heights for name, sheet in self.recorded.items()}


class _Sheet:
    """A worksheet part in pieces: each cell by itself, and what is between them."""

    def __init__(self, part: str, xml: str, worksheet: Worksheet) -> None:
        self.part, self.worksheet = part, worksheet
        self.pieces: list[str] = []
        self.at: dict[Place, int] = {}
        end = 0
        for found in _CELL.finditer(xml):
            self.pieces += (xml[end : found.start()], found[0])
            self.at[xl_cell_to_rowcol(found[1])] = len(self.pieces) - 1
            end = found.end()
        self.pieces.append(xml[end:])
        # Most cells of most units hold the same: results of formulas, zeros.
        self.rendered = lru_cache(maxsize=RENDERED)(self._rendered)

    def with_cells(self, changed: Mapping[Place, str]) -> bytes:
        """The part with these cells."""
        pieces = self.pieces.copy()
        for place, xml in changed.items():
            pieces[self.at[place]] = xml
        return "".join(pieces).encode()

    def _rendered(self, place: Place, cell: tuple[object, ...], kind: type) -> str:
        """The XML of a cell, as the library writes it; ``kind`` tells equal contents apart (1, True)."""
        stream = io.StringIO()
        self.worksheet._set_filehandle(stream)
        self.worksheet._write_cell(*place, cell)
        return stream.getvalue()


class _Strings:
    """The shared strings of a package in which some cells change.

    Args:
        base: the part as it was built.
        known: text → its number among them.
        freed: numbers that no cell refers to any more.
        count: cells that refer to a string.
    """

    def __init__(self, base: str, known: Mapping[str, int], freed: Collection[int], count: int) -> None:
        self.head, self.items, self.count = base[: base.index("<si>")], _STRING.findall(base), count
        self.at = {text: number for text, number in known.items() if number not in freed}
        self.free = sorted(freed, reverse=True)
        for number in freed:
            self.items[number] = "<si><t/></si>"

    def index(self, text: str) -> int:
        """Where a text stands; a new one takes the place of one that is not used any more."""
        if text not in self.at:
            self.at[text] = number = self.free.pop() if self.free else len(self.items)
            stream, writer = io.StringIO(), SharedStrings()
            writer._set_filehandle(stream)
            writer._write_si(text)
            self.items[number : number + 1] = [stream.getvalue()]
        return self.at[text]

    def part(self) -> bytes:
        """The part of the package."""
        head = _COUNTS.sub(f' count="{self.count}" uniqueCount="{len(self.items)}"', self.head)
        return (head + "".join(self.items) + "</sst>").encode()


class PreparedTemplate:
    """The template of a form for a year, ready to be issued to any number of units.

    Args:
        form: the edition.
        year: of the report.
        password: locks sheets and structure.
    """

    def __init__(self, form: Form, year: int, password: str = "") -> None:
        self.form, self.year, self.password = form, year, password
        stated = tuple((p.id, 1) for p in form.unit_properties)
        anybody = Identity(form.id, form.version, Unit(ANYBODY, ANYBODY, stated), year, ANYBODY)
        # With every figure of last year, so that every cell and every format is there.
        writer = TemplateWriter(form, anybody, Prefill(dict.fromkeys(form.prior_items, 1)), password=password)
        stream = io.BytesIO()
        with LockedWorkbook(stream, INERT) as book:
            self.styles = Styles(book)
            self.guards = NoGuards(form, self.styles)
            writer.write_into(book, self.styles, Guards(form, self.styles))
        self.formats = frozenset(map(id, book.formats))
        recorded = RecordingBook()
        writer.write_into(recorded, self.styles, self.guards)
        self.written, self.heights = recorded.contents(), recorded.heights()
        with ZipFile(stream) as package:
            self.infos = package.infolist()
            self.parts = {info.filename: package.read(info) for info in self.infos}
        self.sheets = {
            sheet.name: _Sheet(part, self.parts[part].decode(), sheet)
            for number, sheet in enumerate(book.worksheets(), start=1)
            if (part := f"xl/worksheets/sheet{number}.xml")
        }
        self.places: dict[str, set[At]] = {}
        for name, cells in self.written.items():
            for place, written in cells.items():
                if written.is_string:
                    self.places.setdefault(str(written.content), set()).add((name, place))
        self.index = {text: self._index(*min(places)) for text, places in self.places.items()}

    def _index(self, sheet: str, place: Place) -> int:
        piece = self.sheets[sheet].pieces[self.sheets[sheet].at[place]]
        return int(piece.partition("<v>")[2].partition("<")[0])

    def workbook(self, identity: Identity, prefill: Prefill, *, key: str = "") -> bytes:
        """The workbook of one unit, as :func:`~toolkit.workbook.template_writer.write_template` makes it."""
        changed = self._changed(identity, prefill, key)
        if changed is None:
            stream = io.BytesIO()
            write_template(stream, self.form, identity, prefill, password=self.password, key=key)
            return stream.getvalue()
        return self._packed(identity.unit.name, self._parts(changed))

    def _changed(
        self, identity: Identity, prefill: Prefill, key: str
    ) -> dict[At, RecordedCell | None] | None:
        """Cells that are not as in the template that was built; ``None`` where more than cells differs."""
        if not identity.unit.name or identity.year != self.year:
            return None
        book = RecordingBook()
        TemplateWriter(self.form, identity, prefill, password=self.password, key=key).write_into(
            book, self.styles, self.guards
        )
        if book.heights() != self.heights:
            return None
        changed: dict[At, RecordedCell | None] = {}
        for name, now in book.contents().items():
            before = self.written[name]
            found = {place: now.get(place) for place, was in before.items() if now.get(place) != was}
            if now.keys() - before.keys() or not all(
                self._fits(now, before[at]) for at, now in found.items()
            ):
                return None
            changed |= {(name, place): cell for place, cell in found.items()}
        return changed

    def _fits(self, now: RecordedCell | None, before: RecordedCell) -> bool:
        """Whether the cell can be put in the place of the one that was built."""
        if now is None:
            return True
        known = now.look is None or id(now.look) in self.formats
        return known and (now.formula, now.link) == (before.formula, before.link)

    def _parts(self, changed: Mapping[At, RecordedCell | None]) -> dict[str, bytes]:
        """The parts that are not as built."""
        freed = {self.index[text] for text, places in self.places.items() if places <= changed.keys()}
        count = sum(map(len, self.places.values()))
        count += sum(now is not None and now.is_string for now in changed.values())
        count -= sum(self.written[name][place].is_string for name, place in changed)
        strings = _Strings(self.parts[_STRINGS].decode(), self.index, freed, count)
        cells: dict[str, dict[Place, str]] = {}
        for (name, place), written in changed.items():
            sheet, xml = self.sheets[name], ""
            if written is not None:
                xml = sheet.rendered(place, _tuple(written, strings), written.kind)
            cells.setdefault(name, {})[place] = xml
        parts = {self.sheets[name].part: self.sheets[name].with_cells(found) for name, found in cells.items()}
        return parts | {_STRINGS: strings.part()}

    def _packed(self, name: str, parts: Mapping[str, bytes]) -> bytes:
        """The package with these parts, and the properties of the document with the unit's name."""
        package = SteadyZip()
        for info in self.infos:
            data = parts.get(info.filename, self.parts[info.filename])
            if info.filename in _PROPERTIES:
                data = data.replace(ANYBODY.encode(), escape(name).encode())
            package.add(info, data)
        return package.finished()


def _tuple(written: RecordedCell, strings: _Strings) -> tuple[object, ...]:
    """A cell as the library holds it."""
    if written.formula:
        return CellFormulaTuple(written.formula, written.look, written.content)
    if written.is_string:
        return CellStringTuple(strings.index(str(written.content)), written.look)
    if written.content is None:
        return CellBlankTuple(written.look)
    return CellNumberTuple(written.content, written.look)


@lru_cache(maxsize=8)
def prepared_template(form: Form, year: int, password: str = "") -> PreparedTemplate:
    """Return the template of a form and a year, built when it is first asked for."""
    return PreparedTemplate(form, year, password)
