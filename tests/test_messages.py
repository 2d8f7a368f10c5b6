"""The catalogue of sentences and the code that speaks them."""

from __future__ import annotations

import errno
import re

import pytest

from tests.messages.domains import members
from tests.messages.source import constants, spoken_in_templates
from tests.module_sources import sources
from toolkit.messages import catalogue, first_of, gaps, say

pytestmark = pytest.mark.xdist_group("sources")
MAKERS = ("edition.", "draft.")
"""Codes of what is said to makers of forms, who read the English page about it."""
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_sentence_is_spoken() -> None:
    """Its code is written somewhere, or belongs to a family; that a code written exists is seen by mypy.

    The glossary and the ways have their own tests.
    """
    terms = {code for code in catalogue() if code.startswith(("term.", "way."))}
    system = {code for code in catalogue() if code.startswith("system.")}
    assert all(code.removeprefix("system.") in errno.errorcode.values() for code in system)
    silent = catalogue().keys() - constants() - spoken_in_templates() - members() - system - terms
    assert not silent, sorted(silent)


def test_codes_in_templates_exist() -> None:
    assert spoken_in_templates() <= catalogue().keys()


def test_no_code_is_put_together_by_hand() -> None:
    """A code made in an f-string escapes mypy: families are there for it."""
    for file, held in sources():
        assert not held.composed, f"{file.name}:{held.composed[0]}"


def test_chinese_stands_in_the_catalogue_alone() -> None:
    """No sentence for a clerk or the office is written anywhere else in the code."""
    allowed = {"styles.py", "__init__.py"}
    # Words that are looked for in what was received, and said to nobody.
    allowed |= {"numerals.py", "display.py", "formats.py", "mails.py", "unplaced.py", "protocol.py"}
    allowed |= {"place_names.py", "identity_words.py", "fonts.py", "precedence.py", "answers.py", "days.py"}
    allowed |= {
        "label_lexicon.py",
        "running_rows.py",
        "report_title.py",
        "odd_headings.py",
        "report_sections.py",
        "section_points.py",
        "page_edges.py",
    }
    for file, held in sources():
        if file.name not in allowed:
            for text in held.undocumented:
                assert not re.search(r"[\u4e00-\u9fff]{2}", text), f"{file.name}: {text}"


def test_sentences_are_chinese_and_filled() -> None:
    for code, sentence in catalogue().items():
        if code not in (
            "word.good",
            "word.unknown",
            "words.separator",
            "check.place",
            "sending.open",
            "sending.ticked",
        ) and not (gaps(code) or code.startswith("way.")):
            assert HAN.search(sentence), code
        assert "{" not in say(code, **dict.fromkeys(gaps(code), 1)).replace("{指标", "").replace('{"', ""), (
            code
        )


def test_a_list_that_is_not_whole_says_how_many_there_are() -> None:
    assert first_of(["甲", "乙"], 2) == "甲、乙"
    assert first_of(["甲", "乙", "丙"], 2) == "甲、乙 等 3 处"
    assert first_of((unit for unit in "甲乙丙"), 1, more="collect.brief.more") == "甲 等 3 个"
    assert first_of(["A1:B9", "D1"], 1, count=19, between="，") == "A1:B9 等 19 处"


def test_no_message_to_an_office_names_a_file_of_the_repository() -> None:
    """An office has the guides as web pages, and neither the reference nor the page about the ledger."""
    named = [code for code, text in catalogue().items() if "docs/" in text and not code.startswith(MAKERS)]
    assert not named
