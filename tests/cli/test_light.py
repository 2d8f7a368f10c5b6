"""Everyday verbs load no library of figures: they start fast, also in the processes that read files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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
                file.write(f"{{os.getpid()}}\\t{{' '.join(sys.argv)}}\\t{{name}}\\n")

sys.meta_path.insert(0, Watch())
"""
"""Read by every Python process as it starts; notes who begins to import one of the heavy libraries."""
_ALL = """
import json, sys
from toolkit.cli.main import called

codes = []
for sys.argv[1:] in json.loads(sys.argv[1]):
    codes.append(called())
print(codes)
"""
"""Types some lines one after the other, each with the parser of its verb alone, as the program starts."""
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


def started(
    watched: Mapping[str, str], *command: object
) -> tuple[subprocess.Popen[str], str, list[list[str]]]:
    """The command's process, what it printed, and what any of its processes loaded: number, line, library."""
    log = Path(watched["OGI_WATCHED"])
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        list(map(str, command)), env=watched, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = process.communicate(timeout=120)[0]
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return process, said, [line.split("\t") for line in lines]


def test_the_watch_sees_what_is_loaded(watched: Mapping[str, str], collection: CollectionFolder) -> None:
    process, said, loaded = started(watched, OGI, "rollup", collection.folder)
    assert process.returncode == 1, said
    assert {name for pid, _, name in loaded if int(pid) == process.pid} == set(HEAVY)


def test_files_are_collected_and_a_return_is_marked(
    watched: Mapping[str, str], tmp_path: Path, collection: CollectionFolder
) -> None:
    """In processes that read files, too."""
    mail = [
        put(tmp_path, "b.xlsx", workbook(collection, "102", RIGHT)),
        put(tmp_path, "c.xlsx", workbook(collection, "201", figures(received=-1))),
    ]
    process, said, loaded = started(watched, OGI, "collect", collection.folder, *mail)
    assert process.returncode == 1, said
    assert list((collection.folder / "returned").rglob("201*")), "marked"
    assert loaded == []


def test_everyday_verbs(watched: Mapping[str, str], tmp_path: Path, collection: CollectionFolder) -> None:
    """One after the other in one process: what none of them loads, no process of theirs does."""
    values = put(tmp_path, "v.json", b'{"values": {"requests.received.business": 4}}')
    right, wrong = workbook(collection, "102", RIGHT), workbook(collection, "102", figures(received=-1))
    files = put(tmp_path, "right.xlsx", right), put(tmp_path, "wrong.xlsx", wrong)
    lines: list[tuple[list[object], int]] = [
        (["template", tmp_path / "t.xlsx", "--year", 2023, "--unit", "某局"], 0),
        (["fill", put(tmp_path, "issued.xlsx", filled()), values, "-o", tmp_path / "f.xlsx"], 0),
        (["check", *files], 1),
        (["status", collection.folder], 1),
        (["decide", "exclude", collection.folder, "102", "--why", "并入"], 0),
        (["decide", "list", collection.folder], 0),
    ]
    typed = json.dumps([list(map(str, words)) for words, _ in lines])
    _, said, loaded = started(watched, sys.executable, "-c", _ALL, typed)
    assert said.splitlines()[-1] == str([code for _, code in lines]), said
    assert loaded == []


def test_the_page_starts_without_libraries_of_figures(watched: Mapping[str, str]) -> None:
    _, said, loaded = started(watched, sys.executable, "-c", "import toolkit.desk.application")
    assert not said
    assert {name for _, _, name in loaded}.isdisjoint({"numpy", "pandas", "scipy", "pyarrow"})


def test_a_verb_starts_without_what_describes_packages() -> None:
    """The version is read where it is asked for."""
    told = "import sys, toolkit.cli.main; print('importlib.metadata' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, check=True).stdout == b"False\n"
