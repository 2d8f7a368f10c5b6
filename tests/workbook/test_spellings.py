"""However a cell is spelt, its number is read exactly or the cell is named: never blank, never another.

The blanks of these workbooks are declared to be 0, so that a cell taken for blank would pass as 0.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clerk import FORM, filled, where
from tests.workbook.received import ods, unzipped, zipped
from toolkit.review.checks import judge
from toolkit.workbook.grids import at, open_grids
from toolkit.workbook.scanning import Unreadable
from toolkit.workbook.submission import read_submission

ITEM = "requests.granted.business"
NUMBER = 18
STRINGS = "xl/sharedStrings.xml"


@lru_cache(maxsize=1)
def issued() -> tuple[dict[str, bytes], str]:
    """Parts of a workbook with zeros declared, and the part with the cell."""
    parts = unzipped(filled(zeros=False, declared=True))
    number = 1 + [sheet.name for sheet in FORM.sheets].index(where(ITEM).sheet)
    return parts, f"xl/worksheets/sheet{number}.xml"


def with_cell(spelt: str, text: str) -> bytes:
    """The workbook with its cell spelt anew; ``text`` becomes the last shared string."""
    parts, name = issued()
    sheet, strings = parts[name].decode(), parts[STRINGS].decode()
    a1 = where(ITEM).a1
    found = re.search(rf'<c r="{a1}" s="(\d+)"/>', sheet)
    assert found
    count = len(re.findall(r"<si>", strings))
    strings = strings.replace("</sst>", f"<si>{text}</si></sst>")
    strings = re.sub(r'uniqueCount="\d+"', f'uniqueCount="{count + 1}"', strings)
    cell = spelt.replace("@address", f'r="{a1}" s="{found[1]}"').replace("@shared", str(count))
    return zipped({**parts, name: sheet.replace(found[0], cell), STRINGS: strings})


# --- spellings of 18 ---------------------------------------------------------------------------

digits = st.sampled_from(
    ["18", "18.0", "1.8E1", "1.8e+01", "018", "+18", " 18", "18 ", "\n18\n", "1&#56;", "&#x31;8",
     "<![CDATA[18]]>", "1<!-- -->8", "180e-1"]
)  # fmt: skip
words = st.sampled_from(
    [
        "18",
        " 18",
        "18件",
        "１８",
        "十八",
        "1 8",
        "&#49;8",
        "<![CDATA[18]]>",
        "18\u200b",
        "\u202a18\u202c",
        "1_x0038_",
    ]
)
spaced = st.sampled_from(["", " ", "\n  ", "<!-- 5 -->", "<?x y?>"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The inside of an ``is`` or ``si`` element."""
    word = draw(words)
    return draw(
        st.sampled_from(
            [f"<t>{word}</t>", f'<t xml:space="preserve">{word}</t>', f"<r><t>{word}</t></r>",
             "<r><t>1</t></r><r><rPr><b/></rPr><t>8</t></r>",
             f'<t>{word}</t><rPh sb="0" eb="1"><t>5</t></rPh><phoneticPr fontId="0"/>',
             f"<t>{word}</t><extLst><ext uri='a'/></extLst>"]
        )
    )  # fmt: skip


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """A cell element, with marks for its address and style and for the number of the shared string."""
    gap, text = draw(spaced), draw(texts())
    value = f"<v>{gap if '<' in gap else ''}{draw(digits)}</v>"
    twice = draw(st.sampled_from(["", "<v>5</v>", "<v/>", value]))
    kind, inside = draw(
        st.sampled_from(
            [("", value), ("n", value), ("n", value + twice), ("", gap + value + gap),
             ("str", f"<v>{draw(words)}</v>"), ("inlineStr", f"<is>{text}</is>"),
             ("inlineStr", f"<is>{text}</is>{twice}"), ("", f"<is>{text}</is>"), ("inlineStr", value),
             ("inlineStr", f"{value}<is>{text}</is>"), ("s", "<v>@shared</v>"), ("s", "<v> @shared </v>"),
             ("s", "<v>99999</v>"), ("s", value), ("b", "<v>1</v>"), ("b", value), ("d", value),
             ("e", "<v>#SPILL!</v>"), ("e", value), ("x", value),
             ("", value + "<extLst><ext uri='a'><v>9</v></ext></extLst>"), ("n", f"<w>5</w>{value}")]
        )
    )  # fmt: skip
    order = draw(st.booleans())
    quote = draw(st.sampled_from(['"', "'"]))

    stated = f"t={quote}{kind}{quote}" if kind else ""
    attributes = f"{stated} @address" if order else f"@address {stated}"
    return f"<c {attributes.strip()}>{inside}</c>"


@settings(deadline=None, max_examples=60)
@given(spellings(), texts())
def test_a_cell_is_read_exactly_or_named(spelt: str, text: str) -> None:
    exact_or_named(spelt, text)


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(spellings(), texts())
def test_many_cells_are_read_exactly_or_named(spelt: str, text: str) -> None:
    exact_or_named(spelt, text)


def exact_or_named(spelt: str, text: str) -> None:
    review = judge(read_submission(with_cell(spelt, text), name="x.xlsx"))
    if not review.submission.readable:
        return  # refused as a whole, with its reason
    named = {cell.item for f in review.findings if f.sends_back for cell in f.cells}
    assert review.submission.values[ITEM] == NUMBER or ITEM in named
    if review.submission.values[ITEM] != NUMBER:
        assert review.submission.values[ITEM] is None


# --- OpenDocument ------------------------------------------------------------------------------


@st.composite
def open_document_cells(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["float", "string", "percentage", "currency", "boolean", "date", "void", ""]))
    attributes = {"office:value-type": kind} if kind else {}
    if draw(st.booleans()):
        attributes["office:value"] = draw(st.sampled_from(["18", "18.0", "1.8E1", "+18", " 18 ", "abc", ""]))
    if draw(st.integers(0, 3)) == 0:
        attributes["office:string-value"] = draw(st.sampled_from(["18", "", "5"]))
    if draw(st.integers(0, 3)) == 0:
        attributes["calcext:value-type"] = draw(st.sampled_from(["float", "string", "error"]))
    shown = draw(
        st.sampled_from(
            ["<text:p>18</text:p>", "<text:p>1<text:span>8</text:span></text:p>", "",
             "<text:p>18</text:p><office:annotation><text:p>5</text:p></office:annotation>",
             "<text:p>1</text:p><text:p>8</text:p>", "<text:p>18<!-- 5 --></text:p>", "<text:p/>"]
        )
    )  # fmt: skip
    stated = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<table:table-row><table:table-cell{stated}>{shown}</table:table-cell></table:table-row>"


@settings(deadline=None, max_examples=150)
@given(open_document_cells())
def test_an_open_document_cell_is_read_exactly_or_doubted(cell: str) -> None:
    try:
        scanned, grids = open_grids(ods(cell))
        name = next(iter(grids))
        raw = at(grids[name], 0, 0)
    except Unreadable:
        return
    sheet = scanned.sheets[name]
    if sheet.cells.doubt((0, 0), raw) or (0, 0) in sheet.errors:
        return
    # Without a doubt it is what the file says: the number, its text, or nothing where nothing is.
    if raw in (None, ""):
        assert "18" not in re.sub(r"<!--.*?-->", "", cell) and "1.8E1" not in cell, (raw, cell)
    else:
        assert str(raw) in cell or raw in (NUMBER, "18", "1\n8", True, False) or hasattr(raw, "year"), (
            raw,
            cell,
        )
