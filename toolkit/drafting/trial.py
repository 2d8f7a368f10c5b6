"""An edition tried out: a sample that satisfies every rule, one that breaks each, and what to look over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from toolkit.drafting.samples import Sample, Sampler
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import layout_of
from toolkit.form.model import Form
from toolkit.form.printed_labels import cramped
from toolkit.form.values import Values
from toolkit.messages import say
from toolkit.published.formats.libre_office import converted
from toolkit.workbook.filling import fill as over
from toolkit.workbook.template_writer import Prefill, write_template

PATIENCE = 120.0
"""Seconds that another program may take to make a PDF."""


@dataclass(frozen=True)
class Point:
    """Something a person has to look at, by code, in words."""

    code: str
    message: str


@dataclass
class Trial:
    """What trying an edition came to.

    Attributes:
        files: what was written: the blank, its PDF where a program for that is installed, the samples.
        points: what has to be looked at.
        remarks: what is good to know.
        rules: how many rules were broken, each by a sample of its own.
    """

    files: list[Path] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rules: int = 0


def try_out(form: Form, folder: Path, tick: Callable[[int, int], None] = lambda *_: None) -> Trial:
    """Write a blank and samples of a form into a folder, and look over what they come to.

    Args:
        tick: progress callback, rules done and all rules.
    """
    folder.mkdir(parents=True, exist_ok=True)
    trial = Trial()
    trial.files.append(_written(form, folder / say("trial.blank.file"), None))
    _pdf(trial, trial.files[0])
    sampler = Sampler(form)
    right = sampler.right()
    if right is None or right.broken(form):
        codes = "、".join(dict.fromkeys(check.code for check in right.broken(form))) if right else ""
        trial.points.append(Point("unsatisfied", say("trial.unsatisfied", codes=codes)))
    if right is not None:
        trial.files.append(_written(form, folder / say("trial.right.file"), right))
    rules = [rule for rule in form.rules if any(c.rule is rule and not c.reading_only for c in form.checks)]
    for number, rule in enumerate(rules, start=1):
        _try_rule(trial, form, sampler.breaking(rule), folder, f"{rule.code}-{rule.number}", rule.code)
        tick(number, len(rules))
    trial.points += _looked_over(form)
    trial.remarks += _without_total(form)
    return trial


def _try_rule(trial: Trial, form: Form, sample: Sample | None, folder: Path, stem: str, code: str) -> None:
    broken = {check.code for check in sample.broken(form)} if sample else set()
    if sample is None or code not in broken:
        trial.points.append(Point("unbroken", say("trial.unbroken", code=code)))
        return
    trial.rules += 1
    trial.files.append(_written(form, folder / say("trial.broken.file", name=stem), sample))
    if others := broken - {code}:
        trial.remarks.append(say("trial.together", code=code, others="、".join(sorted(others))))


def _written(form: Form, file: Path, sample: Sample | None) -> Path:
    year = min(max(form.first_year, date.today().year - 1), form.last_year or 9999)
    properties = sample.record.unit if sample else {}
    unit = Unit(say("trial.unit"), "000", tuple(properties.items()))
    record = sample.record if sample else None
    fill = Prefill(
        dict(record.prior) if record else {},
        {**record.values, **record.stated, **sample.typed} if record and sample else {},
        record.texts if record else {},
    )
    write_template(file, form, Identity(form.id, form.version, unit, year), fill)
    typed = {item: value for item, value in (record.values if record else {}).items() if item in form.totals}
    if typed:  # a total is typed over its formula, as clerks do
        over(file, Values(form.id, year, values=dict(typed)), file, totals=True)
    return file


def _pdf(trial: Trial, file: Path) -> None:
    """The blank as a PDF, to be laid beside the official one."""
    made = converted(file, "pdf", PATIENCE)
    if made is not None:
        trial.files.append(made)
    else:
        trial.remarks.append(say("trial.no_office"))


def _without_total(form: Form) -> Iterator[str]:
    """Figures that are never added up, so that the clerk of a total is asked for them."""
    for item in form.items.values():
        if item.aggregation == "none" and item.id not in form.totals and item.id not in form.rates:
            label = f"{form.table(item.table).name} “{item.label}”"
            yield say("trial.no_total", label=label, item=item.id)


def _looked_over(form: Form) -> Iterator[Point]:
    """Labels without room, and percentages that would be added up."""
    for plan in layout_of(form).plans.values():
        for box in cramped(plan):
            yield Point(
                "cramped", say("trial.cramped", sheet=plan.sheet.name, cell=box.cell.a1, text=box.text)
            )
    for item in form.items.values():
        if item.id in form.totals or item.id in form.rates:
            continue
        label = f"{form.table(item.table).name} “{item.label}”"
        if item.kind == "percent" and item.aggregation == "sum":
            yield Point("summed_rate", say("trial.summed_rate", label=label, item=item.id))
