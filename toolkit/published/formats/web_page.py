"""A saved page of a government site as paragraphs and tables: what a reader of the page sees, in its order.

The menus around a report are read too; what is hidden, struck out or for machines is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from toolkit.published.content import Block, Paragraph, PublishedContent
from toolkit.published.formats.bounds import check_markup
from toolkit.published.formats.decoding import decoded
from toolkit.published.formats.glyph_letters import as_written
from toolkit.published.formats.layout_tables import FilledCell, blocks_of
from toolkit.published.formats.spans import Grid, Marks
from toolkit.workbook.scanning.scanned import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNSEEN = {
    "head", "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "datalist",
    "rt", "rp", "title", "meta", "link", "del", "s", "strike",
}  # fmt: skip
"""Struck text is not what is published: read along, an old figure and the new one would make a third."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|text-decoration[^;]*line-through",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(r"(?<![\w-])font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:!|;|$)", re.IGNORECASE)
_BREAKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section",
    "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_GROUPS = {"tbody", "thead", "tfoot"}
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
"""The parser leaves out all that stands behind them, browsers show it."""
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)\s*(\S+)")

_TITLE = "//title[not(ancestor::svg)]"
_TITLES = ("articletitle", "og:title")
_SOURCES = ("contentsource",)
_DAYS = ("pubdate", "article:published_time", "publishdate")
_ADDRESSES = ("og:url", "url")


def read_page(data: bytes) -> PublishedContent:
    """Read a page, complete or a fragment of one.

    Raises:
        Unreadable: empty, or larger or deeper than any page of a report.
    """
    markup = _END.sub("", _DECLARATION.sub("", decoded(data))).encode("utf-8", "replace")
    check_markup(markup)
    root = _parsed(markup)
    meta = _meta(root)
    titles = [*_stated(meta, _TITLES), *(_tidy(one.xpath("string()")) for one in root.xpath(_TITLE))]
    return PublishedContent(
        "html",
        tuple(_PageWalk().blocks(root)),
        tuple(dict.fromkeys(filter(None, titles))),
        source=next(_stated(meta, _SOURCES), ""),
        published_on=next(filter(None, map(_day, _stated(meta, _DAYS))), ""),
        address=_address(root, meta),
    )


