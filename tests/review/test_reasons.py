"""Reasons that say next to nothing are told; they settle their queries all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, take, workbook
from toolkit.cli.collect_text import run_text
from toolkit.reports.problem_list import problem_lines
from toolkit.review.reasons import says_little


@pytest.mark.parametrize("reason", ["1", "。", "无", "见批注", "——", "2023", "属 实", "详见附件。"])
def test_what_says_little(reason: str) -> None:
    assert says_little(reason)


@pytest.mark.parametrize("reason", ["新设单位", "经核实无误", "2023年新设", "机构改革划入", "same as 2022"])
def test_what_may_say_something(reason: str) -> None:
    assert not says_little(reason)


@pytest.mark.parametrize(("reason", "nature"), [("1", "briefly"), ("经核实无误", "explained")])
def test_the_office_is_told_and_the_query_is_settled(tmp_path: Path, reason: str, nature: str) -> None:
    collection = office(tmp_path / "c")
    values = {**figures(received=3, granted=3), "proactive.normative_documents.issued": 5}
    asked = [check.key for check in collection.form.checks if check.code == "T2-01"]
    with collection.ledger() as ledger:
        data = workbook(collection, "101", values, reasons=dict.fromkeys(asked, reason))
        intake = take(collection, ledger, put(tmp_path, "a.xlsx", data))
        standing = intake.after.standing("101")
        assert standing.received is not None and standing.queries == 0, "light and verdict are as before"
        (line,) = (one for one in problem_lines(intake.after) if one.rule == "T2-01")
        assert (line.nature, line.remedy.startswith(f"单位说明：{reason}")) == (nature, True)
        printed = "\n".join(run_text(intake, [], [], dry_run=False))
    assert ("T2-01 只写了“1”" in printed) is (nature == "briefly")
