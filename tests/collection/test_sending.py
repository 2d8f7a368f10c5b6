"""What is sent: parcels, the list to tick off, the office's notice."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from tests.clerk import opened_book
from tests.collection.office import UNITS, office, take
from toolkit.collection.folder import CollectionFolder, example_units
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.outbox import distribute
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.sending import Sending, prepare_sending
from toolkit.errors import MisuseError

TOWN = ReportingUnit("20101", "样例县东镇人民政府", "township", "201", counting="reconciled")


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    return office(tmp_path / "c", (*UNITS, TOWN))


def sent(collection: CollectionFolder, ledger: Ledger) -> Sending:
    collection = CollectionFolder.open(collection.folder)
    return prepare_sending(collection, ledger, distribute(collection, ledger))


def rows(sending: Sending) -> dict[str, tuple[object, ...]]:
    sheet = opened_book(sending.listed)["分发清单"]
    return {str(row[0]): row for row in sheet.iter_rows(min_row=3, values_only=True)}


def test_a_folder_for_a_unit_and_an_archive_for_a_county(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    sending = sent(collection, ledger)
    assert [parcel.name for parcel in sending.parcels] == [
        "001-样例市人民政府（本级）", "101-样例市教育局", "102-样例市民政局", "201-样例县.zip",
    ]  # fmt: skip
    names = {file.name for file in sending.parcels[1].iterdir()}
    assert names == {"101-样例市教育局-2023.xlsx", "101-样例市教育局-2023-通知.txt"}
    with zipfile.ZipFile(sending.parcels[-1]) as archive:
        assert "所属单位/20101-样例县东镇人民政府-2023.xlsx" in archive.namelist()
        assert len(archive.namelist()) == 4
    before = sending.parcels[-1].stat().st_mtime_ns
    assert sent(collection, ledger).parcels[-1].stat().st_mtime_ns == before


def test_parcels_of_units_that_left_are_put_away(collection: CollectionFolder, ledger: Ledger) -> None:
    sent(collection, ledger)
    write_roster(collection.folder / "roster.xlsx", tuple(unit for unit in UNITS if unit.code != "102"))
    sending = sent(collection, ledger)
    assert "102-样例市民政局" not in {parcel.name for parcel in sending.parcels}
    assert (collection.folder / "outbox" / "作废" / "102-样例市民政局").is_dir()
    assert (collection.folder / "outbox" / "分发" / "201-样例县").is_dir(), "no units below it any more"


def test_what_the_office_ticked_stays_until_the_workbook_changes(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    sending = sent(collection, ledger)
    assert rows(sending)["102"][3:6] == ("王工", "0000-1", "分发/102-样例市民政局")
    book = opened_book(sending.listed)
    for row in book["分发清单"].iter_rows(min_row=3):
        row[7].value, row[8].value, row[9].value = "☑", "1月5日", "邮件"
    book.save(sending.listed)
    units = [
        replace(unit, name="样例市教育体育局") if unit.code == "101" else unit for unit in (*UNITS, TOWN)
    ]
    write_roster(collection.folder / "roster.xlsx", tuple(units))
    again = sent(collection, ledger)
    assert [unit.code for unit in again.again] == ["101"]
    assert rows(again)["102"][7:] == ("☑", "1月5日", "邮件")
    assert rows(again)["101"][7] == "☐" and "请重发（上次发出：1月5日）" in str(rows(again)["101"][9])


def test_the_notice_says_what_when_and_whom_to_ask(collection: CollectionFolder, ledger: Ledger) -> None:
    sending = sent(collection, ledger)
    document = Document(str(sending.notice))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in ("共5个", "县区：2024年2月20日前", "政务公开办 0000-9", "样例市人民政府", "样例县"):
        assert words in text
    assert "五、存在的主要问题及改进情况；六、其他需要报告的事项。没有发生的填0。" in text
    assert [row.cells[1].text for row in document.tables[0].rows] == [
        "代码",
        "001",
        "101",
        "102",
        "201",
        "20101",
    ]


def test_a_notice_somebody_works_on_is_left_alone(collection: CollectionFolder, ledger: Ledger) -> None:
    notice = sent(collection, ledger).notice
    document = Document(str(notice))
    document.add_paragraph("附：培训安排")
    stream = io.BytesIO()
    document.save(stream)
    notice.write_bytes(stream.getvalue())
    again = sent(collection, ledger)
    assert again.kept_notice and notice.read_bytes() == stream.getvalue()
    assert list(notice.parent.glob("*新稿*"))


def test_sample_rows_are_refused(tmp_path: Path) -> None:
    made = CollectionFolder.create(tmp_path / "c", "样例市", 2023)
    assert example_units(made.form.unit_kinds)[0].name in {unit.name for unit in made.roster}
    with made.ledger() as ledger, pytest.raises(MisuseError, match="里还有示例"):
        distribute(made, ledger)


def test_what_was_sent_is_our_own_when_it_comes_back(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    """List, notice and whole archives: no version, no paper, and nothing that is to be decided."""
    sending = sent(collection, ledger)
    mail = [sending.listed, sending.notice, sending.parcels[-1]]
    for file in mail:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    intake = take(collection, ledger, *(tmp_path / file.name for file in mail))
    assert {sending.listed.name, sending.notice.name} <= set(intake.originals)
    after = intake.after
    assert not after.unidentified and not after.unplaced and not any(s.received for s in after.standings)


def test_the_disk_is_not_waited_for_once_a_unit(tmp_path: Path) -> None:
    """An entry of the ledger takes some hundredths of a second on the disk of an office."""
    entries = []
    for count in (2, 12):
        units = tuple(ReportingUnit(f"{n}", f"样例市第{n}局") for n in range(100, 100 + count))
        collection = office(tmp_path / f"{count}", units)
        with collection.ledger() as ledger:
            statements: list[str] = []
            ledger.connection.set_trace_callback(statements.append)
            sent(collection, ledger)
            ledger.connection.set_trace_callback(None)
        entries.append(statements.count("COMMIT"))
    assert entries[0] == entries[1] > 0


def test_a_later_run_records_nothing_new(collection: CollectionFolder, ledger: Ledger) -> None:
    sent(collection, ledger)
    time.sleep(1.1)  # files that state when they were made do so in seconds
    known = ledger.connection.execute("SELECT file FROM written").fetchall()
    sent(collection, ledger)
    again = ledger.connection.execute("SELECT file FROM written").fetchall()
    assert [tuple(row) for row in again] == [tuple(row) for row in known]
