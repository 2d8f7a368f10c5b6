"""Faulty workbooks, and what goes back for them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache

from openpyxl.workbook.workbook import Workbook

from tests.clerk import FORM, UNIT, filled, opened_book, typed_in, where
from toolkit.collection.returns import Notice
from toolkit.form.addresses import Cell
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.review.checks import judge
from toolkit.review.verdict import Verdict, verdict_of
from toolkit.workbook.submission import read_submission

IDENTITY = Identity(FORM.id, FORM.version, UNIT, 2023)
TOTAL, UPHELD = "disputes.reconsideration.total", "disputes.reconsideration.upheld"
RECEIVED, GRANTED = "requests.received.natural_person", "requests.granted.natural_person"
IN_FORCE = "proactive.normative_documents.in_force"
FILE = "101-某某局-2023.xlsx"


@lru_cache(maxsize=128)
def verdict(data: bytes, name: str = FILE) -> Verdict:
    return verdict_of(judge(read_submission(data, name=name)))


def notice(data: bytes, name: str = FILE, found: Verdict | None = None) -> Notice:
    return Notice(
        city="样例市",
        year=2023,
        unit=UNIT.name,
        code=UNIT.code,
        file=name,
        received=date(2024, 1, 10),
        deadline=date(2024, 1, 31),
        round=2,
        office="市政府办公室 12345",
        verdict=found or verdict(data, name),
        form=FORM,
    )


@lru_cache(maxsize=8)
def opened(data: bytes | None) -> Workbook:
    """The workbook to look at, opened once, without borders of merged cells: change nothing in it."""
    assert data is not None
    return opened_book(io.BytesIO(data))


def comment(data: bytes | None, item: str) -> str:
    cell = where(item)
    found = opened(data)[cell.sheet][cell.a1].comment
    return found.text if found else ""


def plain_findings(found: Verdict) -> list[Mapping[str, object]]:
    return [finding.as_json() for finding in found.findings]


@cache
def unsummed() -> bytes:
    """A total of 0 typed over its formula, beside a part of 2."""
    return typed_in(filled({UPHELD: 2}), {TOTAL: 0})


def relabelled(values: Mapping[str, Number | str] | None = None) -> bytes:
    """A workbook in which somebody rewrote a printed label."""
    cell = where("proactive.licensing.decisions")
    return typed_in(filled(values), {Cell(cell.sheet, cell.row, 0): "许可"})


FAULTY: dict[str, Callable[[], bytes]] = {
    "unsummed": unsummed,
    "blanks": lambda: filled(zeros=False),
    "declared with text": lambda: filled({UPHELD: "约3"}, zeros=False, declared=True),
    "text in numbers": lambda: filled({UPHELD: "2件", GRANTED: "22（其中 16 件）", RECEIVED: "/"}),
    "formula": lambda: typed_in(filled(), {UPHELD: "=3+1"}),
    "error": lambda: typed_in(filled(), {UPHELD: "=1/0"}),
    "total cleared": lambda: typed_in(filled(), {TOTAL: None}),
    "formula changed": lambda: typed_in(filled({UPHELD: 2}), {TOTAL: "=A6"}),
    "unbalanced": lambda: filled({RECEIVED: 10, GRANTED: 13}),
    "stock": lambda: filled({IN_FORCE: 1}, prior={IN_FORCE: 9}),
    "relabelled": relabelled,
    "no texts": lambda: filled(texts=False),
    "text like a formula": lambda: filled({UPHELD: "=1+1", GRANTED: "+2"}),
}


def careless(seed: int) -> bytes:
    """What a careless clerk of that number sends: blanks, text, wrong figures, totals typed over."""
    dice = random.Random(seed)
    values: dict[str, Number | str] = {}
    for item in FORM.inputs:
        typed: tuple[int | str, ...] = (0, dice.randint(0, 30), "/", "约3", "2件", "")
        values[item] = dice.choices(typed, (60, 20, 4, 2, 4, 10))[0]
    book = filled(values, declared=dice.random() < 0.3, texts=dice.random() < 0.5, prior={IN_FORCE: 9})
    totals = dice.sample(sorted(FORM.totals), 5)
    return typed_in(book, {total: dice.choice([0, 7, "/", None]) for total in totals})


@cache
def faulty(name: str | int) -> bytes:
    """The faulty workbook of that name, or what the careless clerk of that number sends; made once."""
    return careless(name) if isinstance(name, int) else FAULTY[name]()


def with_books(shown: Notice, *, marked: str = "", refilled: str = "") -> Notice:
    return replace(shown, marked=marked, refilled=refilled)
