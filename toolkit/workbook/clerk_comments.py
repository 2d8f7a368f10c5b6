"""What a unit wrote into comments, told apart from what a return wrote there."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice

from toolkit.findings import Finding, FoundCell
from toolkit.messages import first_of, say
from toolkit.workbook.grids import Grid
from toolkit.workbook.protocol import COMMENT_MARKS, COMMENT_SEPARATOR, RETURNED
from toolkit.workbook.readings import Reading, raw_text
from toolkit.workbook.scanning import Scan
from toolkit.workbook.scanning.scanned import CellComment
from toolkit.workbook.texts import shortened

_TOLD, _LONGEST = 5, 40
_OF_DAYS = "".join(("年", "月", "日", "号", "时", "点", "分"))
_SAID = re.compile(
    r"(?<![0-9.,/〔第A-Za-z-])[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9/-]|[.,][0-9])"
    rf"|(?<![0-9.,/〔第A-Za-z-])[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?(?![0-9/〕%％:-]|[.,][0-9]|\s?[{_OF_DAYS}])"
)
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")
"""A number that may be a figure: no part of a day, a telephone number, a document's number or a share."""
_MOST = 1_000
"""Comments, and lines of returns, that are compared: no workbook that an office returned has as many."""


def comment_notes(
    scan: Scan, grids: Mapping[str, Grid], readings: Mapping[str, Reading]
) -> Iterator[Finding]:
    """Notes that name the comments of a workbook: they are read by nobody else, and may be corrections.

    First those that hold a number, and not that of their cell. They stay notes: nobody who looks at the light
    in the workbook would know of them.
    """
    if not scan.comments:
        return
    kept = (line for grid in grids.values() for line in _kept(grid))
    ours = list(islice(kept, _MOST)) if len(scan.comments) <= _MOST else []
    theirs = [
        comment._replace(text=" ".join(without(comment.text, ours).split())) for comment in scan.comments
    ]
    told = [comment for comment in theirs if comment.text or not comment.cell]
    known = {(reading.cell.sheet, reading.cell.a1): reading for reading in readings.values()} if told else {}
    placed = [(one, known[one[:2]]) for one in told if one[:2] in known]
    differ = [(one, reading) for one, reading in placed if _differs(one.text, reading)]
    if differ:
        pairs = (
            say("reading.comments.pair", sheet=one.sheet, cell=one.cell,
                raw=raw_text(reading.raw) or say("word.blank"), text=shortened(one.text, _LONGEST))
            for one, reading in differ
        )  # fmt: skip
        words = first_of(pairs, _TOLD)
        cells = tuple(reading.found() for _, reading in differ[:_MOST])
        yield Finding.worded("reading.comments_differ", "note", {"words": words}, cells=cells)
    named = {one for one, _ in differ}
    others = [one for one in told if one not in named]
    if others:
        # What stands in the cell itself is not what it is about.
        cells = tuple(FoundCell("", one.sheet, one.cell, "") for one in others[:_MOST] if one.cell)
        words = first_of(map(_told, others), _TOLD)
        yield Finding.worded("reading.comments", "note", {"words": words}, cells=cells)


def _told(one: CellComment) -> str:
    return f"{one.sheet} {one.cell}“{shortened(one.text, _LONGEST)}”" if one.cell else one.sheet


def _differs(text: str, reading: Reading) -> bool:
    """Whether a comment holds numbers, and none of them is the one in its cell."""
    if reading.formula or reading.numeral.state not in ("number", "blank"):
        return False
    said = {Decimal(found.replace(",", "")) for found in _SAID.findall(text.translate(_WIDE))}
    return bool(said) and Decimal(reading.numeral.value or 0) not in said


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
