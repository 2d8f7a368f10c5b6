"""What the buttons do is what the commands do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.collection.office import UNITS, figures, office, put, take, workbook
from tests.desk.browsers import Browser, KeptWorker
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.returning import send_back
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import UnitState, take_stock

pytestmark = pytest.mark.xdist_group("doing")  # one process behind all pages
RIGHT, LATER = figures(received=2, granted=2), figures(received=1, granted=1)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sent out; one unit has reported, and a workbook is of nobody."""
    tmp = tmp_path_factory.mktemp("doing")
    made = office(tmp / "c")
    with made.ledger() as ledger:
        distribute(made, ledger)
        strange = workbook(made, "101", RIGHT, issued_in="别处-2023", name="别处局")
        files = [
            put(tmp, "102.xlsx", workbook(made, "102", RIGHT)),
            put(tmp, "别处.xlsx", strange),
            put(tmp, "201.xlsx", workbook(made, "201", figures(received=3, granted=1))),
        ]
        take(made, ledger, *files)
        send_back(made, take_stock(made, ledger), date(2024, 1, 20))
    return made.folder


@pytest.fixture
def folder(begun: Path, tmp_path: Path) -> Path:
    return shutil.copytree(begun, tmp_path / "某市 2023" / "c")


@pytest.fixture
def browser(folder: Path, worker: KeptWorker) -> Iterator[Browser]:
    made = Browser(folder)
    with worker.behind(made.runs):
        yield made


def states(folder: Path) -> dict[str, str]:
    collection = CollectionFolder.open(folder)
    with collection.ledger(reading_only=True) as ledger:
        return {one.unit.code: str(one.state) for one in take_stock(collection, ledger).standings}


def decisions(folder: Path) -> list[tuple[str, str, str, str]]:
    with CollectionFolder.open(folder).ledger(reading_only=True) as ledger:
        return [(str(one.kind), one.unit, one.who, one.why) for one in ledger.decisions()]


def test_a_decision_is_recorded_with_who_and_why(browser: Browser, folder: Path) -> None:
    said = browser.did("exclude", unit="101", why="撤并在即", by="王科")
    assert "撤并在即" in said and "已办完" in said
    assert decisions(folder) == [("exclude", "101", "王科", "撤并在即")]
    assert states(folder)["101"] == UnitState.EXCLUDED
    # Who decided is remembered for the next form; the decision can be undone where it is listed.
    assert 'value="王科"' in browser.text("/unit?code=102")
    assert "撤销" in browser.did("undo", number="1", why="弄错了", by="王科")
    assert states(folder)["101"] == UnitState.MISSING


def test_without_a_name_nothing_is_decided(browser: Browser, folder: Path) -> None:
    answer = browser.sent("/do", command="exclude", unit="101", why="撤并", by=" ")
    assert answer.status_code == 400 and "姓名" in answer.text
    assert decisions(folder) == []


def test_what_is_typed_is_never_an_option(browser: Browser, folder: Path) -> None:
    """Whatever stands in a field is a value; a command or place of its own cannot be given."""
    for unit in ("--help", "--by=别人", "; rm -rf /", "$(id)"):
        said = browser.did("exclude", unit=unit, why="--help", by="--json")
        assert "这件事没有办成" in said
    assert browser.sent("/do", command="init", by="王").status_code == 400
    assert decisions(folder) == []


def test_a_correction_a_deadline_and_a_stranger(browser: Browser, folder: Path) -> None:
    item = "requests.received.natural_person"
    said = browser.did("correct", unit="102", item=item, old="2", new="3", why="电话更正", by="李")
    assert "已办完" in said and "更正-决定1.txt" in said
    assert "这件事没有办成" in browser.did(
        "correct", unit="102", item=item, old="9", new="4", why="错", by="李"
    )
    assert "2024-03-01" in browser.did("extend", unit="101", day="2024-03-01", why="机房搬迁", by="李")
    assert "别处" in browser.text("/open")
    browser.did("identify", file="2", unit="101", why="电话核实", by="李")
    assert states(folder)["101"] == UnitState.INCLUDED


def test_dropped_files_are_received_from_the_inbox(browser: Browser, folder: Path) -> None:
    content = workbook(CollectionFolder.open(folder), "101", LATER)
    path = "报送 文件夹/教育局&#(终).xlsx"
    assert browser.dropped(path, content).status_code == 200
    assert browser.dropped(path, content).status_code == 200  # dropped twice: the same file
    assert "有 1 份" in browser.text("/")
    assert browser.dropped(path, b"other").status_code == 200  # the same name again: both are kept
    assert "有 2 份" in browser.text("/")
    next((folder / "inbox").rglob("*(2).xlsx")).unlink()
    assert not list(folder.glob(".upload-*"))
    said = browser.did("collect", received="2024-01-22")
    assert "已办完" in said
    assert states(folder)["101"] == UnitState.INCLUDED
    with CollectionFolder.open(folder).ledger(reading_only=True) as ledger:
        last = ledger.received()[-1]
    assert last.name.endswith("报送 文件夹/教育局&#(终).xlsx")
    assert last.arrived_on == date(2024, 1, 22)
    assert ledger_content(folder, last.sha256) == content
    assert "份还没有收" not in browser.text("/")


