"""Excel's built-in password is tried, and no other."""

from __future__ import annotations

import hashlib
import io
import struct
import time
from collections.abc import Callable

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


def workbook_stream(data: bytes) -> bytes:
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        return bytes(container.openstream("Workbook").read())


def rewritten(stream: bytes, file_pass: bytes, hide: Callable[[bytes, int, int], bytes]) -> bytes:
    """The stream with the record that locks it; ``hide`` gets a content, its place and what to leave."""
    plain: list[tuple[int, bytes]] = []
    for kind, content in records(stream):
        if kind == _WRITE_ACCESS:
            plain += [(_FILE_PASS, file_pass), (0xFFF, bytes(len(content) - len(file_pass) - 4))]
        else:
            plain.append((kind, content))
    result = bytearray()
    for kind, content in plain:
        whole = kind in (_BOF, _FILE_PASS, _INTERFACE)
        kept = len(content) if whole else 4 if kind == _BOUND_SHEET else 0
        hidden = hide(content[kept:], len(result) + 4 + kept, kept)
        result += struct.pack("<HH", kind, len(content)) + content[:kept] + hidden
    return bytes(result)


def locked_xor(data: bytes) -> bytes:
    """[MS-OFFCRYPTO] 2.3.7.2: the lock of Excel 95, which later ones still write."""
    key = DocumentXOR.create_xor_array_method1(PASSWORD)
    file_pass = struct.pack("<HHH", 0, DocumentXOR.create_xor_key_method1(PASSWORD), 0x9A0A)

    def hide(content: bytes, place: int, kept: int) -> bytes:
        first = place + len(content) + kept
        return bytes(DocumentXOR.rol(b, 5, 8) ^ key[(first + n) % 16] for n, b in enumerate(content))

    return with_stream(data, rewritten(workbook_stream(data), file_pass, hide))


def locked_rc4(data: bytes) -> bytes:
    """[MS-XLS] 2.2.10: everything but headers and a few records is XORed with RC4's key stream."""
    stream = workbook_stream(data)
    key = DocumentRC4.decrypt(PASSWORD, SALT, io.BytesIO(bytes(len(stream))), blocksize=1024).read()
    verifier = bytes(range(100, 116))
    checks = bytes(a ^ b for a, b in zip(verifier + hashlib.md5(verifier).digest(), key, strict=False))
    file_pass = struct.pack("<HHH", 1, 1, 1) + SALT + checks

    def hide(content: bytes, place: int, _: int) -> bytes:
        return bytes(a ^ b for a, b in zip(content, key[place:], strict=False))

    return with_stream(data, rewritten(stream, file_pass, hide))


@pytest.mark.parametrize("lock", [locked_rc4, locked_xor])
def test_an_old_workbook_that_opens_without_asking_is_read(lock: Callable[[bytes], bytes]) -> None:
    data = specimen("libreoffice.xls")
    found, _ = open_grids(lock(data))
    assert found.default_password and found.format == "xls"
    assert values(lock(data)) == values(data)
