"""The unseen key of a row: signed by the collection, and bound to what the row shows."""

from __future__ import annotations

import pytest

from toolkit.reports.handling.matters import MatterKind
from toolkit.reports.handling.row_key import RowKey, digest_of_cells, read_key

KEY = RowKey(MatterKind.QUERIES, "101", "T2-01", {"file": "3"}, after=7).showing(
    ["需说明", "101", "甲局", "3", "两项。"]
)


def test_a_key_says_what_it_was_written_with() -> None:
    assert read_key(KEY.text("secret"), "secret") == KEY
    assert read_key(f"  {KEY.text('secret')}\n", "secret") == KEY


@pytest.mark.parametrize(
    "text",
    [
        "", "ogi1", "需说明", KEY.text("other"), KEY.text("secret").replace('"101"', '"102"'),
        KEY.text("secret").replace("ogi1", "ogi2"), KEY.text("secret")[:-1], KEY.text("secret") + " ]",
        RowKey("unheard_of").text("secret"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_what_this_collection_did_not_sign_is_no_key(text: str) -> None:
    assert read_key(text, "secret") is None


def test_what_a_row_shows_is_compared_without_what_programs_change() -> None:
    assert digest_of_cells(["１０１ 局", "一\r\n二"]) == digest_of_cells(["101局", "一\n二"])
    assert digest_of_cells(["101", "甲"]) != digest_of_cells(["101", "乙"])
    assert digest_of_cells(["甲乙", ""]) != digest_of_cells(["甲", "乙"])
