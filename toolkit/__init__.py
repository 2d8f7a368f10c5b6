"""Spreadsheet-first toolkit for annual reports on open government information.

Seven nouns, in the order in which data flow: :class:`Form`, :class:`Identity`, :class:`Submission`,
:class:`Review` with its :class:`Finding`, :class:`Collection`, :class:`Rollup` with its :class:`Report`.
Their verbs are the functions exported here. Names are imported when first used, so that a command starts
fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.collection.folder import Collection as Collection
    from toolkit.collection.ledger.store import Ledger as Ledger
    from toolkit.collection.outbox import Distribution as Distribution
    from toolkit.collection.outbox import distribute as distribute
    from toolkit.collection.receiving.intake import Intake as Intake
    from toolkit.collection.receiving.intake import collect as collect
    from toolkit.collection.roster import ReportingUnit as ReportingUnit
    from toolkit.collection.roster import Roster as Roster
    from toolkit.collection.standing import Standing as Standing
    from toolkit.collection.standing import State as State
    from toolkit.collection.standing import Stock as Stock
    from toolkit.collection.standing import take_stock as take_stock
    from toolkit.errors import EditionError as EditionError
    from toolkit.errors import MisuseError as MisuseError
    from toolkit.findings import Finding as Finding
    from toolkit.form.edition import editions as editions
    from toolkit.form.edition import load_form as load_form
    from toolkit.form.evaluation import Record as Record
    from toolkit.form.evaluation import evaluate as evaluate
    from toolkit.form.identity import Identity as Identity
    from toolkit.form.identity import Unit as Unit
    from toolkit.form.model import Form as Form
    from toolkit.form.values import Values as Values
    from toolkit.form.values import load_values as load_values
    from toolkit.reports.figures import write_json as write_json
    from toolkit.reports.publishing import Published as Published
    from toolkit.reports.publishing import publish as publish
    from toolkit.reports.report import Report as Report
    from toolkit.reports.report import prepare as prepare
    from toolkit.reports.submission import write_submission as write_submission
    from toolkit.reports.unit_report import write_unit_report as write_unit_report
    from toolkit.reports.workbook import write_city_workbook as write_city_workbook
    from toolkit.review.bulk import Batch as Batch
    from toolkit.review.bulk import BulkResult as BulkResult
    from toolkit.review.bulk import evaluate_many as evaluate_many
    from toolkit.review.checks import Review as Review
    from toolkit.review.checks import judge as judge
    from toolkit.review.verdict import Verdict as Verdict
    from toolkit.review.verdict import verdict_of as verdict_of
    from toolkit.rollup.aggregate import roll_up as roll_up
    from toolkit.rollup.frames import figures_frame as figures_frame
    from toolkit.rollup.frames import units_frame as units_frame
    from toolkit.rollup.total import Rollup as Rollup
    from toolkit.workbook.fill import fill as fill
    from toolkit.workbook.submission import Submission as Submission
    from toolkit.workbook.submission import read_submission as read_submission
    from toolkit.workbook.template import Prefill as Prefill
    from toolkit.workbook.template import write_template as write_template

_HOMES = {
    "form.edition": ("editions", "load_form"),
    "form.model": ("Form",),
    "form.identity": ("Identity", "Unit"),
    "form.values": ("Values", "load_values"),
    "form.evaluation": ("Record", "evaluate"),
    "workbook.template": ("Prefill", "write_template"),
    "workbook.fill": ("fill",),
    "workbook.submission": ("Submission", "read_submission"),
    "review.checks": ("Review", "judge"),
    "review.verdict": ("Verdict", "verdict_of"),
    "review.bulk": ("Batch", "BulkResult", "evaluate_many"),
    "findings": ("Finding",),
    "errors": ("EditionError", "MisuseError"),
    "collection.folder": ("Collection",),
    "collection.ledger.store": ("Ledger",),
    "collection.outbox": ("Distribution", "distribute"),
    "collection.receiving.intake": ("Intake", "collect"),
    "collection.roster": ("ReportingUnit", "Roster"),
    "collection.standing": ("Standing", "State", "Stock", "take_stock"),
    "rollup.aggregate": ("roll_up",),
    "rollup.total": ("Rollup",),
    "rollup.frames": ("figures_frame", "units_frame"),
    "reports.report": ("Report", "prepare"),
    "reports.publishing": ("Published", "publish"),
    "reports.workbook": ("write_city_workbook",),
    "reports.figures": ("write_json",),
    "reports.submission": ("write_submission",),
    "reports.unit_report": ("write_unit_report",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605  (one list of names, not two)


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
