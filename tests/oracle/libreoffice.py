"""LibreOffice as an independent calculator and as a program that re-saves workbooks."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

# Without this setting stored results are believed for files that LibreOffice did not write itself.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501
_FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97"}
_PDF, _PDF_OF_BOOK = "writer_pdf_Export", "calc_pdf_Export"


def required() -> bool:
    """CI says that the oracle must be there."""
    return os.environ.get("OGI_REQUIRE_ORACLE") == "1"


def is_installed() -> bool:
    """Whether LibreOffice and its Python module are on this machine."""
    return bool(_program() and _python())


@cache
def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def _python() -> str | None:
    """A Python that can talk to LibreOffice."""
    beside = Path(_program() or "").resolve().with_name("python")
    for candidate in ("/usr/bin/python3", str(beside), sys.executable):
        if (
            shutil.which(candidate)
            and not subprocess.run(
                [candidate, "-c", "import uno"], capture_output=True, check=False
            ).returncode
        ):
            return candidate
    return None


def require() -> None:
    """A visible skip where LibreOffice or its Python module is absent; a failure where CI demands them."""
    missing = "LibreOffice" if _program() is None else "python3-uno" if _python() is None else ""
    if missing and required():
        pytest.fail(f"{missing} is required here (OGI_REQUIRE_ORACLE=1) but is not installed")
    if missing:
        pytest.skip(f"{missing} is not installed: the oracle tests did not run")


def convert(files: Sequence[Path], suffix: str, out: Path) -> list[Path]:
    """Open, recalculate and save files in another format."""
    return convert_to_each(files, (suffix,), out)[suffix]


def convert_to_each(files: Sequence[Path], suffixes: Sequence[str], out: Path) -> dict[str, list[Path]]:
    """Open and recalculate files once, and save each in several formats."""
    made = _run(files, {f".{suffix}": _FILTERS[suffix] for suffix in suffixes}, out)
    return dict(zip(suffixes, made, strict=True))


def printed(files: Sequence[Path], out: Path) -> list[Path]:
    """Text documents as PDF; skipped visibly where Writer is missing, a failure where CI demands it."""
    try:
        return _run(files, {".pdf": _PDF}, out)[0]
    except AssertionError:
        if required():
            raise
        pytest.skip("LibreOffice Writer is not installed: documents were not printed")


def printed_books(files: Sequence[Path], out: Path) -> list[Path]:
    """Workbooks as PDF, every sheet as it would be printed."""
    return _run(files, {".pdf": _PDF_OF_BOOK}, out)[0]


def _run(files: Sequence[Path], forms: Mapping[str, str], out: Path) -> list[list[Path]]:
    """For each ending the files made."""
    out.mkdir(parents=True, exist_ok=True)
    made = [[out / f"{file.stem}{ending}" for file in files] for ending in forms]
    jobs = [
        [
            file.resolve().as_uri(),
            [[to.resolve().as_uri(), form] for to, form in zip(copies, forms.values(), strict=True)],
        ]
        for file, copies in zip(files, zip(*made, strict=True), strict=True)
    ]
    failed = office().ask("save", jobs)
    assert not failed, f"LibreOffice did not write {failed}"
    return made


class Office:
    """A LibreOffice process with a profile of its own; :mod:`calc_server` stands between it and the tests."""

    def __init__(self) -> None:
        require()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        # A socket, not a pipe: the thread that waits at a pipe keeps a processor busy.
        at = f"socket,host=127.0.0.1,port={port},tcpNoDelay=1;urp"
        self.profile = Path(tempfile.mkdtemp(prefix="ogi-libreoffice-"))
        (self.profile / "user").mkdir()
        (self.profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        self.program = subprocess.Popen(
            [str(_program()), f"-env:UserInstallation={self.profile.as_uri()}", "--headless", "--norestore",
             f"--accept={at};"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.server = subprocess.Popen(
            [str(_python()), str(Path(__file__).with_name("calc_server.py")), at],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def ask(self, verb: str, content: object) -> Any:
        """Send a request and wait for its answer."""
        into, out = self.server.stdin, self.server.stdout
        assert into is not None and out is not None
        into.write(json.dumps({verb: content}) + "\n")
        into.flush()
        answer = out.readline()
        assert answer, f"LibreOffice did not answer {verb}"
        return json.loads(answer)

    def close(self) -> None:
        """End both processes; what the program would tidy up goes with its profile."""
        try:
            self.server.communicate(timeout=300)
        finally:
            self.server.kill()
            os.killpg(self.program.pid, signal.SIGKILL)  # the program starts another, and that one more
            self.program.wait()
            shutil.rmtree(self.profile, ignore_errors=True)


@cache
def office() -> Office:
    """An office that is kept as long as this process runs: it takes seconds to start."""
    started = Office()
    atexit.register(started.close)
    return started
