"""Reports take their places together, and what people changed is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import MisuseError
from toolkit.reports.shelf import REGISTER, Shelf


def write(folder: Path, files: dict[str, str], *, whole: tuple[str, ...] = ()) -> Shelf:
    shelf = Shelf(folder)
    with shelf.writing(whole=whole) as stage:
        for name, text in files.items():
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).write_text(text, "utf-8")
    return shelf


def found(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8")
        for file in folder.rglob("*")
        if file.is_file() and file.name != REGISTER
    }


def test_files_are_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    write(tmp_path, {"a.docx": "1", "sub/b.csv": "1"})
    shelf = write(tmp_path, {"a.docx": "2", "sub/b.csv": "2"})
    assert found(tmp_path) == {"a.docx": "2", "sub/b.csv": "2"}
    assert not shelf.kept


def test_what_somebody_changed_is_kept(tmp_path: Path) -> None:
    write(tmp_path, {"a.docx": "1"})
    (tmp_path / "a.docx").write_text("1 und mehr", "utf-8")
    assert Shelf(tmp_path).edited("a.docx") == tmp_path / "a.docx"
    (kept,) = write(tmp_path, {"a.docx": "2"}).kept
    assert kept.read_text("utf-8") == "1 und mehr" and kept.parent.name == "旧稿"
    assert (tmp_path / "a.docx").read_text("utf-8") == "2"
    assert Shelf(tmp_path).edited("a.docx") is None


def test_what_was_there_before_anything_was_written_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("mine", "utf-8")
    (kept,) = write(tmp_path, {"a.docx": "1"}).kept
    assert kept.read_text("utf-8") == "mine"


def test_in_folders_written_as_a_whole_old_files_go_away_but_not_those_of_others(tmp_path: Path) -> None:
    write(tmp_path, {"图表/old.svg": "1", "图表/both.svg": "1", "x.json": "1"}, whole=("图表",))
    (tmp_path / "图表" / "mine.svg").write_text("mine", "utf-8")
    write(tmp_path, {"图表/both.svg": "2"}, whole=("图表",))
    assert found(tmp_path) == {"图表/both.svg": "2", "图表/mine.svg": "mine", "x.json": "1"}


def test_a_run_that_fails_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.docx": "1"})
    shelf = Shelf(tmp_path)
    with pytest.raises(ZeroDivisionError), shelf.writing() as stage:
        (stage / "a.docx").write_text("2", "utf-8")
        _ = 1 / 0
    assert found(tmp_path) == {"a.docx": "1"}


def test_a_file_that_cannot_be_replaced_stops_all_of_them(tmp_path: Path) -> None:
    write(tmp_path, {"a.docx": "1", "b.html": "1"})
    (tmp_path / "b.html").unlink()
    (tmp_path / "b.html").mkdir()
    with pytest.raises(MisuseError, match=r"b\.html"):
        write(tmp_path, {"a.docx": "2", "b.html": "2"})
    assert found(tmp_path) == {"a.docx": "1"}


def test_a_damaged_register_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.docx": "1"})
    (tmp_path / REGISTER).write_text("[", "utf-8")
    (kept,) = write(tmp_path, {"a.docx": "2"}).kept
    assert kept.read_text("utf-8") == "1"
