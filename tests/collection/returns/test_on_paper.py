"""How returns come out of other programs: pages of the 退回单, the marked workbook saved again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.clerk import FORM, filled, save, typed_in
from tests.collection.returns.faulty_workbooks import (
    FAULTY,
    GRANTED,
    RECEIVED,
    TOTAL,
    UPHELD,
    comment,
    faulty,
    notice,
    opened,
    unsummed,
    verdict,
    with_books,
)
from tests.oracle.libreoffice import convert, printed
from toolkit.collection.returns import annotate, write_note

pytestmark = pytest.mark.oracle

EIGHT = filled({
    UPHELD: "约3", GRANTED: "22（其中 16 件）", RECEIVED: "/", "fees.charged": "", "fees.notices": "无",
    "proactive.rules.issued": "2.5", "proactive.licensing.decisions": "2000万",
    "disputes.litigation_direct.upheld": "",
})  # fmt: skip


def pages(files: list[Path], out: Path) -> list[int]:
    """Pages of each file."""
    return [len(re.findall(rb"/Type\s*/Page\b", file.read_bytes())) for file in printed(files, out)]


def test_ordinary_cases_fit_on_one_page_and_many_findings_flow_on(tmp_path: Path) -> None:
    cases = {name: faulty(name) for name in FAULTY} | {"eight": EIGHT, "careless": faulty(3)}
    files = []
    for number, data in enumerate(cases.values()):
        files.append(tmp_path / f"{number}.docx")
        write_note(files[-1], with_books(notice(data), marked="101-某某局-2023-退回.xlsx"))
    counted = dict(zip(cases, pages(files, tmp_path), strict=True))
    assert counted.pop("careless") > 1
    assert counted == dict.fromkeys(counted, 1)


def test_a_marked_workbook_saved_by_another_program_keeps_comments_and_figures(tmp_path: Path) -> None:
    data = unsummed()
    marked = annotate(data, verdict(data), FORM)
    assert marked is not None
    made = marked.content
    again = convert([save(tmp_path, "marked.xlsx", made)], "xlsx", tmp_path / "again")[0].read_bytes()
    assert comment(again, TOTAL) == comment(made, TOTAL)
    assert verdict(again).values == verdict(made).values
    mended = typed_in(again, {TOTAL: 2})
    second = annotate(mended, verdict(mended), FORM)
    assert second is not None
    assert not comment(second.content, TOTAL), "marks of an earlier return are known again"
    assert opened(second.content)["四复议诉讼"]["A6"].border.left.style == "thin"
