"""What a unit wrote into comments, told apart from what a return wrote there."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice

from toolkit.findings import Finding, FoundCell
from toolkit.messages import say
from toolkit.workbook.grids import Grid
from toolkit.workbook.protocol import COMMENT_MARKS, COMMENT_SEPARATOR, RETURNED
from toolkit.workbook.scanning import Scan
from toolkit.workbook.scanning.scanned import CellComment
from toolkit.workbook.unplaced import shortened

_TOLD, _LONGEST = 5, 40
_MOST = 1_000
"""Comments, and lines of returns, that are compared: no workbook that an office returned has as many."""


def comment_notes(scan: Scan, grids: Mapping[str, Grid]) -> Iterator[Finding]:
    """A note that names the comments of a workbook: they are read by nobody else, and may be corrections."""
    if not scan.comments:
        return
    kept = (line for grid in grids.values() for line in _kept(grid))
    ours = list(islice(kept, _MOST)) if len(scan.comments) <= _MOST else []
    theirs = [
        comment._replace(text=" ".join(without(comment.text, ours).split())) for comment in scan.comments
    ]
    told = [comment for comment in theirs if comment.text or not comment.cell]
    if told:
        words = "、".join(
            f"{sheet} {cell}“{shortened(text, _LONGEST)}”" if cell else sheet
            for sheet, cell, text in told[:_TOLD]
        )
        more = say("word.and_more", count=len(told)) if len(told) > _TOLD else ""
        # What stands in the cell itself is not what it is about.
        cells = tuple(FoundCell("", sheet, cell, "") for sheet, cell, _ in told[:_MOST] if cell)
        yield Finding.worded("reading.comments", "note", {"words": words + more}, cells=cells)


def _told(one: CellComment) -> str:
    return f"{one.sheet} {one.cell}“{shortened(one.text, _LONGEST)}”" if one.cell else one.sheet


def _kept(grid: Grid) -> Iterator[str]:
    """The lines of a return, where this is the sheet that keeps them."""
    for row in grid:
        if len(row) > 1 and row[0] == RETURNED:
            yield from line_of(str(row[1]))


def line_of(kept: str) -> Iterator[str]:
    """A line as it was kept; none where somebody changed it: it is then taken for the unit's own."""
    with suppress(Error, ValueError):
        yield b64decode(kept, validate=True).decode()


def without(text: str, lines: Sequence[str]) -> str:
    """A comment without those lines, whatever a program did to spaces and line ends."""
    for line in sorted(filter(str.strip, lines), key=len, reverse=True):
        words = line.split()
        if words[0] in text:
            text = re.sub(r"\s*" + r"\s*".join(map(re.escape, words)), "", text)
    # Comments of returns from before their lines were kept.
    if text.lstrip().startswith(COMMENT_MARKS):
        return ""
    return text.split("\n" + COMMENT_SEPARATOR)[0].strip()
