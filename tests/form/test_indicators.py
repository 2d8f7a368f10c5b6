"""Indicators and sentences are data: what they name must be there, what they say must be true."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import REPORT_NAMES, real_report
from toolkit.errors import EditionError
from toolkit.form import indicators
from toolkit.form.evaluation import Record, completed
from toolkit.form.indicators import INDICATORS, NARRATIVE, in_group, sentences
from toolkit.form.registry import load_form
from toolkit.form.settings_schema import SHIPPED

FORM = load_form("ogi-2021", 2023)


def by_id(name: str) -> indicators.Indicator:
    return next(one for one in indicators.indicators(FORM.id) if one.id == name)


def test_a_sum_and_a_share() -> None:
    values = completed(FORM, Record({
        **dict.fromkeys(FORM.inputs, 0), "requests.granted.natural_person": 3,
        "requests.refused_other_law.business": 1, "requests.refused_state_secret.natural_person": 4,
    }))  # fmt: skip
    assert by_id("refused").value(values) == 5
    assert by_id("disclosure_rate").value(values) == Decimal("0.375")
    assert by_id("litigation_correction_rate").value(values) is None, "a share of nothing"
    assert by_id("refused").value({}) is None, "not known is not 0"


@pytest.mark.parametrize("group", ["outcomes", "applicants"])
def test_groups_cover_what_they_divide(group: str) -> None:
    """Outcomes add up to requests processed, applicants to requests received, in every published report."""
    whole = by_id({"outcomes": "processed", "applicants": "received"}[group])
    for name in REPORT_NAMES:
        numbers = real_report(name).numbers()
        values = completed(FORM, Record({i: numbers.get(i, 0) for i in FORM.inputs}))
        assert sum(one.value(values) or 0 for one in in_group(FORM.id, group)) == whole.value(values), name


def test_grounds_of_refusal_are_all_grounds() -> None:
    grounds = {item for one in in_group(FORM.id, "refusal_grounds") for item in one.numerator}
    assert grounds == {i for i in FORM.items if i.startswith("requests.refused_") and i.endswith(".total")}


def test_every_text_of_figures_has_sentences_for_every_case() -> None:
    """Exactly one sentence tells of requests received, one of the fee, whatever the figures are."""
    for received, notices, charged in ((0, 0, 0), (1, 0, 0), (0, 2, 50), (7, 0, 3)):
        values = {one.id: 0 for one in indicators.indicators(FORM.id)} | {
            "received": received, "fee_notices": notices, "fees_charged": charged,
        }  # fmt: skip
        holding = [s for s in sentences(FORM.id) if s.holds(values)]
        assert sum("政府信息公开申请" in s.words for s in holding) == 1
        assert sum(s.text == "other_matters" for s in holding) == 1


BROKEN = {
    "an item there is not": (
        INDICATORS,
        "requests.granted.total",
        "requests.grnted.total",
        "requests.grnted",
    ),
    "nothing to add": (INDICATORS, "requests.granted.total,,", ",,", "numerator"),
    "an indicator twice": (INDICATORS, "carried_in,", "received,", "received"),
    "a sentence of nobody": (NARRATIVE, "{carried_in}", "{carried}", "carried"),
    "a group there is not": (NARRATIVE, "{list.outcomes}", "{list.results}", "list.results"),
    "a text there is not": (NARRATIVE, "other_matters,fee_notices > 0", "matters,fee_notices > 0", "matters"),
    "a condition that is none": (NARRATIVE, "received > 0", "received >> 0", NARRATIVE),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_the_data_get_wrong_is_said(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: Callable[[Path], None]
) -> None:
    file, old, new, named = BROKEN[case]
    copied(tmp_path)
    path = tmp_path / FORM.id / file
    text = path.read_text("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8-sig")
    monkeypatch.setattr(indicators, "folder_of", lambda edition: tmp_path / edition)
    with pytest.raises(EditionError, match=named):
        indicators.indicators(FORM.id)
        sentences(FORM.id)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Copies the data of the edition to where a test may spoil them."""
    import shutil

    def copy(folder: Path) -> None:
        source = SHIPPED / FORM.id
        shutil.copytree(source, folder / FORM.id)

    for cached in (indicators.indicators, indicators.sentences):
        cached.cache_clear()
        monkeypatch.setattr(indicators, cached.__name__, cached.__wrapped__)
    return copy
