"""A status killed at random moments over a sheet 办理: each row is recorded once, nothing typed is lost."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest

from tests.faults.test_kills import done, must_be_whole, ogi
from tests.reports.handling.office_sheet import Sheet, busy_office, decisions, file_of, written
from toolkit.reports.handling.handle import read_sheets
from toolkit.reports.handling.matters import Choice, MatterKind

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills with signals"),
]
KILLS = 12


def test_killed_over_a_sheet(tmp_path: Path) -> None:
    collection, moments = busy_office(tmp_path), random.Random(5)
    written(collection)
    sheet = Sheet(file_of(collection))
    for code in ("104", "106"):
        sheet.type(sheet.find(MatterKind.OVERDUE, code), Choice.EXTEND, "2月20日")
    sheet.type(sheet.find(MatterKind.QUERIES), Choice.ACCEPT)
    sheet.type(sheet.find(MatterKind.WAIVER), Choice.WAIVE)
    sheet.type(sheet.find(MatterKind.RETURNED, "103"), Choice.EXTEND, why="还没有填完", by="").save()
    before = 0
    for _ in range(KILLS):
        process = ogi("status", collection.folder, "--on", "2024-02-06")
        time.sleep(moments.uniform(0.3, 1.8))
        if process.poll() is None:
            process.kill()
        process.communicate()
        must_be_whole(collection.folder)
        made = decisions(collection)
        assert before <= len(made) <= 4 and len({repr(one) for one in made}) == len(made)
        before = len(made)
        held = {row.typed.why for row in read_sheets(collection).rows}
        assert "还没有填完" in held, "what is not recorded is in some workbook that the next run reads"
    ended, out, err = done("status", collection.folder, "--on", "2024-02-06")
    assert ended == 1 and "请填“" in out, err
    assert sorted(str(one[0]) for one in decisions(collection)) == ["accept", "extend", "extend", "waive"]
    (row,) = [one for one in Sheet(file_of(collection)).rows() if one["why"]]
    assert (row["code"], row["why"]) == ("103", "还没有填完")
    hidden = [one.name for one in file_of(collection).parent.glob(".before-*")]
    assert hidden == []
