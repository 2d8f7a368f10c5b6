"""A small round trip whose outcome does not depend on how anything is worded.

As a program, ``python -m tests.rewording THEIRS OURS`` rewords the whole catalogue first, then reads the
workbooks in one folder, makes the same ones in another and prints what reading both came to.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.form.applicability import DeclaredProperty

MARK = "〔x〕"


def reword() -> None:
    """Put a mark before every sentence and every part of a finding, before anything else is imported."""
    from toolkit import messages

    for key, entry in messages._CATALOGUE.items():
        if isinstance(entry, str):
            messages._CATALOGUE[key] = MARK + entry
        else:
            place, wrong, remedy = (MARK + part if part else "" for part in entry[:3])
            messages._CATALOGUE[key] = entry._replace(place=place, wrong=wrong, remedy=remedy)
    assert messages.say("word.yes").startswith(MARK)


def make(folder: Path) -> None:
    """A clerk's workbook with faults, the same returned, a total, a declaration of zeros, and rosters."""

    from tests.clerk import FORM, filled, typed_in, where
    from tests.collection.returns.faulty_workbooks import GRANTED, IN_FORCE, RECEIVED, TOTAL, UPHELD, verdict
    from tests.rollup.towns import collected, units
    from toolkit.collection.returns.annotation import annotate
    from toolkit.form.layout import layout_of
    from toolkit.reports.report_data import prepare
    from toolkit.reports.upward_submission import write_submission

    folder.mkdir()
    at = layout_of(FORM).check_cell("T2-02[proactive.normative_documents.*]", "reason")
    sent = filled({UPHELD: "2件", GRANTED: "/", RECEIVED: 7, IN_FORCE: 1}, prior={IN_FORCE: 9})
    faulty = typed_in(sent, {where(TOTAL): 9, at: "清理在后"})
    (folder / "faulty.xlsx").write_bytes(faulty)
    returned = annotate(faulty, verdict(faulty), FORM)
    assert returned is not None
    (folder / "returned.xlsx").write_bytes(returned.content)
    (folder / "declared.xlsx").write_bytes(filled(zeros=False, declared=True))
    roster = units("201 东县 county - total -\n2011 东县一局 department 201 - reconciled")
    _rosters(folder)
    with collected(folder / "collection", roster, {"2011": 4}) as stock:
        (folder / "total.xlsx").write_bytes(write_submission(prepare(stock, "201")).file.read_bytes())


BY_HAND = (
    ("2023 年度报送单位", None),
    ("序号", "单位代码*", "单位名称（必填）", "类别", "上级单位", "填报口径", "是否纳入", "不纳入原因"),
    (1, "201", "甲县", "县区", None, "汇总数", "是", None),
    (2, "2011", "甲县一局", "部门", "201", "本单位数", "只核对", None),
    (3, "901", "税务局", "其他", None, None, "否", "垂直管理"),
)
"""A roster that an office made itself, in the words of the guide."""


def _rosters(folder: Path) -> None:
    """Every kind, scope and way of counting, as written by the program; and a roster by hand."""
    from openpyxl import Workbook as Book

    from toolkit.collection.roster.roster_workbook import write_roster
    from toolkit.collection.roster.units import COUNTINGS, SCOPES, ReportingUnit
    from toolkit.form.unit_kinds import usual_kinds

    units = [ReportingUnit("T", "全县", "county", scope="total")]
    for number, (kind, scope, counting) in enumerate(product(usual_kinds().ids, SCOPES, COUNTINGS)):
        parent = "T" if counting == "reconciled" else ""
        unit = ReportingUnit(f"{number:03}", f"{number}局", kind, parent, scope=scope, counting=counting)
        units.append(replace(unit, reason="某因", properties=(("rules", number),)))
    write_roster(folder / "roster.xlsx", units, [_property("可制定规章")])
    book = Book()
    book.worksheets[0].title = "名册"
    for row in BY_HAND:
        book.worksheets[0].append(row)
    book.save(folder / "by hand.xlsx")


def _property(label: str) -> DeclaredProperty:
    from toolkit.form.applicability import DeclaredProperty

    return DeclaredProperty("rules", label)


def read(folder: Path) -> dict[str, Any]:
    """What reading the workbooks of a folder comes to, in codes and figures."""
    from toolkit.collection.roster.reading import read_roster
    from toolkit.workbook.submission import read_submission

    names = ("faulty", "returned", "declared", "total")
    found: dict[str, Any] = {name: _told((folder / f"{name}.xlsx").read_bytes()) for name in names}
    found["received as its own"] = _taken_for_own((folder / "total.xlsx").read_bytes())
    found["a file that is none"] = _codes(read_submission(b"%PDF-1.7", name="a.xlsx").findings)
    found["comments"] = _comments((folder / "returned.xlsx").read_bytes())
    # An edition may reword the label of a property, too.
    found["rosters"] = [
        list(map(asdict, read_roster(folder / f"{name}.xlsx", [_property("有权制定规章")])))
        for name in ("roster", "by hand")
    ]
    return json.loads(json.dumps(found, default=str))  # type: ignore[no-any-return]


def _told(data: bytes) -> dict[str, Any]:
    from toolkit.review.checks import judge
    from toolkit.workbook.submission import read_submission

    submission = read_submission(data, name="a.xlsx")
    review = judge(submission)
    return {
        "status": review.status,
        "values": submission.values,
        "total": submission.is_total,
        "reasons": submission.reasons,
        "zeros": submission.record.blanks_are_zero,
        "findings": _codes(review.findings),
    }


def _codes(findings: Any) -> list[Any]:
    cells = [[(cell.item, cell.sheet, cell.cell, cell.raw) for cell in found.cells] for found in findings]
    return [
        (found.code, found.severity, found.outcome, found.check, where, [s.evidence for s in found.suspects])
        for found, where in zip(findings, cells, strict=True)
    ]


def _taken_for_own(data: bytes) -> list[Any]:
    """A total where the roster expects the unit's own figures."""
    from toolkit.collection.last_year import Priors
    from toolkit.collection.receiving.identification import Identifier
    from toolkit.collection.receiving.task import Desk
    from toolkit.collection.roster import ReportingUnit

    unit = ReportingUnit("201", "东县", "county", scope="own")
    identifier = Identifier([unit], city="样例市", year=2023, edition="ogi-2021")
    desk = Desk("ogi-2021", 2023, "样例市-2023", "", identifier, {}, Priors())
    judged = desk.read("0", "a.xlsx", data)
    return [judged.match.outcome, judged.verdict.status]


def _comments(data: bytes) -> list[int]:
    """Comments before and after the next return, once all cells are corrected."""
    from tests.clerk import FORM, typed_in
    from tests.collection.returns.faulty_workbooks import GRANTED, IN_FORCE, TOTAL, UPHELD, opened, verdict
    from toolkit.collection.returns.annotation import annotate

    fixed = typed_in(data, {UPHELD: 2, GRANTED: 7, IN_FORCE: 9, TOTAL: 2})
    again = annotate(fixed, verdict(fixed), FORM)
    assert again is not None
    return [
        sum(cell.comment is not None for sheet in opened(one) for row in sheet.iter_rows() for cell in row)
        for one in (data, again.content)
    ]


if __name__ == "__main__":
    reword()
    theirs, ours = map(Path, sys.argv[1:])
    make(ours)
    print(json.dumps([read(theirs), read(ours)]))
