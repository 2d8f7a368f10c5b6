"""Files that an office program has open, told by the mark that it leaves beside them."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import MisuseError
from toolkit.messages import say


def open_elsewhere(file: Path) -> Path | None:
    """The mark that an office program leaves beside a file while it is open; ``None`` without one."""
    name = file.name
    marks = (f"~${name}", f"~${name[2:]}", f".~lock.{name}#", f".~{name}")
    return next((mark for one in marks if (mark := file.with_name(one)).exists()), None)


def must_be_closed(file: Path) -> None:
    """Check that no office program has a file open: on Linux it could be replaced under a person's hands.

    Raises:
        MisuseError: one has, or left its mark there.
    """
    mark = open_elsewhere(file)
    if mark is not None:
        raise MisuseError(say("handling.open", path=file, mark=mark.name))
