"""Templates out, workbooks in, nobody guessed and nothing overwritten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.collection.folder import Collection
from toolkit.collection.intake import State, distribute, receive, take_stock
from toolkit.collection.roster import ReportingUnit, read_roster, write_roster
from toolkit.errors import MisuseError
from toolkit.form.values import Values
from toolkit.workbook.fill import fill

UNITS = (
    ReportingUnit("001", "样例市人民政府（本级）", "government"),
    ReportingUnit("101", "样例市某某局"),
    ReportingUnit("901", "样例市税务局", reports=False, reason="垂直管理"),
)


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection.create(tmp_path / "c", "样例市", 2023, units=UNITS)


def send(collection: Collection, code: str, folder: Path, **values: int) -> Path:
    """The unit's own template, filled: zeros declared, ``values`` by the last part of the item id."""
    folder.mkdir(exist_ok=True)
    template = next((collection.folder / "outbox").glob(f"{code}-*"))
    target = folder / template.name
    given = {f"requests.{row}.natural_person": value for row, value in values.items()}
    fill(template, Values(values=given, blanks_are_zero=True), target)
    return target


def states(collection: Collection) -> dict[str, State]:
    return {standing.unit.code: standing.state for standing in take_stock(collection).standings}


def test_every_reporting_unit_gets_its_template(collection: Collection) -> None:
    ticks: list[tuple[int, int]] = []
    files = distribute(collection, lambda done, total: ticks.append((done, total)))
    assert [file.name[:3] for file in files] == ["001", "101"]
    assert ticks == [(1, 2), (2, 2)]
    assert states(collection) == {"001": State.MISSING, "101": State.MISSING, "901": State.EXCLUDED}


def test_accepted_returned_and_mended(collection: Collection, tmp_path: Path) -> None:
    distribute(collection)
    wrong = send(collection, "101", tmp_path / "first", received=3, granted=2)
    receive(collection, [wrong, send(collection, "001", tmp_path / "first")])
    assert states(collection) == {"001": State.INCLUDED, "101": State.RETURNED, "901": State.EXCLUDED}
    mended = send(collection, "101", tmp_path / "second", received=3, granted=3)
    (added,) = receive(collection, [mended])
    os.utime(added, ns=(added.stat().st_atime_ns, added.stat().st_mtime_ns + 10**9))
    intake = take_stock(collection)
    assert intake.complete
    standing = intake.standings[1]
    assert len(standing.superseded) == 1
    assert len(list((collection.folder / "inbox").iterdir())) == 3


def test_same_bytes_are_taken_once_and_nothing_is_overwritten(collection: Collection, tmp_path: Path) -> None:
    distribute(collection)
    file = send(collection, "101", tmp_path / "in")
    assert len(receive(collection, [file])) == 1
    assert receive(collection, [file]) == []
    file.write_bytes(b"something else under the same name")
    (other,) = receive(collection, [tmp_path / "in"])
    assert other.name != file.name


def test_stranger_is_not_guessed(collection: Collection, tmp_path: Path) -> None:
    other = Collection.create(tmp_path / "other", "另一市", 2023, units=(ReportingUnit("555", "另一市某局"),))
    distribute(other)
    receive(collection, [send(other, "555", tmp_path / "in")])
    intake = take_stock(collection)
    assert len(intake.unidentified) == 1
    assert intake.count(State.MISSING) == 2


def test_workbook_of_another_year_or_collection_goes_back(collection: Collection, tmp_path: Path) -> None:
    other = Collection.create(tmp_path / "other", "样例市", 2022, units=UNITS)
    distribute(other)
    receive(collection, [send(other, "101", tmp_path / "in")])
    standing = take_stock(collection).standings[1]
    assert standing.state is State.RETURNED
    assert standing.review is not None
    messages = [finding.message for finding in standing.review.findings if finding.code == "S-02"]
    assert any("2022" in message and "2023" in message for message in messages)


def test_roster_problems_are_told_together_with_their_rows(tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    write_roster(
        file,
        [
            ReportingUnit("101", "甲局"),
            ReportingUnit("101", "乙局"),
            ReportingUnit("102", "甲局"),
            ReportingUnit("", "丙局"),
            ReportingUnit("103", "丁局", reports=False),
        ],
    )
    with pytest.raises(MisuseError) as refused:
        read_roster(file)
    for row in ("第 4 行", "第 5 行", "第 6 行", "第 7 行"):
        assert row in str(refused.value)


def test_roster_comes_back_as_written(tmp_path: Path) -> None:
    write_roster(tmp_path / "roster.xlsx", UNITS)
    assert read_roster(tmp_path / "roster.xlsx") == UNITS


def test_second_collection_in_the_same_folder_is_refused(collection: Collection) -> None:
    with pytest.raises(MisuseError):
        Collection.create(collection.folder, "样例市", 2023)


def test_prior_figures_come_from_the_folder(collection: Collection) -> None:
    (collection.folder / "prior" / "101.json").write_text(
        '{"year": 2022, "values": {"requests.carried_over_to_next_year.total": 2}}', "utf-8"
    )
    assert collection.prior(UNITS[1]) == {"requests.carried_over_to_next_year.total": 2}
    (collection.folder / "prior" / "101.json").write_text('{"year": 2020, "values": {}}', "utf-8")
    with pytest.raises(MisuseError, match="2022"):
        collection.prior(UNITS[1])
