"""A note beside the ledger of the last link written into it, which an older copy in its place does not hold.

The note is written after the transaction, so it is never ahead of the ledger; behind it, it accuses nobody.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from pathlib import Path

from toolkit.collection.files import replace_file
from toolkit.collection.ledger.chain import Linked, last_link
from toolkit.collection.phrases import moment
from toolkit.errors import MisuseError
from toolkit.messages import say

HEAD_NOTE = "ledger-head.txt"
_LINE = re.compile(r"^([1-9]\d{0,17}) (\S+) ([0-9a-f]{64})\s*$", re.MULTILINE)


def write_note(folder: Path, link: Linked) -> None:
    """Note the last link; where it cannot be written, the older note remains, which is no less true."""
    words = f"{say('ledger.head_note')}\n{link.number} {link.at} {link.head}\n"
    with suppress(MisuseError):
        replace_file(folder / HEAD_NOTE, words.replace("\n", "\r\n").encode("utf-8-sig"))


def noted_link(folder: Path) -> Linked | None:
    """The link last noted; None without a note that can be read."""
    try:
        found = _LINE.search((folder / HEAD_NOTE).read_text("utf-8-sig"))
    except (OSError, ValueError):
        return None
    return Linked(int(found[1]), found[2], found[3]) if found else None


def must_be_the_last(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a ledger that lacks the link last noted beside it.

    Raises:
        MisuseError: it is an older copy, or that of another computer.
    """
    noted = noted_link(file.parent)
    if noted and not connection.execute("SELECT 1 FROM link WHERE head = ?", (noted.head,)).fetchone():
        found = last_link(connection)
        raise MisuseError(
            say(
                "ledger.older", path=file, note=HEAD_NOTE, number=noted.number, at=moment(noted.at),
                last=found.number, last_at=moment(found.at),
            )
        )  # fmt: skip
