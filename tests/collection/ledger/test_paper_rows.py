"""Ledgers from before papers had words: every row, digest and head stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collection.office import IN_TIME
from toolkit.collection.ledger import connection, rows, schema, verification
from toolkit.collection.ledger.inspection import verify_ledger
from toolkit.collection.ledger.records import Arrival, PaperWords
from toolkit.collection.ledger.store import LEDGER, Ledger


def old_ledger(folder: Path, patched: pytest.MonkeyPatch) -> str:
    """A ledger as the version before left it, with decisions; returns its head."""
    ours = schema.triggers()
    old = {
        name: text
        for name, text in ours.items()
        if not name.startswith(("paper_", "earlier_", "written_", "publication_"))
    }
    patched.setattr(schema, "STEPS", schema.STEPS[:3])
    patched.setattr(verification, "triggers", lambda: old)
    for module in (connection, rows):
        patched.setattr(module, "LATEST", 3)
    with Ledger.open(folder) as ledger:
        ledger.keep([Arrival("a.pdf", b"%PDF", "attachment")], IN_TIME)
        for kind, undoes in (("exclude", None), ("undo", 1)):
            with ledger._writing():
                ledger.connection.execute(
                    "INSERT INTO decision (kind, unit, undoes, who, why, decided_at) "
                    "VALUES (?, '101', ?, '李工', '并入', '2024-01-20T00:00:00+00:00')",
                    (kind, undoes),
                )
        return ledger.head


def test_an_older_ledger_keeps_its_rows_and_its_chain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        head = old_ledger(tmp_path, patched)
    with Ledger.open(tmp_path) as ledger:
        assert ledger.head == head
        assert [(d.kind, d.undoes, d.why, d.details) for d in ledger.decisions()] == [
            ("exclude", None, "并入", {}),
            ("undo", 1, "并入", {}),
        ]
        (paper,) = ledger.papers()
        assert (paper.name, paper.words) == ("a.pdf", None), "it waits to be read"
        ledger.record_papers([PaperWords(paper.sha256, "pdf", reader=1)])
        number = ledger.decide("attach", why="x", unit="101", sha256=paper.sha256, details={"as": "seal"})
        assert number == 3 and ledger.decisions()[-1].details == {"as": "seal"}
    assert verify_ledger(tmp_path / LEDGER).faults == []


def test_words_are_recorded_once_for_each_reader(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        ledger.keep([Arrival("a.pdf", b"%PDF", "attachment")], IN_TIME)
        sha256 = ledger.papers()[0].sha256
        for reader, text in ((1, "甲"), (1, "乙"), (2, "丙")):
            ledger.record_papers([PaperWords(sha256, "pdf", text=text, reader=reader)])
        assert [paper.words.text for paper in ledger.papers() if paper.words] == ["丙"]
        assert ledger.connection.execute("SELECT count(*) FROM paper").fetchone()[0] == 2
