"""Files that are replaced whole, and not while a person has them open."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.collection.files import open_elsewhere, replace_file
from toolkit.errors import MisuseError


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
