"""Archives and folders that hold what no archive of good files holds."""

from __future__ import annotations

import os
import struct
import sys
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.collection.receiving.test_sources import BOOK, names, taken, troubles, write, zipped
from tests.workbook.received import plain_workbook, unzipped
from toolkit.collection.receiving import labels, task
from toolkit.collection.receiving.containers import MAX_DOUBTFUL, Archive, Budget, Trouble
from toolkit.collection.receiving.sources import arrivals, sources
from toolkit.errors import MisuseError

GOOD = plain_workbook()


def sentences(data: bytes) -> list[str]:
    return [finding.message for finding in task.packed(Archive(data), "z.zip")]


def test_five_archives_one_in_the_other_are_opened(tmp_path: Path) -> None:
    data = zipped({"a.xlsx": GOOD})
    for _ in range(4):
        data = zipped({"x.zip": data})
    found = taken(write(tmp_path, "x.zip", data))
    assert (found[0].name.rpartition("/")[2], found[0].kind) == ("a.xlsx", "workbook")
    assert {a.kind for a in found[1:]} == {"archive"}


def test_what_lies_too_deep_has_its_own_words() -> None:
    (said,) = sentences(zipped({"a.xlsx": GOOD}))
    assert "太多层" in said and "密码" not in said


def test_an_archive_of_archives_is_bounded_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.collection.receiving.sources.Budget", lambda: Budget(members=30))
    inner = zipped({f"{n}.txt": b"x" for n in range(10)})
    outer = zipped({f"{n}.zip": inner for n in range(10)})
    found = taken(write(tmp_path, "o.zip", outer))
    assert (
        sum(a.name.endswith(".txt") for a in found) + sum(a.name.endswith(".zip") for a in found[:-1]) == 30
    )
    assert found[-1].kind == "workbook", "a person hears that not everything was opened"


def test_a_workbook_taken_apart_is_one_case(tmp_path: Path) -> None:
    parts = {f"106/{name}": content for name, content in unzipped(GOOD).items()}
    (only,) = taken(write(tmp_path, "z.zip", zipped(parts)))
    assert only.kind == "workbook"
    assert troubles(only.content) == [Trouble("taken_apart", "106")]
    assert "106" in sentences(only.content)[0] and "原文件" in sentences(only.content)[0]


def test_a_workbook_taken_apart_on_disk(tmp_path: Path) -> None:
    for name, content in unzipped(GOOD).items():
        write(tmp_path, f"mail/民政局/{name}", content)
    (only,) = sources([tmp_path / "mail"], tmp_path / "inbox")
    with pytest.raises(MisuseError, match="拆散"):
        list(arrivals(only))


@pytest.mark.parametrize("members", [{}, {"__MACOSX/._a.xlsx": b"\0\5\26\7"}])
def test_an_archive_without_files(tmp_path: Path, members: dict[str, bytes]) -> None:
    (only,) = taken(write(tmp_path, "z.zip", zipped(members)))
    assert only.kind == "workbook" and troubles(only.content) == [Trouble("nothing")]


def test_junk_is_summed_up(tmp_path: Path) -> None:
    junk = {f"{number}.dat": bytes([number % 256, 1, 2]) for number in range(300)}
    found = taken(write(tmp_path, "z.zip", zipped(junk | {"a.xlsx": GOOD})))
    kinds = [a.kind for a in found]
    assert kinds.count("attachment") == 300 - MAX_DOUBTFUL and kinds.count("workbook") == MAX_DOUBTFUL + 2
    (said,) = sentences(found[-1].content)
    assert f"{300 - MAX_DOUBTFUL} 个" in said


