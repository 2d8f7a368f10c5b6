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
    assert Shelf(tmp_path).edited(["a.docx"]) == [tmp_path / "a.docx"]
    (kept,) = write(tmp_path, {"a.docx": "2"}).kept
    assert kept.read_text("utf-8") == "1 und mehr" and kept.parent.name == "旧稿"
    assert (tmp_path / "a.docx").read_text("utf-8") == "2"
    assert not Shelf(tmp_path).edited(["a.docx"])


def test_what_was_there_before_anything_was_written_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("mine", "utf-8")
    (kept,) = write(tmp_path, {"a.docx": "1"}).kept
    assert kept.read_text("utf-8") == "mine"


def test_in_folders_written_as_a_whole_old_files_go_away_but_not_those_of_others(tmp_path: Path) -> None:
    write(tmp_path, {"图表/old.svg": "1", "图表/both.svg": "1", "x.json": "1"}, whole=("图表",))
    (tmp_path / "图表" / "mine.svg").write_text("mine", "utf-8")
    write(tmp_path, {"图表/both.svg": "2"}, whole=("图表",))
    assert found(tmp_path) == {"图表/both.svg": "2", "图表/mine.svg": "mine", "x.json": "1"}


def test_an_old_file_that_somebody_changed_is_kept_when_it_goes_away(tmp_path: Path) -> None:
    write(tmp_path, {"图表/old.svg": "1", "图表/both.svg": "1"}, whole=("图表",))
    (tmp_path / "图表" / "old.svg").write_text("1 and a line by hand", "utf-8")
    (kept,) = write(tmp_path, {"图表/both.svg": "2"}, whole=("图表",)).kept
    assert kept.read_text("utf-8") == "1 and a line by hand"
    assert not (tmp_path / "图表" / "old.svg").exists()


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


def test_what_a_killed_run_left_is_tidied_up(tmp_path: Path) -> None:
    import os

    for name, age in ((".new-old", 1e9), (".new-now", None)):
        (tmp_path / name).mkdir()
        if age:
            os.utime(tmp_path / name, (age, age))
    write(tmp_path, {"a.docx": "1"})
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {".new-now"}


def test_a_damaged_register_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.docx": "1"})
    (tmp_path / REGISTER).write_text("[", "utf-8")
    (kept,) = write(tmp_path, {"a.docx": "2"}).kept
    assert kept.read_text("utf-8") == "1"


def test_drafts_of_one_moment_do_not_take_each_others_place(tmp_path: Path) -> None:
    import os

    names = ("a.docx", "图表/u.svg", "数据/u.svg")
    for number in range(3):
        write(tmp_path, dict.fromkeys(names, f"program {number}"))
        for name in names:
            (tmp_path / name).write_text(f"person {number} {name}", "utf-8")
            os.utime(tmp_path / name, (1e9, 1e9))
    write(tmp_path, dict.fromkeys(names, "last"))
    drafts = [text for name, text in found(tmp_path).items() if name.startswith("旧稿/")]
    assert sorted(drafts) == sorted(f"person {n} {name}" for n in range(3) for name in names)


def test_a_run_that_is_killed_between_two_files_leaves_no_draft_of_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.reports import shelf as module

    write(tmp_path, {"a.docx": "1", "b.html": "1"})
    move = module._move

    def killed(file: Path, target: Path) -> None:
        if target.name == "b.html":
            raise KeyboardInterrupt
        move(file, target)

    monkeypatch.setattr(module, "_move", killed)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, {"a.docx": "2", "b.html": "2"})
    monkeypatch.undo()
    assert found(tmp_path) == {"a.docx": "2", "b.html": "1"}
    assert not write(tmp_path, {"a.docx": "3", "b.html": "3"}).kept


@pytest.mark.parametrize("mark", ["~$b.docx", ".~lock.b.docx#", ".~b.docx"])
def test_nothing_is_replaced_while_one_file_is_open(tmp_path: Path, mark: str) -> None:
    write(tmp_path, {"a.docx": "1", "sub/b.docx": "1"})
    (tmp_path / "sub" / mark).touch()
    with pytest.raises(MisuseError, match="正开着"):
        write(tmp_path, {"a.docx": "2", "sub/b.docx": "2"})
    (tmp_path / "sub" / mark).unlink()
    assert found(tmp_path) == {"a.docx": "1", "sub/b.docx": "1"}
