"""The checks sheet of a template: a line for every check, with what it says and room for a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.form.addresses import Cell
from toolkit.form.layout import (
    CHECK_COLUMNS,
    CHECK_FIRST_ROW,
    KEY_COLUMN,
    WORKINGS_COLUMN,
    Layout,
    layout_of,
)
from toolkit.form.model import Form
from toolkit.form.printed_labels import HIGHEST
from toolkit.form.said_numbers import STEPS
from toolkit.form.variables import Measure, Said
from toolkit.messages import say, say_of
from toolkit.workbook.locking import LockedWorksheet
from toolkit.workbook.styles import CHECK_WIDTHS, Styles
from toolkit.workbook.validation import Guards
from toolkit.workbook.writing import prompt


@dataclass
class ChecksSheet:
    """Writes the checks sheet.

    Attributes:
        reasons: check key → reason given for a soft check.
    """

    sheet: LockedWorksheet
    form: Form
    styles: Styles
    guards: Guards
    reasons: Mapping[str, str]
    layout: Layout = field(init=False)

    def __post_init__(self) -> None:
        self.layout = layout_of(self.form)

    def write(self) -> None:
        sheet, styles = self.sheet, self.styles
        for column, name in enumerate(CHECK_COLUMNS):
            options = {"hidden": True} if name in ("ready", "applies", "open") else {}
            sheet.set_column(column, column, CHECK_WIDTHS[name], styles.locked, options)
            if not options:
                sheet.write_string(CHECK_FIRST_ROW - 1, column, say_of("head.*", name), styles.box("header"))
        sheet.set_column(KEY_COLUMN, WORKINGS_COLUMN + 1, None, styles.locked, {"hidden": True})
        last = CHECK_COLUMNS.index("link")
        sheet.merge_range(0, 0, 0, last, self.form.sheet("checks").heading, styles.title)
        sheet.merge_range(1, 0, 1, last, say("sheet.checks.info"), styles.guide)
        sheet.set_row(0, 30)
        sheet.set_row(1, 34)
        for key, row in self.layout.check_rows.items():
            self._line(key, row)
        for words, cell in self._workings():
            sheet.write_string(cell.row, WORKINGS_COLUMN, words)
        end = CHECK_FIRST_ROW + len(self.layout.check_rows) - 1
        sheet.autofilter(CHECK_FIRST_ROW - 1, 0, end, last)
        sheet.freeze_panes(CHECK_FIRST_ROW, 2)
        sheet.repeat_rows(CHECK_FIRST_ROW - 1)
        sheet.print_area(0, 0, end, last)
        sheet.set_footer("&C&P / &N")
        self.guards.highlight(self.form.sheet("checks").name, sheet)

    def _line(self, key: str, row: int) -> None:
        check, sheet, styles = self.form.check_by_key[key], self.sheet, self.styles
        words = {
            "code": check.code,
            "place": check.place,
            "sentence": check.sentence,
            "severity": say_of("severity.*", check.severity),
            "remedy": check.rule.remedy,
        }
        for name, text in words.items():
            sheet.write_string(row, CHECK_COLUMNS.index(name), text, styles.check_words)
        sheet.write_string(row, KEY_COLUMN, key)
        if check.reading_only:
            sheet.write_string(row, CHECK_COLUMNS.index("result"), say("result.later"), styles.check_words)
            for name in ("left", "right", "difference", "link"):
                sheet.write_blank(row, CHECK_COLUMNS.index(name), None, styles.check_words)
        column = CHECK_COLUMNS.index("reason")
        reason = self.reasons.get(key, "") if check.severity == "soft" else ""
        if check.severity == "soft":
            if reason:
                sheet.write_string(row, column, reason, styles.reason)
            else:
                sheet.write_blank(row, column, None, styles.reason)
            words = prompt(say("input.reason"), say("input.reason.prompt"))
            sheet.data_validation(row, column, row, column, {"validate": "any", **words})
        else:
            sheet.write_blank(row, column, None, styles.check_words)
        target = self._target(key)
        if target is not None:
            link = f"internal:{target.reference.replace('$', '')}"
            sheet.write_url(row, CHECK_COLUMNS.index("link"), link, styles.link, say("link.go"))
        room = ((check.sentence, 24), (check.rule.remedy, 17), (check.place, 14), (reason, 17))
        lines = max(2, *(-(-len(text) // characters) for text, characters in room))
        sheet.set_growing_row(row, min(13 * lines + 2, HIGHEST))

    def _workings(self) -> Iterator[tuple[str, Cell]]:
        """What each formula is for that only others look at."""
        layout = self.layout
        yield from ((f"invalid.{'.'.join(line)}", cell) for line, cell in layout.row_invalid.items())
        yield from ((layout.applies_name(applies), cell) for applies, cell in layout.applies.items())
        for said, cells in layout.said.items():
            yield from ((f"{Said(said)}.{step}", cell) for step, cell in zip(STEPS, cells, strict=True))

    def _target(self, key: str) -> Cell | None:
        """The first cell a check speaks of."""
        for name in self.form.check_by_key[key].assessed:
            if name in self.layout.items:
                return self.layout.items[name]
            if isinstance(name, Said):
                return self.layout.texts[self.form.said[name.of].text]
            if isinstance(name, Measure) and (place := name.first(self.layout)) is not None:
                return place
        return None
