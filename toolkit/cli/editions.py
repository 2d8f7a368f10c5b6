"""``ogi editions``: list the available editions."""

from __future__ import annotations

from toolkit.cli.options import Json, print_json
from toolkit.messages import say


def editions(as_json: Json = False) -> None:
    """List the editions."""
    import typer

    from toolkit.form.registry import editions as known
    from toolkit.form.registry import load_form

    forms = [load_form(edition) for edition in known()]
    if as_json:
        print_json(
            [
                {
                    "edition": form.id,
                    "version": form.version,
                    "title": form.title,
                    "notice": form.notice,
                    "first_year": form.first_year,
                    "last_year": form.last_year,
                    "items": len(form.items),
                    "rules": len(form.rules),
                }
                for form in forms
            ]
        )
        return
    for form in forms:
        last = say("word.until", year=form.last_year) if form.last_year else say("word.now")
        typer.echo(
            say(
                "list.edition",
                id=form.id,
                title=form.title,
                notice=form.notice,
                first=form.first_year,
                last=last,
                items=len(form.items),
                rules=len(form.rules),
            )
        )
