"""The 通报 at the end of a round: who reported when, what was returned how often and for what, and when it
was mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.collection.own_output import note_files
from toolkit.collection.phrases import day
from toolkit.collection.publications import unpublished
from toolkit.collection.standing import Snapshot, UnitState
from toolkit.collection.unit_course import Arrived, Course, FaultKind, Mended, courses
from toolkit.messages import say, say_of
from toolkit.paper.office_text import printable
from toolkit.reports.shelf import Shelf
from toolkit.reports.wording import title_parts

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

COLUMNS = {
    "number": 1.0, "unit": 3.5, "deadline": 2.2, "arrived": 2.3, "returns": 1.1, "faults_found": 3.4,
    "mended": 2.1,
}  # fmt: skip
"""Widths of the annexed table in centimetres."""
FAULT_COLUMNS = {"number": 1.0, "fault": 9.6, "rule": 2.6, "units": 2.4}
SECTIONS = ("summary", "arrival", "mending", "faults", "published", "contact")


def write_circular(stock: Snapshot, today: date) -> tuple[Path, list[Path]]:
    """Write the 通报 as docx into the reports; one that somebody changed is kept among the old drafts.

    Returns:
        The file, and where an earlier one was kept.

    Raises:
        MisuseError: it cannot be written.
    """
    collection = stock.collection
    titles = title_parts(collection.form)
    name = say("circular.file", year=collection.year, **titles) + ".docx"
    content = circular(stock, today)

    shelf = Shelf(collection.folder / "reports", partial(note_files, stock, "status", "report"))
    with shelf.writing() as stage:
        (stage / name).write_bytes(content)
    return shelf.folder / name, shelf.kept


def circular(stock: Snapshot, today: date) -> bytes:
    """Return the 通报 as docx; the same ledger and day give the same bytes."""
    from toolkit.paper import official  # noqa: PLC0415  (loaded when one is written)
    from toolkit.paper.page import finished  # noqa: PLC0415

    collection = stock.collection
    found = courses(stock)
    words = {"period": collection.form.period(collection.year).words, "title": collection.form.title}
    title = say("circular.title", **words)
    document = official.official_paper(title)
    official.title(document, title)
    official.text(document, say("city_notice.to")).paragraph_format.first_line_indent = 0
    official.text(document, say("circular.lead", on=day(today), **words))
    # Where nobody has looked at what was published, nothing is said of it.
    looked = any(one.published is not None for one in stock.standings)
    for number, section in enumerate(one for one in SECTIONS if looked or one != "published"):
        head = say_of("circular.*.head", section, number=say("city_notice.numerals")[number])
        official.heading(document, head, 1)
        for line in _lines(stock, found, section):
            official.text(document, printable(line))
        if section == "faults" and (kinds := _kinds_of_fault(found)):
            heads = [say_of("circular.*", key) for key in FAULT_COLUMNS]
            official.list_table(document, tuple(FAULT_COLUMNS.values()), heads, kinds)
    official.text(document, say("circular.annex.named"))
    official.to_the_right(document, ("", printable(collection.signer)))
    official.to_the_right(document, (say("document.date"),), marked=True)
    official.heading(document, say("circular.annex.head"), 1, new_page=True)
    _annex(document, found)
    return finished(document, printable(collection.city), today)


def _lines(stock: Snapshot, found: Sequence[Course], section: str) -> Iterator[str]:
    match section:
        case "summary":
            yield from _summary(stock, found)
        case "arrival":
            arrived = Counter(str(one.arrived) for one in found)
            yield say("circular.arrival", **{kind: arrived[kind] for kind in Arrived})
            if extended := sum(one.standing.extended is not None for one in found):
                yield say("circular.arrival.extended", count=extended)
        case "mending":
            times = Counter(one.returns for one in found)
            never = say("circular.mending.never", count=times.pop(0, 0))
            returned = (say("circular.mending.times", times=n, count=times[n]) for n in sorted(times))
            yield "".join((never, *returned))
            if times:
                mended = Counter(str(one.mended) for one in found)
                yield say("circular.mending", **{kind: mended[kind] for kind in Mended if kind})
        case "faults":
            some = any(one.faults for one in found)
            yield say("circular.faults" if some else "circular.faults.none")
        case "published":
            yield from _published(stock)
        case _:
            contact = stock.collection.contact or say("city_notice.contact.open")
            settled = all(one.standing.state is UnitState.INCLUDED for one in found)
            yield say("circular.contact.settled" if settled else "circular.contact", contact=contact)


def _published(stock: Snapshot) -> Iterator[str]:
    """Yield which units published another report than they submitted, and which none."""
    published = {one.unit.name: one.published for one in stock.standings if one.published is not None}
    differs = [name for name, one in published.items() if one.result != "same"]
    yield say("circular.published", count=len(published), same=len(published) - len(differs))
    if differs:
        yield say("circular.published.differs", units="、".join(differs))
    missing = [one.unit.name for one in unpublished(stock)]
    if missing:
        yield say("circular.published.missing", units="、".join(missing))


def _summary(stock: Snapshot, found: Sequence[Course]) -> Iterator[str]:
    states = {str(state): stock.count(state) for state in UnitState if state is not UnitState.EXCLUDED}
    yield say("circular.summary", due=len(found), **states)
    out = [one for one in stock.standings if one.state is UnitState.EXCLUDED]
    if out:
        named = (say("circular.excluded", unit=one.unit.name, why=one.why) for one in out)
        yield say("circular.summary.excluded", count=len(out), units="；".join(named))


def _kinds_of_fault(found: Sequence[Course]) -> list[list[str]]:
    """Return the lines of the table of faults, the most frequent first."""
    units = Counter(fault for one in found for fault in _shown(one.faults))
    ordered = sorted(units.items(), key=lambda one: (-one[1], one[0].code))
    return [
        [str(number), printable(fault.title), fault.code, str(times)]
        for number, (fault, times) in enumerate(ordered, start=1)
    ]


def _shown(faults: Sequence[FaultKind]) -> list[FaultKind]:
    """Faults by what they are called, each once: those of files and blanks have one name together."""
    named: dict[str, FaultKind] = {}
    for fault in faults:
        title = fault.title or say("circular.fault_of_file")
        named.setdefault(title, FaultKind(fault.code if fault.title else "", title))
    return list(named.values())


def _annex(document: WordDocument, found: Sequence[Course]) -> None:
    from toolkit.paper import official  # noqa: PLC0415

    rows = [
        [str(number), printable(one.standing.unit.name), *_words(one)]
        for number, one in enumerate(found, start=1)
    ]
    heads = [say_of("circular.*", key) for key in COLUMNS]
    official.list_table(document, tuple(COLUMNS.values()), heads, rows)


def _words(one: Course) -> list[str]:
    standing = one.standing
    until = _short(standing.due)
    deadline = say("circular.deadline.extended", until=until) if standing.extended else until
    arrived_on = _short(standing.arrived_on) if standing.arrived_on else ""
    arrived = say_of("circular.arrived.*", one.arrived, on=arrived_on, days=standing.late_days)
    faults = "；".join(fault.title for fault in _shown(one.faults))
    return [deadline, arrived, str(one.returns or ""), printable(faults), _mended(one)]


def _mended(one: Course) -> str:
    match one.mended:
        case Mended.NOT_RETURNED:
            return ""
        case Mended.OPEN if one.mend_days:
            return say("circular.mended.overdue", days=one.mend_days)
        case Mended.OPEN:
            until = one.standing.answer_by
            return say("circular.mended.open", until=_short(until) if until else "")
    return say_of(
        "circular.mended.*", one.mended, on=_short(one.mended_on) if one.mended_on else "", days=one.mend_days
    )


def _short(when: date) -> str:
    """A day without its year, which the lead states."""
    return say("word.day", month=when.month, day=when.day)
