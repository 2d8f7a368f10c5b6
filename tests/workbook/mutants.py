"""Damaged copies of good workbooks, read in a process of their own.

``python -m tests.workbook.mutants COUNT [SEED]``: the process has 2 GB of memory. It prints how many
copies were scanned, accepted and read; if it dies, a file got past the scan that kills the value reader.
"""

from __future__ import annotations

import io
import os
import random
import sys
from collections.abc import Iterator

from python_calamine import CalamineWorkbook

from tests.workbook.received import plain_workbook, specimen, unzipped, zipped
from toolkit.workbook.scanning import Unreadable, scan

MEMORY = 2 << 30
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF, 0x100000)
_TOKENS = [
    *(
        b"1048576",
        b"XFD1048576",
        b"99999999999",
        b"-1",
        b"0",
        b"",
        b"\0",
        b"\xff",
        b'"',
        b"<",
        b">",
        b"&",
        b"&#50;",
    ),
    *(b'<c r="A1">', b"</c>", b"<v>", b' t="s"', b' t="str"', b' t="e"', b"<!--", b"<![CDATA[", b"]]>"),
    *(b"<!DOCTYPE a>", b"<row>", b'<row r="1048576">', b"<sheetData>", b"</sheetData>"),
    *(b' table:number-columns-repeated="16384"', b' table:number-rows-repeated="1048576"'),
]


def originals() -> dict[str, bytes]:
    return {"xlsx": plain_workbook(), **{kind: specimen(f"libreoffice.{kind}") for kind in ("xls", "ods")}}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A copy with some bytes changed, removed, repeated, or replaced by what readers stumble over."""
    copy = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 10, 40))):
        at = chance.randrange(len(copy) + 1)
        match chance.randrange(6):
            case 0:
                copy[at : at + 1] = chance.randbytes(1)
            case 1:
                width = chance.choice((1, 2, 4))
                number = chance.choice(_NUMBERS) % (1 << 8 * width)
                copy[at : at + width] = number.to_bytes(width, "little")
            case 2:
                del copy[at : at + chance.choice((1, 4, 100))]
            case 3:
                copy[at:at] = copy[at // 2 : at // 2 + chance.choice((1, 16, 200))]
            case 4 if chance.random() < 0.3:
                del copy[at:]
            case _:
                copy[at : at + chance.choice((0, 1, 3))] = chance.choice(_TOKENS)
    return bytes(copy)


def damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """A sound zip with one damaged part."""
    parts = unzipped(data)
    name = chance.choice(
        [name for name in parts if name.endswith((".xml", ".rels")) and "docProps" not in name]
    )
    return zipped(parts | {name: damaged(parts[name], chance)})


def overwritten(data: bytes, chance: random.Random) -> bytes:
    """A copy of the same length, with telling numbers written anywhere."""
    copy = bytearray(data)
    for _ in range(chance.choice((1, 2, 4, 8))):
        width = chance.choice((1, 2, 4))
        at = chance.randrange(len(copy) - width)
        copy[at : at + width] = (chance.choice(_NUMBERS) % (1 << 8 * width)).to_bytes(width, "little")
    return bytes(copy)


def mutants(count: int, seed: int = 0) -> Iterator[bytes]:
    """``count`` copies of each kind of workbook, half of them damaged where it hurts most."""
    chance = random.Random(seed)
    for kind, data in originals().items():
        inside = overwritten if kind == "xls" else damaged_inside
        for number in range(count):
            yield (inside if number % 2 else damaged)(data, chance)


def main() -> None:
    import resource  # not on every system

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    scanned = accepted = read = 0
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a caught panic of the value reader prints its stack
    for data in mutants(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0):
        scanned += 1
        try:
            scan(data)
        except Unreadable:
            continue
        accepted += 1
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # a panic of the value reader is no Exception
            continue
        read += 1
    sys.stdout.write(f"{scanned} {accepted} {read}\n")


if __name__ == "__main__":
    main()