def test_an_unusual_day_is_asked_about_and_confirmed_on_the_page(browser: Browser, folder: Path) -> None:
    browser.dropped("101.xlsx", workbook(CollectionFolder.open(folder), "101", LATER))
    said = browser.did("collect", received="2020-01-22")
    assert "这件事没有办成" in said and "勾上“日期不寻常，确实是这一天”" in said
    assert "--" not in re.sub(r'value="[^"]*"', "", said)  # a random key may hold two strokes
    assert states(folder)["101"] == UnitState.MISSING
    browser.did("collect", **{"received": "2020-01-22", "confirm-received": "on"})
    assert states(folder)["101"] == UnitState.INCLUDED


def ledger_content(folder: Path, sha256: str) -> bytes:
    with CollectionFolder.open(folder).ledger(reading_only=True) as ledger:
        return ledger.content(sha256)


@pytest.mark.parametrize(
    "path", ["../../x.xlsx", "/etc/x.xlsx", "..\\..\\x.xlsx", "C:\\x.xlsx", "a/../../x.xlsx", "./x.xlsx"]
)
def test_a_dropped_file_stays_in_the_inbox(browser: Browser, folder: Path, path: str) -> None:
    before = {file for file in folder.parent.rglob("*") if file.is_file()}
    assert browser.dropped(path, b"x").status_code == 200
    (new,) = {file for file in folder.parent.rglob("*") if file.is_file()} - before
    assert new.is_relative_to(folder / "inbox") and new.name == "x.xlsx"


@pytest.mark.parametrize("path", ["", "..", "/", "\\", "../..", " . "])
def test_a_file_without_a_name_is_refused(browser: Browser, path: str) -> None:
    assert browser.dropped(path, b"x").status_code == 400


@pytest.mark.parametrize("place", ["outbox", "", "../inbox", "reports", "inbox/.."])
def test_files_go_only_where_files_are_given(browser: Browser, place: str) -> None:
    assert browser.dropped("x.xlsx", b"x", to=place).status_code == 400


