from __future__ import annotations

import pytest

from tests.published.formats.pdf_samples import Sheet, assembled, pdf, stream
from tests.published.formats.shown import shown
from toolkit.published.formats import read_content
from toolkit.published.formats.pdf_file import read_pdf
from toolkit.workbook.scanning.scanned import Unreadable


def test_the_same_comes_back_from_the_process() -> None:
    content = read_content(
        pdf([Sheet().table(90, 120, [["规章", "1"], ["许可", "2"]]).text(90, 300, "后文")])
    )
    assert shown(content) == ["[", "0:规章 1:1", "0:许可 1:2", "]", "后文"]


@pytest.mark.slow
def test_a_bomb_ends_its_own_process_only() -> None:
    bomb = stream(b"\0" * 300_000_000)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, bomb]
    with pytest.raises(Unreadable) as refused:
        read_pdf(assembled(objects, "/Root 1 0 R"))
    assert refused.value.code == "too_complex"
