"""Seed → a file as it comes in, and what reading it must come to."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulator import cell_kinds, file_kinds, identities, look_kinds, slips, spellings, workbooks
from tests.simulator.clerk_draft import Draft, Expectation, draft
from tests.simulator.figure_kinds import Truth, truth
from tests.simulator.kind_registry import HABITS, Habit
from tests.simulator.paper_kinds import KEY
from toolkit.review.checks import judge
from toolkit.review.verdict import Verdict, verdict_of
from toolkit.workbook.submission import read_submission

RESAVED = ("xlsx", "ods", "xls")
MOST = 4
MODULES = (spellings, cell_kinds, slips, workbooks, look_kinds, identities, file_kinds)
"""Importing them fills the table of habits."""


@dataclass(frozen=True)
class Sent:
    """A file that came in, with the truth behind it.

    Attributes:
        habits: what was done to it, in that order.
        saved_as: format LibreOffice saved it in; empty where it did not.
    """

    seed: int
    name: str
    data: bytes
    truth: Truth
    expectation: Expectation
    habits: tuple[str, ...]
    saved_as: str = ""


@dataclass
class Prepared:
    """A file before another program saves it and before anything happens to its bytes."""

    draft: Draft
    data: bytes
    habits: list[str] = field(default_factory=list)

    def sent(self, data: bytes) -> Sent:
        for change in self.draft.afterwards:
            data = change(data)
        expectation = self.draft.expectation()
        seed, name, saved_as = self.draft.truth.seed, self.draft.name, self.draft.saved_as
        return Sent(seed, name, data, self.draft.truth, expectation, tuple(self.habits), saved_as)


def resaved_as(seed: int) -> str:
    """The format in which LibreOffice saves the file of this seed: three in twenty."""
    return dict(zip((17, 18, 19), RESAVED, strict=True)).get(seed % 20, "")


def drawn(seed: int) -> list[Habit]:
    """Up to four habits that do not exclude each other, in their turn."""
    chance = random.Random(f"drawn {seed}")
    # A file that is none tells nothing of what else was done to it, so not too many of these.
    spared = "file" if chance.random() < 0.7 else "-"
    # By name: which module is imported first differs from run to run.
    free = [habit for _, habit in sorted(HABITS.items()) if habit.alone != spared]
    found: list[Habit] = []
    for _ in range(chance.randint(0, MOST)):
        taken = {habit.alone for habit in found} - {""}
        choice = [habit for habit in free if habit not in found and habit.alone not in taken]
        found += chance.choices(choice, [habit.weight for habit in choice])
    return sorted(found, key=lambda habit: habit.turn)


def prepared(seed: int, habits: Iterable[Habit] | None = None, saved_as: str | None = None) -> Prepared:
    """The seed's workbook, as drawn unless habits are given."""
    work = draft(truth(seed), resaved_as(seed) if saved_as is None else saved_as)
    done = [habit.name for habit in (drawn(seed) if habits is None else habits) if _applied(work, habit)]
    return Prepared(work, work.written(), done)


def _applied(work: Draft, habit: Habit) -> bool:
    work.habit = habit.name
    told, marks = len(work.told), set(work.marks)
    done = habit.apply(work)
    if not done:  # nothing to do it to, so nothing is owed
        del work.told[told:]
        for mark in set(work.marks) - marks:
            del work.marks[mark]
    return done


def sent_directly(seeds: Iterable[int]) -> Iterator[Sent]:
    """The files of those seeds that no other program saves."""
    for seed in seeds:
        if not resaved_as(seed):
            file = prepared(seed)
            yield file.sent(file.data)


def sent_through_libreoffice(seeds: Iterable[int], folder: Path) -> Iterator[Sent]:
    """The files of the other seeds, saved by LibreOffice, all of one format at a time."""
    from tests.oracle.libreoffice import convert

    waiting: dict[str, list[Prepared]] = {}
    for seed in seeds:
        if resaved_as(seed):
            file = prepared(seed)
            waiting.setdefault(file.draft.saved_as, []).append(file)
    for saved_as, files_ in waiting.items():
        if not saved_as:
            yield from (file.sent(file.data) for file in files_)
            continue
        sources = [_written(folder / f"{file.draft.truth.seed}.xlsx", file.data) for file in files_]
        for file, made in zip(files_, convert(sources, saved_as, folder / saved_as), strict=True):
            file.draft.name = str(Path(file.draft.name).with_suffix(f".{saved_as}"))
            file.habits.append(f"resaved_as_{saved_as}")
            yield file.sent(made.read_bytes())


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def read(sent: Sent) -> Verdict:
    """How a file is read and judged: the one place where the simulation meets the toolkit."""
    return verdict_of(judge(read_submission(sent.data, name=sent.name, key=KEY)))


def read_all(batch: Iterable[Sent]) -> Iterator[tuple[Sent, Verdict | Exception]]:
    """Every file with its verdict; an exception is one too many."""
    for sent in batch:
        try:
            yield sent, read(sent)
        except Exception as error:  # nothing may be raised, whatever the bytes are
            yield sent, error


def shares(seeds: Sequence[int], number: int) -> list[Sequence[int]]:
    """The seeds in that many shares."""
    size = -(-len(seeds) // number)
    return [seeds[n * size : (n + 1) * size] for n in range(number)]
