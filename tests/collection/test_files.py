"""Files that are replaced whole, and not while a person has them open."""

from __future__ import annotations

from errno import EACCES, EDQUOT, ENOSPC
from pathlib import Path

import pytest

from toolkit.collection.files import known_place, replace_file
from toolkit.errors import MisuseError
from toolkit.workbook.open_files import open_elsewhere


@pytest.mark.parametrize(
    "mark", ["~$汇总报告.docx", "~$报告.docx", ".~lock.汇总报告.docx#", ".~汇总报告.docx"]
)
def test_what_an_office_program_has_open_is_not_replaced(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "汇总报告.docx"
    (tmp_path / mark).touch()
    replace_file(file, b"new")  # a mark that was left behind by a file that is gone
    assert open_elsewhere(file) == tmp_path / mark
    with pytest.raises(MisuseError) as refused:
        replace_file(file, b"newer")
    assert str(file) in str(refused.value) and mark in str(refused.value)
    assert file.read_bytes() == b"new" and sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [file.name, mark]
    )
    (tmp_path / mark).unlink()
    replace_file(file, b"newer")
    assert file.read_bytes() == b"newer"


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("c/reports/汇总报告.docx", "c/reports/汇总报告.docx"),
        ("c/reports/.written.json", "c/reports"),
        ("c/outbox/.通知.sha256", "c/outbox"),
        ("c/reports/.new-abc12/单位年报/某局.docx", "c/reports"),
    ],
)
def test_what_people_know_of_a_path(path: str, known: str) -> None:
    assert known_place(Path(path)) == Path(known)


@pytest.mark.parametrize(
    ("number", "words"),
    [(EACCES, "不能写入 {}。"), (ENOSPC, "磁盘满了，写不进 {}；"), (EDQUOT, "磁盘满了，写不进 {}；")],
)
def test_what_cannot_be_written_is_named_as_people_know_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def denied(self: Path, _: bytes) -> None:
        raise OSError(number, "no", str(self))

    monkeypatch.setattr(Path, "write_bytes", denied)
    with pytest.raises(MisuseError) as refused:
        replace_file(tmp_path / "outbox" / ".通知.sha256", b"")
    assert words.format(tmp_path / "outbox") in str(refused.value)
