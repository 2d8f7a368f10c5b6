"""What the toolkit wrote out and what comes back of it unchanged: known, listed, and no report."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.clerk import opened_book
from tests.collection.office import UNITS, figures, office, only, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection.correction_request import ask_for_it
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.outbox import distribute
from toolkit.collection.reminders import reminders
from toolkit.collection.returning import send_back
from toolkit.collection.standing import Awaited, Snapshot, UnitState, take_stock
from toolkit.reports.progress_workbook import write_progress
from toolkit.reports.publishing import publish

GOOD = figures(received=3, granted=3)
LATER = date(2024, 1, 25)


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    return office(tmp_path / "c", UNITS[:3])


def counts(stock: Snapshot) -> list[tuple[str, str, int | None]]:
    return [(s.unit.code, str(s.state), s.received.number if s.received else None) for s in stock.standings]


def refilled(collection: CollectionFolder, ledger: Ledger, folder: Path) -> Path:
    """The refill of a unit whose own workbook lost its identity."""
    lost = workbook(collection, "101", GOOD, issued_in="")
    send_back(collection, take(collection, ledger, put(folder, "a.xlsx", lost)).after, LATER)
    (file,) = (collection.folder / "returned").rglob("*-重填.xlsx")
    return file


def edited(file: Path, **cells: object) -> bytes:
    """A workbook opened and saved by another program, with some cells of its cover filled in."""
    book = opened_book(file)
    for address, value in cells.items():
        book.worksheets[0][address].value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_original_that_comes_back_is_listed_and_changes_nothing(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    distribute(collection, ledger)
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    before = counts(take_stock(collection, ledger))
    mail = tmp_path / "mail"
    shutil.copytree(collection.folder / "outbox", mail)
    intake = take(collection, ledger, mail, on=LATER)
    assert counts(intake.after) == before
    assert intake.originals["101-样例市教育局-2023.xlsx"] == "outbox/101-样例市教育局-2023.xlsx"
    assert len(intake.originals) == 6, "workbooks and notes"
    assert (intake.read, intake.attachments, intake.after.unidentified, intake.after.waiting) == (
        [], [], [], [],
    )  # fmt: skip
    assert len(intake.after.originals) == 3
    assert send_back(collection, intake.after, LATER) == []
    # Who sent back the blank workbook is told so, and not that nothing came.
    told = {one.standing.unit.code: one.text for one in reminders(intake.after, LATER)}
    assert "收到的是下发的原件，没有填写" in told["102"] and "101" not in told


def test_a_refill_is_no_report_until_the_unit_changed_or_confirmed_it(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    refill = refilled(collection, ledger, tmp_path)
    standing = take_stock(collection, ledger).standing("101")
    assert (standing.state, len(standing.sent_back)) == (UnitState.RETURNED, 1)
    same = take(collection, ledger, put(tmp_path / "m", "b.xlsx", refill.read_bytes()), on=LATER)
    assert list(same.originals) == ["b.xlsx"] and counts(same.after)[1][1:] == ("returned", 1)
    # Saved by another program: other bytes, and still what the office had filled in.
    saved = take(collection, ledger, put(tmp_path / "m", "c.xlsx", edited(refill, B10="张三")), on=LATER)
    assert only(saved.read).match.outcome == "unconfirmed"
    assert counts(saved.after)[1][1:] == ("returned", 1)
    confirmed = put(tmp_path / "m", "d.xlsx", edited(refill, B13="是"))
    after = take(collection, ledger, confirmed, on=LATER).after
    assert counts(after)[1][1] == "included"


def test_a_refill_with_a_changed_figure_is_a_report(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    refill = refilled(collection, ledger, tmp_path)
    from toolkit.form.layout import layout_of

    book = opened_book(refill)
    for row in ("received", "granted"):
        cell = layout_of(collection.form).items[f"requests.{row}.natural_person"]
        book[cell.sheet][cell.a1].value = 4
    stream = io.BytesIO()
    book.save(stream)
    after = take(collection, ledger, put(tmp_path / "m", "b.xlsx", stream.getvalue()), on=LATER).after
    assert after.standing("101").state is UnitState.INCLUDED


def test_reports_that_come_back_are_known(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    publish(take_stock(collection, ledger))
    books = list((collection.folder / "reports").glob("*年报汇总.xlsx"))
    copies = [put(tmp_path / "m", f"copy-{book.name}", book.read_bytes()) for book in books]
    intake = take(collection, ledger, *copies, on=LATER)
    assert len(intake.originals) == len(books) == 1
    assert intake.after.unidentified == []


def test_what_a_unit_sent_is_never_taken_for_ours(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    """Bytes that arrived before equal ones were written out are the unit's."""
    data = workbook(collection, "101", GOOD)
    take(collection, ledger, put(tmp_path, "a.xlsx", data))
    sha256 = only(ledger.received()).sha256
    ledger.begin_anew("collect")
    ledger.wrote("collect", "returned", [("returned/x.xlsx", sha256, "101")])
    assert take_stock(collection, ledger).standing("101").state is UnitState.INCLUDED


def test_a_question_is_no_return_and_nobody_is_asked_for_a_day_that_is_past(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    queried = {"proactive.normative_documents.issued": 5, **GOOD}
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", queried))).after
    (sent,) = send_back(collection, stock, LATER)
    assert sent.files[0].parent.name == "第1次核实"
    wrong = workbook(collection, "101", figures(received=3, granted=2))
    stock = take(collection, ledger, put(tmp_path, "b.xlsx", wrong)).after
    (sent,) = send_back(collection, stock, LATER)
    assert sent.files[0].parent.name == "第1次退回"
    late = date(2024, 2, 20)
    stock = take_stock(collection, ledger, late)
    standing = stock.standing("101")
    assert (len(standing.returns), len(standing.asked)) == (1, 1)
    assert (standing.awaited, standing.late_days, standing.overdue_days) == (Awaited.CORRECTION, 0, 23)
    assert standing.late, "its correction is overdue"
    for one in reminders(stock, late):
        assert "于2024年2月23日前" in one.text and f"已逾期 {one.days} 天" in one.text


def test_what_is_written_beside_the_reports_is_known_too(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    taken = take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    publish(taken.after)
    stock = take_stock(collection, ledger, LATER)
    standing, made = deciding.correct(
        stock, "101", "requests.received.natural_person", "3", "4", why="来电", by="李工"
    )
    request = ask_for_it(stock, standing, made, LATER)
    with collection.ledger(reading_only=True) as read:
        progress = write_progress(take_stock(collection, read, LATER), LATER, "status")
    texts = collection.folder / "reports" / "报告文字.xlsx"
    mail = tmp_path / "mail"
    for file in (request, progress, texts):
        put(mail, file.name, file.read_bytes())
    intake = take(collection, ledger, mail, on=LATER)
    assert set(intake.originals) == {request.name, "报送进度.xlsx", "报告文字.xlsx"}
    assert intake.after.unidentified == [] and intake.after.unplaced == []
