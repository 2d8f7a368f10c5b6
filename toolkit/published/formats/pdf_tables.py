"""Ruled tables of a PDF page, with the letters that lie in each of their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from toolkit.published.content import Block, Paragraph
from toolkit.published.formats.layout_tables import FilledCell, Place, blocks_of
from toolkit.published.formats.pdf_lines import Letter, lines_of

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in points."""

_CLOSE = 3.0
"""Points within which two rules are the same edge of cells."""
_NEAR = 6.0
"""Points within which edges on two pages are the same: on each, edges of several tables are taken for one."""
_PADDING = 12.0
"""Points beside the text of a cell, left and right together; a figure that fills the rest goes on below."""
_FEWEST = 3
"""Upright rules that a table has where a page cuts it."""


class RuledTable:
    """A table by the boxes of its cells, as pdfplumber finds them."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self.boxes = sorted(boxes, key=lambda box: (box[1], box[0]))
        self._across = _edges(edge for box in self.boxes for edge in (box[0], box[2]))
        self._down = _edges(edge for box in self.boxes for edge in (box[1], box[3]))
        self.letters: dict[Box, list[Letter]] = {box: [] for box in self.boxes}
        self._by_row: dict[int, list[Box]] = {}
        for box in self.boxes:
            for row in range(_index(self._down, box[1]), _index(self._down, box[3])):
                self._by_row.setdefault(row, []).append(box)

    @property
    def top(self) -> float:
        """Where it begins."""
        return self.boxes[0][1]

    def goes_on(self, other: RuledTable) -> bool:
        """Whether another table has the same outer edges, and the same columns or some of them joined."""
        few, many = sorted((self._across, other._across), key=len)
        met = [min(many, key=lambda edge, one=one: abs(edge - one)) for one in few]  # type: ignore[misc]
        near = all(abs(one - edge) < _NEAR for one, edge in zip(few, met, strict=True))
        return near and len({*met}) == len(met) and (met[0], met[-1]) == (many[0], many[-1])

    def with_rows_of(self, other: RuledTable) -> RuledTable:
        """Both as one table, the other one below this."""

        def across(place: float) -> float:
            nearest = min(self._across, key=lambda edge: abs(edge - place))
            return nearest if abs(nearest - place) < _NEAR else place

        down = max(box[3] for box in self.boxes) - other.top
        moved = {
            (across(x0), y0 + down, across(x1), y1 + down): found
            for (x0, y0, x1, y1), found in other.letters.items()
        }
        whole = RuledTable([*self.boxes, *moved])
        whole.letters = self.letters | moved
        return whole

    def take(self, letter: Letter) -> bool:
        """Whether the middle of a letter lies in one of the cells, which then keeps it."""
        x, y = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
        for box in self._by_row.get(bisect_right(self._down, y) - 1, ()):
            if box[0] <= x < box[2] and box[1] <= y < box[3]:
                self.letters[box].append(letter)
                return True
        return False

    def blocks(self) -> Iterator[Block]:
        """The table; what is in it where it only frames a text."""
        return blocks_of(
            [FilledCell(self._place(box), _lines(letters, box)) for box, letters in self.letters.items()]
        )

    def _place(self, box: Box) -> Place:
        left, top, right, bottom = box
        row, column = _index(self._down, top), _index(self._across, left)
        rows, columns = _index(self._down, bottom) - row, _index(self._across, right) - column
        return Place(row, column, max(rows, 1), max(columns, 1))


def ruled(page: Any) -> list[RuledTable]:
    """Tables of a page of pdfplumber, from top to bottom; frames around a single text are none."""
    rules = page.filter(_is_rule)
    tables = rules.find_tables({"explicit_horizontal_lines": _ends_of_page(rules.edges)})
    found = (RuledTable(table.cells) for table in tables if len(table.cells) > 1)
    return sorted(found, key=lambda table: table.top)


def _ends_of_page(edges: Iterable[dict[str, Any]]) -> list[float]:
    """Where the outermost upright rules of a page end together.

    A page cuts a table there, and a browser draws the rule between two rows on one of both pages only.
    """
    upright = [edge for edge in edges if edge["orientation"] == "v" and edge["height"] > _CLOSE]
    heads, feet = ([edge[side] for edge in upright] for side in ("top", "bottom"))
    ends = {min(heads): heads, max(feet): feet} if upright else {}
    return [end for end, rules in ends.items() if sum(abs(rule - end) < _CLOSE for rule in rules) >= _FEWEST]


def _is_rule(thing: dict[str, Any]) -> bool:
    """Whether something drawn may be the edge of a cell; shading behind a text is not."""
    if thing["object_type"] == "rect":
        thin = min(thing["width"], thing["height"]) < _CLOSE
        return thin or bool(thing.get("stroke"))
    return thing["object_type"] in ("line", "curve")


def _lines(letters: list[Letter], box: Box) -> list[Block]:
    texts = list[str]()
    full = False
    for line in lines_of(letters):
        if full and line.text[0].isdigit():
            texts[-1] += line.text
        else:
            texts.append(line.text)
        full = line.text[-1].isdigit() and box[2] - box[0] - (line.x1 - line.x0) < _PADDING + line.size / 2
    return list(map(Paragraph, texts))


def _edges(places: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _CLOSE:
            edges.append(place)
    return edges


def _index(edges: list[float], place: float) -> int:
    """Number of the edge that a place lies at."""
    return bisect_right(edges, place + 0.01) - 1
