"""A template whose cells are replaced is the one that is built in full."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring
from zipfile import ZipFile

import pytest

from tests.fixtures.editions import INSPECTIONS
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.form.registry import load_form
from toolkit.workbook.prepared_template import PreparedTemplate
from toolkit.workbook.template_writer import Prefill, write_template

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEETS = ("xl/worksheets/", "xl/sharedStrings.xml", "xl/styles.xml")
"""Parts in which a string or a format may have another number."""


def full(form: Form, identity: Identity, prefill: Prefill) -> bytes:
    stream = io.BytesIO()
    write_template(stream, form, identity, prefill, password="p", key="k")
    return stream.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def looks(styles: Element) -> list[object]:
    """Each cell format in full."""

    def listed(name: str) -> list[bytes]:
        return [tostring(one) for one in styles.iterfind(f"{MAIN}{name}/*")]

    fonts, fills, borders = listed("fonts"), listed("fills"), listed("borders")
    patterns = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{MAIN}numFmt")}
    return [
        (
            fonts[int(xf.get("fontId", 0))], fills[int(xf.get("fillId", 0))],
            borders[int(xf.get("borderId", 0))],
            patterns.get(xf.get("numFmtId"), xf.get("numFmtId")), *map(tostring, xf),
        )
        for xf in styles.iterfind(f"{MAIN}cellXfs/*")
    ]  # fmt: skip


def stands(data: bytes) -> Iterator[object]:
    """Everything in the worksheets: rows, cells with formula, result and format, and all around them."""
    package = parts(data)
    strings = ["".join(one.itertext()) for one in fromstring(package["xl/sharedStrings.xml"])]
    formats = looks(fromstring(package["xl/styles.xml"]))
    for name in (n for n in package if n.startswith("xl/worksheets/")):
        text = package[name].decode()
        yield name, text[: text.index("<sheetData>")], text[text.index("</sheetData>") :]
        for row in fromstring(text).iter(f"{MAIN}row"):
            yield {name: value for name, value in row.attrib.items() if name != "spans"}  # a hint only
            for cell in row:
                value = cell.findtext(f"{MAIN}v")
                if cell.get("t") == "s" and value is not None:
                    value = strings[int(value)]
                look = formats[int(cell.get("s", 0))]
                yield cell.get("r"), cell.get("t"), cell.findtext(f"{MAIN}f"), value, look


@pytest.fixture(scope="module", params=["ogi-2021", INSPECTIONS], ids=["ogi-2021", "inspections"])
def prepared(request: pytest.FixtureRequest) -> PreparedTemplate:
    form = load_form(request.param)
    return PreparedTemplate(form, form.first_year, "p")


def identity(form: Form, name: str = '某"<&>局', code: str = "101") -> Identity:
    stated = tuple((p.id, None) for p in form.unit_properties)
    return Identity(form.id, form.version, Unit(name, code, stated), form.first_year, "某市-2023")


@pytest.mark.parametrize("case", ["blank", "last year", "filled", "anybody's code"])
def test_it_is_the_one_that_is_built_in_full(prepared: PreparedTemplate, case: str) -> None:
    form = prepared.form
    prior = dict.fromkeys(form.prior_items, Decimal("12.5"))
    some: dict[str, Any] = dict.fromkeys(form.inputs[::3], 7) | {form.inputs[1]: "2件", form.inputs[4]: 0}
    soft = {check.key: "情况属实" for check in form.checks if check.severity == "soft"}
    texts = {text.id: f" {text.label}\n" for text in form.texts}
    given = {
        "blank": Prefill(),
        "last year": Prefill(prior),
        "filled": Prefill(dict.fromkeys(list(prior)[:1], 1), some, texts, True, soft),
        "anybody's code": Prefill(dict.fromkeys(prior, 0), dict.fromkeys(form.inputs, 0)),
    }[case]
    whose = identity(form, code="" if case == "anybody's code" else "0101")
    made, wanted = prepared.workbook(whose, given, key="k"), full(form, whose, given)
    assert prepared._changed(whose, given, "k") is not None
    assert list(stands(made)) == list(stands(wanted))
    ours, theirs = parts(made), parts(wanted)
    assert list(ours) == list(theirs)
    assert {n: d for n, d in ours.items() if not n.startswith(SHEETS)} == {
        n: d for n, d in theirs.items() if not n.startswith(SHEETS)
    }
    assert "\ue000" not in "".join(map(str, map(bytes.decode, ours.values())))


def test_the_counts_of_strings_are_right(prepared: PreparedTemplate) -> None:
    made = parts(prepared.workbook(identity(prepared.form), Prefill(), key="k"))
    head = made["xl/sharedStrings.xml"].decode()
    used = sum(data.count(b't="s"') for name, data in made.items() if name.startswith("xl/worksheets/"))
    assert f' count="{used}" uniqueCount="{head.count("<si>")}"' in head


def test_what_more_than_cells_differs_in_is_built_in_full(prepared: PreparedTemplate) -> None:
    form = prepared.form
    long = Prefill(texts={text.id: "很长的文字。" * 400 for text in form.texts})
    assert prepared._changed(identity(form), long, "k") is None
    assert parts(prepared.workbook(identity(form), long, key="k")) == parts(full(form, identity(form), long))


def test_the_same_unit_gets_the_same_bytes(prepared: PreparedTemplate) -> None:
    whose = identity(prepared.form)
    first = prepared.workbook(whose, Prefill(), key="k")
    prepared.workbook(
        identity(prepared.form, "另一局", "102"), Prefill(dict.fromkeys(prepared.form.prior_items, 3))
    )
    assert prepared.workbook(whose, Prefill(), key="k") == first
