"""Cells whose content counts although they do not look so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, edited, filled, where
from tests.collection.returns.faulty_workbooks import unsummed, verdict
from tests.oracle.libreoffice import convert
from tests.workbook.received import unzipped, zipped
from toolkit.collection.returns import annotate
from toolkit.findings import Finding
from toolkit.review.checks import judge
from toolkit.workbook.scanning.looks import OddLooks, hidden_lines, odd_looks
from toolkit.workbook.scanning.scanned import Look
from toolkit.workbook.submission import read_submission

RECEIVED, GRANTED = "requests.received.business", "requests.granted.business"
TEXT = FORM.texts[0].id
PRIOR = dict.fromkeys(FORM.prior_items, 3)
STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts>
<font><color theme="1"/></font><font><strike/></font><font><strike val="0"/></font>
<font><color rgb="FFFFFFFF"/></font><font><color indexed="9"/></font>
<font><color theme="0" tint="-0.5"/></font>
</fonts><fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor theme="0"/></patternFill></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FF0000FF"/></patternFill></fill></fills><cellXfs>
<xf fontId="0" fillId="0"/><xf fontId="1" fillId="0"/><xf fontId="2" fillId="0"/><xf fontId="3" fillId="0"/>
<xf fontId="4" fillId="2"/><xf fontId="5" fillId="2"/><xf fontId="3" fillId="3"/><xf fontId="3" fillId="1"/>
<xf fontId="9" fillId="9"/></cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>"""


def looks(data: bytes) -> list[Finding]:
    return [finding for finding in read_submission(data).findings if finding.code == "R-look"]


def odd(book: Workbook) -> None:
    """One thing of each kind."""
    received, granted = where(RECEIVED), where(GRANTED)
    book[received.sheet][received.a1].font = Font(strike=True)
    book[granted.sheet][granted.a1].font = Font(color="FF123456")
    book[granted.sheet][granted.a1].fill = PatternFill("solid", fgColor="FF123456")
    text = where(TEXT)
    book[text.sheet][text.a1].font = Font(strike=True)
    book[received.sheet].row_dimensions[12].hidden = True
    book[FORM.sheet("proactive").name].column_dimensions["B"].hidden = True
    book[FORM.sheet("disputes").name].sheet_state = "hidden"


def told(data: bytes) -> set[tuple[str, str]]:
    """Sheet and first words of what is told, with the cells."""
    return {(finding.place, finding.wrong[:6]) for finding in looks(data)}


EXPECTED = {
    (f"{where(RECEIVED).sheet} {where(RECEIVED).a1}", "所填内容划了"),
    (f"{where(TEXT).sheet} {where(TEXT).a1}", "所填内容划了"),
    (f"{where(GRANTED).sheet} {where(GRANTED).a1}", "文字颜色与格"),
    (f"{where(RECEIVED).sheet} D12:I12", "所在的行或列"),
    (f"{FORM.sheet('proactive').name} B5:D6、B9、B12:B13、B16", "所在的行或列"),
    (f"{FORM.sheet('disputes').name} A6:D6、F6:I6、K6:N6", "所在的工作表"),
}


def test_each_is_told_and_still_counts() -> None:
    plain, data = filled(prior=PRIOR), edited(filled(prior=PRIOR), odd)
    assert told(data) == EXPECTED
    assert all(finding.severity == "note" for finding in looks(data))
    assert read_submission(data).values == read_submission(plain).values
    assert judge(read_submission(data)).status is judge(read_submission(plain)).status


def saved_by_libreoffice(change: Callable[[Workbook], None], suffix: str, folder: Path) -> bytes:
    (folder / "a.xlsx").write_bytes(edited(filled(prior=PRIOR), change))
    (saved,) = convert([folder / "a.xlsx"], suffix, folder / "out")
    return saved.read_bytes()


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ("xlsx", "ods", "xls"))
def test_saved_by_libreoffice(suffix: str, tmp_path: Path) -> None:
    saved = saved_by_libreoffice(odd, suffix, tmp_path)
    assert told(saved) == EXPECTED
    new = {"R-look", "R-other_sheet", "R-title", "R-unplaced", "R-comments"}
    assert {f.code for f in read_submission(saved).findings} & new == {"R-look"}


