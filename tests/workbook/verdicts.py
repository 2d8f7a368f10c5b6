"""Received files and what must become of them."""

from __future__ import annotations

import struct

from tests.workbook.received import (
    MAIN,
    ONE,
    STRICT,
    TEXT,
    XML,
    declaring,
    number,
    ods,
    ods_row,
    patched,
    plain_workbook,
    relations,
    rows,
    specimen,
    strings,
    two_sheets,
    value,
    with_password_bit,
    workbook,
    worksheet,
    xls,
    xls_renamed,
    xls_ring,
    xlsx,
    zipped,
)

GOOD = plain_workbook()
XLS = specimen("libreoffice.xls")

BLANK_ROWS = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
ODD_BUT_GOOD: dict[str, tuple[bytes, object]] = {
    "prefixes": (
        xlsx(
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
            "</x:sheetData></x:worksheet>"
        ),
        1,
    ),
    "strict": (xlsx(worksheet(ONE).replace(MAIN, STRICT)), 1),
    "no addresses": (rows("<row><c><v>1</v></c></row>"), 1),
    "address last": (rows('<row r="1"><c s="0" r="A1"><v>1</v></c></row>'), 1),
    "comment": (rows(f"<!-- {number('XFD1048576')} -->{ONE}"), 1),
    "inline text": (value("<is><t>&#19977;</t></is>", ' t="inlineStr"'), "三"),
    "rich text": (value("<is><r><t>a</t></r><r><t>b</t></r></is>", ' t="inlineStr"'), "ab"),
    "far formats": (rows(ONE + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'), 1),
    "far typed blank": (rows(ONE + '<row r="1048576"><c r="XFD1048576" t="n"></c></row>'), 1),
    "absurd dimension": (
        xlsx(worksheet(ONE).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')),
        1,
    ),
    "other case": (
        rows(ONE, more={"xl/_rels/workbook.xml.rels": relations("/xl/Worksheets/SHEET1.xml")}),
        1,
    ),
    "bytes behind": (rows(ONE) + b"\r\n", 1),
    "rows in reverse": (rows(number("A7") + number("B2") + TEXT, strings("a")), "a"),
    "the same cell twice": (rows(number("B1") * 2 + ONE), 1),
    "ods with huge blanks": (ods(ods_row() + BLANK_ROWS), 1),
    "ods with a header row": (ods(f"<table:table-header-rows>{ods_row()}</table:table-header-rows>"), 1),
    "xls with full dimensions": (xls(b"\0\2\16\0", 4, struct.pack("<IIHH", 0, 65536, 0, 256)), "项目"),
}
"""Accepted; what the first cell then reads."""

GAP = '<table:table-row table:number-rows-repeated="400000000"><table:table-cell/></table:table-row>'
FAR: dict[str, tuple[bytes, str]] = {
    "last cell": (rows(ONE + number("XFD1048576")), "XFD1048576"),
    "beyond the grid": (rows(ONE + number("AAAAAA99999999")), "AAAAAA99999999"),
    "stray value": (rows(ONE + number("H1048576")), "H1048576"),
    "row bound": (rows(number("A20001")), "A20001"),
    "column bound": (rows(number("SG1")), "SG1"),
    "last row and last column": (rows(number("SG1") + number("A5")), "SG1"),
    "area": (rows(number("SF20000")), "SF20000"),
    "empty text": (rows(ONE + '<row r="99999"><c r="A99999" t="str"><v></v></c></row>'), "A99999"),
    "formula": (rows(ONE + '<row r="99999"><c r="A99999"><f>1</f></c></row>'), "A99999"),
    "no addresses": (rows("<row/>" * 20_000 + "<row><c><v>1</v></c></row>"), "A20001"),
    "ods rows": (ods(ods_row(repeated="30000")), "A30000"),
    "ods columns": (ods(ods_row("", ' table:number-columns-repeated="16384"')), "XFD1"),
    "ods gap": (ods(GAP + ods_row()), "A400000001"),
    "xls": (xls(b"\xbd\0\x12\0", 4, b"\xff\xff\xff\0"), "IV65536"),
}
"""Refused with this cell."""

BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
ENCRYPTED_ODS = b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
SHARING = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 301))
SPACES = '<text:p><text:s text:c="4000000000"/></text:p>'
BLANK = '<c r="A1"/>'
RELATIONS = "xl/_rels/workbook.xml.rels"
ODT = "application/vnd.oasis.opendocument.text"
COUNTED = rows(TEXT, strings(declared=4_000_000_000))
DIMENSIONS = b"\0\2\16\0"

REFUSED: dict[str, dict[str, bytes]] = {
    "empty": {"nothing": b""},
    "not_a_workbook html": {"html": b"<html><table></table></html>"},
    "not_a_workbook xml": {"2003": XML.encode() + b"<Workbook/>"},
    "not_a_workbook text": {"csv": "项目,自然人\n新收,3\n".encode("gbk")},
    "not_a_workbook pdf": {"pdf": b"%PDF-1.7"},
    "not_a_workbook image": {"png": b"\x89PNG\r\n"},
    "encrypted noise": {"noise": bytes(range(256))},
    "not_a_workbook packed": {"rar": b"Rar!\x1a\7"},
    "not_a_workbook zip": {"nested zip": zipped({"a.xlsx": GOOD})},
    "not_a_workbook word": {
        "docx": zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}),
        "doc": xls_renamed("WordDocument"),
        "odt": ods(more={"mimetype": ODT}),
    },
    "not_a_workbook ole": {"message": xls_renamed("Message")},
    "xlsb": {"xlsb": zipped({"xl/workbook.bin": b"x"})},
    "encrypted": {
        "xlsx": specimen("encrypted.xlsx"),
        "ods": ods(more={"META-INF/manifest.xml": ENCRYPTED_ODS}),
        "zip": with_password_bit(rows(ONE)),
        "xls FILEPASS": xls(b"\x42\0\2\0", 0, b"\x2f\0"),
    },
    "damaged zip": {
        "truncated": GOOD[:-200],
        "truncated early": GOOD[:3000],
        "two formats": ods(more={"xl/workbook.xml": workbook()}),
        "member twice": zipped({"xl/workbook.xml": "", "XL\\Workbook.xml": ""}),
    },
    "damaged member": {
        "bytes": patched(GOOD, GOOD.index(b"sheet1.xml") + 40, b"\0\0\0\0"),
        "declares less": declaring(rows("<row/>" * 400_000), 1000),
        "declares more": declaring(rows(ONE), 19_000_000),
    },
    "damaged missing_part": {
        "no relations": zipped({"xl/workbook.xml": workbook()}),
        "no sheet": rows(ONE, more={RELATIONS: relations("worksheets/sheet2.xml")}),
        "no relation": rows(ONE, more={RELATIONS: relations()}),
        "one part twice": two_sheets("worksheets/sheet1.xml", "worksheets/sheet1.xml"),
        "no workbook": zipped({"xl/styles.xml": "<a/>"}),
    },
    "damaged no_sheets": {
        "xlsx": rows(ONE, more={"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'}),
        "ods with other prefixes": ods(more={"content.xml": "<a/>"}),
    },
    "damaged xml": {"cut": xlsx(worksheet(ONE)[:-30])},
    "damaged unusual encoding": {
        "UTF-16": xlsx(worksheet(ONE).replace("UTF-8", "UTF-16").encode("utf-16")),
        "GBK": xlsx(worksheet(ONE).replace("UTF-8", "GBK")),
    },
    "forbidden_xml xl/worksheets/sheet1.xml": {"bomb": xlsx(worksheet(ONE).replace("<w", BOMB + "<w", 1))},
    "forbidden_xml content.xml": {"ods": ods(more={"content.xml": BOMB + "<a>&b;</a>"})},
    "damaged cell_reference": {
        "cell": rows(number("$A$1")),
        "row": rows('<row r="x"><c><v>1</v></c></row>'),
    },
    "damaged markup": {
        "two sheet data": xlsx(worksheet(ONE + "</sheetData><sheetData>")),
        "ods CDATA": ods(ods_row("<text:p><![CDATA[5]]></text:p>")),
        "ods table in a cell": ods(ods_row(f'<table:table table:name="x">{ods_row()}</table:table>')),
    },
    "damaged string_count": {
        "xlsx": COUNTED,
        "quotes": rows(TEXT, strings(declared=10**9).replace('"', "'")),
    },
    "damaged repeat": {"ods": ods(ods_row(repeated="-1"))},
    "damaged container": {
        "cut": XLS[:700],
        "ring of sectors": xls_ring(),
        "number of sectors": xls(b"\xd0\xcf\x11\xe0", 44, b"\xff\xff\xff\xff"),
        "zip behind": XLS + rows(ONE),
    },
    "damaged dimensions": {
        "huge": xls(DIMENSIONS, 4, struct.pack("<IIHH", 0, 1 << 31, 0, 256)),
        "turned": xls(DIMENSIONS, 4, struct.pack("<IIHH", 0, 3, 9, 2)),
    },
    "damaged records": {"sheet outside": xls(b"\x85\0\x12\0", 4, struct.pack("<I", 1 << 30))},
    "too_large text": {
        "shared string": rows(SHARING, strings("x" * 1_000_000)),
        "ods": ods(ods_row("", f' office:string-value="{"x" * 90_000}"', repeated="9000")),
        "formula": value(f"<f>{'A' * 6_000_000}</f>"),
        "ods spaces": ods(ods_row(SPACES)),
    },
    "too_large cells": {
        "blanks": rows(f"<row>{BLANK * 300_000}</row>"),
        "other tags": rows("<f >" * 3_000_000),
        "blanks without address": rows(f"<row>{'<c/>' * 300_000}</row>"),
    },
    "too_large bytes": {
        "blank bomb": rows(" " * 30_000_000),
        "hidden among pictures": declaring(
            rows(ONE, more={RELATIONS: relations("media/a.xml"), "xl/media/a.xml": "<a/>"}), 4_000_000_000
        ),
    },
    "too_large members": {"zip": zipped({f"a{n}": b"" for n in range(2001)})},
}
"""Refused with this code and detail."""
