"""The sheet 办理: a row for each matter, drop-downs with what is possible for it, and cells to type into.

Everything but these cells is locked, without a password: that guards against slips. What guards the decisions
is the key of each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.form.addresses import column_letters
from toolkit.messages import say, say_of
from toolkit.reports.handling.chosen import wants_value
from toolkit.reports.handling.matters import Choice, Matter, MatterKind
from toolkit.reports.handling.row_key import RowKey
from toolkit.reports.handling.typed_rows import CHOICES, COLUMNS, HEADS, SHOWN, Typed
from toolkit.reports.list_sheet import list_page
from toolkit.workbook.protocol import HANDLING, HANDLING_COLUMN
from toolkit.workbook.styles import FONT, GREY, LINE, PENDING, QUERY, QUERY_INK, Styles
from toolkit.workbook.writing import GrowingWorksheet, prompt, stop

WIDTHS = {
    "kind": 9, "code": 7, "unit": 17, "receipt": 6.5, "matter": 46, "choice": 15, "value": 17, "why": 22,
    "by": 8, "answer": 26, "key": 4,
}  # fmt: skip
_MARKS, _HEADS, FIRST = 2, 3, 4
"""Rows: of the unseen marks, of the heads, and the first one of the list."""
_LINE = 12.5
"""Height of a line of 9 points."""
_TALLEST = 400
_PROMPTS = {
    MatterKind.UNIDENTIFIED: "unit",
    MatterKind.PAPER: "unit",
    MatterKind.FALLEN: "unit",
    MatterKind.TWINS: "receipt",
    MatterKind.QUERIES: "figure",
    MatterKind.RETURNED: "returned",
    MatterKind.OVERDUE: "day",
    MatterKind.FREE: "free",
}
"""What the prompt of the column 值 explains; messages ``handling.prompt.…``."""


@dataclass(frozen=True)
class SheetRow:
    """A row as it is written.

    Attributes:
        shown: what it says of its matter, as :data:`SHOWN`.
        choices: offered in the list; none where nothing can be typed.
        candidates: offered in the column 值; ``None`` for all units of the roster, none for no list.
        answer: what became of what was typed.
        attention: whether the answer is to be seen first.
        key: signed.
    """

    kind: MatterKind | None
    shown: tuple[str, ...]
    key: str
    choices: tuple[Choice, ...] = ()
    candidates: tuple[str, ...] | None = ()
    has_value: bool = False
    typed: Typed = field(default_factory=Typed)
    answer: str = ""
    attention: bool = False


def shown_of(matter: Matter) -> tuple[str, ...]:
    """What a row says of a matter."""
    number = str(matter.receipt) if matter.receipt else ""
    return say_of("handling.kind.*", matter.kind), matter.unit, matter.name, number, matter.told


def wants_any_value(matter: Matter) -> bool:
    """Whether some choice of a matter needs something in the column 值."""
    key = RowKey(matter.kind)
    return any(wants_value(key, choice) for choice in matter.choices)


class HandlingSheet:
    """Writes the sheet and the hidden one with its lists.

    Args:
        units: code and name of every unit of the roster.
    """

    def __init__(self, book: Workbook, styles: Styles, title: str, units: Iterable[tuple[str, str]]) -> None:
        self.book, self.styles, self.title = book, styles, title
        self.units = [f"{code} {name}" for code, name in units]
        self.names = dict(zip((unit.partition(" ")[0] for unit in self.units), self.units, strict=True))
        self.lists: dict[tuple[str, ...], int] = {}

    def write(self, rows: Sequence[SheetRow]) -> Worksheet:
        """Write the rows in this order."""
        sheet = list_page(self.book, say("progress.sheet.handling"))
        last, answer = len(COLUMNS) - 1, COLUMNS.index("answer")
        sheet.merge_range(0, 0, 0, answer, self.title, self.styles.title)
        sheet.set_row(0, 30)
        sheet.merge_range(1, 0, 1, answer, say("handling.guide"), self.styles.guide)
        sheet.set_row(1, 62)
        for place, column in enumerate(COLUMNS):
            hidden = {"hidden": True} if column == "key" else {}
            sheet.set_column(place, place, WIDTHS[column], None, hidden)
            sheet.write_string(_MARKS, place, f"{HANDLING_COLUMN}{column}", self.styles.check_words)
            head = HEADS if column == "key" else say_of("handling.head.*", column)
            sheet.write_string(_HEADS, place, head, self.styles.box("header"))
        sheet.set_row(_MARKS, None, None, {"hidden": True})
        sheet.set_row(_HEADS, 24)
        for number, row in enumerate(rows, start=FIRST):
            self._row(sheet, number, row)
        end = max(FIRST, FIRST + len(rows) - 1)
        sheet.autofilter(_HEADS, 0, end, answer)
        sheet.print_area(0, 0, end, answer)
        sheet.freeze_panes(FIRST, 0)
        sheet.repeat_rows(_HEADS)
        sheet.ignore_errors({"number_stored_as_text": f"$A$1:${column_letters(last)}${end + 1}"})
        allowed = ("autofilter", "sort", "format_cells", "format_columns", "format_rows")
        sheet.protect("", dict.fromkeys(allowed, True))
        return sheet

    def write_lists(self) -> None:
        """Write the hidden sheet: words of the choices, then a column for each list that cells offer."""
        sheet = self.book.add_worksheet(HANDLING)
        sheet.very_hidden()
        for row, choice in enumerate(Choice):
            for column, text in enumerate((CHOICES, str(choice), choice.word)):
                sheet.write_string(row, column, text)
        for texts, column in self.lists.items():
            for row, text in enumerate(texts):
                sheet.write_string(row, column, text)

    def _row(self, sheet: GrowingWorksheet, number: int, row: SheetRow) -> None:
        words, dimmed = self.styles.check_words, self._style(bg_color=GREY)
        closed = row.kind is MatterKind.DECIDED
        for column, text in zip(SHOWN, row.shown, strict=True):
            sheet.write_string(number, COLUMNS.index(column), text, dimmed if closed else words)
        given = vars(row.typed)
        typed = self._style(locked=False, bg_color=PENDING, num_format="@")
        for column in ("choice", "value", "why", "by"):
            open_cell = (bool(row.choices) or row.kind is None) and (column != "value" or row.has_value)
            self._put(
                sheet,
                (number, COLUMNS.index(column)),
                given[column],
                typed if open_cell or given[column] else dimmed,
            )
        if row.kind is MatterKind.FREE:
            self._put(sheet, (number, COLUMNS.index("unit")), row.typed.unit, typed)
            self._offer(sheet, (number, COLUMNS.index("unit")), tuple(self.units), "unit")
        answer = self._style(bg_color=QUERY, font_color=QUERY_INK, bold=True) if row.attention else words
        sheet.write_string(number, COLUMNS.index("answer"), row.answer, answer)
        sheet.write_string(number, COLUMNS.index("key"), row.key, words)
        self._lists_of(sheet, number, row)
        texts = dict(zip(SHOWN, row.shown, strict=True)) | given | {"answer": row.answer}
        lines = max(_lines(column, str(texts[column])) for column in WIDTHS if column in texts)
        sheet.set_growing_row(number, min(_TALLEST, _LINE * lines + 6))

    def _lists_of(self, sheet: Worksheet, number: int, row: SheetRow) -> None:
        choice, value = COLUMNS.index("choice"), COLUMNS.index("value")
        if row.choices:
            offered = [one.word for one in row.choices]
            options: dict[str, object] = {"validate": "list", "source": offered}
            options |= stop(
                say("handling.head.choice"), say("handling.stop.choice", choices="、".join(offered))
            )
            sheet.data_validation(number, choice, number, choice, options)
        if row.kind in _PROMPTS and row.has_value:
            texts = tuple(self.units) if row.candidates is None else row.candidates
            texts = tuple(self.names.get(text, text) for text in texts)
            self._offer(sheet, (number, value), texts, _PROMPTS[row.kind])

    def _offer(self, sheet: Worksheet, place: tuple[int, int], texts: tuple[str, ...], about: str) -> None:
        """A prompt, and a list that does not keep anybody from typing something else."""
        options: dict[str, object] = {"validate": "any"}
        if texts:
            letter = column_letters(self._list_column(texts))
            source = f"='{HANDLING}'!${letter}$1:${letter}${len(texts)}"
            options = {"validate": "list", "source": source, "show_error": False}
        head = say("handling.head.unit" if COLUMNS[place[1]] == "unit" else "handling.head.value")
        options |= prompt(head, say_of("handling.prompt.*", about))
        sheet.data_validation(*place, *place, options)

    def _list_column(self, texts: tuple[str, ...]) -> int:
        return self.lists.setdefault(texts, len((CHOICES, "", "")) + len(self.lists))

    def _put(self, sheet: Worksheet, place: tuple[int, int], text: str, style: Format) -> None:
        if text:
            sheet.write_string(*place, text, style)
        else:
            sheet.write_blank(*place, None, style)

    def _style(self, **look: object) -> Format:
        base: dict[str, object] = {"border": 1, "border_color": LINE, "font_size": 9, "align": "left"}
        return self.styles.made(font_name=FONT, **base | look)


def _lines(column: str, text: str) -> int:
    """Number of lines of a text in its column; a Chinese character is two columns wide."""
    width = int(WIDTHS[column]) - 1
    return max(1, sum(max(1, -(-cell_len(line) // width)) for line in text.split("\n")))
