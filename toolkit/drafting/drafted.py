"""A drafted edition as plain data, before it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.drafting.blank import BlankBox
from toolkit.form.cell_settings import STATED
from toolkit.messages import say


@dataclass
class DraftHeading:
    """A row or a column: position in the blank, labels from the outside in, id, how it is measured."""

    at: int
    labels: tuple[str, ...]
    id: str = ""
    unit: str = ""
    kind: str = ""
    negative: bool = False
    number: str = ""
    choices: tuple[str, ...] = ()


@dataclass(eq=False)
class DraftBlock:
    """A grid; ``boxes`` are its cells by row and column, from 0."""

    heading: str
    corner: str
    rows: list[DraftHeading]
    columns: list[DraftHeading]
    boxes: dict[tuple[int, int], BlankBox]
    across: bool = False
    id: str = ""
    table: str = ""
    only: bool = True
    """Whether it is the only block of its table."""

    def measure(self, row: int, column: int) -> tuple[str, str]:
        """Kind and unit of a cell; the row wins, unless only the column is answered in words."""
        a, b = self.rows[row], self.columns[column]
        if b.kind in STATED and a.kind not in STATED:
            a, b = b, a
        return a.kind or b.kind, a.unit or b.unit


@dataclass
class DraftTable:
    """A table: grids under one caption."""

    caption: str
    blocks: list[DraftBlock]
    units: tuple[str, ...] = ()
    id: str = ""
    name: str = ""


@dataclass
class DraftText:
    """A text to be written: its label, and the place of its blank."""

    label: str
    box: BlankBox
    id: str = ""


@dataclass
class DraftSheet:
    """A worksheet of the blank that carries something."""

    name: str
    heading: str
    tables: list[DraftTable] = field(default_factory=list)
    texts: list[DraftText] = field(default_factory=list)
    id: str = ""


class Spot(NamedTuple):
    """A cell of a drafted edition: block, and its row and column, counted from 0."""

    block: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Side:
    """A sum of cells, each with a whole factor, and a whole number."""

    terms: tuple[tuple[int, Spot], ...]
    constant: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A relation between cells of a blank.

    Attributes:
        computes: the left side is a total.
        why: code of the reason why it is switched off; empty where it is in force.
        source: ``formula``, ``numbering``, ``label``, ``part`` (其中) or ``check`` (beside the grid).
        cell: where it was found, as ``sheet!address``.
    """

    left: Side
    relation: str
    right: Side
    computes: bool = False
    why: str = ""
    source: str = "label"
    cell: str = ""

    def spots(self) -> Iterator[Spot]:
        """Every cell it uses."""
        return (spot for side in (self.left, self.right) for _, spot in side.terms)


@dataclass(frozen=True, slots=True)
class DraftRule:
    """A line of ``rules.csv``."""

    code: str
    for_each: str
    expression: str
    computes: bool
    hard: bool
    enabled: bool
    title: str
    remedy: str
    source: str


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """What is left to a person: where it stands in the blank, what it is, and what to do.

    ``more``: further cells of which the same is said.
    """

    sheet: str
    cell: str
    code: str
    message: str
    more: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Sheet and cells, a few of them by address."""
        cells = "、".join((self.cell, *self.more[:5]))
        if len(self.more) > 5:
            cells = say("draft.cells", cells=cells, count=1 + len(self.more))
        return f"{self.sheet} {cells}".strip()

    def as_json(self) -> dict[str, object]:
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "more": list(self.more),
            "code": self.code,
            "message": self.message,
        }


@dataclass
class Draft:
    """A drafted edition.

    Attributes:
        open: what is left to a person; remarks: what was left out, and why that needs nobody.
    """

    id: str
    title: str
    sheets: list[DraftSheet] = field(default_factory=list)
    rules: list[DraftRule] = field(default_factory=list)
    open: list[OpenPoint] = field(default_factory=list)
    remarks: list[OpenPoint] = field(default_factory=list)

    @property
    def tables(self) -> list[DraftTable]:
        return [table for sheet in self.sheets for table in sheet.tables]

    @property
    def blocks(self) -> list[DraftBlock]:
        return [block for table in self.tables for block in table.blocks]
