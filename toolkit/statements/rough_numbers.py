"""Numbers of cases that are said roughly: 200 余件, 近 50 件, 40 件以上."""

from __future__ import annotations

from decimal import Decimal

from toolkit.form.expression import Number
from toolkit.form.statement_words import approximations, pattern
from toolkit.statements.folded import Folded
from toolkit.statements.stated_numbers import EXACT, Leeway, roughly, step_of

_WIDE = Decimal("0.3")
"""Part of a number by which one that is about as large may differ."""
_FAR = 30
"""Characters before a number in which it may be said to be of several years."""


def with_plain_numbers(folded: Folded) -> Folded:
    """The text without the words that say how exact a number of cases is; these are kept apart."""
    kept: list[tuple[int, int]] = []
    rough: dict[int, str] = {}
    done = 0
    for match in pattern("rough_count").finditer(folded.text):
        words = [word for word in match.group("about", "odd", "around") if word]
        if len(words) != 1 or pattern("of_several_years").search(folded.text[: match.start()][-_FAR:]):
            continue
        rough[folded.origin[match.start("n")]] = words[0]
        kept += [(done, match.start()), match.span("n"), match.span("counter")]
        done = match.end()
    if not rough:
        return folded
    kept.append((done, len(folded.text)))
    return Folded(
        folded.original,
        "".join(folded.text[start:end] for start, end in kept),
        tuple(folded.origin[at] for start, end in kept for at in range(start, end)),
        rough,
    )


def about_as_many(words: str, stated: Number, *, changed: bool) -> Leeway:
    """How far the true number of cases may lie from one beside which such a word stands.

    Rough numbers often count a part only (疑难申请 10 余件): save of changes, only more than all is wrong.
    """
    rough = roughly(words, step_of(stated), EXACT)
    if changed:
        return rough
    kind = approximations().get(words)
    return Leeway(stated * _WIDE + 1 if kind in ("near", "about") else rough.below, None)
