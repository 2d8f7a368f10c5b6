"""Which form a workbook without a hidden sheet is: told by its labels, never by position."""

from __future__ import annotations

import io

import pytest

from tests.clerk import opened_book
from toolkit.form.identity import Identity, Unit
from toolkit.form.registry import form_for_year
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import Prefill, write_template

RECEIVED = "requests.received.natural_person"


@pytest.mark.parametrize(("edition", "made_for"), [("ogi-2019", 2020), ("ogi-2021", 2023)])
@pytest.mark.parametrize("year", [2020, 2023])
def test_the_form_is_told_by_its_labels_whatever_the_year_says(
    edition: str, made_for: int, year: int
) -> None:
    form = form_for_year(edition, made_for)
    stream = io.BytesIO()
    identity = Identity(form.id, form.version, Unit("某某局", "101"), year)
    write_template(stream, form, identity, Prefill(values={RECEIVED: 23}))
    book = opened_book(io.BytesIO(stream.getvalue()))
    del book[form.sheet("meta").name]
    for name in list(book.defined_names):
        del book.defined_names[name]
    bare = io.BytesIO()
    book.save(bare)
    submission = read_submission(bare.getvalue(), name="手工表.xlsx")
    assert submission.form is not None and submission.identity is not None
    assert submission.form.id == submission.identity.edition == edition
    assert submission.values[RECEIVED] == 23
