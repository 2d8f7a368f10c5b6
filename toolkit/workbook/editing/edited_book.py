"""A received workbook, changed in its own package."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property

from lxml import etree

from toolkit.workbook.editing.cell_styles import CellStyles, with_ordered_fonts
from toolkit.workbook.editing.edited_sheet import EditedSheet
from toolkit.workbook.editing.office_package import KINDS, OfficePackage
from toolkit.workbook.editing.shared_texts import MAIN, SharedTexts
from toolkit.workbook.editing.sheet_areas import SheetArea
from toolkit.workbook.editing.sheet_comments import SheetComments
from toolkit.workbook.scanning.conditional_formats import areas_with_codes, codes_of_looks
from toolkit.workbook.scanning.ooxml import has_macros

_BEFORE_CALCULATION = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
"""What stands before ``calcPr`` (ECMA-376 part 1, CT_Workbook)."""
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


class EditedBook:
    """A workbook whose parts are changed one by one.

    Texts that stand in their cells become shared strings, because some phones and viewers show such cells
    empty; fonts are put in order, because the schema of Office refuses them otherwise. Every program
    recalculates when it opens the file.

    Raises:
        Exception: it is damaged, or spelt in another way than Excel and its like do (ISO strict).
    """

    def __init__(self, data: bytes) -> None:
        self.package = OfficePackage(data)
        found = self.package.linked("", "officeDocument")
        if found is None:
            raise ValueError("no workbook")
        self.workbook = found.target
        self.texts = SharedTexts(self.package, self.workbook)
        self.sheets = {sheet.title: sheet for sheet in self._opened()}
        if not self.sheets:
            raise ValueError("no worksheet")
        self.formulas_changed = False
        self._comments: dict[str, SheetComments] = {}

    def _opened(self) -> Iterator[EditedSheet]:
        links = {link.id: link for link in self.package.links(self.workbook) if link.kind == "worksheet"}
        for entry in self.package.read(self.workbook).iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            link = links.get(entry.get(f"{{{KINDS.rstrip('/')}}}id"))
            if link is not None and link.target in self.package:
                yield EditedSheet(self, entry.get("name", ""), link.target, entry)

    @property
    def format(self) -> str:
        """``xlsm`` of a workbook with macros, else ``xlsx``."""
        return "xlsm" if has_macros(self.package.names) else "xlsx"

    @cached_property
    def _styles_part(self) -> str:
        found = self.package.linked(self.workbook, "styles")
        if found is None:
            raise ValueError("no style sheet")
        return found.target

    @cached_property
    def styles(self) -> CellStyles:
        """The looks of cells; who makes new ones says so with :meth:`change_styles`."""
        return CellStyles(self.package.read(self._styles_part))

    def change_styles(self) -> None:
        """Have the style sheet written anew."""
        self.package.changing(self._styles_part)

    def take_conditional_formats(self) -> dict[str, list[SheetArea]]:
        """Take the number formats out of conditional formats; return where they were, by sheet."""
        codes, found = codes_of_looks(self.styles.root), {}
        for sheet in self.sheets.values():
            areas = areas_with_codes(sheet.root, codes)
            if areas:
                found[sheet.title] = [SheetArea(*first, *last) for (first, last), _ in areas]
                sheet.touch()
        for root in (self.styles.root, *(self.sheets[title].root for title in found)):
            for entry in [entry for look in root.iter("{*}dxf") for entry in look.iterfind("{*}numFmt")]:
                self.change_styles()
                entry.getparent().remove(entry)
        return found

    def change_workbook(self) -> etree._Element:
        """The workbook part, to be changed."""
        return self.package.changing(self.workbook)

    def comments(self, sheet: EditedSheet) -> SheetComments:
        """The comments of a sheet."""
        if sheet.title not in self._comments:
            self._comments[sheet.title] = SheetComments(self.package, sheet)
        return self._comments[sheet.title]

    def add_hidden_sheet(self, title: str) -> EditedSheet:
        """A new sheet behind all others that only programs can show."""
        root = etree.Element(f"{MAIN}worksheet", nsmap={None: MAIN.strip("{}")})
        etree.SubElement(root, f"{MAIN}sheetData")
        part = self.package.add("xl/worksheets/sheet{}.xml", root, _SHEET_TYPE)
        link = self.package.link(self.workbook, "worksheet", part)
        entries = self.change_workbook().find(f"{MAIN}sheets")
        number = 1 + max(int(entry.get("sheetId", "0")) for entry in entries)
        entry = etree.SubElement(entries, f"{MAIN}sheet", name=title, sheetId=str(number), state="veryHidden")
        entry.set(f"{{{KINDS.rstrip('/')}}}id", link)
        self.sheets[title] = EditedSheet(self, title, part, entry)
        return self.sheets[title]

    def forget_results(self) -> None:
        """Leave all formulas without results."""
        for sheet in self.sheets.values():
            sheet.forget_results()

    def stamp(self, moment: datetime) -> None:
        """Say in the properties of the file when it was saved last."""
        found = self.package.linked("", "core-properties")
        if found is not None:
            for entry in self.package.changing(found.target).iter(_MODIFIED):
                entry.text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def saved(self) -> bytes:
        """The bytes of the workbook."""
        for sheet in self.sheets.values():
            self._share_texts(sheet)
        if with_ordered_fonts(self.styles.root):
            self.change_styles()
        self._recalculate()
        self.package.drop("", "origin")  # a digital signature would be of other contents
        return self.package.saved()

    def _share_texts(self, sheet: EditedSheet) -> None:
        for cell in sheet.with_texts:
            sheet.touch()
            held = cell.find(f"{MAIN}is")
            if held is not None:
                cell.remove(held)
                cell.set("t", "s")
                etree.SubElement(cell, f"{MAIN}v").text = str(self.texts.take(held))
            elif cell.get("t") == "inlineStr":  # an empty text
                del cell.attrib["t"]

    def _recalculate(self) -> None:
        root = self.change_workbook()
        calculation = root.find(f"{MAIN}calcPr")
        if calculation is None:
            calculation = etree.Element(f"{MAIN}calcPr")
            before = [child for child in root if etree.QName(child).localname in _BEFORE_CALCULATION]
            before[-1].addnext(calculation)
        calculation.set("fullCalcOnLoad", "1")
        if self.formulas_changed:
            self.package.drop(self.workbook, "calcChain")  # it would name cells that hold none now
