"""Fixtures every room's tests share."""

from __future__ import annotations

import gc
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests import demo_city
from toolkit.collection import processes
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.form import registry
from toolkit.form.evaluation import Record
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.form.values import Values, parse_values
from toolkit.reports import drawing

# Workbooks are trees of many small objects: with the usual thresholds a sixth of the time goes into garbage.
# Looking for it more seldom than this saves little more and takes gigabytes.
gc.set_threshold(500_000, 5, 20)

# Tests write thousands of workbooks: packing them tightly took a twentieth of the time.
zlib.Z_DEFAULT_COMPRESSION = 1  # type: ignore[misc]

MEMORY, ENOUGH = Path("/dev/shm"), 2_000_000_000
"""Folder in memory on Linux, and the free bytes from which on tests work in it.

A ledger waits for the disk after each of its writes: in memory, the tests take a third less time.
"""
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("TMPDIR", str(MEMORY))  # also for what other programs write by the way
    tempfile.tempdir = None

processes.PRELOADED.append("tests.preloaded")
PRINTED_SCALE, drawing.SCALE = drawing.SCALE, 0.25
"""Scale of pictures in reports; many tests write some, and only test_drawing looks at them in full size."""

NEEDS_PROGRAMS = ("oracle", "browser")
REAL_REPORTS = Path(__file__).parent / "fixtures" / "real_reports"
REPORT_NAMES = sorted(path.stem for path in REAL_REPORTS.glob("*.json"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest goes first, so that all workers end at about the same time."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, NEEDS_PROGRAMS)))


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: what looks for garbage afterwards need not pass over them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a test run have in common."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder
    return folder / "shared"


@pytest.fixture(scope="session", autouse=True)
def _cities(shared_folder: Path) -> None:
    demo_city.share(shared_folder / "cities")


@pytest.fixture(autouse=True)
def _editions() -> Iterator[None]:
    """Editions of one's own are forgotten after a test, and those that an import made known before it."""
    registry._own.clear()
    yield
    registry._own.clear()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> demo_city.Demo:
    """``ogi demo``, run once; tests that use it are of the xdist group "demo"."""
    return demo_city.played(tmp_path_factory.mktemp("demo") / "d")


@pytest.fixture(scope="session")
def form() -> Form:
    return load_form("ogi-2021", 2023)


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    """A small office's collection, just begun; a module whose units are others has a fixture of its own."""
    from tests.collection.office import office

    return office(tmp_path / "c")


@pytest.fixture
def ledger(collection: CollectionFolder) -> Iterator[Ledger]:
    """The open ledger of the test's collection."""
    with collection.ledger() as opened:
        yield opened


@pytest.fixture
def identity(form: Form) -> Identity:
    return Identity(form.id, form.version, Unit("某某局", "101"), 2023)


def real_report(name: str) -> Values:
    """Figures of a published report."""
    text = (REAL_REPORTS / f"{name}.json").read_text("utf-8")
    return parse_values(json.loads(text, parse_float=Decimal))


def zero_record(form: Form) -> Record:
    """A report of zeros with every text written: nothing to find."""
    return Record(
        values=dict.fromkeys(form.inputs, 0),
        texts={text.id: "无。" for text in form.texts},
        prior=dict.fromkeys(form.prior_items, 0),
        unit={"rule_making": 0},
    )
