"""Seeded clerks: no traceback, no wrong value, nothing silent, no file lost, every fault found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.clerk import FORM
from tests.simulator.checker import Tally, problems
from tests.simulator.figure_kinds import added_up, broken, truth
from tests.simulator.kind_registry import HABITS
from tests.simulator.simulation import (
    Sent,
    drawn,
    prepared,
    read,
    read_all,
    resaved_as,
    sent_directly,
    sent_through_libreoffice,
    shares,
)
from tests.simulator.through_ledger import collected
from toolkit.findings import Finding, FoundCell
from toolkit.form.evaluation import Outcome, Record, evaluate
from toolkit.review.checks import Status

FEW = range(20)
"""Those in a default run; many more, these too, are among the slow tests."""
MANY = range(2400)
SAVED_AGAIN = range(1600)
GRANTED = "requests.granted.natural_person"


def tallied(batch: Iterable[Sent], office: Path | None = None) -> Tally:
    """Read directly, or through the ledger of an office."""
    tally = Tally()
    for sent, verdict in collected(batch, office) if office else read_all(batch):
        tally.take(sent, verdict)
    return tally


@pytest.mark.parametrize("share", range(2))
def test_a_few_files(share: int) -> None:
    tally = tallied(sent_directly(shares(FEW, 2)[share]))
    assert tally.files >= 7
    assert not tally.problems, tally.told()


@pytest.mark.slow
@pytest.mark.parametrize("share", range(8))
def test_two_thousand_files(share: int, tmp_path: Path) -> None:
    tally = tallied(sent_directly(shares(MANY, 8)[share]), tmp_path)
    assert tally.files >= 254
    assert not tally.problems, tally.told()


@pytest.mark.slow
@pytest.mark.oracle
@pytest.mark.parametrize("share", range(2))
def test_files_saved_again_by_libreoffice(share: int, tmp_path: Path) -> None:
    batch = sent_through_libreoffice(SAVED_AGAIN[share * 800 : share * 800 + 800], tmp_path)
    tally = tallied(batch, tmp_path / "office")
    assert tally.files == 120
    assert not tally.problems, tally.told()


# --- the simulator itself --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(0, 40))
def test_the_truth_keeps_every_hard_rule(seed: int) -> None:
    given = truth(seed)
    assert not list(broken(added_up(given.values), given.prior))
    record = Record(values=dict(given.values), texts=dict(given.texts), prior=given.prior or {})
    failed = {r.check.code for r in evaluate(FORM, record)
              if r.outcome is Outcome.FAIL and r.check.severity == "hard"}  # fmt: skip
    assert failed == set()


def test_every_habit_has_its_turn() -> None:
    seen = {habit.name for seed in MANY if not resaved_as(seed) for habit in drawn(seed)}
    assert seen == set(HABITS)


def test_a_seed_gives_the_same_file_again() -> None:
    first, second = ([sent.data for sent in sent_directly(range(20, 25))] for _ in range(2))
    assert first == second


def clean() -> Sent:
    file = prepared(1, [], "")
    return file.sent(file.data)


def typed(name: str, seed: int = 1) -> Sent:
    file = prepared(seed, [HABITS[name]], "")
    assert file.habits == [name]
    return file.sent(file.data)


def faults(sent: Sent, verdict: object) -> set[str]:
    return {problem.fault for problem in problems(sent, verdict)}  # type: ignore[arg-type]


def test_the_checker_sees_a_wrong_value_and_a_lost_one() -> None:
    sent = clean()
    verdict = read(sent)
    assert faults(sent, verdict) == set()
    assert faults(sent, replace(verdict, values={**verdict.values, GRANTED: 7_777})) == {"wrong"}
    assert faults(sent, replace(verdict, values={**verdict.values, GRANTED: None})) == {"silent"}
    assert faults(sent, replace(verdict, identity=None)) == {"lost"}
    assert faults(sent, replace(verdict, status=Status.UNREADABLE)) == {"lost"}
    assert faults(sent, ValueError("x")) == {"traceback"}


def test_the_checker_sees_a_finding_too_few_and_one_too_many() -> None:
    sent = typed("typed_slash")
    verdict = read(sent)
    assert faults(sent, verdict) == set()
    assert "missed" in faults(sent, replace(verdict, findings=(), status=Status.ACCEPTED))
    sent = typed("spelled_unit")
    verdict = read(sent)
    assert {"missed", "silent"} <= faults(sent, replace(verdict, findings=()))
    cells = (FoundCell(GRANTED, FORM.sheet("requests").name, ""),)
    alarm = Finding("N-INT", "hard", "", cells=cells)
    status = Status.RETURNED
    assert faults(sent, replace(verdict, findings=(*verdict.findings, alarm), status=status)) == {
        "false_alarm"
    }
