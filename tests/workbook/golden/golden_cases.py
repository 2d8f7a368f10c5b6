"""What the golden workbooks are built from."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import workbook_templates
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.form.registry import load_form, shipped
from toolkit.workbook.template_writer import Prefill, write_template

FOLDER = Path(__file__).parent
SHIPPED = Path(workbook_templates.__file__).parent
CASES = ("blank", "prefilled", *shipped())


def file_of(case: str) -> Path:
    """Where a golden workbook is kept: those that belong to an edition are shipped in its folder."""
    return SHIPPED / case / "blank.xlsx" if case in shipped() else FOLDER / f"{case}.xlsx"


def build(case: str) -> bytes:
    """Bytes of a golden workbook as the writer makes it now."""
    return _for_anybody(case) if case in shipped() else _issued(case)


def _for_anybody(edition: str) -> bytes:
    """The blank that can be sent to a unit without installing anything; the cover asks whose it is."""
    form, stream = load_form(edition), io.BytesIO()
    write_template(stream, form, Identity(form.id, form.version, Unit(""), 0))
    return stream.getvalue()


def _issued(case: str) -> bytes:
    form = load_form("ogi-2021", 2023)
    prior: dict[str, Number] = {
        "requests.carried_over_to_next_year.natural_person": 2,
        "requests.carried_over_to_next_year.total": 2,
        "requests.received.total": 7,
        "proactive.normative_documents.in_force": 40,
        "proactive.administrative_charges.amount": Decimal("12.345678"),
    }
    prefill = (
        Prefill() if case == "blank" else Prefill(prior=prior, texts={"other_matters": "未收取信息处理费。"})
    )
    identity = Identity(
        form.id,
        form.version,
        Unit("某某局", "101", (("rule_making", 0), ("covers_own", 1))),
        2023,
        "样例市-2023",
    )
    stream = io.BytesIO()
    write_template(stream, form, identity, prefill, key="golden")
    return stream.getvalue()
