"""A worksheet in its package: cells by place, merged areas, validation, what is hidden.

Rows and columns count from 0, as in :class:`~toolkit.form.addresses.Cell`.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from toolkit.form.expression import Number
from toolkit.workbook.editing.shared_texts import MAIN, text_of
from toolkit.workbook.editing.sheet_areas import Place, SheetArea, a1, area_of, place_of

if TYPE_CHECKING:
    from toolkit.workbook.editing.edited_book import EditedBook

_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF",
    "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""Order of what a worksheet holds (ECMA-376 part 1, CT_Worksheet)."""
_LATER_VALIDATION = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}dataValidations"


class EditedSheet:
    """One worksheet. Whatever changes something has the part written anew when the book is saved.

    Attributes:
        merged: areas of merged cells.
    """

    def __init__(self, book: EditedBook, title: str, part: str, entry: etree._Element) -> None:
        self.book, self.title, self.part, self._entry = book, title, part, entry
        self.root = book.package.read(part)
        data = self.root.find(f"{MAIN}sheetData")
        if data is None:
            raise ValueError(f"{part} is no worksheet")
        self._data = data
        self._rows: dict[int, list[etree._Element]] = {}
        for number, line in self._numbered_rows():
            self._rows.setdefault(number, []).append(line)  # one; a damaged file may say it twice
        self._found: dict[int, dict[int, etree._Element]] = {}
        self.merged = [area_of(entry.get("ref", "")) for entry in self._all("mergeCells", "mergeCell")]

    def _numbered_rows(self) -> Iterator[tuple[int, etree._Element]]:
        row = -1
        for line in self._data.iterchildren(f"{MAIN}row"):
            stated = line.get("r")
            row = row + 1 if stated is None else int(stated) - 1
            yield row, line

    def _in_row(self, row: int) -> dict[int, etree._Element]:
        """Column → cell, of one row; looked up when the row is first asked for."""
        if row not in self._found:
            self._found[row] = found = {}
            for line in self._rows.get(row, ()):
                column = -1
                for cell in line.iterchildren(f"{MAIN}c"):
                    address = cell.get("r")
                    column = column + 1 if address is None else place_of(address)[1]
                    found[column] = cell
        return self._found[row]

    @property
    def places(self) -> list[Place]:
        """Every place that the file has a cell for, row by row."""
        return [(row, column) for row in self._rows for column in self._in_row(row)]

    @property
    def with_texts(self) -> Iterator[etree._Element]:
        """Cells that hold their texts themselves."""
        if b"inlineStr" in self.book.package.content(self.part):
            for row, column in self.places:
                cell = self._in_row(row)[column]
                if cell.get("t") == "inlineStr":
                    yield cell

    def _at(self, place: Place) -> etree._Element | None:
        """The cell, as the file has it."""
        return self._in_row(place[0]).get(place[1])

    def touch(self) -> None:
        """Have the part written anew."""
        self.book.package.changing(self.part)

    def _all(self, table: str, entry: str) -> list[etree._Element]:
        found = self.root.find(f"{MAIN}{table}")
        return [] if found is None else found.findall(f"{MAIN}{entry}")

    def find(self, name: str) -> etree._Element | None:
        """Something that the worksheet holds once."""
        return self.root.find(f"{MAIN}{name}")

    def put(self, made: etree._Element) -> None:
        """Put something into the worksheet, in the place of the one of its kind or where it belongs."""
        self.touch()
        name = etree.QName(made).localname
        before = self.find(name)
        if before is not None:
            self.root.replace(before, made)
            return
        later = {f"{MAIN}{other}" for other in _ORDER[_ORDER.index(name) + 1 :]}
        follower = next((child for child in self.root if child.tag in later), None)
        if follower is None:
            self.root.append(made)
        else:
            follower.addprevious(made)

    @property
    def is_visible(self) -> bool:
        return str(self._entry.get("state", "visible")) == "visible"

    def show(self) -> None:
        """Let the sheet be seen."""
        self.book.change_workbook()
        self._entry.attrib.pop("state", None)

    # --- cells ---------------------------------------------------------------------------------

    def kind(self, place: Place) -> str:
        """``formula``, ``text``, ``error``, ``truth``, ``number``; empty: nothing."""
        cell = self._at(place)
        if cell is None:
            return ""
        if cell.find(f"{MAIN}f") is not None:
            return "formula"
        stored = cell.get("t", "n")
        kind = {"s": "text", "str": "text", "inlineStr": "text", "e": "error", "b": "truth"}.get(
            stored, "number"
        )
        return "" if self.text(place) is None else kind

    def text(self, place: Place) -> str | None:
        """What a cell stores, as text; of a formula its result. ``None``: nothing."""
        cell = self._at(place)
        if cell is None:
            return None
        if cell.get("t") == "inlineStr":
            held = cell.find(f"{MAIN}is")
            return None if held is None else text_of(held)
        value = cell.find(f"{MAIN}v")
        if value is None or value.text is None:
            return None
        return self.book.texts[int(value.text)] if cell.get("t") == "s" else str(value.text)

    def formula(self, place: Place) -> etree._Element | None:
        """The formula of a cell, as the file has it."""
        cell = self._at(place)
        return None if cell is None else cell.find(f"{MAIN}f")

    def style(self, place: Place) -> int:
        """Number of a cell's look; of a cell that is not there, of its row or column."""
        cell = self._at(place)
        if cell is not None:
            return int(cell.get("s", "0"))
        for line in self._rows.get(place[0], ()):
            if line.get("customFormat") in ("1", "true"):
                return int(line.get("s", "0"))
        for span in self._all("cols", "col"):
            if int(span.get("min", "1")) <= place[1] + 1 <= int(span.get("max", "1")):
                return int(span.get("style", "0"))
        return 0

    def restyle(self, place: Place, look: int) -> None:
        """Give a cell another look."""
        cell = self._cell(place)
        cell.set("s", str(look))

    def write(self, place: Place, words: str) -> None:
        """Type a text, which stays a text whatever it begins with."""
        cell = self._emptied(place)
        cell.set("t", "s")
        etree.SubElement(cell, f"{MAIN}v").text = str(self.book.texts.add(words))

    def write_number(self, place: Place, number: Number) -> None:
        """Type a number; a decimal stands as exactly as it is given."""
        etree.SubElement(self._emptied(place), f"{MAIN}v").text = str(number)

    def clear(self, place: Place) -> None:
        """Empty a cell, which keeps its look."""
        if self._at(place) is not None:
            self._emptied(place)

    def forget_results(self) -> None:
        """Leave formulas without results, until a program calculates them."""
        for cell in self._data.iter(f"{MAIN}c"):
            if cell.find(f"{MAIN}f") is not None:
                self.touch()
                cell.attrib.pop("t", None)
                cell[:] = cell.findall(f"{MAIN}f")

    def write_formula(self, place: Place, formula: str) -> None:
        """Type a formula (without ``=``); it has a result when a program has calculated."""
        cell = self._emptied(place)
        etree.SubElement(cell, f"{MAIN}f").text = formula
        self.book.formulas_changed = True

    def remove(self, place: Place) -> None:
        """Take a cell out."""
        cell = self._in_row(place[0]).pop(place[1], None)
        if cell is not None:
            self.touch()
            cell.getparent().remove(cell)

    def _emptied(self, place: Place) -> etree._Element:
        held = self.formula(place)
        if held is not None:
            self.book.formulas_changed = True
            if held.get("t") == "shared" and held.get("ref"):
                self._unshare(place, held)
        cell = self._cell(place)
        cell.attrib.pop("t", None)
        cell[:] = []
        return cell

    def _unshare(self, place: Place, held: etree._Element) -> None:
        """Give formulas that refer to this one their own words, before it goes."""
        from openpyxl.formula.translate import Translator  # noqa: PLC0415  (rare, and slow to import)

        translator = Translator(f"={held.text or ''}", a1(place))
        for other in self.places:
            same = self.formula(other)
            if same is not None and other != place and same.get("si") == held.get("si"):
                same.text = translator.translate_formula(a1(other)).removeprefix("=")
                same.attrib.clear()

    def _cell(self, place: Place) -> etree._Element:
        """The cell, made where it is not there yet."""
        self.touch()
        cell = self._at(place)
        if cell is None:
            look = self.style(place)
            line, beside = self._row(place[0]), self._in_row(place[0])
            cell = etree.Element(f"{MAIN}c", r=a1(place))
            if look:
                cell.set("s", str(look))
            later = min((column for column in beside if column > place[1]), default=None)
            if later is None:
                line.append(cell)
            else:
                beside[later].addprevious(cell)
            line.attrib.pop("spans", None)
            beside[place[1]] = cell
        return cell

    def _row(self, number: int) -> etree._Element:
        if number not in self._rows:
            made = etree.Element(f"{MAIN}row", r=str(number + 1))
            later = min((row for row in self._rows if row > number), default=None)
            if later is None:
                self._data.append(made)
            else:
                self._rows[later][0].addprevious(made)
            self._rows[number] = [made]
        return self._rows[number][-1]

    # --- merged cells --------------------------------------------------------------------------

    def area_at(self, place: Place) -> SheetArea | None:
        """The merged area that a cell belongs to."""
        return next((area for area in self.merged if area.covers(place)), None)

    def unmerge(self, area: SheetArea) -> None:
        """Separate the cells of an area."""
        self.merged.remove(area)
        self._write_merged()

    def merge(self, area: SheetArea) -> None:
        """Join cells; what others than the first hold is not shown."""
        self.merged.append(area)
        self._write_merged()

    def _write_merged(self) -> None:
        self.touch()
        if not self.merged:
            self.root.remove(self.find("mergeCells"))
            return
        made = etree.Element(f"{MAIN}mergeCells", count=str(len(self.merged)))
        for area in self.merged:
            etree.SubElement(made, f"{MAIN}mergeCell", ref=area.a1)
        self.put(made)

    # --- validation ----------------------------------------------------------------------------

    def validation(self) -> dict[SheetArea, str]:
        """Area → what kind of input its cells take."""
        found: dict[SheetArea, str] = {}
        for rule in self._all("dataValidations", "dataValidation"):
            if rule.get("type", "none") != "none":  # a prompt alone takes anything
                found |= {area_of(one): rule.get("type", "") for one in rule.get("sqref", "").split()}
        return found

    def take_validation(self, other: EditedSheet) -> None:
        """Have the validation of another sheet, and no other."""
        for later in list(self.root.iter(_LATER_VALIDATION)):
            self.touch()
            entry = later.getparent()
            entry.getparent().remove(entry)
        rules, ours = other.find("dataValidations"), self.find("dataValidations")
        if rules is None:
            if ours is not None:
                self.touch()
                self.root.remove(ours)
        elif ours is None or _spelt(ours) != _spelt(rules):
            self.put(deepcopy(rules))

    # --- what is hidden ------------------------------------------------------------------------

    def hidden_rows(self) -> list[tuple[int, etree._Element]]:
        found = [(row, line) for row, lines in self._rows.items() for line in lines]
        return [(row, line) for row, line in found if _is_true(line, "hidden")]

    def hidden_columns(self) -> list[tuple[range, etree._Element]]:
        """Columns from 0, and the entry that hides them."""
        found = [span for span in self._all("cols", "col") if _is_true(span, "hidden")]
        return [(range(int(span.get("min")) - 1, int(span.get("max"))), span) for span in found]

    def unhide(self, entry: etree._Element) -> None:
        """Show a row or columns."""
        self.touch()
        entry.attrib.pop("hidden", None)


def _is_true(element: etree._Element, name: str) -> bool:
    return element.get(name) in ("1", "true")


def _spelt(element: etree._Element) -> bytes:
    """An element so that equal ones are equal bytes."""
    spelt: bytes = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    return spelt
