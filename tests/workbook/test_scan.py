"""Looking received files over: what is told, what is refused, and that nothing else ever happens."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.workbook.mutants import mutants, originals
from tests.workbook.received import (
    ONE,
    formula,
    number,
    ods,
    ods_row,
    rows,
    specimen,
    unzipped,
    workbook,
    worksheet,
)
from tests.workbook.verdicts import FAR, GOOD, ODD_BUT_GOOD, REFUSED, XLS
from toolkit.workbook.scanning import Scan, Unreadable, filled_cells, odf_formats, scan, sheet_names
from toolkit.workbook.scanning import worksheet as worksheet_part
from toolkit.workbook.scanning.filled_cells import FilledCells
from toolkit.workbook.scanning.kinds import remarks
from toolkit.workbook.scanning.worksheet import canonical_cells, parsed_cells

SAVED = {"xlsxwriter": GOOD, "LibreOffice": specimen("libreoffice.xlsx")}
TABLE, CHECKS = "三申请办理", "校验"
NAMES = {"requests.received.natural_person": (TABLE, 1, 1)}


def read_values(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    grids = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
    return {
        name: [list(row) for row in grid.to_python(skip_empty_area=False)] for name, grid in grids.items()
    }


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        scan(data)
    return caught.value


# --- what is told ----------------------------------------------------------------------------------


@pytest.mark.parametrize("program", SAVED)
def test_xlsx_tells_formulas_errors_and_names(program: str) -> None:
    found = scan(SAVED[program])
    assert (found.format, list(found.sheets), found.names) == ("xlsx", [TABLE, CHECKS], NAMES)
    assert (found.macros, found.external_links) == (False, False)
    assert found.sheets[TABLE].formulas[1, 3] == "SUM(B2:C2)"
    assert found.sheets[CHECKS].formulas[2, 1] == 'IF(三申请办理!B2<4,"通过","不通过")'
    assert found.sheets[TABLE].errors == {(6, 1), (7, 1)}


def test_ods_tells_formulas_errors_and_names() -> None:
    found = scan(specimen("libreoffice.ods"))
    assert (found.format, list(found.sheets), found.names) == ("ods", [TABLE, CHECKS], NAMES)
    assert (found.macros, found.external_links) == (False, False)
    assert found.sheets[TABLE].formulas[1, 3] == "of:=SUM([.B2:.C2])"
    assert found.sheets[TABLE].errors == {(6, 1), (7, 1)}


def test_xls_tells_where_formulas_and_errors_are() -> None:
    found = scan(XLS)
    assert (found.format, list(found.sheets), found.names) == ("xls", [TABLE, CHECKS], {})
    places = [(1, 3), (2, 3), (3, 3), (5, 1), (6, 1), (7, 1)]
    assert found.sheets[TABLE].formulas == dict.fromkeys(places, "")
    assert found.sheets[TABLE].errors == {(6, 1), (7, 1)}


def test_a_shared_formula_has_its_text_at_its_first_cell() -> None:
    first = '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1&amp;"&lt;"</f><v>1</v></c>'
    follower = '<row r="2"><c r="B2"><f t="shared" si="0"/><v>1</v></c></row>'
    found = scan(rows(f'<row r="1">{first}</row>{follower}'))
    assert found.sheets["S"].formulas == {(0, 1): 'A1&"<"', (1, 1): ""}


def test_an_array_formula_holds_for_its_range() -> None:
    first = '<c r="A1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c>'
    found = scan(rows(f'<row r="1">{first}<c r="B1"><v>2</v></c><c r="C1"><v>2</v></c></row>'))
    assert found.sheets["S"].formulas == {(0, 0): "C1:D1", (0, 1): ""}


def test_repeated_ods_cells_are_told_one_by_one() -> None:
    cells = ' table:formula="of:=1" table:number-columns-repeated="2" calcext:value-type="error"'
    sheet = scan(ods(ods_row("", cells, repeated="2"))).sheets[TABLE]
    assert sheet.errors == {(0, 0), (0, 1), (1, 0), (1, 1)} == set(sheet.formulas)


def _before_the_sheets(text: str) -> bytes:
    """The specimen with something more before its first sheet."""
    content = unzipped(specimen("libreoffice.ods"))["content.xml"].decode()
    return ods(more={"content.xml": content.replace("<table:table ", f"{text}<table:table ", 1)})


def test_what_stands_before_the_sheets_of_an_ods_is_read_once() -> None:
    odf_formats.remembered_opening.cache_clear()
    first, second = scan(ods(ods_row("1"))), scan(ods(ods_row("#REF!")))
    assert odf_formats.remembered_opening.cache_info().hits == 1
    assert (first.sheets[TABLE].errors, second.sheets[TABLE].errors) == (set(), {(0, 0)})
    assert first.sheets[CHECKS] == second.sheets[CHECKS] == scan(specimen("libreoffice.ods")).sheets[CHECKS]


@pytest.mark.parametrize(
    "text",
    ("<!-- <table:table > -->", "<?x <table:table ?>", "<!-- <table:table table:name='更多'> -->"),
)
def test_what_only_looks_like_the_first_sheet_of_an_ods_is_none(text: str) -> None:
    assert scan(_before_the_sheets(text)).sheets == scan(specimen("libreoffice.ods")).sheets


def test_a_sheet_in_another_spelling_before_the_first_of_an_ods_is_one() -> None:
    found = scan(_before_the_sheets(f"<table:table\ntable:name='更多'>{ods_row('#REF!')}</table:table>"))
    assert list(found.sheets) == ["更多", TABLE, CHECKS]
    assert found.sheets["更多"].errors == {(0, 0)}


def test_markup_broken_before_the_sheets_of_an_ods_is_refused() -> None:
    with pytest.raises(Unreadable, match="damaged"):
        scan(_before_the_sheets('<a b="'))


LINKS = {
    "external part": rows(ONE, more={"xl/externalLinks/externalLink1.xml": "<a/>"}),
    "other workbook": formula("[1]Sheet1!$A$1"),
    "program": formula("cmd|'/c calc'!A0"),
    "in a name": rows(ONE, more={"xl/workbook.xml": workbook(
        names="<definedNames><definedName name='a'>[1]S!$A$1</definedName></definedNames>")}),
    "ods": ods(ods_row("", ' table:formula="of:=DDE(&quot;a&quot;)"')),
}  # fmt: skip


@pytest.mark.parametrize("name", LINKS)
def test_links_are_reported(name: str) -> None:
    assert scan(LINKS[name]).external_links


def test_a_link_in_a_text_is_none() -> None:
    assert not scan(formula('A2&amp;"[1]Sheet1!|!"')).external_links


def test_macros_are_reported() -> None:
    found = scan(rows(ONE, more={"xl/vbaProject.bin": b"x"}))
    assert (found.macros, found.format) == (True, "xlsm")
    assert scan(ods(more={"Basic/Standard/Module1.xml": "<a/>"})).macros


def test_a_name_of_the_workbook_goes_before_one_of_a_sheet() -> None:
    names = (
        "<definedName name='it' localSheetId='0'>S!$B$2</definedName>"
        "<definedName comment='a' name=\"it\">S!$C$5</definedName>"
        "<definedName name='range'>S!$A$1:$B$2</definedName>"
        "<definedName name='gone'>X!$A$1</definedName>"
        "<definedName name='own'>'S'!$AA$10</definedName>"
    )
    part = workbook(names=f"<definedNames>{names}</definedNames>")
    assert scan(rows(ONE, more={"xl/workbook.xml": part})).names == {"it": ("S", 4, 2), "own": ("S", 9, 26)}


# --- what is accepted ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ODD_BUT_GOOD)
def test_odd_but_good_files_are_accepted_and_read(name: str) -> None:
    data, expected = ODD_BUT_GOOD[name]
    found, values = scan(data), read_values(data)
    assert list(found.sheets) == list(values)
    assert next(iter(values.values()))[0][0] == expected


# --- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FAR)
def test_far_values_are_refused_with_their_place(name: str) -> None:
    data, cell = FAR[name]
    verdict = refusal(data)
    assert verdict.code == "far_cells"
    assert verdict.details == {"sheet": "S" if data.count(b"xl/") else TABLE, "cell": cell}


@pytest.mark.parametrize(
    ("expected", "name"), [(code, name) for code, files in REFUSED.items() for name in files]
)
def test_hostile_and_broken_files_end_in_one_verdict(expected: str, name: str) -> None:
    verdict = refusal(REFUSED[expected][name])
    words = [verdict.details.get(key) for key in ("kind", "reason", "what", "part")]
    assert " ".join([verdict.code, *(str(word) for word in words if word)]) == expected


# --- the two ways to read a sheet ------------------------------------------------------------------


@pytest.mark.parametrize("program", SAVED)
def test_the_fast_way_finds_what_the_parser_finds(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = scan(SAVED[program])
    monkeypatch.setattr(filled_cells, "canonical_pieces", lambda *_: [None])
    assert scan(SAVED[program]) == fast


@pytest.mark.parametrize("program", SAVED)
def test_a_sheet_seen_in_pieces_is_the_same(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = scan(SAVED[program])
    monkeypatch.setattr(worksheet_part, "_PIECE", 500)
    pieces = scan(SAVED[program])
    assert pieces == whole
    for name, sheet in whole.sheets.items():
        cells = [(row, column) for row in range(60) for column in range(20)]
        for look in ("text", "format"):
            assert [getattr(pieces.sheets[name].cells, look)(cell) for cell in cells] == [
                getattr(sheet.cells, look)(cell) for cell in cells
            ]
        apart, again = sheet.respelt, pieces.sheets[name].respelt
        assert (apart is None) is (again is None)
        assert apart is None or again is None or again() == apart()


def test_cells_out_of_order_are_put_in_order_in_pieces_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in (1, 2, 4, 3)]
    monkeypatch.setattr(worksheet_part, "_PIECE", 1)
    assert FilledCells.of(worksheet("".join(rows[:3])).encode()).last == (3, 0)
    found = FilledCells.of(worksheet("".join(rows)).encode())
    places, cells = found.all()
    assert ([row for row, _ in places], [cell[4] for cell in cells]) == (
        [0, 1, 2, 3],
        [b"1", b"2", b"3", b"4"],
    )
    assert found.last == (3, 0) and not found.usual


@pytest.mark.parametrize(("rows", "held"), [(5_000, True), (20_000, False)])
def test_the_cells_of_a_large_sheet_are_not_held(rows: int, held: bool) -> None:
    lines = [f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, rows + 1)]
    found = FilledCells.of(worksheet("".join(lines)).encode())
    assert (found._held is not None) is held
    assert found.stored == len(found.all()[1]) == rows and found.last == (rows - 1, 0)


def test_the_usual_programs_write_what_the_fast_way_knows() -> None:
    for data in SAVED.values():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [package.read(name) for name in package.namelist() if "/worksheets/sheet" in name]
        assert all(canonical_cells(part) is not None for part in parts)


USUAL = ["", "<v/>", "<v />", "<v></v>", "<v>12</v>", "<f>A1</f>", "<f>A&lt;1</f><v>3</v>", "<f></f><v>3</v>"]
SELDOM = [
    '<f t="shared" si="0"/><v>1</v>',
    "<is><t>a</t></is>",
    '<is><t xml:space="preserve"> </t></is>',
    "<w/>",
]
WRONG = ["<v>1&#50;</v>", "<v><!-- --></v>", "<v>1</v><v>2</v>", "<v> 1</v>", "<f/>", "<v>1</v><f>1</f>"]
CELLS = st.tuples(
    st.sampled_from(["A", "b", "AB", "ZZZ"]),
    st.sampled_from(["", ' t="n"', ' t="str"', ' t="b"', ' t="e"']),
    st.sampled_from(USUAL + SELDOM + WRONG),
)


@given(st.lists(CELLS, max_size=6))
def test_the_fast_way_finds_every_value_the_parser_finds(cells: list[tuple[str, str, str]]) -> None:
    texts = [f'<row r="{n}"><c r="{c}{n}" s="1"{t}>{v}</c></row>' for n, (c, t, v) in enumerate(cells, 1)]
    part = worksheet("".join(texts)).encode()
    fast = canonical_cells(part)
    if fast is None:
        return
    parsed = parsed_cells(part)
    assert [(*cell[:2], *cell[5:7]) for cell in fast] == [(*cell[:2], *cell[5:7]) for cell in parsed]
    assert [any((c[4], c[5], c[7])) for c in fast] == [any((c[4], c[5], c[7])) for c in parsed]


# --- whatever comes --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_damaged_files_are_scanned_or_refused(seed: int) -> None:
    accepted = 0
    for data in mutants(150, seed):
        try:
            accepted += isinstance(scan(data), Scan)
        except Unreadable:
            continue
    assert accepted > 50


@pytest.mark.parametrize("kind", originals())
def test_every_truncation_is_scanned_or_refused(kind: str) -> None:
    data = originals()[kind]
    for length in [*range(0, 1200, 7), *range(1200, len(data), 97)]:
        try:
            scan(data[:length])
        except Unreadable:
            continue
        assert len(data) - length < 600  # an .xls may lose its last, unused sectors


def test_the_value_reader_survives_what_the_scan_accepts() -> None:
    pytest.importorskip("resource")
    command = [sys.executable, "-m", "tests.workbook.mutants", "300"]
    done = subprocess.run(
        command, capture_output=True, cwd=Path(__file__).parents[2], timeout=600, check=False
    )
    assert done.returncode == 0
    scanned, accepted, read = map(int, done.stdout.split())
    assert scanned == 900
    assert accepted > 200
    assert read > 150


@pytest.mark.parametrize(
    "data",
    [
        rows(number("A1"), more={"xl/media/image1.png": b""}),
        ods(more={"Pictures/1000.png": b""}),
    ],
    ids=["xlsx", "ods"],
)
def test_pictures_are_told(data: bytes) -> None:
    assert [finding.code for finding in remarks(scan(data))] == ["R-pictures"]
    assert not list(remarks(scan(rows(number("A1")))))


@pytest.mark.parametrize("program", SAVED)
def test_names_of_sheets_are_told_without_a_look_at_the_sheets(program: str) -> None:
    assert sheet_names(SAVED[program]) == set(scan(SAVED[program]).sheets)


def test_names_of_sheets_of_other_files_take_a_scan() -> None:
    assert sheet_names(ods()) is None
    assert sheet_names(b"") is None
    with pytest.raises(Unreadable, match="zip"):
        sheet_names(b"PK\3\4 cut")
