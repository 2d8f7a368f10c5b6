"""The shared strings of a workbook: read, and added to."""

from __future__ import annotations

import re
from functools import cached_property

from lxml import etree

from toolkit.workbook.editing.office_package import OfficePackage

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


_SPELT = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TO_SPELL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""Characters that XML has no place for, and what looks like one spelt out (ECMA-376 part 1, ST_Xstring)."""


def text_of(element: etree._Element) -> str:
    """The text of a string or comment: plain, or in runs; how it is pronounced is no part of it."""
    parts = element.iter(f"{MAIN}t")
    spelt = "".join(t.text or "" for t in parts if t.getparent().tag != f"{MAIN}rPh")
    return _SPELT.sub(lambda found: chr(int(found[1], 16)), spelt)


def with_text(tag: str, words: str) -> etree._Element:
    """An element that holds one text."""
    made = etree.Element(f"{MAIN}{tag}", nsmap={None: MAIN.strip("{}")})
    text = etree.SubElement(made, f"{MAIN}t")
    text.text = _TO_SPELL.sub(lambda found: f"_x{ord(found[0]):04X}_", words)
    if words != words.strip() or "\n" in words:
        text.set(SPACE, "preserve")
    return made


class SharedTexts:
    """Texts by number, each of the new ones kept once."""

    def __init__(self, package: OfficePackage, workbook: str) -> None:
        self.package, self.workbook = package, workbook
        self._new: dict[bytes, int] = {}

    @cached_property
    def _part(self) -> str:
        found = self.package.linked(self.workbook, "sharedStrings")
        if found is not None:
            return found.target
        root = etree.Element(f"{MAIN}sst", nsmap={None: MAIN.strip("{}")})
        name = self.package.add("xl/sharedStrings.xml", root, _TYPE)
        self.package.link(self.workbook, "sharedStrings", name)
        return name

    @cached_property
    def _entries(self) -> list[etree._Element]:
        return list(self.package.read(self._part).iterchildren(f"{MAIN}si"))

    def __getitem__(self, number: int) -> str:
        return text_of(self._entries[number])

    def add(self, words: str) -> int:
        """Number of a plain text."""
        return self.take(with_text("si", words))

    def take(self, element: etree._Element) -> int:
        """Number of a text as its cell holds it (``<is>``), plain or in runs."""
        element.tag, element.tail = f"{MAIN}si", None
        key = etree.tostring(element)
        if key not in self._new:
            self._new[key] = len(self._entries)
            self._append(element)
        return self._new[key]

    def _append(self, element: etree._Element) -> None:
        root = self.package.changing(self._part)
        if self._entries:
            self._entries[-1].addnext(element)
        else:
            root.insert(0, element)
        self._entries.append(element)
        for counted in ("count", "uniqueCount"):
            root.attrib.pop(counted, None)  # nothing needs them, and the first is not known here
