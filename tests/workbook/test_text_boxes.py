"""Words in text boxes and shapes: named, for nobody else reads them."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.clerk import FORM, filled, where
from tests.oracle.libreoffice import convert
from tests.workbook.received import ods, ods_row
from tests.workbook.test_clerk_comments import commented
from toolkit.findings import Finding
from toolkit.workbook.grids import open_grids
from toolkit.workbook.scanning import scan
from toolkit.workbook.scanning.comments import NoteRecords
from toolkit.workbook.submission import read_submission

AT = where("requests.received.business")
SHEET = FORM.sheet("requests").name
OFFICE = "http://schemas.openxmlformats.org"
NAMES = (
    f'xmlns:xdr="{OFFICE}/drawingml/2006/spreadsheetDrawing" xmlns:a="{OFFICE}/drawingml/2006/main" '
    f'xmlns:mc="{OFFICE}/markup-compatibility/2006"'
)
FROM = "<xdr:from><xdr:col>{}</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>{}</xdr:row></xdr:from>"
HERE = FROM.format(AT.column, AT.row)


def shape(text: str) -> str:
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f"<xdr:sp><xdr:txBody>{lines}</xdr:txBody></xdr:sp>"


def anchored(content: str, where: str = HERE, kind: str = "twoCell") -> str:
    return f"<xdr:{kind}Anchor>{where}{content}<xdr:clientData/></xdr:{kind}Anchor>"


def drawn(content: str, kind: str = "drawing", data: bytes | None = None) -> bytes:
    """A right workbook on whose sheet of requests something is drawn."""
    data = filled(declared=True) if data is None else data
    target, name = io.BytesIO(), "vmlDrawing9.vml" if kind == "vmlDrawing" else "drawing9.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        rels = "xl/worksheets/_rels/sheet4.xml.rels"
        for part in old.namelist():
            if part != rels:
                new.writestr(part, old.read(part))
        link = f'<Relationship Id="rId99" Type="x/{kind}" Target="../drawings/{name}"/>'
        new.writestr(rels, f"<Relationships>{link}</Relationships>")
        body = content if kind == "vmlDrawing" else f"<xdr:wsDr {NAMES}>{content}</xdr:wsDr>"
        new.writestr(f"xl/drawings/{name}", body)
    return target.getvalue()


def told(data: bytes) -> list[Finding]:
    return [finding for finding in read_submission(data).findings if finding.code == "R-comments"]


def test_a_text_box_is_named_with_its_cell_and_changes_nothing() -> None:
    data = drawn(anchored(shape("更正为\n12件")))
    (finding,) = told(data)
    assert finding.severity == "note"
    assert finding.wrong.startswith(
        f"文本框里的数与所在格所填不同：{SHEET} {AT.a1} 填“0”，文本框写“更正为 12件”。"
    )
    assert [(cell.sheet, cell.cell, cell.raw) for cell in finding.cells] == [(SHEET, AT.a1, "0")]
    assert read_submission(data).values == read_submission(filled(declared=True)).values


def test_a_text_box_beside_figures_is_named() -> None:
    (finding,) = told(drawn(anchored(shape("此表作废"), FROM.format(30, 2))))
    assert finding.wrong.startswith(f"文本框里写着：{SHEET} AE3“此表作废”。")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (anchored(shape("甲"), kind="oneCell"), [(AT.a1, "甲")]),
        (anchored(shape("甲"), "<xdr:pos/>", "absolute"), [("", "甲")]),
        (anchored(shape("甲"), FROM.format("x", -1)), [("", "甲")]),
        (anchored(f"<xdr:grpSp>{shape('甲')}{shape('乙')}</xdr:grpSp>"), [(AT.a1, "甲\n乙")]),
        (anchored(shape(" \n")), []),
        (anchored("<xdr:pic/>") + anchored('<xdr:graphicFrame><a:graphic/></xdr:graphicFrame>'), []),
        (
            f"<mc:AlternateContent><mc:Choice>{anchored(shape('甲'))}</mc:Choice>"
            f"<mc:Fallback>{anchored(shape('乙'))}</mc:Fallback></mc:AlternateContent>",
            [(AT.a1, "甲")],
        ),
    ],
)  # fmt: skip
def test_what_is_drawn(content: str, found: list[tuple[str, str]]) -> None:
    boxes = scan(drawn(content)).text_boxes
    assert [(box.cell, box.text) for box in boxes] == found
    assert {box.sheet for box in boxes} <= {SHEET}


def test_a_drawing_that_cannot_be_read_does_not_condemn_the_file() -> None:
    (finding,) = told(drawn("<broken"))
    assert finding.wrong.startswith(f"文本框里写着：{SHEET}。") and not finding.cells


@pytest.mark.parametrize(
    ("kind", "found"), [("Rect", [("C5", "更正 & 12")]), ("Note", []), ("", [("", "更正 & 12")])]
)
def test_boxes_drawn_as_of_old(kind: str, found: list[tuple[str, str]]) -> None:
    """In a language that need not be well-formed."""
    box = "<v:textbox style='x'><div><font>更正</font> &amp; 12<br></div></v:textbox>"
    client = f'<x:ClientData ObjectType="{kind}"><x:Anchor>\n 2, 15, 4, 2, 5, 1, 6, 0</x:Anchor>'
    content = f"<xml><v:shape>{box}{client if kind else ''}</x:ClientData></v:shape></xml>"
    boxes = scan(drawn(content, "vmlDrawing")).text_boxes
    assert [(one.cell, one.text) for one in boxes] == found


def test_our_own_workbooks_and_comments_hold_none() -> None:
    assert not scan(filled(prior={"requests.received.total": 50})).text_boxes
    assert not scan(commented("更正：应为 99")).text_boxes


# --- ods and xls -----------------------------------------------------------------------------------


FRAME = "<draw:frame><draw:text-box><text:p>更正为</text:p><text:p>12件</text:p></draw:text-box></draw:frame>"


RECTANGLE = "<draw:rect><text:p>更正为</text:p><text:p>12件</text:p></draw:rect>"


@pytest.mark.parametrize("shape", [FRAME, RECTANGLE, f"<draw:g>{FRAME}</draw:g>"])
def test_shapes_in_cells_of_an_ods(shape: str) -> None:
    """The value reader took words of a shape for words of its cell."""
    words = f'<table:table-cell office:value-type="string"><text:p>甲</text:p>{shape}</table:table-cell>'
    data = ods(ods_row(repeated="3") + f"<table:table-row><table:table-cell/>{words}</table:table-row>")
    scanned, grids = open_grids(data)
    assert [(box.cell, box.text) for box in scanned.text_boxes] == [("B4", "更正为\n12件")]
    name = next(iter(grids))
    assert grids[name][3][1] == "甲"
    assert scanned.sheets[name].cells.doubt((3, 1), "甲") == ""


def test_shapes_of_a_sheet_of_an_ods() -> None:
    picture = "<draw:frame><draw:image/></draw:frame>"
    boxes = scan(ods(f"<table:shapes>{FRAME}{picture}</table:shapes>" + ods_row())).text_boxes
    assert [(box.cell, box.text) for box in boxes] == [("", "更正为\n12件")]


def test_shapes_of_an_ods_that_is_odd_do_not_condemn_it() -> None:
    found = scan(ods(ods_row(f"{FRAME}<foreign:p/>")))
    assert {box.sheet for box in found.text_boxes} == set(found.sheets)
    assert {(box.cell, box.text) for box in found.text_boxes} == {("", "")}


def test_records_of_an_xls() -> None:
    records = NoteRecords()
    anchor = struct.pack("<9H", 0, 2, 0, 4, 0, 5, 0, 6, 0)
    records.take(0x00EC, b"any" + b"\x00\x00\x10\xf0\x12\x00\x00\x00" + anchor)
    records.take(0x005D, struct.pack("<HHHH", 0x15, 18, 0x06, 7))
    records.take(0x01B6, struct.pack("<10xH", 4))
    records.take(0x003C, b"\1" + "更正12".encode("utf-16-le"))
    records.take(0x005D, struct.pack("<HHHH", 0x15, 18, 0x14, 8))
    assert [(box.cell, box.text) for box in records.boxes("甲")] == [("C5", "更正12")]
    assert not list(records.comments("甲"))


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_boxes_saved_by_libreoffice(suffix: str, tmp_path: Path) -> None:
    """Beside comments and charts, which are no boxes."""
    file = tmp_path / "c.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("甲")
        sheet.write("A1", 1)
        sheet.write_comment("A1", "批注")
        if suffix != "xls":  # what follows a chart there is not looked at
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": "=甲!$A$1:$A$1"})
            chart.set_title({"name": "图"})
            sheet.insert_chart("H9", chart)
        sheet.insert_textbox("C5", "更正为12件", {"object_position": 2})
    (saved,) = convert([file], suffix, tmp_path / "out")
    for one in (file, saved):
        (found,) = scan(one.read_bytes()).text_boxes
        # An ods gets another column: LibreOffice does not repeat the cells before a shape.
        assert found == ("甲", "B5" if one.suffix == ".ods" else "C5", "更正为12件")
