"""A report printed as PDF by LibreOffice is read with every cell of its tables, also over page breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.libreoffice import printed
from tests.reports.test_document import seed_publication
from toolkit.published.content import PublishedContent, PublishedTable
from toolkit.published.formats import read_content
from toolkit.reports.document import write_document

pytestmark = [pytest.mark.oracle, pytest.mark.slow]


def _cells(content: PublishedContent) -> list[str]:
    """Texts of all cells, row by row, blanks left out of them."""
    tables = (block for block in content.blocks if isinstance(block, PublishedTable))
    return [cell.text.replace(" ", "") for table in tables for cell in table.cells]


def test_every_cell_of_a_document_is_in_its_pdf(tmp_path: Path) -> None:
    document = tmp_path / "a.docx"
    write_document(seed_publication(), document)
    (made,) = printed([document], tmp_path / "pdf")
    ours, theirs = (read_content(file.read_bytes(), file.name) for file in (document, made))
    assert theirs.format == "pdf"
    assert _cells(theirs) == _cells(ours)
