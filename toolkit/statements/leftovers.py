"""Gaps and left-overs in texts: of last year, of the template, of others, and what is not filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from toolkit.findings import Quote
from toolkit.form.expression import Number
from toolkit.form.literals import is_written
from toolkit.form.measures import marks_in
from toolkit.form.model import Form
from toolkit.form.statement_words import pattern
from toolkit.messages.code_types import FindingCode
from toolkit.statements.folded import Folded, fold
from toolkit.statements.remarks import About, Remark

AROUND = 12
"""Characters of the text shown on each side of a gap."""
SAME_FIGURES = 8
"""Figures that are not 0 and equal last year's before all of them being equal is odd."""


def gap_remarks(texts: Mapping[str, str]) -> Iterator[Remark]:
    """One remark for each text with marks such as XX."""
    for text, words in texts.items():
        if marks := marks_in(words):
            at = min(words.index(mark) for mark in marks)
            quote = words[max(0, at - AROUND) : at + AROUND].strip()
            yield _remark("gaps", text, quote, "check.text.gap", mark=marks[0])


def stands_for_nothing(here: Folded) -> bool:
    """Whether a text is written and says nothing: /, —, 同上, （略）, 详见附件, 0."""
    return is_written(here.original) and bool(pattern("stands_for_nothing").match(here.text))


def empty_remarks(folded: Mapping[str, Folded]) -> Iterator[Remark]:
    """One remark for each text that is only a mark or a word for what stands elsewhere."""
    for text, here in folded.items():
        if stands_for_nothing(here) and not marks_in(here.original):
            yield _remark("leftovers", text, here.original.strip(), "check.text.stands_for_nothing")


def leftover_remarks(form: Form, folded: Mapping[str, Folded], year: int, unit: str) -> Iterator[Remark]:
    """What a person would see as not yet written, or as taken over from elsewhere."""
    prompts = _prompts(form)
    for text, here in folded.items():
        for name, key in _LOOKED_FOR:
            for match in pattern(name).finditer(here.text):
                if not _is_kind_of_case(here.quote(*match.span())):
                    yield _found(here, text, match, key)
        if prompts.get(text) and prompts[text] in here.text:
            at = here.text.index(prompts[text])
            quote = here.quote(at, at + len(prompts[text]))
            yield _remark("leftovers", text, quote, "check.text.template")
        if end := pattern("unfinished").search(here.text.rstrip("\n")):
            quote = here.quote(max(0, end.start() - AROUND), end.end())
            yield _remark("leftovers", text, quote, "check.text.unfinished")
        yield from _of_another_year(here, text, year)
        yield from _of_another_unit(here, text, unit)


@lru_cache(maxsize=16)
def _prompts(form: Form) -> Mapping[str, str]:
    return {text.id: fold(text.prompt).text for text in form.texts if text.prompt}


_LOOKED_FOR: Sequence[tuple[str, FindingCode]] = (
    ("missing_number", "check.text.missing_number"),
    ("template_words", "check.text.template"),
)


def _is_kind_of_case(quote: str) -> bool:
    """Whether it is one word: 受理件、办结件; where a number is missing, there are blanks."""
    return bool(pattern("kind_of_case").match(quote))


def _of_another_year(here: Folded, text: str, year: int) -> Iterator[Remark]:
    """Last year where this one should be; beside the report's own year it is a comparison."""
    for match in pattern("earlier_year").finditer(here.text):
        if year and int(match["year"]) == year - 1 and not _names_this_year(here, match.start(), year):
            yield _found(here, text, match, "check.text.earlier_year", year=year, found=match["year"])


def _names_this_year(here: Folded, at: int, year: int) -> bool:
    sentence = next(here.text[start:end] for start, end in here.sentences() if start <= at < end)
    return any(
        found.lastgroup == "this" or found["year"] == str(year)
        for found in pattern("whose_year").finditer(sentence)
    )


def _of_another_unit(here: Folded, text: str, unit: str) -> Iterator[Remark]:
    for match in pattern("of_itself").finditer(here.text):
        if unit and match["kind"][-1] not in unit:
            yield _found(here, text, match, "check.text.other_kind", unit=unit)


def same_figures(values: Mapping[str, Number | None], prior: Mapping[str, Number]) -> Iterator[Remark]:
    """A remark where every figure known of last year is the same again."""
    known = {item: value for item, value in prior.items() if values.get(item) is not None}
    if sum(bool(value) for value in known.values()) >= SAME_FIGURES and all(
        values[item] == value for item, value in known.items()
    ):
        yield Remark("leftovers", "", (), "check.text.same_figures", {"count": len(known)})


def _found(here: Folded, text: str, match: re.Match[str], key: FindingCode, **details: object) -> Remark:
    first, last = here.clause(match.start(), match.end())
    first, last = max(first, match.start() - AROUND), min(last, match.end() + AROUND)
    return _remark("leftovers", text, here.quote(first, max(last, match.end())).strip(), key, **details)


def _remark(about: About, text: str, quote: str, key: FindingCode, **details: object) -> Remark:
    return Remark(about, text, (Quote(text, quote),), key, {"quote": quote, **details})
