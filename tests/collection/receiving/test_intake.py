"""Taking in: each kind of file has its own clear outcome, and nothing is lost or taken twice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.clerk import opened_book
from tests.collection.office import IN_TIME, UNITS, Here, figures, only, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.records import Arrival, Judged
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.receiving import intake as module
from toolkit.collection.receiving import workers
from toolkit.collection.receiving.intake import collect, rehearsal, stale
from toolkit.collection.receiving.task import Desk, Waiting
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import UnitState, take_stock
from toolkit.form.identity import Identity, Unit
from toolkit.form.registry import load_form
from toolkit.workbook.prepared_template import prepared_template
from toolkit.workbook.template_writer import Prefill

GOOD = figures(received=3, granted=3)


def by_hand(data: bytes, name: str) -> bytes:
    """The form in a workbook without the hidden sheet, under a name."""
    book = opened_book(io.BytesIO(data))
    del book["_ogi"]
    cover = book.worksheets[0]
    for row in cover.iter_rows():
        for cell in row:
            if cell.value == "101":
                cell.value = None
            elif cell.value == "样例市教育局":
                cell.value = name
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_each_kind_of_file_has_its_outcome(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    mine = workbook(collection, "101", GOOD)
    neighbour = opened_book(io.BytesIO(workbook(collection, "102", GOOD)))
    for row in neighbour.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "样例市民政局":
                cell.value = "样例市教育局"
    stream = io.BytesIO()
    neighbour.save(stream)
    files = {
        "ours": mine,
        "other_year": workbook(collection, "101", GOOD, year=2022, issued_in="样例市-2022"),
        "other_collection": workbook(collection, "101", GOOD, issued_in="另一市-2023"),
        "other_unit": stream.getvalue(),
        "by_hand": by_hand(mine, "样例市教育委员会"),
        "unknown": b"<html>",
    }
    paths = [put(tmp_path, f"{name}.xlsx", data) for name, data in files.items()]
    intake = take(collection, ledger, *paths)
    assert {Path(file.name).stem: file.match.outcome for file in intake.read} == {
        name: name for name in files
    }
    owners = {Path(file.name).stem: file.match.unit for file in intake.read if file.match.unit}
    assert owners == {"ours": "101", "other_year": "101", "by_hand": "101"}
    codes = {
        Path(file.name).stem: {f.code for f in intake.after.verdict(file).findings if f.sends_back}
        for file in intake.read
    }
    assert codes.pop("ours") == set()
    assert codes.pop("unknown") == {"R-not_a_workbook"}
    assert set(map(frozenset, codes.values())) == {frozenset({"S-02"})}


def test_of_another_form_only_that_is_told(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    """Another form is filled in instead; a form of another year may hold this year's figures."""
    wrong = figures(received=9, granted=3)
    last_year = workbook(collection, "101", wrong, year=2022, declared=False, issued_in="样例市-2022")
    old = load_form("ogi-2019", 2020)
    stated = Identity(old.id, old.version, Unit("样例市民政局", "102"), 2020, "样例市-2020")
    blank = prepared_template(old, 2020).workbook(stated, Prefill())
    paths = [put(tmp_path, "a.xlsx", last_year), put(tmp_path, "b.xlsx", blank)]
    intake = take(collection, ledger, *paths)
    of_year, of_edition = (intake.after.verdict(file).findings for file in intake.read)
    year = "这是 {} 年的表，本次收集的是 2023 年。"
    edition = "这是按 国办公开办函〔2019〕60号 制的表，本次收集用的是 国办公开办函〔2021〕30号 的表。"
    issued = "这是为“样例市-{}”下发的表，不是“样例市-2023”的。"
    assert [finding.wrong for finding in of_edition] == [year.format(2020), edition, issued.format(2020)]
    assert {year.format(2022), issued.format(2022)} < {finding.wrong for finding in of_year}
    assert {finding.code for finding in of_year} >= {"S-02", "N-BLANK"}


