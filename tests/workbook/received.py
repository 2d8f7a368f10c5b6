"""Received files made in memory: good ones, odd ones, and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

SPECIMENS = Path(__file__).parent / "specimens"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8"?>'

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
TEXT = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def specimen(name: str) -> bytes:
    return (SPECIMENS / name).read_bytes()


def plain_workbook() -> bytes:
    """Two sheets with numbers, texts, formulas, errors and names."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        table, checks = book.add_worksheet("三申请办理"), book.add_worksheet("校验")
        table.write_row(0, 0, ["项目", "自然人", "法人", "总计"])
        for row, (left, right) in enumerate([(3, 4), (5, 6), (0.1, 59237.2449)], 1):
            table.write_row(row, 0, [f"第{row}行", left, right])
            table.write_formula(row, 3, f"=SUM(B{row + 1}:C{row + 1})", None, left + right)
        table.write(4, 1, "２件")
        table.write_blank(4, 2, None, book.add_format({"bold": True}))
        table.write(5, 1, True)
        table.write_formula(6, 1, "=1/0", None, "#DIV/0!")
        table.write_formula(7, 1, "=三申请办理!#REF!+1", None, "#REF!")
        checks.write(0, 0, "校验")
        checks.write_formula(1, 1, "='三申请办理'!B2+1", None, 4)
        checks.write_formula(2, 1, '=IF(三申请办理!B2<4,"通过","不通过")', None, "通过")
        book.define_name("requests.received.natural_person", "='三申请办理'!$B$2")
        book.define_name("block", "='三申请办理'!$B$2:$C$4")
    return target.getvalue()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    # Hostile files are megabytes of the same letter.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def relations(*targets: str) -> str:
    """Relations rId1, rId2 … to worksheets."""
    lines = [
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="{target}"/>'
        for number, target in enumerate(targets, 1)
    ]
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def workbook(*sheets: str, names: str = "") -> str:
    tags = [
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets or ("S",), 1)
    ]
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{"".join(tags)}</sheets>{names}</workbook>'


def worksheet(rows: str) -> str:
    return f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def strings(text: str = "a", *, declared: int = 1) -> str:
    return (
        f'{XML}<sst xmlns="{MAIN}" count="{declared}" uniqueCount="{declared}"><si><t>{text}</t></si></sst>'
    )


def xlsx(sheet: str | bytes, shared: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """The least that is a workbook with one sheet; ``more`` replaces or adds parts."""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations("xl/workbook.xml").replace("/worksheet", "/officeDocument"),
        "xl/workbook.xml": workbook(),
        "xl/_rels/workbook.xml.rels": relations("worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if shared:
        parts["xl/sharedStrings.xml"] = shared
    return zipped(parts | dict(more or {}))


def rows(text: str, shared: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    return xlsx(worksheet(text), shared, more)


def value(content: str, kind: str = "") -> bytes:
    """A workbook with one cell, of that type and content."""
    return rows(f'<row r="1"><c r="A1"{kind}>{content}</c></row>')


def formula(text: str) -> bytes:
    return value(f"<f>{text}</f><v>1</v>")


def number(address: str) -> str:
    """A row with one number."""
    row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{address}"><v>1</v></c></row>'


def two_sheets(first: str, second: str) -> bytes:
    """A workbook whose sheets A and B lie at these targets."""
    more = {
        "xl/workbook.xml": workbook("A", "B"),
        "xl/_rels/workbook.xml.rels": relations(first, second),
        "xl/worksheets/sheet2.xml": worksheet(ONE),
    }
    return rows(ONE, more=more)


def ods(table_rows: str | None = None, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """The specimen with other rows in its first sheet; ``more`` replaces or adds parts."""
    parts: dict[str, str | bytes] = dict(unzipped(specimen("libreoffice.ods")))
    if table_rows is not None:
        text = unzipped(specimen("libreoffice.ods"))["content.xml"].decode()
        start, end = text.index("<table:table-row"), text.index("</table:table>")
        parts["content.xml"] = text[:start] + table_rows + text[end:]
    return zipped(parts | dict(more or {}))


def ods_row(content: str = "", attributes: str = "", *, repeated: str = "1") -> str:
    """A row with one cell of value 1."""
    cell = f'<table:table-cell office:value-type="float" office:value="1"{attributes}>{content}'
    row = f'<table:table-row table:number-rows-repeated="{repeated}">{cell}'
    return f"{row}</table:table-cell></table:table-row>"


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def xls(record: bytes, offset: int, new: bytes) -> bytes:
    """The specimen with ``new`` in the body of the first record that begins like ``record``."""
    data = specimen("libreoffice.xls")
    return patched(data, data.index(record) + offset, new)


def xls_renamed(new: str) -> bytes:
    """The specimen with another name for its workbook stream."""
    data = specimen("libreoffice.xls")
    entry = data.index("Workbook".encode("utf-16-le"))
    name = new.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(new) + 2)
    return patched(data, entry, name)


def xls_ring() -> bytes:
    """The chain of directory sectors bites its own tail."""
    data = specimen("libreoffice.xls")
    table, directory = (struct.unpack_from("<I", data, offset)[0] for offset in (76, 48))
    return patched(data, 512 * (table + 1) + 4 * directory, struct.pack("<I", directory))


def declaring(data: bytes, size: int) -> bytes:
    """A zip whose directory lies about the size of its last member."""
    entry = data.rindex(b"PK\1\2")
    return patched(data, entry + 24, struct.pack("<I", size))


def with_password_bit(data: bytes) -> bytes:
    """A zip whose last member says that it is encrypted."""
    return patched(data, data.rindex(b"PK\1\2") + 8, b"\1\0")
