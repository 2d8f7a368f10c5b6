"""The parts of an Office Open XML file: links between them, their types, their trees."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from toolkit.workbook.scanning.markup import parsed
from toolkit.workbook.scanning.package import Package
from toolkit.workbook.steady_zip import SteadyZip

LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
"""What the type of a link begins with; its kind is the rest."""
_TYPES_PART = "[Content_Types].xml"


class PartLink(NamedTuple):
    """A relationship: its id, the last word of its type, the name of the part it leads to."""

    id: str
    kind: str
    target: str


class OfficePackage:
    """The parts of a file: a tree got from :meth:`changing` is written anew, all else as it was.

    Raises:
        Exception: it is damaged; of what kind depends on where.
    """

    def __init__(self, data: bytes) -> None:
        self._package = Package(data)
        self._came = {member.filename: member for member in self._package.members}
        self._names = {name.lower(): name for name in self._came}
        self._trees: dict[str, etree._Element] = {}
        self._changed: set[str] = set()

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    @property
    def names(self) -> Iterable[str]:
        """Names of all parts, in lower case."""
        return self._names

    def content(self, part: str) -> bytes:
        """The bytes of a part as they came; of one that was added none."""
        name = self._names[part.lower()]
        return self._package.read(name) if name in self._came else b""

    def read(self, part: str) -> etree._Element:
        """The tree of a part, to be looked at."""
        name = self._names[part.lower()]
        if name not in self._trees:
            self._trees[name] = parsed(self._package.read(name))
        return self._trees[name]

    def changing(self, part: str) -> etree._Element:
        """The tree of a part, to be changed."""
        tree = self.read(part)
        self._changed.add(self._names[part.lower()])
        return tree

    # --- links ---------------------------------------------------------------------------------

    def links(self, part: str) -> Iterator[PartLink]:
        """What a part leads to within the package; ``""``: the package itself."""
        beside = _links_part(part)
        if beside not in self:
            return
        for entry in self.read(beside).iter(f"{LINKS}Relationship"):
            if entry.get("TargetMode") != "External":
                target = posixpath.join("/" + posixpath.dirname(part), entry.get("Target", ""))
                kind = entry.get("Type", "").rpartition("/")[2]
                yield PartLink(entry.get("Id", ""), kind, posixpath.normpath(target).lstrip("/"))

    def linked(self, part: str, kind: str) -> PartLink | None:
        """The first link of a kind that leads to a part that is there."""
        return next((link for link in self.links(part) if link.kind == kind and link.target in self), None)

    def link(self, part: str, kind: str, target: str) -> str:
        """Make a link, and return its id."""
        beside = _links_part(part)
        if beside not in self:
            self._put(beside, etree.Element(f"{LINKS}Relationships", nsmap={None: LINKS.strip("{}")}))
        root = self.changing(beside)
        taken = {entry.get("Id") for entry in root}
        made = next(name for number in range(1, len(taken) + 2) if (name := f"rIdOgi{number}") not in taken)
        etree.SubElement(root, f"{LINKS}Relationship", Id=made, Type=KINDS + kind, Target=f"/{target}")
        return made

    def drop(self, part: str, kind: str) -> None:
        """Take out links of a kind, with the parts they lead to."""
        for link in [link for link in self.links(part) if link.kind == kind]:
            root = self.changing(_links_part(part))
            for entry in [entry for entry in root if entry.get("Id") == link.id]:
                root.remove(entry)
            if link.target in self:
                self._remove(self._names[link.target.lower()])

    # --- parts ---------------------------------------------------------------------------------

    def add(self, name: str, root: etree._Element, content_type: str) -> str:
        """A new part, named ``name`` with the first number that is free; returns its name."""
        number = next(n for n in range(1, len(self._names) + 2) if name.format(n) not in self)
        self._put(name.format(number), root)
        types = self.changing(_TYPES_PART)
        etree.SubElement(
            types, f"{TYPES}Override", PartName=f"/{name.format(number)}", ContentType=content_type
        )
        return name.format(number)

    def replace(self, name: str, root: etree._Element) -> None:
        """Another tree for a part that is there."""
        self._put(self._names[name.lower()], root)

    def _put(self, name: str, root: etree._Element) -> None:
        self._names[name.lower()] = name
        self._trees[name] = root
        self._changed.add(name)

    def _remove(self, name: str) -> None:
        beside = _links_part(name)
        for known in (name, beside):
            if known in self:
                gone = self._names.pop(known.lower())
                self._changed.discard(gone)
                types = self.changing(_TYPES_PART)
                for entry in [
                    entry for entry in types if entry.get("PartName", "").lower() == f"/{gone}".lower()
                ]:
                    types.remove(entry)

    def saved(self) -> bytes:
        """The bytes of the file, the same for the same content."""
        file = SteadyZip()
        for name in self._names.values():
            if name in self._changed:
                file.add(name, serialized(self._trees[name]))
            else:
                file.take(self._came[name], self._package.packed(name))
        return file.finished()


def serialized(root: etree._Element) -> bytes:
    """A part as bytes."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def _links_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
