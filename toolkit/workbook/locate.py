"""Finding the cells of a form again in a workbook whose rows or columns were moved.

What counts is what the clerk saw: the printed labels. Where all labels stand as issued, addresses are
as issued. Otherwise rows and columns are aligned by the labels they carry, in order, which survives
insertions, deletions and shifted blocks; where labels are gone, the defined names (which spreadsheet
programs move along) give the place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from toolkit.form.addresses import Cell
from toolkit.form.layout import CHECK_FIRST_ROW, KEY_COLUMN, Layout, layout_of
from toolkit.form.model import Form
from toolkit.form.printed_labels import LabelBox
from toolkit.messages import say_of
from toolkit.workbook.grids import Grid, at
from toolkit.workbook.protocol import COVER_NAME
from toolkit.workbook.scanning import Scan

HALF = 0.5
"""Share of a section's labels beyond which a sheet is taken for that section."""

_CHECKED_ROLES = frozenset({"block", "header", "stub", "text_label", "caption"})
_Lines: TypeAlias = tuple[frozenset[int], frozenset[int]]
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_DROPPED = re.compile(rf"[\s{_INVISIBLE}“”\"'‘’]")
_UNSEEN = re.compile(f"[{_INVISIBLE}]")


def visible(text: str) -> str:
    """A text without marks that nobody sees, which come along from web pages and chats."""
    return _UNSEEN.sub("", text)


def normalized(text: object) -> str:
    """A label without what retyping and other programs change: width, spaces, quotes, unseen marks."""
    return _folded(text) if isinstance(text, str) else ""


def normalized_all(texts: Sequence[str]) -> list[str]:
    """Many labels, none of them a second time: folded together, so that it takes no call for each."""
    # NFKC neither changes a NUL nor anything across it, and none of what is dropped is one.
    found = _fold("\0".join(texts)).split("\0")
    return found if len(found) == len(texts) else list(map(_fold, texts))


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a sheet's cells are now.

    Attributes:
        sheet: its name in the received workbook.
        rows, columns: issued → present position; a missing key was not found.
        moved: whether any position differs from the issued one.
        altered: labels that are not as issued, with the cell where they should be.
        labelled: issued rows and issued columns that carry labels of their own; the places of the others
            follow from their neighbours', which a line inserted just there would belie.
    """

    sheet: str
    rows: Mapping[int, int]
    columns: Mapping[int, int]
    moved: bool
    altered: tuple[LabelBox, ...]
    labelled: _Lines = (frozenset(), frozenset())

    def doubtful(self, cell: Cell) -> bool:
        """Whether an issued cell's place is only assumed."""
        return cell.row not in self.labelled[0] or cell.column not in self.labelled[1]

    def contradicts(self, cell: Cell, present: Cell) -> bool:
        """Whether labels say that an issued cell cannot stand at a present one."""
        lines = ((cell.row, present.row, self.rows, 0), (cell.column, present.column, self.columns, 1))
        return present.sheet == self.sheet and any(
            new is not None and (new != here if old == line else new == here)
            for line, here, places, axis in lines
            for old, new in ((old, places.get(old)) for old in self.labelled[axis])
        )

    def find(self, cell: Cell) -> Cell | None:
        """Present place of an issued cell."""
        if not self.moved and self.sheet == cell.sheet:
            return cell if cell.row in self.rows and cell.column in self.columns else None
        row, column = self.rows.get(cell.row), self.columns.get(cell.column)
        return None if row is None or column is None else Cell(self.sheet, row, column)


@dataclass(frozen=True, slots=True)
class Labels:
    """Checked labels of a sheet, normalised once per form: row, column, words and box of each."""

    boxes: tuple[tuple[int, int, str, LabelBox], ...]
    height: int
    width: int

    def vocabulary(self) -> frozenset[str]:
        return frozenset(text for _, _, text, _ in self.boxes)


@lru_cache(maxsize=64)
def labels_of(form: Form, sheet: str) -> Labels:
    """The labels by which a section sheet is known (``sheet`` is its id)."""
    plan = layout_of(form).plans[sheet]
    boxes = tuple(
        (box.cell.row, box.cell.column, normalized(box.text), box)
        for box in plan.boxes
        if box.role in _CHECKED_ROLES and box.text
    )
    return Labels(boxes, plan.last_row + 1, plan.last_column + 1)


def place(form: Form, sheet: str, name: str, grid: Grid) -> Placement:
    """Locate a section sheet's rows and columns in ``grid``; ``name`` is its present name."""
    return placed(labels_of(form, sheet), issued_placement(form, sheet), name, grid)


