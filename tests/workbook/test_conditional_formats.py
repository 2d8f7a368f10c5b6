"""Numbers that conditional formats show otherwise."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import quoteattr

import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook.workbook import Workbook

from tests.clerk import edited, filled, where
from tests.workbook.received import unzipped, zipped
from toolkit.workbook.scanning.conditional_formats import conditional_areas, conditional_codes
from toolkit.workbook.submission import Submission, read_submission

RECEIVED, GRANTED = "requests.received.business", "requests.granted.business"
STYLES = b"""<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs/><dxfs>
<dxf><font/></dxf><dxf><numFmt numFmtId="200" formatCode="0&quot;&#19975;&quot;"/></dxf>
<dxf><numFmt numFmtId="201" formatCode="General"/></dxf></dxfs></styleSheet>"""
SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
 xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><sheetData/>
<conditionalFormatting sqref="B2:C3 E5"><cfRule dxfId="0"/><cfRule dxfId="1"/><cfRule dxfId="9"/>
</conditionalFormatting>
<conditionalFormatting sqref="A1"><cfRule dxfId="2"/><cfRule/></conditionalFormatting>
<extLst><ext><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule><x14:dxf>
<numFmt numFmtId="10" formatCode="0.00%"/></x14:dxf></x14:cfRule><xm:sqref>$F$6</xm:sqref>
</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"""


def test_areas_and_codes_of_both_kinds() -> None:
    codes = conditional_codes(STYLES)
    assert codes == {1: '0"万"'}
    assert conditional_areas(SHEET.encode(), codes) == [
        (((1, 1), (2, 2)), '0"万"'), (((4, 4), (4, 4)), '0"万"'), (((5, 5), (5, 5)), "0.00%"),
    ]  # fmt: skip
    assert conditional_codes(STYLES.replace(b"numFmt", b"border")) == {}
    assert conditional_areas(b"<worksheet", codes) == ()


@cache
def formatted() -> dict[str, bytes]:
    """The parts of a right workbook in which a conditional format gives a number the pattern PATTERN."""

    def change(book: Workbook) -> None:
        for item in (RECEIVED, GRANTED):
            at = where(item)
            book[at.sheet][at.a1].value = 12
        look = DifferentialStyle(numFmt=NumberFormat(200, "PATTERN"))
        rule = Rule("cellIs", operator="greaterThan", formula=["0"], dxf=look)
        book[at.sheet].conditional_formatting.add(f"A1:{where(RECEIVED).a1}", rule)

    return unzipped(edited(filled(declared=True), change))


def read(pattern: str) -> Submission:
    """A right workbook in which a conditional format gives a number this pattern."""
    styles = formatted()["xl/styles.xml"]
    assert styles.count(b'"PATTERN"') == 1
    styles = styles.replace(b'"PATTERN"', quoteattr(pattern, {'"': "&quot;"}).encode())
    return read_submission(zipped(formatted() | {"xl/styles.xml": styles}))


@pytest.mark.parametrize("pattern", ['0"万"', "0%", "#,##0,", '0"00"'])
def test_a_number_that_is_shown_scaled_is_none(pattern: str) -> None:
    submission = read(pattern)
    assert (submission.values[RECEIVED], submission.values[GRANTED]) == (None, 12)
    assert RECEIVED in submission.record.unreadable


@pytest.mark.parametrize("pattern", ["0.00", "#,##0", '0"件"', "General"])
def test_a_number_that_is_shown_as_it_is_stays(pattern: str) -> None:
    submission = read(pattern)
    assert submission.values[RECEIVED] == 12
    assert not [finding for finding in submission.findings if finding.code == "R-format"]


def test_what_is_hidden_is_told() -> None:
    submission = read(";;;")
    assert submission.values[RECEIVED] == 12
    (note,) = [finding for finding in submission.findings if finding.code == "R-format"]
    assert RECEIVED in [cell.item for cell in note.cells]
