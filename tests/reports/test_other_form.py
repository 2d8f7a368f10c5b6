"""A form of another kind goes from template to open data, and nothing of it speaks of another form."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from docx import Document

from tests.clerk import opened_book
from tests.collection.office import put, take
from tests.reports.books import words_on
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.reminders import reminders
from toolkit.collection.returning import send_back
from toolkit.collection.roster import ReportingUnit
from toolkit.form.registry import use_edition
from toolkit.form.values import Values
from toolkit.reports.progress_workbook import write_progress
from toolkit.reports.publishing import Published, publish
from toolkit.reports.unit_report import write_unit_report
from toolkit.reports.upward_submission import write_submission
from toolkit.workbook.filling import fill

pytestmark = pytest.mark.xdist_group("other form")

STRANGERS = re.compile(
    "政府信息公开|公开率|信息处理费|依申请|行政复议|行政诉讼|年报(?!告)|年度报告|新收申请|上年结转|申请量|纠错率|规章"
    "|ogi-2021|ogi-2019|ogi-annual"
)
"""Words of the official form that is shipped; none may occur in the outputs of another one."""

EDITION = {
    "edition.toml": """
id = "sites-2023"
version = "1.0"
title = 'Sites "A & B" <yearly>'
first_year = 2023

[deadlines]
unit = "01-31"
county = "02-20"
city = "03-10"

[[sheets]]
id = "visits"
name = "Visits"
heading = "Visits & results"

[[sheets]]
id = "staff"
name = "Staff"
heading = "Staff"

[[tables]]
id = "visits"
name = "Table 1"
sheet = "visits"
caption = 'Visits "by kind"'
[[tables.blocks]]
id = "visits"
corner = "Kind"

[[tables]]
id = "staff"
name = "Table 2"
sheet = "staff"
published = false
[[tables.blocks]]
id = "staff"
corner = "Grade"
""",
    "rows.csv": """table,block,row,label_1
visits,visits,planned,"Planned & ""regular"" visits"
visits,visits,prompted,Prompted <by mail>
staff,staff,grade,Inspectors' grade
""",
    "columns.csv": """table,block,column,label_1,kind,unit
visits,visits,number,"Visits ""made"" here",count,visits
visits,visits,passed,Passed,percent,%
staff,staff,heads,Heads & hands,count,heads
""",
    "texts.csv": """id,sheet,label,prompt
visits.findings,visits,"What was ""found"" & done",Write what was found.
""",
    "rules.csv": """code,for_each,expression,when,severity,computes,enabled,title,remedy,source
B-01,,blank(visits) = 0,,hard,,yes,blanks,Fill in 0.,notice
B-02,,visits.planned.number <= 500,,hard,,yes,many,Look again.,notice
""",
}
INDICATORS = {
    "edition.toml": EDITION["edition.toml"].replace("sites-2023", "sites-with-indicators")
    + """
[[groups]]
id = "kinds"
title = "By <kind>"
chart = "bar"
by_unit = true
[[groups]]
id = "hands"
title = "Hands"
chart = "bar"
[[groups]]
id = "rate"
title = "Rate"
chart = "stacked"
cases = true
""",
    "indicators.csv": """id,group,label,unit,numerator,denominator,note
