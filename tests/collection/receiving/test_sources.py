"""What comes in, whatever it is packed in and called."""

from __future__ import annotations

import io
import os
import struct
import sys
import zipfile
from pathlib import Path

import pytest

from toolkit.collection.ledger.records import Arrival
from toolkit.collection.receiving import containers as module
from toolkit.collection.receiving.containers import MAX_DEPTH, Archive, Trouble, container_of
from toolkit.collection.receiving.sources import Source, arrivals, sources
from toolkit.errors import MisuseError

BOOK = b"PK\3\4 not really a workbook"


def zipped(members: dict[str, bytes], *, encoding: str = "") -> bytes:
    """An archive; with ``encoding`` its names are raw bytes without the UTF-8 mark, as old programs write."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = _Raw(name, encoding) if encoding else zipfile.ZipInfo(name)
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


class _Raw(zipfile.ZipInfo):
    def __init__(self, name: str, encoding: str) -> None:
        super().__init__(name)
        self.raw = name.encode(encoding)

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.raw, self.flag_bits & ~0x800


def taken(path: Path) -> list[Arrival]:
    return list(arrivals(Source(path, path.name)))


def troubles(data: bytes) -> list[Trouble]:
    archive = Archive(data)
    for _ in archive.members("z.zip"):
        pass
    return archive.troubles


def names(path: Path) -> list[str]:
    return [arrival.name for arrival in taken(path)]


def write(folder: Path, name: str, data: bytes, time: int = 0) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    os.utime(file, (time, time))
    return file


def test_oldest_first_and_no_litter(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    write(inbox, "b.xlsx", b"b", 200)
    write(inbox, "县/a.xlsx", b"a", 300)
    for litter in ("~$b.xlsx", ".DS_Store", "Thumbs.db", "__MACOSX/b.xlsx"):
        write(inbox, litter, b"x")
    given = write(tmp_path, "mail/c.xlsx", b"c", 100)
    found = sources([given, inbox / "b.xlsx"], inbox)
    assert [source.name for source in found] == ["c.xlsx", "b.xlsx", "县/a.xlsx"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
@pytest.mark.parametrize(
    ("raw", "expected"),
    [("民政局.xlsx".encode("gbk"), "民政局.xlsx"), (b"\xff\xff.xlsx", "??.xlsx")],
)
def test_names_of_raw_bytes(tmp_path: Path, raw: bytes, expected: str) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw)).write_bytes(BOOK)
    assert [source.name for source in sources([tmp_path], tmp_path / "inbox")] == [expected]


def test_what_the_collection_wrote_is_no_mail(tmp_path: Path) -> None:
    home = tmp_path / "c"
    for own in ("outbox/a.xlsx", "returned/a/b.xlsx", "reports/c.xlsx", "prior/p.json", "roster.xlsx"):
        write(home, own, BOOK)
    (home / "ledger.sqlite").write_bytes(b"SQLite format 3")
    write(home, "inbox/in.xlsx", BOOK)
    write(home, "round one/mail.xlsx", BOOK)
    for given in (home, tmp_path):
        found = {source.path.name for source in sources([given], home / "inbox")}
        assert found == {"in.xlsx", "mail.xlsx"}
    # Pointed at, it is meant: some offices have their units fill in place.
    assert {s.path.name for s in sources([home / "outbox"], home / "inbox")} == {"a.xlsx", "in.xlsx"}


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="找不到"):
        sources([tmp_path / "nothing"], tmp_path / "inbox")


@pytest.mark.parametrize("encoding", ["", "gbk", "utf-8"])
def test_chinese_names_in_archives(tmp_path: Path, encoding: str) -> None:
    members = {"教育局/101-样例市教育局.xlsx": BOOK, "联通.xlsx": BOOK + b"2", "plain.xlsx": BOOK + b"3"}
    file = write(tmp_path, "各县.zip", zipped(members, encoding=encoding))
    assert sorted(names(file)) == sorted(["各县.zip", *(f"各县.zip/{name}" for name in members)])


def test_archives_within_archives_and_their_order(tmp_path: Path) -> None:
    inner = zipped({"a.xlsx": BOOK})
    file = write(tmp_path, "o.zip", zipped({"i.zip": inner, "b.xlsx": BOOK + b"2"}))
    kinds = {arrival.name: arrival.kind for arrival in taken(file)}
    assert kinds == {
        "o.zip/i.zip/a.xlsx": "workbook",
        "o.zip/i.zip": "archive",
        "o.zip/b.xlsx": "workbook",
        "o.zip": "archive",
    }


def test_archives_packed_too_deep_are_left_to_a_person(tmp_path: Path) -> None:
    data = zipped({"a.xlsx": BOOK})
    for _ in range(MAX_DEPTH):
        data = zipped({"x.zip": data})
    deepest = taken(write(tmp_path, "x.zip", data))[0]
    assert deepest.name.count(".zip") == MAX_DEPTH + 1 and deepest.kind == "workbook"


def test_names_that_point_elsewhere_are_only_labels(tmp_path: Path) -> None:
    evil = {"../../etc/a.xlsx": BOOK, "C:\\Windows\\b.xlsx": BOOK + b"2", "/abs/c.xlsx": BOOK + b"3"}
    file = write(tmp_path, "in/e.zip", zipped(evil))
    before = set(tmp_path.rglob("*"))
    assert sorted(names(file)[:-1]) == ["e.zip/Windows/b.xlsx", "e.zip/abs/c.xlsx", "e.zip/etc/a.xlsx"]
    assert set(tmp_path.rglob("*")) == before


def encrypted(data: bytes) -> bytes:
    """The archive with its first member marked as encrypted."""
    directory = data.rindex(b"PK\1\2")
    flags = struct.unpack_from("<H", data, directory + 8)[0] | 1
    return data[: directory + 8] + struct.pack("<H", flags) + data[directory + 10 :]


def test_members_that_cannot_be_taken_out(tmp_path: Path) -> None:
    data = encrypted(zipped({"a.xlsx": BOOK}))
    (only,) = taken(write(tmp_path, "p.zip", data))
    assert only.kind == "workbook", "a person must see it"
    assert troubles(data) == [Trouble("password", "a.xlsx")]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILE", 1_000_000)
    data = zipped({"zero.xlsx": bytes(5_000_000), "a.xlsx": BOOK})
    assert names(write(tmp_path, "bomb.zip", data)) == ["bomb.zip/a.xlsx", "bomb.zip"]
    assert troubles(data) == [Trouble("too_large", "zero.xlsx")]


def test_a_lying_size_does_not_help_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILE", 1_000_000)
    data = bytearray(zipped({"zero.xlsx": bytes(5_000_000)}))
    for mark, offset in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        struct.pack_into("<I", data, data.index(mark) + offset, 10)
    assert troubles(bytes(data)) == [Trouble("damaged", "zero.xlsx")]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.xlsx", b"", "workbook"),
        ("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
        ("no suffix", b"anything", "workbook"),
        ("a.download", BOOK, "workbook"),
        ("a.rar", b"Rar!\x1a\7", "workbook"),
        ("a.zip", b"", "workbook"),
        ("a.dat", bytes(range(256)), "workbook"),
        ("a.fods", b"<office:document office:mimetype='x.opendocument.spreadsheet'/>", "workbook"),
        ("a.txt", "项目\t数\n新收\t3\n办结\t3\n".encode("utf-16"), "workbook"),
        ("101教育局.json", b'{"values": {}}', "workbook"),
        ("导出.xml", b"<figures><a>3</a></figures>", "workbook"),
        ("a.txt", '项目,数\r\n新收,3\r\n办结,3\r\n结转,"0.5"\r\n'.encode("gbk"), "workbook"),
        ("信.txt", "一、总体情况\n收到 3 件,办结 3 件。\n附件 1, 2\n".encode(), "attachment"),
        ("报表.docx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "workbook"),
        ("通知.html", b"<html><table></table></html>", "attachment"),
        ("报表.htm", b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>', "workbook"),
        ("smime.p7s", b"0\x82\1\2", "attachment"),
        ("盖章件.pdf", b"%PDF-1.4", "attachment"),
        ("photo.jpg", b"\xff\xd8\xff", "attachment"),
        ("说明.docx", BOOK, "attachment"),
        ("readme.txt", b"hello", "attachment"),
    ],
)
def test_what_might_be_a_workbook_is_read(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    (only,) = taken(write(tmp_path, name, data))
    assert only.kind == kind


def test_a_workbook_is_no_archive() -> None:
    assert container_of("a.xlsx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})) is None
    assert container_of("a.ods", zipped({"mimetype": b"application/vnd.oasis"})) is None
    assert container_of("a.zip", b"PK\3\4 torn") is None
    assert isinstance(container_of("a.xlsx", zipped({"a.xlsx": b""})), Archive)


def test_a_file_too_large_stays_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.collection.receiving.sources.MAX_FILE", 10)
    file = write(tmp_path, "video.xlsx", bytes(11))
    with pytest.raises(MisuseError, match="没有收进，仍在原处"):
        taken(file)
    assert file.exists()
