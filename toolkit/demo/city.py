"""The sample city: its roster, its figures, and the habits of its clerks."""

from __future__ import annotations

import csv
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit.collection.files import safe_name
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.history import FOLDER as HISTORY
from toolkit.collection.last_year import priors
from toolkit.collection.processes import shared_out
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import Snapshot
from toolkit.demo.clerks import FilledIn, fill_in
from toolkit.demo.split import split
from toolkit.form.registry import load_form
from toolkit.form.values import Values, parse_values
from toolkit.messages import say, say_of
from toolkit.reports.unit_report import write_unit_report

YEAR = 2023
COUNTY, SEED_UNIT = "203", "101"
"""Codes of a county that is added up from its units, and of the department with a published report."""
SEED = 711
"""Seed for the shares of single units in a published report."""
FEW = 8
"""Number of files up to which one process fills them in."""


@dataclass(frozen=True)
class Round:
    """One batch of mail: when it arrives, and the habits of the clerks who send files in it."""

    name: str
    arrives: date
    habits: frozenset[str]


ROUNDS = (
    Round("first", date(2024, 1, 26), frozenset((
        "", "zipped", "resubmits", "twice_wrong", "typed_totals", "unit_words", "slashes", "blanks",
        "unidentified", "page", "wrong_text",
    ))),
    Round("second", date(2024, 1, 30), frozenset(("twice_wrong", "typed_totals", "slashes", "blanks"))),
    Round("third", date(2024, 2, 5), frozenset(("twice_wrong", "late"))),
    Round("fourth", date(2024, 2, 8), frozenset(("resubmits",))),
)  # fmt: skip


def _data() -> Traversable:
    return files("toolkit.demo")


@lru_cache(maxsize=1)
def _lines() -> tuple[Mapping[str, str], ...]:
    text = (_data() / "units.csv").read_text("utf-8-sig")
    return tuple(csv.DictReader(text.splitlines()))


def roster() -> tuple[ReportingUnit, ...]:
    """Return the roster: three counties, one added up from its units, one with a total to be checked."""
    above = {line["parent"] for line in _lines()}
    return tuple(
        ReportingUnit(
            line["code"],
            line["name"],
            line["kind"],
            line["parent"],
            scope=line["scope"],
            counting=line["counting"],
            reason=line["reason"],
            below="complete" if line["code"] in above else "",
        )
        for line in _lines()
    )


def with_habit(habit: str) -> list[str]:
    """Return the codes of the units whose clerks have that habit."""
    return [line["code"] for line in _lines() if line["habit"] == habit]


def values(name: str) -> Values:
    """Return the figures of ``figures/NAME.json``."""
    text = (_data() / "figures" / f"{name}.json").read_text("utf-8")
    return parse_values(json.loads(text, parse_float=Decimal))


@lru_cache(maxsize=1)
def figures() -> Mapping[str, Values]:
    """Return unit code → its true figures, from a published report or a share of one."""
    found = {}
    for line in _lines():
        if not line["part_of"] and line["counting"] != "excluded":
            found[line["code"]] = values(line["code"])
    for whole in sorted({line["part_of"] for line in _lines()} - {""}):
        found |= _shares(whole)
    return found


def _shares(whole: str) -> dict[str, Values]:
    form = load_form()
    units = [line for line in _lines() if line["part_of"] == whole]
    shares = split(form, values(whole).numbers(), [int(line["weight"]) for line in units], SEED)
    found = {}
    for line, share in zip(units, shares, strict=True):
        received = sum(v for item, v in share.items() if item.startswith("requests.received."))
        gaps = {"unit": line["name"], "received": received, "notices": share["fees.notices"]}
        texts = {text.id: say_of("demo.text.*", text.id, **gaps) for text in form.texts}
        found[line["code"]] = Values(form.id, YEAR, values=share, texts=texts)
    return found


def start(folder: Path) -> CollectionFolder:
    """Create the collection, with last year of two units and four earlier years of the city."""
    collection = CollectionFolder.create(
        folder, say("demo.city"), YEAR, units=roster(), contact=say("demo.contact")
    )
    (folder / say("demo.sources")).write_bytes((_data() / "units.csv").read_bytes())
    for entry in (_data() / "figures").iterdir():
        if entry.name.endswith(".prior.json"):
            target = folder / "prior" / entry.name.replace(".prior", "")
            target.write_bytes(entry.read_bytes())
        elif entry.name.startswith("history-"):
            year = entry.name.removeprefix("history-")
            (folder / HISTORY / year).write_bytes(entry.read_bytes())
    return collection