planned,kinds,"Planned & ""regular"" ones",visits,visits.planned.number,,
prompted,kinds,Prompted,visits,visits.prompted.number,,
hands,hands,Hands,heads,staff.grade.heads,,
rate,rate,Rate & share,%,visits.planned.number,visits.planned.number + visits.prompted.number,of all
""",
}
UNITS = (
    ReportingUnit("1", 'Bureau "One" & Co', "department"),
    ReportingUnit("2", "Bureau Two", "department"),
    ReportingUnit("3", "Bureau Three", "department"),
)
SECRET = 4711
"""The figure of the table that is not published: the sum of both units."""


def edition(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def given(number: int, heads: int) -> Values:
    return Values(
        "sites-2023",
        2023,
        values={
            "visits.planned.number": number,
            "visits.prompted.number": 3,
            "visits.planned.passed": Decimal("95.5"),
            "visits.prompted.passed": Decimal(50),
            "staff.grade.heads": heads,
        },
        texts={"visits.findings": "Nothing & <all> well."},
    )


class Played(NamedTuple):
    """A collection, its reports, the first workbook that came, and the folder of all."""

    collection: CollectionFolder
    published: Published
    sent: Path
    folder: Path


def played(folder: Path, files: dict[str, str]) -> Played:
    """A whole collection: two units send, one of them wrongly first; a third does not report."""
    known = use_edition(edition(folder / "edition", files))
    units = (*UNITS[:2], ReportingUnit("3", "Bureau Three", counting="excluded", reason="no sites"))
    collection = CollectionFolder.create(folder / "c", "样例市", 2023, known, units)
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        mail = []
        for code, values in (("1", given(7, 4700)), ("2", given(501, 11))):
            unit = collection.roster.by_code[code]
            issued = collection.folder / "outbox" / f"{collection.stem(unit)}.xlsx"
            mail.append(folder / f"{code}.xlsx")
            fill(issued, replace(values, edition=known), mail[-1])
        stock = take(collection, ledger, *mail).after
        assert [one.standing.unit.code for one in reminders(stock, date(2024, 6, 1))] == ["2"]
        (folder / "reminder.txt").write_text(reminders(stock, date(2024, 6, 1))[0].text, "utf-8")
        send_back(collection, stock, date(2024, 1, 21))
        fill(issued, replace(given(9, 11), edition=known), mail[-1])
        again = put(folder, "again.xlsx", mail[-1].read_bytes())
        stock = take(collection, ledger, again).after
        write_progress(stock, date(2024, 2, 1))
        published = publish(stock)
        write_submission(published.report)
    return Played(collection, published, mail[0], folder)


def texts_of(path: Path) -> Iterator[str]:
    """The texts of a file: of every part of an Office file."""
    data = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield unescape(data.decode("utf-8", "replace"))
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield unescape(archive.read(name).decode("utf-8", "replace"))


FILES: Mapping[str, dict[str, str]] = {
    "bare": EDITION,
    "indicators": {**EDITION, **INDICATORS},
    "no cases": {
        **EDITION,
        **INDICATORS,
        "edition.toml": INDICATORS["edition.toml"]
        .replace("cases = true", "")
        .replace("sites-", "sites-not-cases-"),
    },
}
"""Without any of the optional data, with them, and with shares of anything else than cases."""


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Played]:
    """Play a collection of each edition once: look at what it left, change nothing."""
    return cache(lambda name: played(tmp_path_factory.mktemp("other-form"), FILES[name]))


@pytest.fixture
def play(once: Callable[[str], Played]) -> Callable[[str], Played]:
    """A collection of an edition, which this test knows."""

    def known(name: str) -> Played:
        found = once(name)
        use_edition(found.folder / "edition")
        return found

    return known


@pytest.fixture(params=["bare", "indicators"])
def both(request: pytest.FixtureRequest, play: Callable[[str], Played]) -> Played:
    """A collection of the edition without any of the optional data, and with them."""
    return play(request.param)


def test_nothing_of_another_form_is_printed(both: Played) -> None:
    collection, published, _, folder = both
    kept = (*collection.folder.rglob("*.*"), *folder.glob("*.*"), *published.files)
    read = [file for file in kept if file.is_file() and file.suffix not in (".parquet", ".sqlite")]
    assert {".xlsx", ".docx", ".html", ".txt", ".csv", ".json"} <= {file.suffix for file in read}
    found = [
        (file.name, match[0])
        for file in read
        for name in (file.name, *texts_of(file))
        for match in STRANGERS.finditer(name)
    ]
    assert found == []


def test_files_are_named_after_the_form(play: Callable[[str], Played]) -> None:
    published = play("bare").published
    names = [file.name for file in published.files]
    assert names[:3] == [
        "样例市2023年Sites_A_&_B_yearly汇总.xlsx",
        "样例市2023年Sites_A_&_B_yearly.docx",
        "样例市2023年Sites_A_&_B_yearly.html",
    ]
    descriptor = next(file for file in published.files if file.name == "datapackage.json")
    package = json.loads(descriptor.read_text("utf-8"))
    assert package["name"] == "sites-2023-2023"
    assert "sources" not in package


def test_an_unpublished_table_is_added_up_and_not_published(both: Played, tmp_path: Path) -> None:
    published, sent = both.published, both.sent
    book, paper, page = published.files[:3]
    workbook = opened_book(book, data_only=True)
    assert SECRET in [cell.value for row in workbook["Staff"].iter_rows() for cell in row]
    data = next(file for file in published.files if file.name == "figures.csv").read_text("utf-8-sig")
    assert str(SECRET) in data
    own = write_unit_report(sent, tmp_path / "own").files
    for file in (paper, page, *own):
        text = "".join(texts_of(file))
        assert "Heads & hands" not in text and "Hands" not in text, file.name
        assert str(SECRET) not in re.sub(r"[0-9a-f]{12,}", "", text), file.name


def test_a_sheet_with_a_text_and_a_table_publishes_both(both: Played, tmp_path: Path) -> None:
    published, sent = both.published, both.sent
    book, paper, page = published.files[:3]
    document = Document(str(paper))
    assert [p.text for p in document.paragraphs if 'What was "found"' in p.text]
    (table,) = document.tables
    labels = ["Kind", 'Planned & "regular" visits', "Prompted <by mail>"]
    assert [cell.text for cell in table.columns[0].cells] == labels
    assert "16" in [cell.text for cell in table.rows[1].cells]
    text = unescape(page.read_text("utf-8"))
    assert 'What was "found" & done' in text and 'Visits "by kind"' in text and "<td" in text
    visits = opened_book(book)["Visits"]
    assert "SUM(" in words_on(visits) and "found" not in words_on(visits)
    own = write_unit_report(sent, tmp_path / "own").files[0]
    written = "".join(p.text for p in Document(str(own)).paragraphs)
    assert "Nothing & <all> well." in written and len(Document(str(own)).tables) == 1


def test_intervals_are_for_shares_of_cases_alone(play: Callable[[str], Played]) -> None:
    published = play("indicators").published
    assert [one.indicator.id for one in published.report.analysis.shares] == ["rate"]


def test_shares_of_anything_else_have_none(play: Callable[[str], Played]) -> None:
    published = play("no cases").published
    assert published.report.analysis.shares == ()
    assert "比率" not in opened_book(published.files[0]).sheetnames
