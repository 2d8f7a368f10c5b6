"""A published report as values and as a filled template: the same figures, the same findings."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.published.printed_reports import UNIT, YEAR, figures, page, tabs
from toolkit.form.registry import load_form
from toolkit.form.values import load_values
from toolkit.published.importing import write_import
from toolkit.published.published_reading import read_published
from toolkit.reports.unit_report import UnitReport, write_unit_reports
from toolkit.review.checks import judge
from toolkit.workbook.submission import Submission, read_submission

FORM = load_form("ogi-2021")


def _told(submission: Submission) -> list[str]:
    return sorted({finding.code for finding in judge(submission).findings if finding.severity != "note"})


def test_the_template_says_what_the_report_says(tmp_path: Path) -> None:
    values = figures(FORM, random.Random(5), right=False)
    read = read_published(page(FORM, values, random.Random(3), "word", odd="").text.encode(), name="a.html")
    data, book = write_import(read, tmp_path / "x")
    back = read_submission(book)
    assert back.identity is not None
    assert (back.identity.unit.name, back.identity.year) == (UNIT, YEAR)
    assert back.values == read.values
    assert {text: words for text, words in back.record.texts.items() if words} == read.record.texts
    assert _told(back) == _told(read) != []
    given = load_values(data)
    assert {item: value for item, value in given.values.items() if value is not None} == {
        item: value for item, value in read.values.items() if value is not None
    }


def test_what_is_not_read_is_null_and_shown_in_the_template(tmp_path: Path) -> None:
    values = dict.fromkeys(FORM.items, 0)
    text = tabs(FORM, {**values}, random.Random(0)).text
    text = text.replace("行政许可\t0", "行政许可\t22（其中补办 16 件）")
    read = read_published(text.encode(), name="a.txt")
    data, book = write_import(read, tmp_path / "x")
    assert json.loads(data.read_text("utf-8"))["values"]["proactive.licensing.decisions"] is None
    reading = read_submission(book).readings["proactive.licensing.decisions"]
    assert reading.raw == "22（其中补办 16 件）"
    assert reading.numeral.state == "unreadable"


def test_our_own_reports_are_read_back(tmp_path: Path) -> None:
    values = figures(FORM, random.Random(7))
    read = read_published(page(FORM, values, random.Random(3), "word", odd="").text.encode(), name="a.html")
    _, book = write_import(read, tmp_path / "x")
    [written] = write_unit_reports([book], tmp_path)
    assert isinstance(written, UnitReport)
    assert {file.suffix for file in written.files} == {".docx", ".html"}
    for file in written.files:
        back = read_published(file)
        assert back.values == read.values
        assert back.record.texts.items() >= read.record.texts.items()