def mail(collection: CollectionFolder, batch: Round) -> Iterator[Path]:
    """Write the files of one round as the units' clerks fill them in and send them."""
    folder = collection.folder / say_of("demo.*.folder", batch.name)
    folder.mkdir(parents=True)
    known = priors(collection).figures
    sent, filled = [], []
    for line in _lines():
        if line["habit"] in batch.habits and line["counting"] != "excluded":
            given, totals = _as_sent(line["code"], line["habit"], batch.name)
            plainly = FilledIn.of(collection, collection.roster.by_code[line["code"]], given)
            typed, by_hand = totals or line["code"] in known, line["habit"] == "unidentified"
            sent.append(line["habit"])
            filled.append(replace(plainly, typed=typed, totals=totals, by_hand=by_hand))
    packed = []
    for habit, target in zip(sent, shared_out(partial(fill_in, folder), filled, FEW), strict=True):
        file = _as_page(target, folder) if habit == "page" else target
        if habit == "zipped":
            packed.append(file)
        _dated(file, batch)
        yield file
    if packed:
        _pack(packed, folder / f"{safe_name(say('demo.zip'))}.zip")


def _as_sent(code: str, habit: str, batch: str) -> tuple[Values, bool]:
    """Return what a clerk writes in a round, and whether totals are typed over their formulas."""
    true = figures()[code]
    match habit, batch:
        case "typed_totals" | "twice_wrong", "first":
            return values(f"{code}.wrong"), True
        case "twice_wrong", "second":
            return _changed(true, {"requests.granted.natural_person": 19}), False
        case "slashes", "first":
            return _changed(true, {i: "/" for i, v in true.values.items() if v == 0}), False
        case "blanks", "first":
            return replace(true, blanks_are_zero=False), False
        case "unit_words", _:
            return _changed(
                true, {i: f"{v}件" for i, v in true.values.items() if v and "requests." in i}
            ), False
        case "wrong_text", _:
            text = "overview.disclosure_on_request"
            told = 4 + sum(
                int(true.values[f"requests.received.{c}"] or 0) for c in ("natural_person", "business")
            )
            gaps = {"unit": next(line["name"] for line in _lines() if line["code"] == code), "received": told}
            return replace(true, texts={**true.texts, text: say_of("demo.text.*", text, **gaps)}), False
        case "resubmits", "fourth":
            again = _changed(
                true, {"requests.received.natural_person": 3, "requests.granted.natural_person": 3}
            )
            text = "overview.disclosure_on_request"
            return replace(again, texts={**again.texts, text: say_of("demo.text.*", text, received=3)}), False
        case _:
            return true, False


def _changed(given: Values, changes: Mapping[str, int | str]) -> Values:
    return replace(given, values={**given.values, **changes})


def _as_page(file: Path, folder: Path) -> Path:
    """The unit's published page in place of its workbook."""
    with TemporaryDirectory() as place:
        made = write_unit_report(file, Path(place))
        (page,) = (one for one in made.files if one.suffix == ".html")
        target = folder / page.name
        shutil.copyfile(page, target)
    file.unlink()
    return target


def published_pages(stock: Snapshot) -> list[Path]:
    """The pages that two units have put on the web: one as it was reported, one with a figure mistyped."""
    folder = stock.collection.folder / say("demo.published.folder")
    folder.mkdir()
    units = [stock.standing(code) for code in (SEED_UNIT, *with_habit("wrong_text"))]
    pages = []
    for standing in units:
        assert standing.received is not None  # it is included
        book = folder / standing.received.name
        book.write_bytes(stock.ledger.content(standing.received.sha256))
        for file in write_unit_report(book, folder).files:
            if file.suffix == ".html":
                pages.append(file)
            else:
                file.unlink()
        book.unlink()
    last = units[-1].received
    assert last is not None
    figure = f">{int(stock.verdict(last).values['requests.received.total'] or 0)}<"
    words = pages[-1].read_text("utf-8")
    pages[-1].write_text(words.replace(figure, figure.replace("<", "0<"), 1), "utf-8")
    return pages


def _dated(file: Path, batch: Round) -> None:
    moment = datetime.combine(batch.arrives, datetime.min.time()).timestamp() + 9 * 3600
    os.utime(file, (moment, moment))


def _pack(files: list[Path], target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
            file.unlink()
