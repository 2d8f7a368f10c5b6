"""What ``ogi collect`` prints: one line a unit and a summary, or every finding and change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from toolkit.messages import first_of, say, say_of

if TYPE_CHECKING:
    from toolkit.collection.ledger.records import Received
    from toolkit.collection.receiving.intake import Intake
    from toolkit.collection.returning import Returned
    from toolkit.collection.standing import Standing
    from toolkit.findings import Finding
    from toolkit.form.model import Form
    from toolkit.messages.code_types import Code
    from toolkit.rollup.supersession import ItemChange, Supersession

SHOWN = 12
"""Number of changes listed per unit and of files listed per reason; the JSON output has all of them."""
BRIEFLY = 2
"""Changes of a unit's figures up to which they are listed in the short form."""
TOTALS_SHOWN = 6
NAMES_SHOWN = 10
DIFFERENCES = 4
"""Differences between two files of one unit that are named; 收件 and --json have all."""


def run_text(
    intake: Intake,
    moved: list[Supersession],
    returned: list[Returned],
    *,
    dry_run: bool,
    verbose: bool = False,
    commands: bool = True,
) -> Iterator[str]:
    """Yield the result of a run for the office.

    Args:
        verbose: every finding and every changed figure; otherwise one line a unit.
        commands: add the commands by which unknown files are identified.
    """
    from toolkit.cli.paper_lines import arrived_text, unplaced_text
    from toolkit.cli.status_text import changed_text, counts_text, unidentified_text
    from toolkit.collection.open_questions import question_lines
    from toolkit.rollup.fallen_words import fallen_text

    after = intake.after
    yield from _verbose(intake, moved) if verbose else _brief(intake, moved, dry_run=dry_run)
    yield from intake.void_mergers
    yield from intake.last_year
    yield from arrived_text(after, intake.new)
    yield from _twins(intake)
    yield from _left_out(intake)
    yield from _briefly(intake)
    yield from _asides(intake)
    yield from fallen_text(after)
    yield from question_lines(after)
    yield from unidentified_text(after, commands=commands)
    yield from unplaced_text(after, commands=commands)
    yield from changed_text(after)
    if returned:
        yield say("collect.returned", count=len(returned), path=after.collection.folder / "returned")
    if dry_run:
        yield say("collect.dry_run")
    yield say("done.collect", added=len(intake.new) - len(intake.attachments), read=len(intake.read))
    yield counts_text(after)


def _verbose(intake: Intake, moved: Sequence[Supersession]) -> Iterator[str]:
    from toolkit.cli.status_text import summed_up, unreadable_more
    from toolkit.review.verdict_text import as_text

    form = intake.after.collection.form
    strangers = {file.sha256 for file in intake.after.unidentified}
    # An accepted unit may still have open queries, which the office should know.
    told = [file for file in intake.read if file.hard or file.queries or file.sha256 in strangers]
    shown, rest = summed_up(told)
    for file in shown:
        yield say("collect.number", number=file.number) + as_text(intake.after.verdict(file), brief=True)
    yield from unreadable_more(rest)
    for one in moved:
        yield from _supersession(one, form, SHOWN)
        yield from _effects([one], form, len(one.changes))


def _brief(intake: Intake, moved: Sequence[Supersession], *, dry_run: bool) -> Iterator[str]:
    groups = _groups(intake)
    names = {standing.unit.code: standing.unit.name for standing in intake.after.standings}
    for key, files in groups.items():
        yield say_of("collect.brief.*.head", key, count=len(files))
        yield from _lines_of(intake, files, names, key)
    yield from _unreadable(intake)
    yield from changes_text(moved, intake.after.collection.form)
    if groups:
        parts = [
            say_of(
                "collect.brief.*", key, count=len(files), units=_some([names[f.match.unit] for f in files])
            )
            for key, files in groups.items()
        ]
        code: Code = "collect.brief.dry_run" if dry_run else "collect.brief.summary"
        yield say(code, parts="".join(parts))


def _groups(intake: Intake) -> dict[str, list[Received]]:
    """Return what must go back, what must be explained and what does not count, each unit's file once."""
    from toolkit.collection.standing import UnitState

    found: dict[str, list[Received]] = defaultdict(list)
    for file in intake.read:
        standing = intake.after.by_code.get(file.match.unit)
        if standing is None or not (file.hard or file.queries):
            continue
        counts = _counts(standing, file)
        if counts and standing.state is UnitState.RETURNED:
            found["returned"].append(file)
        elif counts and standing.queries:
            found["asked"].append(file)
        elif file.hard and (file.sha256 in intake.new or _counted_before(intake, file)):
            found["set_aside"].append(file)
    return {key: found[key] for key in ("returned", "asked", "set_aside") if key in found}


