"""``ogi template``: write one template."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.options import Edition, Prior, remark
from toolkit.messages import say


def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=say("help.out"))],
    year: Annotated[int, typer.Option("--year", help=say("help.option.year"))],
    unit: Annotated[str, typer.Option("--unit", help=say("help.template.unit"))],
    code: Annotated[str, typer.Option("--code", help=say("help.template.code"))] = "",
    edition: Edition = "",
    prior: Prior = None,
    password: Annotated[
        str, typer.Option("--password", envvar="OGI_PASSWORD", help=say("help.option.password"))
    ] = "",
) -> None:
    """Write one template."""
    from toolkit.form.identity import Identity, Unit
    from toolkit.form.registry import edition_of, form_for_year
    from toolkit.form.values import load_prior
    from toolkit.workbook.template_writer import Prefill, write_template

    form = form_for_year(edition or edition_of(year), year)
    known = load_prior(prior, form, year) if prior else {}
    identity = Identity(form.id, form.version, Unit(unit, code), year)
    write_template(out, form, identity, Prefill(prior=known), password=password)
    remark(say("done.template", path=out, unit=unit, year=year))
