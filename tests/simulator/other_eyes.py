"""The cells of a workbook as others see them: openpyxl, and a plain walk through the XML."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import TypeAlias
from xml.etree import ElementTree

import openpyxl

from tests.clerk import FORM

Seen: TypeAlias = Mapping[tuple[str, int, int], tuple[object, bool]]
"""Sheet, row, column → content, and whether it is a formula."""

NOWHERE = (-1, -1)
"""Row and column of the mark of a sheet that is no XML, so that nobody can confirm what is read there."""
UNREAD = tuple(FORM.sheet(sheet).name for sheet in ("checks", "meta"))
"""Sheets without items."""


def by_openpyxl(data: bytes) -> Seen | None:
    """What openpyxl sees, ``None`` where it sees nothing: it was not written for broken files."""
    seen: dict[tuple[str, int, int], tuple[object, bool]] = {}
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        for sheet in book.worksheets:
            if sheet.title in UNREAD:
                continue
            sheet.reset_dimensions()
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        place = sheet.title, cell.row - 1, cell.column - 1
                        seen[place] = cell.value, cell.data_type == "f"
    except Exception:  # nearly anything
        return None
    return seen


def by_walking(data: bytes) -> Seen | None:
    """What the XML says, cell by cell under its own address, whatever the namespaces and styles are."""
    try:
        return _walked(data)
    except ElementTree.ParseError:
        return None


def _walked(data: bytes) -> Seen:
    parts = dict(_sound_parts(data))
    relations = _tree(parts, "xl/_rels/workbook.xml.rels")
    targets = {element.get("Id"): str(element.get("Target")) for element in relations}
    texts = [_words(entry) for entry in _tree(parts, "xl/sharedstrings.xml") if _is(entry, "si")]
    seen: dict[tuple[str, int, int], tuple[object, bool]] = {}
    for sheet in _tree(parts, "xl/workbook.xml").iter():
        if _is(sheet, "sheet"):
            target = next(str(targets.get(value)) for key, value in sheet.items() if key.endswith("}id"))
            path = target.lstrip("/").removeprefix("xl/")
            if sheet.get("name") in UNREAD:
                continue
            try:
                cells = list(_cells(_tree(parts, f"xl/{path}".casefold()), texts))
            except ElementTree.ParseError:
                seen[str(sheet.get("name")), *NOWHERE] = None, False  # the other sheets are sound
                continue
            for row, column, content, formula in cells:
                seen[str(sheet.get("name")), row, column] = content, formula
    return seen


def _sound_parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            try:
                yield name.casefold(), package.read(name)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
                continue


def _tree(parts: Mapping[str, bytes], name: str) -> ElementTree.Element:
    """A part as a tree; of one that is broken elsewhere, the cells alone."""
    part = parts.get(name, b"<none/>")
    try:
        return ElementTree.fromstring(part)
    except ElementTree.ParseError:
        start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
        return ElementTree.fromstring(part[start : end + len(b"</sheetData>")] if start > 0 else b"<none/>")


def _is(element: ElementTree.Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == name


def _words(entry: ElementTree.Element) -> str:
    return "".join(element.text or "" for element in entry.iter() if _is(element, "t"))


def _cells(sheet: ElementTree.Element, texts: list[str]) -> Iterator[tuple[int, int, object, bool]]:
    for cell in sheet.iter():
        address = cell.get("r", "")
        letters = address.rstrip("0123456789")
        if not _is(cell, "c") or not letters:
            continue
        column = 0
        for letter in letters.upper():
            column = column * 26 + ord(letter) - 64
        stored = next((child.text or "" for child in cell if _is(child, "v")), "")
        formula = any(_is(child, "f") for child in cell)
        yield int(address[len(letters) :]) - 1, column - 1, _content(cell, stored, texts), formula


def _content(cell: ElementTree.Element, stored: str, texts: list[str]) -> object:
    kind = cell.get("t", "n")
    try:
        match kind:
            case "s":
                return texts[int(stored)]
            case "inlineStr":
                return _words(cell)
            case "b":
                return stored not in ("", "0")
            case "n":
                return float(stored) if stored else ""
            case _:
                return stored
    except (ValueError, IndexError):
        return stored
