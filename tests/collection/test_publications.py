"""Published reports of units, from the files to the result that lists show."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.publications import PublishedFile, compare_published, unpublished
from toolkit.collection.standing import Snapshot, take_stock
from toolkit.collection.unit_row import unit_row
from toolkit.messages import say
from toolkit.reports.circular import circular
from toolkit.reports.document import write_document
from toolkit.reports.publication import of_unit
from toolkit.reports.unit_remarks import remarks

LATE = date(2024, 3, 1)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection in which two units reported, and the report of one as a document."""
    folder = tmp_path_factory.mktemp("published")
    collection = office(folder / "c")
    with collection.ledger() as ledger:
        mail = [
            put(folder, f"{code}.xlsx", workbook(collection, code, figures(received=3, granted=3)))
            for code in ("101", "102")
        ]
        take(collection, ledger, *mail)
        write_published(take_stock(collection, ledger, LATE), "101", folder / "教育局.docx")
    return folder


def write_published(stock: Snapshot, code: str, file: Path) -> None:
    """Write the report of a unit as it would publish it."""
    received = stock.standing(code).received
    assert received is not None
    write_document(of_unit(stock.verdict(received), stock.collection.form), file)


@pytest.fixture
def document(begun: Path) -> bytes:
    return changed_document((begun / "教育局.docx").read_bytes(), say("document.date"), "2024年1月30日")


class Run:
    """The collection, copied, with files compared."""

    def __init__(self, begun: Path, tmp_path: Path) -> None:
        from shutil import copytree

        copytree(begun / "c", tmp_path / "c")
        self.folder = tmp_path
        self.collection = CollectionFolder.open(tmp_path / "c")

    def stock(self, ledger: Ledger) -> Snapshot:
        return take_stock(self.collection, ledger, LATE)

    def compare(self, name: str, content: bytes, unit: str = "") -> PublishedFile:
        with self.collection.ledger() as ledger:
            run = compare_published(self.stock(ledger), [put(self.folder, name, content)], unit)
        (file,) = run.files
        return file


@pytest.fixture
def run(begun: Path, tmp_path: Path) -> Run:
    return Run(begun, tmp_path)


def test_a_published_report_is_found_compared_recorded_and_shown(run: Run, document: bytes) -> None:
    file = run.compare("下载.docx", document)
    assert (file.unit, file.trouble) == ("101", "")
    assert file.compared > 200
    with run.collection.ledger(reading_only=True) as ledger:
        stock = run.stock(ledger)
        standing = stock.standing("101")
        assert standing.published is not None
        assert (standing.published.result, standing.published.format) == ("same", "docx")
        row = unit_row(run.collection, standing)
        assert not row.published_outdated
        assert any("公布" in line for line in remarks(row))
        assert "102" in [one.unit.code for one in unpublished(stock)]
        assert "901" not in [one.unit.code for one in unpublished(stock)]
        assert ledger.content(standing.published.sha256) == document
        assert _words(circular(stock, LATE)).count("年报公布情况") == 1


def test_another_figure_is_named_and_a_later_file_outdates_the_result(run: Run, document: bytes) -> None:
    changed = changed_document(document, "<w:t>3</w:t>", "<w:t>4</w:t>")
    run.compare("下载.docx", changed)
    with run.collection.ledger() as ledger:
        published = run.stock(ledger).standing("101").published
        assert published is not None
        assert published.result == "figures"
        again = workbook(run.collection, "101", figures(received=4, granted=4))
        take(run.collection, ledger, put(run.folder, "again.xlsx", again))
        assert unit_row(run.collection, run.stock(ledger).standing("101")).published_outdated


def test_the_same_comparison_is_recorded_once(run: Run, document: bytes) -> None:
    run.compare("a.docx", document)
    run.compare("b.docx", document)
    with run.collection.ledger(reading_only=True) as ledger:
        assert ledger.connection.execute("SELECT count(*) FROM publication").fetchone()[0] == 1


def test_archives_are_opened_and_what_is_no_report_is_passed_over(run: Run, document: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("各单位/教育局.docx", document)
        archive.writestr("各单位/logo.png", b"\x89PNG\r\n\x1a\n")
        archive.writestr("各单位/a_files/style.css", "p { }")
    with run.collection.ledger() as ledger:
        done = compare_published(run.stock(ledger), [put(run.folder, "年报.zip", stream.getvalue())])
    assert [(one.unit, one.trouble) for one in done.files] == [("101", "")]
    assert [name.rpartition("/")[2] for name in done.passed_over] == ["logo.png"]


def test_what_cannot_be_compared_says_why(run: Run, document: bytes) -> None:
    assert run.compare("a.png", b"\x89PNG\r\n\x1a\n").trouble == "unreadable"
    assert run.compare("a.docx", changed_document(document, "样例市教育局", "某某局")).trouble == "nobody"
    assert run.compare("a.docx", changed_document(document, "样例市教育局", "某某局"), "102").unit == "102"
    other = run.compare("a.docx", changed_document(document, "2023", "2022"))
    assert (other.unit, other.trouble) == ("101", "other_year")
    county = run.compare("a.docx", changed_document(document, "样例市教育局", "样例县"))
    assert (county.unit, county.trouble) == ("201", "nothing_submitted")


def changed_document(document: bytes, old: str, new: str, times: int = -1) -> bytes:
    """The document with a text in it, and in its properties, changed wherever it stands."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith(".xml"):
                part = part.replace(old.encode(), new.encode(), times)
            target.writestr(name, part)
    return out.getvalue()


def _words(document: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return package.read("word/document.xml").decode()
