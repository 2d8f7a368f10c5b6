"""Who signs: the people's government of a place."""

from __future__ import annotations

import pytest

from toolkit.collection.signing import government_of


@pytest.mark.parametrize("place", ["某某市", "某某县", "某某区", "某某乡", "某某镇"])
def test_a_place_is_signed_for_by_its_government(place: str) -> None:
    assert government_of(place) == f"{place}人民政府"


@pytest.mark.parametrize("name", ["某某经济技术开发区", "某某新区", "某某街道", "某某市人民政府", "某某局"])
def test_others_sign_with_their_name(name: str) -> None:
    assert government_of(name) == name
