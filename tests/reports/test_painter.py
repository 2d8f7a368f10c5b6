"""PNG painted by another process: the same bytes, and none lost when it dies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PRINTED_SCALE
from toolkit.errors import MisuseError
from toolkit.reports import drawing
from toolkit.reports import painter as painting
from toolkit.reports.drawing import as_png
from toolkit.reports.painter import Painter

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    '<rect width="{width}" height="3" fill="#c55a11"/></svg>'
)


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "SCALE", PRINTED_SCALE)
    monkeypatch.setattr(painting, "cores", lambda: 2)


def drawings(folder: Path) -> list[Path]:
    made = [folder / f"图 {width}\n.svg" for width in (1, 2)]
    for width, svg in enumerate(made, start=1):
        svg.write_text(SVG.format(width=width), "utf-8")
    return made


def test_another_process_paints_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [as_png(svg.read_text("utf-8")) for svg in drawings(tmp_path)]
    monkeypatch.setattr(drawing, "painted", None)  # nothing is painted here
    with Painter() as painter:
        files = [painter.paint(svg) for svg in drawings(tmp_path)]
    assert [file.read_bytes() for file in files] == wanted


@pytest.mark.parametrize("program", ["raise SystemExit(1)", "input(); raise SystemExit(1)"])
def test_a_process_that_dies_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    started = subprocess.Popen

    def dying(_: object, **pipes: object) -> object:
        return started([sys.executable, "-c", program], **pipes)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", dying)
    with Painter() as painter:
        files = [painter.paint(svg) for svg in drawings(tmp_path)]
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in files)


def test_no_process_outlives_an_error(tmp_path: Path) -> None:
    painter = Painter()
    with pytest.raises(MisuseError), painter:
        painter.paint(drawings(tmp_path)[0])
        raise MisuseError("…")
    assert painter._process is not None and painter._process.returncode is not None


def test_one_core_paints_at_once_when_the_block_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "cores", lambda: 1)
    with Painter() as painter:
        (file,) = (painter.paint(svg) for svg in drawings(tmp_path)[:1])
        assert painter._process is None
    assert file.read_bytes().startswith(b"\x89PNG")
