"""Cells as they look and as they are spelt: number formats that come with a paste, other programs' markup."""

from __future__ import annotations

import re
from collections.abc import Callable

from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM
from tests.simulator.clerk_draft import Draft
from tests.simulator.kind_registry import COUNTS, Apply, habit
from tests.simulator.paper_kinds import LAYOUT, packed
from tests.workbook.received import unzipped

SCALED = ("0%", "0.00%", '0"万"', '0"元"', "#,##0,", '0"00"', '0.0,"千"', "0‰", "yyyy-mm-dd", "m/d/yyyy h:mm")
"""Formats under which the sheet shows another number, or no number at all."""
HIDING = (";;;", '"0"', '"无"', '"约"0')
PLAIN = ("#,##0", "0.00", "@", '0"件"', "000", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "[Red]0", "¥#,##0")


def _format(draft: Draft, item: str, code: str) -> None:
    sheet, row, column = draft.place[item]

    def change(book: Workbook) -> None:
        book[sheet].cell(row + 1, column + 1).number_format = code

    draft.edit(change)


def _formatted(codes: tuple[str, ...], told: tuple[str, str] | None) -> Apply:
    def apply(draft: Draft) -> bool:
        items = draft.some([item for item in COUNTS if draft.truth.values[item]], 3)
        for item in items:
            _format(draft, item, draft.chance.choice(codes))
            if told and told[0] == "N-INT":
                draft.type(item, draft.truth.values[item], None)
        if told:
            draft.tell(*told, *items)
        return bool(items)

    return apply


habit(1, alone="format", name="format_scales")(_formatted(SCALED, ("N-INT", "hard")))
habit(1, alone="format", name="format_hides")(_formatted(HIDING, ("R-format", "note")))
habit(1, alone="format", name="format_shows_the_same")(_formatted(PLAIN, None))


@habit(5, alone="format")
def format_of_a_total_scales(draft: Draft) -> bool:
    """The parts are certain and so is the total; what the sheet shows is told."""
    totals = [item for item in FORM.totals if item not in {*draft.cells, *draft.lost}]
    for item in draft.chance.sample(totals, min(len(totals), 1)):
        _format(draft, item, draft.chance.choice(('0"万"', "0%")))
        draft.tell("R-format", "note", item)
    return bool(totals)


# --- spellings of a cell element ---------------------------------------------------------------

EXACT: tuple[Callable[[int], str], ...] = (
    lambda n: f"<v>{n}.0</v>",
    lambda n: f"<v>{n}E0</v>",
    lambda n: f"<v><![CDATA[{n}]]></v>",
    lambda n: f"<v>&#{48 + n // 10 ** (len(str(n)) - 1)};{str(n)[1:]}</v>",
    lambda n: f"<v><!-- 5 -->{n}</v>",
    lambda n: f"<v>{n}</v><extLst><ext uri='a'><v>9</v></ext></extLst>",
)
DOUBTFUL: tuple[Callable[[int], str], ...] = (
    lambda n: f"<v>{n}</v><v>{n + 1}</v>",
    lambda n: f"<is><t>{n}</t></is><v>{n + 1}</v>",
)


def _respelt(draft: Draft, item: str, inside: str) -> None:
    """Spell the content of a cell otherwise in the part of its sheet."""
    cell = LAYOUT.items[item]

    def change(data: bytes) -> bytes:
        parts = unzipped(data)
        names = re.findall(rb'<sheet [^>]*?name="([^"]*)"', parts["xl/workbook.xml"])
        spelt = cell.sheet.encode(), cell.sheet.encode("ascii", "xmlcharrefreplace")
        number = next(n for n, name in enumerate(names, 1) if name in spelt)
        part = f"xl/worksheets/sheet{number}.xml"
        pattern = rf'<c r="{cell.a1}"((?: s="\d+")?)[^>]*>.*?</c>'.encode()
        made, count = re.subn(
            pattern, rb'<c r="%s"\g<1>>%s</c>' % (cell.a1.encode(), inside.encode()), parts[part]
        )
        assert count == 1
        return packed(parts | {part: made})

    draft.afterwards.append(change)


def _spelt(makes: tuple[Callable[[int], str], ...], doubtful: bool) -> Apply:
    def apply(draft: Draft) -> bool:
        stands = [
            i
            for i in COUNTS
            if draft.place[i] == (LAYOUT.items[i].sheet, LAYOUT.items[i].row, LAYOUT.items[i].column)
        ]
        free = [item for item in draft.untouched(stands) if draft.truth.values[item]]
        if draft.saved_as or draft.unreadable or not free:
            return False
        item = draft.chance.choice(free)
        value = int(draft.truth.values[item])
        if doubtful:
            draft.type(item, value, None)
            draft.tell("N-INT", "hard", item)
        _respelt(draft, item, draft.chance.choice(makes)(value))
        return True

    return apply


habit(7, alone="file", name="cell_spelt_otherwise")(_spelt(EXACT, doubtful=False))
habit(7, alone="file", name="cell_says_two_things")(_spelt(DOUBTFUL, doubtful=True))


# --- packages of other programs ----------------------------------------------------------------


@habit(7, alone="file")
def parts_under_other_names(draft: Draft) -> bool:
    """The workbook part and the strings renamed, targets from the root: relationships lead to them."""
    if draft.saved_as or draft.unreadable:
        return False

    def change(data: bytes) -> bytes:
        parts = unzipped(data)
        workbook, strings = parts.pop("xl/workbook.xml"), parts.pop("xl/sharedStrings.xml", b"")
        links = parts.pop("xl/_rels/workbook.xml.rels").replace(b"sharedStrings.xml", b"texts7.xml")
        types = parts["[Content_Types].xml"].replace(b"/xl/workbook.xml", b"/xl/workbook22.xml")
        root = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook22.xml")
        changed = {
            "xl/workbook22.xml": workbook,
            "xl/_rels/workbook22.xml.rels": links.replace(b'Target="worksheets/', b'Target="/xl/worksheets/'),
            "[Content_Types].xml": types.replace(b"/xl/sharedStrings.xml", b"/xl/texts7.xml"),
            "_rels/.rels": root,
        }
        return packed(parts | changed | ({"xl/texts7.xml": strings} if strings else {}))

    draft.afterwards.append(change)
    return True


@habit(7, alone="file")
def sheet_entry_without_part(draft: Draft) -> bool:
    """As for a sheet of a kind that a program does not know; it is named and the others are read."""
    if draft.saved_as or draft.unreadable:
        return False

    def change(data: bytes) -> bytes:
        parts = unzipped(data)
        entry = b'<sheet name="Module1" sheetId="99" r:id="rId999"/></sheets>'
        workbook = parts["xl/workbook.xml"].replace(b"</sheets>", entry)
        if b"xmlns:r=" not in workbook:
            space = (
                b'<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            )
            workbook = workbook.replace(b"<workbook ", space, 1)
        return packed(parts | {"xl/workbook.xml": workbook})

    draft.afterwards.append(change)
    draft.tell("R-sheet", "note", words="Module1")
    return True
