"""Published reports of the units, found, compared with what was submitted, and recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias

from toolkit.collection.ledger.records import ComparedPublication
from toolkit.collection.paper_units import NameFinder
from toolkit.collection.published_comparison import compare
from toolkit.collection.receiving.containers import container_of
from toolkit.collection.receiving.sorting import is_litter
from toolkit.collection.standing import Snapshot, Standing, UnitState
from toolkit.errors import MisuseError
from toolkit.messages import say
from toolkit.published.formats import format_of
from toolkit.published.published_reading import read_published
from toolkit.published.published_submission import PublishedSubmission
from toolkit.review.checks import judge
from toolkit.review.verdict import Verdict, verdict_of
from toolkit.workbook.scanning.kinds import kind_of

Trouble: TypeAlias = Literal["", "unreadable", "nobody", "several", "other_year", "nothing_submitted"]
"""Why a published file was not compared; messages ``publication.trouble.…``."""


@dataclass(frozen=True)
class PublishedFile:
    """A file that was given, with what became of it.

    Attributes:
        unit: code; empty where it is not known whose it is.
        title: name of the unit that the report states.
        why: Chinese, of ``unreadable``: the message of reading.
        compared: number of figures that stand in both.
        publication: what was recorded; ``None`` where nothing was compared.
    """

    name: str
    unit: str = ""
    title: str = ""
    year: int = 0
    trouble: Trouble = ""
    why: str = ""
    compared: int = 0
    publication: ComparedPublication | None = None


@dataclass
class PublishedRun:
    """What one run compared.

    Attributes:
        passed_over: names of files in folders and archives that are no pages, documents or texts.
        missing: units past their deadline of which no published report is on record.
    """

    files: list[PublishedFile] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    missing: list[Standing] = field(default_factory=list)


def compare_published(stock: Snapshot, paths: Iterable[Path], unit: str = "") -> PublishedRun:
    """Compare published reports with the submissions that count, and record the results.

    Args:
        paths: files, folders, zip archives.
        unit: code or name of the unit that they all are of, where they do not tell.

    Raises:
        MisuseError: a path is not there, there is no such unit, or the ledger cannot be written.
    """
    code = stock.collection.roster.find(unit).code if unit else ""
    finder = NameFinder(stock.collection.roster)
    run = PublishedRun()
    found: list[tuple[ComparedPublication, bytes]] = []
    for name, content in _files(paths, run.passed_over):
        one = _compared(stock, finder, name, content, code)
        run.files.append(one)
        if one.publication is not None:
            found.append((one.publication, content))
    if found:
        stock.ledger.compared(found)
    on_record = stock.ledger.publications()
    for standing in stock.standings:
        standing.published = on_record.get(standing.unit.code)
    run.missing = unpublished(stock)
    return run


def unpublished(stock: Snapshot) -> list[Standing]:
    """Units past their deadline of which no published report is on record."""
    return [
        standing
        for standing in stock.standings
        if standing.state is not UnitState.EXCLUDED
        and standing.published is None
        and standing.due < standing.today
    ]


# --- the files --------------------------------------------------------------------------------------


def _files(paths: Iterable[Path], passed_over: list[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
            for file in inside:
                yield from _opened(file.relative_to(path).as_posix(), _bytes(file), passed_over, given=False)
        else:
            yield from _opened(path.name, _bytes(path), passed_over, given=True)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise MisuseError(say("misuse.no_file", path=file)) from error


def _opened(name: str, content: bytes, passed_over: list[str], *, given: bool) -> Iterator[tuple[str, bytes]]:
    """A file, or what is in it; ``given``: by its own name, so that it is answered for in any case."""
    container = container_of(name, content)
    if container is not None:
        for member in container.members(name):
            yield from _opened(member.name, member.content, passed_over, given=False)
    elif given or format_of(kind_of(content, name)):
        if given or not _belongs_to_page(name):
            yield name, content
    elif not is_litter(name.split("/")):
        passed_over.append(name)


def _belongs_to_page(name: str) -> bool:
    """Whether a text is a script or a style that was saved along with a page."""
    return name.lower().endswith((".css", ".js", ".json", ".csv", ".ics", ".log"))


# --- one file ---------------------------------------------------------------------------------------


def _compared(stock: Snapshot, finder: NameFinder, name: str, content: bytes, unit: str) -> PublishedFile:
    collection = stock.collection
    submission = read_published(content, name=name, edition=collection.edition, year=collection.year)
    if not submission.readable:
        why = submission.findings[0].message if submission.findings else ""
        return PublishedFile(name, unit, trouble="unreadable", why=why)
    assert submission.identity is not None
    title, year = submission.identity.unit.name, submission.identity.year
    code, several = (unit, False) if unit else _whose(finder, submission, name)
    trouble: Trouble = "" if code else "several" if several else "nobody"
    if code and year and year != collection.year:
        trouble = "other_year"
    elif code and stock.standing(code).received is None:
        trouble = "nothing_submitted"
    if trouble:
        return PublishedFile(name, code, title, year, trouble)
    return _recorded(stock, stock.standing(code), submission, verdict_of(judge(submission)), name, content)


def _recorded(
    stock: Snapshot,
    standing: Standing,
    submission: PublishedSubmission,
    verdict: Verdict,
    name: str,
    content: bytes,
) -> PublishedFile:
    received = standing.received
    assert received is not None and received.reading is not None
    assert submission.content is not None and submission.identity is not None
    texts = stock.verdict(received).texts
    figures = stock.values(standing)
    result = compare(stock.collection.form, figures, texts, verdict, standing.unit.names)
    publication = ComparedPublication(
        standing.unit.code,
        sha256(content).hexdigest(),
        name,
        submission.content.format,
        received.reading,
        result.result,
        tuple(one.as_json() for one in result.differences),
        submission.content.published_on,
        submission.content.address,
    )
    identity = submission.identity
    return PublishedFile(
        name,
        standing.unit.code,
        identity.unit.name,
        identity.year,
        compared=result.compared,
        publication=publication,
    )


def _whose(finder: NameFinder, submission: PublishedSubmission, name: str) -> tuple[str, bool]:
    """Code of the unit it is of; empty, and whether several are named, where that is not certain."""
    content, identity = submission.content, submission.identity
    assert content is not None and identity is not None
    several = False
    for text in (identity.unit.name, *content.titles, content.source, name.rpartition("/")[2]):
        found = finder.find(text)
        if found.one:
            return found.one, False
        several = several or len(found.sure | found.unsure) > 1
    return "", several
