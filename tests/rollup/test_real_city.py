"""宿迁 2023 as a tree: the published city report out of its published components, to the last cell.

Of each component one figure is published, requests handled (new and carried over). The cases of the city
report are dealt to the components so that each handles as many; then workbooks are sent and added up.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collection.office import put, take, workbook
from tests.conftest import real_report
from tests.rollup.towns import units
from toolkit.collection.folder import CollectionFolder
from toolkit.form.expression import Number
from toolkit.form.registry import load_form
from toolkit.reports.report_data import Report, prepare

FORM = load_form("ogi-2021", 2023)
PUBLISHED = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "suqian2023_components.json").read_text("utf-8")
)
HANDLED: dict[str, int] = PUBLISHED["components"]
CAME = ("received", "carried_over_from_previous_year")
KINDS = {"市政府": "government", "市各有关部门": "department"}


def city() -> dict[str, Number]:
    """Inputs of the published report; the fee, which figures of published reports do not carry, as 0."""
    known = real_report("suqian2023").numbers()
    return {item: known.get(item, 0) for item in FORM.inputs}


def dealt() -> list[dict[str, Number]]:
    """The report's figures shared out: every case with what became of it; the rest to the first."""
    values, chance = city(), random.Random(3607)
    shares = [dict.fromkeys(FORM.inputs, 0) for _ in HANDLED]
    seats = [n for n, count in enumerate(HANDLED.values()) for _ in range(count)]
    chance.shuffle(seats)
    for column in sorted({item.rpartition(".")[2] for item in FORM.inputs if item.startswith("requests.")}):
        items = [i for i in FORM.inputs if i.startswith("requests.") and i.endswith(f".{column}")]
        cases = [i for i in items for _ in range(int(values[i]))]
        came = [i for i in cases if i.split(".")[1] in CAME]
        became = [i for i in cases if i.split(".")[1] not in CAME]
        chance.shuffle(became)
        for start, end in zip(came, became, strict=True):
            share = shares[seats.pop()]
            share[start] += 1
            share[end] += 1
    assert not seats
    return [
        {i: v if i.startswith("requests.") else values[i] if n == 0 else 0 for i, v in share.items()}
        for n, share in enumerate(shares)
    ]


pytestmark = pytest.mark.xdist_group("real city")  # the city is added up once


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    folder = tmp_path_factory.mktemp("suqian")
    roster = units(
        "\n".join(
            f"{n:03} {name} {KINDS.get(name, 'county')} - {'-' if name in KINDS else 'total'} -"
            for n, name in enumerate(HANDLED)
        )
    )
    collection = CollectionFolder.create(folder / "c", PUBLISHED["city"], PUBLISHED["year"], units=roster)
    files = [
        put(folder / "mail", f"{n}.xlsx", workbook(collection, f"{n:03}", share))
        for n, share in enumerate(dealt())
    ]
    with collection.ledger() as ledger:
        yield prepare(take(collection, ledger, *files).after)


def test_the_city_report_again_cell_by_cell(report: Report) -> None:
    rolled = report.rolled
    assert rolled.complete and len(rolled.counted) == len(HANDLED) == 11
    published = real_report("suqian2023").numbers()
    assert len(published) > 190
    assert {item: rolled.values[item] for item in published} == published


def test_each_component_handles_what_is_published_of_it(report: Report) -> None:
    handled = {
        line.unit.name: sum(
            int(report.rolled.unit_values(line.unit.code)[f"requests.{r}.total"]) for r in CAME
        )
        for line in report.rolled.counted
    }
    assert handled == HANDLED
    assert sum(handled.values()) == PUBLISHED["components_sum"] == 3607


def test_parts_of_the_total_as_the_city_tells_them(report: Report) -> None:
    """The two groups and nine counties and zones add up to the city, item by item."""
    branches = report.rolled.branches
    assert [branch.name for branch in branches[2:]] == list(HANDLED)[2:]
    for item, total in report.rolled.values.items():
        assert sum((branch.values[item] or 0 for branch in branches), start=0) == total


def test_indicators_as_the_city_tells_them(report: Report) -> None:
    changes = report.comparison.indicators
    names = {
        "予以公开": "granted", "部分公开": "partially_granted", "不予公开": "refused", "无法提供": "unable",
        "不予处理": "rejected", "其他处理": "other", "转下年度办理": "carried_out",
    }  # fmt: skip
    assert {name: changes[one].now for name, one in names.items()} == PUBLISHED["narrative_results"]


def test_the_total_breaks_no_hard_rule(report: Report) -> None:
    assert report.rolled.clean
