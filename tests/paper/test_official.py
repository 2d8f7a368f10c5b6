"""What is written is what the format allows: properties in the order of its schema (ISO/IEC 29500-1, 17)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from tests.collection.returns.faulty_workbooks import FAULTY, notice, with_books
from tests.reports.test_document import seed_publication
from toolkit.collection.returns import write_note
from toolkit.paper import official
from toolkit.reports.document import document

ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr "
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
}


def properties(data: bytes) -> Iterator[tuple[str, list[str]]]:
    """Every element of properties with the names of its children."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [name for name in package.namelist() if name.startswith("word/") and name.endswith(".xml")]
        for part in parts:
            for element in etree.fromstring(package.read(part)).iter(etree.Element):
                name = etree.QName(element).localname
                if name in ORDER:
                    yield name, [etree.QName(child).localname for child in element]


def a_return() -> bytes:
    stream = io.BytesIO()
    write_note(stream, with_books(notice(next(iter(FAULTY.values()))()), marked="101-退回.xlsx"))
    return stream.getvalue()


def a_report() -> bytes:
    return document(seed_publication())


@pytest.mark.parametrize("made", [a_report, a_return])
def test_properties_stand_in_the_order_of_the_schema(made: Callable[[], bytes]) -> None:
    found = list(properties(made()))
    assert {name for name, _ in found} == ORDER.keys()
    for name, children in found:
        order = ORDER[name].split()
        assert children == sorted(set(children), key=order.index), name


@pytest.mark.parametrize("made", [a_report, a_return])
def test_quotation_marks_are_of_the_chinese_font(made: Callable[[], bytes]) -> None:
    """Word takes “ ” and … from the Latin font where a run does not say otherwise (17.3.2.26)."""
    runs = list(Document(io.BytesIO(made())).element.body.iter(qn("w:r")))
    quoted = [run for run in runs if "“" in "".join(run.itertext())]
    assert quoted and all(run.rPr.rFonts.get(qn("w:hint")) == "eastAsia" for run in quoted)


@pytest.mark.parametrize(
    ("label", "letters", "shown"),
    [
        ("（三）不予公开", 4, "（三）\n不予公开"),
        ("三、本年度办理结果", 4, "三、\n本年度\n办理结果"),
        ("商业企业", 3, "商业\n企业"),
        ("自然人", 3, "自然人"),
        ("PM2.5浓度年均值", 4, "PM2.5浓度年均值"),
    ],
)
def test_labels_of_several_lines_break_evenly(label: str, letters: int, shown: str) -> None:
    assert official.evenly(label, letters) == shown


def test_titles_of_two_lines_break_between_words() -> None:
    paper, form = official.official_paper(""), "《政府信息公开工作年度报告》"
    for name in ("样例市", "样例市住房和城乡建设局"):
        official.title(paper, name, "2023年政府信息公开工作年度报告")
    official.title(paper, f"关于2023年度{form}数据报送情况的通报")
    official.title(paper, f"关于报送2023年度{form}数据的通知")
    assert [paragraph.text for paragraph in paper.paragraphs] == [
        "样例市2023年政府信息公开工作年度报告",
        "样例市住房和城乡建设局\n2023年政府信息公开工作年度报告",
        f"关于2023年度\n{form}\n数据报送情况的通报",
        f"关于报送2023年度\n{form}数据的通知",
    ]


def test_a_signature_is_never_alone_on_a_page() -> None:
    paper = official.official_paper("")
    for words in ("请抓紧办理。", "特此通报。"):
        official.text(paper, words)
    official.to_the_right(paper, ("", "样例市人民政府"))
    official.to_the_right(paper, ("【成文日期】",), marked=True)
    kept = [paragraph.paragraph_format.keep_with_next for paragraph in paper.paragraphs]
    assert kept == [None, True, True, True, None]
