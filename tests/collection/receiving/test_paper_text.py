"""Words of files that are no workbooks: read where a library can, nothing where it cannot, never a fault."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest

from tests.published.formats.pdf_samples import Sheet, pdf
from toolkit.collection.receiving import paper_text
from toolkit.collection.receiving.paper_text import BEGINNING, END, LARGEST, READER, without_text, words_of


def word(*lines: str) -> bytes:
    """A docx of some paragraphs, the last in a table."""
    from docx import Document

    document = Document()
    for line in lines[:-1]:
        document.add_paragraph(line)
    document.add_table(1, 1).cell(0, 0).text = lines[-1]
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def mail(sender: str = "", subject: str = "", text: str = "", **attached: bytes) -> bytes:
    """A mail with attachments by name (``_`` for the dot)."""
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message.set_content(text)
    for name, content in attached.items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name.replace("_", ".")
        )
    return message.as_bytes()


def test_a_word_text_with_its_tables() -> None:
    found = words_of("x", "a.docx", word("样例市教育局", "2023年度报告", "规章"))
    assert (found.format, found.text, found.reader) == ("word", "样例市教育局\n2023年度报告\n规章", READER)


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "utf-16"])
def test_a_web_page_without_its_scripts(charset: str) -> None:
    head = "<html><head><title>样例市教育局</title><style>p{}</style></head>"
    page = f"{head}<p>正文<br>完<script>var x</script></p></html>"
    assert words_of("x", "a.html", page.encode(charset)).text == "样例市教育局\n正文\n完"


def test_a_pdf_with_text() -> None:
    sheet = Sheet().text(90, 90, "样例市教育局").table(90, 120, [["规章", "0"], ["许可", "1"]])
    assert words_of("x", "a.pdf", pdf([sheet])).text == "样例市教育局\n规章 0\n许可 1"


def test_a_mail_says_who_sent_it() -> None:
    found = words_of("x", "a.eml", mail("样例市教育局 <a@b.cn>", "报送 年报", "见附件", a_pdf=b"%PDF-1.4"))
    assert (found.sender, found.subject, found.text) == ("样例市教育局 <a@b.cn>", "报送 年报", "见附件")


def test_beginning_and_end_of_a_long_text_are_kept() -> None:
    text = words_of("x", "a.txt", ("甲" * 9_000 + "乙" * 9_000).encode()).text
    assert len(text) == BEGINNING + END + 3 and text.startswith("甲") and text.endswith("乙")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.4" + b"long" * 99, "pdf"),
        ("a.doc", b"{\\rtf1 a}", "word"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image"),
        ("a.html", b"<html><p>" + b"long" * 99, "html"),
    ],
)
def test_what_has_no_text_to_read_is_told_by_its_format(
    name: str, content: bytes, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_text, "LARGEST", 100)
    found = without_text("x", name, content)
    assert found is not None and (found.format, found.text) == (kind, "")


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", bytes(LARGEST + 1))
    return stream.getvalue()


BROKEN = {
    "empty": b"",
    "torn": b"PK\3\4torn",
    "page": b"<html>\xff\xfe<",
    "OLE": b"\xd0\xcf\x11\xe0" + bytes(600),
    "bomb": bomb(),
}


@pytest.mark.parametrize("content", BROKEN)
@pytest.mark.parametrize("name", ["a.docx", "a.html", "a.eml", "a.msg"])
def test_whatever_the_bytes_are_there_is_an_answer(name: str, content: str) -> None:
    assert len(words_of("x", name, BROKEN[content]).text) < 10
