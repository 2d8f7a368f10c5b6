"""The files of words: each code and each text once, terms in the glossary."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from toolkit.messages import word_files
from toolkit.messages.word_files import REFERENCE, entries_of, files, load

ONLY_PRINTED = {
    "collect.no_dask", "collect.no_scheduler", "collect.no_workers", "decide.merge_how", "desk.port_taken",
    "done.totals_skipped", "misuse.no_city", "misuse.no_name", "misuse.not_a_page", "misuse.not_a_template",
    "misuse.open_what", "misuse.unknown_check", "submission.only_issued",
}  # fmt: skip
"""Sentences of commands that no button runs, and of options that none uses."""
ALIKE: Mapping[str, str] = {}
"""Texts that may stand under several codes, with the reason."""


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """Code → words as they stand in the file, the parts of a finding side by side."""
    entries = (entry for file in files() for entry in entries_of(file))
    return {code: entry if isinstance(entry, str) else "|".join(entry) for code, entry in entries}


def test_a_text_stands_once(written: dict[str, str]) -> None:
    """What stands on a sheet under the same words is a term of the glossary."""
    codes = defaultdict(list)
    for code, text in written.items():
        if not REFERENCE.fullmatch(text):
            codes[text].append(code)
    twice = {text: found for text, found in codes.items() if len(found) > 1}
    assert twice.keys() == ALIKE.keys(), twice


def test_a_term_is_referred_to_where_it_is_quoted(written: dict[str, str]) -> None:
    used = Counter(code for text in written.values() for code in REFERENCE.findall(text))
    terms = {code: text for code, text in written.items() if code.startswith("term.")}
    assert {code for code in terms if used[code] < 2} == set(), "a term is what at least two refer to"
    quoted = {f"“{term}”" for term in terms.values() if len(term) > 1}
    assert not {code: text for code, text in written.items() if any(term in text for term in quoted)}


def test_a_way_is_referred_to_and_needs_no_more_on_the_page(
    written: dict[str, str],
) -> None:
    used = {code for text in written.values() for code in REFERENCE.findall(text)}
    ways = {code for code in written if code.startswith("way.")}
    assert ways and ways <= used
    page = load("page")
    for code, entry in load().items():
        texts = (entry, page[code])
        typed, pressed = (set(re.findall(r"\{(\w+)\}", "".join(text))) for text in texts)
        assert pressed <= typed, code


def test_the_page_names_no_command() -> None:
    """Neither do clerks' words; what only a command prints, or asks for, may."""
    named = {
        code
        for code, entry in load("page").items()
        if re.search(r"\bogi [a-z]|(?<![-\w])--[a-z]", "".join(entry))
        and not code.startswith(("help.", "demo.", "draft.", "edition.", "package.", "usage."))
    }
    assert named == ONLY_PRINTED


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(word_files, "FOLDER", tmp_path)
    (tmp_path / "clerk").mkdir()
    yield tmp_path / "clerk"


def test_a_file_is_read_as_a_spreadsheet_program_writes_it(folder: Path) -> None:
    (folder / "a.csv").write_text('code,text\nx.a,"“甲”, {term.unit}"\nterm.unit,单位\n', "utf-8-sig")
    (folder / "b.csv").write_text(
        "code,place,wrong,remedy,rule\nx.b,{sheet},{term.unit}有误。,,R-1\n", "utf-8"
    )
    assert load() == {"x.a": "“甲”, 单位", "term.unit": "单位", "x.b": ("{sheet}", "单位有误。", "", "R-1")}


@pytest.mark.parametrize(
    "wrong",
    ["code,text\nx.a,丙\n", "code,text\nx.c,丙,丁\n", "code,text\n\n", "code,words\nx.c,丙\n"],
    ids=["a code twice", "a comma too many", "no code", "an unknown head"],
)
def test_a_wrong_file_is_refused_by_name(folder: Path, wrong: str) -> None:
    (folder / "a.csv").write_text("code,text\nx.a,甲\n", "utf-8")
    (folder / "b.csv").write_text(wrong, "utf-8")
    with pytest.raises(ValueError, match=r"b\.csv"):
        load()


def test_a_term_that_is_none_is_refused(folder: Path) -> None:
    (folder / "a.csv").write_text("code,text\nx.a,甲{term.unti}\n", "utf-8")
    with pytest.raises(ValueError, match=r"term\.unti"):
        load()
