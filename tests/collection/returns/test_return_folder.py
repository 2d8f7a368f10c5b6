"""All files of one return."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from tests.clerk import FORM, filled, save
from tests.collection.returns.faulty_workbooks import (
    IDENTITY,
    IN_FORCE,
    RECEIVED,
    UPHELD,
    notice,
    relabelled,
    unsummed,
    verdict,
)
from tests.oracle.libreoffice import convert
from tests.workbook.received import specimen
from toolkit.collection.last_year import Priors
from toolkit.collection.returns import Notice, return_files
from toolkit.review.checks import Status, judge
from toolkit.workbook.submission import read_submission

NAME = "101-某某局-2023"


def returned(data: bytes, shown: Notice | None = None) -> dict[str, bytes]:
    return return_files(shown or notice(data), data, Priors(), IDENTITY, key="k")


def test_its_own_workbook_a_note_and_a_message() -> None:
    files = returned(unsummed())
    assert list(files) == [f"{NAME}-退回.xlsx", "退回单.docx", "短消息.txt"]
    message = files["短消息.txt"]
    assert message.startswith(b"\xef\xbb\xbf")
    assert message.count(b"\r\n") == message.count(b"\n") == 3
    assert f"请在“{NAME}-退回.xlsx”中改好" in message.decode("utf-8-sig")


def test_what_only_needs_an_explanation_is_not_called_a_return() -> None:
    files = returned(filled({IN_FORCE: 1}, prior={IN_FORCE: 9}))
    assert list(files) == [f"{NAME}-核实.xlsx", "核实单.docx", "短消息.txt"]
    document = Document(io.BytesIO(files["核实单.docx"]))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text.startswith("核 实 单\n") and "退回" not in text
    assert "需说明 1 项，其余没有问题，数字已收下（第 2 次发还核实）" in text


def test_a_workbook_beyond_mending_comes_with_a_fresh_one() -> None:
    files = returned(relabelled({RECEIVED: 0}))
    assert list(files) == [f"{NAME}-重填.xlsx", f"{NAME}-退回.xlsx", "退回单.docx", "短消息.txt"]
    assert judge(read_submission(files[f"{NAME}-重填.xlsx"], key="k")).status is Status.ACCEPTED
    assert f"请在“{NAME}-重填.xlsx”中改好" in files["短消息.txt"].decode("utf-8-sig")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", specimen("encrypted.xlsx")])
def test_an_unreadable_file_comes_back_as_a_fresh_workbook(data: bytes) -> None:
    files = returned(data)
    assert list(files) == [f"{NAME}-重填.xlsx", "退回单.docx", "短消息.txt"]
    assert read_submission(files[f"{NAME}-重填.xlsx"], key="k").identity == IDENTITY


def test_the_same_return_gives_the_same_bytes() -> None:
    data = unsummed()
    assert returned(data) == returned(data)


def test_names_are_safe_for_every_file_system() -> None:
    odd = replace(notice(unsummed()), unit="市/局：“甲”?", code="1*1")
    names = [file for file in returned(unsummed(), odd) if file.endswith(".xlsx")]
    assert names == ["1_1-市_局：“甲”-2023-退回.xlsx"]


@pytest.mark.oracle
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_formats_come_back_as_a_fresh_workbook(tmp_path: Path, suffix: str) -> None:
    sent = save(tmp_path, "sent.xlsx", filled({RECEIVED: 7, UPHELD: "约3", "fees.charged": 5}))
    data = convert([sent], suffix, tmp_path / suffix)[0].read_bytes()
    files = returned(data)
    assert list(files) == [f"{NAME}-重填.xlsx", "退回单.docx", "短消息.txt"]
    fresh = read_submission(files[f"{NAME}-重填.xlsx"], key="k")
    assert fresh.values == verdict(data).values
    assert fresh.values[RECEIVED] == 7
    assert fresh.readings[UPHELD].raw == "约3"


def test_a_form_is_known_to_the_notice() -> None:
    assert notice(unsummed()).form is FORM
