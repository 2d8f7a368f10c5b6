"""``docs/ledger.md`` tells the truth: its tables are those of a ledger, its queries answer what they say."""

from __future__ import annotations

import contextlib
import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias, get_args

import pytest

from tests.collection.office import IN_TIME, figures, office, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection.decisions import Decided
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger import schema
from toolkit.collection.ledger.records import DecisionKind, FileOutcome, Kind, MatchedBy
from toolkit.collection.ledger.store import LEDGER
from toolkit.collection.outbox import distribute
from toolkit.collection.returning import send_back
from toolkit.collection.standing import UnitState, take_stock
from toolkit.form.layout import CONTACT_FIELDS
from toolkit.reports.publishing import publish
from toolkit.review.checks import Status

pytestmark = pytest.mark.xdist_group("ledger page")  # the story is told once

PAGE = (Path(__file__).parents[1] / "docs" / "ledger.md").read_text("utf-8")
SECTION = re.compile(r"^###? (.+?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
SQL = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS = dict(SECTION.findall(PAGE))
VIEWS = SQL.findall(SECTIONS["Asking it"])
QUERIES = {
    head: query for head, body in SECTIONS.items() if head != "Asking it" for query in SQL.findall(body)
}
LATER = date(2024, 1, 29)

Row: TypeAlias = Mapping[str, Any]


# --- a small office's weeks ----------------------------------------------------------------------


@dataclass(frozen=True)
class Office:
    """A collection after two rounds of mail, decisions and a report between them."""

    collection: CollectionFolder
    total: Decimal

    @cached_property
    def connection(self) -> sqlite3.Connection:
        """Its ledger as somebody opens it who may not write, with the page's views."""
        file = (self.collection.folder / LEDGER).absolute()
        plain = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
        plain.row_factory = sqlite3.Row
        for view in VIEWS:
            plain.execute(view)
        return plain

    def asked(self, query: str) -> list[Row]:
        return [dict(row) for row in self.connection.execute(query)]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("ledger")
    collection = office(folder / "c")
    good = figures(received=3, granted=3)
    asked = {**good, "proactive.normative_documents.issued": 5}
    charge = {"proactive.administrative_charges.amount": Decimal("12.500001")}
    # A workbook of nobody's: no collection, and a name that is not in the roster.
    nobody = {"issued_in": "", "name": "某局"}
    first = {
        "101.xlsx": workbook(collection, "101", figures(received=3, granted=2)),
        "102.xlsx": workbook(
            collection,
            "102",
            {**asked, "requests.received.natural_person": "３件"},
            reasons={"T2-01[proactive.normative_documents.*]": "清理在后"},
        ),
        "未写单位.xlsx": workbook(collection, "201", {**good, **charge}, issued_in="", name="某县"),
        "不知谁的.xlsx": workbook(collection, "101", good, **nobody),  # type: ignore[arg-type]
        "说明.pdf": b"%PDF-1.7",
    }
    second = {
        "001（更正）.xlsx": workbook(collection, "001", {**asked, "requests.received.business": 0, **charge}),
        "101（改）.xlsx": workbook(collection, "101", figures(received=4, granted=4)),
        "102（误发）.xlsx": workbook(collection, "102", figures(received=9, granted=1)),
    }
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        for name, data in first.items():
            put(folder / "one", name, data)
        with zipfile.ZipFile(folder / "one" / "本级.zip", "w") as archive:
            archive.writestr("001.xlsx", workbook(collection, "001", asked))
        stock = take(collection, ledger, folder / "one").after
        send_back(collection, stock, IN_TIME)
        deciding.identify(stock, "未写单位.xlsx", "201", why="电话核实", by="李工")
        stock = take(collection, ledger).after
        deciding.accept(stock, "001", why="已核实", by="李工")
        rolled = publish(take_stock(collection, ledger)).report.rolled
        for name, data in second.items():
            put(folder / "two", name, data)
        stock = take(collection, ledger, folder / "two", on=LATER).after
        _, number = deciding.withdraw(stock, "102（误发）.xlsx", why="误发", by="王工")
        _, number = deciding.undo(stock, number, why="没有误发", by="王工")
        deciding.undo(stock, number, why="确是误发", by="王工")
        _, number = deciding.exclude(stock, "102", why="并入", by="王工")
        deciding.undo(stock, number, why="没有并入", by="李工")
    found = Office(collection, Decimal(rolled.values["proactive.administrative_charges.amount"] or 0))
    yield found
    found.connection.close()


# --- what the queries answer ---------------------------------------------------------------------


def _columns(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def everything(rows: list[Row]) -> None:
    assert _columns(rows, "name", "status", "outcome") == [
        ("101.xlsx", "returned", "ours"),
        ("101（改）.xlsx", "accepted", "ours"),
    ]
    assert rows[0]["hard"] and rows[0]["number"] < rows[1]["number"]


def item_over_units(rows: list[Row]) -> None:
    assert _columns(rows, "unit", "value", "unit_of_measure") == [
        ("001", 3, "件"),
        ("101", 4, "件"),
        ("102", 3, "件"),
        ("201", 3, "件"),
    ]


def changes(rows: list[Row]) -> None:
    changed = {row["item"]: (row["old"], row["new"]) for row in rows}
    assert changed["requests.received.natural_person"] == (3, 4)
    assert changed["requests.granted.natural_person"] == (2, 4)
    assert changed["requests.total_processed.total"] == (2, 4)
    assert all(item.startswith("requests.") for item in changed)


def decisions(rows: list[Row]) -> None:
    assert _columns(rows, "kind", "unit", "who", "undoes", "state") == [
        ("identify", "201", "李工", None, ""),
        ("accept", "001", "李工", None, ""),
        ("withdraw", "102", "王工", None, ""),
        ("undo", "102", "王工", 3, "undone"),
        ("undo", "102", "王工", 4, ""),
        ("exclude", "102", "王工", None, "undone"),
        ("undo", "102", "李工", 6, ""),
    ]
    assert all(row["why"] and row["decided_at"] for row in rows)
    assert [row["receipt"] is None for row in rows] == [False] * 5 + [True] * 2


def content(rows: list[Row]) -> None:
    (row,) = rows
    assert row["content"].startswith(b"PK") and len(row["content"]) == row["size"]


def by_rule(rows: list[Row]) -> None:
    found = {(row["code"], row["severity"]): (row["files"], row["units"]) for row in rows}
    assert found["T3-01", "hard"] == (2, 2)
    assert found["T2-01", "soft"] == (3, 2)
    assert all(severity != "note" or code.startswith("R-") for code, severity in found)


def unidentified(rows: list[Row]) -> None:
    assert _columns(rows, "name", "outcome", "candidates") == [("不知谁的.xlsx", "by_hand", '["101"]')]


def conversions(rows: list[Row]) -> None:
    assert _columns(rows, "unit", "written", "read") == [("102", "３件", 3)]


def standing_queries(rows: list[Row]) -> None:
    # The decision on 001 was on its first file; the second is asked anew.
    told = _columns(rows, "unit", "code", "reason", "given_by")
    assert told == [("001", "T2-01", None, None), ("102", "T2-01", "清理在后", "the unit")]


def last_report(rows: list[Row]) -> None:
    state = {row["unit"]: (row["state"], row["then"] == row["now"], row["status"]) for row in rows}
    assert state == {
        "001": ("included", False, "accepted"),
        "101": ("returned", False, "accepted"),
        "102": ("included", True, "accepted"),
        "201": ("included", True, "accepted"),
        "901": ("excluded", True, None),
    }


def totals(rows: list[Row]) -> None:
    reported = {row["item"]: row["value"] for row in rows}
    assert reported["requests.received.total"] == 9
    assert Decimal(str(reported["proactive.administrative_charges.amount"])) == Decimal("12.500001")


def rounds(rows: list[Row]) -> None:
    assert {row["unit"]: row["rounds"] for row in rows} == {"101": 1, "001": 1}
    assert all(row["first_sent"] == IN_TIME.isoformat() < row["mend_by"] for row in rows)


def readings(rows: list[Row]) -> None:
    assert _columns(rows, "status", "unit", "matched_by") == [
        ("returned", None, ""),
        ("accepted", "201", "decision"),
    ]
    assert rows[0]["number"] == rows[1]["number"] and rows[0]["basis"] != rows[1]["basis"]


ANSWERS: Mapping[str, Callable[[list[Row]], None]] = {
    "Everything received from a unit, in order": everything,
    "An item over all units": item_over_units,
    "Cells changed between two submissions": changes,
    "Who decided what, and what was undone": decisions,
    "The bytes of a file": content,
    "Findings by rule": by_rule,
    "Files nobody has identified": unidentified,
    "What was read otherwise than written": conversions,
    "Soft findings that stand, and why": standing_queries,
    "What the last report rests on, and what counts now": last_report,
    "Totals of the last report": totals,
    "How often each unit was sent back": rounds,
    "Every reading of a file": readings,
}


def test_every_query_has_an_answer() -> None:
    assert QUERIES.keys() == ANSWERS.keys()
    assert len(VIEWS) == 3


@pytest.mark.parametrize("head", ANSWERS)
def test_a_query_answers_what_it_says(story: Office, head: str) -> None:
    ANSWERS[head](story.asked(QUERIES[head]))


def test_the_views_say_what_the_toolkit_says(story: Office) -> None:
    with story.collection.ledger(reading_only=True) as ledger:
        stock, decided = take_stock(story.collection, ledger, LATER), Decided(ledger.decisions())
        received = ledger.received()
    told = story.asked("SELECT unit, number, sha256, reading FROM counting ORDER BY unit")
    speaking = [(s.unit.code, s.received) for s in stock.standings if s.received and s.received.speaks]
    assert _columns(told, "unit", "number", "sha256", "reading") == [
        (code, file.number, file.sha256, file.reading) for code, file in speaking
    ]
    holding = {row["id"]: bool(row["holds"]) for row in story.asked("SELECT * FROM decided")}
    assert holding == {d.number: decided.holds(d) for d in decided.decisions}
    listed = story.asked("SELECT * FROM submission ORDER BY number")
    assert _columns(listed, "number", "name", "arrived_on") == [
        (file.number, file.name, file.arrived_on.isoformat()) for file in received
    ]
    assert stock.count(UnitState.INCLUDED) == 4


def test_the_python_examples_run(story: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(story.collection.folder)
    Path("views.sql").write_text("\n".join(VIEWS), "utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for code in PYTHON.findall(PAGE):
            exec(compile(code, "ledger.md", "exec"), {})
    # By the time of asking another unit has come in with as much again; the report does not know it.
    assert printed.getvalue().splitlines() == ["4 3 25.000002", "every file is what was received"]
    assert story.total == Decimal("12.500001")


# --- tables --------------------------------------------------------------------------------------


def _described(name: str) -> list[str]:
    """Columns in the table of a section."""
    return re.findall(r"^\| `(\w+)` \|", SECTIONS[f"`{name}`"], re.MULTILINE)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / LEDGER)) as connection:
        schema.migrate(connection)
        yield connection


def test_the_page_describes_every_table_and_view(empty: sqlite3.Connection) -> None:
    found = empty.execute("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')")
    names = {(kind, name) for kind, name in found if not name.startswith(("_", "sqlite_"))}
    tables, views = PAGE.partition("\n## Views")[::2]
    described = {("table", name) for name in re.findall(r"^### `(\w+)`", tables, re.MULTILINE)}
    described |= {("view", name) for name in re.findall(r"^### `(\w+)`", views, re.MULTILINE)}
    assert described == names


@pytest.mark.parametrize("name", [*schema.APPEND_ONLY, "figure"])
def test_the_page_describes_every_column(empty: sqlite3.Connection, name: str) -> None:
    assert _described(name) == [row[1] for row in empty.execute(f"PRAGMA table_info({name})")]


def test_the_view_of_last_readings_has_the_columns_of_readings(empty: sqlite3.Connection) -> None:
    columns = [row[1] for row in empty.execute("PRAGMA table_info(current_reading)")]
    assert columns == _described("reading")


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("receipt", get_args(Kind)),
        ("reading", get_args(FileOutcome)),
        ("reading", [word for word in get_args(MatchedBy) if word]),
        ("reading", [str(status) for status in Status]),
        ("reading", CONTACT_FIELDS),
        ("decision", get_args(DecisionKind)),
        ("report_unit", [str(state) for state in UnitState]),
    ],
)
def test_the_page_names_every_word_a_column_may_hold(section: str, words: list[str]) -> None:
    assert [word for word in words if f"`{word}`" not in SECTIONS[f"`{section}`"]] == []


def test_the_page_lists_the_migrations() -> None:
    section = SECTIONS["Changing the tables"]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == [name for name, _ in schema.STEPS]
    assert f"the version of the tables, {schema.LATEST} at present" in section


def test_the_ledger_keeps_its_journal_as_the_page_says(story: Office) -> None:
    with story.collection.ledger() as ledger:
        asked = {name: ledger.connection.execute(f"PRAGMA {name}").fetchone()[0]
                 for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")}  # fmt: skip
    assert asked == {"journal_mode": "delete", "synchronous": 2, "busy_timeout": 60_000, "foreign_keys": 1}
