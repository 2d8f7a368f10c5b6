"""Item → sheet and cell. The only module in which an address is born.

The template writer, the reader and the formula printer agree through a :class:`Layout` alone; none
of them knows a row or a column by itself. Rows and columns are counted from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import count, islice

from rich.cells import cell_len

from toolkit.form.addresses import Cell, Range, rectangles
from toolkit.form.applicability import Applicability
from toolkit.form.model import Block, Form, Heading, Sheet, Table
from toolkit.form.printed_labels import LabelBox, Role, SheetPlan, fit_labels, longest_word
from toolkit.form.said_numbers import STEPS
from toolkit.form.stated import StatedKind
from toolkit.messages import say

COVER_FIELDS = ("unit_name", "unit_code", "year", "notice", "light", "problems", "blanks_are_zero")
CONTACT_FIELDS = ("filled_by", "telephone", "approved_by")
META_FIELDS = (
    "format",
    "edition",
    "version",
    "unit_code",
    "unit_name",
    "year",
    "collection",
    "signature",
)
"""Fields of the hidden sheet; what an edition asks of its units stands before the signature."""
CHECK_COLUMNS = (
    "code", "place", "sentence", "left", "right", "difference", "result", "severity", "remedy", "reason",
    "link", "ready", "applies", "open",
)  # fmt: skip
KEY_COLUMN = len(CHECK_COLUMNS)
"""Hidden column of the checks sheet that holds the key of each check, behind the columns for people."""
WORKINGS_COLUMN = KEY_COLUMN + 1
"""Hidden column behind it: what the formula in the next one is for, of those that only others look at.

