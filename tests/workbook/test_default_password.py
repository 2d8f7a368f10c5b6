"""Excel's built-in password is tried, and no other."""

from __future__ import annotations

import hashlib
import io
import struct
import time

import olefile
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.xor_obfuscation import DocumentXOR

from tests.workbook.received import plain_workbook, specimen
from toolkit.workbook import default_password
from toolkit.workbook.default_password import PASSWORD, in_clear
from toolkit.workbook.grids import open_grids
from toolkit.workbook.scanning import Unreadable

GOOD = plain_workbook()
SALT = bytes(range(16))
_BOF, _WRITE_ACCESS, _FILE_PASS, _BOUND_SHEET, _INTERFACE = 0x809, 0x5C, 0x2F, 0x85, 0xE1


def locked(password: str) -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(GOOD)).encrypt(password, stream)
    return stream.getvalue()


def values(data: bytes) -> dict[str, list[list[object]]]:
    _, grids = open_grids(data)
    return {name: [list(row) for row in grids[name]] for name in grids}


def test_a_workbook_that_opens_without_asking_is_read() -> None:
    data = locked(PASSWORD)
    found, _ = open_grids(data)
    assert found.default_password and values(data) == values(GOOD)
    assert values(in_clear(data)) == values(GOOD) and in_clear(GOOD) is GOOD


def test_any_other_password_is_asked_for() -> None:
    with pytest.raises(Unreadable) as refused:
        open_grids(locked("1234"))
    assert (refused.value.code, refused.value.details) == ("encrypted", {})


def test_rounds_of_hashing_are_bounded() -> None:
    data = locked(PASSWORD)
    assert data.count(b'spinCount="100000"') == 1
    began = time.monotonic()
    with pytest.raises(Unreadable):
        open_grids(data.replace(b'spinCount="100000"', b'spinCount="999999999"'))
    assert time.monotonic() - began < 30


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = locked(PASSWORD)
    monkeypatch.setattr(default_password, "MAX_SIZE", 1_000)
    with pytest.raises(Unreadable):
        open_grids(data)
    assert in_clear(data) == data


# --- .xls: the record that says so takes the place of another --------------------------------------


def records(stream: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        found.append((kind, stream[at + 4 : at + 4 + length]))
        at += 4 + length
    return found


def with_stream(data: bytes, stream: bytes) -> bytes:
    file = io.BytesIO(data)
    with olefile.OleFileIO(file, write_mode=True) as container:
        container.write_stream("Workbook", stream)
        return file.getvalue()


def locked_rc4(data: bytes) -> bytes:
    """[MS-XLS] 2.2.10: everything but headers and a few records is XORed with RC4's key stream."""
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        stream = container.openstream("Workbook").read()
    key = DocumentRC4.decrypt(PASSWORD, SALT, io.BytesIO(bytes(len(stream))), blocksize=1024).read()
    verifier = bytes(range(100, 116))
    checks = bytes(a ^ b for a, b in zip(verifier + hashlib.md5(verifier).digest(), key, strict=False))
    file_pass = struct.pack("<HHH", 1, 1, 1) + SALT + checks
    plain: list[tuple[int, bytes]] = []
    for kind, content in records(stream):
        if kind == _WRITE_ACCESS:
            plain += [(_FILE_PASS, file_pass), (0xFFF, bytes(len(content) - len(file_pass) - 4))]
        else:
            plain.append((kind, content))
    result = bytearray()
    for kind, content in plain:
        at = len(result) + 4
        kept = {_BOF: len(content), _FILE_PASS: len(content), _INTERFACE: len(content), _BOUND_SHEET: 4}.get(kind, 0)
        hidden = bytes(a ^ b for a, b in zip(content[kept:], key[at + kept :], strict=False))
        result += struct.pack("<HH", kind, len(content)) + content[:kept] + hidden
    return with_stream(data, bytes(result))


def test_an_old_workbook_that_opens_without_asking_is_read() -> None:
    data = specimen("libreoffice.xls")
    locked_one = locked_rc4(data)
    found, _ = open_grids(locked_one)
    assert found.default_password and found.format == "xls"
    assert values(locked_one) == values(data)


def test_the_weak_lock_of_very_old_workbooks() -> None:
    assert DocumentXOR.verifypw(PASSWORD, DocumentXOR.create_password_verifier(PASSWORD))
