"""Work in other processes ends when its time is over."""

from __future__ import annotations

import subprocess
import sys

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
    time.sleep(30)
print("too late")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("alarm", ["free", "taken"])
def test_a_process_ends_when_its_time_is_over(alarm: str) -> None:
    """By the system's alarm, or by a thread where somebody uses that."""
    command = [sys.executable, "-c", _WORK, alarm]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=25)
    assert done.returncode != 0 and done.stdout == "in time\n"
