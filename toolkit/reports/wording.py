"""Texts for figures of the analysis: figure, reference value and bound, without a verdict."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from toolkit.collection.files import part_name
from toolkit.collection.unit_row import UnitRow
from toolkit.form.expression import Number, plain
from toolkit.form.indicators import Indicator, group_of, indicators
from toolkit.form.model import Form
from toolkit.messages import say, say_of
from toolkit.rollup.analysis import SMALL, Copy, Share, Unusual
from toolkit.rollup.scope_row import ScopeRow

LONGEST_TITLE = 48
"""Bytes of a title within names of files, which file systems limit to 255."""


def percent(value: Number | float) -> str:
    """Return a fraction of 1 as a percentage with one decimal, rounded as spreadsheets do: 43.9%."""
    return f"{points(value)}%"


def points(value: Number | float) -> Decimal:
    """Return a fraction of 1 as percentage points with one decimal, half rounded up."""
    return (Decimal(str(value)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def full_label(edition: str, one: Indicator) -> str:
    """Return the label of an indicator, with its group where another group has the same label."""
    others = (other for other in indicators(edition) if other.group != one.group)
    group = group_of(edition, one).title if any(other.label == one.label for other in others) else ""
    return group + one.label


def title_parts(form: Form) -> dict[str, str]:
    """Return title and short title of a form within names of files; the short one for a title too long."""
    title, short = part_name(form.title), part_name(form.short_title)
    cut = short.encode()[:LONGEST_TITLE].decode(errors="ignore").rstrip("._") or "_"
    return {"title": title if len(title.encode()) <= LONGEST_TITLE else cut, "short_title": cut}


def words_of(row: UnitRow) -> tuple[str, str, str]:
    """Code, name and kind of a unit."""
    return row.code, row.name, row.kind_label


def scope_words(row: ScopeRow) -> tuple[str, str, str, str, str]:
    """A line of the scope ledger: code, name, kind, the unit above, whether and how it is counted."""
    return *words_of(row), row.parent_name, row.words


def share_told(one: Share) -> str:
    """Return a note on a share: what it is a share of, its interval, and whether cases are few."""
    told = say("share.note", note=one.indicator.note, low=percent(one.low), high=percent(one.high))
    return told + (say("share.small", limit=SMALL) if one.small else "")


def unusual_told(one: Unusual) -> str:
    """Return the figures of an unusual unit as text."""
    share = one.indicator.is_share
    now, usual = (percent(v) if share else f"{plain(v)}{one.indicator.unit}" for v in (one.now, one.usual))
    return say_of(
        "unusual.*.told",
        one.beside,
        now=now,
        usual=usual,
        score=f"{abs(one.score):.1f}",
        bound=f"{one.bound:.1f}" if not share else f"{one.bound}",
        peers=one.peers,
    )


def copies_told(copy: Copy) -> str:
    return say("unusual.copy.told", count=copy.figures)
