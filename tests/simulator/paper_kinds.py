"""Issued workbooks with figures typed into them, made in a few milliseconds.

A template is written once for every unit; the cells of a seed are then put into its XML, as a program
does that fills a template and leaves the stored results of the formulas as they were.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias
from xml.sax.saxutils import escape

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from tests.clerk import FORM
from tests.simulator.figure_kinds import YEAR, Number, Truth
from tests.workbook.received import unzipped
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import DECLARED, layout_of
from toolkit.workbook.template_writer import Prefill, write_template

KEY = "0123456789abcdef"
CITY = "某县"
COLLECTION = f"{CITY}-{YEAR}"
LAYOUT = layout_of(FORM)
SHEETS = tuple(sheet.name for sheet in FORM.sheets)
Place: TypeAlias = tuple[str, int, int]
"""Sheet name, row and column from 0."""

_CELL = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"((?: s="[0-9]+")?)(?: t="[a-z]+")?(?:/>|>(?:(?!</c>).)*</c>)', re.DOTALL
)


@dataclass(frozen=True)
class Formula:
    """Typed as a formula."""

    text: str
    cached: int = 8

    def adds_up(self, value_of: Callable[[int, int], Number | None]) -> Number | None:
        """Its value where every cell that it adds is known; ``value_of`` takes row and column from 0.

        Raises:
            LookupError: it adds no cells or numbers.
        """
        inside = self.text.removeprefix("SUM(").removesuffix(")")
        if not re.fullmatch(r"[A-Z]+\d+:[A-Z]+\d+|[A-Z0-9]+(\+[A-Z0-9]+)*", inside):
            raise LookupError
        if ":" in inside:
            left, top, right, bottom = (bound or 0 for bound in range_boundaries(inside))
            places = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            values = [value_of(row - 1, column - 1) for row, column in places]
        else:
            values = []
            for part in inside.split("+"):
                if part.isdigit():
                    values.append(int(part))
                else:
                    row, column = coordinate_to_tuple(part)
                    values.append(value_of(row - 1, column - 1))
        return sum(value for value in values if value is not None) if None not in values else None


@dataclass(frozen=True)
class ErrorValue:
    """An error such as #REF!."""

    text: str


Content: TypeAlias = Number | float | bool | str | datetime | Formula | ErrorValue | None
"""What stands in a cell; ``None``: nothing."""


@dataclass(frozen=True)
class Issue:
    """How a template was issued: to whom, for which year, by whom."""

    unit: Unit
    year: int
    key: str = KEY
    collection: str = COLLECTION

    def identity(self) -> Identity:
        return Identity(FORM.id, FORM.version, self.unit, self.year, self.collection)


def issued_to(truth: Truth) -> Issue:
    return Issue(truth.unit, truth.year)


@lru_cache(maxsize=32)
def _blank(issue: Issue, has_prior: bool) -> Mapping[str, bytes]:
    stream = io.BytesIO()
    prior: dict[str, Number] = dict.fromkeys(FORM.prior_items, 0) if has_prior else {}
    words = {text.id: "无。" for text in FORM.texts}
    write_template(stream, FORM, issue.identity(), Prefill(prior, texts=words), key=issue.key)
    return unzipped(stream.getvalue())


def paper(
    truth: Truth, issue: Issue, figures: Mapping[str, Content], *, declaration: str = "", signed: bool = True
) -> bytes:
    """The workbook issued so, with ``figures`` in the cells of its items."""
    cells: dict[Place, Content] = {}
    for item, content in figures.items():
        cell = LAYOUT.items[item]
        cells[cell.sheet, cell.row, cell.column] = content
    for text, words in truth.texts.items():
        cell = LAYOUT.texts[text]
        cells[cell.sheet, cell.row, cell.column] = words
    for field, words in (*truth.contact.items(), (DECLARED, declaration)):
        cell = LAYOUT.contact.get(field) or LAYOUT.cover[field]
        cells[cell.sheet, cell.row, cell.column] = words or None
    if truth.prior is not None:
        for item, value in truth.prior.items():
            shown = LAYOUT.compared.get(item)
            for cell in (LAYOUT.prior[item], *([shown] if shown else [])):
                cells[cell.sheet, cell.row, cell.column] = value
        cell = LAYOUT.meta["signature"]
        signature = issue.identity().signature(truth.prior, issue.key) if signed else "0" * 32
        cells[cell.sheet, cell.row, cell.column] = signature
    return packed(stamped(_blank(issue, truth.prior is not None), cells))


def stamped(parts: Mapping[str, bytes], cells: Mapping[Place, Content]) -> dict[str, bytes]:
    """The parts of a workbook with other contents in these cells, which exist already."""
    stamped_parts = dict(parts)
    for number, sheet in enumerate(SHEETS, 1):
        wanted = {(row, column): content for (name, row, column), content in cells.items() if name == sheet}
        if not wanted:
            continue
        part = f"xl/worksheets/sheet{number}.xml"

        def change(found: re.Match[bytes], wanted: dict[tuple[int, int], Content] = wanted) -> bytes:
            place = int(found[2]) - 1, _column(found[1])
            if place not in wanted:
                return found[0]
            return b'<c r="%s%s"%s%s' % (found[1], found[2], found[3], _body(wanted.pop(place)))

        stamped_parts[part] = _CELL.sub(change, parts[part])
        assert not wanted, (sheet, wanted)
    return stamped_parts


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _body(content: Content) -> bytes:
    match content:
        case None:
            text = "/>"
        case bool():
            text = f' t="b"><v>{int(content)}</v></c>'
        case int() | float() | Decimal():
            text = (
                f"><v>{float(content)!r}</v></c>"
                if content != int(content)
                else f"><v>{int(content)}</v></c>"
            )
        case Formula():
            text = f"><f>{escape(content.text)}</f><v>{content.cached}</v></c>"
        case ErrorValue():
            text = f' t="e"><v>{content.text}</v></c>'
        case str():
            text = f' t="inlineStr"><is><t xml:space="preserve">{escape(content)}</t></is></c>'
        case _:
            raise TypeError(content)
    return text.encode()


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these parts: the same bytes every time, squeezed little because that is most of the work."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name)  # of 1980, and not of now
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, content, compresslevel=1)
    return target.getvalue()
