"""The office's own words are checked like those of a unit, before they are published."""

from __future__ import annotations

from pathlib import Path

from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.collection.standing import take_stock
from toolkit.reports.own_texts import OwnTexts
from toolkit.reports.report_data import prepare
from toolkit.reports.text_notes import text_notes
from toolkit.reports.texts_workbook import DRAFTED


def test_own_words_against_the_total(tmp_path: Path) -> None:
    collection = office(tmp_path / "c", UNITS[:3])
    data = workbook(collection, "101", figures(received=3, granted=3))
    with collection.ledger() as ledger:
        take(collection, ledger, put(tmp_path, "101.xlsx", data))
        report = prepare(take_stock(collection, ledger))
        words = {
            "overview.disclosure_on_request": f"全市共收到政府信息公开申请5件。{DRAFTED}",
            "overview.platforms": "共有网站 XX 个。",
            "other_matters": "全年收到政府信息公开申请3件。",
        }
        found = list(text_notes(report, OwnTexts(words=words)))
        assert not list(text_notes(report, OwnTexts()))
    assert ["W-02" in found[0], "W-01" in found[1], len(found)] == [True, True, 2]
    assert "全市共收到政府信息公开申请5件" in found[1]