def test_an_edition_nobody_knows(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    book = opened_book(io.BytesIO(workbook(collection, "101", GOOD)))
    for row in book["_ogi"].iter_rows(max_row=12):
        if row[0].value == "edition":
            row[1].value = "ogi-1999"
    stream = io.BytesIO()
    book.save(stream)
    file = only(take(collection, ledger, put(tmp_path, "a.xlsx", stream.getvalue())).read)
    assert [f.code for f in ledger.findings(file)] == ["R-edition"]


def test_the_same_bytes_are_one_submission(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    data = workbook(collection, "101", GOOD)
    first = take(collection, ledger, put(tmp_path, "a.xlsx", data))
    again = take(collection, ledger, put(tmp_path, "b.xlsx", data), tmp_path / "a.xlsx")
    assert (len(first.new), len(again.new), again.again, again.read) == (1, 0, ["b.xlsx"], [])
    (file,) = ledger.received()
    assert file.names == ("a.xlsx", "b.xlsx")
    assert again.after.standing("101").superseded == ()


def test_the_inbox_is_looked_into_every_time(collection: CollectionFolder, ledger: Ledger) -> None:
    put(collection.folder / "inbox", "县/a.xlsx", workbook(collection, "101", GOOD))
    assert take(collection, ledger).after.standing("101").state is UnitState.INCLUDED
    assert len(list((collection.folder / "inbox").rglob("*.xlsx"))) == 1, "and left as it is"
    assert take(collection, ledger).read == []


def test_archives_are_opened_and_kept(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    archive = tmp_path / "z.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("教育局/101.xlsx", workbook(collection, "101", GOOD))
        z.writestr("盖章.pdf", b"%PDF")
    intake = take(collection, ledger, archive)
    assert [file.name for file in intake.read] == ["z.zip/教育局/101.xlsx"]
    assert intake.attachments == ["z.zip/盖章.pdf"]
    assert intake.after.unidentified == []
    kept = {row[0] for row in ledger.connection.execute("SELECT size FROM file")}
    assert len(kept) == 3 and archive.stat().st_size in kept


def test_every_byte_is_kept(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    data = b"not a workbook at all"
    file = only(take(collection, ledger, put(tmp_path, "a.xlsx", data)).read)
    assert ledger.content(file.sha256) == data


def test_a_rehearsal_records_nothing(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    file = put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD))
    with rehearsal(ledger) as copy:
        assert take(collection, copy, file).after.standing("101").state is UnitState.INCLUDED
    assert ledger.received() == []
    assert not list((collection.folder / "returned").iterdir())


def test_what_a_reading_rests_on_may_change(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    data = by_hand(workbook(collection, "101", GOOD), "样例市教育体育局")
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", data)).after
    assert len(stock.unidentified) == 1
    # The office adds the name the unit uses: nobody has to send anything again.
    units = [
        u if u.code != "101" else type(u)("101", u.name, former_names=("样例市教育体育局",)) for u in UNITS
    ]
    write_roster(collection.folder / "roster.xlsx", units)
    anew = CollectionFolder.open(collection.folder)
    assert len(stale(anew, ledger)) == 1
    assert only(take(anew, ledger).read).match.unit == "101"
    assert stale(anew, ledger) == []
    assert ledger.connection.execute("SELECT count(*) FROM reading").fetchone()[0] == 2, "both are on record"


def test_a_person_vouches_for_a_workbook(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    data = by_hand(workbook(collection, "101", GOOD), "市民政")
    stock = take(collection, ledger, put(tmp_path, "a.xlsx", data)).after
    _, _, number = deciding.identify(stock, "1", "102", why="电话核实", by="李工")
    standing = take(collection, ledger).after.standing("102")
    assert (standing.state, standing.received and standing.received.match.by) == (
        UnitState.INCLUDED,
        "decision",
    )
    deciding.undo(stock, number, why="弄错了")
    after = take(collection, ledger).after
    assert after.standing("102").state is UnitState.MISSING and len(after.unidentified) == 1


def test_last_years_figures_changed(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    take(collection, ledger, put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD)))
    put(
        collection.folder / "prior", "101.json",
        b'{"year": 2022, "values": {"requests.carried_over_to_next_year.total": 5}}',
    )  # fmt: skip
    file = only(take(collection, ledger).read)
    assert "X-01" in {f.code for f in ledger.findings(file) if f.sends_back}


def test_what_arrived_together_counts_by_its_own_time(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    import os

    old = put(tmp_path, "z-old.xlsx", workbook(collection, "101", GOOD))
    new = put(tmp_path, "a-new.xlsx", workbook(collection, "101", figures(received=4, granted=4)))
    os.utime(old, (1_000, 1_000))
    os.utime(new, (2_000, 2_000))
    standing = take(collection, ledger, new, old).after.standing("101")
    assert standing.received and standing.received.name == "a-new.xlsx"


def test_arrival_is_the_day_the_office_says(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    file = put(tmp_path, "a.xlsx", workbook(collection, "101", GOOD))
    take(collection, ledger, file, on=date(2024, 2, 3))
    assert take_stock(collection, ledger).standing("101").late_days == 3


def test_a_mail_gives_its_workbook(collection: CollectionFolder, ledger: Ledger, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "报送", "a@example.org"
    mail.set_content("请查收")
    data = workbook(collection, "101", GOOD)
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="教育局.xlsx")
    intake = take(collection, ledger, put(tmp_path, "报送.eml", mail.as_bytes()))
    assert only(intake.read).name == "报送.eml/教育局.xlsx"
    assert intake.after.standing("101").state is UnitState.INCLUDED and intake.after.unidentified == []


def test_a_workbook_locked_with_excels_own_password_counts(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook(collection, "101", GOOD))).encrypt("VelvetSweatshop", stream)
    intake = take(collection, ledger, put(tmp_path, "a.xlsx", stream.getvalue()))
    assert intake.after.standing("101").state is UnitState.INCLUDED
    assert [f.severity for f in ledger.findings(only(intake.read)) if f.code == "R-password"] == ["note"]


def test_what_stays_where_it_lies_is_told_and_the_rest_goes_on(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path
) -> None:
    put(tmp_path, "mail/a.xlsx", workbook(collection, "101", GOOD))
    put(tmp_path, "mail/.trash/b.xlsx", workbook(collection, "102", GOOD))
    intake = take(collection, ledger, tmp_path / "mail")
    assert intake.after.standing("101").state is UnitState.INCLUDED
    assert intake.after.standing("102").state is UnitState.MISSING
    assert len(intake.refused) == 1 and ".trash" in intake.refused[0]


@dataclass
class Noting(Here):
    """Notes how many files are kept, and how many readings recorded, when files come to be read."""

    ledger: Ledger = field(kw_only=True)
    seen: list[tuple[int, int]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def submit(self, batch: Sequence[Waiting]) -> Future[list[Judged]]:
        received = self.ledger.received()
        assert all(self.ledger.content(file.sha256) == file.content for file in batch), "kept first"
        self.seen.append((len(received), sum(file.reading is not None for file in received)))
        self.order += [file.sha256 for file in batch]
        return super().submit(batch)


def test_what_is_kept_is_read_while_the_rest_is_still_kept(
    collection: CollectionFolder, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stayed unread from before comes last; everything is read once."""
    data = workbook(collection, "101", GOOD)
    waiting = Arrival("before.xlsx", data + b"0")
    ledger.keep([waiting], IN_TIME)
    files = [put(tmp_path, f"{n}.xlsx", data + str(n).encode()) for n in range(1, 9)]
    monkeypatch.setattr(module, "KEPT_AT_ONCE", len(data) + 10)
    monkeypatch.setattr(workers, "BATCH", 2)
    crews: list[Noting] = []

    def crew(desk: Desk) -> Noting:
        crews.append(Noting(desk, ledger=ledger))
        return crews[-1]

    told: list[tuple[int, int]] = []
    intake = collect(
        collection, ledger, files, arrived_on=IN_TIME, crew=crew, progress=lambda *how: told.append(how)
    )
    (reader,) = crews
    assert reader.seen[0][0] < 1 + len(files), "reading began before all were kept"
    assert [kept for kept, _ in reader.seen] == sorted(kept for kept, _ in reader.seen)
    assert len(intake.read) == 1 + len(files) == sum(file.reading is not None for file in ledger.received())
    assert len(set(reader.order)) == 9 and reader.order[-1] == waiting.sha256
    assert told[-1] == (9, 9) and all(done <= total for done, total in told)
    assert collect(collection, ledger, files, arrived_on=IN_TIME, crew=crew).read == []
    assert len(crews) == 1, "nobody is asked where nothing is to be read"
