"""A collection by its verbs: exit codes, what is printed, the JSON beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.clerk import opened_book
from tests.cli.typed import ogi, told
from tests.collection.office import UNITS, figures, put, workbook
from toolkit.collection.folder import CollectionFolder


def send(collection: CollectionFolder, name: str, code: str, **rows: int) -> Path:
    return put(collection.folder.parent, f"{name}.xlsx", workbook(collection, code, figures(**rows)))


def test_the_first_three_verbs_of_a_new_collection(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    assert ogi("init", folder, "--city", "样例市", "--year", 2023, "--sample").exit_code == 0
    roster = CollectionFolder.open(folder).roster
    assert len(roster) >= 60 and sum(unit.kind == "county" for unit in roster) == 3
    assert ogi("collect", folder).exit_code == 0, "nothing received is nothing wrong"
    status = ogi("status", folder)
    assert status.exit_code == 1 and "未报送 65 个" in status.stdout
    assert (folder / "reports" / "报送进度.xlsx").exists()


def test_a_city_named_like_a_path_gets_its_reports(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    ogi("init", folder, "--city", "样例/市:一", "--year", 2023)
    ogi("rollup", folder)
    assert (folder / "reports" / "样例_市_一2023年政府信息公开年报汇总.xlsx").exists()


def test_collect_asks_about_what_came_and_status_about_what_did_not(collection: CollectionFolder) -> None:
    good = send(collection, "a", "101", received=3, granted=3)
    assert ogi("collect", collection.folder, good).exit_code == 0
    assert ogi("status", collection.folder).exit_code == 1
    wrong = send(collection, "b", "102", received=3, granted=2)
    done = ogi("collect", collection.folder, wrong)
    assert done.exit_code == 1
    assert "收件 2" in done.stdout and "T3-01" in done.stdout and "已写出 1 个单位的退回单" in done.stdout


def test_what_collect_says_lasts(collection: CollectionFolder) -> None:
    """On the screen one line for a sentence that three units share; in the workbook a row for each."""
    files = [
        send(collection, name, code, received=3, granted=2)
        for name, code in (("a", "001"), ("b", "101"), ("c", "102"))
    ]
    note = put(collection.folder.parent, "说明.txt", b"hello")
    done = ogi("collect", collection.folder, *files, note)
    assert "退回 3：样例市人民政府（本级）、样例市教育局、样例市民政局；" in done.stdout
    assert done.stdout.count("3 个单位同样") == done.stdout.count("（T3-01）") == 2, "a column and the total"
    assert ogi("collect", collection.folder).exit_code == 1, "nothing came: the last mail stays listed"
    ogi("status", collection.folder)
    book = opened_book(collection.folder / "reports" / "报送进度.xlsx")
    problems = [[cell.value for cell in row] for row in book["问题"].iter_rows(min_row=3)]
    assert [row[0] for row in problems] == ["001", "001", "101", "101", "102", "102"]
    intake = [[cell.value for cell in row] for row in book["本次收件"].iter_rows(min_row=3)]
    assert [(row[0], row[3]) for row in intake] == [
        (1, "新收"), (2, "新收"), (3, "新收"), (4, "存档"),
    ]  # fmt: skip


def test_a_progress_workbook_open_elsewhere_is_told(
    collection: CollectionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.errors import MisuseError
    from toolkit.reports import progress_workbook

    def is_open(*_: object, **__: object) -> Path:
        raise MisuseError("正开着。")

    monkeypatch.setattr(progress_workbook, "write_progress", is_open)
    done = ogi("collect", collection.folder, send(collection, "a", "101", received=3, granted=3))
    assert done.exit_code == 0 and "收件本身已登记。正开着。" in done.output


def test_an_empty_folder_is_told(collection: CollectionFolder) -> None:
    done = ogi("collect", collection.folder)
    assert f"收件文件夹 {collection.folder / 'inbox'} 里没有文件" in done.stdout
    mail = collection.folder.parent / "邮件"
    (mail / "空").mkdir(parents=True)
    (mail / ".DS_Store").touch()
    assert "文件夹 邮件 里没有文件" in ogi("collect", collection.folder, mail).stdout
    sent = send(collection, "邮件/a", "101", received=3, granted=3)
    assert "没有文件" not in ogi("collect", collection.folder, mail).stdout and sent.parent == mail


def test_collect_in_json(collection: CollectionFolder) -> None:
    files = [send(collection, "a", "101", received=3, granted=3), send(collection, "b", "102", received=1)]
    data = told("collect", collection.folder, *files, "--received", "2024-01-20")
    assert (data["dry_run"], data["new"], data["again"]) == (False, 2, [])
    assert [(one["receipt"], one["unit_code"], one["status"]) for one in data["read"]] == [
        (1, "101", "accepted"),
        (2, "102", "returned"),
    ]
    (returned,) = data["returned"]
    assert returned["unit"] == "102" and all(Path(file).exists() for file in returned["files"])
    data = told("collect", collection.folder, send(collection, "c", "101", received=4, granted=4))
    (superseded,) = data["superseded"]
    change = next(c for c in superseded["changes"] if c["item"] == "requests.received.natural_person")
    assert change == {"item": change["item"], "old": 3, "new": 4, "effect": 1, "total": 4}


def test_a_dry_run_says_all_and_records_nothing(collection: CollectionFolder) -> None:
    file = send(collection, "b", "102", received=3, granted=2)
    rehearsed = ogi("collect", collection.folder, file, "--dry-run")
    assert rehearsed.exit_code == 1 and "T3-01" in rehearsed.stdout and "只是预演" in rehearsed.stdout
    assert "逐条见报送进度" not in rehearsed.stdout, "it is not written"
    assert list((collection.folder / "returned").iterdir()) == []
    assert "未报送 4 个" in ogi("status", collection.folder).stdout
    real = ogi("collect", collection.folder, file)
    same = [line for line in rehearsed.stdout.splitlines() if "T3-01" in line]
    assert same and all(line in real.stdout for line in same)


def test_a_day_out_of_time_is_remarked_on(collection: CollectionFolder) -> None:
    """The machine's own day is recorded, whatever it is; one that was stated is asked about before."""
    assert "晚一年以上" in ogi("collect", collection.folder).stderr
    for stated in (["--received", "2024-02-01"], ["--confirm-received"]):
        assert "按本机时钟" not in ogi("collect", collection.folder, *stated).stderr