@pytest.mark.parametrize("change", [None, lambda book: None], ids=["issued", "openpyxl"])
def test_an_issued_workbook_sets_nothing_off(change: Callable[[Workbook], None] | None) -> None:
    data = edited(filled(prior=PRIOR), change) if change else filled(prior=PRIOR)
    assert {finding.code for finding in read_submission(data).findings} == set()


def test_what_a_return_paints_is_not_odd() -> None:
    data = unsummed()
    marked = annotate(data, verdict(data), FORM)
    assert marked is not None
    new = {"R-look", "R-other_sheet", "R-title", "R-unplaced", "R-comments"}
    assert not [finding for finding in read_submission(marked.content).findings if finding.code in new]


def test_styles() -> None:
    grounds = ["FFFFFF"] * 6 + ["0000FF", "", "FFFFFF"]
    odd: dict[int, Look] = {1: "struck", 3: "unseen", 4: "unseen"}
    assert odd_looks(STYLES.encode()) == OddLooks(odd, frozenset(), grounds)
    assert odd_looks(b"") == odd_looks(b"<styleSheet><broken") == OddLooks()


def test_lines() -> None:
    part = b"<worksheet><cols><col min='2' max='3' hidden='1'/><col min='5' max='5' hidden='0'/></cols>"
    part += b"<sheetData><row/><row hidden='true'/><row r='9'/></sheetData></worksheet>"
    hidden = hidden_lines(part)
    assert hidden is not None
    assert [place for place in ((0, 0), (0, 1), (0, 2), (0, 4), (1, 0), (8, 0)) if hidden(place)] == [
        (0, 1), (0, 2), (1, 0),
    ]  # fmt: skip
    assert hidden_lines(part.replace(b"'1'", b"'0'").replace(b"true", b"false")) is None


def shut(book: Workbook) -> None:
    """A row without height and a column without width."""
    book[where(RECEIVED).sheet].row_dimensions[12].height = 0.75  # LibreOffice takes less for none given
    book[FORM.sheet("proactive").name].column_dimensions["B"].width = 0.1


SHUT = {found for found in EXPECTED if found[1] == "所在的行或列"}


def test_lines_without_room_are_as_hidden_ones() -> None:
    assert told(edited(filled(prior=PRIOR), shut)) == SHUT


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ("xlsx", "ods", "xls"))
def test_lines_without_room_saved_by_libreoffice(suffix: str, tmp_path: Path) -> None:
    assert told(saved_by_libreoffice(shut, suffix, tmp_path)) == SHUT


@pytest.mark.parametrize(
    "line", ['<row r="1" ht="15"/><row r="2" ht="0.75"/>', "<row ht='0'/><row ht='20.5'/>"]
)
def test_heights(line: str) -> None:
    hidden = hidden_lines(f"<worksheet><sheetData>{line}</sheetData></worksheet>".encode())
    assert hidden is not None and [hidden((row, 0)) for row in (0, 1)] == ["'0'" in line, "0.75" in line]


# --- conditional formats -----------------------------------------------------------------------------

ZEROS = {"operator": "equal", "formula": ["0"]}


def by_condition(font: str, ground: str | None = None, content: int = 3, **rule: object) -> list[Finding]:
    """What is told of a figure in a workbook with such a conditional format."""

    def change(book: Workbook) -> None:
        at, fill = where(RECEIVED), ground and PatternFill(bgColor=ground)
        look = DifferentialStyle(font=Font(color=font), fill=fill or None)
        rules = {"type": "cellIs", **(rule or ZEROS), "dxf": look}
        book[at.sheet].conditional_formatting.add(at.a1, Rule(**rules))  # type: ignore[arg-type]

    return looks(edited(filled({RECEIVED: content}), change))


@pytest.mark.parametrize(
    ("font", "ground", "content", "rule"),
    [
        ("FFFFFFFF", None, 0, ZEROS),
        ("FF123456", "FF123456", 3, {"operator": "greaterThan", "formula": ["2"]}),
        ("FFFFFFFF", None, 3, {"operator": "lessThan", "formula": ["$A$1"]}),
        ("FFFFFFFF", None, 3, {"type": "expression", "formula": ["1=1"]}),
    ],
)
def test_letters_that_a_condition_makes_unseen(
    font: str, ground: str | None, content: int, rule: dict[str, object]
) -> None:
    (note,) = by_condition(font, ground, content, **rule)
    assert (note.severity, [cell.item for cell in note.cells]) == ("note", [RECEIVED])
    assert "条件格式" in note.wrong