def test_a_file_too_large_is_refused(browser: Browser, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.desk.uploads.LARGEST", 1000)
    answer = browser.dropped("x.xlsx", b"x" * 1001)
    assert answer.status_code == 413 and "没有收下" in answer.text
    assert not list((folder / "inbox").rglob("*.xlsx")) and not list(folder.glob(".upload-*"))


def test_a_full_disk_is_told(browser: Browser, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.desk.uploads.LEFT_FREE", 10**18)
    answer = browser.dropped("x.xlsx", b"x")
    assert answer.status_code == 507 and "磁盘" in answer.text
    assert not list(folder.glob(".upload-*"))


def test_a_roster_with_faults_is_refused_by_row(browser: Browser, folder: Path, tmp_path: Path) -> None:
    before = (folder / "roster.xlsx").read_bytes()
    form = CollectionFolder.open(folder).form
    wrong = tmp_path / "wrong.xlsx"
    twice = (*UNITS, UNITS[1])
    write_roster(wrong, twice, form.unit_properties, form.unit_kinds)
    answer = browser.dropped("名册.xlsx", wrong.read_bytes(), address="/roster")
    assert answer.status_code == 409 and "第" in answer.text and "101" in answer.text
    assert str(tmp_path) not in answer.text and "/tmp" not in answer.text
    assert (folder / "roster.xlsx").read_bytes() == before
    assert browser.dropped("名册.xlsx", b"nothing", address="/roster").status_code == 409


def test_another_roster_is_taken_and_the_old_one_kept(browser: Browser, folder: Path, tmp_path: Path) -> None:
    before = (folder / "roster.xlsx").read_bytes()
    form, new = CollectionFolder.open(folder).form, tmp_path / "new.xlsx"
    write_roster(new, UNITS[:3], form.unit_properties, form.unit_kinds)
    answer = browser.dropped("名册.xlsx", new.read_bytes(), address="/roster")
    assert answer.status_code == 200 and "不再有 2 个" in answer.text and "样例县" in answer.text
    assert set(states(folder)) == {"001", "101", "102"}
    assert before in {file.read_bytes() for file in (folder / "outbox").rglob("roster-*.xlsx")}


def test_a_roster_saved_as_text_becomes_a_workbook(browser: Browser, folder: Path) -> None:
    table = "单位代码,单位名称,类别\n001,样例市人民政府（本级）,本级\n102,样例市民政局,部门\n"
    assert browser.dropped("名册.csv", table.encode("gbk"), address="/roster").status_code == 200
    assert set(states(folder)) == {"001", "102"}
    assert (folder / "roster.xlsx").read_bytes().startswith(b"PK")


def test_settings_are_changed_and_the_rest_stays(browser: Browser, folder: Path) -> None:
    file = folder / "collection.toml"
    file.write_text(file.read_text("utf-8") + "# 处里的备注\n", "utf-8")
    before = CollectionFolder.open(folder)
    days = {f"day-{kind}": str(day) for kind, day in before.deadlines.days.items()}
    answer = browser.sent(
        "/settings", contact='新"联系人\\', signer="某局", **{**days, "day-unit": "2024-02-02"}
    )
    assert answer.status_code == 200
    after = CollectionFolder.open(folder)
    assert (after.contact, after.signer) == ('新"联系人\\', "某局")
    assert after.deadlines.days["unit"] == date(2024, 2, 2) and after.key == before.key
    assert "# 处里的备注" in file.read_text("utf-8")
    assert browser.sent("/settings", **{"day-unit": "二月"}).status_code == 400


def test_what_sending_would_change_is_told_first(browser: Browser, folder: Path) -> None:
    shutil.rmtree(folder / "outbox")
    assert "将新写填报表 4 份" in browser.did("distribute-preview")
    assert not (folder / "outbox").exists()
    assert "新写或更新填报表 4 份" in browser.did("distribute")


def test_the_ledger_is_verified_and_an_older_head_found(browser: Browser, folder: Path) -> None:
    with CollectionFolder.open(folder).ledger(reading_only=True) as ledger:
        head = ledger.head
    browser.did("exclude", unit="101", why="撤并", by="王")
    for known in ("", head[:32]):
        assert "L-head" not in browser.did("verify", head=known)
    said = browser.did("verify", head="f" * 32)
    assert "L-head" in said and "（--" not in said


def test_a_damaged_ledger_can_be_verified_from_the_page_that_tells_of_it(
    browser: Browser, folder: Path
) -> None:
    file = folder / "ledger.sqlite"
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] + bytes(len(content) // 2))
    text = browser.text("/", status=409)
    assert "点“核验台账”" in text and 'name="command" value="verify"' in text
    assert "不一样" in (said := browser.did("verify")) or "损坏" in said


def test_the_worker_may_die(browser: Browser, folder: Path) -> None:
    browser.did("exclude", unit="101", why="撤并", by="王")
    assert browser.runs._process is not None
    browser.runs._process.kill()
    browser.runs._process.wait()
    said = browser.did("exclude", unit="102", why="撤并", by="王")
    assert "已办完" in said or "再办一次" in said
    if "再办一次" in said:
        assert "已办完" in browser.did("exclude", unit="102", why="撤并", by="王")
    assert len(decisions(folder)) == 2


def test_a_collection_is_chosen_or_begun(folder: Path, tmp_path: Path) -> None:
    browser = Browser(folder.parent)
    with browser.runs:  # a process of its own, started and ended as for a page
        assert browser.client.get("/").headers["location"] == "/start"
        assert "样例市 2023年度" in browser.text("/start")
        stale = browser.form_token_of("/start")
        answer = browser.sent("/new", city="样例市", year="2024", last="c", contact="李")
        number = answer.headers["location"].rpartition("=")[2]
        assert "已办完" in browser.ended_run(number)
        made = CollectionFolder.open(folder.parent / "样例市-2024")
        assert len(list(made.roster)) == len(UNITS) and made.last_year is not None
        assert "2024年度" in browser.text("/")
        # A form of the collection before does nothing to this one.
        answer = browser.client.post(
            "/do", data={"form_token": stale, "command": "distribute"}, headers=browser.from_page
        )
        assert answer.status_code == 403
        assert browser.sent("/choose", name="c").status_code == 303
        assert "2023年度" in browser.text("/")
        assert browser.sent("/choose", name="../..").status_code == 404
        for wrong in ({"city": "", "year": "2024"}, {"city": "甲市", "year": "二四"}):
            assert browser.sent("/new", **wrong).status_code == 400


def test_what_the_level_above_issued_is_used(browser: Browser, folder: Path, tmp_path: Path) -> None:
    above = office(tmp_path / "above", (ReportingUnit("330100", "样例市", "county"),))
    with above.ledger() as ledger:
        distribute(above, ledger)
    (issued,) = (above.folder / "outbox").glob("*.xlsx")
    assert browser.dropped(issued.name, issued.read_bytes(), to="issued").status_code == 200
    assert issued.name in browser.text("/work")
    for code in ("001", "101", "201"):
        browser.did("exclude", unit=code, why="试办", by="王")
    assert "330100" in browser.did("submit", issued=issued.name)
    assert "330100" not in browser.did("submit", issued="../../" + issued.name)
