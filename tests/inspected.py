"""Workbooks of the adversarial edition, filled in rightly but for what a test types."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tests.clerk import filled
from tests.fixtures.editions import INSPECTIONS
from toolkit.form.expression import Number
from toolkit.form.registry import load_form, use_edition

FORM = load_form(use_edition(INSPECTIONS))
RIGHT: Mapping[str, Number | str] = {
    "staff.duty.value": 40,
    "staff.certified.value": 10,
    "staff.share.value": Decimal(25),
    "staff.median.value": Decimal(40),
    "sites.north.opened": "2023-02-28",
    "sites.north.grade": "Good & fair",
    "sites.north.licensed": "yes",
    "sites.north.remark": '=1+1 "&" <new>',
    "sites.south.opened": "2023-12-31",
    "sites.south.grade": "Poor <1>",
    "sites.south.licensed": "no",
}
OPENED, GRADE, LICENSED, REMARK = (
    f"sites.north.{name}" for name in ("opened", "grade", "licensed", "remark")
)
CHECKS, LONGEST = "sites.north.checks", "sites.north.longest"


def answered(values: Mapping[str, Number | str] | None = None) -> bytes:
    """A right workbook with these contents."""
    return filled({**RIGHT, **(values or {})}, form=FORM)