def _counted_before(intake: Intake, file: Received) -> bool:
    """Whether a file that was read anew was its unit's until now; others were told when they came."""
    standing = intake.before.by_code.get(file.match.unit)
    return standing is not None and _counts(standing, file)


def _counts(standing: Standing, file: Received) -> bool:
    return standing.received is not None and standing.received.sha256 == file.sha256


def _lines_of(intake: Intake, files: Sequence[Received], names: dict[str, str], key: str) -> Iterator[str]:
    """Yield one line a unit; what several units have in common is one line with all of them."""
    from toolkit.reports.problem_list import shared_findings, short_words

    form = intake.after.collection.form
    told = {file.number: list(_told(intake, file, key)) for file in files}
    shared = shared_findings((names[file.match.unit], f) for file in files for f in told[file.number])
    for file in files:
        own = [finding for finding in told[file.number] if finding.message not in shared]
        if own or not told[file.number]:
            words = "、".join(dict.fromkeys(short_words(form, finding) for finding in own))
            yield say(
                "collect.brief.unit", number=file.number, unit=names[file.match.unit], count=len(own),
                words=words,
            )  # fmt: skip
    for message, units in shared.items():
        yield say("collect.brief.shared", count=len(units), message=message, units=_some(units))


def _unreadable(intake: Intake) -> Iterator[str]:
    """Yield why files of no known unit could not be read, a line each."""
    from toolkit.cli.status_text import summed_up, unreadable_more
    from toolkit.review.checks import Status

    strangers = {file.sha256 for file in intake.after.unidentified}
    files = [f for f in intake.read if f.status is Status.UNREADABLE and f.sha256 in strangers]
    shown, rest = summed_up(files)
    for file in shown:
        for finding in intake.after.ledger.findings(file):
            if finding.sends_back:
                yield say("collect.number", number=file.number) + finding.message
    yield from unreadable_more(rest)


def _told(intake: Intake, file: Received, key: str) -> Iterator[Finding]:
    for finding in intake.after.ledger.findings(file):
        if finding.asks if key == "asked" else finding.sends_back:
            yield finding


def _some(names: Sequence[str]) -> str:
    """Return the first names, and how many there are."""
    return first_of(names, NAMES_SHOWN, more="collect.brief.more")


def changes_text(moved: Sequence[Supersession], form: Form) -> Iterator[str]:
    """Yield a line for each unit for which something else counts, and by how much the totals change."""
    for one in moved:
        yield from _supersession(one, form, BRIEFLY)
    yield from _effects(moved, form, TOTALS_SHOWN)


def changes_json(moved: Iterable[Supersession]) -> list[dict[str, object]]:
    """Return as JSON data for which units something else counts, with every figure that changed."""
    return [
        {
            "unit": {"code": one.unit.code, "name": one.unit.name},
            "old": {"receipt": one.old.number, "file": one.old.name, "counted": one.was_counted},
            "new": {"receipt": one.new.number, "file": one.new.name, "counted": one.is_counted}
            if one.new
            else None,
            "changes": [
                {
                    "item": change.item,
                    "old": change.old,
                    "new": change.new,
                    "effect": change.effect,
                    "total": change.total,
                }
                for change in one.changes
            ],
        }
        for one in moved
    ]


def _supersession(one: Supersession, form: Form, most: int) -> Iterator[str]:
    """Yield which file replaced which and the changed figures, if there are few."""
    from toolkit.reports.last_intake import change_words, supersession_line

    yield supersession_line(one)
    if one.new is None:
        return
    # Blanks that are 0 now are not listed one by one.
    told = [change for change in one.differences if change.old is not None or change.new]
    if most < SHOWN and len(told) > most:
        return
    for change in told[:most]:
        item = form.items[change.item]
        yield change_words(form.table(item.table).name, item.label, change)
    if len(one.differences) > len(told) and most == SHOWN:
        yield say("supersession.zeros", count=len(one.differences) - len(told))
    if len(told) > most:
        yield say("supersession.more", count=len(told) - most)