def placed(labels: Labels, issued: Placement, name: str, grid: Grid) -> Placement:
    """Locate rows and columns of any sheet by its labels; ``issued``: their placement where nothing moved."""
    if all(normalized(at(grid, row, column)) == text for row, column, text, _ in labels.boxes):
        return issued if issued.sheet == name else replace(issued, sheet=name)
    words = [[normalized(value) for value in row] for row in grid]
    vocabulary = labels.vocabulary()
    issued_rows, issued_columns = _issued(labels, 0), _issued(labels, 1)
    rows = _align(issued_rows, [_signature(row, vocabulary) for row in words], labels.height)
    turned = [
        [row[c] if c < len(row) else "" for row in words] for c in range(max(map(len, words), default=0))
    ]
    columns = _align(issued_columns, [_signature(column, vocabulary) for column in turned], labels.width)
    moved = any(old != new for old, new in (*rows.items(), *columns.items()))
    found = Placement(name, rows, columns, moved, ())
    altered = tuple(box for _, _, text, box in labels.boxes if not _stands(found, grid, box, text))
    labelled = _labelled(issued_rows), _labelled(issued_columns)
    return Placement(name, rows, columns, moved, altered, labelled)


@lru_cache(maxsize=64)
def issued_placement(form: Form, sheet: str) -> Placement:
    """The placement in which nothing moved, under the issued name."""
    return placement_of(labels_of(form, sheet), layout_of(form).plans[sheet].sheet.name)


def placement_of(labels: Labels, name: str) -> Placement:
    """The placement in which none of these labels moved."""
    labelled = _labelled(_issued(labels, 0)), _labelled(_issued(labels, 1))
    return Placement(name, range_map(labels.height), range_map(labels.width), False, (), labelled)


def _labelled(issued: Sequence[tuple[str, ...]]) -> frozenset[int]:
    return frozenset(position for position, texts in enumerate(issued) if texts)


@lru_cache(maxsize=64)
def range_map(size: int) -> Mapping[int, int]:
    """Nothing moved."""
    return {position: position for position in range(size + 4)}


def _stands(placement: Placement, grid: Grid, box: LabelBox, text: str) -> bool:
    cell = placement.find(box.cell)
    return cell is not None and normalized(at(grid, cell.row, cell.column)) == text


def _issued(labels: Labels, axis: int) -> list[tuple[str, ...]]:
    lines: list[list[tuple[int, str]]] = [[] for _ in range(labels.width if axis else labels.height)]
    for row, column, text, _ in labels.boxes:
        line, order = (column, row) if axis else (row, column)
        lines[line].append((order, text))
    return [tuple(text for _, text in sorted(line)) for line in lines]


def _signature(line: Sequence[str], vocabulary: frozenset[str]) -> tuple[str, ...]:
    return tuple(text for text in line if text in vocabulary)


def _align(issued: list[tuple[str, ...]], present: list[tuple[str, ...]], size: int) -> dict[int, int]:
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, issued, present, autojunk=False)
    for first, second, length in matcher.get_matching_blocks():
        for step in range(length):
            if issued[first + step]:
                found[first + step] = second + step
    _find_altered(found, issued, present)
    in_order = [(-1, -1), *sorted(found.items())]
    _find_displaced(found, issued, present)
    _fill_gaps(found, in_order, issued, present, size)
    return found


def _find_altered(
    found: dict[int, int], issued: list[tuple[str, ...]], present: list[tuple[str, ...]]
) -> None:
    """Lines that lost or changed a few of many labels, between the neighbours they had."""
    known = [(-1, -1), *sorted(found.items()), (len(issued), len(present))]
    for (old, new), (next_old, next_new) in pairwise(known):
        for line in range(old + 1, next_old):
            alike = [n for n in range(new + 1, next_new) if _resemble(issued[line], present[n])]
            if len(alike) == 1 and alike[0] not in found.values():
                found[line] = alike[0]