def _parsed(markup: bytes) -> _Element:
    from lxml import etree  # noqa: PLC0415

    # Its own ceilings would cut a page off and say so in a log only; ours were looked at before.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, default_doctype=False)
    try:
        root = etree.fromstring(markup, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("empty") from error
    if root is None:
        raise Unreadable("empty")
    if any(entry.level >= etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise Unreadable("too_complex", what="depth")
    return root


# --- what the page says of itself ----------------------------------------------------------------


def _meta(root: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = _tidy(element.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found


def _stated(meta: dict[str, str], names: tuple[str, ...]) -> Iterator[str]:
    return (meta[name] for name in names if name in meta)


def _day(text: str) -> str:
    found = _DAY.search(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def _address(root: _Element, meta: dict[str, str]) -> str:
    """The page's address as it states it; what a browser noted when it saved the page comes last."""
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (link.get("href") or "").startswith("http"):
            return (link.get("href") or "").strip()
    for stated in _stated(meta, _ADDRESSES):
        if stated.startswith("http"):
            return stated
    from lxml import etree  # noqa: PLC0415

    notes = islice(chain(root.itersiblings(etree.Comment, preceding=True), root.iter(etree.Comment)), 20)
    saved = next(filter(None, (_SAVED_FROM.search(note.text or "") for note in notes)), None)
    return saved[1] if saved else ""


# --- what a reader sees ----------------------------------------------------------------------------


@dataclass(slots=True)
class _OpenTable:
    grid: Grid
    cells: list[FilledCell] = field(default_factory=list)
    outside: list[Block] = field(default_factory=list)
    """What stands in the table and in none of its cells, such as a caption."""
    current: FilledCell | None = None

    def sink(self) -> list[Block]:
        return self.outside if self.current is None else self.current.blocks

    def blocks(self) -> Iterator[Block]:
        self.grid.end_group()
        yield from self.outside
        yield from blocks_of(self.cells)


class _PageWalk:
    """Goes through a page from top to bottom, without recursion, however deep it is nested."""

    def __init__(self) -> None:
        self._marks = Marks()
        self._found: list[Block] = []
        self._tables: list[_OpenTable] = []
        self._pieces: list[str] = []
        self._level = 0
        self._pre = 0

    def blocks(self, root: _Element) -> list[Block]:
        tag = str(root.tag)
        self._start(root, tag)
        stack = [(root, tag, iter(root))]
        while stack:
            element, tag, children = stack[-1]
            for child in children:
                name = child.tag
                if isinstance(name, str) and not _is_unseen(child, name):
                    self._start(child, name)
                    if len(child):
                        stack.append((child, name, iter(child)))
                        break
                    self._end(name)
                self._text(child.tail)
            else:
                stack.pop()
                self._end(tag)
                if stack:
                    self._text(element.tail)
        self._break()
        return self._found

    def _text(self, text: str | None) -> None:
        if not text or (not self._pieces and not self._pre and text.isspace()):
            return
        if not self._pre:
            self._pieces.append(text)
            return
        first, *others = text.split("\n")
        self._pieces.append(first)
        for line in others:
            self._break()
            self._pieces.append(line)

    def _break(self) -> None:
        """End of a line: what was gathered is a paragraph."""
        text = _tidy("".join(self._pieces))
        self._pieces.clear()
        if text:
            self._sink().append(Paragraph(text, self._level))

    def _sink(self) -> list[Block]:
        return self._tables[-1].sink() if self._tables else self._found

    def _start(self, element: _Element, tag: str) -> None:
        if tag in _BREAKS:
            if self._pieces:
                self._break()
            self._enter(tag, element)
        elif tag in ("sup", "sub"):
            self._pieces.append(" ")  # the number of a note is no digit of the figure before it
        self._text(element.text)

    def _enter(self, tag: str, element: _Element) -> None:
        table = self._tables[-1] if self._tables else None
        if tag == "table":
            self._tables.append(_OpenTable(Grid(self._marks)))
        elif tag in _LEVELS:
            self._level = _LEVELS[tag]
        elif tag == "pre":
            self._pre += 1
        elif table and tag == "tr":
            table.current = None
            table.grid.start_row()
        elif table and tag in ("td", "th"):
            place = table.grid.place(element.get("rowspan") or "1", element.get("colspan") or "1")
            table.current = FilledCell(place)
            table.cells.append(table.current)

    def _end(self, tag: str) -> None:
        if tag not in _BREAKS:
            return
        if self._pieces:
            self._break()
        if tag in _LEVELS:
            self._level = 0
        elif tag == "pre":
            self._pre -= 1
        elif self._tables:
            self._leave(self._tables[-1], tag)

    def _leave(self, table: _OpenTable, tag: str) -> None:
        if tag == "table":
            self._tables.pop()
            self._sink().extend(table.blocks())
        elif tag in ("td", "th"):
            table.current = None
        elif tag in _GROUPS:
            table.grid.end_group()


def _is_unseen(element: _Element, tag: str) -> bool:
    if tag in _UNSEEN or element.get("hidden") is not None:
        return True
    style = element.get("style")
    # Elements in one without size may have a size of their own; what stands in it alone has none.
    return style is not None and _hides(style, alone=not len(element))


@lru_cache(maxsize=1024)
def _hides(style: str, *, alone: bool) -> bool:
    return _HIDDEN.search(style) is not None or (alone and _NO_SIZE.search(style) is not None)


def _tidy(text: str) -> str:
    return " ".join(as_written(text).split())
