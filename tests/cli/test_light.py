"""Everyday verbs load no library of figures: they start fast, also in the processes that read files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.clerk import filled
from tests.collection.office import figures, office, put, take, workbook
from tests.demo_city import OGI
from toolkit.collection.folder import CollectionFolder

SERVING = ("starlette", "uvicorn", "anyio", "pydantic")
HEAVY = ("numpy", "pandas", "scipy", "pyarrow", "jinja2")
_WATCH = f"""
import os, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in {HEAVY + SERVING!r}:
            with open(os.environ["OGI_WATCHED"], "a") as file:
                file.write(f"{{os.getpid()}} {{name}}\\n")

sys.meta_path.insert(0, Watch())
"""
"""Read by every Python process as it starts; notes who begins to import one of the heavy libraries."""
RIGHT = figures(received=1, granted=1)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment in which each process writes down what it loads."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "sitecustomize.py").write_text(_WATCH, "utf-8")
    return {**os.environ, "PYTHONPATH": str(folder), "OGI_WATCHED": str(folder / "loaded.txt")}


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    """A small collection with one accepted workbook on file."""
    made = office(tmp_path / "c")
    with made.ledger() as ledger:
        take(made, ledger, put(tmp_path, "first.xlsx", workbook(made, "101", RIGHT)), on=date(2024, 1, 9))
    return made


def loaded(watched: Mapping[str, str], *arguments: object, code: int = 0) -> tuple[set[str], set[str]]:
    """What the command itself loaded, and what any of its processes did."""
    log = Path(watched["OGI_WATCHED"])
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        [OGI, *map(str, arguments)], env=watched, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = process.communicate(timeout=120)[0]
    assert process.returncode == code, said
    lines = [line.split() for line in log.read_text("utf-8").splitlines()] if log.exists() else []
    return {name for pid, name in lines if int(pid) == process.pid}, {name for _, name in lines}


def test_the_watch_sees_what_is_loaded(watched: Mapping[str, str], collection: CollectionFolder) -> None:
    own, _ = loaded(watched, "rollup", collection.folder, code=1)
    assert own == set(HEAVY)


def test_a_template_is_written(watched: Mapping[str, str], tmp_path: Path) -> None:
    assert loaded(watched, "template", tmp_path / "t.xlsx", "--year", 2023, "--unit", "某局")[1] == set()


def test_a_template_is_filled(watched: Mapping[str, str], tmp_path: Path) -> None:
    values = put(tmp_path, "v.json", b'{"values": {"requests.received.business": 4}}')
    template = put(tmp_path, "t.xlsx", filled())
    assert loaded(watched, "fill", template, values, "-o", tmp_path / "f.xlsx")[1] == set()


def test_a_workbook_is_checked(
    watched: Mapping[str, str], tmp_path: Path, collection: CollectionFolder
) -> None:
    right, wrong = workbook(collection, "102", RIGHT), workbook(collection, "102", figures(received=-1))
    files = put(tmp_path, "right.xlsx", right), put(tmp_path, "wrong.xlsx", wrong)
    assert loaded(watched, "check", *files, code=1)[1] == set()


def test_files_are_collected(
    watched: Mapping[str, str], tmp_path: Path, collection: CollectionFolder
) -> None:
    mail = put(tmp_path, "b.xlsx", workbook(collection, "102", RIGHT))
    assert loaded(watched, "collect", collection.folder, mail)[1] == set()


def test_a_return_is_marked(watched: Mapping[str, str], tmp_path: Path, collection: CollectionFolder) -> None:
    mail = put(tmp_path, "b.xlsx", workbook(collection, "102", figures(received=-1)))
    assert loaded(watched, "collect", collection.folder, mail, code=1)[1] == set()


def test_the_status_is_told(watched: Mapping[str, str], collection: CollectionFolder) -> None:
    assert loaded(watched, "status", collection.folder, code=1)[1] == set()


def test_a_decision_is_recorded(watched: Mapping[str, str], collection: CollectionFolder) -> None:
    assert loaded(watched, "decide", "exclude", collection.folder, "102", "--why", "并入")[1] == set()
    assert loaded(watched, "decide", "list", collection.folder)[1] == set()
