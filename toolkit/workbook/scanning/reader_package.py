"""The package that the value reader is given: what was scanned of a received one, and nothing else.

So nobody reads what nobody has looked at, and both readings are of the same parts, wherever the received
package keeps them. Names, relationships and styles that no value depends on are not read twice, nor what
follows the rows of a sheet: of a table, most of it is what is shown to clerks at its cells.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

from toolkit.workbook.scanning.filled_cells import FilledCells
from toolkit.workbook.scanning.markup import escaped
from toolkit.workbook.scanning.package import PackagePart
from toolkit.workbook.scanning.strings import Strings
from toolkit.workbook.scanning.worksheet import (
    END_OF_ROWS,
    END_OF_SHEET,
    merge_cells_element,
    merged_areas,
    rewritten,
)

_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
)
_RELATION = b'<Relationship Id="rId%d" Type="' + _OFFICE + b'/%s" Target="%s"/>'
_WORKBOOK = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="' + _OFFICE + b'">'
    b"<workbookPr%s/><sheets>%s</sheets></workbook>"
)
_SHEET = b'<sheet name="%s" sheetId="%d" r:id="rId%d"/>'

_STRINGS, _STYLES = b"sharedStrings", b"styles"
_ROOT_RELATIONS = _RELATIONS % (_RELATION % (1, b"officeDocument", b"xl/workbook.xml"))

_STATED = struct.Struct("<5H3L2H")
"""What a local header and an entry of the directory both say of a member."""
_PLACE = struct.Struct("<3H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_HEADER = 30
_MADE_BY = b"\24\0"
_FIRST_DAY = 33


class ReaderPackage:
    """Makes packages of the sheets of a workbook.

    Attributes:
        sheets: sheet name → its part.
        scanned: sheet name → what was found in it.
    """

    def __init__(
        self,
        sheets: Mapping[str, PackagePart],
        strings: PackagePart | None,
        styles: PackagePart | None,
        from_1904: bool,
    ) -> None:
        self.sheets = sheets
        self.scanned: dict[str, FilledCells] = {}
        self._shared = {kind: part for kind, part in ((_STRINGS, strings), (_STYLES, styles)) if part}
        self._dates = b' date1904="1"' if from_1904 else b""

    def as_stored(self, names: Iterable[str]) -> bytes:
        """A package of these sheets, scanned before, with their rows as they are stored."""
        return self._made({name: _rows_alone(self.sheets[name], self.scanned[name].end) for name in names})

    def respelt(self, name: str, strings: Strings) -> bytes:
        """A package of one sheet in the usual spelling, with the values and merged cells it has."""
        cells = self.scanned[name]
        part = rewritten(cells.all()[1], len(strings), merged_areas(cells.part))
        return self._made({name: PackagePart.of(part)})

    def _made(self, sheets: Mapping[str, PackagePart]) -> bytes:
        parts = [
            (b"worksheet", b"worksheets/sheet%d.xml" % n, part) for n, part in enumerate(sheets.values())
        ]
        parts += [(kind, kind + b".xml", part) for kind, part in self._shared.items()]
        relations = [_RELATION % (n, kind, target) for n, (kind, target, _) in enumerate(parts)]
        listed = [_SHEET % (escaped(name), n + 1, n) for n, name in enumerate(sheets)]
        made = {
            b"_rels/.rels": _ROOT_RELATIONS,
            b"xl/workbook.xml": _WORKBOOK % (self._dates, b"".join(listed)),
            b"xl/_rels/workbook.xml.rels": _RELATIONS % b"".join(relations),
        }
        received = {b"xl/" + target: part for _, target, part in parts}
        return stored_package({name: PackagePart.of(part) for name, part in made.items()} | received)


def _rows_alone(part: PackagePart, end: int) -> PackagePart:
    """A worksheet to the end of its rows, and its merged cells; all of it where that end is not known."""
    if end < 0:
        return part
    merged = merge_cells_element(merged_areas(part.content, end))
    return PackagePart.of(part.content[:end] + END_OF_ROWS + merged + END_OF_SHEET)


def stored_package(parts: Mapping[bytes, PackagePart]) -> bytes:
    """A zip file of these members, not compressed.

    ``zipfile`` takes ten times as long for it, which is a fortieth of all that reading a workbook takes.
    """
    members, directory, begin = [], [], 0
    for name, part in parts.items():
        size = len(part.content)
        stated = _STATED.pack(20, 0, 0, 0, _FIRST_DAY, part.checksum, size, size, len(name), 0)
        members += [b"PK\3\4", stated, name, part.content]
        directory += [b"PK\1\2", _MADE_BY, stated, _PLACE.pack(0, 0, 0, 0, begin), name]
        begin += _LOCAL_HEADER + len(name) + size
    entries = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(entries), begin, 0)
    return b"".join([*members, entries, end])
