"""What happens to the file: other programs, other names, packing, damage, and things that are no workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import PurePath
from string import ascii_uppercase as LETTERS  # noqa: N812  (a constant)

from tests.simulator.clerk_draft import Draft
from tests.simulator.kind_registry import habit
from tests.simulator.paper_kinds import packed
from tests.workbook.received import specimen, unzipped, zipped
from tests.workbook.unknown_files import FILES
from toolkit.workbook.scanning.kinds import CODES, CONTAINERS, kind_of

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def _named(draft: Draft, suffix: str) -> None:
    draft.name = str(PurePath(draft.name).with_suffix(suffix))


def _package(draft: Draft) -> bool:
    """Whether the bytes are an xlsx package by now, whatever they are called."""
    return draft.saved_as in ("", "xlsx") and not draft.unreadable


@habit(7, alone="file")
def saved_with_macros(draft: Draft) -> bool:
    """An .xlsm: nothing of the macro ever runs."""
    if not _package(draft):
        return False

    def change(data: bytes) -> bytes:
        parts = unzipped(data)
        parts[CONTENT_TYPES] = parts[CONTENT_TYPES].replace(WORKBOOK_TYPE, MACRO_TYPE)
        return packed(parts | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"macro" * 50})

    draft.afterwards.append(change)
    _named(draft, ".xlsm")
    draft.tell("R-macros", "note")
    return True


@habit(7, alone="file")
def linked_to_another_workbook(draft: Draft) -> bool:
    if not _package(draft):
        return False
    link = "xl/externalLinks/externalLink1.xml"
    draft.afterwards.append(lambda data: packed(unzipped(data) | {link: "<externalLink/>"}))
    draft.tell("R-links", "note")
    return True


@habit(7)
def extension_changed(draft: Draft) -> bool:
    """WPS keeps .et, and mail programs anything."""
    _named(draft, draft.chance.choice((".et", ".xls", ".xlsx", ".XLSX", ".dat", "")))
    return True


@habit(7)
def bytes_behind(draft: Draft) -> bool:
    """A mail program added a line end."""
    if not _package(draft):
        return False
    draft.afterwards.append(lambda data: data + b"\r\n")
    return True


@habit(7, alone="file")
def zipped_up(draft: Draft) -> bool:
    """A package of workbooks is for the collection to unpack; as a workbook it is none."""
    if draft.unreadable:
        return False
    inside = draft.name
    draft.afterwards.append(lambda data: packed({inside: data}))
    _named(draft, ".zip")
    draft.unreadable = ("R-not_a_workbook",)
    return True


# --- damage --------------------------------------------------------------------------------------


def _truncated(draft: Draft) -> Callable[[bytes], bytes]:
    share = draft.chance.uniform(0.02, 0.97)
    return lambda data: data[: int(len(data) * share)]


def _zeroed(draft: Draft) -> Callable[[bytes], bytes]:
    start, length = draft.chance.random(), draft.chance.choice((16, 512, 4096))

    def change(data: bytes) -> bytes:
        at = int(start * len(data))
        return data[:at] + bytes(min(length, len(data) - at)) + data[at + length :]

    return change


def _flipped(draft: Draft) -> Callable[[bytes], bytes]:
    places = [draft.chance.random() for _ in range(draft.chance.choice((1, 1, 5, 50)))]

    def change(data: bytes) -> bytes:
        copy = bytearray(data)
        for place in places:
            copy[int(place * len(copy))] ^= 1 << int(place * 1e6) % 8
        return bytes(copy)

    return change


def _as_text(draft: Draft) -> Callable[[bytes], bytes]:
    """Sent through a program that takes every file for a text."""
    return lambda data: data.decode("utf-8", "replace").encode("utf-8")


BROKEN = (
    "R-damaged",
    "R-not_a_workbook",
    "R-encrypted",
    "R-too_large",
    "R-forbidden_xml",
    "R-far_cells",
    "R-form",
)
"""Changed bytes may turn a good workbook into any of these."""


def _damage(
    name: str, make: Callable[[Draft], Callable[[bytes], bytes]], codes: tuple[str, ...], exact: bool
) -> None:
    @habit(7, alone="file", weight=3, name=name)
    def apply(draft: Draft) -> bool:
        # An .xls has no checksums: there a changed byte may be a changed figure.
        if draft.unreadable or draft.saved_as == "xls":
            return False
        draft.afterwards.append(make(draft))
        draft.unreadable, draft.or_exact = codes, exact
        return True


_damage("truncated", _truncated, ("R-damaged",), exact=False)
_damage("bytes_zeroed", _zeroed, BROKEN, exact=True)
_damage("bits_flipped", _flipped, BROKEN, exact=True)
_damage("sent_as_text", _as_text, ("R-damaged",), exact=False)


# --- something else under the name of a workbook --------------------------------------------------

OTHER_FILES: Mapping[str, tuple[str, bytes]] = {
    "web_page": ("R-not_a_workbook", b"<html><body><table><tr><td>3</td></tr></table></body></html>"),
    "list_of_values": ("R-not_a_workbook", "项目,自然人\n新收,3\n".encode("gb18030")),
    "list_in_utf16": ("R-not_a_workbook", "项目\t自然人\n新收\t3\n".encode("utf-16")),
    "word_document": (
        "R-not_a_workbook",
        zipped({CONTENT_TYPES: "<a/>", "word/document.xml": "<w/>", "docProps/app.xml": "<a/>"}),
    ),
    "pdf": ("R-not_a_workbook", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "photo": ("R-not_a_workbook", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(range(256))),
    "rar_archive": ("R-not_a_workbook", b"Rar!\x1a\7\1\0" + bytes(64)),
    "nothing": ("R-empty", b""),
    "with_a_password": ("R-encrypted", specimen("encrypted.xlsx")),
    "binary_workbook": ("R-xlsb", zipped({"xl/workbook.bin": b"\x83\1\0"})),
    "other_workbook": ("R-form", specimen("libreoffice.xlsx")),
    "other_old_workbook": ("R-form", specimen("libreoffice.xls")),
}


def _other(name: str, code: str, data: bytes) -> None:
    @habit(7, alone="file", weight=2, name=f"sent_instead_{name}")
    def apply(draft: Draft) -> bool:
        draft.edits.clear()
        draft.saved_as = ""
        draft.afterwards = [lambda _: data]
        draft.unreadable, draft.or_exact = (code,), False
        return True


for _name, (_code, _data) in OTHER_FILES.items():
    _other(_name, _code, _data)


UNKNOWN = [
    (f"R-{CODES.get(kind, 'not_a_workbook')}", data)
    for _, data, kind in FILES
    if kind not in ("workbook", *CONTAINERS) and kind_of(data) == kind
]
"""Without containers, which a collection opens, and without those known by the file's name only."""


