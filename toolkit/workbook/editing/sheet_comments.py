"""The comments of one worksheet: their texts, and the boxes in which programs show them."""

from __future__ import annotations

import re

from lxml import etree

from toolkit.workbook.editing.edited_sheet import EditedSheet
from toolkit.workbook.editing.office_package import KINDS, TYPES, OfficePackage
from toolkit.workbook.editing.shared_texts import MAIN, text_of, with_text
from toolkit.workbook.editing.sheet_areas import Place, a1, place_of

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML, _EXCEL = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:excel}"
_BOXES = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>
</o:shapelayout></xml>"""
_KIND = """<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office" id="_x0000_t202" coordsize="21600,21600" o:spt="202"
 path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t"
 o:connecttype="rect"/></v:shapetype>"""
_BOX = """<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202"
 style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:{width}px;height:{height}px;z-index:1;
visibility:hidden"
 fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>
<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/>
</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>
<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"""
_NUMBER = re.compile(r"_x0000_s([0-9]{1,9})")


class SheetComments:
    """Comments by place. Those that are not changed stay as they are, boxes and runs of text included."""

    def __init__(self, package: OfficePackage, sheet: EditedSheet) -> None:
        self.package, self.sheet = package, sheet
        found = package.linked(sheet.part, "comments")
        self._part = found.target if found else ""
        self._entries: dict[Place, etree._Element] = {}
        if found:
            for entry in package.read(self._part).iter(f"{MAIN}comment"):
                self._entries[place_of(entry.get("ref", ""))] = entry

    def texts(self) -> dict[Place, str]:
        """Place → text."""
        return {place: self._text(entry) for place, entry in self._entries.items()}

    def text(self, place: Place) -> str | None:
        """The text at a cell."""
        entry = self._entries.get(place)
        return None if entry is None else self._text(entry)

    @staticmethod
    def _text(entry: etree._Element) -> str:
        held = entry.find(f"{MAIN}text")
        return "" if held is None else text_of(held)

    def put(self, place: Place, words: str, author: str, size: tuple[int, int]) -> None:
        """Write a comment; one that is there keeps its author.

        Args:
            size: of its box, width and height in pixels.
        """
        self._change()
        root, boxes = self.package.changing(self._part), self._boxes()
        entry = self._entries.get(place)
        if entry is not None:
            self._remove_box(place)
        else:
            listed = root.find(f"{MAIN}commentList")
            entry = etree.SubElement(listed, f"{MAIN}comment", ref=a1(place), authorId=self._author(author))
            self._entries[place] = entry
        entry[:] = [with_text("text", words)]
        self._box_into(boxes, place, size)

    def remove(self, place: Place) -> None:
        """Take a comment out."""
        self._change()
        entry = self._entries.pop(place)
        entry.getparent().remove(entry)
        self._remove_box(place)

    def _author(self, name: str) -> str:
        authors = self.package.changing(self._part).find(f"{MAIN}authors")
        names = [author.text or "" for author in authors]
        if name not in names:
            etree.SubElement(authors, f"{MAIN}author").text = name
            names.append(name)
        return str(names.index(name))

    def _change(self) -> None:
        # Where there are threads, programs that know them show nothing else.
        self.package.drop(self.sheet.part, "threadedComment")
        if self._part:
            self.package.changing(self._part)
            return
        root = etree.Element(f"{MAIN}comments", nsmap={None: MAIN.strip("{}")})
        etree.SubElement(root, f"{MAIN}authors")
        etree.SubElement(root, f"{MAIN}commentList")
        self._part = self.package.add("xl/comments/comment{}.xml", root, _COMMENTS_TYPE)
        self.package.link(self.sheet.part, "comments", self._part)

    # --- boxes ---------------------------------------------------------------------------------

    def _boxes(self) -> etree._Element:
        drawing = self.sheet.find("legacyDrawing")
        known = None if drawing is None else drawing.get(f"{{{KINDS.rstrip('/')}}}id")
        links = self.package.links(self.sheet.part)
        link = next((one for one in links if known and one.id == known and one.target in self.package), None)
        if link is None:
            return self._new_boxes()
        try:
            return self.package.changing(link.target)
        except etree.XMLSyntaxError:  # Excel writes unclosed tags into it
            root = etree.fromstring(_BOXES)
            self.package.replace(link.target, root)
            for place in self._entries:
                self._box_into(root, place, (200, 100))
            return root

    def _new_boxes(self) -> etree._Element:
        root = etree.fromstring(_BOXES)
        part = self.package.add("xl/drawings/commentsDrawing{}.vml", root, _BOXES_TYPE)
        self._declare_vml()
        made = etree.Element(f"{MAIN}legacyDrawing")
        made.set(f"{{{KINDS.rstrip('/')}}}id", self.package.link(self.sheet.part, "vmlDrawing", part))
        self.sheet.put(made)
        return root

    def _declare_vml(self) -> None:
        """Excel looks for the type of these boxes by the ending of the name."""
        types = self.package.changing("[Content_Types].xml")
        if not any(entry.get("Extension", "").lower() == "vml" for entry in types):
            types.insert(0, etree.Element(f"{TYPES}Default", Extension="vml", ContentType=_BOXES_TYPE))

    def _remove_box(self, place: Place) -> None:
        if self.sheet.find("legacyDrawing") is None:
            return
        for shape in list(self._boxes().iter(f"{_VML}shape")):
            note = shape.find(f"{_EXCEL}ClientData")
            if note is not None and note.get("ObjectType") == "Note":
                at = tuple(int(note.findtext(f"{_EXCEL}{name}", "-1")) for name in ("Row", "Column"))
                if at == place:
                    shape.getparent().remove(shape)

    @staticmethod
    def _box_into(root: etree._Element, place: Place, size: tuple[int, int]) -> None:
        if not any(kind.get("id") == "_x0000_t202" for kind in root.iter(f"{_VML}shapetype")):
            root.append(etree.fromstring(_KIND))
        taken = [_NUMBER.fullmatch(shape.get("id", "")) for shape in root.iter(f"{_VML}shape")]
        number = 1 + max((int(found[1]) for found in taken if found), default=0)
        width, height = size
        row, column = place
        box = _BOX.format(number=f"{number:04}", width=width, height=height, row=row, column=column)
        root.append(etree.fromstring(box))
