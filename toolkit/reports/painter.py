"""PNG beside SVG files, made while other reports are written."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from toolkit.collection.processes import cores
from toolkit.reports import drawing

WORTH = 1.0
"""Scale from which on painting takes longer than the start of a process."""


class Painter:
    """Paints in a process of its own where there is a second core; the library lets nothing run beside it.

    When the block ends, everything is painted; a process that failed is made up for in this one.
    """

    def __init__(self) -> None:
        self._asked: list[Path] = []
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Painter:
        return self

    def paint(self, svg: Path) -> Path:
        """Have a PNG painted beside an SVG file; return where it will be."""
        self._asked.append(svg)
        if self._process is None and drawing.SCALE >= WORTH and cores() > 1:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "toolkit.reports.rasterizing", str(drawing.SCALE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):  # it has ended; the exit code tells
                self._process.stdin.write(json.dumps(str(svg.absolute())).encode() + b"\n")
                self._process.stdin.flush()
        return svg.with_suffix(".png")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process is not None:
            if kind is not None:
                process.kill()
            with suppress(OSError):
                process.communicate()
        if kind is None and (process is None or process.returncode != 0):
            for svg in self._asked:
                drawing.painted(svg)
