"""LibreOffice as an independent calculator and as a program that re-saves workbooks."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
_FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods:calc8", "xls": "xls:MS Excel 97"}
# Comma, quotes, UTF-8, from the first line; values as they are and not as shown; one sheet only.
_PDF, _PDF_OF_BOOK = "pdf:writer_pdf_Export", "pdf:calc_pdf_Export"
_ONE_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,{number}"
PROCESSES = 2
MANY = 40
"""Files from which on a second process is worth its start."""


def required() -> bool:
    """CI says that the oracle must be there."""
    return os.environ.get("OGI_REQUIRE_ORACLE") == "1"


def is_installed() -> bool:
    """Whether LibreOffice and its Python module are on this machine."""
    return bool(_program() and _python())


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def program() -> str:
    """The program, or a visible skip; a failure where CI demands it."""
    found = _program()
    if found is None:
        if required():
            pytest.fail("LibreOffice is required here (OGI_REQUIRE_ORACLE=1) but is not installed")
        pytest.skip("LibreOffice is not installed: the oracle tests did not run")
    return found


def convert(files: Sequence[Path], suffix: str, out: Path) -> list[Path]:
    """Open, recalculate and save files in another format."""
    return _run(files, _FILTERS[suffix], f".{suffix}", out)


def recalculated_sheet(files: Sequence[Path], number: int, name: str, out: Path) -> list[Path]:
    """The computed values of one sheet (``number`` from 1) of each file as CSV, in half the time."""
    return _run(files, _ONE_SHEET.format(number=number), f"-{name}.csv", out)


def printed(files: Sequence[Path], out: Path) -> list[Path]:
    """Text documents as PDF; skipped visibly where Writer is missing, a failure where CI demands it."""
    try:
        return _run(files, _PDF, ".pdf", out)
    except AssertionError:
        if required():
            raise
        pytest.skip("LibreOffice Writer is not installed: documents were not printed")


def printed_books(files: Sequence[Path], out: Path) -> list[Path]:
    """Workbooks as PDF, every sheet as it would be printed."""
    return _run(files, _PDF_OF_BOOK, ".pdf", out)


@cache
def _profile(number: int) -> Path:
    """A profile that is kept as long as this process runs: LibreOffice takes seconds to make a new one."""
    profile = Path(tempfile.mkdtemp(prefix="ogi-libreoffice-"))
    atexit.register(shutil.rmtree, profile, ignore_errors=True)
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    return profile


def _run(files: Sequence[Path], form: str, ending: str, out: Path) -> list[Path]:
    """One process, or two with a profile each."""
    binary = program()
    out.mkdir(parents=True, exist_ok=True)
    processes = PROCESSES if len(files) >= MANY else 1
    shares = [list(files[n::processes]) for n in range(processes)]

    def run(number: int) -> None:
        subprocess.run(
            [binary, f"-env:UserInstallation={_profile(number).as_uri()}", "--headless", "--norestore",
             "--convert-to", form, "--outdir", str(out), *map(str, shares[number])],
            check=True, capture_output=True, timeout=600,
        )  # fmt: skip

    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(run, range(processes)))
    made = [out / f"{file.stem}{ending}" for file in files]
    missing = [file.name for file in made if not file.exists()]
    assert not missing, f"LibreOffice did not write {missing}"
    return made


# --- a workbook that stays open ------------------------------------------------------------------


@cache
def _python() -> str | None:
    beside = Path(program()).resolve().with_name("python")
    for candidate in ("/usr/bin/python3", str(beside), sys.executable):
        if (
            shutil.which(candidate)
            and not subprocess.run(
                [candidate, "-c", "import uno"], capture_output=True, check=False
            ).returncode
        ):
            return candidate
    return None


def python_with_uno() -> str:
    """A Python that can talk to LibreOffice, or a visible skip; a failure where CI demands it."""
    program()
    found = _python()
    if found is None:
        if required():
            pytest.fail("python3-uno is required here (OGI_REQUIRE_ORACLE=1) but is not installed")
        pytest.skip("python3-uno is not installed: LibreOffice did not take part")
    return found


class OpenBook:
    """A workbook open in a LibreOffice process of its own; :mod:`calc_server` stands between."""

    def __init__(self, file: Path) -> None:
        python, number = python_with_uno(), next(_numbers)
        pipe = f"ogi-{os.getpid()}-{number}"
        office = subprocess.Popen(
            [program(), f"-env:UserInstallation={_profile(100 + number).as_uri()}", "--headless",
             "--norestore", f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        server = subprocess.Popen(
            [python, str(Path(__file__).with_name("calc_server.py")), pipe],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        assert server.stdin is not None and server.stdout is not None
        self.office, self.server, self.into, self.out = office, server, server.stdin, server.stdout
        self.ask("open", file.as_uri())

    def ask(self, verb: str, content: object) -> Any:
        """Send a request and wait for its answer."""
        self.into.write(json.dumps({verb: content}) + "\n")
        self.into.flush()
        answer = self.out.readline()
        assert answer, f"LibreOffice did not answer {verb}"
        return json.loads(answer)

    def close(self) -> None:
        """End both processes."""
        self.into.close()
        self.out.close()
        try:
            self.server.wait(60)
            self.office.wait(60)
        finally:
            self.server.kill()
            self.office.kill()
            self.office.wait()


_numbers = itertools.count()