def _effects(moved: Sequence[Supersession], form: Form, most: int) -> Iterator[str]:
    """Yield by how much these replacements changed the leading totals."""
    from toolkit.form.expression import plain
    from toolkit.rollup.headline import headline

    effects: dict[str, list[ItemChange]] = defaultdict(list)
    for one in moved:
        for change in one.changes:
            if change.effect:
                effects[change.item].append(change)
    changed = [item for item in headline(form) if item.id in effects]
    lines = []
    for item in changed:
        total = effects[item.id][-1].total or 0
        before = total - sum(change.effect for change in effects[item.id])
        if before != total:
            lines.append(
                say("supersession.effect", label=item.label, before=plain(before), after=plain(total))
            )
    if lines:  # below a line of their own: they are the sum over all units
        yield say("supersession.effects")
    yield from lines[:most]
    if len(lines) > most:
        yield say("supersession.effects_more", count=len(lines) - most)


def _twins(intake: Intake) -> Iterator[str]:
    """Yield units of which several files arrived at once: which counts, by what, and what differs."""
    from toolkit.form.expression import plain
    from toolkit.rollup.twins import twins

    items = intake.after.collection.form.items
    for one in twins(intake.after, intake.run) if intake.run else ():
        listed = "、".join(say("twins.file", number=file.number, file=file.name) for file in one.files)
        why = say_of("twins.by.*", one.evidence)
        yield say("twins", unit=one.unit.name, files=listed, number=one.files[-1].number, why=why)
        told = [
            say(
                "twins.difference",
                label=items[item].label,
                old=say("word.no_figure") if old is None else plain(old),
                new=say("word.no_figure") if new is None else plain(new),
            )
            for item, (old, new) in one.differences.items()
            if old is not None or new
        ]
        if told:
            shown = first_of(told, DIFFERENCES, between="；")
            yield say(
                "twins.differences",
                count=len(told),
                items=shown,
                folder=intake.after.collection.typed,
                number=one.files[-1].number,
            )
        else:
            yield say("twins.same")


def _left_out(intake: Intake) -> Iterator[str]:
    """Yield what units wrote that does not count, of files that count: nothing goes back to them for that."""
    from toolkit.collection.standing import UnitState
    from toolkit.findings import LEFT_OUT

    ledger = intake.after.ledger
    lines = []
    for file, standing in _counted(intake, ledger.readings_with(LEFT_OUT) if intake.read else ()):
        if standing.state is not UnitState.RETURNED:
            found = [f for f in ledger.findings(file) if f.code in LEFT_OUT]
            words = "".join("：".join(filter(None, (f.place, f.wrong))) for f in found)
            lines.append(say("collect.left_out", number=file.number, unit=standing.unit.name, words=words))
    if lines:
        yield say("collect.left_out.head", count=len(lines))
        yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield say("collect.left_out.more", count=len(lines) - SHOWN)


def _briefly(intake: Intake) -> Iterator[str]:
    """Yield reasons that say next to nothing, of files that count: they settle their queries all the same."""
    from toolkit.review.reasons import says_little

    ledger = intake.after.ledger
    lines = []
    for file, standing in _counted(intake, ledger.readings_explained() if intake.read else ()):
        for found in ledger.findings(file):
            if found.reason and says_little(found.reason):
                words = {"unit": standing.unit.name, "code": found.code, "reason": found.reason}
                lines.append(say("collect.briefly", number=file.number, **words))
    if lines:
        yield say("collect.briefly.head", count=len(lines))
        yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield say("collect.briefly.more", count=len(lines) - SHOWN)


def _counted(intake: Intake, readings: Collection[int]) -> Iterator[tuple[Received, Standing]]:
    """Yield the files of the run that count, of these readings, and how their units stand."""
    for file in intake.read:
        standing = intake.after.by_code.get(file.match.unit) if file.reading in readings else None
        if standing is not None and _counts(standing, file):
            yield file, standing


def _asides(intake: Intake) -> Iterator[str]:
    if intake.again:
        yield say(
            "collect.again",
            count=len(intake.again),
            files=first_of(intake.again, 5, more="collect.brief.more"),
        )
    for name in intake.resent:
        yield intake.resent_words(name)
    for name, path in list(intake.originals.items())[:SHOWN]:
        yield say("collect.original", file=name, path=path)
    if len(intake.originals) > SHOWN:
        yield say("collect.originals_more", count=len(intake.originals) - SHOWN)
    if intake.nothing_there and not intake.read:
        yield say("collect.nothing_there", path=intake.after.collection.folder / "inbox")
    yield from intake.refused[:SHOWN]
    if len(intake.refused) > SHOWN:
        yield say("collect.refused_more", count=len(intake.refused) - SHOWN)
