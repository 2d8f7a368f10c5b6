"""Letters of a PDF page put together: into lines, lines into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

Letter: TypeAlias = dict[str, Any]
"""A character with text, x0, x1, top, bottom, size, as pdfplumber has them, in points."""

_SAME = 1.0
"""Points by which a letter is moved and printed again to look bold."""
_SPACE = re.compile(r"\s+")
_FEWEST = 12
"""Letters a full line has at least; a document of short lines has no right margin."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of text, where it lies and how large its letters are, in points; ``page`` counts from 0."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int = 0
    height: float = 0.0


def once(letters: Iterable[Letter]) -> list[Letter]:
    """Letters without those printed again at the same place, as programs do that know no bold."""
    kept: list[Letter] = []
    seen: dict[tuple[str, int, int], list[Letter]] = {}
    for letter in letters:
        column, row = int(letter["x0"] // _SAME), int(letter["top"] // _SAME)
        near = (
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in seen.get((letter["text"], x, y), ())
        )
        if any(_overprints(letter, other) for other in near):
            continue
        seen.setdefault((letter["text"], column, row), []).append(letter)
        kept.append(letter)
    return kept


def _overprints(letter: Letter, other: Letter) -> bool:
    across, down = letter["x0"] - other["x0"], letter["top"] - other["top"]
    return bool(abs(across) <= _SAME and abs(down) <= _SAME)


def lines_of(letters: list[Letter], page: int = 0, height: float = 0.0) -> list[PrintedLine]:
    """Lines from top to bottom; a blank where the gap between two letters is wider than a third of one."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda letter: (letter["top"] + letter["bottom"], letter["x0"])):
        middle = (letter["top"] + letter["bottom"]) / 2
        if rows and _stands_beside(middle, rows[-1]):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    lines = (_line(sorted(row, key=lambda letter: letter["x0"]), page, height) for row in rows)
    return [line for line in lines if line.text]


def _stands_beside(middle: float, row: list[Letter]) -> bool:
    first = row[0]
    return bool(middle - (first["top"] + first["bottom"]) / 2 < max(first["size"], 1) * 0.5)


def _line(row: list[Letter], page: int, height: float) -> PrintedLine:
    text, last = "", None
    for letter in row:
        if last is not None and letter["x0"] - last["x1"] > max(min(letter["size"], last["size"]), 1) / 3:
            text += " "
        text += letter["text"]
        last = letter
    solid = [letter for letter in row if not letter["text"].isspace()] or row
    return PrintedLine(
        _SPACE.sub(" ", text).strip(),
        solid[0]["x0"],
        solid[-1]["x1"],
        min(letter["top"] for letter in solid),
        max(letter["bottom"] for letter in solid),
        max(letter["size"] for letter in solid),
        page,
        height,
    )


# --- paragraphs ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Margins:
    """Between which edges running text lies, and how large its letters are."""

    left: float
    right: float
    size: float


def margins_of(lines: list[PrintedLine]) -> Margins:
    """Margins of a document; of the left edges that several lines share, the outermost is the margin."""
    if not lines:
        return Margins(0, 0, 0)
    edges = Counter(round(line.x0 / 2) for line in lines)
    several = [line.x0 for line in lines if edges[round(line.x0 / 2)] > 1]
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    left = min(several or (line.x0 for line in lines))
    return Margins(left, max(line.x1 for line in lines), sizes.most_common(1)[0][0])


def goes_on(line: PrintedLine, following: PrintedLine, margins: Margins) -> bool:
    """Whether a paragraph runs from one line into the next: full to the right, and no indent after it.

    A title in larger letters may be broken anywhere.
    """
    near = following.page > line.page or following.top - line.bottom < 2 * line.size
    if not near or abs(line.size - following.size) > 0.2 * line.size:
        return False
    if min(line.size, following.size) > 1.2 * margins.size:
        return line.page == following.page
    full = line.x1 > max(margins.right - 1.6 * line.size, margins.left + _FEWEST * line.size)
    return full and following.x0 < margins.left + 0.8 * following.size


def glue(before: str, after: str) -> str:
    """The text of two lines; figures and Latin words never grow together over a line break."""
    apart = before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() and after[:1].isalnum()
    return f"{before} {after}" if apart else before + after
