"""The sample city's roster and figures, and its clerks."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from toolkit.collection.folder import Collection
from toolkit.collection.roster import ReportingUnit
from toolkit.form.values import Values, parse_values
from toolkit.messages import say
from toolkit.workbook.fill import fill

YEAR = 2023


def _data() -> Traversable:
    return files("toolkit.demo")


def roster() -> tuple[ReportingUnit, ...]:
    """The sample city's units."""
    return tuple(
        ReportingUnit(line["code"], line["name"], line["kind"], line["reports"] == "yes", line["reason"])
        for line in _lines()
    )


def wrong_at_first() -> tuple[str, ...]:
    """Codes of the units that first send what they must mend."""
    return tuple(line["code"] for line in _lines() if line["first_round"] == "wrong")


def _lines() -> list[dict[str, str]]:
    text = (_data() / "units.csv").read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def values(name: str) -> Values:
    """Figures of ``figures/NAME.json``."""
    text = (_data() / "figures" / f"{name}.json").read_text("utf-8")
    return parse_values(json.loads(text, parse_float=Decimal))


def start(folder: Path) -> Collection:
    """The sample city's collection, last year's figures of two units included."""
    collection = Collection.create(folder, say("demo.city"), YEAR, units=roster())
    (folder / say("demo.sources")).write_bytes((_data() / "units.csv").read_bytes())
    for entry in (_data() / "figures").iterdir():
        if entry.name.endswith(".prior.json"):
            target = folder / "prior" / entry.name.replace(".prior", "")
            target.write_bytes(entry.read_bytes())
    return collection


def clerks(outbox: list[Path], folder: Path, *, mended: bool) -> Iterator[Path]:
    """Fill templates as the units' clerks do, and save them in ``folder``.

    The first time (``mended=False``) every unit sends; two type over the totals and get figures
    wrong. The second time only these two send, mended.
    """
    folder.mkdir(parents=True)
    wrong = wrong_at_first()
    for template in outbox:
        code = template.name.partition("-")[0]
        if mended and code not in wrong:
            continue
        faulty = code in wrong and not mended
        target = folder / template.name
        fill(template, values(f"{code}.wrong" if faulty else code), target, totals=faulty)
        yield target
