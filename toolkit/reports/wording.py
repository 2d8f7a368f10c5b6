"""Figures of the analysis in words: the figure, what it is compared with, the bound; no verdict."""

from __future__ import annotations

from decimal import Decimal

from toolkit.form.expression import Number, plain
from toolkit.messages import say
from toolkit.rollup.analysis import SMALL, Copy, Share, Unusual


def percent(value: Number | float) -> str:
    """A fraction of 1 as a percentage with one decimal: 43.9%."""
    return f"{Decimal(str(value)) * 100:.1f}%"


def share_told(one: Share) -> str:
    """What the share is of, and whether it is made of few cases."""
    told = say("share.note", note=one.indicator.note, low=percent(one.low), high=percent(one.high))
    return told + (say("share.small", limit=SMALL) if one.small else "")


def unusual_told(one: Unusual) -> str:
    """The figures of an unusual unit."""
    share = one.indicator.is_share
    now, usual = (percent(v) if share else f"{plain(v)}{one.indicator.unit}" for v in (one.now, one.usual))
    score = "0.001" if one.score < 0.0005 and share else f"{abs(one.score):.1f}"
    return say(
        f"unusual.{one.beside}.told",
        now=now,
        usual=usual,
        score=score,
        bound=f"{one.bound:.1f}" if not share else f"{one.bound}",
        peers=one.peers,
    )


def copies_told(copy: Copy) -> str:
    return say("unusual.copy.told", count=copy.figures)
