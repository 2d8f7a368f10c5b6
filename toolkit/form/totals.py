"""The form as it is asked of a total: rules against last year can be answered, because units come and go."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from toolkit.form.edit_rules import EditCheck
from toolkit.form.model import Form
from toolkit.form.variables import Prior


@lru_cache(maxsize=16)
def form_of_total(form: Form) -> Form:
    """The same form, in which no rule that looks at last year is hard.

    A unit carries over what it left behind. A total need not: units are merged, founded and dissolved, and
    what explains the difference has to travel with it as a reason. Answers in words are not added up: whoever
    answers for a total may leave them blank.
    """
    stated = {name: replace(entry, required=False) for name, entry in form.stated.items()}
    return replace(form, checks=tuple(map(_answerable, form.checks)), stated=stated)


@lru_cache(maxsize=16)
def sheets_of_total(form: Form) -> frozenset[str]:
    """Ids of the sheets of the city workbook: those with tables; beside texts, only published ones."""
    texts = {text.sheet for text in form.texts}
    return frozenset(table.sheet for table in form.tables if table.published or table.sheet not in texts)


def _answerable(check: EditCheck) -> EditCheck:
    if not any(isinstance(name, Prior) for name in check.comparison.variables()):
        return check
    return replace(check, rule=replace(check.rule, severity="soft"))