def test_decisions_by_their_verbs(collection: CollectionFolder, tmp_path: Path) -> None:
    folder = collection.folder
    ogi("collect", folder, put(tmp_path, "市民政局.xlsx", b"torn"), send(collection, "a", "101", received=1))
    assert "来源不明：收件" in ogi("status", folder).stdout
    number = told("status", folder)["unidentified"][0]["receipt"]
    assert ogi("decide", "withdraw", folder, number, "--why", "打不开，已请重发").exit_code == 0
    assert told("status", folder)["unidentified"] == []
    assert ogi("decide", "exclude", folder, "样例县", "--why", "撤销", "--by", "李工").exit_code == 0
    assert ogi("decide", "undo", folder, 2, "--why", "没有撤销").exit_code == 0
    refused = ogi("decide", "accept", folder, "101", "--why", "好")
    assert "不能接受" in str(refused.exception)
    decisions = told("decide", "list", folder)["decisions"]
    assert [(d["kind"], d["holds"]) for d in decisions] == [
        ("withdraw", True),
        ("exclude", False),
        ("undo", True),
    ]
    assert decisions[1]["who"] == "李工"
    assert "已请重发" in ogi("decide", "list", folder).stdout


def test_a_decision_as_json_says_what_was_recorded_and_what_changed(collection: CollectionFolder) -> None:
    folder, why = collection.folder, ("--why", "来电", "--by", "李工")
    ogi("collect", folder, send(collection, "a", "101", received=3, granted=3))
    decided = [
        told("decide", "correct", folder, "101", "requests.received.natural_person", 3, 4, *why),
        told("decide", "extend", folder, "102", "2024-02-20", *why),
        told("decide", "exclude", folder, "201", *why),
        told("decide", "undo", folder, 3, *why),
        told("decide", "withdraw", folder, 1, *why),
    ]
    listed = told("decide", "list", folder)["decisions"]
    assert [one["decision"] | {"holds": True} for one in decided] == [one | {"holds": True} for one in listed]
    (moved,) = decided[0]["superseded"]
    change = next(one for one in moved["changes"] if one["item"] == "requests.received.natural_person")
    assert (change["old"], change["new"]) == (3, 4)
    assert Path(decided[0]["request"]).suffix == ".txt" and "request" not in decided[1]
    assert decided[1]["superseded"] == decided[3]["superseded"] == []
    assert decided[4]["superseded"][0]["new"] is None


