"""Scanning an Office Open XML workbook (.xlsx, .xlsm, and .et as WPS writes it today)."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from functools import lru_cache, partial

from toolkit.workbook.scanning.column_rows import filled_rows, rows_alone
from toolkit.workbook.scanning.comments import comments_of
from toolkit.workbook.scanning.filled_cells import FilledCells
from toolkit.workbook.scanning.markup import COLUMNS, Elements, unescaped
from toolkit.workbook.scanning.ooxml_cells import OoxmlCells
from toolkit.workbook.scanning.package import Package, PackagePart, remembered
from toolkit.workbook.scanning.reader_package import ReaderPackage
from toolkit.workbook.scanning.relations import WORKBOOK, Relationship, relations_of
from toolkit.workbook.scanning.scanned import (
    MAX_COLUMNS,
    MAX_FORMULAS,
    MAX_ROWS,
    Deferred,
    Extent,
    Later,
    Place,
    Scan,
    SheetScan,
    Unreadable,
    a1,
    check_sheets,
    check_text,
)
from toolkit.workbook.scanning.strings import Strings
from toolkit.workbook.scanning.text_boxes import text_boxes_of

_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"

_SHEET_START = re.compile(rb"<(?:[\w.-]{1,99}:)?sheet[\s/>]")
_NAMED_CELL = re.compile(
    r"""<(?:[\w.-]{1,99}:)?definedName\s(?:[^<>]*?\s)?name=["']([^"'<>]*)["']([^<>]*)>"""
    r"(?:'((?:[^']|'')+)'|([^'!\[\]<>]+))!\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})</"
)
_ELSEWHERE = re.compile(r"\[\d+\][^\s\[\]\0]*!|\|[^|\0]*!")
_ARRAY = re.compile(rb'\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_MARKS = {
    b"[": re.compile(rb"\["),
    b"|": re.compile(rb"\|"),
    b"#": re.compile(rb"&#(?:91;|124;|0|[xX]0*(?:5[bB]|7[cC]);)"),
}
"""``[`` or ``|``, perhaps spelt as a character reference: in every reference to another file. Searched one
after the other, each only where a character of it occurs at all: many times as fast as together. Of a number
with zeros before it no more is looked at here.
"""
_TEXT_LITERAL = re.compile(r'"[^"\0]*"')


def scan_ooxml(package: Package, main: str = WORKBOOK, later: Container[str] = ()) -> Scan:
    """Scan the package of a workbook; the sheets named in ``later`` only when they are asked for.

    ``main`` is the workbook part; all others are found by relationships. The value reader is given what
    was found there.

    Raises:
        Unreadable: the value reader would fail, hang or lose values on it.
    """
    part = package.part(main)
    workbook = _workbook(part)
    relations = relations_of(package, main)
    check_sheets([name for name, _ in workbook.sheets])
    paths, passed_over = _worksheets(package, workbook.sheets, relations)
    strings, styles = (
        _one(package, relations, *p) for p in (("sharedStrings", _STRINGS), ("styles", _STYLES))
    )
    parts = {name: package.part(path) for name, path in paths.items()}
    given = ReaderPackage(parts, strings, styles, workbook.from_1904)
    texts, looks = Strings(strings.content if strings else b""), styles.content if styles else b""
    sheets = _Sheets(texts, looks, given)

    def excerpt(name: str, column: int, rows: Collection[int]) -> Scan | None:
        if (part := rows_alone(parts[name], column, rows)) is None:
            return None
        alone = ReaderPackage({name: part}, strings, styles, workbook.from_1904)
        scanned = _Sheets(texts, looks, alone).scan(name, part.content)
        return Scan(format="xlsx", sheets={name: scanned}, package=alone.as_stored)

    found = Deferred(
        {
            name: partial(sheets.scan, name, part.content)
            if name in later
            else sheets.scan(name, part.content)
            for name, part in parts.items()
        }
    )
    elsewhere = workbook.elsewhere or any(
        _refers_elsewhere(part) for name, part in parts.items() if name in later
    )
    macros = has_macros(package.names)
    links = any("externallinks/" in name for name in package.names)
    return Scan(
        format="xlsm" if macros else "xlsx",
        sheets=found,
        names=Later(partial(_named_cells, part, frozenset(parts))),
        macros=macros,
        external_links=links or elsewhere or sheets.elsewhere,
        pictures=any("/media/" in name for name in package.names),
        comments=comments_of(package, paths),
        text_boxes=text_boxes_of(package, paths),
        filled=lambda sheet, column, first: filled_rows(parts[sheet], column, first),
        excerpt=excerpt,
        passed_over=passed_over,
        hidden=workbook.hidden,
        later=later,
        package=given.as_stored,
    )


def has_macros(parts: Iterable[str]) -> bool:
    """Whether some of these parts are programs; names in lower case."""
    return any("vbaproject" in part or "/macrosheets/" in part for part in parts)


def names_of_sheets(package: Package, main: str = WORKBOOK) -> list[str]:
    """Names of all sheets, by the workbook part."""
    return [name for name, _ in _workbook(package.part(main)).sheets]


def worksheets_of(package: Package, main: str) -> dict[str, str]:
    """Name of each worksheet that has a part → the name of that part."""
    return _worksheets(package, _workbook(package.part(main)).sheets, relations_of(package, main))[0]


def strings_of(package: Package, main: str) -> bytes:
    """The part with the shared strings, empty where there is none."""
    strings = _one(package, relations_of(package, main), "sharedStrings", _STRINGS)
    return strings.content if strings else b""


def _worksheets(
    package: Package, sheets: list[tuple[str, str]], relations: Mapping[str, Relationship]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Name → part of each worksheet that has one, and the names of all other sheets."""
    paths: dict[str, str] = {}
    for name, relation in sheets:
        found = relations.get(relation)
        if found is not None and found.kind in ("worksheet", "") and found.target in package:
            paths[name] = found.target
    if not paths or len(set(map(str.casefold, paths.values()))) < len(paths):
        raise Unreadable("damaged", reason="missing_part")
    return paths, tuple(name for name, _ in sheets if name not in paths)


def _one(
    package: Package, relations: Mapping[str, Relationship], kind: str, usual: str
) -> PackagePart | None:
    """The only part of a kind, ``None`` if there is none."""
    named = next((r.target for r in relations.values() if r.kind == kind and r.target in package), usual)
    return package.part(named) if named in package else None


class _Workbook(Elements):
    """Sheets with their relation, those hidden, how days are counted, and whether a name refers to another
    workbook or program.
    """

    def __init__(self, part: bytes) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.hidden: frozenset[str] = frozenset()
        self.from_1904 = False
        super().__init__(part)
        if len(_SHEET_START.findall(part)) != len(self.sheets):
            raise Unreadable("damaged", reason="markup")
        self.elsewhere = _may_point_elsewhere(part[max(part.find(b"definedNames"), 0) :])

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))
            if attributes.get("state", "visible") != "visible":
                self.hidden |= {self.sheets[-1][0]}
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")
        elif tag == "definedNames":  # hundreds of them, and no sheet behind: see above
            self.parser.StartElementHandler = None