@pytest.mark.parametrize(
    ("font", "ground", "content"), [("FFFFFFFF", None, 3), ("FFFFFFFF", "FF123456", 0), ("FF9C0006", None, 0)]
)
def test_letters_that_are_seen_are_not_told(font: str, ground: str | None, content: int) -> None:
    assert by_condition(font, ground, content) == []


# --- letters of a text -----------------------------------------------------------------------------


STRUCK = '<r><rPr><strike/><sz val="11"/></rPr><t>12</t></r>'
HALF = "<r><rPr><strike/></rPr><t>无</t></r><r><t>。</t></r>"


def rich(content: str, runs: str, texts: str = "<t>无。</t>") -> bytes:
    """A right workbook in which a figure typed as text, and its texts, are spelt so in the shared strings."""
    parts = unzipped(filled({RECEIVED: content}, declared=True))
    strings = parts["xl/sharedStrings.xml"]
    for old, new in ((content, runs), ("无。", texts)):
        strings, count = re.subn(f"<si><t>{old}</t></si>".encode(), f"<si>{new}</si>".encode(), strings)
        assert count == 1
    return zipped(parts | {"xl/sharedStrings.xml": strings})


def test_a_figure_of_which_a_part_is_struck_through_is_none() -> None:
    """12 before 15 is seen as 15 and stored as 1215."""
    submission = read_submission(rich("1215", f"{STRUCK}<r><t>15</t></r>", HALF))
    assert submission.values[RECEIVED] is None
    assert RECEIVED in submission.record.unreadable
    assert submission.record.texts[TEXT] == "无。"
    notes = [finding for finding in submission.findings if finding.code == "R-look"]
    assert {finding.wrong[:6] for finding in notes} == {"所填文字有一"}
    assert {cell.item for finding in notes for cell in finding.cells} == {text.id for text in FORM.texts}


@pytest.mark.parametrize("runs", ["<r><t>12</t></r>", STRUCK.replace("<strike/>", '<strike val="0"/>')])
def test_runs_without_a_line_are_read(runs: str) -> None:
    submission = read_submission(rich("12", runs))
    assert submission.values[RECEIVED] == 12
    assert not [finding for finding in submission.findings if finding.code == "R-look"]


def marked(look: str, content: str = "1") -> str:
    """12, and behind it a part of a look of its own."""
    return f"<r><t>12</t></r><r><rPr>{look}</rPr><t>{content}</t></r>"


MARKS = (
    '<vertAlign val="superscript"/>',
    "<vertAlign val='subscript'/><sz val='11'/>",
    '<color rgb="FFFFFFFF"/>',
    '<color theme="0"/>',
    '<color indexed="9"/>',
    '<sz val="1"/>',
    '<sz val="3.5"/>',
    "<strike/>",
)


@pytest.mark.parametrize("look", MARKS)
def test_a_figure_with_a_part_that_is_no_part_of_it_is_none(look: str) -> None:
    """12 with the mark of a footnote is not 121; nor is 12 before a 1 that nobody sees."""
    submission = read_submission(rich("121", marked(look)))
    reading = submission.readings[RECEIVED]
    assert (submission.values[RECEIVED], reading.raw, reading.numeral.conversion) == (
        None,
        "121",
        "uncertain",
    )


def test_a_part_in_the_colour_of_its_cell() -> None:
    def paint(book: Workbook) -> None:
        book[where(RECEIVED).sheet][where(RECEIVED).a1].fill = PatternFill("solid", fgColor="FF123456")

    parts = unzipped(edited(filled({RECEIVED: "121"}), paint))
    runs = marked('<color rgb="FF123456"/>').encode()
    changed = {name: part.replace(b"<t>121</t>", runs) for name, part in parts.items()}
    assert changed != parts
    submission = read_submission(zipped(changed))
    assert (submission.values[RECEIVED], submission.readings[RECEIVED].raw) == (None, "121")


