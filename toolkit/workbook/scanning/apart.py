"""A workbook of one sheet in the usual spelling, made from what a scan found."""

from __future__ import annotations

import io
import zipfile

from toolkit.workbook.scanning.filled_cells import FilledCells
from toolkit.workbook.scanning.markup import escaped
from toolkit.workbook.scanning.strings import Strings
from toolkit.workbook.scanning.worksheet import merged_areas, rewritten

_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
)
_RELATION = b'<Relationship Id="rId%d" Type="' + _OFFICE + b'/%s" Target="%s"/>'
_WORKBOOK = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="' + _OFFICE + b'">'
    b'<sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


class Apart:
    """Makes a workbook of one sheet; its values and merged cells are those of the received one."""

    def __init__(self, name: str, cells: FilledCells, strings: Strings, styles: bytes) -> None:
        self._name, self._cells = name, cells
        self._strings, self._styles = strings, styles

    def __call__(self) -> bytes:
        parts = {
            "_rels/.rels": _RELATIONS % (_RELATION % (1, b"officeDocument", b"xl/workbook.xml")),
            "xl/workbook.xml": _WORKBOOK % escaped(self._name),
            "xl/worksheets/sheet1.xml": rewritten(
                self._cells.all()[1], len(self._strings), merged_areas(self._cells.part)
            ),
        }
        relations = [_RELATION % (1, b"worksheet", b"worksheets/sheet1.xml")]
        if self._strings.part:
            parts["xl/sharedStrings.xml"] = self._strings.part
            relations.append(_RELATION % (2, b"sharedStrings", b"sharedStrings.xml"))
        if self._styles:
            parts["xl/styles.xml"] = self._styles
            relations.append(_RELATION % (3, b"styles", b"styles.xml"))
        parts["xl/_rels/workbook.xml.rels"] = _RELATIONS % b"".join(relations)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            for part, content in parts.items():
                package.writestr(part, content)
        return target.getvalue()
