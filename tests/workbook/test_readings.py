"""How the content of a cell is quoted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import edited, filled, where
from tests.oracle.libreoffice import convert
from toolkit.review.checks import judge
from toolkit.workbook.readings import raw_text
from toolkit.workbook.submission import read_submission

INPUT, TOTAL = "requests.received.business", "requests.received.total"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (None, None),
        ("", None),
        (True, "TRUE"),
        (False, "FALSE"),
        (12.0, "12"),
        (1.5, "1.5"),
        (timedelta(days=1, hours=6), "30:00:00"),
        (timedelta(days=50), "1200:00:00"),
        (timedelta(seconds=-90), "-00:01:30"),
        (timedelta(0), "00:00:00"),
        (time(0, 4, 59, 998000), "00:05:00"),
        (time(23, 59, 59, 999999), "24:00:00"),
        ("PT30H00M00S", "30:00:00"),
        ("PT", "PT"),
        (date(2024, 3, 1), "2024-03-01"),
        (datetime(2024, 3, 1, 6), "2024-03-01 06:00:00"),
    ],
)  # fmt: skip
def test_as_spreadsheet_programs_show_it(raw: object, shown: str | None) -> None:
    assert raw_text(raw) == shown


def odd(book: Workbook) -> None:
    page = book[where(INPUT).sheet]
    page[where(INPUT).a1].value, page[where(TOTAL).a1].value = "#REF!", "#DIV/0!"
    page[where("requests.granted.business").a1].value = True
    duration = page[where("requests.granted.natural_person").a1]
    duration.value, duration.number_format = 1.25, "[h]:mm:ss"


EXPECTED = (f"{where(INPUT).a1}“#REF!”：是错误值", f"{where(TOTAL).a1}“#DIV/0!”", "“TRUE”", "“30:00:00”")


def test_what_is_no_number_is_quoted() -> None:
    messages = "\n".join(
        finding.message for finding in judge(read_submission(edited(filled(), odd))).findings
    )
    assert [words for words in EXPECTED if words not in messages] == []


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_the_same_saved_by_libreoffice(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(edited(filled(), odd))
    (saved,) = convert([tmp_path / "a.xlsx"], suffix, tmp_path / "out")
    findings = judge(read_submission(saved.read_bytes())).findings
    messages = "\n".join(finding.message for finding in findings)
    assert "“30:00:00”" in messages