@pytest.mark.parametrize(
    "look",
    [
        "",
        '<strike val="0"/>',
        '<vertAlign val="baseline"/>',
        '<color rgb="FFFF0000"/>',
        '<color theme="1"/><sz val="11"/>',
        '<sz val="10.5"/><rFont val="宋体"/>',
    ],
)
def test_runs_of_ordinary_looks_are_read(look: str) -> None:
    submission = read_submission(rich("121", marked(look)))
    assert submission.values[RECEIVED] == 121
    assert not [finding for finding in submission.findings if finding.code == "R-look"]


@pytest.mark.parametrize("look", MARKS[:1] + MARKS[2:3])
def test_a_figure_that_looks_the_same_throughout_is_read(look: str) -> None:
    runs = f"<r><rPr>{look}</rPr><t>12</t></r><r><rPr>{look}</rPr><t>1</t></r>"
    assert read_submission(rich("121", runs)).values[RECEIVED] == 121


def test_raised_letters_of_a_text_are_letters_of_it() -> None:
    """m² and marks of notes are usual in texts."""
    texts = '<r><t>无</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>。</t></r>'
    submission = read_submission(rich("12", "<t>12</t>", texts))
    assert submission.record.texts[TEXT] == "无。"
    assert not [finding for finding in submission.findings if finding.code == "R-look"]


@pytest.mark.parametrize(
    ("runs", "raw"), [(f"{STRUCK}<r><t>15</t></r>", "1215"), *((marked(look), "121") for look in MARKS)]
)
def test_a_part_of_a_text_that_stands_in_its_cell(runs: str, raw: str) -> None:
    """As programs write it that keep no shared strings."""
    parts, at = unzipped(filled(declared=True)), where(RECEIVED)
    number = 1 + [sheet.id for sheet in FORM.sheets].index("requests")
    part = f"xl/worksheets/sheet{number}.xml"
    pattern = rf'(<c r="{at.a1}"[^<>]*?)>.*?</c>'.encode()
    content = f' t="inlineStr"><is>{runs}</is></c>'.encode()
    changed, count = re.subn(pattern, rb"\1" + content, parts[part])
    assert count == 1
    submission = read_submission(zipped(parts | {part: changed}))
    assert (submission.values[RECEIVED], submission.readings[RECEIVED].raw) == (None, raw)


@pytest.mark.oracle
def test_a_part_of_a_text_in_an_ods(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(rich("1215", f"{STRUCK}<r><t>15</t></r>", HALF))
    (saved,) = convert([tmp_path / "a.xlsx"], "ods", tmp_path / "out")
    submission = read_submission(saved.read_bytes())
    assert submission.values[RECEIVED] is None
    assert {finding.wrong[:6] for finding in looks(saved.read_bytes())} == {"所填文字有一"}


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ["ods", "xls"])
@pytest.mark.parametrize("look", [MARKS[0], MARKS[1], MARKS[2], MARKS[5]])
def test_a_part_of_a_figure_saved_by_libreoffice(look: str, suffix: str, tmp_path: Path) -> None:
    """In an .ods, two cells side by side with the same content are stored as one that is repeated."""
    pair = ("requests.received.business", "requests.received.research_institution")
    parts = unzipped(filled(dict.fromkeys(pair, "121")))
    strings = parts["xl/sharedStrings.xml"].replace(b"<t>121</t>", marked(look).encode())
    (tmp_path / "a.xlsx").write_bytes(zipped(parts | {"xl/sharedStrings.xml": strings}))
    (saved,) = convert([tmp_path / "a.xlsx"], suffix, tmp_path / "out")
    submission = read_submission(saved.read_bytes())
    assert [submission.values[item] for item in pair] == [None, None]
    assert [submission.readings[item].raw for item in pair] == ["121", "121"]
    assert not [finding for finding in submission.findings if finding.code == "R-look"]


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_ordinary_parts_of_a_figure_saved_by_libreoffice(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(rich("121", marked('<color rgb="FFFF0000"/><b/><sz val="10"/>')))
    (saved,) = convert([tmp_path / "a.xlsx"], suffix, tmp_path / "out")
    assert read_submission(saved.read_bytes()).values[RECEIVED] == 121
