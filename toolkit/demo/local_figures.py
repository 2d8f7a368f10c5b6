"""What the sample city asks for beyond the official form: a table of its own, sent out with it."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from toolkit.collection.folder import CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.receiving.intake import collect
from toolkit.demo import city
from toolkit.demo.clerks import FilledIn, fill_in
from toolkit.form.registry import use_edition
from toolkit.messages import say
from toolkit.reports.report_data import prepare
from toolkit.reports.upward_submission import Submitted, write_submission
from toolkit.rollup.total import RollupResult

FIGURES = {
    "001": {"website": 412, "wechat": 268, "gazette": 31, "interpretations": 24, "responses": 6},
    "102": {"website": 186, "wechat": 97, "weibo": 44, "letters_received": 143, "letters_answered": 139},
    "104": {"website": 95, "wechat": 120, "interpretations": 12, "briefings": 1},
}  # fmt: skip
"""Code of a unit → row of the local table → figure; what is not named is 0."""


def play(folder: Path) -> tuple[RollupResult, Submitted]:
    """Collect from three units, add up, and write the workbook for the level above, in its own folder."""
    example = files("workbook_templates") / "examples" / "ogi-2021-city-channels"
    with as_file(example) as edition:
        units = tuple(unit for unit in city.roster() if unit.code in FIGURES)
        collection = CollectionFolder.create(
            folder, say("demo.city"), city.YEAR, use_edition(edition), units, contact=say("demo.contact")
        )
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        mail = folder / say("demo.local.mail")
        mail.mkdir()
        for unit in collection.roster:
            given = city.figures()[unit.code]
            own = {f"local.{row}": value for row, value in FIGURES[unit.code].items()}
            given = replace(given, values={**given.values, **own}, blanks_are_zero=True)
            fill_in(mail, FilledIn.of(collection, unit, given))
        after = collect(collection, ledger, [mail], arrived_on=city.ROUNDS[0].arrives).after
        report = prepare(after)
        return report.rolled, write_submission(report)
