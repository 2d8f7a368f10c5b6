"""Reading a report whatever it is: a completed workbook, or a published report.

What published reports need is loaded when one comes: most files are workbooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from toolkit.form.expression import Number
from toolkit.form.registry import known_edition
from toolkit.published.formats import format_of
from toolkit.workbook.given_content import content_and_name
from toolkit.workbook.scanning.kinds import kind_of
from toolkit.workbook.submission import Submission, read_submission

_NOT_PUBLISHED = {".xls", ".xlsx", ".xlsm", ".et", ".ett", ".ods", ".csv", ".tsv", ".xlt", ".xltx"}


def read_report(
    source: str | Path | bytes,
    *,
    name: str = "",
    prior: Mapping[str, Number] | None = None,
    edition: str | Path = "",
    unit: str = "",
) -> Submission:
    """Read a completed workbook or a published report; the name tells only where the content does not.

    A published report may be a page, a Word document, a PDF or plain text.

    Args:
        source: path or bytes of the file.
        name: file name for the messages, when bytes are given.
        prior: last year's values; by default those in a workbook's hidden sheet.
        edition: of a published report that does not tell it: id of a known edition, or the folder of one of
            your own.
        unit: of a published report that does not tell it.

    Returns:
        A submission, whatever the bytes are.

    Raises:
        OSError: the path cannot be read.
        MisuseError: there is no such edition.
        EditionError: the data of an edition of your own contradict each other.
    """
    edition = known_edition(edition)
    data, name = content_and_name(source, name)
    if not is_published(data, name):
        return read_submission(data, name=name, prior=prior)
    from toolkit.published.published_reading import read_published  # noqa: PLC0415

    submission = read_published(data, name=name, edition=edition, unit=unit)
    submission.record.prior = dict(prior or {})
    return submission


def is_published(data: bytes, name: str) -> bool:
    """Whether a file is read as a published report: a page or a text that was not saved as a workbook."""
    suffix = PurePosixPath(name.lower()).suffix
    return suffix not in _NOT_PUBLISHED and format_of(kind_of(data, name)) is not None
