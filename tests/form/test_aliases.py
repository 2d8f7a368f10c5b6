"""Spellings of labels are data of an edition, and named where they are wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from toolkit.errors import EditionError
from toolkit.form.aliases import aliases
from toolkit.form.registry import folder_of, use_edition


def test_the_shipped_editions_have_them() -> None:
    assert "规范性文件" in aliases("ogi-2021")["row", "proactive", "normative_documents"]
    assert "行政规范性文件" in aliases("ogi-2019")["row", "proactive", "normative_documents"]


def test_a_line_about_nothing_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "own-aliases"
    shutil.copytree(folder_of("ogi-2021"), folder)
    settings = folder / "edition.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('id = "ogi-2021"', 'id = "own-aliases"', 1), "utf-8"
    )
    file = folder / "aliases.csv"
    file.write_text(file.read_text("utf-8") + "row,requests,no_such_row,某行,\n", "utf-8")
    edition = use_edition(folder)
    with pytest.raises(EditionError, match=r"aliases\.csv"):
        aliases(edition)
