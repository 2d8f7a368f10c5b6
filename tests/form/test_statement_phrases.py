"""How texts speak of the figures, as data: what is wrong in the two files is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from toolkit.errors import EditionError
from toolkit.form.phrasebook import amount
from toolkit.form.registry import folder_of, shipped, use_edition
from toolkit.form.statement_phrases import phrases_of
from toolkit.form.statement_words import MOST_WORDS

_HEAD = "id,kind,topic,anchor,phrase,readings,labels,tolerance\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "own"
    own.mkdir()
    settings = (folder_of("ogi-2021") / "edition.toml").read_text("utf-8")
    (own / "edition.toml").write_text(settings.replace('id = "ogi-2021"', 'id = "own"'), "utf-8")
    for name in ("rows.csv", "columns.csv", "texts.csv", "indicators.csv"):
        shutil.copy(folder_of("ogi-2021") / name, own)
    # Without statements there are no numbers in texts that a rule could compare.
    rules = (folder_of("ogi-2021") / "rules.csv").read_text("utf-8").splitlines(keepends=True)
    (own / "rules.csv").write_text("".join(line for line in rules if "said(" not in line), "utf-8")
    return own


def _phrases(folder: Path, *lines: str) -> str:
    (folder / "statements.csv").write_text(_HEAD + "\n".join(lines), "utf-8")
    return use_edition(folder)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("a,count,,,收到{n}{c},strange,新收,", "edition.unknown_name"),
        ("a,count,,,收到{x}{c},received,新收,", "edition.unknown_name"),
        ("a,count,nowhere,,收到{n}{c},received,新收,", "edition.unknown_name"),
        ("a,count,,,收到({n}{c},received,新收,", "edition.phrase"),
        ("a,count,,,收到{n}{c},,新收,", "edition.cell_empty"),
        ("a,count,,,,received,新收,", "edition.cell_empty"),
        ("a,count,,,收到{n}{c},received | carried_in,新收,", "edition.phrase_labels"),
        ("a,share,,,占{p},received,新收,", "edition.phrase_share"),
        ("a,count,,,占{p},received / processed,新收,", "edition.phrase_share"),
        ("a,count,,,收到{n}{c},received,新收,-1", "edition.phrase_tolerance"),
        ("a,number,,,收到{n}{c},received,新收,", "edition.bad_choice"),
        ("a,count,,,收到{n}{c},disclosure_rate,新收,", "edition.unknown_name"),
    ],
)
def test_faults_are_named(folder: Path, line: str, code: str) -> None:
    edition = _phrases(folder, line)
    with pytest.raises(EditionError) as refused:
        phrases_of(edition)
    (fault,) = refused.value.errors
    assert (fault.file, fault.line, fault.code) == ("statements.csv", 2, code)


def test_words_and_ways_of_counting(folder: Path) -> None:
    edition = _phrases(
        folder, "got,word,,,收到|接到,,,", "a,count,,,{got}{n}{c},received + carried_in - granted,新收,"
    )
    (phrase,) = phrases_of(edition).phrases
    (counting,) = phrase.readings
    assert phrase.pattern.fullmatch("接到12件")
    items = ("received", "carried_over_from_previous_year", "granted")
    ids = [f"requests.{item}.total" for item in items]
    assert counting.terms == ((1, ids[0]), (1, ids[1]), (-1, ids[2]))
    assert amount(counting.terms, dict(zip(ids, (5, 3, 2), strict=True))) == 6
    assert amount(counting.terms, {ids[0]: 5}) is None


def test_an_edition_without_them_has_no_text_checks(folder: Path) -> None:
    assert not phrases_of(use_edition(folder)).phrases


def test_every_shipped_phrase_is_a_pattern() -> None:
    for edition in shipped():
        assert all(phrase.pattern.pattern for phrase in phrases_of(edition).phrases)


def test_repetitions_are_bounded() -> None:
    """数量数量数量… can be read in 2ⁿ ways: words that are repeated, are so a few times only."""
    assert all(")*" not in phrase.pattern.pattern for phrase in phrases_of("ogi-2021").phrases)
    assert any(f"{{0,{MOST_WORDS}}}" in phrase.pattern.pattern for phrase in phrases_of("ogi-2021").phrases)
