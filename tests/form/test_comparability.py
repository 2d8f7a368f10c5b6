"""What 2019 and 2020 figures say in the items of today: declared item by item."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.errors import EditionError
from toolkit.form import comparability
from toolkit.form.comparability import counterparts, measured, restated
from toolkit.form.datafile import Line
from toolkit.form.registry import form_for_year, load_form

OTHER = [f"requests.other_{row}.total" for row in ("not_supplemented", "fee_unpaid", "reasons")]


def test_every_item_of_2019_is_declared_once() -> None:
    declared = [one.item for one in counterparts("ogi-2019", "ogi-2021")]
    assert declared == list(load_form("ogi-2019").items)


def test_what_cannot_be_compared_says_why() -> None:
    for one in counterparts("ogi-2019", "ogi-2021"):
        assert bool(one.note) == (one.comparable != "yes"), one.item


def test_the_same_edition_is_itself() -> None:
    assert all(one.items == (one.item,) for one in counterparts("ogi-2021", "ogi-2021"))


def test_editions_that_say_nothing_of_each_other_have_nothing_in_common() -> None:
    assert counterparts("ogi-2021", "ogi-2019") == ()
    assert measured("ogi-2021", {"requests.received.total": 1}, "ogi-2019", ["requests.received.total"]) == (
        None,
        (),
    )


@pytest.mark.parametrize(
    ("values", "items", "expected"),
    [
        ({"requests.received.total": 23}, ["requests.received.total"], 23),
        ({"requests.other.total": 5}, OTHER, 5),
        ({"requests.other.total": 5}, OTHER[:1], None),
        ({}, ["requests.received.total"], None),
        ({"proactive.rules.published_total": 89}, ["proactive.rules.in_force"], None),
        ({"proactive.administrative_charges.items_previous_year": 35},
         ["proactive.administrative_charges.amount"], None),
        ({"requests.granted.total": 7, "requests.partially_granted.total": 1},
         ["requests.granted.total", "requests.partially_granted.total"], 8),
    ],
)  # fmt: skip
def test_sums_of_items_that_changed(
    values: dict[str, int | Decimal], items: list[str], expected: int | None
) -> None:
    assert measured("ogi-2019", values, "ogi-2021", items)[0] == expected


def test_one_line_that_became_three_is_told() -> None:
    _, notes = measured("ogi-2019", {"requests.other.total": 5}, "ogi-2021", OTHER)
    assert len(notes) == 1 and "三行" in notes[0]


def test_only_what_is_the_same_is_restated() -> None:
    values = {"requests.received.total": 23, "requests.other.total": 1, "proactive.penalties.decisions": 430}
    assert restated("ogi-2019", values, "ogi-2021") == {"requests.received.total": 23}


def test_the_earlier_form_is_in_force_for_two_years() -> None:
    assert form_for_year("ogi-2019", 2020).notice == "国办公开办函〔2019〕60号"


def test_a_line_that_names_a_stranger_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {"edition": "ogi-2021", "item": "nobody", "comparable": "no", "note": "无"}
    monkeypatch.setattr(comparability, "read_csv", lambda *_: [Line(comparability.FILE, 2, cells)])
    with pytest.raises(EditionError, match=r"comparability\.csv:2.*nobody"):
        comparability._declared("ogi-2019", "ogi-2019", "ogi-2021", "ogi-2021")
