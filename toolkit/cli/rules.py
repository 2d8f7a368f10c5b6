"""``ogi rules``: print the rulebook."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.options import Edition, Json, print_json
from toolkit.form.edition import DEFAULT_EDITION
from toolkit.messages import say


def rules(
    edition: Edition = DEFAULT_EDITION,
    as_json: Json = False,
    year: Annotated[int | None, typer.Option("--year", help=say("help.option.year"))] = None,
) -> None:
    """Print the rulebook of an edition."""
    from toolkit.form.edition import form_for_year, load_form

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
                        {"key": check.key, "place": check.place, "sentence": check.sentence}
                        for check in places[rule]
                    ],
                }
                for rule in form.rules
            ]
        )
        return
    for rule in form.rules:
        first = places[rule][0]
        severity = say(f"severity.{rule.severity}")
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
