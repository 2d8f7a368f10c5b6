"""A package changed part by part: what is not changed stays byte for byte."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from tests.clerk import filled
from tests.workbook.received import unzipped, zipped
from toolkit.workbook.editing import EditedBook
from toolkit.workbook.editing.cell_styles import LookChange
from toolkit.workbook.editing.sheet_areas import SheetArea
from toolkit.workbook.scanning.package import Package

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f"
    "0005fe02fea72d994f0000000049454e44ae426082"
)
SIZE = (340, 80)


@cache
def made() -> bytes:
    """What a unit may send: a chart, a picture, a comment of its own, formulas with results."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet: Any = book.add_worksheet("数据")
        sheet.write_row(0, 0, [1, 2, "文字"])
        sheet.write_formula(1, 0, "=A1+B1", None, 3)
        chart: Any = book.add_chart({"type": "column"})
        chart.add_series({"values": "=数据!$A$1:$B$1"})
        sheet.insert_chart("E2", chart)
        sheet.insert_image("E20", "a.png", {"image_data": io.BytesIO(PNG)})
        sheet.write_comment("B1", "已核")
        sheet.merge_range("A4:C4", "合并", book.add_format({"bottom": 5}))
    return stream.getvalue()


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def changed_parts(before: bytes, after: bytes) -> set[str]:
    old, new = unzipped(before), unzipped(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


@pytest.mark.parametrize("data", [made(), filled()], ids=["made", "template"])
def test_what_is_not_changed_stays_byte_for_byte(data: bytes) -> None:
    # The order to recalculate is in the workbook part.
    assert changed_parts(data, EditedBook(data).saved()) <= {"xl/workbook.xml"}


def test_what_is_not_changed_stays_as_it_is_packed() -> None:
    """Nothing is deflated anew, whoever deflated it."""
    data = zipped(unzipped(made()))
    before, after = Package(data), Package(EditedBook(data).saved())
    same = [m.filename for m in before.members if m.filename != "xl/workbook.xml"]
    assert [before.packed(name) for name in same] == [after.packed(name) for name in same]


def test_a_row_that_is_there_twice_is_read_whole() -> None:
    parts, name = unzipped(made()), "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b'<c r="B1"', b'</row><row r="1"><c r="B1"', 1)
    sheet = EditedBook(zipped(parts)).sheets["数据"]
    assert [sheet.text((0, column)) for column in range(3)] == ["1", "2", "文字"]
    sheet.write_number((0, 0), 5)
    sheet.write((0, 3), "新")
    again = EditedBook(sheet.book.saved()).sheets["数据"]
    assert [again.text((0, column)) for column in range(4)] == ["5", "2", "文字", "新"]


def test_validation_is_rewritten_where_it_differs() -> None:
    data = filled()
    issued, same = EditedBook(data), EditedBook(data)
    name = next(title for title, sheet in issued.sheets.items() if sheet.find("dataValidations") is not None)
    same.sheets[name].take_validation(issued.sheets[name])
    assert changed_parts(data, same.saved()) <= {"xl/workbook.xml"}
    other = EditedBook(data)
    rules = other.sheets[name].find("dataValidations")
    assert rules is not None
    rules.remove(rules[0])
    other.sheets[name].take_validation(issued.sheets[name])
    assert other.sheets[name].validation() == issued.sheets[name].validation()
    assert other.sheets[name].part in changed_parts(data, other.saved())


def test_pictures_charts_and_results_stay() -> None:
    book = EditedBook(made())
    sheet = book.sheets["数据"]
    sheet.write((0, 0), "=一")
    after = book.saved()
    assert changed_parts(made(), after) == {
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
    }
    found = opened(after)["数据"]
    assert (found["A1"].value, found["A1"].data_type) == ("=一", "s")
    values = openpyxl.load_workbook(io.BytesIO(after), data_only=True)["数据"]
    assert values["A2"].value == 3 and values["C1"].value == "文字"
    # Cells inside merged areas keep the borders they have.
    assert b'<c r="B4"' in unzipped(after)["xl/worksheets/sheet1.xml"]


def test_the_same_change_gives_the_same_bytes() -> None:
    def once() -> bytes:
        book = EditedBook(made())
        book.comments(book.sheets["数据"]).put((0, 0), "须改正", "某办", SIZE)
        return book.saved()

    assert once() == once()


def test_a_look_differs_in_what_is_changed_alone() -> None:
    book = EditedBook(filled())
    sheet = book.sheets["四复议诉讼"]
    before = sheet.style((5, 0))
    look = book.styles.changed(before, LookChange(fill="FFFFC9C9", edge=("medium", "FFC00000")))
    assert look == book.styles.changed(before, LookChange(fill="FFFFC9C9", edge=("medium", "FFC00000")))
    sheet.restyle((5, 0), look)
    sheet.restyle((90, 90), book.styles.changed(0, LookChange(locked=False, format='0"件"')))
    book.change_styles()
    found, was = opened(book.saved())["四复议诉讼"], opened(filled())["四复议诉讼"]
    assert found["A6"].fill.fgColor.rgb == "FFFFC9C9" and found["A6"].border.top.style == "medium"
    for same in ("font", "alignment", "protection", "number_format"):
        assert repr(getattr(found["A6"], same)) == repr(getattr(was["A6"], same))
    far = found.cell(91, 91)
    assert not far.protection.locked and far.number_format == '0"件"'
    assert repr(found["B6"].fill) == repr(was["B6"].fill)


def test_a_look_is_taken_from_another_workbook() -> None:
    ours, theirs = EditedBook(made()), EditedBook(filled())
    look = ours.styles.taken(theirs.styles, theirs.sheets["四复议诉讼"].style((5, 0)))
    ours.change_styles()
    ours.sheets["数据"].restyle((0, 1), look)
    found, model = opened(ours.saved())["数据"]["B1"], opened(filled())["四复议诉讼"]["A6"]
    for part in ("font", "fill", "border", "alignment", "protection", "number_format"):
        assert repr(getattr(found, part)) == repr(getattr(model, part))


# --- comments ----------------------------------------------------------------------------------


def test_a_comment_is_added_and_others_stay() -> None:
    book = EditedBook(made())
    comments = book.comments(book.sheets["数据"])
    assert comments.texts() == {(0, 1): "已核"}
    comments.put((1, 0), "须改正：\n2 <> 3", "某办", SIZE)
    found = opened(book.saved())["数据"]
    assert found["B1"].comment.text == "已核"
    assert (found["A2"].comment.text, found["A2"].comment.author) == ("须改正：\n2 <> 3", "某办")


def test_a_comment_is_taken_out_with_its_box() -> None:
    book = EditedBook(made())
    book.comments(book.sheets["数据"]).remove((0, 1))
    after = book.saved()
    assert opened(after)["数据"]["B1"].comment is None
    (boxes,) = (part for name, part in unzipped(after).items() if name.endswith(".vml"))
    assert b"ClientData" not in boxes


def test_boxes_that_are_no_xml_are_made_anew() -> None:
    parts = unzipped(made())
    (name,) = (name for name in parts if name.endswith(".vml"))
    book = EditedBook(zipped({**parts, name: parts[name].replace(b"</xml>", b"<br></xml>")}))
    book.comments(book.sheets["数据"]).put((1, 0), "须改正", "某办", SIZE)
    boxes = unzipped(book.saved())[name]
    assert boxes.count(b'ObjectType="Note"') == 2


def test_threads_give_way_to_what_is_written_below_them() -> None:
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    link = f'<Relationship Id="rId77" Type="{kind}" Target="../threadedComments/t1.xml"/></Relationships>'
    links = "xl/worksheets/_rels/sheet1.xml.rels"
    parts = unzipped(made())
    thread = {"xl/threadedComments/t1.xml": b"<ThreadedComments/>"}
    linked = {links: parts[links].replace(b"</Relationships>", link.encode())}
    book = EditedBook(zipped({**parts, **thread, **linked}))
    book.comments(book.sheets["数据"]).put((0, 1), "已核\n须改正", "某办", SIZE)
    after = unzipped(book.saved())
    assert not any("threaded" in name for name in after) and b"threaded" not in after[links]


# --- other ways of writing a workbook ----------------------------------------------------------


def test_texts_in_cells_become_shared_strings() -> None:
    book = opened(filled())
    book["四复议诉讼"]["A6"].comment = Comment("已核", "王")
    stream = io.BytesIO()
    book.save(stream)
    assert any(b"inlineStr" in part for part in unzipped(stream.getvalue()).values())
    after = EditedBook(stream.getvalue()).saved()
    assert not any(b"inlineStr" in part for part in unzipped(after).values())
    read = opened(after)
    for sheet in book.worksheets:
        same = read[sheet.title]
        assert all(same[cell.coordinate].value == cell.value for row in sheet.iter_rows() for cell in row)


def test_namespaces_with_prefixes_and_cells_without_addresses() -> None:
    parts, name = unzipped(made()), "xl/worksheets/sheet1.xml"
    spelt = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", parts[name])
    spelt = spelt.replace(b"xmlns=", b"xmlns:x=")
    spelt = re.sub(rb' r="[A-C]1"', b"", spelt)
    book = EditedBook(zipped({**parts, name: spelt}))
    sheet = book.sheets["数据"]
    assert [sheet.text((0, column)) for column in range(3)] == ["1", "2", "文字"]
    sheet.write((0, 1), "改")
    assert opened(book.saved())["数据"]["B1"].value == "改"


def test_formulas_that_share_the_one_replaced_keep_their_words() -> None:
    parts, name = unzipped(made()), "xl/worksheets/sheet1.xml"
    first = b'<c r="A2"><f t="shared" ref="A2:B2" si="0">A1+B1</f><v>3</v></c>'
    shared = first + b'<c r="B2"><f t="shared" si="0"/></c>'
    spelt = re.sub(rb'<c r="A2">.*?</c>', shared, parts[name])
    book = EditedBook(zipped({**parts, name: spelt}))
    book.sheets["数据"].write_formula((1, 0), "A1-B1")
    found = opened(book.saved())["数据"]
    assert (found["A2"].value, found["B2"].value) == ("=A1-B1", "=B1+C1")


def test_cells_are_joined_and_separated() -> None:
    book = EditedBook(made())
    sheet = book.sheets["数据"]
    (area,) = sheet.merged
    assert sheet.area_at((3, 2)) == area == SheetArea(3, 0, 3, 2)
    sheet.unmerge(area)
    sheet.merge(SheetArea(5, 0, 6, 0))
    assert [found.coord for found in opened(book.saved())["数据"].merged_cells.ranges] == ["A6:A7"]


def test_a_hidden_sheet_of_our_own() -> None:
    book = EditedBook(made())
    book.add_hidden_sheet("记录").write((2, 1), "行")
    found = opened(book.saved())
    assert found["记录"]["B3"].value == "行" and found["记录"].sheet_state == "veryHidden"
    assert found["数据"]["C1"].value == "文字"


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_what_is_no_workbook_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match=r"^no |is no "):
        EditedBook(zipped({**unzipped(made()), part: b"<a/>"})).saved()