They stand here and not on the hidden sheet, which is read with every workbook; this one seldom is.
"""
ANNEX_FIRST_ROW = 3
"""Row (from 0) of the first unit in the scope ledger of a total, below title, remark and headings."""
CHECK_FIRST_ROW = 3
STATED_WIDTHS: Mapping[StatedKind, float] = {"text": 24.0, "date": 12.0, "choice": 10.0, "yes_no": 9.0}
"""Least width of a column with such answers."""
_TEXT_PAGE = 92.0
"""Printed columns of a sheet with texts are together at least as wide: A4 upright."""
DECLARED = "blanks_are_zero"


@dataclass
class Layout:
    """Where everything of a form stands in its workbook.

    Attributes:
        items, texts, prior: id → cell (``items``: answers in words too; ``prior``: last year's value on the
            hidden sheet).
        spans: item or text → width in columns of its printed box, where it is more than one.
        cover, contact, meta: field → cell.
        confirmation: cell of the cover in which a unit confirms what was filled in for it; blank in other
            workbooks.
        row_words, column_words: (table, block, row or column id) → the cell that says in words
            what is wrong there.
        row_invalid: (table, block, row id) → the cell beside the checks that counts inadmissible inputs of
            that row; rows without inputs have none.
        applies: who is asked for some inputs → the cell beside the checks that is 1 where the unit is.
        said: id → cells beside the checks in which a number is looked for in a text, the number last.
        voids: cell of a table in which nothing is asked → its width in columns.
        compared: item → cell that shows last year's figure beside the table.
        compared_heads: cell above such figures → its words.
        check_rows: check key → row on the checks sheet; checks only read back have none.
        plans: sheet id → what is printed on it.
    """

    form: Form
    items: dict[str, Cell] = field(default_factory=dict)
    spans: dict[str, int] = field(default_factory=dict)
    texts: dict[str, Cell] = field(default_factory=dict)
    text_words: dict[str, Cell] = field(default_factory=dict)
    prior: dict[str, Cell] = field(default_factory=dict)
    cover: dict[str, Cell] = field(default_factory=dict)
    contact: dict[str, Cell] = field(default_factory=dict)
    confirmation: Cell = field(default_factory=lambda: Cell("", 0, 0))
    meta: dict[str, Cell] = field(default_factory=dict)
    row_words: dict[tuple[str, str, str], Cell] = field(default_factory=dict)
    column_words: dict[tuple[str, str, str], Cell] = field(default_factory=dict)
    row_invalid: dict[tuple[str, str, str], Cell] = field(default_factory=dict)
    applies: dict[Applicability, Cell] = field(default_factory=dict)
    words_spans: dict[Cell, int] = field(default_factory=dict)
    said: dict[str, tuple[Cell, ...]] = field(default_factory=dict)
    voids: dict[Cell, int] = field(default_factory=dict)
    compared: dict[str, Cell] = field(default_factory=dict)
    compared_heads: dict[Cell, str] = field(default_factory=dict)
    words_heads: list[Cell] = field(default_factory=list)
    check_rows: dict[str, int] = field(default_factory=dict)
    plans: dict[str, SheetPlan] = field(default_factory=dict)
    _ranges: dict[tuple[str, ...], tuple[Range, ...]] = field(default_factory=dict, repr=False)

    def check_cell(self, key: str, column: str) -> Cell:
        """A cell of a check's line, by the column's name in ``CHECK_COLUMNS``."""
        return Cell(self.form.sheet("checks").name, self.check_rows[key], CHECK_COLUMNS.index(column))

    def check_column(self, column: str) -> Range:
        """That column of all checks."""
        rows = list(self.check_rows)
        return Range(self.check_cell(rows[0], column), self.check_cell(rows[-1], column))

    def applies_name(self, applies: Applicability) -> str:
        """Defined name of that cell: a conditional format may not look at another sheet itself."""
        return f"applies_{1 + list(self.applies).index(applies)}"

    @cached_property
    def item_at(self) -> Mapping[tuple[str, int, int], str]:
        """(sheet, row, column) → item id."""
        return {(c.sheet, c.row, c.column): item for item, c in self.items.items()}

    def ranges(self, items: Iterable[str]) -> tuple[Range, ...]:
        """Few rectangles that cover exactly the cells of ``items``."""
        wanted = tuple(items)
        if wanted not in self._ranges:
            self._ranges[wanted] = rectangles(self.items[item] for item in wanted)
        return self._ranges[wanted]


@lru_cache(maxsize=16)
def layout_of(form: Form) -> Layout:
    """The layout of a form; the same object for the same form."""
    return _Planner(form).plan()


class _Planner:
    """Lays out one form, sheet by sheet."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.layout = Layout(form)

    def plan(self) -> Layout:
        for sheet in self.form.sheets:
            if sheet.id not in ("cover", "checks", "meta"):
                self._section(sheet)
        self._cover()
        self._checks()
        self._workings()
        self._meta()
        # Items stand in the order of the form whatever the order of the sheets.
        self.layout.items = {entry: self.layout.items[entry] for entry in self.form.entries}
        return self.layout

    # --- the sheets a section stands on --------------------------------------------------------

    def _section(self, sheet: Sheet) -> None:
        plan = self.layout.plans[sheet.id] = SheetPlan(sheet)
        tables = [table for table in self.form.tables if table.sheet == sheet.id]
        texts = [text for text in self.form.texts if text.sheet == sheet.id]
        width = max([2 if texts else 0, *(_width(table) for table in tables)])
        plan.last_column = width - 1
        self._box(plan, 0, 0, 0, width - 1, sheet.heading, "title")
        self._box(plan, 1, 0, 1, width - 1, "", "info")
        plan.heights |= {0: 30, 1: 20}
        row = plan.title_rows = 2
        for text in texts:
            self._box(plan, row, 0, row, 0, text.label, "text_label")
            self.layout.texts[text.id] = Cell(sheet.name, row, 1)
            if width > 2:
                self.layout.spans[text.id] = width - 1
            self.layout.text_words[text.id] = Cell(sheet.name, row, width)
            plan.heights[row] = 176 if len(texts) > 3 else 340
            row += 1
        for table in tables:
            first, row = row, self._table(plan, table, row, width)
            plan.tables[table.id] = (first, row - 1)
        plan.widths |= _column_widths(tables, width)
        plan.widths[0] = max([plan.widths[0], *(longest_word(text.label) + 2.0 for text in texts)])
        plan.widths |= {width: 30 if not tables else 26, width + 1: 10}
        self._widen(plan)
        if texts:  # they are read and printed as wide as the page, whatever table follows them
            lacking = _TEXT_PAGE - sum(plan.widths[column] for column in range(width))
            plan.widths[width - 1] += max(0.0, lacking)
        words = {cell.row for cell in (*self.layout.row_words.values(), *self.layout.column_words.values())
                 if cell.sheet == sheet.name and cell.column < width}  # fmt: skip
        # What says in words what is wrong below a table is not printed.
        plan.last_row = row - 1 - (row - 1 in words)
        plan.tables = {name: (first, last - (last in words)) for name, (first, last) in plan.tables.items()}
        fit_labels(plan)

    def _widen(self, plan: SheetPlan) -> None:
        """Give columns of answers in words the room that these need."""
        for entry in self.form.stated.values():
            cell = self.layout.items.get(entry.id)
            if cell is not None and cell.sheet == plan.sheet.name:
                longest = max(map(cell_len, entry.options(self.form.words)), default=0)
                needed = max(STATED_WIDTHS[entry.kind], min(longest + 4.0, STATED_WIDTHS["text"]))
                plan.widths[cell.column] = max(plan.widths[cell.column], needed)

    def _table(self, plan: SheetPlan, table: Table, row: int, width: int) -> int:
        if table.caption:
            self._box(plan, row, 0, row, width - 1, table.caption, "caption")
            plan.heights[row] = 24
            row += 1
        for block in table.blocks:
            if block.heading:
                self._box(plan, row, 0, row, width - 1, block.heading, "block")
                row += 1
            if block.orientation == "down":
                row = self._down(plan, table, block, row, width)
            else:
                row = self._across(plan, block, row)
        return row

    def _down(self, plan: SheetPlan, table: Table, block: Block, top: int, width: int) -> int:
        sheet = plan.sheet.name
        stub = _stub_width(table)
        head = max(len(column.labels) for column in block.columns)
        span = (width - stub) // len(block.columns)
        starts = [stub + span * n for n in range(len(block.columns))]
        # What cannot be shared out evenly is the last column's, so that every block ends at the same edge.
        ends = [*starts[1:], width]
        self._box(plan, top, 0, top + head - 1, stub - 1, block.corner, "corner")
        paths = [column.labels for column in block.columns]
        for first, last, level, deep, text in nested(paths, head):
            self._box(plan, top + level, starts[first], top + deep, ends[last] - 1, text, "header")
        body = top + head
        for first, last, level, deep, text in nested([r.labels for r in block.rows], stub):
            self._box(plan, body + first, level, body + last, deep, text, "stub")
        for r, row in enumerate(block.rows):
            for c, column in enumerate(block.columns):
                at = Cell(sheet, body + r, starts[c])
                self._entry(self.form.item_at(block, row, column), at, ends[c] - starts[c])
            self.layout.row_words[block.table, block.id, row.id] = Cell(sheet, body + r, width)
            plan.heights[body + r] = _row_height(row, stub)
        self.layout.words_heads.append(Cell(sheet, top + head - 1, width))
        compared = self.form.compared(block)
        if compared:
            named = [column.label for column in block.columns if column.id == block.compared_beside]
            words = say("head.compared.of", label=named[0]) if named else say("head.compared")
            self.layout.compared_heads[Cell(sheet, top + head - 1, width + 1)] = words
        for item in compared:
            cell = self.layout.items[item]
            self.layout.compared[item] = Cell(sheet, cell.row, width + 1)
        for level in range(head):
            plan.heights[top + level] = 30 if level == head - 1 else 20
        end = body + len(block.rows)
        if any(check.table == table.id and check.column and not check.row for check in self.form.checks):
            for c, column in enumerate(block.columns):
                if any(self.form.item_at(block, row, column) in self.form.items for row in block.rows):
                    self.layout.column_words[block.table, block.id, column.id] = Cell(sheet, end, starts[c])
            plan.heights[end] = 44
            end += 1
        return end

    def _entry(self, entry: str, cell: Cell, span: int) -> None:
        """Place an entry; where there is none, the cell stays empty."""
        if not entry:
            self.layout.voids[cell] = span
            return
        self.layout.items[entry] = cell
        if span > 1:
            self.layout.spans[entry] = span

    def _across(self, plan: SheetPlan, block: Block, top: int) -> int:
        sheet = plan.sheet.name
        pairs = [(row, column) for row in block.rows for column in block.columns]
        deep_rows = max(len(row.labels) for row in block.rows)
        deep_columns = max(len(column.labels) for column in block.columns)
        paths = [row.labels + ("",) * (deep_rows - len(row.labels)) + column.labels for row, column in pairs]
        depth = deep_rows + deep_columns
        groups = [row.id for row, _ in pairs]
        for first, last, level, deep, text in nested(paths, depth, groups, deep_rows):
            self._box(plan, top + level, first, top + deep, last, text, "header")
        body = top + depth
        for position, (row, column) in enumerate(pairs):
            self._entry(self.form.item_at(block, row, column), Cell(sheet, body, position), 1)
            if column is block.columns[0]:
                words = Cell(sheet, body + 1, position)
                self.layout.row_words[block.table, block.id, row.id] = words
                self.layout.words_spans[words] = len(block.columns)
        for level in range(depth):
            plan.heights[top + level] = 30
        plan.heights |= {body: 34, body + 1: 44}
        return body + 2

    def _box(self, plan: SheetPlan, r1: int, c1: int, r2: int, c2: int, text: str, role: Role) -> None:
        name = plan.sheet.name
        plan.boxes.append(LabelBox(Range(Cell(name, r1, c1), Cell(name, r2, c2)), text, role))

    # --- cover, checks, hidden sheet -----------------------------------------------------------

    def _cover(self) -> None:
        name = self.form.sheet("cover").name
        for row, key in enumerate(COVER_FIELDS, start=2):
            self.layout.cover[key] = Cell(name, row, 1)
        for row, key in enumerate(CONTACT_FIELDS, start=2 + len(COVER_FIELDS)):
            self.layout.contact[key] = Cell(name, row, 1)
        self.layout.confirmation = Cell(name, 2 + len(COVER_FIELDS) + len(CONTACT_FIELDS), 1)

    def _checks(self) -> None:
        shown = [check for check in self.form.checks if check.answered]
        for row, check in enumerate(shown, start=CHECK_FIRST_ROW):
            self.layout.check_rows[check.key] = row

    def _meta(self) -> None:
        name = self.form.sheet("meta").name
        fields = (*META_FIELDS[:-1], *(known.id for known in self.form.unit_properties), META_FIELDS[-1])
        for row, key in enumerate(fields):
            self.layout.meta[key] = Cell(name, row, 1)
        for row, item in enumerate(self.form.prior_items, start=len(fields) + 1):
            self.layout.prior[item] = Cell(name, row, 1)

    def _workings(self) -> None:
        """Cells that only other formulas look at, one below the other beside the checks."""
        name, column = self.form.sheet("checks").name, WORKINGS_COLUMN + 1
        cells = (Cell(name, row, column) for row in count(CHECK_FIRST_ROW))
        entered = map(self.form.entries.__getitem__, self.form.entered)
        lines = dict.fromkeys((entry.table, entry.block, entry.row) for entry in entered)
        self.layout.row_invalid = {line: next(cells) for line in lines}
        self.layout.applies = {applies: next(cells) for applies in self.form.applicabilities}
        self.layout.said = {said: tuple(islice(cells, len(STEPS))) for said in self.form.said}


