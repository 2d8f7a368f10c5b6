"""Texts for figures of the analysis: figure, reference value and bound, without a verdict."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from toolkit.collection.roster import Roster
from toolkit.form.expression import Number, plain
from toolkit.form.indicators import Indicator
from toolkit.messages import say
from toolkit.reports.pictures import DISPUTES
from toolkit.rollup.analysis import SMALL, Copy, Share, Unusual
from toolkit.rollup.scope import ScopeLine


def percent(value: Number | float) -> str:
    """Return a fraction of 1 as a percentage with one decimal, rounded as spreadsheets do: 43.9%."""
    return f"{points(value)}%"


def points(value: Number | float) -> Decimal:
    """Return a fraction of 1 as percentage points with one decimal, half rounded up."""
    return (Decimal(str(value)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def full_label(one: Indicator) -> str:
    """Return the label of an indicator, with its group where another group has the same label."""
    group = say(f"chart.{one.group}") if one.group in DISPUTES else ""
    return group + one.label


def words_of(line: ScopeLine) -> tuple[str, str, str]:
    """Return code, name and kind of a unit."""
    return line.unit.code, line.unit.name, say(f"kind.{line.unit.kind}")


def scope_words(line: ScopeLine, roster: Roster) -> tuple[str, str, str, str, str]:
    """Return a line of the scope ledger: code, name, kind, unit above, whether and how it is counted."""
    above = roster.by_code.get(line.unit.parent)
    return *words_of(line), above.name if above else "", line.words


def share_told(one: Share) -> str:
    """Return a note on a share: what it is a share of, its interval, and whether cases are few."""
    told = say("share.note", note=one.indicator.note, low=percent(one.low), high=percent(one.high))
    return told + (say("share.small", limit=SMALL) if one.small else "")


def unusual_told(one: Unusual) -> str:
    """Return the figures of an unusual unit as text."""
    share = one.indicator.is_share
    now, usual = (percent(v) if share else f"{plain(v)}{one.indicator.unit}" for v in (one.now, one.usual))
    return say(
        f"unusual.{one.beside}.told",
        now=now,
        usual=usual,
        score=f"{abs(one.score):.1f}",
        bound=f"{one.bound:.1f}" if not share else f"{one.bound}",
        peers=one.peers,
    )


def copies_told(copy: Copy) -> str:
    return say("unusual.copy.told", count=copy.figures)
