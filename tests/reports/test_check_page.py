"""Findings as a page to print: those of the screen and of the 退回单, and nothing that is fetched or runs."""

from __future__ import annotations

import json
import webbrowser
from datetime import datetime
from pathlib import Path

import pytest
from lxml import html

from tests.cli.typed import run_here
from tests.collection.office import figures, office, put, workbook
from toolkit.errors import MisuseError
from toolkit.messages import say, say_of
from toolkit.reports.check_page import check_page, write_check_page
from toolkit.review.checks import Status, judge
from toolkit.review.verdict import Verdict, verdict_of
from toolkit.review.verdict_text import as_text
from toolkit.workbook.submission import read_submission

NOW = datetime(2024, 1, 20, 9, 30)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A workbook whose figures do not add up, a right one, and a file that is none."""
    folder = tmp_path_factory.mktemp("checked")
    made = office(folder / "c")
    return [
        put(folder, "<b>wrong.xlsx", workbook(made, "101", figures(received=3))),
        put(folder, "right.xlsx", workbook(made, "102", figures(received=1, granted=1))),
        put(folder, "none.xlsx", b"a,b\n"),
    ]


@pytest.fixture(scope="module")
def verdicts(files: list[Path]) -> list[Verdict]:
    return [verdict_of(judge(read_submission(file))) for file in files]


def test_it_says_what_the_screen_says(verdicts: list[Verdict]) -> None:
    page = html.fromstring(check_page(verdicts, NOW))
    sections = page.xpath("//section")
    assert [section.get("class") for section in sections] == [str(one.status) for one in verdicts]
    assert {one.status for one in verdicts} == set(Status)
    for section, verdict in zip(sections, verdicts, strict=True):
        words = section.text_content()
        assert as_text(verdict).splitlines()[0] in words
        assert say_of("check_page.next.*", verdict.status) in words
        for finding in verdict.findings:
            if finding.outcome != "not_assessable":
                assert finding.wrong in words, finding
                assert finding.code in words
    assert "2024-01-20 09:30" in page.text_content()


def test_what_must_be_mended_stands_in_the_table_of_the_return(verdicts: list[Verdict]) -> None:
    page = html.fromstring(check_page(verdicts[:1], NOW))
    assert [head.text for head in page.xpath("//thead//th")] == [
        say_of("return.head.*", name) for name in ("number", "place", "label", "present", "wrong", "repair")
    ]
    numbers = page.xpath("//tbody/tr/td[1]/text()")
    asked = [f for f in verdicts[0].findings if f.sends_back or f in verdicts[0].unexplained]
    assert numbers == [str(number) for number in range(1, len([f for f in asked if f.outcome == "fail"]) + 1)]


def test_nothing_is_fetched_and_nothing_runs(verdicts: list[Verdict]) -> None:
    page = html.fromstring(check_page(verdicts, NOW))
    assert not page.xpath("//script | //link | //iframe | //img | //b | //@src | //@href")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


def test_only_an_earlier_page_is_replaced(verdicts: list[Verdict], tmp_path: Path) -> None:
    file = tmp_path / "new" / "page.html"
    for _ in range(2):
        write_check_page(verdicts, file, NOW)
    other = put(tmp_path, "other.html", b"<p>report</p>")
    for refused in (other, tmp_path / "page.xlsx"):
        with pytest.raises(MisuseError, match=refused.name):
            write_check_page(verdicts, refused, NOW)
    assert other.read_bytes() == b"<p>report</p>"


def test_the_command_writes_and_opens_it(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    page = tmp_path / "a b.html"
    done = run_here("check", *files, "--page", page, "--open")
    assert done.returncode == 1
    assert say("done.check_page", path=page) in done.stdout
    assert opened == [page.as_uri()]
    done = run_here("check", files[1], "--page", page, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["page"] == str(page)
    assert len(opened) == 1
    assert run_here("check", files[1], "--open").returncode == 2
