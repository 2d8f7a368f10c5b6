"""A PDF, read in a process of its own that is bounded in time and memory.

A PDF of a few kilobytes can unpack to gigabytes at a hundred places of the library that reads it. No look
at the bytes can foresee that, so the system's own ceilings hold; where it has none (Windows), the time does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import toolkit
from toolkit.published.content import Block, Paragraph, PublishedCell, PublishedContent, PublishedTable
from toolkit.workbook.scanning.scanned import Unreadable

if TYPE_CHECKING:
    from toolkit.workbook.scanning.scanned import DocumentCode

SECONDS = 20.0
"""Until the process is ended; what is allowed to be read takes a second or two."""
CPU_SECONDS = 8
MEGABYTES = 260
"""On top of what Python itself takes."""


def read_pdf(data: bytes) -> PublishedContent:
    """Read a PDF with text.

    Raises:
        Unreadable: locked, broken, a scan, in fonts without mapping, or more than any report has.
    """
    if not data.rstrip():
        raise Unreadable("empty")
    environment = {**os.environ, "PYTHONPATH": str(Path(toolkit.__file__).parents[1]), "PYTHONSAFEPATH": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=data, capture_output=True, check=False, timeout=SECONDS, env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:  # it was ended: too long, or out of memory
        raise Unreadable("too_complex", what="pdf") from error
    if "code" in answer:
        raise Unreadable(cast("DocumentCode", answer["code"]), **answer["details"])
    blocks = tuple(_block(entry) for entry in answer["blocks"])
    return PublishedContent("pdf", blocks, tuple(answer["titles"]))


def _block(entry: Any) -> Block:
    if isinstance(entry, str):
        return Paragraph(entry)
    return PublishedTable(
        tuple(PublishedCell(row, column, tuple(lines), *span) for row, column, lines, *span in entry)
    )


# --- in the process ----------------------------------------------------------------------------------


def _answer(data: bytes) -> dict[str, Any]:
    from toolkit.published.formats.pdf_pages import pages_of  # noqa: PLC0415

    try:
        content = pages_of(data)
    except Unreadable as problem:
        return {"code": problem.code, "details": problem.details}
    except (MemoryError, RecursionError):
        return {"code": "too_complex", "details": {"what": "pdf"}}
    except Exception:  # pdfminer raises nearly anything on a broken file
        return {"code": "damaged", "details": {}}
    return {"blocks": [_plain(block) for block in content.blocks], "titles": content.titles}


def _plain(block: Block) -> Any:
    if isinstance(block, Paragraph):
        return block.text
    return [[cell.row, cell.column, cell.lines, cell.rows, cell.columns] for cell in block.cells]


def _bound() -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    memory = pages * resource.getpagesize() + MEGABYTES * 1_000_000
    for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, CPU_SECONDS)):
        _, ceiling = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if ceiling < 0 else min(most, ceiling), ceiling))


def _main() -> None:
    import logging  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    _bound()
    answer = _answer(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    _main()