def _resemble(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two lines have four labels in five in common; a heading and another stub are not enough."""
    common = (Counter(one) & Counter(other)).total()
    return bool(common) and common * 10 >= (len(one) + len(other)) * 4


def _find_displaced(
    found: dict[int, int], issued: list[tuple[str, ...]], present: list[tuple[str, ...]]
) -> None:
    """Lines that stand out of order: known by the innermost label, where no other line has it."""
    owners, places = _only_lines(issued), _only_lines(present)
    taken = set(found.values())
    for label, line in owners.items():
        if line not in found and label in places and places[label] not in taken:
            found[line] = places[label]


def _only_lines(lines: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """Innermost label → the only line that has it."""
    times = Counter(texts[-1] for texts in lines if texts)
    return {texts[-1]: n for n, texts in enumerate(lines) if texts and times[texts[-1]] == 1}


def _fill_gaps(
    found: dict[int, int],
    in_order: list[tuple[int, int]],
    issued: list[tuple[str, ...]],
    present: list[tuple[str, ...]],
    size: int,
) -> None:
    """Place lines that carry no label, or an altered one, between neighbours that did not part.

    Never where another line's label stands. After the last labelled line only unlabelled ones follow on
    (the figures of table 4).
    """
    owners, taken = _only_lines(issued), set(found.values())

    def put(old: int, new: int) -> None:
        texts = present[new] if new < len(present) else ()
        stranger = bool(texts) and owners.get(texts[-1], old) != old
        if old not in found and new not in taken and not stranger:
            found[old] = new

    for (old, new), (next_old, next_new) in pairwise(in_order):
        if next_old - old == next_new - new:
            for step in range(1, next_old - old):
                put(old + step, new + step)
    old, new = in_order[-1]
    for step in range(1, size - old):
        if issued[old + step]:
            return
        put(old + step, new + step)


def find_sheet(form: Form, sheet: str, grids: Mapping[str, Grid]) -> str:
    """Present name of the cover or the checks sheet: its own, else that of the sheet with most of its labels.

    ``""`` where there is none.
    """
    issued = form.sheet(sheet).name
    if issued in grids:
        return issued
    labels = _standing_labels(form)[sheet]
    sections = {plan.sheet.name for plan in layout_of(form).plans.values()}
    return next(
        (n for n in grids if n not in sections and len(labels & _texts(grids[n])) * 2 > len(labels)), ""
    )


@lru_cache(maxsize=8)
def _standing_labels(form: Form) -> dict[str, frozenset[str]]:
    """Sheet id → words, of the sheets that are no section of the form."""
    layout = layout_of(form)
    shown = ("code", "place", "sentence", "reason")
    return {
        "cover": frozenset(normalized(say_of("cover.*", name)) for name in (*layout.cover, *layout.contact)),
        "checks": frozenset(normalized(say_of("head.*", name)) for name in shown),
    }


def recognized(forms: Iterable[Form], grids: Mapping[str, Grid]) -> Form | None:
    """The form a workbook without a hidden sheet is: the one whose labels it carries.

    Editions share most of their sheets and labels; the share of a form's own labels tells them apart.
    """
    found = [(form, match_sheets(form, grids)) for form in forms]
    ours = [(form, sheets) for form, sheets in found if len(sheets) >= len(layout_of(form).plans) - 1]
    return max(ours, key=lambda pair: _carried(pair[0], pair[1], grids))[0] if ours else None


def _carried(form: Form, sheets: Mapping[str, str], grids: Mapping[str, Grid]) -> float:
    """Share of a form's labels that stand on its sheets."""
    labels = {sheet: labels_of(form, sheet).vocabulary() for sheet in layout_of(form).plans}
    carried = sum(len(labels[sheet] & _texts(grids[name])) for sheet, name in sheets.items())
    return carried / sum(map(len, labels.values()))


def _texts(grid: Grid) -> set[str]:
    return {normalized(value) for row in grid for value in row}


def marked_sheet(form: Form, sheet: str, scanned: Scan, grids: Mapping[str, Grid]) -> str:
    """Present name of the cover or the checks sheet by what is there for machines; empty if it has none."""
    if sheet == "cover":
        return scanned.names[COVER_NAME][0] if COVER_NAME in scanned.names else ""
    keys, first = form.check_by_key, CHECK_FIRST_ROW
    return next((name for name, grid in grids.items() if at(grid, first, KEY_COLUMN) in keys), "")


def match_sheets(form: Form, grids: Mapping[str, Grid]) -> dict[str, str]:
    """Section sheet id → present sheet name: by name, else by the labels it carries."""
    layout: Layout = layout_of(form)
    found = {plan.sheet.id: plan.sheet.name for plan in layout.plans.values() if plan.sheet.name in grids}
    for sheet in layout.plans:
        if sheet in found:
            continue
        shares = {
            name: _share(form, sheet, grid) for name, grid in grids.items() if name not in found.values()
        }
        best = max(shares, key=lambda name: shares[name], default=None)
        if best is not None and shares[best] > HALF:
            found[sheet] = best
    return found


def resembled(form: Form, grid: Grid) -> str:
    """Id of the section whose labels a sheet carries, ``""`` where it carries no section's."""
    shares = {sheet: _share(form, sheet, grid) for sheet in layout_of(form).plans}
    best = max(shares, key=lambda sheet: shares[sheet], default="")
    return best if best and shares[best] > HALF else ""


def _share(form: Form, sheet: str, grid: Grid) -> float:
    """Share of a section's labels that a sheet carries."""
    vocabulary = labels_of(form, sheet).vocabulary()
    return len(vocabulary & _texts(grid)) / len(vocabulary) if vocabulary else 0.0
