"""Members of a package: what equal ones share, and that each is still held to what is declared of it."""

from __future__ import annotations

import zlib

import pytest

from tests.workbook.received import zipped
from toolkit.workbook.scanning.package import Package, PackagePart, remembered
from toolkit.workbook.scanning.scanned import Unreadable

PART = "<a>校验</a>"
LARGE = "<a>" + "b" * 500_000 + "</a>"


def test_equal_members_of_two_packages_are_one_part() -> None:
    one, other = Package(zipped({"a.xml": PART})), Package(zipped({"b.xml": PART, "c.xml": PART + " "}))
    assert one.part("a.xml") is other.part("b.xml")
    assert one.part("a.xml") is not other.part("c.xml")


def test_a_large_member_is_not_kept() -> None:
    data = zipped({"a.xml": LARGE})
    assert Package(data).part("a.xml") is not Package(data).part("a.xml")


def test_a_checksum_counts_although_the_same_bytes_have_been_unpacked() -> None:
    data = zipped({"a.xml": PART})
    assert Package(data).read("a.xml") == PART.encode()
    declared = zlib.crc32(PART.encode())
    damaged = data.replace(declared.to_bytes(4, "little"), (declared ^ 1).to_bytes(4, "little"))
    with pytest.raises(Unreadable) as caught:
        Package(damaged).read("a.xml")
    assert caught.value.details == {"reason": "member"}


def test_what_was_found_in_a_part_is_not_looked_for_again() -> None:
    looked: list[tuple[bytes, int]] = []

    @remembered
    def longer(part: PackagePart, than: int) -> bool:
        looked.append((part.content, than))
        return len(part.content) > than

    first, second = (Package(zipped({"a.xml": PART, "b": str(n)})).part("a.xml") for n in range(2))
    assert [longer(part, than) for part in (first, second) for than in (1, 99)] == [True, False] * 2
    assert looked == [(PART.encode(), 1), (PART.encode(), 99)]
