"""Workbooks locked with Excel's built-in password open without asking, here as in Excel.

Excel encrypts a workbook with the password ``VelvetSweatshop`` when its windows or structure are protected
in some ways, and tries it before it asks for one ([MS-OFFCRYPTO] 2.3 and 4.2.5). The clerk never typed it.
"""

from __future__ import annotations

import io
import re

from toolkit.workbook.scanning.scanned import MAX_UNPACKED, Unreadable
from toolkit.workbook.scanning.signatures import OLE_MARK

PASSWORD = "VelvetSweatshop"
MAX_SIZE = MAX_UNPACKED
MAX_OLD_SIZE = 4_000_000
"""The library takes an .xls apart byte by byte: some hundred bytes of memory and a microsecond each."""
MAX_SPINS = 1_000_000
"""Rounds of hashing a file may ask for; Excel writes 100,000, which takes a tenth of a second."""
_SPINS = re.compile(rb"""spinCount=["'](\d+)["']""")


def without_default_password(data: bytes, problem: Unreadable) -> bytes:
    """The bytes of an encrypted workbook in clear.

    Args:
        problem: why the bytes as they are cannot be read.

    Raises:
        Unreadable: ``problem``, where another password is needed.
    """
    if not data.startswith(OLE_MARK) or problem.details.get("kind") or len(data) > MAX_SIZE:
        raise problem
    opened = _opened(data)
    if opened is None:
        raise problem
    return opened


def in_clear(data: bytes) -> bytes:
    """The bytes as any program reads them: decrypted if that takes no password, else as they are."""
    if not data.startswith(OLE_MARK):
        return data
    from toolkit.workbook.scanning.biff import scan_xls  # noqa: PLC0415  (few files are of that time)

    try:
        scan_xls(data)
    except Unreadable as problem:
        encrypted = problem.code == "encrypted" and not problem.details
        return (_opened(data) if encrypted and len(data) <= MAX_SIZE else None) or data
    return data


def _opened(data: bytes) -> bytes | None:
    from msoffcrypto import OfficeFile  # noqa: PLC0415  (loads a cryptographic library; seldom needed)

    clear = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))
        if file.format == "xls97" and len(data) > MAX_OLD_SIZE:
            return None
        if any(int(spins) > MAX_SPINS for spins in _SPINS.findall(_encryption_info(data))):
            return None
        if file.format == "ooxml":
            file.load_key(password=PASSWORD, verify_password=True)
        else:
            file.load_key(password=PASSWORD)
        file.decrypt(clear)
    except Exception:  # another password, another method, or a broken file; the library raises many kinds
        return None
    return clear.getvalue()


def _encryption_info(data: bytes) -> bytes:
    """The stream that says how an OOXML package was encrypted; empty for an .xls."""
    import olefile  # noqa: PLC0415

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        if not container.exists("EncryptionInfo"):
            return b""
        return bytes(container.openstream("EncryptionInfo").read())
