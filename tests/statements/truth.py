"""Published reports with statements that a person read: figures as records, and what is true of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from toolkit.form.evaluation import Record, completed, evaluate
from toolkit.form.expression import Number
from toolkit.form.registry import load_form
from toolkit.statements.remarks import Remark
from toolkit.statements.text_checks import Texts, enumeration_remarks, statement_remarks

_ROWS = {
    "new_received": "received", "carried_in": "carried_over_from_previous_year",
    "partial": "partially_granted", "refused_three_securities": "refused_security_stability",
    "refused_process": "refused_process_information", "refused_admin_query": "refused_administrative_inquiry",
    "unable_needs_creation": "unable_requires_creation", "rejected_repeat": "rejected_duplicate",
    "other_no_supplement": "other_not_supplemented", "other_other": "other_reasons",
    "total_results": "total_processed", "carried_out": "carried_over_to_next_year",
}  # fmt: skip
"""Names of rows in the files, where they are not the form's."""
_APPLICANTS = (
    "natural_person", "business", "research_institution", "social_organization", "legal_services",
    "other_organization", "total",
)  # fmt: skip
_OUTCOMES = ("upheld", "corrected", "other_outcome", "pending", "total")
_CASES = {
    "行政复议": "reconsideration",
    "未经复议直接起诉": "litigation_direct",
    "复议后起诉": "litigation_after_reconsideration",
}
_DOCUMENTS = {"规章": "rules", "行政规范性文件": "normative_documents", "规范性文件": "normative_documents"}
_DECISIONS = {
    "行政许可": "licensing.decisions", "行政处罚": "penalties.decisions",
    "行政强制": "compulsory_measures.decisions", "行政事业性收费": "administrative_charges.amount",
}  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """A statement in a text, and whether the figures bear it out."""

    quote: str
    kind: str
    agrees: bool | Literal["not_comparable"]
    why: str


@dataclass(frozen=True)
class TrueReport:
    """A published report with its claims, and the sums in texts that a person found wrong."""

    name: str
    texts: Texts
    claims: tuple[Claim, ...]
    wrong_sums: tuple[Claim, ...]

    def remarks(self) -> list[Remark]:
        """What the checks find in it."""
        return [*statement_remarks(self.texts), *enumeration_remarks(self.texts)]


def reports(folder: Path) -> Iterator[TrueReport]:
    """Every report of a folder that has claims."""
    for file in sorted(folder.glob("*.claims.json")):
        yield report(folder, file.name.removesuffix(".claims.json"))


def report(folder: Path, name: str) -> TrueReport:
    """One report of a folder."""
    figures = json.loads((folder / f"{name}.json").read_text("utf-8"), parse_float=Decimal)
    claims = json.loads((folder / f"{name}.claims.json").read_text("utf-8"))
    narrative = folder / f"{name}.narrative.txt"
    text = (narrative if narrative.is_file() else folder / f"{name}.txt").read_text("utf-8")
    form = load_form("ogi-2019" if figures["format"] == "2019" else "ogi-2021")
    printed = {i: n for i, n in _values(figures).items() if i in form.items and n is not None}
    known = completed(form, Record(values=printed))
    values = {item: known.get(item) for item in form.items}
    failed = [result.check for result in evaluate(form, Record(values=printed)) if result.outcome == "fail"]
    doubtful = {check.comparison.variables()[0] for check in failed if check.rule.computes}
    texts = Texts(form, {"": text}, values, year=figures["year"], unit=figures["agency"], doubtful=doubtful)
    sums = [found for found in claims["other_findings"] if found["check"] == "N-SUM"]
    return TrueReport(
        name,
        texts,
        tuple(Claim(c["quote"], c["kind"], c["agrees"], c.get("why", "")) for c in _statements(claims)),
        tuple(Claim(found["quote"], "sum", False, found["why"]) for found in sums),
    )


def _statements(claims: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = claims.get("statements") or claims.get("claims") or []
    return found


def _values(figures: Mapping[str, Any]) -> Mapping[str, Number | None]:
    """Figures by the form's item ids."""
    values: dict[str, Number | None] = {}
    for row, numbers in (figures.get("table3") or {}).items():
        for column, number in zip(_APPLICANTS, numbers or [None] * 7, strict=True):
            values[f"requests.{_ROWS.get(row, row)}.{column}"] = number
    merged = (figures.get("table3") or {}).get("other_merged")
    if merged:  # one row in which the form has three: all of it in the last
        for column, number in zip(_APPLICANTS, merged, strict=True):
            values[f"requests.other.{column}"] = number
            values |= {
                f"requests.{row}.{column}": 0 for row in ("other_not_supplemented", "other_fee_unpaid")
            }
            values[f"requests.other_reasons.{column}"] = number
    for block, numbers in (figures.get("table4") or {}).items():
        for column, number in zip(_OUTCOMES, numbers or [None] * 5, strict=True):
            values[f"disputes.{_CASES[block]}.{column}"] = number
    for row, found in (figures.get("table2") or {}).items():
        if row in _DOCUMENTS:
            for column, number in zip(("issued", "repealed", "in_force"), found or [None] * 3, strict=True):
                values[f"proactive.{_DOCUMENTS[row]}.{column}"] = number
        else:
            values[f"proactive.{_DECISIONS[row]}"] = found
    return values
