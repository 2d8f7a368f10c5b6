"""One worksheet of a blank: its title, captions, tables, and texts to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.drafting.areas import Area, areas, is_caption, lines
from toolkit.drafting.blank import BlankBox, BlankSheet
from toolkit.drafting.drafted import DraftBlock, DraftHeading, DraftSheet, DraftTable, DraftText
from toolkit.drafting.headings import block_of
from toolkit.drafting.measurement import is_unit_line, unit_in, unit_line
from toolkit.drafting.parts import Entry, Parts, parts_of
from toolkit.drafting.recognition_words import is_note, is_office_line, table_number
from toolkit.messages import say

Found = list[tuple[BlankBox, str]]
NEAR = 3
"""Rows within which a line above a grid is its caption."""


def section_of(sheet: BlankSheet) -> tuple[DraftSheet, Found, Found]:
    """What a worksheet asks for, what of it is unclear, and what was left out."""
    reader = _SheetSections(sheet)
    reader.read()
    return reader.section, reader.unclear, reader.remarks


@dataclass
class _Above:
    """The lines above an area: title or captions, and units."""

    captions: list[BlankBox] = field(default_factory=list)
    units: tuple[str, ...] = ()


class _SheetSections:
    def __init__(self, sheet: BlankSheet) -> None:
        self.sheet = sheet
        self.section = DraftSheet(sheet.name, "")
        self.unclear: Found = []
        self.remarks: Found = []
        self.units: tuple[str, ...] = ()
        self.numbers: list[Entry] = []

    def read(self) -> None:
        found = areas(self.sheet)
        self.lines = lines(self.sheet, found)
        self.title = self._title(found)
        self.section.heading = self.title.text if self.title else self.sheet.name
        before = -1
        for area in found:
            above = self._above(found, area, before)
            self._area(area, above)
            before = max(before, area.bottom)
        self._loose_texts(found)
        self._numbers_beside_labels()

    def _title(self, found: Sequence[Area]) -> BlankBox | None:
        """The largest line above the first area, the first of several."""
        end = min((area.top for area in found), default=self.sheet.rows)
        captions = [box for box in self.lines if box.top < end and is_caption(box.text)]
        return max(captions, key=lambda box: (box.size, -box.top), default=None)

    def _above(self, found: Sequence[Area], area: Area, before: int) -> _Above:
        beside = [
            other
            for other in found
            if other is not area and other.top <= area.bottom and area.top <= other.bottom
        ]
        before = max((o.bottom for o in found if o.bottom < area.top), default=-1) if beside else before
        here = [box for box in self.lines if before < box.top < area.top]
        if beside:
            here = [box for box in here if box.left <= area.right and area.left <= box.right]
        above = _Above()
        for box in here:
            above.units = unit_line(box.text) or above.units
        above.captions = [
            box for box in here
            if box is not self.title and is_caption(box.text) and box.bottom >= area.top - NEAR
        ]  # fmt: skip
        return above

    def _area(self, area: Area, above: _Above) -> None:
        sheet = self.sheet
        corner = sheet.at(area.top, area.left)
        if (corner.bottom, corner.right) == (area.bottom, area.right):
            self._single(corner, above)
            return
        boxes = sheet.boxes(area.rows, area.columns)
        if not any(not box.text or box.not_applicable or box.answer for box in boxes):
            self.remarks.append((corner, "nothing_to_fill"))
            return
        parts = parts_of(sheet, area)
        self.unclear += parts.unclear
        caption = above.captions[-1].text if above.captions else ""
        if not self.title and parts.grids and not self.section.tables:
            self._title_inside(parts)
        for box in parts.texts:
            above.units = unit_line(box.text) or above.units
            if box is not self.title:
                self.remarks.append((box, "office" if is_office_line(box.text) else "line"))
        first = True
        for grid in parts.grids:
            block = block_of(sheet, grid, self.unclear)
            if block is None:
                continue
            self._place(block, caption if first else "", above, first=first)
            first = False
        for entry in parts.entries:
            self._entry(entry)

    def _title_inside(self, parts: Parts) -> None:
        """A title within the frame: the first row across the whole width, or the heading of the grid."""
        lines = [box for box in parts.texts if box.bottom < parts.grids[0].heads[0] and is_caption(box.text)]
        if lines:
            self.title = lines[0]
            self.section.heading = self.title.text
        elif parts.grids[0].heading and not table_number(parts.grids[0].heading):
            self.section.heading, parts.grids[0].heading = parts.grids[0].heading, ""

    def _place(self, block: DraftBlock, caption: str, above: _Above, *, first: bool) -> None:
        """Put a block into the table it belongs to, or begin a new one."""
        tables = self.section.tables
        if first:
            self.units = above.units or self.units
        own = bool(caption) or bool(table_number(block.heading)) or not tables
        if first and not caption and tables and above.units:
            own = True
        if block.across or (tables and tables[-1].blocks[-1].across):
            own = True
        if not own and tables:
            tables[-1].blocks.append(block)
            return
        if table_number(block.heading) and not caption:
            caption, block.heading = block.heading, ""
        units = unit_line(caption) or ((unit_in(caption),) if unit_in(caption) else ()) or self.units
        tables.append(DraftTable(caption, [block], units))

    def _single(self, box: BlankBox, above: _Above) -> None:
        """A box by itself: a room for text, labelled inside or above."""
        if box.text.endswith(("：", ":")):
            self._entry(Entry(box.text, box, wide=True))
        elif not box.text:
            label = self._left_of(box) or "".join(line.text for line in above.captions[-1:])
            if label:
                self._entry(Entry(label, box, wide=True))

    def _left_of(self, box: BlankBox) -> str:
        """The nearest text to the left of a box."""
        texts = (self.sheet.at(box.top, column).text for column in reversed(range(box.left)))
        return next(filter(None, texts), "")

    def _entry(self, entry: Entry) -> None:
        label = entry.label.rstrip("：: ")
        if is_office_line(entry.label):
            self.remarks.append((entry.box, "office"))
        elif entry.box.answer or (
            not entry.wide and (unit_in(label) or entry.box.number_format not in ("General", "@"))
        ):
            self.numbers.append(entry)
        elif not is_note(entry.label):
            self.section.texts.append(DraftText(label, entry.box))

    def _loose_texts(self, found: Sequence[Area]) -> None:
        """Labels outside all areas with room beside or below."""
        taken = {id(text.box) for text in self.section.texts}
        for box in self.lines:
            if is_note(box.text) or is_office_line(box.text) or is_unit_line(box.text):
                continue
            beside, below = self.sheet.at(box.top, box.right + 1), self.sheet.at(box.bottom + 1, box.left)
            colon = box.text.endswith(("：", ":"))
            near = any(box.bottom < area.top <= box.bottom + 2 for area in found)
            for room in (beside, below):
                wide = room.right > room.left or room.bottom > room.top
                free = not room.text and not room.formula and id(room) not in taken
                inside = any(room.top in a.rows and room.left in a.columns for a in found)
                if free and not inside and (wide or (colon and not near and room is beside)):
                    taken.add(id(room))
                    self._entry(Entry(box.text, room, wide=True))
                    break

    def _numbers_beside_labels(self) -> None:
        """Figures outside grids become a table of one column."""
        if not self.numbers:
            return
        rows = [DraftHeading(entry.box.top, (entry.label.rstrip("：: "),)) for entry in self.numbers]
        boxes = {(number, 0): entry.box for number, entry in enumerate(self.numbers)}
        columns = [DraftHeading(self.numbers[0].box.left, (say("draft.figure"),))]
        block = DraftBlock("", say("draft.item"), rows, columns, boxes)
        self.section.tables.append(DraftTable("", [block], self.units))
