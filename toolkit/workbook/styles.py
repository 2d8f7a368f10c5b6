"""How the template looks: one place for fonts, colours and borders. Colour is never the only signal."""

from __future__ import annotations

from functools import cached_property

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from toolkit.form.model import WHOLE, Kind
from toolkit.form.stated import StatedKind
from toolkit.messages import say

FONT = "宋体"
HEAD_FONT = "黑体"
LINE = "#7F7F7F"
GREY = "#F2F2F2"
BLUE = "#DCE6F1"
FAIL, FAIL_INK = "#FFC7CE", "#9C0006"
QUERY, QUERY_INK = "#FFEB9C", "#7F6000"
GOOD_INK = "#1E6B34"
PENDING = "#FFF9E5"

COVER_WIDTHS = (26, 64)
"""Widths of the two columns of the cover."""
CHECK_WIDTHS = {
    "code": 9, "place": 24, "sentence": 40, "left": 10, "right": 10, "difference": 9, "result": 10,
    "severity": 8, "remedy": 28, "reason": 28, "link": 6, "ready": 4, "applies": 4, "open": 4,
}  # fmt: skip


class Styles:
    """The cell formats of one workbook, each made when first used."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[object, ...], Format] = {}
        self._numbers: dict[tuple[object, ...], Format] = {}

    def _make(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items(), key=lambda pair: pair[0]))
        if key not in self._made:
            base: dict[str, object] = {
                "font_name": FONT,
                "font_size": 10.5,
                "valign": "vcenter",
                "text_wrap": True,
            }
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]

    def made(self, **properties: object) -> Format:
        """A format of these properties of XlsxWriter beside those that all cells share."""
        return self._make(**properties)

    def box(self, role: str) -> Format:
        """Format of a printed label."""
        border = {"border": 1, "border_color": LINE}
        match role:
            case "title":
                return self._make(font_name=HEAD_FONT, font_size=15, align="center")
            case "info":
                return self._make(align="left")
            case "block":
                return self._make(**border, bold=True, align="center", bg_color=BLUE)
            case "corner":
                return self._make(**border, align="center", font_size=9, bg_color=BLUE)
            case "header":
                return self._make(**border, align="center", bg_color=BLUE)
            case "caption":
                return self._make(font_name=HEAD_FONT, align="left")
            case "text_label":
                return self._make(**border, font_name=HEAD_FONT, valign="top", bg_color=BLUE)
            case _:
                return self._make(**border, align="left", bg_color=BLUE)

    def number(self, kind: Kind, total: bool, decimals: int | None = None) -> Format:
        """A number cell: inputs white and unlocked, totals grey and locked."""
        asked = kind, total, decimals
        if asked not in self._numbers:
            self._numbers[asked] = self._number(kind, total, decimals)
        return self._numbers[asked]

    def _number(self, kind: Kind, total: bool, decimals: int | None) -> Format:
        look: dict[str, object] = {"bg_color": GREY, "bold": True} if total else {"locked": False}
        # A pattern with optional decimals would show "12." for 12; General shows just what was typed.
        pattern = f"0.{'0' * decimals}" if decimals else "0"
        form: dict[str, object] = {"num_format": pattern} if kind in WHOLE or decimals else {}
        return self._make(border=1, border_color=LINE, align="center", **look, **form)

    def stated(self, kind: StatedKind) -> Format:
        """A cell that is answered in words. Text stays what was typed: no 1/2 becomes a day."""
        look: dict[str, object] = {"num_format": "yyyy-mm-dd" if kind == "date" else "@"}
        look["align"] = "left" if kind == "text" else "center"
        return self._make(border=1, border_color=LINE, locked=False, **look)

    @cached_property
    def void(self) -> Format:
        """A cell of a table in which nothing is asked."""
        return self._make(border=1, border_color=LINE, bg_color=GREY)

    @cached_property
    def locked(self) -> Format:
        return self._make()

    @cached_property
    def title(self) -> Format:
        return self.box("title")

    @cached_property
    def text(self) -> Format:
        return self._make(border=1, border_color=LINE, locked=False, valign="top", align="left")

    @cached_property
    def guide(self) -> Format:
        return self._make(align="left")

    @cached_property
    def cover_label(self) -> Format:
        return self._make(border=1, border_color=LINE, font_name=HEAD_FONT, bg_color=BLUE, align="left")

    @cached_property
    def cover_value(self) -> Format:
        return self._make(border=1, border_color=LINE, align="left", bg_color=GREY)

    @cached_property
    def cover_input(self) -> Format:
        return self._make(border=1, border_color=LINE, align="left", locked=False)

    @cached_property
    def aside(self) -> Format:
        return self._make(font_size=9, align="left")

    @cached_property
    def aside_number(self) -> Format:
        return self._make(font_size=9, align="center", font_color="#595959")

    @cached_property
    def aside_head(self) -> Format:
        return self._make(font_size=9, align="left", font_color="#595959", bottom=1, bottom_color=LINE)

    @cached_property
    def aside_number_head(self) -> Format:
        return self._make(font_size=9, align="center", font_color="#595959", bottom=1, bottom_color=LINE)

    @cached_property
    def check_words(self) -> Format:
        return self._make(border=1, border_color=LINE, font_size=9, align="left")

    @cached_property
    def check_number(self) -> Format:
        """A number, kept apart from the text in the next column."""
        return self._make(border=1, border_color=LINE, font_size=9, align="right", indent=1, text_wrap=False)

    @cached_property
    def check_date(self) -> Format:
        return self._make(border=1, border_color=LINE, font_size=9, align="center", num_format="yyyy-mm-dd")

    @cached_property
    def corrected_number(self) -> Format:
        """A number that is not the one in the file received."""
        return self._make(
            border=1, border_color=LINE, font_size=9, align="right", indent=1, text_wrap=False,
            bg_color=QUERY, font_color=QUERY_INK, bold=True,
        )  # fmt: skip

    @cached_property
    def check_centred(self) -> Format:
        return self._make(border=1, border_color=LINE, font_size=9, align="center")

    @cached_property
    def plain_number(self) -> Format:
        return self._make(border=1, border_color=LINE, align="center")

    @cached_property
    def check_percent(self) -> Format:
        return self._make(border=1, border_color=LINE, font_size=9, align="right", num_format="0.0%")

    @cached_property
    def check_points(self) -> Format:
        places = f'0.0"{say("unit.points")}"'
        return self._make(border=1, border_color=LINE, font_size=9, align="right", num_format=places)

    @cached_property
    def link_words(self) -> Format:
        return self._make(
            border=1, border_color=LINE, font_size=9, align="left", font_color="#0563C1", underline=1
        )

    @cached_property
    def open_box(self) -> Format:
        return self._make(border=1, border_color=LINE, bg_color=QUERY, font_color=QUERY_INK, font_size=10)

    @cached_property
    def note_box(self) -> Format:
        return self._make(border=1, border_color=LINE, bg_color=GREY, font_size=10)

    @cached_property
    def reason(self) -> Format:
        return self._make(border=1, border_color=LINE, font_size=9, align="left", locked=False)

    @cached_property
    def link(self) -> Format:
        return self._make(
            border=1, border_color=LINE, font_size=9, align="center", font_color="#0563C1", underline=1
        )

    @cached_property
    def attention(self) -> Format:
        return self._make(
            border=1, border_color=LINE, font_size=10, bg_color=FAIL, font_color=FAIL_INK, bold=True
        )

    @cached_property
    def attention_date(self) -> Format:
        return self._make(
            border=1, border_color=LINE, font_size=10, bg_color=FAIL, font_color=FAIL_INK, bold=True,
            align="center", num_format="yyyy-mm-dd",
        )  # fmt: skip

    @cached_property
    def good_box(self) -> Format:
        return self._make(border=1, border_color=LINE, bg_color="#C6EFCE", font_color=GOOD_INK, bold=True)

    # Conditional formats change only what differs from the cell's own look.
    @cached_property
    def failing(self) -> Format:
        return self._book.add_format({"bg_color": FAIL, "font_color": FAIL_INK, "bold": True})

    @cached_property
    def query(self) -> Format:
        return self._book.add_format({"bg_color": QUERY, "font_color": QUERY_INK, "bold": True})

    @cached_property
    def pending(self) -> Format:
        return self._book.add_format({"bg_color": PENDING})

    @cached_property
    def not_asked(self) -> Format:
        return self._book.add_format({"bg_color": GREY, "font_color": "#595959"})

    @cached_property
    def good(self) -> Format:
        return self._book.add_format({"font_color": GOOD_INK})

    @cached_property
    def bad(self) -> Format:
        return self._book.add_format({"font_color": FAIL_INK, "bold": True})

    @cached_property
    def light_green(self) -> Format:
        return self._book.add_format({"bg_color": "#C6EFCE", "font_color": GOOD_INK, "bold": True})

    @cached_property
    def light_red(self) -> Format:
        return self._book.add_format({"bg_color": FAIL, "font_color": FAIL_INK, "bold": True})
