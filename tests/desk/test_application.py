"""What the page shows of a collection."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.collection.office import UNITS, figures, office, put, take, workbook
from tests.desk.browsers import Browser
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.returning import send_back
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import take_stock
from toolkit.messages import say_of
from toolkit.reports.handling.matters import unclaimed_matters

HOSTILE = "<script>alert(1)<script>&\"'.xlsx"
WRONG, RIGHT = figures(received=3, granted=1), figures(received=1, granted=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One unit is returned, one accepted in its second version, and a file is of nobody."""
    tmp = tmp_path_factory.mktemp("desk")
    units = (*UNITS, ReportingUnit("202", "<b>样例镇</b>", "township", parent="201", counting="reconciled"))
    made = office(tmp / "c", units)
    with made.ledger() as ledger:
        distribute(made, ledger)
        files = [
            put(tmp, "101.xlsx", workbook(made, "101", WRONG)),
            put(tmp, "102.xlsx", workbook(made, "102", figures(received=2, granted=2))),
            put(
                tmp,
                HOSTILE,
                workbook(made, "102", RIGHT, issued_in="别处-2023", name="别处局"),
            ),
        ]
        take(made, ledger, *files, on=date(2024, 1, 9))
        take(made, ledger, put(tmp, "102b.xlsx", workbook(made, "102", RIGHT)), on=date(2024, 1, 10))
        send_back(made, take_stock(made, ledger), date(2024, 1, 10))
    return made.folder


@pytest.fixture(scope="module")
def browser(folder: Path) -> Browser:
    return Browser(folder)


def test_units_are_listed_filtered_and_searched(browser: Browser) -> None:
    whole = browser.text("/")
    assert all(unit.name in whole for unit in UNITS)
    returned = browser.text("/?state=returned")
    assert "样例市教育局" in returned and "样例市民政局" not in returned
    found = browser.text("/?search=民政")
    assert "样例市民政局" in found and "样例市教育局" not in found
    assert "样例市民政局" in browser.text("/?state=<script>")


def test_names_are_escaped_everywhere(browser: Browser) -> None:
    for path in (
        "/",
        "/open",
        "/unit?code=102",
        "/unit?code=202",
        "/reports",
        "/decisions",
        "/?search=<script>",
    ):
        html = browser.client.get(path).text
        assert "<script>" not in html and "<b>样例镇" not in html, path


def test_a_unit_shows_its_problems_as_fields_with_what_went_back(browser: Browser) -> None:
    text = browser.text("/unit?code=101")
    for word in ("须改正", "怎样改", "现填", "三申请办理", "退回单.docx", "短消息.txt", "催报的话"):
        assert word in text, word
    assert "文件名" not in browser.text("/unit?code=901")


def test_versions_are_compared(browser: Browser) -> None:
    text = browser.text("/unit?code=102")
    assert "102b.xlsx" in text and "不同的有" in text and "已被替换" in text


def test_files_of_nobody_are_listed(browser: Browser) -> None:
    assert "&lt;script&gt;" in browser.client.get("/open").text


def test_what_waits_is_what_the_sheet_lists(folder: Path, tmp_path: Path) -> None:
    """Every matter that is no single unit's, with a button for each of its choices."""
    other = tmp_path / "c"
    shutil.copytree(folder, other)
    collection = CollectionFolder.open(other)
    units = [replace(one, name=f"{one.name}乙") if one.code == "101" else one for one in collection.roster]
    units = [one for one in units if one.code != "102"]
    write_roster(other / "roster.xlsx", units, collection.form.unit_properties, collection.form.unit_kinds)
    changed = CollectionFolder.open(other)
    with changed.ledger() as ledger:
        twice = [put(tmp_path, f"001{n}.xlsx", workbook(changed, "001", figures(received=n, granted=n)))
                 for n in (4, 5)]  # fmt: skip
        take(changed, ledger, *twice, put(tmp_path, "无名.jpg", b"\xff\xd8\xff\xe0" + bytes(99)))
        matters = unclaimed_matters(take_stock(changed, ledger))
    assert {one.kind for one in matters} == {"unidentified", "paper", "fallen", "renamed", "twins"}
    text = Browser(other).text("/open")
    for one in matters:
        assert one.words in text and say_of("handling.kind.*", one.kind) in text
    for name in ("identify", "withdraw", "attach", "merge", "adopt"):
        assert f'name="command" value="{name}"' in text


def test_files_are_saved_not_shown(browser: Browser, folder: Path) -> None:
    page = browser.client.get("/unit?code=101").text
    keys = [part.split('"')[0] for part in page.split("/file?key=")[1:]]
    assert keys
    for path in (*(f"/file?key={key}" for key in keys), "/received?number=1"):
        answer = browser.client.get(path)
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert browser.client.get(f"/file?key={keys[0]}").content in {
        file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }
    # A key is of one page, not of a path.
    assert Browser(folder).client.get(f"/file?key={keys[0]}").status_code == 404


def test_files_are_listed_under_names_that_people_know(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "c"
    shutil.copytree(folder, copy)
    for name in ("reports/rollup.json", "reports/汇总.xlsx", "reports/图表/办理结果.png", "outbox/x.xlsx"):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_bytes(b"")
    text = Browser(copy).text("/reports")
    assert text.index("汇总.xlsx") < text.index("rollup.json")
    assert "图表（1 份）" in text and "下发的文件（" in text
    assert not re.search("outbox|returned/|reports/", text)


def test_a_link_out_of_the_folder_is_not_followed(browser: Browser, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    link = folder / "reports" / "link.txt"
    link.symlink_to(secret)
    page = browser.client.get("/reports").text
    link_keys = [part.split('"')[0] for part in page.split("/file?key=")[1:] if "link.txt" in part[:60]]
    assert [browser.client.get(f"/file?key={key}").status_code for key in link_keys] == [404]
    link.unlink()


def test_a_broken_roster_is_told_in_words(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "c"
    shutil.copytree(folder, broken)
    (broken / "roster.xlsx").write_bytes(b"nothing")
    browser = Browser(broken)
    text = browser.text("/", status=409)
    assert "roster.xlsx" in text and "Traceback" not in text
    # It can be mended on the page.
    assert 'href="/setup"' in text
    answer = browser.dropped("名册.xlsx", (folder / "roster.xlsx").read_bytes(), address="/roster")
    assert answer.status_code == 200 and "样例市教育局" in browser.text("/")


def test_a_change_of_the_folder_is_seen(folder: Path, tmp_path: Path) -> None:
    """Somebody else decides; the next look shows it."""
    from toolkit.collection.deciding import exclude

    other = tmp_path / "c"
    shutil.copytree(folder, other)
    browser = Browser(other)
    assert "撤并在即" not in browser.text("/unit?code=201")
    collection = CollectionFolder.open(other)
    with collection.ledger() as ledger:
        exclude(take_stock(collection, ledger), "201", why="撤并在即", by="王")
    assert "撤并在即" in browser.text("/unit?code=201") and "撤并在即" in browser.text("/decisions")
