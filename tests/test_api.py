"""The exported names: few, listed once, and enough for an analyst."""

from __future__ import annotations

import gc
import json
import os
import pickle
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import toolkit
from tests.collection.office import UNITS, figures, office, put, workbook
from tests.demo_city import after_round
from tests.fixtures.editions import INSPECTIONS
from tests.published.printed_reports import figures as figures_of
from tests.published.printed_reports import page
from tests.reference.pages import exported
from toolkit import Collection, MisuseError, Stock, check, judge, load_form, read_report, read_submission
from toolkit.collection import folder
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.form import registry
from toolkit.rollup.aggregate import city_totals

pytestmark = pytest.mark.xdist_group("api")  # its collection is made once

RECEIVED, CHARGES = "requests.received.natural_person", "proactive.administrative_charges.amount"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample city after a round of mail, some of it wrong."""
    place = tmp_path_factory.mktemp("api") / "c"
    with after_round(place):
        pass
    yield place
    gc.collect()  # a connection left open would warn now, and warnings are errors


@pytest.fixture
def stock(city: Path) -> Stock:
    return Collection.open(city).stock()


def test_few_names_are_exported_and_each_is_there() -> None:
    names = exported()
    assert len(names) <= 20
    assert sorted(names) == toolkit.__dir__()
    assert all(getattr(toolkit, name).__name__ == name for name in names)
    with pytest.raises(AttributeError):
        _ = toolkit.take_stock  # type: ignore[attr-defined]


def test_the_list_of_names_can_be_read_under_any_code_page() -> None:
    assert Path(toolkit.__file__).with_suffix(".pyi").read_bytes().isascii()


def test_a_frame_of_figures_is_exact_and_typed(stock: Stock) -> None:
    frame = stock.figures()
    form = stock.collection.form
    assert list(frame.columns) == list(form.items) and frame.index.name == "unit_code"
    kinds = {str(frame[item.id].dtype) for item in form.items.values() if item.kind == "count"}
    assert kinds == {"Int64"}
    assert {type(value) for value in frame[CHARGES]} == {Decimal}
    assert set(frame.index) == set(stock.units().query("state == 'included'").index)
    assert check(form, frame).query("severity == 'hard'").empty


def test_what_a_notebook_shows_of_a_result_is_short(stock: Stock, city: Path) -> None:
    """A form alone has a quarter of a million characters, and stood in every result."""
    review = judge(read_submission(next((city / "outbox").glob("103-*.xlsx"))))
    rolled = stock.roll_up()
    for one in (stock.collection, stock, rolled, stock.collection.form, review.submission):
        assert len(repr(one)) < 2000, repr(one)[:200]
    assert repr(stock.collection.form) in repr(review)
    assert stock.collection._folder.key not in repr(stock.collection._folder), "a signing key is no reading"
    assert "included" in repr(stock) and rolled.name in repr(rolled)


def test_a_stock_and_a_total_go_to_another_process(stock: Stock) -> None:
    rolled = stock.roll_up("201")
    there, then = pickle.loads(pickle.dumps((stock, rolled)))
    assert_frame_equal(there.figures(), stock.figures())
    assert_frame_equal(there.units(), stock.units())
    assert_frame_equal(then.figures(), rolled.figures())
    assert then.values == rolled.values and then.findings == rolled.findings
    assert there.roll_up("201").values == rolled.values


def test_a_violated_rule_is_found_in_the_frame(stock: Stock) -> None:
    frame: Any = stock.figures()
    frame.loc["201", "requests.granted.natural_person"] += 3
    found = check(stock.collection.form, frame).query("severity == 'hard'")
    assert set(found["record"]) == {"201"} and {abs(value) for value in found["difference"]} == {3}


def test_a_unit_has_its_state_and_deadlines(stock: Stock) -> None:
    frame: Any = stock.units()
    assert frame.loc["202", "state"] == "returned" and frame.loc["202", "findings"] > 0
    assert frame.loc["901", "reason"] and pd.isna(frame.loc["901", "receipt"])
    assert {str(frame[name].dtype) for name in ("deadline", "received_on", "correct_by")} == {"datetime64[s]"}
    assert {str(frame[name].dtype) for name in ("receipt", "queries", "returns")} == {"Int64"}


def test_published_reports_become_a_frame_of_exact_figures() -> None:
    form = load_form()
    drawn = [figures_of(form, random.Random(seed)) for seed in (1, 2)]
    pages = [page(form, values, random.Random(3), "editor", odd="") for values in drawn]
    read = [read_report(one.text.encode(), name="年报.html") for one in pages]
    frame = pd.DataFrame([one.values for one in read], index=["A", "B"], dtype=object)
    for label, one in zip(frame.index, pages, strict=True):
        assert frame.loc[label, list(one.truth)].to_dict() == one.truth
    assert check(form, frame).query("code == 'T3-03'").empty


def test_a_total_is_the_one_of_ogi_rollup(stock: Stock, city: Path, tmp_path: Path) -> None:
    total = stock.roll_up()
    with stock._reading() as taken:
        assert total.values == city_totals(taken)
    assert not total.complete and "H-02" in {finding.code for finding in total.findings}
    total.to_json(tmp_path / "total.json")
    written = json.loads((tmp_path / "total.json").read_text("utf-8"), parse_float=Decimal)
    assert written["values"] == total.values
    assert written["unit"] == total.name == stock.collection.city


def test_figures_selected_by_counted_add_up_to_the_total(stock: Stock) -> None:
    total = stock.roll_up()
    counted = total.units().query("counted").index
    assert stock.figures().loc[counted, RECEIVED].sum() == total.values[RECEIVED]
    long = total.figures().query(f"item == '{RECEIVED}' and counted")
    assert long.value.sum() == total.values[RECEIVED]


def test_a_county_is_rolled_up_by_its_code(stock: Stock) -> None:
    county = stock.roll_up("201")
    assert county.units().index[0] == "201" and county.name == county.units().loc["201", "unit_name"]
    assert {"year", "indicator", "value"} <= set(county.indicators().columns)
    with pytest.raises(MisuseError):
        stock.roll_up("none such")


def test_a_timestamp_is_its_day_and_a_text_is_none(city: Path) -> None:
    collection, late = Collection.open(city), pd.Timestamp("2024-03-01 17:30")
    assert collection.stock(late).units().equals(collection.stock(late.date()).units())
    for wrong in (collection.stock, lambda day: collection.collect(received_on=day)):
        with pytest.raises(ValueError, match="no day"):
            wrong("2024-03-01")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="no day"):
            wrong(pd.NaT)  # type: ignore[arg-type]  # a missing day of a frame


def test_a_stock_keeps_to_its_moment(tmp_path: Path) -> None:
    """What came later is seen by the next stock."""
    office(tmp_path / "c")
    collection = Collection.open(tmp_path / "c")
    before = collection.stock()
    data = workbook(folder.CollectionFolder.open(tmp_path / "c"), "101", figures(received=1, granted=1))
    mail = put(tmp_path, "a.xlsx", data)
    read = collection.collect([mail])
    assert list(read.file) == ["a.xlsx"] and list(read.unit_code) == ["101"]
    assert before.figures().empty and not before.complete
    after: Any = collection.stock().units()
    assert list(read.index) == [after.loc["101", "receipt"]]
    assert list(read.status) == ["accepted"] and after.loc["101", "state"] == "included"
    assert collection.collect().empty, "read once"


@pytest.mark.parametrize("kind", [str, Path])
def test_one_path_is_no_sequence_of_letters(
    tmp_path: Path, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(tmp_path / "c")
    collection = Collection.open(tmp_path / "c")
    mail = put(tmp_path / "in", "a.xlsx", workbook(folder.CollectionFolder.open(tmp_path / "c"), "101"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "i").mkdir()
    put(tmp_path / "i", "b.xlsx", b"no workbook")
    assert list(collection.collect(kind("in")).file) == [mail.name]


def test_an_edition_of_ones_own_is_named_by_its_folder(tmp_path: Path) -> None:
    for named in (INSPECTIONS, os.fspath(INSPECTIONS)):
        assert load_form(named).id == "inspections"
        assert toolkit.use_edition(named) == "inspections"
        assert read_report(b"<p>none</p>", name="a.html", edition=named).form is None
        made = Collection.create(tmp_path / str(type(named)), "样例市", 2023, edition=named)
        assert made.form.id == "inspections"
    with pytest.raises(MisuseError, match="none such"):
        load_form("none such")
    with pytest.raises(MisuseError):
        load_form(os.fspath(tmp_path))


def test_a_received_file_names_no_folder() -> None:
    with pytest.raises(MisuseError):
        registry.load_form(os.fspath(INSPECTIONS))


def test_collecting_writes_what_goes_back(tmp_path: Path) -> None:
    office(tmp_path / "c")
    wrong = workbook(folder.CollectionFolder.open(tmp_path / "c"), "101", figures(received=-1))
    read = Collection.open(tmp_path / "c").collect([put(tmp_path, "a.xlsx", wrong)])
    assert list(read.status) == ["returned"]
    assert any((tmp_path / "c" / "returned").rglob("*.docx"))
    assert Collection.open(tmp_path / "c").stock().units().loc["101", "returns"] == 1
    nothing = Collection.open(tmp_path / "c").collect()
    assert nothing.empty and nothing.dtypes.equals(read.dtypes)


def test_a_collection_is_started_and_its_templates_are_written(tmp_path: Path) -> None:
    made = Collection.create(tmp_path / "c", "样例市", 2023)
    assert (made.path, made.city, made.year) == (tmp_path / "c", "样例市", 2023)
    with pytest.raises(MisuseError, match="示例"):
        made.distribute()
    write_roster(made.path / "roster.xlsx", UNITS)
    written = Collection.open(made.path).distribute().written
    assert {file.parent.name for file in written} == {"outbox"} and written
    with pytest.raises(MisuseError):
        Collection.create(os.fspath(tmp_path / "c"), "样例市", 2023)
