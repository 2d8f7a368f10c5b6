"""Where the grids of a sheet are: rectangles drawn with lines, or runs of rows with texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.drafting.blank import BlankBox, BlankSheet
from toolkit.drafting.measurement import is_unit_line
from toolkit.drafting.recognition_words import is_boilerplate, is_note, is_office_line


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of visible rows and columns, its last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)


def areas(sheet: BlankSheet) -> list[Area]:
    """Rectangles that may be grids, from top to bottom; those drawn with lines where there are any."""
    drawn = list(_drawn(sheet))
    if not any(area.bottom > area.top and area.right > area.left for area in drawn):
        drawn += _written(sheet, drawn)
    return sorted(drawn, key=lambda area: (area.top, area.left))


def is_caption(text: str) -> bool:
    """Whether a line may be the title of a form or of a table."""
    return not (is_note(text) or is_boilerplate(text) or is_office_line(text) or is_unit_line(text))


def lines(sheet: BlankSheet, taken: list[Area]) -> list[BlankBox]:
    """Texts that stand in no area, in reading order."""
    found = sheet.boxes(range(sheet.rows), range(sheet.columns))
    return [box for box in found if box.text and not any(_holds(area, box) for area in taken)]


def _holds(area: Area, box: BlankBox) -> bool:
    return box.top in area.rows and box.left in area.columns


def _drawn(sheet: BlankSheet) -> Iterator[Area]:
    """Connected boxes that have lines around them."""
    seen: set[tuple[int, int]] = set()
    for row in range(sheet.rows):
        for column in range(sheet.columns):
            if (row, column) not in seen and sheet.at(row, column).boxed:
                places = _connected(sheet, row, column)
                seen |= places
                rows, columns = {r for r, _ in places}, {c for _, c in places}
                area = Area(min(rows), min(columns), max(rows), max(columns))
                if not _is_framed_line(sheet, area):
                    yield area


def _is_framed_line(sheet: BlankSheet, area: Area) -> bool:
    """Whether all there is, is one text in a frame, such as a title."""
    box = sheet.at(area.top, area.left)
    alone = (box.bottom, box.right) == (area.bottom, area.right)
    return alone and bool(box.text) and not box.text.endswith(("：", ":"))


def _connected(sheet: BlankSheet, row: int, column: int) -> set[tuple[int, int]]:
    found, waiting = {(row, column)}, [(row, column)]
    while waiting:
        row, column = waiting.pop()
        for near in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if near not in found and sheet.at(*near).boxed:
                found.add(near)
                waiting.append(near)
    return found


def _written(sheet: BlankSheet, drawn: list[Area]) -> Iterator[Area]:
    """Runs of rows with texts, from the first row that has heads of columns; for sheets without lines."""
    run: list[int] = []
    for row in range(sheet.rows + 1):
        texts = _texts(sheet, row)
        inside = row < sheet.rows and texts and not any(row in area.rows for area in drawn)
        if inside and not is_note(texts[0].text) and not (run and _is_line(sheet, texts)):
            if run or _is_head(texts):
                run.append(row)
            continue
        if len(run) > 1:
            yield _around(sheet, run)
        run = []


def _texts(sheet: BlankSheet, row: int) -> list[BlankBox]:
    return [box for box in sheet.boxes(range(row, row + 1), range(sheet.columns)) if box.text or box.formula]


def _is_head(texts: list[BlankBox]) -> bool:
    """Whether a row may be the first of a grid: several heads, or one that stands over later columns."""
    plain = all(is_caption(box.text) for box in texts)
    return plain and (len(texts) > 1 or (texts[0].left > 0 and texts[0].right > texts[0].left))


def _is_line(sheet: BlankSheet, texts: list[BlankBox]) -> bool:
    """Whether a row below a head leaves the grid: a signature, or one text across all columns."""
    across = texts[0].left == 0 and texts[0].right >= sheet.columns - 1 and sheet.columns > 1
    return across or any(is_office_line(box.text) for box in texts)


def _around(sheet: BlankSheet, run: list[int]) -> Area:
    texts = [box for row in run for box in _texts(sheet, row)]
    return Area(run[0], min(box.left for box in texts), run[-1], max(box.right for box in texts))