@habit(7, alone="file", weight=8)
def sent_instead_something_unknown(draft: Draft) -> bool:
    """Archives, mails, shortcuts, other programs' formats, files that software of the office encrypted."""
    code, data = draft.chance.choice(UNKNOWN)
    draft.edits.clear()
    draft.saved_as = ""
    draft.afterwards = [lambda _: data]
    draft.unreadable, draft.or_exact = (code,), False
    return True


@habit(7, alone="file")
def sent_as_a_mail(draft: Draft) -> bool:
    """The mail saved instead of its attachment; a collection takes the attachment, a check says how."""
    if draft.unreadable:
        return False
    inside = draft.name

    def change(data: bytes) -> bytes:
        mail = EmailMessage()
        mail["Subject"], mail["From"] = "x", "a@example.org"
        mail.set_content("x")
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=inside)
        return mail.as_bytes()

    draft.afterwards.append(change)
    _named(draft, ".eml")
    draft.unreadable = ("R-not_a_workbook",)
    return True


@habit(7, alone="file")
def stray_value_far_away(draft: Draft) -> bool:
    """A slip of the keyboard in the last row: the form is read, the slip is named."""
    if draft.saved_as or draft.unreadable:
        return False
    place = draft.chance.choice(("A1048576", "XFD1", "ZZ99999"))

    def change(data: bytes) -> bytes:
        parts = unzipped(data)
        name = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
        row = f'<row r="{place.strip(LETTERS)}"><c r="{place}"><v>1</v></c></row></sheetData>'
        return packed(parts | {name: parts[name].replace(b"</sheetData>", row.encode())})

    draft.afterwards.append(change)
    draft.tell("R-unplaced", "note", words=f"{place}“1”")
    return True


@habit(7, alone="file")
def rows_in_reverse(draft: Draft) -> bool:
    """A program that writes rows as it pleases."""
    if draft.saved_as or draft.unreadable:
        return False

    def change(data: bytes) -> bytes:
        parts = unzipped(data)
        for name, part in parts.items():
            lines = re.findall(rb"<row [^<>]*?/>|<row .*?</row>", part, re.DOTALL)
            if name.startswith("xl/worksheets/sheet") and lines:
                head, tail = part[: part.index(b"<row ")], part[part.index(b"</sheetData>") :]
                parts[name] = head + b"".join(reversed(lines)) + tail
        return packed(parts)

    draft.afterwards.append(change)
    return True
