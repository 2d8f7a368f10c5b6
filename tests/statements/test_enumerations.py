"""Parts that do not make up their whole."""

from __future__ import annotations

import pytest

from toolkit.statements.enumerations import wrong_enumerations
from toolkit.statements.folded import fold


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("主动公开信息40条，人事信息17条，规划信息1条，其他信息19条。", (17, 1, 19)),
        ("公开信息共61条，其中：降费5条，解读1条；预算、决算7条；其他文件51条等。", (5, 1, 7, 51)),
        ("收到申请20件（东县8件、西县7件、南县6件）。", (8, 7, 6)),
        ("申请渠道：网络平台28件、邮寄12件、现场6件，共计45件。", (28, 12, 6)),
        ("发布信息中，网站20条、公众号30条和公报3条，合计50条。", (20, 30, 3)),
    ],
)
def test_wrong_sums(words: str, parts: tuple[int, ...]) -> None:
    assert [found.parts for found in wrong_enumerations(fold(words))] == [parts]


@pytest.mark.parametrize(
    "words",
    [
        "主动公开信息37条，人事信息17条，规划信息1条，其他信息19条。",
        "收到申请20件，其中网络申请5件，信函申请6件。",  # not said to be all
        "收到申请20件，其中自然人15件，企业5件，网络申请12件，信函申请8件。",  # divided twice
        "受理255件，办结255件，其中予以公开71件、部分公开5件。",
        "办理结果为：予以公开19件，部分公开6件，其他处理2件。",
        "申请渠道：网络平台28件、邮寄12件、现场6件，共计46件。",
        "网络平台28件、邮寄12件，共计收到政府信息公开申请45件。",  # not said to be all
        "自然人30件、网络申请12件，共计45件。",  # divided twice
        "新收45件、结转3件、办结44件，共计48件。",
        "编发简报12期、培训3次，共计18期。",
        "编发简报12期，培训3次，参加80人次。",
    ],
)
def test_right_or_partial_sums(words: str) -> None:
    assert not list(wrong_enumerations(fold(words)))
