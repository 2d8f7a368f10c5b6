"""Labels without what retyping changes, one by one and many at once."""

from __future__ import annotations

import pytest

from toolkit.workbook.locate import normalized, normalized_all

ODD = ["市 卫健委", "“甲”局", "ＡＢＣ１", "", "e\u0301", "\u0301x", "\u200b乙", "ﬁ", "한", "\u1112", "\u1161"]


@pytest.mark.parametrize("texts", [[], ["甲"], ODD, ODD[::-1], [*ODD, "a\0b"], ["", ""], ["\0"]])
def test_many_labels_at_once_as_one_by_one(texts: list[str]) -> None:
    assert normalized_all(texts) == [normalized(text) for text in texts]
