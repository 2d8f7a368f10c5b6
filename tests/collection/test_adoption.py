"""A published report that arrives in the mail counts by a decision only, and is judged like any other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.clerk import opened_book
from tests.collection.office import figures, office, put, take, workbook
from tests.collection.test_publications import changed_document, write_published
from tests.reports.handling.office_sheet import Sheet, run, written
from toolkit.collection import deciding
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.published_offers import offer_refills
from toolkit.collection.receiving.intake import read_again
from toolkit.collection.returning import send_back
from toolkit.collection.standing import Snapshot, UnitState, take_stock
from toolkit.errors import MisuseError
from toolkit.reports.handling.matters import Choice, MatterKind, open_matters
from toolkit.workbook.submission import read_submission

LATE = date(2024, 2, 6)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The published report of 101, which received and granted 3 requests."""
    folder = tmp_path_factory.mktemp("report")
    collection = office(folder / "c")
    with collection.ledger() as ledger:
        take(
            collection,
            ledger,
            put(folder, "a.xlsx", workbook(collection, "101", figures(received=3, granted=3))),
        )
        write_published(take_stock(collection, ledger), "101", folder / "a.docx")
    return (folder / "a.docx").read_bytes()


def stock_of(collection: CollectionFolder, ledger: Ledger) -> Snapshot:
    return take_stock(collection, ledger, LATE)


def adopt(
    collection: CollectionFolder, ledger: Ledger, file: str = "年报.docx", unit: str = "101"
) -> Snapshot:
    deciding.adopt(stock_of(collection, ledger), file, unit, why="单位没有填表", by="李工")
    read_again(collection, ledger)
    return stock_of(collection, ledger)


def test_it_counts_by_decision_only(collection: CollectionFolder, tmp_path: Path, report: bytes) -> None:
    with collection.ledger() as ledger:
        take(collection, ledger, put(tmp_path, "年报.docx", report))
        assert stock_of(collection, ledger).standing("101").state is UnitState.MISSING
        stock = adopt(collection, ledger)
        standing = stock.standing("101")
        assert standing.received is not None and standing.received.is_published
        verdict = stock.verdict(standing.received)
        assert verdict.values["requests.received.natural_person"] == 3
        assert verdict.format == "docx"
        assert standing.state is UnitState.INCLUDED, [f.message for f in verdict.findings if f.sends_back]
        deciding.undo(stock, 1, why="弄错了", by="李工")
        assert stock_of(collection, ledger).standing("101").state is UnitState.MISSING
        assert not stock_of(collection, ledger).unidentified


def test_a_workbook_sent_later_counts_before_it(
    collection: CollectionFolder, tmp_path: Path, report: bytes
) -> None:
    with collection.ledger() as ledger:
        take(collection, ledger, put(tmp_path, "年报.docx", report))
        adopt(collection, ledger)
        take(
            collection,
            ledger,
            put(tmp_path, "a.xlsx", workbook(collection, "101", figures(received=4, granted=4))),
        )
        received = stock_of(collection, ledger).standing("101").received
        assert received is not None and not received.is_published


def test_it_is_judged_by_every_rule_and_goes_back_as_a_fresh_workbook(
    collection: CollectionFolder, tmp_path: Path, report: bytes
) -> None:
    wrong = changed_document(report, "<w:t>3</w:t>", "<w:t>4</w:t>", 1)
    with collection.ledger() as ledger:
        take(collection, ledger, put(tmp_path, "年报.docx", wrong))
        stock = adopt(collection, ledger)
        standing = stock.standing("101")
        assert standing.state is UnitState.RETURNED
        (returned,) = send_back(collection, stock, LATE)
        assert [file.suffix for file in returned.files].count(".xlsx") == 1


def test_what_cannot_be_adopted_is_refused(
    collection: CollectionFolder, tmp_path: Path, report: bytes
) -> None:
    with collection.ledger() as ledger:
        put(tmp_path, "m/盖章.jpg", b"\xff\xd8\xff\xe0")
        put(tmp_path, "m/说明.txt", "样例市教育局没有什么要说的".encode())
        put(tmp_path, "m/去年.docx", changed_document(report, "2023", "2022"))
        take(collection, ledger, tmp_path / "m")
        for file, words in (("盖章.jpg", "不是网页"), ("说明.txt", "读不出来"), ("去年.docx", "2022")):
            with pytest.raises(MisuseError, match=words):
                adopt(collection, ledger, file)


def test_its_figures_are_offered_in_a_workbook_to_confirm(
    collection: CollectionFolder, tmp_path: Path, report: bytes
) -> None:
    with collection.ledger() as ledger:
        put(tmp_path, "m/年报.docx", report)
        put(tmp_path, "m/样例市民政局说明.txt", "没有什么要说的".encode())
        intake = take(collection, ledger, tmp_path / "m", on=LATE)
        (offer,) = offer_refills(intake.after, intake.new)
        assert (offer.standing.unit.code, offer.unread, offer.hard) == ("101", 0, 0)
        assert not offer_refills(intake.after, set())
        filled = read_submission(offer.file.read_bytes(), key=collection.key)
        assert filled.values["requests.received.natural_person"] == 3
        assert filled.untouched, "it counts once the unit has confirmed it"
        matters = [matter for matter in open_matters(intake.after) if matter.kind is MatterKind.PUBLISHED]
        assert [(m.unit, m.choices[0]) for m in matters] == [("101", Choice.ADOPT), ("102", Choice.ADOPT)]
        take(collection, ledger, offer.file)
        assert stock_of(collection, ledger).standing("101").state is UnitState.MISSING


def test_in_the_sheet_it_is_taken_for_the_unit_of_its_row(
    collection: CollectionFolder, tmp_path: Path, report: bytes
) -> None:
    with collection.ledger() as ledger:
        take(collection, ledger, put(tmp_path, "年报.docx", report))
    sheet = Sheet(written(collection))
    sheet.type(sheet.find(MatterKind.PUBLISHED), Choice.ADOPT, why="无法填表").save()
    assert [answer.message for answer in run(collection).open] == []
    with collection.ledger() as ledger:
        stock = stock_of(collection, ledger)
        assert stock.standing("101").state is UnitState.INCLUDED
        assert not stock.standing("101").papers and not stock.papers, "it is the report, no paper beside it"
        listed = opened_book(written(collection))["收件登记"].iter_rows(min_row=3, values_only=True)
        assert [row[0] for row in listed if row[0]] == [1]
        deciding.undo(stock, 1, why="弄错了")
        assert len(take_stock(collection, ledger).standing("101").papers) == 1
