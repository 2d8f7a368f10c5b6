"""The official tables as HTML: headings are header cells, and every figure refers to its headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.form.printed_labels import LabelBox
from toolkit.reports.printed import PrintedTable
from toolkit.reports.publication import Publication


@dataclass(frozen=True)
class HtmlCell:
    """A cell of an HTML table.

    Attributes:
        tag: ``th`` or ``td``.
        scope: the rows or columns that a header cell applies to.
        headers: ids of the headings of a figure, for screen readers.
    """

    tag: str
    words: str
    id: str = ""
    scope: str = ""
    rows: int = 1
    columns: int = 1
    headers: str = ""
    role: str = ""


Rows = Sequence[Sequence[HtmlCell]]


def table_of(publication: Publication, table: PrintedTable, number: int) -> Rows:
    """Return the rows of a table; ids begin with the number of the section."""
    plan, top = table.plan, table.plan.title_rows
    grid: dict[int, list[tuple[int, HtmlCell]]] = {row: [] for row in range(top, plan.last_row + 1)}
    headings: list[tuple[LabelBox, str]] = []
    for n, box in enumerate(box for box in plan.boxes if box.area.first.row >= top):
        ident = f"t{number}h{n}"
        headings.append((box, ident))
        first, last = box.area.first, box.area.last
        rows, columns = last.row - first.row + 1, last.column - first.column + 1
        cell = HtmlCell("th", box.text, ident, _scope(box), rows, columns, role=box.role)
        if box.role == "corner" and not box.text:
            cell = HtmlCell("td", "", rows=rows, columns=columns)
        grid[first.row].append((first.column, cell))
    for item, place, span in table.cells():
        over = [ident for box, ident in headings if _belongs(box, place.row, place.column, headings)]
        words = publication.shown(item)
        grid[place.row].append((place.column, HtmlCell("td", words, columns=span, headers=" ".join(over))))
    return [
        [cell for _, cell in sorted(cells, key=lambda pair: pair[0])] for _, cells in sorted(grid.items())
    ]


def _scope(box: LabelBox) -> str:
    first, last = box.area.first, box.area.last
    match box.role:
        case "stub":
            return "rowgroup" if last.row > first.row else "row"
        case "block":
            return "colgroup"
        case _:
            return "colgroup" if last.column > first.column else "col"


def _belongs(box: LabelBox, row: int, column: int, headings: Sequence[tuple[LabelBox, str]]) -> bool:
    """Whether a heading applies to a figure: beside it, or above it in its own block."""
    first, last = box.area.first, box.area.last
    if box.role == "stub":
        return first.row <= row <= last.row
    if last.row >= row or not first.column <= column <= last.column or box.role == "corner":
        return False
    blocks = [other.area.first.row for other, _ in headings if other.role == "block"]
    begins = max((start for start in blocks if start < row), default=-1)
    return first.row >= begins
