"""The 通报 at the end of a round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from docx import Document

from tests.demo_city import after_round
from toolkit.collection import deciding
from toolkit.collection.returning import send_back
from toolkit.collection.standing import Snapshot, UnitState, take_stock
from toolkit.messages import say
from toolkit.reports.circular import circular, write_circular

pytestmark = pytest.mark.xdist_group("circular")  # its collection is made once

TODAY = date(2024, 2, 6)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with after_round(tmp_path_factory.mktemp("city") / "c") as made:
        send_back(made.collection, made, date(2024, 1, 26))
        deciding.exclude(made, "118", why="=1+1", by="李工")
        deciding.extend(made, "108", date(2024, 2, 20), why="来函")
        yield take_stock(made.collection, made.ledger, TODAY)


def test_every_unit_that_must_report_has_its_line(stock: Snapshot) -> None:
    file, kept = write_circular(stock, TODAY)
    document = Document(str(file))
    faults, annex = document.tables
    rows = {row.cells[1].text: [cell.text for cell in row.cells[2:]] for row in annex.rows[1:]}
    due = [one.unit.name for one in stock.standings if one.state is not UnitState.EXCLUDED]
    assert list(rows) == due
    assert rows[stock.standing("103").unit.name] == [
        "1月31日", "1月26日，按期", "1", "申请人合计；办理结果合计", "尚未改正，超过期限8天",
    ]  # fmt: skip
    assert rows[stock.standing("108").unit.name][:2] == ["2月20日（延期）", "未收到，期限未到"]
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert f"应报送的单位共{len(due)}个" in words and "，=1+1" in words
    assert say("circular.arrival.extended", count=1) in words
    counted = [int(row.cells[3].text) for row in faults.rows[1:]]
    assert counted == sorted(counted, reverse=True) and sum(counted) >= 3
    assert not kept
    known = stock.ledger.connection.execute("SELECT count(*) FROM written WHERE file LIKE '%.docx'")
    assert known.fetchone()[0], "it is known as our own if it comes back"


def test_same_ledger_same_bytes_and_an_edited_one_is_kept(stock: Snapshot) -> None:
    assert circular(stock, TODAY) == circular(stock, TODAY)
    file, _ = write_circular(stock, TODAY)
    file.write_bytes(file.read_bytes() + b"\n")
    again, kept = write_circular(stock, TODAY)
    assert again == file and [one.parent.name for one in kept] == [say("shelf.drafts")]
    assert file.read_bytes() == circular(stock, TODAY)