# --- geometry ----------------------------------------------------------------------------------


def nested(
    paths: Sequence[tuple[str, ...]],
    depth: int,
    groups: Sequence[str] | None = None,
    group_depth: int = 0,
) -> Iterable[tuple[int, int, int, int, str]]:
    """Boxes of nested headings: (first, last, level, deepest level, text).

    Equal neighbours under the same parent share one box; an empty label lets its parent reach
    down. With ``groups``, labels at ``group_depth`` and below never join across groups.
    """
    for level in range(depth):
        start = 0
        while start < len(paths):
            path = paths[start]
            if level >= len(path) or not path[level]:
                start += 1
                continue
            end = start
            while (
                end + 1 < len(paths)
                and paths[end + 1][: level + 1] == path[: level + 1]
                and (groups is None or level < group_depth or groups[end + 1] == groups[start])
                and any(path[level + 1 :]) == any(paths[end + 1][level + 1 :])
            ):
                end += 1
            deep = level
            while deep + 1 < depth and (deep + 1 >= len(path) or not path[deep + 1]):
                deep += 1
            yield start, end, level, deep, path[level]
            start = end + 1


def _stub_width(table: Table) -> int:
    return max(
        (len(row.labels) for block in table.blocks if block.orientation == "down" for row in block.rows),
        default=0,
    )


def _width(table: Table) -> int:
    """Printed columns of a table."""
    return max(
        _stub_width(table) + len(block.columns)
        if block.orientation == "down"
        else len(block.rows) * len(block.columns)
        for block in table.blocks
    )


def _column_widths(tables: Sequence[Table], width: int) -> Mapping[int, float]:
    if not tables:
        return {0: 20, 1: 72}
    stub = max(_stub_width(table) for table in tables)
    if stub == 0:
        return dict.fromkeys(range(width), 8.5)
    if stub == 1:
        return {0: 26.0} | dict.fromkeys(range(stub, width), 18)
    # The outer levels of the stub have five letters a line, so that （三）不予公开 breaks between words.
    outer = dict.fromkeys(range(stub - 1), 10.5)
    return outer | {stub - 1: 30.0} | dict.fromkeys(range(stub, width), 9.0)


def _row_height(row: Heading, stub: int) -> float:
    if stub < 3:
        return 26
    room = {1: 26, 2: 20, 3: 15}[len(row.labels)]
    lines = -(-len(row.labels[-1]) // room)
    return max(22.0, 13.5 * lines + 4)
