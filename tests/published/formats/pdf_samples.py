"""Small PDFs made from their parts, with fonts that map to Unicode as Word's do, or that do not."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class Sheet:
    """A page: drawing commands, and whether a picture covers it."""

    commands: list[str] = field(default_factory=list)
    picture: bool = False

    def text(self, x: float, top: float, text: str, size: float = 16) -> Sheet:
        """Write a line; ``top`` is measured from the top of the page, as pdfplumber does."""
        codes = "".join(f"{ord(letter):04x}" for letter in text)
        self.commands.append(f"BT /F1 {size} Tf {x} {HEIGHT - top - size} Td <{codes}> Tj ET")
        return self

    def rule(self, x0: float, top: float, x1: float, bottom: float) -> Sheet:
        """Draw a line."""
        self.commands.append(f"{x0} {HEIGHT - top} m {x1} {HEIGHT - bottom} l S")
        return self

    def table(
        self, x: float, top: float, rows: list[list[str]], wide: float = 100, high: float = 30
    ) -> Sheet:
        """Draw a grid with a text in each cell; ``None`` has no line to its left."""
        right, bottom = x + wide * len(rows[0]), top + high * len(rows)
        for row in range(len(rows) + 1):
            self.rule(x, top + row * high, right, top + row * high)
        for column in range(len(rows[0]) + 1):
            self.rule(x + column * wide, top, x + column * wide, bottom)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                self.text(x + column * wide + 5, top + row * high + 5, cell, 12)
        return self


def pdf(sheets: Iterable[Sheet], *, mapped: bool = True, title: str = "") -> bytes:
    """A PDF of these pages."""
    sheets = list(sheets)
    letters = {code for sheet in sheets for line in sheet.commands for code in _codes(line)}
    objects: list[bytes] = []

    def add(content: str | bytes) -> int:
        objects.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(objects)

    add("<</Type/Catalog/Pages 2 0 R>>")
    add("")  # the pages, once they are known
    to_unicode = add(stream(_mapping(letters).encode()))
    low = add("<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/DW 1000/CIDSystemInfo<</Registry(Adobe)"
              "/Ordering(Identity)/Supplement 0>>/W[32[500] 48 57 500]>>")  # fmt: skip
    mapping = f"/ToUnicode {to_unicode} 0 R" if mapped else ""
    font = add(
        f"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[{low} 0 R]{mapping}>>"
    )
    image = add(
        stream(b"\0", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8")
    )
    info = add(f"<</Title({title})>>")
    pages = []
    for sheet in sheets:
        cover = [f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im1 Do Q"] if sheet.picture else []
        content = add(stream("\n".join([*cover, *sheet.commands]).encode()))
        resources = f"<</Font<</F1 {font} 0 R>>/XObject<</Im1 {image} 0 R>>>>"
        pages.append(
            add(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {content} 0 R"
                f"/Resources {resources}>>"
            )
        )
    kids = " ".join(f"{page} 0 R" for page in pages)
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()
    return assembled(objects, f"/Root 1 0 R/Info {info} 0 R")


def stream(content: bytes, entries: str = "") -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(content)
    head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
    return head + packed + b"\nendstream"


def assembled(objects: list[bytes], trailer: str) -> bytes:
    """A file of these objects, numbered from 1, with its table of places."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}{trailer}>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def _codes(line: str) -> set[str]:
    start, end = line.find("<") + 1, line.find(">")
    text = line[start:end] if line.startswith("BT") else ""
    return {text[at : at + 4] for at in range(0, len(text), 4)}


def _mapping(letters: set[str]) -> str:
    pairs = "\n".join(f"<{code}> <{code}>" for code in sorted(letters))
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange <0000> <ffff> "
        f"endcodespacerange\n{len(letters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
