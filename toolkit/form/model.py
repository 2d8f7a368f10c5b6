"""What a statutory form asks for, as immutable objects without any address.

A :class:`Form` is one edition: tables of :class:`Item` (numbers) and :class:`StatedItem` (answers in words),
:class:`Text` sections, and the
:class:`EditCheck` objects into which its edit rules unfold. Where a thing stands in a workbook is
known to :mod:`toolkit.form.layout` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from toolkit.form.admissible import Admissible, admissible
from toolkit.form.applicability import Applicability, DeclaredProperty
from toolkit.form.edit_rules import EditCheck, EditRule
from toolkit.form.period import Period
from toolkit.form.presentation import Presentation
from toolkit.form.ratios import Ratio, checked_rates
from toolkit.form.said_numbers import SaidNumber
from toolkit.form.stated import AnswerWords, StatedItem
from toolkit.form.unit_kinds import UnitKinds, usual_kinds
from toolkit.form.variables import Measure, Prior
from toolkit.messages import say

Kind: TypeAlias = Literal["count", "money", "decimal", "percent", "days"]
"""What a number is. *count* and *days* are whole; a *percent* is the number before the sign, e.g. 95.5."""
Aggregation: TypeAlias = Literal["sum", "none", "maximum", "minimum"]
"""How the figure of a total is made of its parts'; *none*: the total's clerk is asked for it."""
WHOLE: tuple[Kind, ...] = ("count", "days")
Orientation: TypeAlias = Literal["down", "across"]


@dataclass(frozen=True, slots=True)
class Item:
    """One number the form asks for.

    Attributes:
        id: e.g. ``requests.received.natural_person``; unique in the edition and in every workbook.
        table, block, row, column: where it belongs in the form.
        label: official label, row and column joined for a message.
        kind: what the number is; counts are ``int``, all others exact decimals.
        unit: 件, 万元, 元 or a word of the form.
        minimum: smallest admissible value, ``None`` where a negative change may be reported; of a
            total it is the sum of what its parts admit.
        maximum: largest admissible value, ``None`` where there is none.
        decimals: places shown; ``None``: as many as were typed.
        aggregation: how the figure of a total is made.
        definition: Chinese: what counts here, what does not, source; of the row, then of the column.
        prefill: item of last year's report whose value is written in as a start, if any.
        applies: which units are asked for it; ``None``: all of them.
        not_applicable: the clerk may say that it does not apply, which is told apart from 0.
    """

    id: str
    table: str
    block: str
    row: str
    column: str
    label: str
    kind: Kind
    unit: str
    minimum: int | None = 0
    prefill: str | None = None
    maximum: int | None = None
    decimals: int | None = None
    aggregation: Aggregation = "sum"
    definition: str = ""
    applies: Applicability | None = None
    not_applicable: bool = False

    @property
    def admissible(self) -> Admissible:
        """Which numbers its cell may hold."""
        return admissible(self.kind in WHOLE, self.minimum, self.maximum)


@dataclass(frozen=True, slots=True)
class Heading:
    """A row or a column of a block: its id, nested official labels, and group.

    ``label`` is what tells it from its neighbours: the two innermost labels, without those that
    all headings of the block share.
    """

    id: str
    labels: tuple[str, ...]
    group: str
    label: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A grid of items: ``rows`` × ``columns``.

    ``orientation`` *down* prints rows below each other; *across* prints one line in which the
    columns repeat for every row (table 4).

    ``compared_beside``: column whose figures of last year stand beside the block; ``None``: the last one
    that has figures, empty: of none.
    """

    id: str
    table: str
    heading: str
    corner: str
    orientation: Orientation
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    compared_beside: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A statistical table: a short name for messages, a caption, its blocks.

    ``published``: it stands in the published report; else it is collected and added up only.
    ``added``: local figures, which an edition adds to the official form that it extends.
    """

    id: str
    name: str
    sheet: str
    caption: str
    blocks: tuple[Block, ...]
    published: bool = True
    added: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One narrative answer, with the sheet it stands on, official label and prompt.

    ``mentions``: what it must speak of; the sentences made from the figures are added to a unit's own
    text that does not. ``said``: numbers in it that a formula finds.
    """

    id: str
    sheet: str
    label: str
    prompt: str
    mentions: str = ""
    said: tuple[SaidNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet of the workbook: id, name on the tab, heading (official section title)."""

    id: str
    name: str
    heading: str
    landscape: bool = False


def items_behind(item: str, totals: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The item and everything it is computed from, totals on the way included."""
    parts = totals.get(item, ())
    return (item, *(name for part in parts for name in items_behind(part, totals)))


@dataclass(frozen=True, eq=False, repr=False)
class Form:
    """One edition of a statutory form.

    Attributes:
        id: e.g. ``ogi-2021``.
        version: version of the workbook template made from it.
        title: of the report.
        notice: document number of the official notice.
        first_year, last_year: reporting years it is in force for; ``None`` means still.
        sheets: worksheets that carry sections, in order; ``cover``, ``checks`` and ``meta`` too.
        items: item id → :class:`Item`, in the order of the printed form.
        stated: the same of cells that are answered in words.
        totals: total item → the items it is the sum of, or the rate is made of.
        ratios: those totals that are rates, not sums.
        checks: every edit check in force, in the order of the rulebook.
        guide: lines of the cover sheet.
        deadlines: kind of unit or level → month and day by which it submits and publishes.
        due_inside: those days lie in the reporting period itself, not in the year after it.
        first_month: of the reporting period; a year that does not begin in January is a fiscal year.
        unit_properties: what its rules may ask of a unit beside the figures.
        unit_kinds: kinds of reporting units.
        dated: some of its rules hold in some years only.
        base: id of the official form that this edition adds local figures to; empty: it is one itself.
        presentation: short title, words of its own, groups of indicators.
    """

    id: str
    version: str
    title: str
    notice: str
    notice_title: str
    first_year: int
    last_year: int | None
    sheets: tuple[Sheet, ...]
    tables: tuple[Table, ...]
    texts: tuple[Text, ...]
    items: Mapping[str, Item]
    rules: tuple[EditRule, ...]
    checks: tuple[EditCheck, ...]
    totals: Mapping[str, tuple[str, ...]]
    guide: tuple[str, ...]
    deadlines: Mapping[str, tuple[int, int]]
    ratios: Mapping[str, Ratio] = field(default_factory=dict)
    stated: Mapping[str, StatedItem] = field(default_factory=dict)
    unit_properties: tuple[DeclaredProperty, ...] = ()
    unit_kinds: UnitKinds = field(default_factory=usual_kinds)
    due_inside: bool = False
    first_month: int = 1
    dated: bool = False
    base: str = ""
    presentation: Presentation = field(default_factory=Presentation)

    def __repr__(self) -> str:
        return f"<Form {self.id}: {len(self.items)} items, {len(self.rules)} rules>"

    def period(self, year: int) -> Period:
        """The months that the report of a year is about."""
        return Period(year, self.first_month, self.due_inside)

    @property
    def short_title(self) -> str:
        """What people call the report; its title where the edition has no shorter one."""
        return self.presentation.short_title or self.title

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Items the clerk types, in Tab order."""
        return tuple(item for item in self.items if item not in self.totals)

    @cached_property
    def admissible(self) -> Mapping[str, Admissible]:
        """Item → which numbers its cell may hold."""
        return {item: one.admissible for item, one in self.items.items()}

    @cached_property
    def entries(self) -> Mapping[str, Item | StatedItem]:
        """Every cell of the tables: figures, then answers in words."""
        return {**self.items, **self.stated}

    @cached_property
    def entered(self) -> tuple[str, ...]:
        """What the clerk fills in: figures that are not computed, and answers in words."""
        return (*self.inputs, *self.stated)

    @cached_property
    def words(self) -> AnswerWords:
        """The words by which its workbooks answer."""
        word = self.presentation.word("not_applicable", say("word.not_applicable"))
        return AnswerWords(say("word.yes"), say("word.no"), word)

    @cached_property
    def exempt(self) -> frozenset[str]:
        """Entries of which the clerk may say that they do not apply."""
        return frozenset(entry.id for entry in self.entries.values() if entry.not_applicable)

    @cached_property
    def voluntary(self) -> frozenset[str]:
        """Answers in words that may be left blank."""
        return frozenset(entry.id for entry in self.stated.values() if not entry.required)

    @cached_property
    def rates(self) -> Mapping[str, Ratio]:
        """Items that are rates of others, computed by the template or only checked: of a total, too."""
        return {**checked_rates(self.checks, self.items), **self.ratios}

    @cached_property
    def applicabilities(self) -> Mapping[Applicability, tuple[str, ...]]:
        """What not every unit is asked to fill in, by who is."""
        found: dict[Applicability, tuple[str, ...]] = {}
        for entry in self.entered:
            if (applies := self.entries[entry].applies) is not None:
                found[applies] = (*found.get(applies, ()), entry)
        return found

    def not_asked(self, unit: Mapping[str, int]) -> frozenset[str]:
        """What a unit with these known properties is not asked to fill in; figures left blank count as 0."""
        return frozenset(
            item
            for applies, items in self.applicabilities.items()
            if not applies.holds(unit)
            for item in items
        )

    @cached_property
    def computation_order(self) -> tuple[str, ...]:
        """Totals so ordered that every part stands before its total."""
        order: dict[str, None] = {}

        def visit(item: str) -> None:
            for part in self.totals.get(item, ()):
                visit(part)
            if item in self.totals:
                order.setdefault(item)

        for item in self.totals:
            visit(item)
        return tuple(order)

    @cached_property
    def table_inputs(self) -> Mapping[str, tuple[str, ...]]:
        """Table id → its input items."""
        return {
            table.id: tuple(i for i in self.inputs if self.items[i].table == table.id)
            for table in self.tables
        }

    @cached_property
    def table_entered(self) -> Mapping[str, tuple[str, ...]]:
        """Table id → what the clerk fills in: its inputs, then its answers in words."""
        return {
            table: (*inputs, *(entry.id for entry in self.stated.values() if entry.table == table))
            for table, inputs in self.table_inputs.items()
        }

    @cached_property
    def published_items(self) -> tuple[str, ...]:
        """Items of the tables that a published report prints."""
        printed = {table.id for table in self.tables if table.published}
        return tuple(item.id for item in self.items.values() if item.table in printed)

    @cached_property
    def prior_items(self) -> tuple[str, ...]:
        """Items of last year's report that a check, a prefill or the clerk's comparison column uses."""
        used = {name.item for c in self.checks for name in c.assessed if isinstance(name, Prior)}
        used |= {item.prefill for item in self.items.values() if item.prefill}
        used |= {item for table in self.tables for block in table.blocks for item in self.compared(block)}
        return tuple(item for item in self.items if item in used)

    @cached_property
    def said(self) -> Mapping[str, SaidNumber]:
        """Numbers that texts state and rules may compare, by id."""
        return {said.id: said for text in self.texts for said in text.said}

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Counts over cells that some check uses, e.g. ``blank(requests)``."""
        return tuple(
            dict.fromkeys(name for c in self.checks for name in c.assessed if isinstance(name, Measure))
        )

    @cached_property
    def check_by_key(self) -> Mapping[str, EditCheck]:
        return {check.key: check for check in self.checks}

    @cached_property
    def grid(self) -> Mapping[tuple[str, str, str, str], str]:
        """(table, block, row, column) → id of the entry."""
        return {(i.table, i.block, i.row, i.column): i.id for i in self.entries.values()}

    def item_at(self, block: Block, row: Heading, column: Heading) -> str:
        """Id of the entry in a row and a column of a block; empty where nothing is asked."""
        return self.grid.get((block.table, block.id, row.id, column.id), "")

    def compared(self, block: Block) -> tuple[str, ...]:
        """Items whose figure of last year the clerk sees beside the table."""
        if block.orientation == "across" or block.compared_beside == "":
            return ()
        columns = [column for column in block.columns if column.id == block.compared_beside]
        for column in columns or reversed(block.columns):
            beside = [self.item_at(block, row, column) for row in block.rows]
            if figures := tuple(item for item in beside if item in self.items):
                return figures
        return ()

    def property_label(self, name: str) -> str:
        """Label of a property of units."""
        return next(known.label for known in self.unit_properties if known.id == name)

    def table(self, table_id: str) -> Table:
        """The table of that id."""
        return self._tables_by_id[table_id]

    def sheet(self, sheet_id: str) -> Sheet:
        """The worksheet of that id."""
        return self._sheets_by_id[sheet_id]

    @cached_property
    def _tables_by_id(self) -> Mapping[str, Table]:
        return {table.id: table for table in self.tables}

    @cached_property
    def _sheets_by_id(self) -> Mapping[str, Sheet]:
        return {sheet.id: sheet for sheet in self.sheets}
