"""Texts of the office: written anywhere, kept in one place, never replaced silently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.text.paragraph import Paragraph

from tests.clerk import opened_book
from tests.collection.office import UNITS, figures, office, put, take, workbook
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.standing import take_stock
from toolkit.reports import publishing
from toolkit.reports.publishing import Published, publish
from toolkit.reports.report_data import prepare
from toolkit.reports.upward_submission import write_submission
from toolkit.workbook.submission import read_submission

PLATFORMS, REQUESTS = "overview.platforms", "overview.disclosure_on_request"


@pytest.fixture(autouse=True)
def _documents_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds no text of the office, and takes most of the time, is for test_publishing."""
    monkeypatch.setattr(publishing, "write_city_workbook", lambda report, file, originals: file.touch())
    for name in ("write_drawings", "write_year_picture", "write_datapackage"):
        monkeypatch.setattr(publishing, name, lambda *_: [])


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    made = office(tmp_path / "c", UNITS[:3])
    send(made, 3)
    return made


def send(collection: CollectionFolder, received: int) -> None:
    rows = figures(received=received, granted=received)
    place = collection.folder.parent
    with collection.ledger() as ledger:
        files = [
            put(place, f"{code}-{received}.xlsx", workbook(collection, code, rows))
            for code in ("001", "101", "102")
        ]
        take(collection, ledger, *files)


def rolled(collection: CollectionFolder) -> Published:
    with collection.ledger() as ledger:
        return publish(take_stock(collection, ledger))


def submitted(collection: CollectionFolder) -> Path:
    with collection.ledger() as ledger:
        return write_submission(prepare(take_stock(collection, ledger))).file


def in_word(file: Path, heading: str, change: Callable[[list[Paragraph]], object]) -> None:
    """Change the paragraphs below a heading, as somebody does in a word processor."""
    document = Document(str(file))
    paragraphs = document.paragraphs
    start = next(n for n, one in enumerate(paragraphs) if one.text == heading)
    below = []
    for one in paragraphs[start + 1 :]:
        if one.style is not None and str(one.style.name).startswith("Heading"):
            break
        below.append(one)
    change(below)
    document.save(str(file))


def emptied(paragraph: Paragraph) -> Paragraph:
    paragraph.clear()  # type: ignore[no-untyped-call]
    return paragraph


def told(file: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)


def labels(collection: CollectionFolder) -> dict[str, str]:
    return {text.id: text.label for text in collection.form.texts}


def test_words_written_into_the_draft_are_in_every_later_document(collection: CollectionFolder) -> None:
    document = rolled(collection).files[1]

    def write(below: list[Paragraph]) -> None:
        below[0].insert_paragraph_before("全市建成统一平台。")
        emptied(below[-1])

    in_word(document, labels(collection)[PLATFORMS], write)
    again = rolled(collection)
    assert any("沿用" in note for note in again.notes)
    assert "全市建成统一平台。" in told(again.files[1])
    assert "全市建成统一平台。" in again.files[2].read_text("utf-8")
    texts = read_submission(submitted(collection)).record.texts
    assert texts[PLATFORMS] == "全市建成统一平台。"
    third = rolled(collection)
    assert not third.notes and "全市建成统一平台。" in told(third.files[1])


def test_sentences_from_the_figures_follow_the_figures(collection: CollectionFolder) -> None:
    document = rolled(collection).files[1]
    before = told(document)
    assert "9" in before

    def add(below: list[Paragraph]) -> None:
        below[0].add_run("另有专班办理。")
        emptied(below[-1])

    in_word(document, labels(collection)[REQUESTS], add)
    rolled(collection)
    send(collection, 4)
    after = rolled(collection)
    line = next(line for line in told(after.files[1]).splitlines() if "另有专班办理" in line)
    assert "12" in line and "9 件" not in line
    assert not after.notes


def test_rewritten_figures_are_asked_about_when_they_change(collection: CollectionFolder) -> None:
    document = rolled(collection).files[1]

    def rewrite(below: list[Paragraph]) -> None:
        emptied(below[0]).add_run("全年收到申请 9 件，全部办结。")
        emptied(below[-1])

    in_word(document, labels(collection)[REQUESTS], rewrite)
    rolled(collection)
    send(collection, 4)
    note, checked = rolled(collection).notes
    assert "数字现在变了" in note and "12" in note
    assert "W-01" in checked and "收到申请 9 件" in checked


def test_two_versions_of_one_text_are_a_conflict(collection: CollectionFolder) -> None:
    made = rolled(collection)
    in_word(made.files[1], labels(collection)[PLATFORMS], lambda below: emptied(below[0]).add_run("甲。"))
    page = made.files[2]
    words = page.read_text("utf-8")
    start = words.index(f'data-text="{PLATFORMS}"')
    end = words.index("</div>", start)
    page.write_text(words[:start] + f'data-text="{PLATFORMS}"><p>乙。</p>' + words[end:], "utf-8")
    again = rolled(collection)
    (note,) = again.notes
    assert "改得不一样" in note
    assert "甲。" not in told(again.files[1]) and len(again.kept) == 2, "the edited files are kept"
    book = opened_book(collection.folder / "reports" / "报告文字.xlsx")
    assert {row[2] for row in book["几种改法"].iter_rows(min_row=2, values_only=True)} == {"甲。", "乙。"}
    choose(collection, PLATFORMS, "甲、乙。")
    last = rolled(collection)
    assert "甲、乙。" in told(last.files[1])
    book = opened_book(collection.folder / "reports" / "报告文字.xlsx")
    assert "几种改法" not in book.sheetnames


def choose(collection: CollectionFolder, text: str, words: str) -> None:
    file = collection.folder / "reports" / "报告文字.xlsx"
    book = opened_book(file)
    for row in book.worksheets[0].iter_rows(min_row=4):
        if row[3].value == text:
            row[2].value = words
    book.save(file)


def test_the_workbook_of_texts_is_where_they_are_written(collection: CollectionFolder) -> None:
    rolled(collection)
    choose(collection, REQUESTS, "〔由数字写成的话〕\n办理及时。")
    made = rolled(collection)
    lines = told(made.files[1]).splitlines()
    at = lines.index("办理及时。")
    assert "9" in lines[at - 1]
    choose(collection, REQUESTS, "")
    assert "办理及时" not in told(rolled(collection).files[1])


def test_words_in_the_workbook_for_the_level_above_are_taken_too(collection: CollectionFolder) -> None:
    file = submitted(collection)
    book = opened_book(file)
    from toolkit.form.layout import layout_of

    cell = layout_of(collection.form).texts[PLATFORMS]
    book[cell.sheet][cell.a1] = "平台集约。"
    book.save(file)
    assert "平台集约。" in told(rolled(collection).files[1])


def test_a_draft_that_cannot_be_read_stops_the_run(collection: CollectionFolder) -> None:
    from toolkit.errors import MisuseError

    document = rolled(collection).files[1]
    document.write_bytes(b"torn")
    with pytest.raises(MisuseError, match="没法收回来"):
        rolled(collection)
    assert document.read_bytes() == b"torn"


def test_the_office_may_sign_otherwise(collection: CollectionFolder) -> None:
    settings = collection.folder / "collection.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('signer = ""', 'signer = "样例市政府办"'), "utf-8"
    )
    made = rolled(CollectionFolder.open(collection.folder))
    assert "样例市政府办" in told(made.files[1]) and "样例市政府办" in made.files[2].read_text("utf-8")
