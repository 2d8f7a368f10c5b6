"""A published report once it is read: a submission with lines and columns instead of addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.findings import FoundCell
from toolkit.form.model import Form
from toolkit.published.content import PublishedContent
from toolkit.workbook.submission import Submission

_SENTENCE_END = "。"


@dataclass
class PublishedSubmission(Submission):
    """A published report, read: a submission without cells and addresses.

    Attributes:
        content: what is printed; ``None`` where nothing could be read.
        beside: sheet → its text below the heading of tables, which no text of the form takes.
        missing_sections: official headings that it does not have.
    """

    content: PublishedContent | None = None
    beside: Mapping[str, str] = field(default_factory=dict)
    missing_sections: tuple[str, ...] = ()

    @property
    def sentences_beside(self) -> dict[str, str]:
        """Of what stands beside tables the lines that are sentences, not labels of a table."""
        kept = {
            sheet: "\n".join(line for line in words.splitlines() if _SENTENCE_END in line)
            for sheet, words in self.beside.items()
        }
        return {sheet: words for sheet, words in kept.items() if words}


def found_in_print(form: Form, entry: str, raw: str | None = None) -> FoundCell:
    """An entry as findings name it in a printed report: its table and its label.

    Args:
        raw: what is printed there.
    """
    item = form.entries[entry]
    return FoundCell(entry, form.table(item.table).name, item.label, raw)