def test_two_members_of_one_name_are_two_files(tmp_path: Path) -> None:
    file = tmp_path / "z.zip"
    with zipfile.ZipFile(file, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.xlsx", GOOD)
        archive.writestr("a.xlsx", BOOK)
    assert len({a.sha256 for a in taken(file) if a.name == "z.zip/a.xlsx"}) == 2


def test_a_hidden_file_that_is_a_workbook_is_taken(tmp_path: Path) -> None:
    members = {".106.xlsx": GOOD, "._b.xlsx": b"\0\5\26\7", ".DS_Store": b"x", "b.xlsx:Zone.Identifier": b"["}
    for name, content in members.items():
        if sys.platform != "win32" or ":" not in name:
            write(tmp_path, f"mail/{name}", content)
    assert names(write(tmp_path, "z.zip", zipped(members))) == ["z.zip/.106.xlsx", "z.zip"]
    assert [s.name for s in sources([tmp_path / "mail"], tmp_path / "inbox")] == [".106.xlsx"]
    given = write(tmp_path, "mail/.107.xlsx", b"torn")
    assert [s.name for s in sources([given], tmp_path / "inbox")] == [".107.xlsx"], "meant, as it is named"


def test_a_file_that_is_still_in_the_cloud_is_taken(tmp_path: Path) -> None:
    name = ".106.xlsx.icloud"
    write(tmp_path, f"mail/{name}", b"bplist00")
    assert [s.name for s in sources([tmp_path / "mail"], tmp_path / "inbox")] == [name]
    assert names(write(tmp_path, "z.zip", zipped({name: b"bplist00"}))) == [f"z.zip/{name}", "z.zip"]


def test_a_hidden_folder_with_workbooks_is_named(tmp_path: Path) -> None:
    write(tmp_path, "mail/.trash/a.xlsx", GOOD)
    write(tmp_path, "mail/.git/config", b"x")
    (only,) = sources([tmp_path / "mail"], tmp_path / "inbox")
    assert only.name == ".trash" and "没有收进" in only.refusal


@pytest.mark.skipif(sys.platform == "win32", reason="needs rights there")
def test_links_and_devices_are_named_and_never_opened(tmp_path: Path) -> None:
    secret = write(tmp_path, "elsewhere/secret.xlsx", GOOD)
    mail = tmp_path / "mail"
    write(mail, "good.xlsx", GOOD)
    (mail / "link.xlsx").symlink_to(secret)
    (mail / "folder").symlink_to(secret.parent, target_is_directory=True)
    (mail / "gone.xlsx").symlink_to(tmp_path / "nothing")
    os.mkfifo(mail / "pipe.xlsx")
    found = {source.name: source for source in sources([mail], tmp_path / "inbox")}
    assert {name for name, source in found.items() if not source.refusal} == {"good.xlsx"}
    assert set(found) == {"good.xlsx", "link.xlsx", "folder", "gone.xlsx", "pipe.xlsx"}
    with pytest.raises(MisuseError, match="管道"):
        sources([mail / "pipe.xlsx"], tmp_path / "inbox")


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, "a.xlsx", GOOD)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "no", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(MisuseError, match="不能读取"):
        taken(file)


# --- names --------------------------------------------------------------------------------------


def member(name: str, extra: bytes = b"") -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.extra = extra
    return info


def unicode_path(header: bytes, name: str, checksum: int | None = None) -> bytes:
    field = struct.pack("<BI", 1, zlib.crc32(header) if checksum is None else checksum) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


def test_the_name_in_the_unicode_field() -> None:
    other = struct.pack("<HH", 0x5455, 1) + b"x"
    assert (
        labels.of_member(member("____.xlsx", other + unicode_path(b"____.xlsx", "民政局.xlsx")))
        == "民政局.xlsx"
    )
    stale = unicode_path(b"____.xlsx", "别的.xlsx", checksum=7)
    assert labels.of_member(member("____.xlsx", stale)) == "____.xlsx", "made for another name"
    evil = unicode_path(b"a", "../../etc/民政局.xlsx")
    assert labels.of_member(member("a", evil)) == "etc/民政局.xlsx"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (unicodedata.normalize("NFD", "é民政局.xlsx"), "é民政局.xlsx"),
        ("a\nb\x1b[31m.xlsx", "a\ufffdb\ufffd[31m.xlsx"),
        ("民政局\u202excod.xlsx", "民政局\ufffdxcod.xlsx"),
    ],
)
def test_names_are_shown_as_they_are(name: str, shown: str) -> None:
    assert labels.shown(name) == shown


def test_a_name_of_thousands_of_letters_is_cut_in_the_middle() -> None:
    shown = labels.shown("长" * 5_000 + ".xlsx")
    assert len(shown) < 250 and shown.endswith(".xlsx")
