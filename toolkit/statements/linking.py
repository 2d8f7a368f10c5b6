"""Which number a share or a change in a text belongs to: the one before it, or what is named beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolkit.form.phrasebook import LINKED_KINDS
from toolkit.form.statement_words import pattern
from toolkit.statements.statement import Statement, share_of

_DIGITS = re.compile(r"\d")
_CLOSING = "）"
FARTHEST = 24
"""Characters between a number and a share of it."""


def linked(found: Sequence[Statement], sentence: str, offset: int) -> Iterator[Statement]:
    """The statements of a sentence, shares and changes with what they belong to; without it they say nothing.

    Args:
        found: in order; what is only named is no statement of its own.
        offset: of the sentence in its text.
    """
    known: list[Statement] = []
    for number, here in enumerate(found):
        one = here
        if one.phrase.kind == "subject" and known and one.end <= known[-1].end:
            continue  # it has its number already
        if one.phrase.kind not in LINKED_KINDS or one.of is not None:
            known.append(one if one.of is None else one.of._replace(end=one.end))
            if one.phrase.kind != "subject":
                yield one
            continue
        nearby: Sequence[Statement] = known
        if one.phrase.kind == "part" and (share := _of_named(one, known, sentence, offset)) is not None:
            one, nearby = share, [other for other in known if other.phrase.kind != "subject"]
        sides = [_before(one, nearby, sentence, offset), _behind(one, found[number + 1 :], sentence, offset)]
        if one.phrase.kind == "part":
            sides.reverse()
        of = sides[0] or sides[1]
        if of is not None:
            belonging = one._replace(of=of)
            known.append(of._replace(end=one.end))
            if belonging.is_share and one.phrase.readings:
                known.append(belonging)
            yield belonging


def _of_named(one: Statement, known: Sequence[Statement], sentence: str, offset: int) -> Statement | None:
    """A share of what is named directly before it, behind 占: it belongs to what stands before that."""
    whole = known[-1] if known else None
    if whole is None or whole.phrase.kind != "subject" or whole.is_share:
        return None
    of = pattern("share_of_named").search(sentence[: whole.start - offset])
    near = pattern("joined").fullmatch(sentence[whole.end - offset : max(one.start, whole.end) - offset])
    if of is None or near is None:
        return None
    return one._replace(phrase=share_of(one.phrase, whole.phrase), start=offset + of.start())


def _before(one: Statement, known: Sequence[Statement], sentence: str, offset: int) -> Statement | None:
    """The nearest number or name before it, where nothing stands between that could be meant instead."""
    for other in reversed(known):
        if other.start >= one.start:
            continue
        between = sentence[other.end - offset : max(one.start, other.end) - offset]
        between = pattern("bracketed").sub("", between)
        if _CLOSING in between or other.phrase.kind == "claim":
            continue  # the other one stands in brackets, or says 均已办结 of the number before it
        if not _is_near(one, other, between):
            return None
        if _suits(one, other):
            return other
        if other.of is None or one.direction == "level":
            return None
    return None


def _behind(one: Statement, later: Sequence[Statement], sentence: str, offset: int) -> Statement | None:
    """What is named directly behind it: 较上年多收到 15 件政府信息公开申请, 八成来自自然人."""
    for other in later[:1]:
        near = pattern("joined").fullmatch(sentence[one.end - offset : max(other.start, one.end) - offset])
        if other.phrase.kind == "subject" and near and other.start >= one.end and _suits(one, other):
            return other
    return None


def _is_near(one: Statement, other: Statement, between: str) -> bool:
    if _DIGITS.search(between) or len(between) > FARTHEST:
        return False
    if one.phrase.kind == "portion" and other.phrase.kind != "subject":
        return not pattern("other_part").search(between)
    return bool(pattern("same_thing").match(between))


def _suits(one: Statement, other: Statement) -> bool:
    """Whether a share or a change can belong to a number of this kind."""
    match one.phrase.kind:
        case "part":
            return other.phrase.kind == "subject" and not other.is_share
        case "portion" | "ratio":
            return not other.is_share
        case "points":
            return other.is_share or bool(one.phrase.readings)
        case "change":
            if one.written and one.counted:
                return not other.is_share and bool(one.unit) == (other.phrase.kind == "money")
            return other.of is None
        case _:
            return not other.is_share if one.counted else other.is_share or bool(one.phrase.readings)
