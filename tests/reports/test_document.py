"""The Word report: the seed's report again, table by table; the page, the fonts, the open points."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table

from tests.clerk import FORM
from tests.demo_city import after_round
from tests.rollup.towns import collected, units
from toolkit.demo import city
from toolkit.form.expression import plain
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import layout_of
from toolkit.reports.document import document, write_document
from toolkit.reports.publication import Publication, of_total, of_unit
from toolkit.reports.report_data import prepare
from toolkit.review.checks import judge
from toolkit.review.verdict import verdict_of
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import Prefill, write_template

SEED = Path(__file__).parents[1] / "fixtures" / "seed_tables.txt"


def opened(publication: Publication) -> WordDocument:
    return Document(io.BytesIO(document(publication)))


def seed_publication() -> Publication:
    """The seed's department, from a workbook filled with its published figures and texts."""
    values = city.values("101")
    stream = io.BytesIO()
    identity = Identity(FORM.id, FORM.version, Unit("吴忠市审批服务管理局", "101"), 2023)
    numbers = {item: value for item, value in values.numbers().items() if item in FORM.inputs}
    write_template(stream, FORM, identity, Prefill(values=numbers, texts=values.texts))
    return of_unit(verdict_of(judge(read_submission(stream.getvalue()))), FORM)


def figures(table: Table) -> list[list[str]]:
    """Every row as it reads from left to right, a merged cell once."""
    found = []
    for row in table.rows:
        cells: list[str] = []
        last = None
        for cell in row.cells:
            if cell._tc is not last:
                cells.append(cell.text)
            last = cell._tc
        found.append(cells)
    return found


@pytest.fixture(scope="module")
def seed() -> WordDocument:
    return opened(seed_publication())


def printed_rows() -> list[list[str]]:
    """Number rows of the three tables as the seed document prints them."""
    text = SEED.read_text("utf-8")
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        numbers = [cell for cell in cells if re.fullmatch(r"\d+", cell)]
        if len(cells) > 1 and numbers:
            rows.append(numbers)
    return rows


def test_the_seeds_report_again_table_by_table(seed: WordDocument) -> None:
    ours = [
        [cell for cell in row if re.fullmatch(r"\d+", cell)]
        for table in seed.tables
        for row in figures(table)
        if any(re.fullmatch(r"\d+", cell) for cell in row)
    ]
    assert ours == printed_rows()
    assert [len(rows) for rows in ours].count(7) == 25, "table 3"
    assert len(ours[-1]) == 15, "table 4"


def test_the_units_texts_stand_where_it_wrote_them(seed: WordDocument) -> None:
    words = [paragraph.text for paragraph in seed.paragraphs]
    for text in FORM.texts:
        own = city.values("101").texts[text.id]
        assert own in words[words.index(text.label) + 1 :], text.id
    headings = [p.text for p in seed.paragraphs if p.style and p.style.name == "Heading 1"]
    assert [heading[:2] for heading in headings] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    assert not any("待起草" in line for line in words)


def test_page_and_fonts_of_official_documents(seed: WordDocument) -> None:
    section = seed.sections[0]
    assert section.page_width is not None and section.page_height is not None
    size = section.page_width.mm, section.page_height.mm
    assert size == pytest.approx((210, 297), abs=0.05)
    sides = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    left, right, top, bottom = (side.mm for side in sides if side is not None)
    assert (size[0] - left - right, size[1] - top - bottom) == pytest.approx((156, 225), abs=0.1)
    normal = seed.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    assert normal.element.xpath("w:rPr/w:rFonts/@w:eastAsia") == ["仿宋_GB2312"]
    assert normal.paragraph_format.line_spacing == Pt(28)
    title = seed.paragraphs[0].runs[0]
    assert title.element.xpath("w:rPr/w:rFonts/@w:eastAsia") == ["方正小标宋简体"]
    assert title.font.size == Pt(22)


def test_tables_are_described_and_stay_on_their_page(seed: WordDocument) -> None:
    for table in seed.tables:
        assert table._tblPr.find(qn("w:tblCaption")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        kept = [p.paragraph_format.keep_with_next for row in table.rows[:-1] for p in row.cells[0].paragraphs]
        assert all(kept)


def test_every_figure_of_a_total_is_in_its_tables(tmp_path: Path) -> None:
    with after_round(tmp_path / "c", rounds=4) as stock:
        report = prepare(stock)
        made = opened(of_total(report))
    shown = {cell for table in made.tables for row in figures(table) for cell in row}
    layout = layout_of(report.form)
    for item in report.form.items.values():
        if item.table != "fees":
            assert plain(report.rolled.values[item.id] or 0) in shown, (item.id, layout.items[item.id])


def test_a_total_that_lacks_units_says_so_and_what_is_open_is_marked(tmp_path: Path) -> None:
    roster = units("101 教育局 department - - -\n102 民政局 department - - -")
    with collected(tmp_path / "c", roster, {"101": 5}) as stock:
        publication = of_total(prepare(stock))
        words = [paragraph.text for paragraph in opened(publication).paragraphs]
    assert any("定稿前须处理" in line and "汇总数不完整" in line for line in words[:4])
    assert [line for line in words if "台账校验码" in line and not line.startswith("【定稿时删去：")] == []
    assert any("台账校验码" in line for line in words)
    assert publication.open_points == len(FORM.texts)
    annex = words.index("附件　各单位报来的文字（起草参考，定稿时删去）")
    assert any(line.startswith("教育局：") for line in words[annex:])


def test_the_same_words_of_several_units_are_gathered_once(tmp_path: Path) -> None:
    roster = units("\n".join(f"10{n} 第{n}局 department - - -" for n in range(8)))
    with collected(tmp_path / "c", roster, {f"10{n}": n for n in range(8)}) as stock:
        publication = of_total(prepare(stock))
        words = [paragraph.text for paragraph in opened(publication).paragraphs]
    assert all(len(gathered.answers) == 1 for gathered in publication.gathered)
    assert sum("等8个单位：" in line for line in words) == len(FORM.texts)


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    write_document(seed_publication(), tmp_path / "a.docx")
    write_document(seed_publication(), tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


@pytest.mark.parametrize(
    ("name", "signer"),
    [
        ("样例市", "样例市人民政府"),
        ("某市某区", "某市某区人民政府"),
        ("某市湖滨新区", "某市湖滨新区"),
        ("某省人民政府", "某省人民政府"),
    ],
)
def test_who_signs_a_total(name: str, signer: str, tmp_path: Path) -> None:
    with collected(tmp_path / "c", units("101 教育局 department - - -"), {"101": 5}) as stock:
        publication = replace(of_total(prepare(stock)), name=name)
    assert publication.signer == signer
    assert replace(publication, report=None).signer == name, "a unit signs for itself"
