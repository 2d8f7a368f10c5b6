"""``ogi rules``: print the rulebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Edition, Json, print_json
from toolkit.form.registry import DEFAULT_EDITION
from toolkit.messages import say, say_of

if TYPE_CHECKING:
    from toolkit.form.edit_rules import EditCheck
from toolkit.form.model import Form


def rules(
    edition: Edition = DEFAULT_EDITION,
    as_json: Json = False,
    year: Annotated[int | None, typer.Option("--year", help=say("help.option.year"))] = None,
) -> None:
    """Print the rulebook of an edition."""
    from toolkit.form.registry import form_for_year, load_form
    from toolkit.rollup.rollup_rules import ROLLUP_RULES

    form = load_form(edition) if year is None else form_for_year(edition, year)
    places = {rule: [check for check in form.checks if check.rule is rule] for rule in form.rules}
    if as_json:
        print_json(
            [
                {
                    "code": rule.code,
                    "title": rule.title,
                    "severity": rule.severity,
                    "for_each": rule.for_each,
                    "expression": rule.expression,
                    "when": rule.when,
                    "remedy": rule.remedy,
                    "source": rule.source,
                    "checks": [
                        {
                            "key": check.key, "place": check.place, "sentence": check.sentence,
                            "cells": _cells(form, check),
                        }
                        for check in places[rule]
                    ],
                }
                for rule in form.rules
            ]
            + [
                {
                    "code": rule.code, "title": rule.title, "severity": rule.severity, "for_each": "",
                    "expression": "", "when": "", "remedy": "", "source": "", "checks": [],
                    "cells": rule.cells, "message": rule.message,
                }
                for rule in ROLLUP_RULES
            ]
        )  # fmt: skip
        return
    for rule in form.rules:
        first = places[rule][0]
        severity = say_of("severity.*", rule.severity)
        typer.echo(
            say(
                "list.rule",
                code=rule.code,
                severity=severity,
                title=rule.title,
                sentence=first.sentence,
                count=len(places[rule]),
                source=rule.source,
            )
        )
    for rollup_rule in ROLLUP_RULES:
        typer.echo(
            say(
                "list.rollup_rule",
                code=rollup_rule.code,
                severity=say_of("severity.*", rollup_rule.severity),
                title=rollup_rule.title,
                cells=rollup_rule.cells,
                message=rollup_rule.message,
            )
        )


def _cells(form: Form, check: EditCheck) -> list[str]:
    """The cells of this year's report that a check looks at."""
    from toolkit.form.layout import layout_of

    items = layout_of(form).items
    return [f"{items[name].sheet}!{items[name].a1}" for name in check.comparison.variables() if name in items]
