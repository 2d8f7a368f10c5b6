"""Every Office file the product writes obeys the rules of Microsoft's Open XML SDK, for Office 2010 to 365.

The oldest version is tried on every kind of file, the newest on the template, the returned workbook and the
note of return; it takes seconds a file. A version allows what the ones before it do, which
the slow tests prove by trying every version on every kind.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook.workbook import Workbook
from openxml_audit import FileFormat, OpenXmlValidator

from tests.clerk import FORM, edited, filled, put, where
from tests.collection.office import figures, office, take, workbook
from tests.collection.office import put as mailed
from tests.collection.returns.faulty_workbooks import (
    IDENTITY,
    IN_FORCE,
    TOTAL,
    UPHELD,
    notice,
    relabelled,
    verdict,
)
from toolkit.collection.returning import send_back
from toolkit.collection.returns import annotate, refilled
from toolkit.collection.returns.note import note
from toolkit.collection.standing import take_stock
from toolkit.form.values import Values
from toolkit.reports.progress_workbook import write_progress
from toolkit.reports.publishing import publish
from toolkit.reports.report_data import prepare
from toolkit.reports.unit_report import write_unit_report
from toolkit.reports.upward_submission import write_submission
from toolkit.workbook.filling import fill

VERSIONS = (
    FileFormat.OFFICE_2010,
    FileFormat.OFFICE_2013,
    FileFormat.OFFICE_2016,
    FileFormat.OFFICE_2019,
    FileFormat.OFFICE_2021,
    FileFormat.MICROSOFT_365,
)
EXCEPTIONS: Mapping[str, str] = {}
"""Beginning of a description that the validator gives → why it is accepted here."""
THROUGHOUT = ("template", "returned", "note")
KINDS = (
    "template", "prefilled", "returned", "refilled", "filled", "filled_totals", "roster", "progress", "city",
    "upward", "note", "query", "report", "unit_report",
)  # fmt: skip


@lru_cache(maxsize=1)
def _validator() -> Any:
    return OpenXmlValidator()


def faults(file: Path, version: FileFormat) -> list[str]:
    """What the validator finds, but for the exceptions."""
    validator = _validator()
    # One validator for all: what it loads in seconds is the same for every version.
    validator._file_format = version
    found = validator.validate(file).errors
    return [str(one) for one in found if not one.description.startswith(tuple(EXCEPTIONS) or ("\0",))]


def broken() -> bytes:
    """A workbook with most of what a return mends, a comment of the clerk's and a rich text."""

    def change(book: Workbook) -> None:
        put(TOTAL, 0)(book)
        first = where("requests.granted.natural_person")
        sheet = book[first.sheet]
        sheet[first.a1].number_format = "yyyy-mm-dd"
        sheet[first.a1].value = 3402
        row, column = first.row + 3, first.column + 1
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 1)

    return edited(filled({UPHELD: 2, IN_FORCE: 1}, prior={IN_FORCE: 9}), change)


def _unit_files(folder: Path) -> Iterator[tuple[str, Path]]:
    data = broken()
    made = annotate(data, verdict(data), FORM)
    assert made is not None
    asked = filled({IN_FORCE: 1}, prior={IN_FORCE: 9})
    contents = {
        "template.xlsx": filled(zeros=False, texts=False),
        "prefilled.xlsx": filled(zeros=False, texts=False, prior={IN_FORCE: 9}),
        "returned.xlsx": made.content,
        "refilled.xlsx": refilled(FORM, IDENTITY, verdict(relabelled({UPHELD: "约3"})), {IN_FORCE: 9}),
        "note.docx": note(notice(data)),
        "query.docx": note(notice(asked)),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        yield name.partition(".")[0], folder / name
    given = Values(FORM.id, 2023, values={UPHELD: 2, TOTAL: 2}, texts={FORM.texts[0].id: "=1"})
    for name in ("filled", "filled_totals"):
        fill(folder / "template.xlsx", given, folder / f"{name}.xlsx", totals=name == "filled_totals")
        yield name, folder / f"{name}.xlsx"
    (report,) = write_unit_report(folder / "prefilled.xlsx", folder / "unit").files[:1]
    yield "unit_report", report


def _city_files(folder: Path) -> Iterator[tuple[str, Path]]:
    collection = office(folder / "c")
    yield "roster", collection.folder / "roster.xlsx"
    with collection.ledger() as ledger:
        files = [
            mailed(folder / "in", f"{code}.xlsx", workbook(collection, code, figures(received=2, granted=2)))
            for code in ("001", "101", "102", "201")
        ]
        take(collection, ledger, *files)
        stock = take_stock(collection, ledger)
        send_back(collection, stock, date(2024, 1, 26))
        published = publish(stock).files
        yield "city", next(file for file in published if file.suffix == ".xlsx")
        yield "report", next(file for file in published if file.suffix == ".docx")
        yield "progress", write_progress(stock, date(2024, 1, 26))
        yield "upward", write_submission(prepare(stock)).file


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    made = dict([*_unit_files(folder), *_city_files(folder)])
    assert set(made) == set(KINDS)
    return made


pytestmark = pytest.mark.xdist_group("office files")  # one worker loads the rules


@pytest.mark.parametrize("kind", KINDS)
def test_files_obey_the_oldest_rules(kind: str, files: Mapping[str, Path]) -> None:
    assert faults(files[kind], VERSIONS[0]) == []


@pytest.mark.parametrize("kind", THROUGHOUT)
def test_files_obey_later_rules(kind: str, files: Mapping[str, Path]) -> None:
    assert faults(files[kind], VERSIONS[-1]) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", VERSIONS[1:], ids=str)
def test_all_files_obey_all_rules(kind: str, version: FileFormat, files: Mapping[str, Path]) -> None:
    assert faults(files[kind], version) == []


def test_the_witness_sees_a_broken_file(files: Mapping[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(files["template"]) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<sheetData>", b"<sheetDaten/><sheetData>"))
    assert faults(file, VERSIONS[0])


@pytest.mark.parametrize("kind", ["returned", "refilled", "filled", "filled_totals"])
def test_texts_are_shared_strings(kind: str, files: Mapping[str, Path]) -> None:
    with zipfile.ZipFile(files[kind]) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert not any(b"inlineStr" in sheet for sheet in sheets)
        assert b"<si>" in package.read("xl/sharedStrings.xml")
