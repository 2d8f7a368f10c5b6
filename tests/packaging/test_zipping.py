"""The zip file: names in UTF-8, programs that may be run."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from toolkit.packaging.zipping import pack


def test_a_folder_is_unpacked_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "年报收集"
    (home / "program").mkdir(parents=True)
    (home / "收件（把文件拖到这里）.bat").write_bytes(b"@echo off\r\n")
    program = home / "program" / "python3"
    program.write_bytes(b"program")
    program.chmod(0o755)
    os.utime(program, (0, 0))  # before the format begins
    pack(home, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        utf8 = {entry.filename: bool(entry.flag_bits & 0x800) for entry in packed.infolist()}
        modes = {entry.filename: entry.external_attr >> 16 for entry in packed.infolist()}
        packed.extractall(tmp_path / "unpacked")
    assert utf8 == dict.fromkeys(utf8, True)
    assert [oct(mode) for mode in modes.values()] == ["0o40755", "0o100755", "0o100644"]
    assert (tmp_path / "unpacked" / home.name / "program" / "python3").read_bytes() == b"program"
