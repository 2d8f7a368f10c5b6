"""Small words for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from toolkit.collection.ledger.records import Decision
from toolkit.form.model import Form
from toolkit.messages import say, say_of


def day(when: date) -> str:
    """A date as Chinese offices write it: 2024年1月31日."""
    return say("word.date", year=when.year, month=when.month, day=when.day)


def moment(at: str) -> str:
    """A time of the ledger by the clock on the wall: 2024-01-31 09:05."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def details_told(decision: Decision, form: Form, names: Mapping[str, str]) -> str:
    """What a decision says beside unit and file; empty for kinds without details.

    Args:
        names: code of a unit → its name, also of units that left the roster.
    """
    details = dict(decision.details)
    if decision.undoes is not None:
        return say("decision.undone", number=decision.undoes)
    if not details:
        return ""
    if decision.kind == "correct":
        item = form.items.get(details.pop("item"))
        details["label"] = item.label if item else decision.details["item"]
        details["old"] = details["old"] or say("word.blank")
    if decision.kind == "attach":
        details = {"look": say_of("paper.look.*", details["as"])}
    if decision.kind == "merge":
        details["how"] = say_of("merged.*", details["how"])
        for key, code in (("other", details["other"]), ("unit", decision.unit)):
            details[key] = say("merger.unit", name=names[code], code=code) if code in names else code
    return say_of("decision.*.told", decision.kind, **details)


def corrected_told(one: Decision) -> str:
    """A correction by telephone in words, to stand beside the figure."""
    old = one.details["old"] or say("word.blank")
    return say(
        "figure.corrected", number=one.number, old=old, new=one.details["new"], who=one.who, why=one.why
    )


HEAD_SHOWN = 32
"""Digits of a head that are printed; half of them are more than anybody can find a second history for."""


def head_line(head: str) -> str:
    """The head of the ledger's chain in words; empty where the figures come from no ledger."""
    return say("report.ledger_head", head=head[:HEAD_SHOWN]) if head else ""


_NEEDS_QUOTES = frozenset(" \t&()^;,=!'`")


def as_typed(path: Path) -> str:
    """A path within a command to be typed or copied: in quotation marks where a shell needs them."""
    text = str(path)
    return f'"{text}"' if _NEEDS_QUOTES.intersection(text) else text
