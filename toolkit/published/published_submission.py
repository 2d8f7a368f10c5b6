"""A published report once it is read: a submission with lines and columns instead of addresses."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.findings import FoundCell
from toolkit.form.model import Form
from toolkit.published.content import PublishedContent
from toolkit.workbook.submission import Submission


@dataclass
class PublishedSubmission(Submission):
    """A published report, read: a submission without cells and addresses.

    Attributes:
        content: what is printed; ``None`` where nothing could be read.
        beside: its texts below the headings of tables, which no text of the form takes.
        missing_sections: official headings that it does not have.
    """

    content: PublishedContent | None = None
    beside: tuple[str, ...] = ()
    missing_sections: tuple[str, ...] = ()


def found_in_print(form: Form, entry: str, raw: str | None = None) -> FoundCell:
    """An entry as findings name it in a printed report: its table and its label.

    Args:
        raw: what is printed there.
    """
    item = form.entries[entry]
    return FoundCell(entry, form.table(item.table).name, item.label, raw)
