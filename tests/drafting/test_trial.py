"""``ogi edition check``: samples that satisfy every rule, or break one; and what has to be looked at."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.typed import ogi, run_here
from tests.fixtures.editions import INSPECTIONS
from toolkit.drafting import trial
from toolkit.drafting.samples import Sampler
from toolkit.drafting.trial import try_out
from toolkit.form.measures import Gaps
from toolkit.form.registry import load_form, use_edition
from toolkit.messages import say
from toolkit.review.checks import Status, judge
from toolkit.workbook.submission import read_submission


@pytest.mark.parametrize("edition", ["ogi-2019", "ogi-2021", "inspections"])
def test_a_sample_satisfies_every_rule(edition: str) -> None:
    form = load_form(INSPECTIONS if edition == "inspections" else edition)
    sample = Sampler(form).right()
    assert sample is not None
    assert sample.broken(form) == []


@pytest.mark.parametrize("edition", ["ogi-2019", "ogi-2021"])
def test_rules_on_texts_are_broken_by_words(edition: str) -> None:
    """A number that differs from the table, and what is not filled in."""
    form = load_form(edition)
    checks = [c for c in form.checks if c.said or isinstance(c.comparison.measure(), Gaps)]
    assert [check.code for check in checks] == ["W-01", "W-02", "W-02"]
    for check in checks:
        sample = Sampler(form).breaking(check.rule)
        assert sample is not None
        assert [broken.key for broken in sample.broken(form)] == [check.key]


def test_every_rule_is_broken_by_a_workbook_of_its_own(tmp_path: Path) -> None:
    """And the verb says what it found."""
    done = ogi("edition", "check", str(INSPECTIONS), "-o", str(tmp_path / "out"), "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert (said["edition"], said["items"], said["errors"], said["points"]) == ("inspections", 25, [], [])
    assert any("staff.median.value" in remark for remark in said["remarks"])
    files = list(map(Path, said["files"]))
    assert all(file.is_file() for file in files)
    form = load_form("inspections")
    books = {file.stem: file for file in files if file.suffix == ".xlsx"}
    right = judge(read_submission(books.pop("全对的样表")))
    assert right.status is Status.ACCEPTED
    assert not [f for f in right.findings if f.severity != "note"]
    broken = {
        name.removeprefix("错表-").rpartition("-")[0]: file for name, file in books.items() if "错表" in name
    }
    assert broken.keys() == {check.code for check in form.checks if not check.reading_only}
    for code, file in broken.items():
        found = {f.code for f in judge(read_submission(file)).findings if f.severity != "note"}
        assert code in found | {"R-total"}, (code, found)


def test_a_form_of_words_alone_is_tried_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its optional texts may be blank, and nothing but a hidden sign is wrong in them."""
    monkeypatch.setattr(trial, "converted", lambda *_: None)  # the PDF was made in the test above
    folder = tmp_path / "words"
    shutil.copytree(INSPECTIONS, folder)
    settings = (folder / "edition.toml").read_text("utf-8")
    head, sites = settings.partition("[[tables]]")[0], settings.rpartition("[[tables]]")[2]
    (folder / "edition.toml").write_text(
        head.replace('"inspections"', '"words"') + "[[tables]]" + sites, "utf-8"
    )
    (folder / "rows.csv").write_text("table,block,row,label_1\nsites,,north,North\n", "utf-8")
    (folder / "columns.csv").write_text(
        "table,block,column,label_1,kind,required\nsites,,remark,Remarks,text,no\n", "utf-8"
    )
    (folder / "rules.csv").unlink()
    form = load_form(use_edition(folder))
    assert {check.code for check in form.checks} == {"N-INT", "S-02"}
    tried = try_out(form, tmp_path / "out")
    assert not tried.points
    assert say("trial.no_office") in tried.remarks
    books = {file.stem: read_submission(file) for file in tried.files if file.suffix == ".xlsx"}
    statuses = {name: judge(submission).status for name, submission in books.items()}
    assert statuses == {
        "空白表": Status.ACCEPTED,
        "全对的样表": Status.ACCEPTED,
        "错表-N-INT-1": Status.RETURNED,
    }


def test_nothing_but_an_edition_is_checked(tmp_path: Path) -> None:
    done = run_here("edition", "check", tmp_path)
    assert done.returncode == 2
    assert "edition.toml" in done.stderr
