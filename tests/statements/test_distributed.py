"""Numbers that follow all names."""

from __future__ import annotations

import pytest

from toolkit.statements.distributed import distributed
from toolkit.statements.folded import fold


@pytest.mark.parametrize(
    ("words", "pairs"),
    [
        (
            "其中予以公开、部分公开和不予公开分别为19件、6件、5件。",
            "其中予以公开为19件、部分公开为6件、不予公开为5件。",
        ),
        (
            "收到申请45件，办结44件，同比分别增长50%、60%。",
            "收到申请45件，同比增长50%，办结44件，同比增长60%。",
        ),
        (
            "复议6件、诉讼3件，较上年分别增加2件和减少1件。",
            "复议6件，较上年增加2件，诉讼3件，较上年减少1件。",
        ),
        ("2023年新收、上年结转分别为45件、3件。", "2023年新收为45件、上年结转为3件。"),
        ("甲、乙分别占3%、4%；丙、丁分别占5%、6%。", "甲占3%、乙占4%；丙占5%、丁占6%。"),
    ],
)
def test_each_number_stands_behind_its_name(words: str, pairs: str) -> None:
    assert distributed(fold(words)).text == pairs


@pytest.mark.parametrize(
    "words",
    [
        "甲、乙、丙分别为3件、4件。",
        "分别为3件、4件。",
        "甲、乙分别为3件。",
        "甲3件、乙4件。",
        "甲3件、乙，同比分别增长5%、6%。",
    ],
)
def test_what_does_not_match_stays(words: str) -> None:
    assert distributed(fold(words)).text == fold(words).text


def test_quotes_are_verbatim() -> None:
    words = "其中予以公开、部分公开 分别为 19 件、6 件。"
    found = distributed(fold(words))
    at = found.text.index("部分公开")
    assert found.quote(at, at + len("部分公开为6件")) == "部分公开 分别为 19 件、6 件"
    assert found.quote(0, len(found.text)) == words
