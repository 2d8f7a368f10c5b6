"""What the golden workbooks are built from."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

from toolkit.form.edition import load_form
from toolkit.form.expression import Number
from toolkit.form.identity import Identity, Unit
from toolkit.workbook.template import Prefill, write_template

FOLDER = Path(__file__).parent
CASES = ("blank", "prefilled")


def build(case: str) -> bytes:
    """Bytes of a golden workbook as the writer makes it now."""
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
