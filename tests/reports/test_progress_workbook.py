"""报送进度.xlsx: everybody is in it, and it can be filtered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook

from tests.clerk import opened_book
from tests.demo_city import after_round
from toolkit.collection import deciding
from toolkit.collection.returning import send_back
from toolkit.collection.standing import Snapshot, take_stock
from toolkit.messages import say, say_of
from toolkit.reports.progress_workbook import by_county, by_kind, write_progress

TODAY = date(2024, 2, 6)

pytestmark = pytest.mark.xdist_group("progress")  # the city is added up once


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with after_round(tmp_path_factory.mktemp("city") / "c") as made:
        send_back(made.collection, made, date(2024, 1, 26))
        deciding.exclude(made, "118", why="=1+1", by="李工")
        yield take_stock(made.collection, made.ledger, TODAY)


@pytest.fixture(scope="module")
def book(stock: Snapshot) -> Workbook:
    return opened_book(write_progress(stock, TODAY))


def rows(book: Workbook, sheet: str) -> list[dict[str, object]]:
    table = list(book[say_of("progress.sheet.*", sheet)].iter_rows(min_row=2, values_only=True))
    return [dict(zip(map(str, table[0]), row, strict=True)) for row in table[1:]]


def test_every_unit_has_its_line_and_can_be_filtered(stock: Snapshot, book: Workbook) -> None:
    found = {row["代码"]: row for row in rows(book, "units")}
    assert found.keys() == {standing.unit.code for standing in stock.standings}
    assert (found["103"]["状态"], found["103"]["退回次数"], found["103"]["重报期限"]) == (
        "被退回",
        1,
        datetime(2024, 1, 29),
    )
    assert (found["108"]["状态"], found["108"]["逾期天数"]) == ("未报送", 6)
    assert found["20201"]["状态"] == "已收核"
    assert book[say("progress.sheet.units")].auto_filter.ref == f"A2:S{len(found) + 2}"


def test_every_finding_has_its_line(book: Workbook) -> None:
    found = [row for row in rows(book, "problems") if row["代码"] == "202"]
    assert [(row["性质"], row["规则"]) for row in found] == [
        ("须改正", "T4-01"), ("须改正", "T4-01"), ("需说明", "W-03"),
    ]  # fmt: skip
    assert found[0]["表"] == "四复议诉讼 A6:E6" and found[0]["项目"] == "行政复议：结果维持 至 总计"
    assert "E6 由 0 改为 11" in str(found[0]["怎样改"])
    explained = [row for row in rows(book, "problems") if row["性质"] == "已说明"]
    assert [row["代码"] for row in explained] == ["201"]
    assert any(row["单位"] == "（来源不明）市民政局.xlsx" for row in rows(book, "problems"))


def test_whom_to_remind_with_a_text_ready(book: Workbook) -> None:
    reminded = {row["代码"]: row for row in rows(book, "reminders")}
    assert {"103", "108"} <= reminded.keys()
    assert "101" not in reminded and "118" not in reminded
    # Asked for within three days: the day that was set is past.
    assert "已逾期 8 天" in str(reminded["103"]["催报文字"])
    assert "2024年2月9日前重报" in str(reminded["103"]["催报文字"])
    assert "样例市公安局" in str(reminded["108"]["催报文字"])


def test_every_file_has_its_line(stock: Snapshot, book: Workbook) -> None:
    files = rows(book, "files")
    numbers = [file.number for file in stock.ledger.received()]
    numbers += [paper.number for paper in stock.ledger.papers()]
    assert [row["收件号"] for row in files] == sorted(numbers)
    assert all(isinstance(row["收到日期"], datetime) for row in files)  # sorted and filtered as days
    assert {row["作用"] for row in files} == {"作数", "来源不明", "压缩包，已取出 27 份", "文稿，不作报表"}


def test_decisions_are_inert(book: Workbook) -> None:
    (decision,) = rows(book, "decisions")
    assert (decision["决定"], decision["谁"], decision["原因"]) == ("不纳入", "李工", "=1+1")
    cell = book[say("progress.sheet.decisions")]["I3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_groups_add_up(stock: Snapshot, book: Workbook) -> None:
    due = sum(s.state != "excluded" for s in stock.standings)
    for groups in (by_kind(stock), by_county(stock)):
        assert sum(group.due for group in groups) == due
        assert all(g.due == g.included + g.returned + g.missing for g in groups)
    names = [group.name for group in by_county(stock)]
    assert names == ["（直接上报）", "样例市海岛区", "样例市湖滨区", "样例市运河县"]
    assert len(book[say("progress.sheet.groups")]._charts) == 2  # type: ignore[attr-defined]


def test_a_flat_roster_has_no_counties(tmp_path: Path) -> None:
    from tests.collection.office import UNITS, office

    collection = office(tmp_path / "c", tuple(u for u in UNITS if u.kind != "county"))
    with collection.ledger() as ledger:
        assert by_county(take_stock(collection, ledger)) == []
