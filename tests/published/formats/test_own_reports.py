"""Reports that the toolkit itself writes are read back with every cell and every paragraph."""

from __future__ import annotations

from pathlib import Path

from tests.reports.test_document import seed_publication
from toolkit.published.content import Paragraph, PublishedContent, PublishedTable
from toolkit.published.formats import read_content
from toolkit.reports.document import write_document
from toolkit.reports.page import write_page


def _tables(content: PublishedContent) -> list[list[tuple[int, int, str]]]:
    tables = [block for block in content.blocks if isinstance(block, PublishedTable)]
    return [[(cell.row, cell.column, cell.text) for cell in table.cells] for table in tables]


def _texts(content: PublishedContent) -> set[str]:
    return {block.text.replace(" ", "") for block in content.blocks if isinstance(block, Paragraph)}


def test_document_and_page_say_the_same(tmp_path: Path) -> None:
    publication = seed_publication()
    write_document(publication, tmp_path / "a.docx")
    write_page(publication, tmp_path / "a.html")
    document = read_content((tmp_path / "a.docx").read_bytes(), "a.docx")
    page = read_content((tmp_path / "a.html").read_bytes(), "a.html")
    assert [len(table) for table in _tables(document)] == [30, 215, 34]
    shown = [sorted(table) for table in _tables(page)]  # charts of a page are tables, too
    assert all(sorted(table) in shown for table in _tables(document))
    assert len(_texts(document) & _texts(page)) >= 10
