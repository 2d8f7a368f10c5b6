"""Sheet protection as Excel 2013 and later write it: SHA-512, salted, 100,000 rounds.

XlsxWriter knows only the legacy 16-bit hash, which a collision breaks in a tenth of a second, and no
lock of the workbook's structure. The two subclasses write the standard's stronger elements
(ISO/IEC 29500-1, 18.3.1.85 and 18.2.29). They override private methods, hence the upper bound on
the library in ``pyproject.toml`` and the golden test.

What a lock is worth: it guards against accidents. Anybody can remove it with a zip program; what
guards the figures is that reading back trusts nothing.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook

from toolkit.workbook.writing import PlainWorksheet

SPINS = 100_000


@lru_cache(maxsize=8)
def password_hash(password: str) -> tuple[str, str]:
    """Base64 hash and salt of a password; one salt per process and password, as hashing is slow by design."""
    salt = secrets.token_bytes(16)
    digest = hashlib.sha512(salt + password.encode("utf-16-le")).digest()
    for spin in range(SPINS):
        digest = hashlib.sha512(digest + spin.to_bytes(4, "little")).digest()
    return base64.b64encode(digest).decode(), base64.b64encode(salt).decode()


class LockedWorksheet(PlainWorksheet):
    """A worksheet whose protection carries the strong hash."""

    strong_password = ""

    def _xml_empty_tag(self, tag: str, attributes: Any = None) -> None:
        if tag == "sheetProtection" and self.strong_password:
            value, salt = password_hash(self.strong_password)
            strong = [("algorithmName", "SHA-512"), ("hashValue", value), ("saltValue", salt)]
            attributes = [*strong, ("spinCount", SPINS), *(attributes or [])]
        super()._xml_empty_tag(tag, attributes or [])


class LockedWorkbook(Workbook):
    """A workbook whose structure is locked when a password is set; ``strong_password`` before closing."""

    strong_password = ""

    def _write_book_views(self) -> None:
        # The schema wants workbookProtection between workbookPr and bookViews.
        if self.strong_password:
            value, salt = password_hash(self.strong_password)
            self._xml_empty_tag(
                "workbookProtection",
                [
                    ("workbookAlgorithmName", "SHA-512"),
                    ("workbookHashValue", value),
                    ("workbookSaltValue", salt),
                    ("workbookSpinCount", SPINS),
                    ("lockStructure", 1),
                ],
            )
        super()._write_book_views()
