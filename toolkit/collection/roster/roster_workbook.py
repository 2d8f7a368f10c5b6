"""``roster.xlsx`` as the office gets it: guarded against slips, and explained on a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.collection.roster.columns import allowed, asked, cells_of, explanation
from toolkit.collection.roster.guide import Guide
from toolkit.collection.roster.paper import printed
from toolkit.collection.roster.roster_words import (
    ANSWERS,
    COLUMNS,
    MARKS,
    UNITS,
    Groups,
    words_of_today,
)  # fmt: skip
from toolkit.collection.roster.units import ReportingUnit
from toolkit.form.addresses import column_letters
from toolkit.form.applicability import DeclaredProperty
from toolkit.form.stated import LONGEST_LIST
from toolkit.form.unit_kinds import UnitKinds, usual_kinds
from toolkit.messages import say, say_of
from toolkit.workbook.painting import row_height
from toolkit.workbook.styles import FONT, GREY, LINE, Styles
from toolkit.workbook.writing import INERT, prompt, stop, writing

HEAD_ROW = 1
FIRST_ROW = HEAD_ROW + 1
ROOM = 1000
"""Lines for units still to come that are guarded like those written."""
WIDTHS = {
    "code": 12, "name": 30, "kind": 10, "parent": 15, "former_names": 26, "scope": 12, "counting": 11,
    "reason": 18, "contact": 10, "telephone": 16, "below": 11,
}  # fmt: skip
PROPERTY_WIDTH = 16
WHOLE = {"validate": "integer", "criteria": ">=", "value": -(10**9)}
SELF_CHECKED = 2000
"""Beyond so many units the sheet does not check itself: the time it takes grows with their square."""
FRAME = {"border": 1, "border_color": LINE}
FAULTS = {
    "duplicate_code": "code",
    "duplicate_name": "name",
    "unknown_parent": "parent",
    "no_reason": "reason",
}
"""What the sheet itself marks, and in which column; everything else is told on reading."""


def write_roster(
    path: Path,
    units: Iterable[ReportingUnit],
    properties: Sequence[DeclaredProperty] = (),
    kinds: UnitKinds | None = None,
) -> None:
    """Write ``roster.xlsx``: the units, guarded against slips, and a sheet that explains the columns.

    Args:
        properties: of the edition; those that only the office can tell get a column each.
        kinds: of units that the edition knows; those of the statutory report by default.
    """
    lines, kinds = tuple(units), kinds or usual_kinds()
    columns = asked(properties, kinds, lines)
    words = words_of_today(columns, kinds)
    with writing(path), Workbook(str(path), INERT) as book:
        book.set_properties({"title": words["sheet"][UNITS]})
        _UnitSheet(book, lines, columns, kinds, words).write()
        Guide(book, columns, kinds, words).write()
        _write_marks(book, words)


def _write_marks(book: Workbook, words: Groups) -> None:
    """The hidden sheet with the words by which this roster is read again."""
    sheet = book.add_worksheet(MARKS)
    sheet.very_hidden()
    rows = ((group, known, word) for group, ids in words.items() for known, word in ids.items())
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)


class _UnitSheet:
    """The sheet of the units."""

    def __init__(
        self,
        book: Workbook,
        units: Sequence[ReportingUnit],
        properties: Sequence[DeclaredProperty],
        kinds: UnitKinds,
        words: Groups,
    ) -> None:
        self.book, self.units, self.styles, self.properties = book, units, Styles(book), properties
        self.kinds, self.words = kinds, words
        self.last_column = len(COLUMNS) + len(properties) - 1
        self.last, self.unchecked = FIRST_ROW + len(units) + ROOM - 1, len(units) > SELF_CHECKED

    def write(self) -> None:
        widths = [*WIDTHS.values(), *(PROPERTY_WIDTH for _ in self.properties)]
        sheet = printed(self.book, self.words["sheet"][UNITS], widths)
        # Text, so that a code 001 and a telephone number stay what was typed.
        look: dict[str, object] = {
            "font_name": FONT,
            "font_size": 10.5,
            "valign": "vcenter",
            "text_wrap": True,
        }
        text = self.book.add_format(look | {"num_format": "@"})
        framed = self.book.add_format(look | {"num_format": "@"} | FRAME)
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, WIDTHS[column], text)
            sheet.write_string(HEAD_ROW, place, self.words["column"][column], self.styles.box("header"))
        for row, unit in enumerate(self.units, start=FIRST_ROW):
            cells = cells_of(unit, self.words)
            sheet.set_growing_row(row, row_height((cells[column], WIDTHS[column]) for column in COLUMNS))
            for place, column in enumerate(COLUMNS):
                sheet.write_string(row, place, cells[column], framed)
        self._property_columns(sheet, look)
        sheet.set_row(HEAD_ROW, 24)
        sheet.freeze_panes(FIRST_ROW, 2)
        sheet.autofilter(HEAD_ROW, 0, self.last, self.last_column)
        sheet.repeat_rows(HEAD_ROW)
        self._light(sheet)
        self._validate(sheet)
        self._highlight(sheet)

    def _property_columns(self, sheet: Worksheet, look: dict[str, object]) -> None:
        """What only the office can tell of a unit: whole numbers, or nothing where it is not known."""
        plain, framed = self.book.add_format(look), self.book.add_format(look | FRAME)
        for place, known in enumerate(self.properties, start=len(COLUMNS)):
            sheet.set_column(place, place, PROPERTY_WIDTH, plain)
            sheet.write_string(HEAD_ROW, place, known.label, self.styles.box("header"))
            for row, unit in enumerate(self.units, start=FIRST_ROW):
                value = dict(unit.properties).get(known.id)
                if value is None:
                    sheet.write_blank(row, place, None, framed)
                else:
                    sheet.write_number(row, place, value, framed)
            short = 0 < len(",".join(map(str, known.values))) <= LONGEST_LIST
            options = {"validate": "list", "source": list(known.values)} if short else WHOLE
            words = stop(known.label, say("roster.stop.property", allowed=allowed(known)))
            advice = prompt(known.label, say("roster.help.property", allowed=allowed(known)))
            sheet.data_validation(FIRST_ROW, place, self.last, place, options | words | advice)

    def _area(self, column: str) -> str:
        letter = column_letters(COLUMNS.index(column))
        return f"${letter}${FIRST_ROW + 1}:${letter}${self.last + 1}"

    def _corners(self, first: str, last: str = "") -> tuple[int, int, int, int]:
        return FIRST_ROW, COLUMNS.index(first), self.last, COLUMNS.index(last or first)

    # --- the line that says in words what the colours show -------------------------------------

    def _light(self, sheet: Worksheet) -> None:
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, say("roster.check.label"), self.styles.cover_label)
        last = self.last_column
        sheet.merge_range(0, 1, 0, last, "", self.styles.cover_value)
        if self.unchecked:
            sheet.write_string(0, 1, say("roster.check.none"), self.styles.cover_value)
            return
        sheet.write_formula(0, 1, self._light_formula(), self.styles.cover_value, self._light_words())
        shown = f"${column_letters(1)}$1"
        for sign, style in (("=", self.styles.light_green), ("<>", self.styles.light_red)):
            criteria = f'={shown}{sign}"{say("roster.check.good")}"'
            options = {"type": "formula", "criteria": criteria, "format": style}
            sheet.conditional_format(0, 1, 0, last, options)

    def _light_formula(self) -> str:
        parts, counts = [], []
        for fault, column in FAULTS.items():
            where = self._where(fault)
            counts.append(f"SUMPRODUCT({where})")
            row = f"SUMPRODUCT(MAX({where}*ROW({self._area(column)})))"
            words = say_of("roster.check.*", fault, count=f'"&{counts[-1]}&"', row=f'"&{row}&"')
            parts.append(f'IF({counts[-1]}=0,"","{words}")')
        good, bad = say("roster.check.good"), say("roster.check.bad")
        return f'=IF({"+".join(counts)}=0,"{good}","{bad}"&{"&".join(parts)})'

    def _where(self, fault: str) -> str:
        """1 for each line with that fault, else 0. MATCH and not COUNTIF, to which 001 and 1 are the same."""
        column = self._area(FAULTS[fault])
        match fault:
            case "unknown_parent":
                codes, names = self._area("code"), self._area("name")
                known = (f'ISNA(MATCH({column}&"",{area}&"",0))' for area in (codes, names))
                return f'({column}<>"")*{"*".join(known)}'
            case "no_reason":
                return f'({self._area("counting")}="{self.words["counting"]["excluded"]}")*({column}="")'
            case _:
                place = f'MATCH({column}&"",{column}&"",0)'
                return f'({column}<>"")*({place}+{FIRST_ROW}<>ROW({column}))'

    def _light_words(self) -> str:
        """What the formula gives for the units as written."""
        lines = [cells_of(unit, self.words) for unit in self.units]
        faults: dict[str, list[int]] = {fault: [] for fault in FAULTS}
        seen: dict[str, set[str]] = {"code": set(), "name": set()}
        known = {line[column].casefold() for line in lines for column in ("code", "name")}
        for row, line in enumerate(lines, start=FIRST_ROW + 1):
            for column, names in seen.items():
                name = line[column].casefold()
                faults[f"duplicate_{column}"] += [row] if name in names - {""} else []
                names.add(name)
            faults["unknown_parent"] += [row] if line["parent"].casefold() not in known | {""} else []
            excluded = line["counting"] == self.words["counting"]["excluded"]
            faults["no_reason"] += [row] if excluded and not line["reason"] else []
        words = [
            say_of("roster.check.*", fault, count=len(rows), row=rows[-1])
            for fault, rows in faults.items()
            if rows
        ]
        return say("roster.check.bad") + "".join(words) if words else say("roster.check.good")

    # --- guards --------------------------------------------------------------------------------

    def _validate(self, sheet: Worksheet) -> None:
        for column in COLUMNS:
            heading = self.words["column"][column]
            options: dict[str, object] = {
                "validate": "any", "input_title": heading, "error_title": heading,
                "input_message": explanation(column, self.words, self.kinds),
            }  # fmt: skip
            if column in ANSWERS:
                words = list(self.words[column].values())
                stop = say("roster.stop.choice", choices="、".join(words))
                options |= {"validate": "list", "source": words, "error_message": stop}
            elif column == "code":
                once = f"=SUMPRODUCT(--({self._area(column)}={self._first(column)}))=1"
                options |= {"validate": "custom", "value": once, "error_message": say("roster.stop.code")}
            sheet.data_validation(*self._corners(column), options)

    def _first(self, column: str) -> str:
        """A cell of the first line, as a rule for all lines names it."""
        return f"${column_letters(COLUMNS.index(column))}{FIRST_ROW + 1}"

    def _highlight(self, sheet: Worksheet) -> None:
        """Colours for what the first line says in words; a frame for every line that says something."""
        codes, names, parent = self._area("code"), self._area("name"), self._first("parent")
        code, name, reason = self._first("code"), self._first("name"), self._first("reason")
        excluded = f'{self._first("counting")}="{self.words["counting"]["excluded"]}"'
        unknown = (f'SUMPRODUCT(--({area}&""={parent}&""))=0' for area in (codes, names))
        wrong = (
            ("code", f'AND({code}<>"",SUMPRODUCT(--({codes}={code}))>1)'),
            ("name", f'AND({name}<>"",SUMPRODUCT(--({names}={name}))>1)'),
            ("parent", f'AND({parent}<>"",{",".join(unknown)})'),
            ("reason", f'AND({excluded},{reason}="")'),
        )
        grey, frame = self.book.add_format({"bg_color": GREY} | FRAME), self.book.add_format(FRAME)
        rules = [] if self.unchecked else [(self._corners(c), how, self.styles.failing) for c, how in wrong]
        whole = (FIRST_ROW, 0, self.last, self.last_column)
        rules += [(whole, excluded, grey), (whole, f'{code}&{name}<>""', frame)]
        for corners, criteria, style in rules:
            options = {"type": "formula", "criteria": f"={criteria}", "format": style}
            sheet.conditional_format(*corners, options)
