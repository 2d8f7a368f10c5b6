from __future__ import annotations

import io
import shutil
import zipfile

import pytest

from tests.published.formats.shown import shown
from toolkit.published.formats import libre_office, read_content
from toolkit.workbook.scanning.scanned import Unreadable

RTF = rb"{\rtf1\ansi Received 11\par\trowd\cellx2000\cellx4000\intbl a\cell 1\cell\row}"


def test_without_libreoffice_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libre_office, "program", lambda: None)
    with pytest.raises(Unreadable) as refused:
        read_content(RTF, "年报.rtf")
    assert refused.value.code == "old_document"


def test_an_open_document_is_no_damaged_docx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libre_office, "program", lambda: None)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<office:document-content/>")
    with pytest.raises(Unreadable) as refused:
        read_content(made.getvalue(), "年报.odt")
    assert refused.value.code == "old_document"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_document_is_converted_and_read() -> None:
    assert shown(read_content(RTF, "年报.doc")) == ["Received 11", "[", "0:a 1:1", "]"]