def test_what_asks_for_an_undone_correction_is_not_sent(collection: CollectionFolder) -> None:
    folder, why = collection.folder, ("--why", "来电")
    ogi("collect", folder, send(collection, "a", "101", received=3, granted=3))
    ogi("decide", "correct", folder, "101", "requests.received.natural_person", 3, 4, *why)
    ogi("decide", "extend", folder, "102", "2024-02-20", *why)
    assert "更正-决定1.txt”没有发出的，不要再发" in ogi("decide", "undo", folder, 1, *why).stdout
    assert "不要再发" not in ogi("decide", "undo", folder, 2, *why).stdout


def test_papers_by_their_verbs(collection: CollectionFolder, tmp_path: Path) -> None:
    folder = collection.folder
    scan = b"\xff\xd8\xff"
    named, nameless = put(tmp_path, "样例市教育局.pdf", b"%PDF-1"), put(tmp_path, "1.jpg", scan)
    done = ogi("collect", folder, named, nameless)
    assert done.exit_code == 1, "somebody has to say whose it is"
    assert "收件 1 样例市教育局.pdf　样例市教育局（文稿，据文件名）" in done.stdout
    assert "不知是哪个单位的：收件 2 1.jpg（图片）" in done.stdout
    assert "收到文稿 1 份（收件 1），未收到填报表" in ogi("status", folder).stdout
    assert ogi("decide", "attach", folder, 2, "102", "--as", "seal", "--why", "电话核实").exit_code == 0
    status = ogi("status", folder)
    assert "收到盖章件 1 份（收件 2），未收到填报表" in status.stdout and "不知是哪个" not in status.stdout
    data = told("status", folder)
    assert [(p["receipt"], p["as"], p["unit_code"], p["matched_by"]) for p in data["papers"]] == [
        (1, "text", "101", "file"),
        (2, "seal", "102", "decision"),
    ]
    (only,) = told("retrieve", folder, 2, "--out", tmp_path / "one")["files"]
    assert Path(only["file"]).read_bytes() == scan
    assert len(told("retrieve", folder, "--out", tmp_path / "all")["files"]) == 2


def test_a_change_after_the_report_is_told(collection: CollectionFolder) -> None:
    ogi("collect", collection.folder, send(collection, "a", "101", received=1, granted=1))
    assert ogi("rollup", collection.folder).exit_code == 1, "units are missing"
    assert "写出后" not in ogi("status", collection.folder).stdout
    done = ogi("collect", collection.folder, send(collection, "b", "101", received=2, granted=2))
    assert "写出后，有 1 个单位的来件或数字变了：样例市教育局" in done.stdout
    assert "\n汇总数：\n　　一、本年新收政府信息公开申请数量·总计 1 → 2\n" in done.stdout
    ogi("rollup", collection.folder)
    assert "写出后" not in ogi("status", collection.folder).stdout


def test_status_of_another_day(collection: CollectionFolder) -> None:
    late = {
        u["code"]: u["late_days"] for u in told("status", collection.folder, "--on", "2024-02-10")["units"]
    }
    assert late == {"001": 10, "101": 10, "102": 10, "201": 0, "901": 0}


def test_what_waits_to_be_collected_is_told(collection: CollectionFolder) -> None:
    ogi("collect", collection.folder, send(collection, "a", "101", received=1, granted=1))
    assert told("status", collection.folder)["outdated"] == 0
    put(
        collection.folder / "prior", "101.json",
        b'{"year": 2022, "values": {"requests.carried_over_to_next_year.total": 5}}',
    )  # fmt: skip
    assert "请执行 ogi collect" in ogi("status", collection.folder).stdout
    assert ogi("collect", collection.folder).exit_code == 1
    assert told("status", collection.folder)["outdated"] == 0


