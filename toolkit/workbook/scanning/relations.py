"""Parts of an Office Open XML package by their relationships, whatever they are called."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from toolkit.workbook.scanning.package import Package, PackagePart, remembered
from toolkit.workbook.scanning.scanned import Unreadable

WORKBOOK = "xl/workbook.xml"
_PACKAGE_RELATIONS = "_rels/.rels"
_ABOVE = re.compile(r"^(?:\.\./|/)+")


class Relationship(NamedTuple):
    """Where a relationship leads.

    Attributes:
        kind: last word of its type: *worksheet*, *sharedStrings*, *officeDocument* …
        target: the part's name in the package, resolved.
    """

    kind: str
    target: str


def workbook_part(package: Package) -> str:
    """Name of the workbook part, ``""`` if there is none."""
    if WORKBOOK in package and _PACKAGE_RELATIONS not in package:
        return WORKBOOK
    if _PACKAGE_RELATIONS in package:
        for relation in _read(package, _PACKAGE_RELATIONS, "").values():
            if relation.kind == "officeDocument" and _is_workbook(package, relation.target):
                return relation.target
    return WORKBOOK if WORKBOOK in package else ""


def _is_workbook(package: Package, part: str) -> bool:
    """A document of another kind (Word) is an office document too."""
    return part in package and (part.startswith("xl/") or b"workbook" in package.peek(part))


def relations_part(part: str) -> str:
    """Name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations_of(package: Package, part: str) -> dict[str, Relationship]:
    """Relation id → where it leads, of one part; external targets are left out."""
    name = relations_part(part)
    if name not in package:
        raise Unreadable("damaged", reason="missing_part")
    return _read(package, name, posixpath.dirname(part))


def _read(package: Package, name: str, base: str) -> dict[str, Relationship]:
    return {
        relation: Relationship(kind, _resolved(package, base, stated))
        for relation, kind, stated in _stated(package.part(name))
    }


@remembered
def _stated(part: PackagePart) -> tuple[tuple[str, str, str], ...]:
    """Id, kind and target of each relationship, external ones left out."""
    found: dict[str, tuple[str, str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag[tag.rfind(":") + 1 :] == "Relationship" and attributes.get("TargetMode") != "External":
            relation, kind = attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2]
            found[relation] = relation, kind, attributes.get("Target", "")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(part.content, True)
    except expat.ExpatError as error:
        raise Unreadable("damaged", reason="xml") from error
    return tuple(found.values())


def _resolved(package: Package, base: str, stated: str) -> str:
    """A target as a name in the package; some programs write it from the root without saying so."""
    names = _possible(base, stated)
    return next((name for name in names if name in package), names[0])


@lru_cache(maxsize=1024)  # the same few stand in every workbook
def _possible(base: str, stated: str) -> tuple[str, ...]:
    """Names that a target may mean, the likeliest first; the empty name where none is stated."""
    if not stated:
        return ("",)
    target = stated.replace("\\", "/")
    places = [target.lstrip("/")] if target.startswith("/") else [posixpath.join(base, target), target]
    names = [_ABOVE.sub("", posixpath.normpath(place)) for place in places]
    return tuple(n for name in names for n in (name, unquote(name)))
