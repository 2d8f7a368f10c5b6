"""The short text an office pastes into a chat beside the files."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.collection.phrases import day
from toolkit.collection.returns.notice import Notice, SpokenCode
from toolkit.collection.returns.places import by_sheet, cell_of, check_behind, listed
from toolkit.collection.returns.problems import Problem, problems
from toolkit.form.expression import magnitude, plain
from toolkit.messages import code_of, say
from toolkit.paper.office_text import printable, shortened

LINES, AREAS, LIMIT = 6, 2, 500
"""Findings told, areas of each, characters of all."""
LONGEST = (120, 60)
"""Characters of a finding: where there is room, and where there is not."""


def chat_text(notice: Notice) -> str:
    """Who, what is wrong (most important first), by when, which file to mend; less than 500 characters."""
    found = problems(notice)
    for count in range(min(LINES, len(found)), -1, -1):
        for longest in LONGEST:
            text = _text(notice, found[:count], len(found), longest)
            if len(text) < LIMIT:
                return text
    return text


def _text(notice: Notice, told: Sequence[Problem], count: int, longest: int) -> str:
    head = say(
        notice.spoken("return.chat.head"),
        unit=shortened(printable(notice.unit), 40),
        year=notice.year,
        title=notice.form.short_title,
        file=shortened(printable(notice.file), 60),
        count=count,
    )
    lines = [say("return.chat.line", number=p.number, words=_line(notice, p, longest)) for p in told]
    rest = [say(notice.spoken("return.chat.more"), count=count - len(told))] if len(told) < count else []
    file = shortened(notice.mend, 80)
    until: SpokenCode = "return.chat.foot.soon" if notice.deadline is None else "return.chat.foot"
    foot = code_of("*.refilled", until) if notice.starts_afresh else notice.spoken(until)
    date = "" if notice.deadline is None else day(notice.deadline)
    office = (
        [say("return.chat.office", office=shortened(printable(notice.office), 60))] if notice.office else []
    )
    return "\n".join([head, *lines, *rest, say(foot, file=file, date=date), *office])


def _line(notice: Notice, problem: Problem, longest: int) -> str:
    cells = [cell for cell in map(cell_of, problem.finding.cells) if cell is not None]
    place = ""
    for sheet, areas in by_sheet(cells)[:1]:
        more = len(areas) > AREAS or any(cell.sheet != sheet for cell in cells)
        place = f"{sheet} {listed(areas[:AREAS])}" + (say("return.chat.others") if more else "")
    words = _at(place, problem.wrong)
    soft = say("return.chat.soft") if problem.finding.severity == "soft" else ""
    if len(soft + words) > longest:
        words = _at(place, _brief(notice, problem) or problem.wrong)
    return shortened(soft + words, longest)


def _at(place: str, words: str) -> str:
    return say("finding.at", place=place, words=words) if place else words


def _brief(notice: Notice, problem: Problem) -> str:
    """What does not agree and by how much; empty where that cannot be said from the figures alone."""
    check = check_behind(notice.form, problem.finding)
    known = {item: value for item, value in notice.verdict.values.items() if value is not None}
    if check is None or check.comparison.relation != "=" or not known.keys() >= set(check.assessed):
        return ""
    left, right = check.comparison.evaluate(known)
    return say("return.chat.differs", title=check.rule.title, difference=plain(magnitude(left - right)))
