"""Writing a workbook file, with refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from xlsxwriter.exceptions import FileCreateError

from toolkit.errors import MisuseError
from toolkit.messages import say

INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook in which text is never anything but text."""


@contextmanager
def writing(target: object) -> Iterator[None]:
    """Put around the making of a workbook: a file that cannot be written is misuse, told in words.

    Raises:
        MisuseError: no such folder, no right to write, or the file is open in another program.
    """
    try:
        yield
    except FileCreateError as error:
        raise MisuseError(say("misuse.cannot_write", path=target)) from error
