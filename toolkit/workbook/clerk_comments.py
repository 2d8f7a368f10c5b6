"""What a unit wrote into comments, told apart from what a return wrote there, and into text boxes."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import TypeAlias

from toolkit.findings import Finding, FoundCell
from toolkit.messages import first_of, say
from toolkit.messages.code_types import Code, FindingCode
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
_Codes: TypeAlias = tuple[Code, FindingCode, FindingCode]
_OF_COMMENTS: _Codes = (
    "reading.comments.pair", "reading.comments_differ", "reading.comments",
)  # fmt: skip
_OF_TEXT_BOXES: _Codes = (
    "reading.text_boxes.pair", "reading.text_boxes_differ", "reading.text_boxes",
)  # fmt: skip
_MOST = 1_000
"""Comments, and lines of returns, that are compared: no workbook that an office returned has as many."""


def comment_notes(
    scan: Scan, grids: Mapping[str, Grid], readings: Mapping[str, Reading]
) -> Iterator[Finding]:
    """Notes that name comments and text boxes of a workbook: nobody else reads them, they may be corrections.

    First those that hold a number, and not that of their cell. They stay notes: nobody who looks at the light
    in the workbook would know of them.
    """
    if scan.comments:
        kept = (line for grid in grids.values() for line in _kept(grid))
        ours = list(islice(kept, _MOST)) if len(scan.comments) <= _MOST else []
        theirs = (comment._replace(text=without(comment.text, ours)) for comment in scan.comments)
        yield from _named(theirs, readings, _OF_COMMENTS)
    yield from _named(scan.text_boxes, readings, _OF_TEXT_BOXES)


def _named(
    given: Iterable[CellComment],
    readings: Mapping[str, Reading],
    codes: _Codes,
) -> Iterator[Finding]:
    """Notes on comments or text boxes; ``codes``: of a cell with both numbers, and of the notes."""
    theirs = [one._replace(text=" ".join(one.text.split())) for one in given]
    told = [one for one in theirs if one.text or not one.cell]
    known = {(reading.cell.sheet, reading.cell.a1): reading for reading in readings.values()} if told else {}
    placed = [(one, known[one[:2]]) for one in told if one[:2] in known]
    differ = [(one, reading) for one, reading in placed if _differs(one.text, reading)]
    pair, of_numbers, of_words = codes
    if differ:
        pairs = (
            say(pair, sheet=one.sheet, cell=one.cell, raw=raw_text(reading.raw) or say("word.blank"),
                text=shortened(one.text, _LONGEST))
            for one, reading in differ
        )  # fmt: skip
        words = first_of(pairs, _TOLD)
        cells = tuple(reading.found() for _, reading in differ[:_MOST])
        yield Finding.worded(of_numbers, "note", {"words": words}, cells=cells)
    named = {one for one, _ in differ}
    others = [one for one in told if one not in named]
    if others:
        # What stands in the cell itself is not what it is about.
        cells = tuple(FoundCell("", one.sheet, one.cell, "") for one in others[:_MOST] if one.cell)
        words = first_of(map(_told, others), _TOLD)
        yield Finding.worded(of_words, "note", {"words": words}, cells=cells)


def _told(one: CellComment) -> str:
    place = f"{one.sheet} {one.cell}".rstrip()
    return f"{place}“{shortened(one.text, _LONGEST)}”" if one.text else place


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