@remembered
def _workbook(part: PackagePart) -> _Workbook:
    return _Workbook(part.content)


@remembered
def _named_cells(part: PackagePart, sheets: frozenset[str]) -> Mapping[str, tuple[str, int, int]]:
    """Defined names of single cells of these sheets."""
    own: dict[str, tuple[str, int, int]] = {}
    of_sheets: dict[str, tuple[str, int, int]] = {}
    stored = part.content[max(part.content.find(b"definedNames"), 0) :]
    for name, attributes, quoted, bare, letters, digits in _NAMED_CELL.findall(unescaped(stored)):
        sheet = bare or quoted.replace("''", "'")
        if sheet in sheets:
            place = sheet, int(digits) - 1, COLUMNS[letters.encode()]
            (of_sheets if "localSheetId" in attributes else own)[name] = place
    return of_sheets | own


class _Sheets:
    """Scans worksheet parts one after the other, within the bounds of one workbook."""

    def __init__(self, strings: Strings, styles: bytes, given: ReaderPackage) -> None:
        self.elsewhere = False
        self._extent = Extent()
        self._strings, self._styles, self._given = strings, styles, given

    def scan(self, name: str, part: bytes) -> SheetScan:
        """Positions of formulas and errors; refuses far cells."""
        found = FilledCells.of(part)
        self._extent.count(found.stored)
        self._given.scanned[name] = found
        respelt = partial(self._given.respelt, name, self._strings)
        sheet = SheetScan(name, cells=OoxmlCells(found, self._strings, self._styles))
        sheet.respelt, sheet.unusual = respelt, not found.usual
        if found.last is not None:
            try:
                self._extent.admit(name, *found.last)
            except Unreadable as problem:  # last row and last column may be of two cells
                far = max(found.all()[0], key=lambda place: max(place[0] / MAX_ROWS, place[1] / MAX_COLUMNS))
                raise Unreadable("far_cells", sheet=name, cell=a1(*far)) from problem
            self._strings.check_copies(found.shared)
            sheet.errors = found.errors
            self._formulas(sheet, found)
        return sheet

    def _formulas(self, sheet: SheetScan, found: FilledCells) -> None:
        if not found.computed:
            return
        computed = found.computed.values()
        check_text(sum([len(cell[6]) for cell in computed]), MAX_FORMULAS)
        known = {place: _formula(cell[6]) for place, cell in found.computed.items()}
        sheet.formulas = formulas = {place: text for place, (text, _) in known.items()}
        self.elsewhere = self.elsewhere or any(elsewhere for _, elsewhere in known.values())
        arrays = [tag for tag in {cell[5] for cell in computed} if b"array" in tag]
        places = found.all()[0] if arrays else ()
        for tag in arrays:
            _spread(formulas, tag, places)


