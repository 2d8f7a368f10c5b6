"""The pictures of the page in the guides can be taken anew, and are all shown there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.guide_pictures import IMAGES, take_pictures


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_pictures_are_taken(tmp_path: Path) -> None:
    taken = take_pictures(tmp_path / "images", tmp_path)
    assert {file.name for file in taken} == {file.name for file in IMAGES.glob("page-*.png")}
    guide = (IMAGES.parent / "guide-office.md").read_text("utf-8")
    assert all(file.read_bytes().startswith(b"\x89PNG") and f"images/{file.name}" in guide for file in taken)
