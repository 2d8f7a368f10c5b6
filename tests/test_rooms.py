"""Rooms import only from those above them; read from the source, without running it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.module_sources import ROOT, source

pytestmark = pytest.mark.xdist_group("sources")
ORDER = (
    "form", "statements", "workbook", "published", "drafting", "paper", "review", "collection", "rollup",
    "reports", "api", "demo", "desk", "cli", "packaging",
)  # fmt: skip
EVERYWHERE = ("errors", "messages", "findings")
LONGEST = 400
FILE_FREE = (
    "form/expression.py",
    "form/evaluation.py",
    "form/formula.py",
    "form/sentence.py",
    "form/layout.py",
)


def _imports(file: Path) -> frozenset[str]:
    return source(file).imports


def _room(module: str) -> str:
    return module.split(".")[1] if module.startswith("toolkit.") else ""


def test_data_flows_one_way() -> None:
    wrong = []
    for file in sorted(ROOT.rglob("*.py")):
        room = file.relative_to(ROOT).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        allowed = {*EVERYWHERE, *ORDER[: ORDER.index(room) + 1]} if room in ORDER else set(EVERYWHERE)
        for module in _imports(file):
            if _room(module) and _room(module) not in allowed:
                wrong.append(f"{file.relative_to(ROOT)} imports {module}")
    assert not wrong


def test_only_its_verb_knows_the_page() -> None:
    for file in (f for f in ROOT.rglob("*.py") if "desk" not in f.relative_to(ROOT).parts):
        known = file.relative_to(ROOT).as_posix() == "cli/desk.py"
        assert known or not any(_room(module) == "desk" for module in _imports(file)), file


def test_every_folder_is_a_known_room() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders | {"api"} == {*ORDER, "messages"}


def test_the_nouns_of_the_architecture_are_classes_of_the_rooms() -> None:
    """They are what an engineer searches for; the names exported to analysts are others."""
    page = (ROOT.parent / "docs" / "architecture.md").read_text("utf-8")
    table = page.partition("| Noun |")[2].partition("\n\n")[0]
    nouns = {noun for line in table.splitlines()[2:] for noun in re.findall(r"`(\w+)`", line.split("|")[1])}
    rooms = (file.read_text("utf-8") for file in ROOT.rglob("*.py") if file.name != "api.py")
    classes = {name for text in rooms for name in re.findall(r"^class (\w+)", text, re.MULTILINE)}
    assert len(nouns) > 15 and not nouns - classes


def test_a_name_stands_once() -> None:
    """No file name and no class name occurs twice in the package, nor a file name in the whole tree."""
    files = [f.name for tree in (ROOT, ROOT.parent / "tests") for f in tree.rglob("*.py")]
    assert not _twice(name for name in files if name not in {"__init__.py", "__main__.py", "conftest.py"})
    assert not _twice(
        name
        for file in ROOT.rglob("*.py")
        if file.relative_to(ROOT).as_posix() != "api.py"  # the door: what it returns has the plain name
        for name in source(file).classes
    )


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def test_modules_are_small() -> None:
    sizes = {
        f.relative_to(ROOT).as_posix(): len(f.read_text("utf-8").splitlines()) for f in ROOT.rglob("*.py")
    }
    assert not {name: size for name, size in sizes.items() if size > LONGEST}


def test_template_and_submission_never_meet() -> None:
    """They agree only through the layout."""
    writing = {
        "template_writer",
        "formulas",
        "locking",
        "painting",
        "styles",
        "filling",
        "validation",
        "cover_sheet",
        "checks_sheet",
    }
    reading = {"submission", "cells", "locate", "grids", "numerals"}
    for name, others in (*((w, reading) for w in writing), *((r, writing) for r in reading)):
        modules = _imports(ROOT / "workbook" / f"{name}.py")
        assert not {f"toolkit.workbook.{other}" for other in others} & modules, name


def test_the_middle_is_file_free() -> None:
    for file in FILE_FREE:
        assert not {"pathlib", "io", "os", "zipfile"} & _imports(ROOT / file), file


def test_addresses_are_born_in_the_layout() -> None:
    """No literal like "B7" in any other module."""
    import re

    literal = re.compile(r"\$?[A-Z]{1,2}\$?[1-9][0-9]?(:\$?[A-Z]{1,2}\$?[1-9][0-9]?)?\Z")
    for file in ROOT.rglob("*.py"):
        for text in source(file).texts:
            assert not literal.match(text), f"{file.name}: {text}"


def test_pandas_begins_where_many_records_meet() -> None:
    early = ("form", "workbook", "collection", "cli")
    for file in (f for room in early for f in (ROOT / room).rglob("*.py")):
        assert "pandas" not in _imports(file), file
