from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from tests.published.formats.shown import shown
from toolkit.published.formats.word_document import read_document
from toolkit.workbook.scanning.scanned import Unreadable

_HEAD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
)


def document(body: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"{_HEAD}{body}</w:body></w:document>")
    return stream.getvalue()


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def read(body: str) -> list[str]:
    return shown(read_document(document(body)))


def test_a_document_as_word_writes_it() -> None:
    word = Document()
    word.core_properties.title = "某局年度报告"
    word.add_heading("一、总体情况", 2)
    word.add_paragraph("共收到").add_run("11件")
    table = word.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "甲\n乙"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "丙"
    word.add_paragraph("后文")
    stream = io.BytesIO()
    word.save(stream)
    content = read_document(stream.getvalue())
    assert content.titles == ("某局年度报告",)
    assert shown(content) == [
        "## 一、总体情况", "共收到11件",
        "[", "0:00 1:甲/乙+1×2", "0:丙+2×1 1:11 2:12", "1:21 2:22", "]",
        "后文",
    ]  # fmt: skip


def test_tracked_changes_are_read_as_accepted() -> None:
    changed = (
        f"<w:p>{run('收到')}<w:ins>{run('12')}</w:ins><w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('7')}</w:moveFrom>{run('8', '<w:strike/>')}{run('9', '<w:vanish/>')}"
        f"{run('件', '<w:strike w:val=&quot;0&quot;/>'.replace('&quot;', chr(34)))}</w:p>"
    )
    assert read(changed) == ["收到12件"]


def test_text_boxes_controls_and_fields_are_reached() -> None:
    box = f"<w:txbxContent><w:p>{run('框内')}</w:p></w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent><w:p>{run('控件')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run('锚')}<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:p><w:fldSimple>{run('2023')}</w:fldSimple><w:r><w:instrText>DATE</w:instrText></w:r>"
        f"<w:hyperlink>{run('年')}</w:hyperlink></w:p>"
    )
    assert read(body) == ["控件", "锚", "框内", "2023年"]


def test_raised_numbers_and_symbols_do_not_join_a_figure() -> None:
    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    assert read(f"<w:p>{run('12')}{raised}</w:p>") == ["12 1"]
    assert read(f"<w:p>{run('12')}<w:r><w:sym w:char='F031'/></w:r></w:p>") == ["12\ufffd"]


def test_deleted_rows_are_gone_and_wrapped_ones_are_there() -> None:
    def row(*texts: str, properties: str = "") -> str:
        cells = "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in texts)
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    body = (
        f"<w:tbl>{row('甲', '1')}{row('乙', '2', properties='<w:del/>')}"
        f"<w:sdt><w:sdtContent>{row('丙', '3')}</w:sdtContent></w:sdt>"
        f"{row('4', properties='<w:gridBefore w:val=' + chr(34) + '1' + chr(34) + '/>')}</w:tbl>"
    )
    assert read(body) == ["[", "0:甲 1:1", "0:丙 1:3", "1:4", "]"]


def test_hostile_documents_are_refused() -> None:
    def code(data: bytes) -> str:
        with pytest.raises(Unreadable) as refused:
            read_document(data)
        return refused.value.code

    assert code(document("<w:p>" * 100_000)) == "too_complex"
    assert code(document("<w:sdt>" * 400_000)) == "too_complex"
    cells = f"<w:tbl><w:tr>{'<w:tc/>' * 70_000}</w:tr></w:tbl>"
    assert code(document(cells)) == "too_complex"
    assert code(document("<w:t>" + "0" * 30_000_000 + "</w:t>")) == "too_large"
    assert code(document("<w:p>")) == "damaged"
    assert code(b"PK\3\4") == "damaged"
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as package:
        package.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert code(bomb.getvalue()) == "forbidden_xml"
