"""What the checks on texts find in the office's own words, before they are published."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.form.evaluation import Record
from toolkit.form.identity import Identity, Unit
from toolkit.form.measures import Gaps, TextRemarks
from toolkit.reports.own_texts import OwnTexts
from toolkit.reports.report_data import Report
from toolkit.reports.texts_workbook import DRAFTED
from toolkit.review.checks import judge
from toolkit.workbook.submission import Submission


def text_notes(report: Report, own: OwnTexts) -> Iterator[str]:
    """Yield what is found in the texts that people wrote for a total, as sentences."""
    form, rolled = report.form, report.rolled
    texts = {text: words.replace(DRAFTED, "") for text, words in own.words.items()}
    if not any(words.strip() for words in texts.values()):
        return
    values = {item: value for item in form.inputs if (value := rolled.values[item]) is not None}
    record = Record(values, texts=texts, not_applicable=set(rolled.absent()), year=report.year)
    identity = Identity(form.id, form.version, Unit(rolled.name), report.year)
    submission = Submission(rolled.name, "", form, identity, record=record)
    for finding in judge(submission).findings:
        check = form.check_by_key.get(finding.check)
        if check is None or finding.severity == "note":
            continue
        if check.said or isinstance(check.comparison.measure(), TextRemarks | Gaps):
            yield finding.message
