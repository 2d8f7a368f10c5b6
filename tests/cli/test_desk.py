"""``ogi desk`` says what it did."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from tests.cli.typed import ogi
from toolkit.desk import server
from toolkit.messages import say


@pytest.mark.parametrize(
    ("options", "opens", "words"),
    [
        ((), True, "desk.serving"),
        ((), False, "desk.serving.unshown"),
        (("--no-browser",), True, "desk.serving.unshown"),
    ],
    ids=["opened", "no browser here", "not wanted"],
)
def test_a_page_that_nobody_opened_is_not_called_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], opens: bool, words: str
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: opens)
    monkeypatch.setattr(server, "serve", lambda *_: None)
    done = ogi("desk", tmp_path, *options)
    assert done.exit_code == 0 and done.stdout.startswith("http://127.0.0.1")
    told = {"desk.serving": say("desk.serving"), "desk.serving.unshown": say("desk.serving.unshown")}
    assert done.stderr.strip() == told[words]
