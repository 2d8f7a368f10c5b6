"""The guides as pages: links lead to pages and headings that are there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from toolkit.packaging.guide_pages import GUIDES, write_guides

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def guides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guides of this checkout."""
    folder = tmp_path_factory.mktemp("guides")
    pages = write_guides(DOCS, folder)
    assert [page.name for page in pages[: len(GUIDES)]] == [name.replace(".md", ".html") for name in GUIDES]
    return folder


def test_every_link_leads_somewhere(guides: Path) -> None:
    wrong = []
    for page in guides.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"]*)"', page.read_text("utf-8")):
            path, _, anchor = unquote(link).partition("#")
            if "://" in link:
                continue
            to = page.parent / path if path else page
            if not to.is_file() or (anchor and f'id="{anchor}"' not in to.read_text("utf-8")):
                wrong.append(f"{page.name}: {link}")
    assert not wrong


def test_markup_in_a_guide_stays_text(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in GUIDES:
        (docs / name).write_text("# A <b>title</b>\n\n<script>x</script> [out](../README.md) ![p](p.png)\n")
    (docs / "p.png").write_bytes(b"picture")
    write_guides(docs, tmp_path / "pages")
    page = (tmp_path / "pages" / "guide-office.html").read_text("utf-8")
    assert "<script" not in page
    assert "README" not in page
    assert (tmp_path / "pages" / "p.png").read_bytes() == b"picture"


def test_emphasis_is_shown_and_not_its_marks(guides: Path) -> None:
    """``**某某（某某）**上`` is none: a mark behind a bracket ends nothing where a letter follows."""
    for page in guides.rglob("*.html"):
        text = re.sub(r"<(code|pre)\b.*?</\1>", "", page.read_text("utf-8"), flags=re.DOTALL)
        assert not re.findall(r".*\*\*.*", text), page.name
