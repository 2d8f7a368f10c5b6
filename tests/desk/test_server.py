"""The socket: this machine only, and an end."""

from __future__ import annotations

import threading
import time
import urllib.request

import pytest

from toolkit.desk import server
from toolkit.desk.rendering import bare
from toolkit.desk.server import Ending, bound, serve
from toolkit.errors import MisuseError


def test_only_this_machine_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LOOK_EVERY", 0.05)
    listening, ending = bound(), Ending(busy=lambda: False)
    host, port = listening.getsockname()
    assert host == "127.0.0.1" and port > 0
    thread = threading.Thread(target=serve, args=(bare("desk.ended"), listening, ending), daemon=True)
    thread.start()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=300) as answer:
        assert "已退出" in answer.read().decode()
        assert "server" not in {name.lower() for name in answer.headers}
    ending.ask()
    thread.join(300)
    assert not thread.is_alive()
    listening.close()


def test_a_port_that_is_taken_is_named() -> None:
    with bound() as taken, pytest.raises(MisuseError, match=str(taken.getsockname()[1])):
        bound(taken.getsockname()[1])


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(MisuseError):
        bound(port)


def test_it_ends_when_nobody_asks_but_never_during_work() -> None:
    working = True
    ending = Ending(busy=lambda: working, idle=0.01)
    time.sleep(0.02)
    assert not ending.due
    working = False
    assert ending.due
    assert not Ending(busy=lambda: False).due
