"""Published reports and texts: reading pages and documents, comparing texts with tables, near copies."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pandas as pd

from tests.benchmarks.lines import Line, at_most, timed
from tests.published.printed_reports import figures, page
from toolkit.form.registry import load_form
from toolkit.published.importing import write_import
from toolkit.published.published_reading import read_published
from toolkit.reports.unit_report import UnitReport, write_unit_reports
from toolkit.statements.near_copies import near_copies
from toolkit.statements.text_checks import Texts, all_remarks

FORM = load_form("ogi-2021")
SENTENCES = (
    "（二）依申请公开。{year} 年共收到政府信息公开申请 {n} 件，上年结转 1 件，办结 {n} 件，"
    "其中予以公开 {m} 件、部分公开 2 件，占 {p}%。",
    "全年主动公开政府信息 {n}0 条，政务微博发布 {m}5 条，办理建议提案 {m} 件，群众满意度较高。",
    "严格执行信息发布审核制度，落实“三审三校”，全年培训 {m} 次，参加 {n} 人次，及时整改问题。",
    "存在的问题主要是公开的深度不够，部分栏目更新不及时；下一步将加强业务培训，完善工作机制。",
    "没有产生行政复议、行政诉讼案件，未收取信息处理费。",
)
WORDS = "政务公开工作持续推进依法规范审核发布保密审查平台建设监督保障群众企业服务窗口效能提升制度完善"


def publishing(folder: Path) -> list[Line]:
    """Lines of the report: what, measured, wanted, beside it."""
    return [*_reading(folder), *_texts()]


def _reading(folder: Path) -> list[Line]:
    menus = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(2500))
    printed = page(FORM, figures(FORM, random.Random(1)), random.Random(3), "word", odd="")
    html = printed.text.replace("<ul>", f"<ul>{menus}", 1).encode()
    _, book = write_import(read_published(html, name="a.html"), folder / "report")
    [made] = write_unit_reports([book], folder / "reports")
    assert isinstance(made, UnitReport)
    docx = next(file for file in made.files if file.suffix == ".docx").read_bytes()
    ours = timed(lambda: read_published(html, name="a.html"), 15)
    theirs = timed(lambda: pd.read_html(io.StringIO(html.decode())), 5)
    beside = f"pandas.read_html, tables alone: {theirs * 1e3:.0f} ms"
    of_docx = timed(lambda: read_published(docx, name="a.docx"), 7)
    return [
        at_most(f"read one published page of {len(html) // 1000} kB", ours, 0.03, "ms", beside=beside),
        at_most("read one published docx", of_docx, 0.1, "ms"),
    ]


def _texts() -> list[Line]:
    values = dict.fromkeys(FORM.items, 7)
    gaps = {"year": 2023, "n": 18, "m": 7, "p": "38.9"}
    texts = {text.id: SENTENCES[i % len(SENTENCES)].format(**gaps) * 3 for i, text in enumerate(FORM.texts)}
    wanted = ("statements", "enumerations", "gaps", "leftovers", "copies", "personal_data")

    def check() -> None:
        all_remarks(Texts(FORM, texts, values, year=2023, unit="清水市林业局"), wanted)

    rng = random.Random(5)
    units = {str(n): {"problems_and_improvements": "".join(rng.choices(WORDS, k=420))} for n in range(1000)}
    for n in range(0, 1000, 50):
        units[str(n)] = units["0"]
    names = {code: f"清水市第{code}局" for code in units}
    found = len(list(near_copies(units, names)))
    of_copies = timed(lambda: list(near_copies(units, names)), 3)
    return [
        at_most("compare the texts of a submission with its tables", timed(check, 15), 0.003, "ms"),
        at_most(f"near copies among 1,000 units ({found} pairs found)", of_copies, 5, "s"),
    ]
