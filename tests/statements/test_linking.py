"""What a share or a change belongs to."""

from __future__ import annotations

import pytest

from tests.statements.sentences import UNIT, YEAR
from toolkit.form.statement_phrases import phrases_of
from toolkit.statements.folded import fold
from toolkit.statements.matching import Matcher

PHRASES = phrases_of("ogi-2021")
REQUESTS = "政府信息公开申请"


def belonging(words: str) -> list[tuple[str, object, str]]:
    """Each share or change with what it belongs to."""
    folded = fold(words).masked(PHRASES)
    found = Matcher(PHRASES, YEAR, UNIT).statements(folded)
    return [(one.phrase.kind, one.stated, one.of.phrase.id) for one in found if one.of is not None]


@pytest.mark.parametrize(
    ("words", "linked"),
    [
        ("收到政府信息公开申请45件，同比增加15件，增长50%。",
         [("change", 15, "received"), ("change", 50, "received")]),
        ("收到政府信息公开申请45件（含上年结转3件），同比增加15件。", [("change", 15, "received")]),
        ("收到政府信息公开申请45件，均已办结，同比增长50%。", [("change", 50, "received")]),
        ("政府信息公开申请量由上年的30件增至45件。", [("before", 30, "received"), ("after", 45, "received")]),
        ("较上年多收到15件政府信息公开申请。", [("change", 15, "received")]),
        ("较上年多收到政府信息公开申请15件。", [("change", 15, "received")]),
        ("政府信息公开申请中，八成以上予以公开。", [("part", 80, "granted")]),
        ("办结政府信息公开申请44件，其中予以公开19件，占43.2%，同比增加4件。",
         [("portion", 43.2, "granted"), ("change", 4, "granted")]),
        ("政府信息公开申请办结率较上年提高5个百分点。", [("points", 5, "closed_rate")]),
    ],
)  # fmt: skip
def test_the_nearest_number_or_name(words: str, linked: list[tuple[str, float, str]]) -> None:
    assert [(kind, float(str(stated)), of) for kind, stated, of in belonging(words)] == linked


@pytest.mark.parametrize(
    "words",
    [
        "收到政府信息公开申请45件，网站访问量同比增长20%。",
        "收到政府信息公开申请45件，较2019年减少5件。",
        "收到政府信息公开申请45件，环比增长20%。",
        "收到政府信息公开申请45件，占全市的八成。",
        "全市政府信息公开申请量同比增长20%。",
        "市财政局政府信息公开申请量同比增长20%。",
        "同比增长20%。",
    ],
)
def test_what_is_about_something_else_belongs_to_nothing(words: str) -> None:
    assert not belonging(words)
