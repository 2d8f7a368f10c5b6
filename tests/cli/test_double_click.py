"""What was dropped on a start file, and into which collection it goes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from toolkit.cli import double_click
from toolkit.cli.double_click import choose, dropped, main
from toolkit.collection.folder import collection_folders
from toolkit.messages import say

BATCH = r"D:\年报 收集\收件（把文件拖到这里）.bat"


@pytest.mark.parametrize(
    ("given", "files"),
    [
        ("", []),
        (r"D:\a.xlsx", [r"D:\a.xlsx"]),
        (r'"D:\a b.xlsx" D:\c&d.xlsx', [r"D:\a b.xlsx", r"D:\c&d.xlsx"]),
        (r'D:\100%(1)!^.xlsx "D:\e & f"', [r"D:\100%(1)!^.xlsx", r"D:\e & f"]),
        (r"\\server\share\报表.xlsx", [r"\\server\share\报表.xlsx"]),
        (r"D:\other.bat", [r"D:\other.bat"]),
    ],
)
def test_dropped_files_are_read_from_the_command_line(given: str, files: list[str]) -> None:
    for blank in ("", " "):
        assert dropped(rf'C:\WINDOWS\system32\cmd.exe /c ""{BATCH}" {given}{blank}"') == files
    assert dropped(rf"cmd.exe /c D:\start.BAT {given}") == files


def test_a_command_line_without_start_file_names_nothing() -> None:
    assert dropped(r'"C:\WINDOWS\system32\cmd.exe" ') == []


def test_the_only_collection_is_taken(tmp_path: Path) -> None:
    assert asked(tmp_path) is None
    begun(tmp_path, "某市-2023")
    (tmp_path / "no collection").mkdir()
    assert asked(tmp_path) == tmp_path / "某市-2023"


def test_of_several_the_number_typed_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun(tmp_path, "某市-2022", "某市-2023")
    assert asked(tmp_path, "3", "two", " 2 ") == tmp_path / "某市-2023"
    said = capsys.readouterr().out
    assert "  1  某市-2022\n  2  某市-2023\n" in said
    assert say("package.no_such_number", typed="two") in said
    assert asked(tmp_path, "") is None
    assert asked(tmp_path) is None  # nobody there to answer


def test_each_start_file_runs_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / say("package.data")
    begun(data, "某市-2023")
    calls: list[list[str]] = []
    monkeypatch.setattr(double_click, "run", lambda arguments: calls.append(list(arguments)))
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setenv("OGI_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for arguments in (["open"], ["receive", "a.xlsx", "b"], ["check", "a.xlsx"], ["receive"], ["check"]):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SystemExit, match="0"):
            main(arguments)
    assert calls[0] == ["desk"]
    assert calls[1] == ["collect", str(data / "某市-2023"), str(tmp_path / "a.xlsx"), str(tmp_path / "b")]
    assert calls[2][:2] == ["check", "--page"]
    assert Path(calls[2][2]).parent == data / say("package.findings")
    assert calls[2][3:] == ["--open", str(tmp_path / "a.xlsx")]
    assert len(calls) == 3


def test_the_command_line_of_windows_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(double_click, "run", lambda arguments: calls.append(list(arguments)))
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setenv("OGI_HOME", str(tmp_path))
    monkeypatch.setenv("OGI_COMMAND", f'cmd.exe /c ""{BATCH}" /d/c&d.xlsx"')
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["check", "/d/c"])
    assert calls[0][-1] == "/d/c&d.xlsx"


def begun(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "collection.toml").touch()


def asked(folder: Path, *typed: str) -> Path | None:
    answers = iter(typed)

    def answer(_: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    return choose(collection_folders(folder), answer)
