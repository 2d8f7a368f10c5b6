"""Work in other processes ends when its time is over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_WORK = """
import signal, sys, time
from toolkit.collection.processes import watched
if sys.argv[1] == "taken":
    signal.signal(signal.SIGALRM, lambda *_: None)
with watched(60):
    pass
print("in time", flush=True)
with watched(0.1):
    time.sleep(600)
print("too late")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("alarm", ["free", "taken"])
def test_a_process_ends_when_its_time_is_over(alarm: str) -> None:
    """By the system's alarm, or by a thread where somebody uses that."""
    command = [sys.executable, "-c", _WORK, alarm]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode != 0 and done.stdout == "in time\n"


_KILLED = """
import os, signal
from toolkit.collection.processes import pool

if __name__ == "__main__":
    workers = pool(1)
    print(workers.submit(os.getpid).result() != os.getpid(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_workers_end_with_the_process_they_work_for() -> None:
    """Ended by force, alone: idle workers share its output, which closes with the last of them."""
    done = subprocess.run(
        [sys.executable, "-c", _KILLED], stdout=subprocess.PIPE, text=True, check=False, timeout=300
    )
    assert done.returncode != 0 and done.stdout.split() == ["True"]


_SERVED = """
import signal, sys
from multiprocessing import forkserver
from pathlib import Path
from toolkit.collection.processes import pool

if __name__ == "__main__":
    with pool(1) as workers:
        print(workers.submit(signal.getsignal, signal.SIGINT).result() is signal.SIG_DFL)
        print(signal.SIGINT not in workers.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result())
    status = Path(f"/proc/{forkserver._forkserver._forkserver_pid}/status").read_text()
    (blocked,) = [line.split()[1] for line in status.splitlines() if line.startswith("SigBlk")]
    print(bool(int(blocked, 16) >> (signal.SIGINT - 1) & 1))
    print(signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ()))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
def test_an_interrupt_ends_workers_without_a_word() -> None:
    """What loads is not reached by it, what works dies of it; the command itself says so."""
    done = subprocess.run([sys.executable, "-c", _SERVED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 4
