"""Every kind of file has its name, its code and its remedy."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from tests.workbook.received import specimen
from tests.workbook.unknown_files import FILES, PACKED
from toolkit.messages import catalogue, code_of
from toolkit.workbook.scanning.kinds import CODES, Kind, kind_of
from toolkit.workbook.submission import read_submission

READ = {"workbook"}


@pytest.mark.parametrize(("name", "data", "kind"), FILES, ids=[f"{k} {n}" for n, _, k in FILES])
def test_each_file_has_its_kind_and_ends_in_its_own_finding(name: str, data: bytes, kind: Kind) -> None:
    assert kind_of(data, name) == kind
    if kind in READ:
        return
    submission = read_submission(data, name=name)
    (finding,) = submission.findings
    code = CODES.get(kind, "not_a_workbook")
    assert (submission.readable, finding.code, finding.severity) == (False, f"R-{code}", "hard")
    key = code_of("reading.*", code if kind == code else f"{code}.{kind}")
    start = re.split(r"\{format\}|\{file\}", catalogue()[key])
    assert finding.message.startswith(name) and all(part in finding.message for part in start)
    assert "请" in finding.message and finding.message.endswith(f"（R-{code}）")


def test_an_archive_is_called_by_its_format() -> None:
    for name, (data, form) in PACKED.items():
        (finding,) = read_submission(data, name=name).findings
        assert f"是 {form} 压缩包" in finding.message


def test_no_kind_is_without_a_sentence() -> None:
    keys = {
        f"reading.{CODES.get(kind, 'not_a_workbook')}.{kind}"
        for kind in get_args(Kind)
        if kind not in ("workbook", "encrypted", "xlsb", "damaged", "empty")
    }
    assert keys <= catalogue().keys(), keys - catalogue().keys()


def test_workbooks_of_all_programs_are_workbooks() -> None:
    assert kind_of(specimen("libreoffice.xls")) == kind_of(specimen("libreoffice.ods")) == "workbook"
    assert kind_of(specimen("encrypted.xlsx")) == "encrypted"