@lru_cache(maxsize=4096)  # the same formulas stand in every workbook
def _formula(stored: bytes) -> tuple[str, bool]:
    """Text of a formula, and whether it refers to another workbook or program."""
    text = unescaped(stored)
    return text, points_elsewhere(text)


def _spread(formulas: dict[Place, str], tag: bytes, places: Sequence[Place]) -> None:
    """An array formula stands in its first cell alone but computes every cell of its range."""
    found = _ARRAY.search(tag)
    if found is None:
        return
    top, bottom = int(found[2]) - 1, int(found[4]) - 1
    left, right = COLUMNS[found[1]], COLUMNS[found[3]]
    for row, column in places:
        if top <= row <= bottom and left <= column <= right:
            formulas.setdefault((row, column), "")


@remembered
def _refers_elsewhere(part: PackagePart) -> bool:
    """Whether formulas of a worksheet refer to another workbook or program."""
    return _may_point_elsewhere(part.content)


def _may_point_elsewhere(stored: bytes) -> bool:
    """Whether any text between tags does; it is decoded only where a mark is in it."""
    for begin, known in _MARKS.items():
        if begin not in stored:
            continue
        end = 0
        for mark in known.finditer(stored):
            if mark.start() >= end:
                start = stored.rfind(b"<", end, mark.start()) + 1 or end
                end = stored.find(b"<", mark.start())
                end = len(stored) if end < 0 else end
                if points_elsewhere(unescaped(stored[start:end])):
                    return True
    return False


def points_elsewhere(formulas: str) -> bool:
    """Whether any of the formulas, parted by NUL, refers to another workbook (``[1]Sheet!A1``) or
    program (``app|'topic'!item``).
    """
    if "[" not in formulas and "|" not in formulas:
        return False
    return bool(_ELSEWHERE.search(_TEXT_LITERAL.sub("", formulas)))
