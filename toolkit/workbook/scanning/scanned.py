"""What a scan finds, what it refuses, and the bounds it keeps.

The bounds protect the reader behind the scan: it lays every sheet out as a full grid, clones a
text for every cell that shares it, and trusts some declared counts, so a file of a few kilobytes
can make it allocate terabytes, which ends the process. They are far above what a return needs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import lt
from typing import Literal, NamedTuple, Protocol, TypeAlias, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

Code: TypeAlias = Literal[
    "empty", "not_a_workbook", "encrypted", "damaged", "too_large", "far_cells", "forbidden_xml", "xlsb"
]
DocumentCode: TypeAlias = Literal["scan", "unmapped_font", "too_complex", "old_document"]
"""Why a document or a page (a published report) cannot be read that is no workbook at all."""
Format: TypeAlias = Literal["xlsx", "xlsm", "xls", "ods"]

MAX_FILE = 64_000_000
"""Bytes received; pictures, which nobody unpacks, are bounded by this alone."""
MAX_UNPACKED = 20_000_000
"""Declared bytes of all zip members that are not pictures."""
MAX_MEMBERS = 2_000
MAX_SHEETS = 200
MAX_CELLS = 250_000
"""Cells of a workbook, empty formatted ones included."""
MAX_ROWS = 20_000
MAX_COLUMNS = 500
NEAR_COLUMNS = 100
"""More than any table has; with the most rows, a grid that is within bounds."""
MAX_AREA = 2_000_000
"""Cells of the grids of all sheets, each from A1 to its last row and last column with a value."""
MAX_TEXT = 256_000_000
"""Bytes of text once every cell holds its own copy."""

MAX_FORMULAS = 5_000_000
"""Bytes of formulas of a sheet."""


class Unreadable(Exception):  # noqa: N818  (a verdict on a file, not a fault of the program)
    """The bytes cannot be read as a workbook, or must not be.

    Attributes:
        code: why, see :data:`Code` and, of published reports, :data:`DocumentCode`.
        details: what a message can add. ``not_a_workbook``: kind; ``damaged``: reason; ``too_large``:
            what, found, limit; ``far_cells``: sheet, cell; ``forbidden_xml``: part; else nothing.
    """

    def __init__(self, code: Code | DocumentCode, **details: object) -> None:
        super().__init__(code, details)
        self.code: Code | DocumentCode = code
        self.details: dict[str, object] = details


class CellComment(NamedTuple):
    """A comment on a cell, or a text box over it, by its address; empty is what cannot be read."""

    sheet: str
    cell: str
    text: str


Place: TypeAlias = tuple[int, int]
"""Row and column of a cell, from 0."""
Area: TypeAlias = tuple[Place, Place]
"""First and last place of a rectangle of cells."""


def lies_in(place: Place, area: Area) -> bool:
    """Whether a place is one of a rectangle."""
    (top, left), (bottom, right) = area
    return top <= place[0] <= bottom and left <= place[1] <= right


Look: TypeAlias = Literal["", "struck", "unseen", "unseen_if", "hidden"]
"""What is odd about a cell's look: struck through, in the colour of its ground (always, or by a conditional
format), in a hidden line.
"""
Looks: TypeAlias = Callable[[Place], Look]


class Later(Mapping[_Key, _Value]):
    """A mapping that is worked out when something is first asked of it."""

    def __init__(self, values: Callable[[], Mapping[_Key, _Value]]) -> None:
        self._values = values
        self._known: Mapping[_Key, _Value] | None = None

    def _all(self) -> Mapping[_Key, _Value]:
        if self._known is None:
            self._known = self._values()
        return self._known

    def __getitem__(self, key: _Key) -> _Value:
        return self._all()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._all()

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


Doubt: TypeAlias = Literal["", "empty_text", "uncertain"]
"""What the file says of a value that was read: the same; the same, an empty text; something else."""


class Cells(Protocol):
    """The cells of a sheet as the file spells them, beside what the value reader made of them."""

    def doubt(self, place: Place, raw: object) -> Doubt:
        """Whether ``raw``, which was read there, is what the file says."""

    def text(self, place: Place) -> str:
        """What is stored at a position, as text to be shown to people."""

    def format(self, place: Place) -> str:
        """Number format of a position, ``""`` for one that shows every value as it is."""

    def conditional(self, place: Place) -> Sequence[str]:
        """Number formats of conditional formats, which may be in effect there (of .xlsx files alone)."""

    def looks(self) -> Looks | None:
        """What is odd about how a cell looks that holds something; ``None`` where nothing is about any."""

    def unstruck(self, place: Place) -> str | None:
        """A text without those of its letters that are struck through; ``None`` where none is told apart."""

    def upright(self, place: Place) -> str | None:
        """A text without those of its letters that are struck through, raised or lowered, in the colour of
        their ground, or too small to be read; ``None`` where none is told apart.
        """


class NoCells:
    """Where no cell is on record, nothing can be compared."""

    def doubt(self, place: Place, raw: object) -> Doubt:
        return ""

    def text(self, place: Place) -> str:
        return ""

    def format(self, place: Place) -> str:
        return ""

    def conditional(self, place: Place) -> Sequence[str]:
        return ()

    def looks(self) -> Looks | None:
        return None

    def unstruck(self, place: Place) -> str | None:
        return None

    def upright(self, place: Place) -> str | None:
        return None


@dataclass(slots=True)
class SheetScan:
    """What the value reader does not tell about a sheet.

    Attributes:
        formulas: position → formula text as stored; ``""`` where the text is not stored at this cell
            (follower of a shared formula, or an .xls file).
        errors: positions that hold an error value such as #REF!.
        cells: what is stored at each position, to compare with what is read.
        respelt: makes a package of this sheet alone in the usual spelling, for the value reader where it
            refuses the sheet; ``None`` where that cannot be made.
        unusual: the value reader would misread the sheet's own spelling, so ``respelt`` must be read.
        merged: first and last place of merged cells that hold something, of an .ods file.
    """

    name: str
    formulas: Mapping[Place, str] = field(default_factory=dict)
    errors: set[Place] = field(default_factory=set)
    cells: Cells = field(default_factory=NoCells, compare=False)
    respelt: Callable[[], bytes] | None = field(default=None, compare=False)
    unusual: bool = field(default=False, compare=False)
    merged: list[Area] = field(default_factory=list)

    def compute(self, places: Iterable[Place], formula: str = "") -> None:
        """Note a formula at these cells."""
        assert isinstance(self.formulas, dict)
        self.formulas.update(dict.fromkeys(places, formula))


class Deferred(Mapping[str, SheetScan]):
    """Scans of sheets by name, in the order of the workbook; some are made when somebody asks for them.

    Whoever reads values must ask here first: an unscanned sheet may be one that kills the reader.
    """

    def __init__(self, scans: Mapping[str, SheetScan | Callable[[], SheetScan]]) -> None:
        self._scans = dict(scans)

    def __getitem__(self, name: str) -> SheetScan:
        found = self._scans[name]
        if not isinstance(found, SheetScan):
            found = self._scans[name] = found()
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._scans

    def __iter__(self) -> Iterator[str]:
        return iter(self._scans)

    def __len__(self) -> int:
        return len(self._scans)


@dataclass(slots=True)
class Scan:
    """A workbook found harmless.

    Attributes:
        format: by content, whatever the file is called.
        sheets: sheet name → what was found.
        names: defined name → (sheet, row, column), for names of single cells; never for .xls.
        macros: it carries a macro project; nothing of it ever runs here.
        comments: on its cells.
        text_boxes: the words of shapes, each with the cell under its upper left corner, where it is known.
        default_password: it was encrypted with the password that Excel opens without asking.
        external_links: it refers to other workbooks or programs (never noticed in .xls).
        pictures: it holds pictures (never noticed in .xls).
        filled: the rows, from one on, in which a cell of that sheet and column may hold something;
            ``None`` where nobody looked.
        excerpt: a sheet with the rows alone in which cells of a column may hold something; ``None`` where
            these cannot be told from the others.
        passed_over: names of sheets that are no worksheets (charts, dialogs, macros) or have no part.
        hidden: names of sheets that are not shown.
        later: names of the sheets that are scanned when they are asked for.
        package: makes a package of some sheets, for the value reader; ``None`` where it is given the file.
    """

    format: Format
    sheets: Mapping[str, SheetScan]
    names: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    macros: bool = False
    external_links: bool = False
    pictures: bool = False
    comments: tuple[CellComment, ...] = ()
    text_boxes: tuple[CellComment, ...] = ()
    default_password: bool = False
    filled: Callable[[str, int, int], Collection[int] | None] = field(default=lambda *_: None, compare=False)
    excerpt: Callable[[str, int, Collection[int]], Scan | None] = field(
        default=lambda *_: None, compare=False
    )
    passed_over: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    later: Container[str] = field(default=(), compare=False)
    package: Callable[[Iterable[str]], bytes] | None = field(default=None, compare=False)


class Extent:
    """Adds up how large the grids of a workbook will be and refuses absurd ones."""

    def __init__(self) -> None:
        self._area = 0
        self._cells = 0

    def count(self, cells: int) -> None:
        """Take in that many cells, empty or not."""
        self._cells += cells
        check_cells(self._cells)

    def admit(self, sheet: str, row: int, column: int) -> None:
        """Take in a sheet by its last row and its last column that hold a value, from 0."""
        check_near(sheet, row, column)
        self._area += (row + 1) * (column + 1)
        if self._area > MAX_AREA:
            raise Unreadable("far_cells", sheet=sheet, cell=a1(row, column))


def check_near(sheet: str, row: int, column: int) -> None:
    """Refuse a value at an absurd place."""
    if row >= MAX_ROWS or column >= MAX_COLUMNS:
        raise Unreadable("far_cells", sheet=sheet, cell=a1(row, column))


def is_far(row: int, column: int) -> bool:
    """Whether a cell of a workbook that was refused for far cells is one of these."""
    return row >= MAX_ROWS or column >= NEAR_COLUMNS


def check_cells(number: int) -> None:
    """Refuse too many stored cells."""
    if number > MAX_CELLS:
        raise Unreadable("too_large", what="cells", found=number, limit=MAX_CELLS)


def check_text(size: int, limit: int = MAX_TEXT) -> None:
    """Refuse too many bytes of text."""
    if size > limit:
        raise Unreadable("too_large", what="text", found=size, limit=limit)


def check_sheets(names: list[str]) -> None:
    """Refuse a workbook without sheets, with too many, or with two of one name."""
    if not names:
        raise Unreadable("damaged", reason="no_sheets")
    if len(names) > MAX_SHEETS:
        raise Unreadable("too_large", what="sheets", found=len(names), limit=MAX_SHEETS)
    if len(set(names)) < len(names):
        raise Unreadable("damaged", reason="sheet_names")


def check_order(cells: list[tuple[int, int]]) -> None:
    """Refuse cells that do not come row by row: the value reader would silently lose some."""
    if all(map(lt, cells, cells[1:])):
        return
    rows = [row for row, _ in cells]
    if rows != sorted(rows) or len(set(cells)) < len(cells):
        raise Unreadable("damaged", reason="cell_order")


def a1(row: int, column: int) -> str:
    """Spreadsheet address of a position, which may lie beyond any real sheet."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
