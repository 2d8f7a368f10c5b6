"""Mails as Outlook saves them (.msg): a small writer of OLE containers, since no library writes them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import TypeAlias

Tree: TypeAlias = Mapping[str, "bytes | Tree"]

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_SHORTEST = 4096
"""Shorter streams would go into the mini stream; so all are padded with zeros."""


def outlook_mail(attachments: Mapping[str, bytes | Tree], *, wide: bool = True) -> bytes:
    """A mail with attachments; a tree instead of bytes is a mail within it (see :func:`message`)."""
    return container(message(attachments, wide=wide))


def message(attachments: Mapping[str, bytes | Tree], *, wide: bool = True) -> dict[str, bytes | Tree]:
    tree: dict[str, bytes | Tree] = {"__properties_version1.0": bytes(32)}
    for number, (name, content) in enumerate(attachments.items()):
        tag, text = ("001F", name.encode("utf-16-le")) if wide else ("001E", name.encode("gbk"))
        kept = {"__properties_version1.0": bytes(8), f"__substg1.0_3707{tag}": text}
        if isinstance(content, bytes):
            attached: Tree = {**kept, "__substg1.0_37010102": content}
        else:
            attached = {**kept, "__substg1.0_3701000D": content}
        tree[f"__attach_version1.0_#{number:08X}"] = attached
    return tree


def container(tree: Tree) -> bytes:
    """An OLE container of version 3 with these storages and streams."""
    entries: list[list[int | str]] = [["Root Entry", 5, _FREE, _FREE, _END, 0]]
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(content: bytes) -> int:
        start = len(sectors)
        count = -(-len(content) // _SECTOR)
        for number in range(count):
            sectors.append(content[number * _SECTOR : (number + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            fat.append(start + number + 1 if number < count - 1 else _END)
        return start

    def add(parent: int, children: Tree) -> None:
        last = -1
        for name, content in children.items():
            number = len(entries)
            if isinstance(content, bytes):
                padded = content.ljust(_SHORTEST, b"\0")
                entries.append([name, 2, _FREE, _FREE, store(padded), len(padded)])
            else:
                entries.append([name, 1, _FREE, _FREE, 0, 0])
            entries[parent if last < 0 else last][3 if last < 0 else 2] = number
            last = number
            if not isinstance(content, bytes):
                add(number, content)

    add(0, tree)
    listing = b"".join(_entry(*entry) for entry in entries)  # type: ignore[arg-type]
    directory = store(listing.ljust(-(-len(listing) // _SECTOR) * _SECTOR, b"\0"))
    tables = 1
    while tables * 128 < len(sectors) + tables:
        tables += 1
    first = len(sectors)
    fat += [_FAT] * tables
    fat += [_FREE] * (tables * 128 - len(fat))
    sectors += [struct.pack("<128I", *fat[n * 128 : (n + 1) * 128]) for n in range(tables)]
    places = [first + n for n in range(tables)] + [_FREE] * (109 - tables)
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, directory, 0, _SHORTEST, _END, 0, _END, 0, 0,
    )[:76]  # fmt: skip
    return head + struct.pack("<109I", *places) + b"".join(sectors)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xIQQIQ", len(text) + 2, kind, 1, _FREE, right, child, 0, 0, 0, start, size
    )
