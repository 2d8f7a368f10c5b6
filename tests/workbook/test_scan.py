"""Looking received files over: what is told, what is refused, and that nothing else ever happens."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.workbook.mutants import mutants
from tests.workbook.received import (
    MAIN,
    ODS_CELL,
    ODS_ROW,
    ONE,
    STRICT,
    TEXT,
    XML,
    declaring,
    ods,
    plain_workbook,
    relations,
    rows,
    specimen,
    strings,
    two_sheets,
    with_password_bit,
    workbook,
    worksheet,
    xls,
    xls_renamed,
    xls_ring,
    xlsx,
    zipped,
)
from toolkit.workbook import ooxml
from toolkit.workbook.scan import Scan, Unreadable, scan

TABLE, CHECKS = "三申请办理", "校验"
FORMULAS = {
    TABLE: {(1, 3): "SUM(B2:C2)", (2, 3): "SUM(B3:C3)", (3, 3): "SUM(B4:C4)", (6, 1): "1/0"},
    CHECKS: {(2, 1): 'IF(三申请办理!B2<4,"通过","不通过")'},
}


def read_values(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: list(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
    }


def refused(data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(Unreadable) as caught:
        scan(data)
    return caught.value.code, caught.value.details


@pytest.mark.parametrize(
    "data", [plain_workbook(), specimen("libreoffice.xlsx")], ids=["xlsxwriter", "LibreOffice"]
)
def test_xlsx_tells_formulas_errors_and_names(data: bytes) -> None:
    found = scan(data)
    assert found.format == "xlsx"
    assert list(found.sheets) == [TABLE, CHECKS]
    for name, formulas in FORMULAS.items():
        assert formulas.items() <= found.sheets[name].formulas.items()
    assert found.sheets[TABLE].errors == {(6, 1), (7, 1)}
    assert found.names == {"requests.received.natural_person": (TABLE, 1, 1)}
    assert not found.macros
    assert not found.external_links
    assert found.producer.startswith(("Microsoft Excel", "LibreOffice"))


def test_ods_tells_formulas_errors_and_names() -> None:
    found = scan(specimen("libreoffice.ods"))
    assert (found.format, list(found.sheets), found.macros, found.external_links) == (
        "ods",
        [TABLE, CHECKS],
        False,
        False,
    )
    assert found.sheets[TABLE].formulas[1, 3] == "of:=SUM([.B2:.C2])"
    assert found.sheets[TABLE].errors == {(6, 1), (7, 1)}
    assert found.names == {"requests.received.natural_person": (TABLE, 1, 1)}
    assert found.producer.startswith("LibreOffice")


def test_xls_tells_where_formulas_and_errors_are() -> None:
    found = scan(specimen("libreoffice.xls"))
    assert (found.format, list(found.sheets), found.names) == ("xls", [TABLE, CHECKS], {})
    assert found.sheets[TABLE].formulas == dict.fromkeys([(1, 3), (2, 3), (3, 3), (5, 1), (6, 1), (7, 1)], "")
    assert found.sheets[TABLE].errors == {(6, 1), (7, 1)}


def test_a_shared_formula_has_its_text_at_its_first_cell() -> None:
    shared = '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1&amp;"&lt;"</f><v>1</v></c>'
    follower = '<row r="2"><c r="B2"><f t="shared" si="0"/><v>1</v></c></row>'
    found = scan(rows(f'<row r="1">{shared}</row>{follower}'))
    assert found.sheets["S"].formulas == {(0, 1): 'A1&"<"', (1, 1): ""}


def test_an_array_formula_holds_for_its_range() -> None:
    text = '<row r="1"><c r="A1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c><c r="B1"><v>2</v></c></row>'
    assert scan(rows(text)).sheets["S"].formulas == {(0, 0): "C1:D1", (0, 1): ""}


@pytest.mark.parametrize(
    ("data", "macros", "links"),
    [
        (rows(ONE, more={"xl/vbaProject.bin": b"x"}), True, False),
        (rows(ONE, more={"xl/externalLinks/externalLink1.xml": "<a/>"}), False, True),
        (rows('<row r="1"><c r="A1"><f>[1]Sheet1!$A$1</f><v>1</v></c></row>'), False, True),
        (rows('<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A0</f><v>1</v></c></row>'), False, True),
        (rows('<row r="1"><c r="A1"><f>A2&amp;"[1]Sheet1!|!"</f><v>1</v></c></row>'), False, False),
        (ods(ODS_ROW, {"Basic/Standard/Module1.xml": "<a/>"}), True, False),
        (
            ods(
                ODS_ROW.replace(
                    "<table:table-cell", '<table:table-cell table:formula="of:=DDE(&quot;a&quot;)"'
                )
            ),
            False,
            True,
        ),
    ],
)
def test_macros_and_links_are_reported(data: bytes, macros: bool, links: bool) -> None:
    found = scan(data)
    assert (found.macros, found.external_links) == (macros, links)
    assert found.format == (
        "xlsm" if macros and "S" in found.sheets else "xlsx" if "S" in found.sheets else "ods"
    )


NAMES = (
    "<definedNames><definedName name='it' localSheetId='0'>S!$B$2</definedName><definedName comment='a' name=\"it\">S!$C$5"
    "</definedName><definedName name='range'>S!$A$1:$B$2</definedName><definedName name='gone'>X!$A$1</definedName>"
    "<definedName name='own'>'S'!$AA$10</definedName></definedNames>"
)


def test_a_name_of_the_workbook_goes_before_one_of_a_sheet() -> None:
    found = scan(rows(ONE, more={"xl/workbook.xml": workbook(names=NAMES)}))
    assert found.names == {"it": ("S", 4, 2), "own": ("S", 9, 26)}


ODD_BUT_GOOD: dict[str, tuple[bytes, object]] = {
    "prefixes": (xlsx(f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
                      "</x:sheetData></x:worksheet>"), 1),
    "strict": (xlsx(worksheet(ONE).replace(MAIN, STRICT)), 1),
    "no addresses": (rows("<row><c><v>1</v></c></row>"), 1),
    "address last": (rows('<row r="1"><c s="0" r="A1"><v>1</v></c></row>'), 1),
    "comment": (rows('<!-- <c r="XFD1048576"><v>1</v></c> -->' + ONE), 1),
    "inline text": (rows('<row r="1"><c r="A1" t="inlineStr"><is><t>&#19977;</t></is></c></row>'), "三"),
    "rich text": (rows('<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>'), "ab"),
    "far formats": (rows(ONE + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'), 1),
    "far typed blank": (rows(ONE + '<row r="1048576"><c r="XFD1048576" t="n"></c></row>'), 1),
    "absurd dimension": (xlsx(worksheet(ONE).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')), 1),
    "other case": (rows(ONE, more={"xl/_rels/workbook.xml.rels": relations("/xl/Worksheets/SHEET1.xml")}), 1),
    "bytes behind": (rows(ONE) + b"\r\n", 1),
    "ods with huge blanks": (ods(ODS_ROW + '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
                                 'table:number-columns-repeated="16384"/></table:table-row>'), 1),
    "ods with a header row": (ods(f"<table:table-header-rows>{ODS_ROW}</table:table-header-rows>"), 1),
    "xls with full dimensions": (xls(b"\0\2\16\0", 4, struct.pack("<IIHH", 0, 65536, 0, 256)), "项目"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_BUT_GOOD)
def test_odd_but_good_files_are_accepted_and_read(name: str) -> None:
    data, value = ODD_BUT_GOOD[name]
    found, values = scan(data), read_values(data)
    assert list(found.sheets) == list(values)
    assert next(iter(values.values()))[0][0] == value


def number(address: str) -> str:
    return f'<row r="{address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{address}"><v>1</v></c></row>'


FAR: dict[str, tuple[bytes, str]] = {
    "last cell": (rows(ONE + number("XFD1048576")), "XFD1048576"),
    "beyond the grid": (rows(ONE + number("AAAAAA99999999")), "AAAAAA99999999"),
    "stray value": (rows(ONE + number("H1048576")), "H1048576"),
    "row bound": (rows(number("A20001")), "A20001"),
    "column bound": (rows(number("SG1")), "SG1"),
    "area": (rows(number("SF20000")), "SF20000"),
    "empty text": (rows(ONE + '<row r="99999"><c r="A99999" t="str"><v></v></c></row>'), "A99999"),
    "formula": (rows(ONE + '<row r="99999"><c r="A99999"><f>1</f></c></row>'), "A99999"),
    "no addresses": (rows("<row/>" * 20_000 + "<row><c><v>1</v></c></row>"), "A20001"),
    "ods rows": (ods(ODS_ROW.replace("row>", 'row table:number-rows-repeated="30000">', 1)), "A30000"),
    "ods columns": (ods(ODS_ROW.replace("cell", 'cell table:number-columns-repeated="16384"')), "XFD1"),
    "ods gap": (ods('<table:table-row table:number-rows-repeated="400000000"><table:table-cell/></table:table-row>'
                    + ODS_ROW), "A400000001"),
    "xls": (xls(b"\xbd\0\22\0", 4, b"\xff\xff\xff\0"), "IV65536"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAR)
def test_far_values_are_refused_with_their_place(name: str) -> None:
    data, cell = FAR[name]
    code, details = refused(data)
    assert code == "far_cells"
    assert details["sheet"] in ("S", TABLE)
    if name not in ("xls", "area"):
        assert details["cell"] == cell


BLANKS = '<c r="A1"/>' * 300_000
GOOD = plain_workbook()
DOCX = zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"})
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
CELL_STRING = '<c r="A1" t="s"><v>0</v></c>'
ENCRYPTED_ODS = (
    b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
)

REFUSED: dict[str, tuple[bytes, str, dict[str, object]]] = {
    "empty": (b"", "empty", {}),
    "html": (b"<html><table></table></html>", "not_a_workbook", {"kind": "html"}),
    "xml": (XML.encode() + b"<Workbook/>", "not_a_workbook", {"kind": "xml"}),
    "csv": ("项目,自然人\n新收,3\n".encode("gbk"), "not_a_workbook", {"kind": "text"}),
    "pdf": (b"%PDF-1.7", "not_a_workbook", {"kind": "pdf"}),
    "rar": (b"Rar!\x1a\7", "not_a_workbook", {"kind": "archive"}),
    "picture": (b"\x89PNG\r\n", "not_a_workbook", {"kind": "image"}),
    "noise": (bytes(range(256)), "not_a_workbook", {"kind": "other"}),
    "docx": (DOCX, "not_a_workbook", {"kind": "word"}),
    "nested zip": (zipped({"a.xlsx": GOOD}), "not_a_workbook", {"kind": "archive"}),
    "word in OLE": (xls_renamed("WordDocument"), "not_a_workbook", {"kind": "word"}),
    "odt": (ods(more={"mimetype": "application/vnd.oasis.opendocument.text"}), "not_a_workbook", {"kind": "word"}),
    "xlsb": (zipped({"xl/workbook.bin": b"x"}), "xlsb", {}),
    "encrypted xlsx": (specimen("encrypted.xlsx"), "encrypted", {}),
    "encrypted ods": (ods(more={"META-INF/manifest.xml": ENCRYPTED_ODS}), "encrypted", {}),
    "encrypted zip": (with_password_bit(rows(ONE)), "encrypted", {}),
    "FILEPASS": (xls(b"\x42\0\2\0", 0, b"\x2f\0"), "encrypted", {}),
    "truncated": (GOOD[:-200], "damaged", {"reason": "zip"}),
    "truncated early": (GOOD[:3000], "damaged", {"reason": "zip"}),
    "damaged bytes": (GOOD.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet1.xmk", 1), "damaged", {"reason": "zip"}),
    "no relations": (zipped({"xl/workbook.xml": workbook()}), "damaged", {"reason": "missing_part"}),
    "no sheet part": (zipped({"xl/workbook.xml": workbook(), "xl/_rels/workbook.xml.rels": relations("a.xml")}),
                      "damaged", {"reason": "missing_part"}),
    "no sheets": (rows(ONE, more={"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'}), "damaged", {"reason": "no_sheets"}),
    "one part twice": (two_sheets("worksheets/sheet1.xml", "worksheets/sheet1.xml"), "damaged", {"reason": "missing_part"}),
    "two formats": (ods(more={"xl/workbook.xml": workbook()}), "damaged", {"reason": "zip"}),
    "broken XML": (xlsx(worksheet(ONE)[:-30]), "damaged", {"reason": "xml"}),
    "UTF-16": (xlsx(worksheet(ONE).replace("UTF-8", "UTF-16").encode("utf-16")), "damaged", {"reason": "encoding"}),
    "GBK": (xlsx(worksheet(ONE).replace("UTF-8", "GBK")), "damaged", {"reason": "encoding"}),
    "entity bomb": (xlsx(worksheet(ONE).replace("<worksheet", BOMB + "<worksheet")), "forbidden_xml",
                    {"part": "xl/worksheets/sheet1.xml"}),
    "entities in ods": (ods(more={"content.xml": BOMB + "<a>&b;</a>"}), "forbidden_xml", {"part": "content.xml"}),
    "rows out of order": (rows(number("A7") + number("B2")), "damaged", {"reason": "cell_order"}),
    "cell twice": (rows(number("A1") * 2), "damaged", {"reason": "cell_order"}),
    "bad address": (rows(number("$A$1")), "damaged", {"reason": "cell_reference"}),
    "bad row": (rows('<row r="x"><c><v>1</v></c></row>'), "damaged", {"reason": "cell_reference"}),
    "two sheet data": (xlsx(worksheet(ONE + "</sheetData><sheetData>")), "damaged", {"reason": "markup"}),
    "CDATA value": (rows('<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>'), "damaged", {"reason": "markup"}),
    "comment in a value": (rows('<row r="1"><c r="A1"><v>1<!--x-->2</v></c></row>'), "damaged", {"reason": "markup"}),
    "reference in a number": (rows('<row r="1"><c r="A1"><v>1&#50;</v></c></row>'), "damaged", {"reason": "markup"}),
    "value before formula": (rows('<row r="1"><c r="A1"><v>1</v><f>1</f></c></row>'), "damaged", {"reason": "markup"}),
    "string count": (rows(TEXT, strings(declared=4_000_000_000)), "damaged", {"reason": "string_count"}),
    "string count, odd root": (rows(TEXT, strings(declared=4_000_000_000).replace('"', "'")), "damaged",
                               {"reason": "string_count"}),
    "repeated string": (rows(f'<row r="1">{CELL_STRING}' + "".join(f'<c r="{c}1" t="s"><v>0</v></c>' for c in "BCDEFGHI")
                             + "</row>", strings("x" * 15_000_000)), "too_large", {"what": "text"}),
    "blanks": (rows(f'<row r="1">{BLANKS}</row>'), "too_large", {"what": "cells"}),
    "blanks without address": (rows("<row>" + "<c/>" * 300_000 + "</row>"), "too_large", {"what": "cells"}),
    "blank bomb": (rows(" " * 30_000_000), "too_large", {"what": "bytes"}),
    "lying size": (declaring(rows("<row/>" * 400_000), 1000), "damaged", {"reason": "member"}),
    "lying size, more": (declaring(rows(ONE), 19_000_000), "damaged", {"reason": "member"}),
    "hidden among pictures": (declaring(two_sheets("worksheets/sheet1.xml", "media/a.xml"), 4_000_000_000), "too_large",
                              {"what": "bytes"}),
    "members": (zipped({f"a{n}": b"" for n in range(2001)}), "too_large", {"what": "members"}),
    "ods text": (ods(ODS_ROW.replace("row>", 'row table:number-rows-repeated="9000">', 1)
                     .replace("/>", f' office:string-value="{"x" * 90_000}"/>')), "too_large", {"what": "text"}),
    "ods spaces": (ods(f'<table:table-row>{ODS_CELL[:-2]}><text:p><text:s text:c="4000000000"/></text:p></table:table-cell>'
                       "</table:table-row>"), "too_large", {"what": "text"}),
    "ods CDATA": (ods("<table:table-row><table:table-cell><text:p><![CDATA[5]]></text:p></table:table-cell>"
                      "</table:table-row>"), "damaged", {"reason": "markup"}),
    "ods table in a cell": (ods(f'<table:table-row><table:table-cell><table:table table:name="x">{ODS_ROW}</table:table>'
                                "</table:table-cell></table:table-row>"), "damaged", {"reason": "markup"}),
    "ods with other prefixes": (ods(more={"content.xml": "<a/>"}), "damaged", {"reason": "no_sheets"}),
    "xls cut": (specimen("libreoffice.xls")[:700], "damaged", {"reason": "container"}),
    "xls dimensions": (xls(b"\0\2\16\0", 4, struct.pack("<IIHH", 0, 1 << 31, 0, 256)), "damaged", {"reason": "dimensions"}),
    "xls dimensions turned": (xls(b"\0\2\16\0", 4, struct.pack("<IIHH", 0, 3, 9, 2)), "damaged", {"reason": "dimensions"}),
    "xls sheet outside": (xls(b"\x85\0\22\0", 4, struct.pack("<I", 1 << 30)), "damaged", {"reason": "records"}),
    "xls ring of sectors": (xls_ring(), "damaged", {"reason": "container"}),
    "xls sector count": (xls(b"\xd0\xcf\x11\xe0", 44, b"\xff\xff\xff\xff"), "damaged", {"reason": "container"}),
    "xls with a zip behind": (specimen("libreoffice.xls") + rows(ONE), "damaged", {"reason": "container"}),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_and_broken_files_end_in_one_verdict(name: str) -> None:
    data, expected, details = REFUSED[name]
    code, found = refused(data)
    assert code == expected
    assert details.items() <= found.items()


def test_a_member_twice_in_the_zip_is_refused() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        data = rows(ONE)
        target = io.BytesIO(data)
        import zipfile

        with zipfile.ZipFile(target, "a") as package:
            package.writestr("XL/worksheets\\sheet1.xml", worksheet(number("XFD1048576")))
    assert refused(target.getvalue()) == ("damaged", {"reason": "zip"})


def test_an_unreadable_file_tells_its_code_and_details() -> None:
    error = Unreadable("far_cells", sheet="S", cell="A1")
    assert (error.code, error.details) == ("far_cells", {"sheet": "S", "cell": "A1"})


def by_parser(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Scan:
    with monkeypatch.context() as patch:
        patch.setattr(ooxml, "canonical_cells", lambda _: None)
        return scan(data)


@pytest.mark.parametrize("data", [GOOD, specimen("libreoffice.xlsx")], ids=["xlsxwriter", "LibreOffice"])
def test_the_fast_way_finds_what_the_parser_finds(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scan(data) == by_parser(data, monkeypatch)


TYPES = st.sampled_from(["", ' t="n"', ' t="str"', ' t="b"', ' t="e"'])
CONTENTS = st.one_of(
    st.sampled_from(
        ["", "<v/>", "<v />", "<v></v>", "<v>12</v>", "<f>A1</f>", "<f>A&lt;1</f><v>3</v>", "<f></f><v>3</v>"]
    ),
    st.sampled_from(
        ['<f t="shared" si="0"/><v>1</v>', "<is><t>a</t></is>", '<is><t xml:space="preserve"> </t></is>']
    ),
    st.sampled_from(
        [
            "<v>1&#50;</v>",
            "<v><!-- --></v>",
            "<v>1</v><v>2</v>",
            "<w/>",
            "<v> 1</v>",
            "<f/>",
            "<v>1</v><f>1</f>",
        ]
    ),
)


@given(
    st.lists(st.tuples(st.sampled_from(["A", "b", "AB", "ZZZ"]), TYPES, CONTENTS, st.booleans()), max_size=6)
)
def test_the_fast_way_finds_every_value_the_parser_finds(cells: list[tuple[str, str, str, bool]]) -> None:
    text = "".join(
        f'<row r="{n}"><c r="{c}{n}" s="1"{t}>{v}</c></row>' for n, (c, t, v, _) in enumerate(cells, 1)
    )
    if any(short for *_, short in cells):
        text = text.replace("></c>", "/>")
    part = worksheet(text).encode()
    fast = ooxml.canonical_cells(part)
    if fast is not None:
        parsed = ooxml._Worksheet(part).cells
        assert [cell[:3] for cell in fast] == [cell[:3] for cell in parsed]
        assert [bool(cell[3] or cell[4] or cell[6]) for cell in fast] == [
            bool(cell[3] or cell[4] or cell[6]) for cell in parsed
        ]
        assert [cell[5] for cell in fast] == [cell[5] for cell in parsed]


@pytest.mark.parametrize("seed", range(3))
def test_damaged_files_are_scanned_or_refused(seed: int) -> None:
    accepted = 0
    for data in mutants(150, seed):
        try:
            accepted += isinstance(scan(data), Scan)
        except Unreadable as verdict:
            assert verdict.code in (
                "empty",
                "not_a_workbook",
                "encrypted",
                "damaged",
                "too_large",
                "far_cells",
                "forbidden_xml",
            )
    assert accepted > 50


def test_the_value_reader_survives_what_the_scan_accepts() -> None:
    pytest.importorskip("resource")
    command = [sys.executable, "-m", "tests.workbook.mutants", "300"]
    done = subprocess.run(
        command, capture_output=True, cwd=Path(__file__).parents[2], timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    scanned, accepted, read = map(int, done.stdout.split())
    assert scanned == 900
    assert accepted > 200
    assert read > 150


SMALL: list[Callable[[], bytes]] = [
    plain_workbook,
    lambda: specimen("libreoffice.xls"),
    lambda: specimen("libreoffice.ods"),
]


@pytest.mark.parametrize("make", SMALL, ids=["xlsx", "xls", "ods"])
def test_every_truncation_is_refused_or_scanned(make: Callable[[], bytes]) -> None:
    data = make()
    for length in [*range(0, 1200, 7), *range(1200, len(data), 97)]:
        try:
            scan(data[:length])
        except Unreadable:
            continue
        assert len(data) - length < 600  # an .xls may lose its last, unused sectors
