"""What the office says of single units, from the roster to the findings on their workbooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.clerk import opened_book
from tests.districts import SETTINGS, write_districts
from toolkit.collection.folder import ROSTER, CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.receiving.intake import collect
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.reading import read_roster
from toolkit.collection.roster.roster_words import COLUMNS
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.errors import MisuseError
from toolkit.form.layout import layout_of
from toolkit.form.registry import use_edition
from toolkit.workbook.submission import read_submission

UNITS = (
    ReportingUnit("101", "临港街道办事处", "township", properties=(("harbour", 1), ("area", 7))),
    ReportingUnit("102", "城北街道办事处", "township", properties=(("harbour", 0),)),
    ReportingUnit("201", "某县", "county"),
)
FISCAL = SETTINGS.replace(
    "first_year = 2024\n",
    'first_year = 2024\n[period]\nfirst_month = 4\n[deadlines]\nunit = "06-30"\ntownship = "06-10"\n',
).replace("districts-2024", "districts-fiscal")


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    source = write_districts(tmp_path / "source" / "districts-fiscal", settings=FISCAL)
    return CollectionFolder.create(tmp_path / "c", "某市", 2024, use_edition(source), UNITS)


def test_the_roster_has_a_column_for_what_only_the_office_can_tell(collection: CollectionFolder) -> None:
    """What follows from the scope of a report has none."""
    sheet = opened_book(collection.folder / ROSTER).worksheets[0]
    heads = [cell.value for cell in sheet[2]]
    assert heads[-2:] == ["有港口", "面积"]
    assert tuple(collection.roster) == UNITS
    guide = opened_book(collection.folder / ROSTER).worksheets[1]
    assert {"有港口", "面积"} <= {row[0].value for row in guide.iter_rows(max_col=1)}


def test_the_roster_goes_before_the_usual_value(collection: CollectionFolder) -> None:
    harbour, inland, county = (collection.properties(unit) for unit in collection.roster)
    assert harbour == {"harbour": 1, "covers_own": 1, "area": 7}
    assert inland == {"harbour": 0, "covers_own": 1, "area": 20}
    assert county == {"covers_own": 0}
    assert collection.properties_of_total(None) == {"covers_own": 0}
    assert collection.properties_of_total(UNITS[0]) == {"harbour": 1, "covers_own": 0, "area": 7}


def test_a_roster_without_the_columns_stays_readable(collection: CollectionFolder) -> None:
    write_roster(collection.folder / ROSTER, UNITS)
    assert [unit.properties for unit in CollectionFolder.open(collection.folder).roster] == [(), (), ()]


@pytest.mark.parametrize(
    ("place", "word", "told"),
    [
        (1, "是", "有港口填“是”。只能填1（是）或 0（否），不清楚的留空"),
        (1, "2", "有港口填“2”。只能填1（是）或 0（否）"),
        (1, "#N/A", "有港口填“.*”。只能填1（是）或 0（否）"),
        (2, "1.5", "填“1.5”。只能填整数"),
    ],
)
def test_a_property_is_a_whole_number_that_it_may_be(
    collection: CollectionFolder, place: int, word: str, told: str
) -> None:
    file = collection.folder / ROSTER
    book = opened_book(file)
    book.worksheets[0].cell(3, len(COLUMNS) + place).value = word
    book.save(file)
    with pytest.raises(MisuseError, match=rf"第 3 行：.*{told}"):
        read_roster(file, collection.form.unit_properties)


def test_a_workbook_states_them_and_is_judged_by_the_roster(collection: CollectionFolder) -> None:
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        (file,) = collection.folder.glob("outbox/102*.xlsx")
        submission = read_submission(file)
        assert submission.record.unit == {"harbour": 0, "covers_own": 1, "area": 20}
        (note,) = collection.folder.glob("outbox/102*.txt")
        assert "2024年度（2024年4月至2025年3月）" in note.read_text("utf-8-sig")
        assert "2025年6月10日" in note.read_text("utf-8-sig")
        book = opened_book(file)
        for item, cell in _cells(collection).items():
            if not item.startswith("works.ships"):
                book[cell[0]][cell[1]].value = 2
        book.save(collection.folder / "inbox" / "sent.xlsx")
        (received,) = collect(collection, ledger, arrived_on=date(2025, 5, 1)).read
        assert received.status == "accepted"
        assert ledger.verdict(received).values["works.ships.old"] == 0
        now_a_harbour = replace(UNITS[1], properties=(("harbour", 1),))
        units = (UNITS[0], now_a_harbour, UNITS[2])
        write_roster(collection.folder / ROSTER, units, collection.form.unit_properties)
        again = CollectionFolder.open(collection.folder)
        (received,) = collect(again, ledger, arrived_on=date(2025, 5, 2)).read
        assert received.status == "returned"


def _cells(collection: CollectionFolder) -> dict[str, tuple[str, str]]:
    layout = layout_of(collection.form)
    return {item: (layout.items[item].sheet, layout.items[item].a1) for item in collection.form.inputs}
