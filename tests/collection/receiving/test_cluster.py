"""The same path on a real dask.distributed cluster, one of whose workers is killed midway."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.collection.office import figures, office, put, workbook
from toolkit.collection.receiving.intake import collect
from toolkit.collection.receiving.task import Desk
from toolkit.collection.receiving.workers import ClusterCrew
from toolkit.collection.roster import ReportingUnit
from toolkit.errors import MisuseError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # of a library that is closed while its workers die
    pytest.mark.skipif(sys.platform == "win32", reason="kills with signals"),
]
UNITS = tuple(ReportingUnit(f"{n}", f"样例市第{n}局") for n in range(101, 221))


@pytest.fixture
def cluster() -> Iterator[Any]:
    # Imported here: the default tests do not come this far, and it takes seconds.
    distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")
    dask = pytest.importorskip("dask")
    # A cluster within one process gives a worker up that happens to be restarting this long after it was
    # lost once before; a cluster of machines does not.
    with (
        dask.config.set({"distributed.deploy.lost-worker-timeout": "1 hour"}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as made,
    ):
        yield made


def test_collected_although_a_worker_is_killed(cluster: Any, tmp_path: Path) -> None:
    collection = office(tmp_path / "c", UNITS)
    for unit in UNITS:
        put(
            tmp_path / "mail",
            f"{unit.code}.xlsx",
            workbook(collection, unit.code, figures(received=2, granted=2)),
        )
    killed = threading.Event()

    def progress(done: int, _total: int) -> None:
        if done and not killed.is_set():
            killed.set()
            worker = next(iter(cluster.workers.values()))
            os.kill(worker.pid, signal.SIGKILL)

    with collection.ledger() as ledger:
        intake = collect(
            collection,
            ledger,
            [tmp_path / "mail"],
            crew=lambda desk: ClusterCrew(desk, cluster.scheduler_address),
            progress=progress,
        )
        assert killed.is_set()
        assert {str(s.state) for s in intake.after.standings} == {"included"}
        readings = ledger.connection.execute("SELECT count(*) FROM reading").fetchone()[0]
    assert len(intake.read) == readings == len(UNITS)


def test_a_file_that_kills_every_worker_stands_alone(cluster: Any, tmp_path: Path) -> None:
    collection = office(tmp_path / "c", UNITS)
    good = workbook(collection, "101", figures(received=2, granted=2))
    from tests.collection.receiving.test_workers import Trap
    from toolkit.collection.receiving.intake import desk_of
    from toolkit.collection.receiving.task import Waiting
    from toolkit.collection.receiving.workers import read_all

    files = [Waiting(f"sha{n}", f"{n}.xlsx", good) for n in range(12)]
    files.insert(5, Waiting("evil", "kills.xlsx", good))
    with collection.ledger() as ledger:
        desk = Trap(**vars(desk_of(collection, ledger)))
    with ClusterCrew(desk, cluster.scheduler_address) as crew:
        read = {one.verdict.file: one for batch in read_all(crew, desk, files) for one in batch}
    assert len(read) == 13
    assert [name for name, one in read.items() if one.verdict.findings[0].code == "R-killed"] == [
        "kills.xlsx"
    ]


def test_nobody_at_the_address(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra [dask] is not installed")
    collection = office(tmp_path / "c", UNITS[:1])
    put(tmp_path / "mail", "a.xlsx", workbook(collection, "101"))

    def crew(desk: Desk) -> ClusterCrew:
        return ClusterCrew(desk, "tcp://127.0.0.1:1")

    with collection.ledger() as ledger:
        with pytest.raises(MisuseError, match="连不上调度器"):
            collect(collection, ledger, [tmp_path / "mail"], crew=crew)
        assert len(ledger.received()) == 1, "kept, and read by the next run"
