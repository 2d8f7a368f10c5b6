"""A file in memory whose bytes follow from its members."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from tests.workbook.received import unzipped
from toolkit.workbook.scanning.package import Package
from toolkit.workbook.steady_zip import SteadyZip

MEMBERS = {
    "[Content_Types].xml": b"<Types/>",
    "xl/worksheets/sheet1.xml": "机构".encode() * 40_000,
    "xl/media/章.png": random.Random(7).randbytes(50_000),
    "empty": b"",
}


def packed() -> bytes:
    file = SteadyZip()
    for name, content in MEMBERS.items():
        file.add(name, content)
    return file.finished()


def test_it_is_what_zipfile_writes() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as theirs:
        for name, content in MEMBERS.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            theirs.writestr(info, content, zipfile.ZIP_DEFLATED)

    assert packed() == stream.getvalue() == packed()


def test_date_and_rights_of_an_entry_are_kept() -> None:
    entry = zipfile.ZipInfo("a.xml", (2024, 2, 29, 12, 30, 0))
    entry.external_attr = 0o644 << 16
    file = SteadyZip()
    file.add(entry, b"<a/>")
    with zipfile.ZipFile(io.BytesIO(file.finished())) as read:
        (found,) = read.infolist()
    assert (found.date_time, found.external_attr) == (entry.date_time, entry.external_attr)
    assert entry.file_size == 0, "the entry that was given is not changed"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_of_another_file_are_copied_as_they_are_packed(method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=1) as theirs:
        for name, content in MEMBERS.items():
            theirs.writestr(name, content)
    package = Package(stream.getvalue())
    file = SteadyZip()
    for member in package.members:
        file.take(member, package.packed(member.filename))
    data = file.finished()
    assert unzipped(data) == MEMBERS
    again = Package(data)
    assert [again.packed(name) for name in MEMBERS] == [package.packed(name) for name in MEMBERS]


def test_sizes_that_stand_behind_a_member_are_put_before_it() -> None:
    """Who writes into a pipe knows the size of a member when it is written."""

    class Pipe(io.BytesIO):
        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as theirs:
        theirs.writestr("a.xml", b"<a/>" * 100)
    package = Package(pipe.getvalue())
    (member,) = package.members
    assert member.flag_bits & 0x08
    file = SteadyZip()
    file.take(member, package.packed("a.xml"))
    assert unzipped(file.finished()) == {"a.xml": b"<a/>" * 100}
    assert Package(file.finished()).members[0].flag_bits == 0
