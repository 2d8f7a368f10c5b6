"""Fixtures every room's tests share."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.form.edition import load_form
from toolkit.form.evaluation import Record
from toolkit.form.identity import Identity, Unit
from toolkit.form.model import Form
from toolkit.form.values import Values, parse_values

REAL_REPORTS = Path(__file__).parent / "fixtures" / "real_reports"
REPORT_NAMES = sorted(path.stem for path in REAL_REPORTS.glob("*.json"))


@pytest.fixture(scope="session")
def form() -> Form:
    return load_form("ogi-2021", 2023)


@pytest.fixture
def identity(form: Form) -> Identity:
    return Identity(form.id, form.version, Unit("某某局", "101"), 2023)


def real_report(name: str) -> Values:
    """Figures of a published report."""
    text = (REAL_REPORTS / f"{name}.json").read_text("utf-8")
    return parse_values(json.loads(text, parse_float=Decimal))


def zero_record(form: Form) -> Record:
    """A report of zeros with every text written: nothing to find."""
    return Record(
        values=dict.fromkeys(form.inputs, 0),
        texts={text.id: "无。" for text in form.texts},
        prior=dict.fromkeys(form.prior_items, 0),
        unit={"rule_making": 0},
    )