def test_init_with_last_year(collection: CollectionFolder, tmp_path: Path) -> None:
    done = ogi("init", tmp_path / "n", "--city", "样例市", "--year", 2024, "--last-year", collection.folder)
    assert done.exit_code == 0 and "沿用上年" in done.stdout
    assert CollectionFolder.open(tmp_path / "n").roster == UNITS


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('unit = "元旦"', "unit “元旦”不是日期"),
        ("unit = 2024-13-01", "没有 13 月 1 日这一天"),
        ('resubmit_days = "3"', "resubmit_days 应是整数"),
    ],
)
def test_deadlines_that_are_none(collection: CollectionFolder, setting: str, message: str) -> None:
    file = collection.folder / "collection.toml"
    name = setting.partition(" ")[0]
    lines = [
        setting if line.startswith(f"{name} =") else line for line in file.read_text("utf-8").splitlines()
    ]
    file.write_text("\n".join(lines), "utf-8")
    assert message in str(ogi("status", collection.folder).exception)


def test_an_office_may_set_earlier_deadlines(collection: CollectionFolder) -> None:
    file = collection.folder / "collection.toml"
    file.write_text(file.read_text("utf-8").replace("unit = 2024-01-31", "unit = 2024-01-15"), "utf-8")
    due = {u["code"]: u["due"] for u in told("status", collection.folder)["units"]}
    assert due == dict.fromkeys(("001", "101", "102", "901"), "2024-01-15") | {"201": "2024-02-20"}


def test_received_files_come_back_byte_for_byte(collection: CollectionFolder, tmp_path: Path) -> None:
    first, second = send(collection, "a", "101", received=1, granted=1), send(collection, "b", "102")
    ogi("collect", collection.folder, first, second)
    assert ogi("retrieve", collection.folder, "--out", tmp_path / "all").exit_code == 0
    assert {f.name: f.read_bytes() for f in (tmp_path / "all").iterdir()} == {
        "1-a.xlsx": first.read_bytes(),
        "2-b.xlsx": second.read_bytes(),
    }
    (only,) = told("retrieve", collection.folder, 2, "--out", tmp_path / "one")["files"]
    assert Path(only["file"]).read_bytes() == second.read_bytes()
    assert "没有收到过" in str(ogi("retrieve", collection.folder, "nothing").exception)


def test_a_folder_of_mail_that_holds_a_toolkit_of_its_own(
    collection: CollectionFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files beside the one who collects are read, never run."""
    mail = tmp_path / "mail"
    put(mail / "toolkit", "__init__.py", b"open('run', 'w').close()\nraise SystemExit(9)\n")
    put(mail, "a.xlsx", workbook(collection, "101", figures(received=3, granted=3)))
    program = Path(sys.executable).with_name("ogi")
    folder = str(collection.folder)
    for verb in (["distribute", folder], ["collect", folder, "a.xlsx"]):
        done = subprocess.run([program, *verb], cwd=mail, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert not (mail / "run").exists()


def test_a_replaced_file_sent_once_more_is_told(collection: CollectionFolder) -> None:
    first = send(collection, "a", "101", received=3, granted=3)
    ogi("collect", collection.folder, first)
    ogi("collect", collection.folder, send(collection, "b", "101", received=4, granted=4))
    os.utime(first, (0, 0))
    done = ogi("collect", collection.folder, first)
    assert "就是早先的收件 1，已被收件 2 替换" in done.stdout
    copy = put(collection.folder.parent, "copy.xlsx", first.read_bytes())
    assert told("collect", collection.folder, copy)["resent"] == [
        {"file": "copy.xlsx", "receipt": 1, "replaced_by": 2}
    ]


def test_a_heap_of_unreadable_files_is_summed_up(collection: CollectionFolder, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "heap.zip", "w") as heap:
        for number in range(400):
            heap.writestr(f"{number}.dat", bytes([1, number % 256, number // 256]))
    done = ogi("collect", collection.folder, tmp_path / "heap.zip")
    assert done.exit_code == 1
    assert "380 个文件认不出来" in done.stdout and len(done.stdout.splitlines()) < 100


def test_a_hidden_file_given_by_its_path_is_taken(collection: CollectionFolder) -> None:
    file = send(collection, ".106", "101", received=3, granted=3)
    done = ogi("collect", collection.folder, file)
    assert done.exit_code == 0 and "新收 1 份" in done.stdout
