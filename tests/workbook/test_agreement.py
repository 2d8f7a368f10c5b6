"""Two readings of one cell: the same exactly, or a doubt about that cell; never blank without a word."""

from __future__ import annotations

import pytest

from tests.workbook.received import (
    MAIN,
    ONE,
    TEXT,
    XML,
    ods,
    relations,
    rows,
    strings,
    value,
    workbook,
    worksheet,
)
from toolkit.workbook.grids import at, open_grids

SHARED = '<row r="1"><c r="A1" t="s"><v>{}</v></c></row>'
TARGETS = ["../xl/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "../other/s.xml"]

SPELLINGS: dict[str, tuple[bytes, object, str]] = {
    "inline text before a value": (value("<is><t>18</t></is><v>18</v>", ' t="inlineStr"'), "18", ""),
    "inline text, empty value": (value("<is><t>18</t></is><v/>", ' t="inlineStr"'), "18", ""),
    "value instead of inline text": (value("<v>18</v>", ' t="inlineStr"'), "", "uncertain"),
    "inline text against value": (value("<is><t>18</t></is><v>5</v>", ' t="inlineStr"'), "", "uncertain"),
    "two values": (value("<v>1</v><v>2</v>"), "", "uncertain"),
    "empty text": (value("<v></v>", ' t="str"'), "", "empty_text"),
    # Read as text, which is then understood as the number, with a note.
    "spaces around a number": (value("<v> 18 </v>"), " 18 ", ""),
    "exponent": (value("<v>1.8E1</v>"), 18.0, ""),
    "unknown logical": (value("<v>5</v>", ' t="b"'), "", "uncertain"),
    "unknown type": (value("<v>18</v>", ' t="x"'), "", "uncertain"),
    "extension": (value("<v>18</v><extLst><ext><v>9</v></ext></extLst>"), 18.0, ""),
    "alternatives": (
        value("<mc:AlternateContent xmlns:mc='m'><mc:Fallback><v>18</v></mc:Fallback></mc:AlternateContent>"),
        "",
        "uncertain",
    ),
    "CDATA": (value("<v><![CDATA[18]]></v>"), 18.0, ""),
    "reference in a number": (value("<v>1&#56;</v>"), 18.0, ""),
    "comment in a number": (value("<v>1<!--x-->8</v>"), 18.0, ""),
    "cell twice, alike": (rows(ONE * 2), 1.0, ""),
    "cell twice, otherwise": (rows(ONE + ONE.replace("<v>1", "<v>2")), "", "uncertain"),
    "cell twice, as text": (rows(ONE + TEXT, strings("1")), "", "uncertain"),
    "rows in reverse": (rows('<row r="2"><c r="B2"><v>7</v></c></row>' + ONE), 1.0, ""),
    "string out of range": (rows(SHARED.format(5), strings()), "", "uncertain"),
    "empty string": (
        rows(SHARED.format(0), f'{XML}<sst xmlns="{MAIN}"><si/></sst>'),
        "",
        "empty_text",
    ),
}  # fmt: skip
CELL = "<table:table-row><table:table-cell{}><text:p>18</text:p></table:table-cell></table:table-row>"
OPEN_DOCUMENT: dict[str, tuple[str, object, str]] = {
    "text": (' office:value-type="string"', "18", ""),
    "no type": ("", "", "uncertain"),
    "empty string-value": (' office:value-type="string" office:string-value=""', "", "uncertain"),
    "no value": (' office:value-type="float"', "", "uncertain"),
    "unknown type": (' office:value-type="void"', "", "uncertain"),
    "no number": (' office:value-type="float" office:value="abc"', "", "uncertain"),
}


def read(data: bytes) -> tuple[object, str]:
    scanned, grids = open_grids(data)
    name = next(iter(grids))
    raw = at(grids[name], 0, 0)
    return raw, scanned.sheets[name].cells.doubt((0, 0), raw)


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_cell_is_read_exactly_or_doubted(name: str) -> None:
    data, expected, doubt = SPELLINGS[name]
    assert read(data) == (expected, doubt)


@pytest.mark.parametrize("name", OPEN_DOCUMENT)
def test_an_open_document_cell_is_read_exactly_or_doubted(name: str) -> None:
    attributes, expected, doubt = OPEN_DOCUMENT[name]
    assert read(ods(CELL.format(attributes))) == (expected, doubt)


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#FIELD!", "#PYTHON!"])
def test_a_new_error_value_spoils_its_own_cell_only(error: str) -> None:
    data = rows(f'<row r="1"><c r="A1"><v>18</v></c><c r="B1" t="e"><v>{error}</v></c></row>')
    scanned, grids = open_grids(data)
    assert at(grids["S"], 0, 0) == 18.0
    assert scanned.sheets["S"].errors == {(0, 1)}


@pytest.mark.parametrize(
    "target", ["../xl/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "../other/s.xml"]
)
def test_parts_are_found_by_their_relations(target: str) -> None:
    sheet = worksheet('<row r="1"><c r="A1"><v>7</v></c></row>')
    more = {"xl/_rels/workbook.xml.rels": relations(target), "other/s.xml": sheet}
    shown = 7.0 if "other" in target else 18.0
    assert read(rows('<row r="1"><c r="A1"><v>18</v></c></row>', more=more)) == (shown, "")


def test_a_sheet_without_part_is_passed_over_and_named() -> None:
    more = {"xl/workbook.xml": workbook("S", "Module1")}
    scanned, grids = open_grids(rows('<row r="1"><c r="A1"><v>18</v></c></row>', more=more))
    assert (list(grids), scanned.passed_over) == (["S"], ("Module1",))
    assert at(grids["S"], 0, 0) == 18.0
