"""Words are for people: rewording every sentence of the catalogue changes no behaviour."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests import rewording
from tests.clerk import FORM, edited, filled, opened_book
from toolkit.findings import Finding
from toolkit.form.layout import KEY_COLUMN
from toolkit.messages import catalogue, gaps, is_finding, words
from toolkit.workbook.clerk_comments import without
from toolkit.workbook.protocol import COVERS
from toolkit.workbook.submission import read_submission

pytestmark = pytest.mark.xdist_group("rewording")  # its collection is made once


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbooks in the words of the catalogue as it is."""
    folder = tmp_path_factory.mktemp("rewording") / "issued"
    rewording.make(folder)
    return folder


@pytest.fixture(scope="module")
def as_is(issued: Path) -> dict[str, Any]:
    """What reading these workbooks in the same words comes to."""
    return rewording.read(issued)


def test_a_round_trip_is_the_same_in_other_words(issued: Path, as_is: dict[str, Any]) -> None:
    """Made and read in either words, in all four combinations."""
    reworded = issued.parent / "reworded"
    ran = subprocess.run(
        [sys.executable, "-m", "tests.rewording", str(issued), str(reworded)],
        cwd=Path(__file__).parents[1], capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    for found in (*json.loads(ran.stdout), rewording.read(reworded)):
        for name, told in as_is.items():
            assert found[name] == told, name
    with zipfile.ZipFile(reworded / "declared.xlsx") as package:
        assert rewording.MARK in package.read("xl/sharedStrings.xml").decode(), "it was reworded"


def test_the_round_trip_has_something_to_lose(as_is: dict[str, Any]) -> None:
    assert as_is["faulty"]["reasons"] and as_is["faulty"]["status"] == "returned"
    assert as_is["declared"]["zeros"] and as_is["total"]["total"]
    assert as_is["received as its own"][0] == "other_scope"
    written, by_hand = as_is["rosters"]
    assert len(written) == 43 and dict(written[-1]["properties"]) == {"rules": 41}
    assert [(unit["kind"], unit["scope"], unit["counting"]) for unit in by_hand] == [
        ("county", "total", "counted"), ("department", "own", "reconciled"), ("other", "own", "excluded"),
    ]  # fmt: skip
    before, after = as_is["comments"]
    assert before and not after


def test_workbooks_from_before_the_marks_are_recognised(issued: Path) -> None:
    """Without field and keys, by the words they were issued with."""

    def unmarked(book: openpyxl.Workbook) -> None:
        book[FORM.sheet("checks").name].delete_cols(KEY_COLUMN + 1)
        hidden = book[FORM.sheet("meta").name]
        for row in hidden.iter_rows(max_col=1):
            if row[0].value == COVERS:
                hidden.delete_rows(row[0].row)

    total = read_submission(edited((issued / "total.xlsx").read_bytes(), unmarked))
    faulty = read_submission(edited((issued / "faulty.xlsx").read_bytes(), unmarked))
    assert total.is_total and not faulty.is_total
    assert list(faulty.reasons.values()) == ["清理在后"]
    assert without("[须改正] 一、（X-01）", []) == ""
    assert without("已核\n―― 以下为退回意见 ――\n[须改正] 一、（X-01）", []) == "已核"


def test_a_sheet_named_like_a_scope_ledger_makes_no_total() -> None:
    assert not read_submission(edited(filled(), lambda book: book.create_sheet("汇总范围"))).is_total


def test_what_a_clerk_answers_in_a_comment_of_ours_stays(issued: Path) -> None:
    from tests.collection.returns.faulty_workbooks import verdict
    from toolkit.collection.returns.annotation import annotate

    sheet, address, text = _commented(issued / "returned.xlsx")[0]

    def answer(book: openpyxl.Workbook) -> None:
        book[sheet][address].comment = Comment(f"{text}\n已问过业务科", "王")

    data = edited((issued / "returned.xlsx").read_bytes(), answer)
    again = annotate(data, verdict(filled()), FORM)
    assert again is not None
    found = opened_book(io.BytesIO(again.content))[sheet][address].comment
    assert found is not None and found.text == "已问过业务科"


def _commented(file: Path) -> list[tuple[str, str, str]]:
    return [
        (sheet.title, cell.coordinate, cell.comment.text)
        for sheet in opened_book(file)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    ]


def test_a_finding_reads_as_its_catalogue_entry_says() -> None:
    """Place, what is wrong, remedy and code make the sentence, whatever the words are."""
    for key, sentence in catalogue().items():
        if not is_finding(key):
            continue
        parts = words(key, **dict.fromkeys(gaps(key), "1"))
        found = Finding(parts.code or "T", "hard", parts.wrong, place=parts.place, remedy=parts.remedy)
        for part in (parts.place, parts.wrong, parts.remedy):
            assert part in found.message
        assert found.message.endswith(f"（{found.code}）"), sentence
        assert found.as_json()["wrong"] == parts.wrong
