"""Start tags, character references and addresses of Office Open XML, for the modules that scan it."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from toolkit.workbook.scanning.scanned import MAX_ROWS, Unreadable

if TYPE_CHECKING:
    from lxml import etree

_REFERENCES = ((b"&quot;", b'"'), (b"&lt;", b"<"), (b"&gt;", b">"), (b"&apos;", b"'"), (b"&amp;", b"&"))
"""The references that XML itself knows; the ampersand last, so that nothing is resolved twice."""
_REFERENCE = re.compile(rb"&#?\w{1,9};")


class Elements:
    """Reads a part by the start tags of its elements, prefixes dropped."""

    def __init__(self, part: bytes) -> None:
        self.part = part
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._any
        self.prepare()
        try:
            self.parser.Parse(part, True)
        except expat.ExpatError as error:
            raise Unreadable("damaged", reason="xml") from error

    def prepare(self) -> None:
        """Set further handlers of the parser."""

    def _any(self, tag: str, attributes: dict[str, str]) -> None:
        self.start(tag[tag.rfind(":") + 1 :], attributes)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in a start tag."""
        raise NotImplementedError


def parsed(part: bytes, **options: Any) -> etree._Element:
    """The tree of a part from somewhere; nothing is fetched, and no entity is put in.

    Args:
        options: further ones of the parser.

    Raises:
        SyntaxError: as lxml tells what is no XML.
    """
    from lxml import etree  # noqa: PLC0415  (takes as long to load as a workbook to read; few have need of it)

    # A parser keeps a table of names: one for all would grow for ever.
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, **options))


class _Columns(dict[bytes, int]):
    """Column letters → index from 0, worked out once. Unreal columns get unreal numbers."""

    def __missing__(self, letters: bytes) -> int:
        index = 0
        for letter in letters:
            index = index * 26 + letter - 64
        if len(letters) <= 3:
            self[letters] = index - 1
        return index - 1


class _Rows(dict[bytes, int]):
    """Row number → index from 0."""

    def __missing__(self, digits: bytes) -> int:
        index = int(digits) - 1
        if index < MAX_ROWS:
            self[digits] = index
        return index


COLUMNS = _Columns()
ROWS = _Rows()


def unescaped(stored: bytes) -> str:
    """Text without character references."""
    if b"&#" in stored:
        stored = _REFERENCE.sub(lambda found: _character(found[0]), stored)
    elif b"&" in stored:
        for reference, character in _REFERENCES:
            stored = stored.replace(reference, character)
    return stored.decode("utf-8", "replace")


@lru_cache(maxsize=4096)
def _character(reference: bytes) -> bytes:
    return html.unescape(reference.decode()).encode("utf-8", "replace")


def escaped(text: str) -> bytes:
    """Text as it may stand in an element or an attribute."""
    return html.escape(text).encode("utf-8", "replace")
