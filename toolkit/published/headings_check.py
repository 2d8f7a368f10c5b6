"""W-04: headings, numbering, title, year, period, labels of a published report, beside those of its form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from toolkit.findings import Finding, Quote
from toolkit.form.edit_rules import EditCheck
from toolkit.form.model import Block, Form, Heading
from toolkit.form.statement_words import pattern
from toolkit.messages.code_types import FindingCode
from toolkit.published.content import Paragraph, PublishedContent, PublishedTable
from toolkit.published.label_lexicon import bare, lexicon

FIRST = 40
"""Paragraphs among which a title is looked for."""
FEW_LABELS = 0.5
"""Part of a form's labels that a page must have before one that is missing is named."""


def check_published_form(content: PublishedContent, form: Form, year: int) -> tuple[Finding, ...]:
    """What in the form of a published report is not as prescribed; nothing where no rule of the form asks.

    Args:
        year: of the report; 0 where it is not known.

    Returns:
        Soft findings with the words of the page as quotes.
    """
    check = next(
        (c for c in form.checks if (m := c.comparison.measure()) and m.kind == "published_form"), None
    )
    if check is None:
        return ()
    lines = [block.text for block in content.blocks if isinstance(block, Paragraph)]
    unspaced = ["".join(line.split()) for line in lines]
    return (
        *_title(check, (*content.titles, *lines[:FIRST]), form, year),
        *_period(check, unspaced, year),
        *_headings(check, unspaced, form),
        *_labels(check, content, form),
    )


def _told(check: EditCheck, key: FindingCode, quote: str, **details: object) -> Finding:
    quotes = (Quote("", quote),) if quote else ()
    stated = {"quote": quote, "remedy": check.rule.remedy, **details}
    return Finding.worded(key, check.severity, stated, check.code, check=check.key, quotes=quotes)


def _title(check: EditCheck, lines: tuple[str, ...], form: Form, year: int) -> Iterator[Finding]:
    found = [
        (line, match)
        for line in lines
        if (match := pattern("published_title").search("".join(line.split()))) is not None
    ]
    if not found:
        yield _told(check, "check.published.no_title", "", title=form.title)
        return
    if not any(pattern("annual_report").search(match["name"]) for _, match in found):
        yield _told(check, "check.published.title", found[0][0].strip(), title=form.title)
    years = [(line, int(match["year"])) for line, match in found if match["year"]]
    if year and years and all(other != year for _, other in years):
        yield _told(check, "check.published.year", years[0][0].strip(), year=year)


def _period(check: EditCheck, lines: list[str], year: int) -> Iterator[Finding]:
    for line in lines:
        match = pattern("period").search(line)
        if match and year and int(match["year"]) != year:
            yield _told(check, "check.published.period", match[0], year=year)
            return


def prescribed_headings(form: Form) -> Mapping[str, str]:
    """Number of a section, as printed, → its heading."""
    lines = [part for sheet in form.sheets for part in sheet.heading.split("\u3000")]
    matches = (pattern("numbered_heading").match(line.strip()) for line in lines)
    return {match["number"]: match["words"] for match in matches if match}


def _headings(check: EditCheck, lines: list[str], form: Form) -> Iterator[Finding]:
    wanted = prescribed_headings(form)
    numbers = {bare(words): number for number, words in wanted.items()}
    rows = tuple(bare(row.labels[-1]) for _, row in _rows(form))
    missing, others = dict(wanted), dict[str, str]()
    for line in lines:
        match = pattern("numbered_heading").match(line)
        if match is None:
            continue
        number, words = match["number"], bare(match["words"])
        known = next((at for heading, at in numbers.items() if words.startswith(heading)), "")
        if not known and not _is_row(words, rows):  # lines of a table may be numbered, too
            others.setdefault(number, match[0])
        if not known:
            continue
        missing.pop(known, None)
        if known != number:
            yield _told(check, "check.published.number", match[0], number=known, heading=wanted[known])
    if len(missing) == len(wanted):
        return  # a page whose headings are pictures, or another kind of document
    for number in [number for number in missing if number in others]:
        heading = f"{number}、{missing.pop(number)}"
        yield _told(check, "check.published.heading", others[number], heading=heading)
    if missing:
        listed = "；".join(f"{number}、{words}" for number, words in missing.items())
        yield _told(check, "check.published.missing", "", headings=listed)


def _is_row(words: str, rows: tuple[str, ...]) -> bool:
    """Whether words are the label of a row, and figures."""
    return any(words.startswith(row) and not words[len(row) :].strip("0123456789") for row in rows)


def _rows(form: Form) -> Iterator[tuple[Block, Heading]]:
    for table in form.tables:
        for block in table.blocks if table.published else ():
            for row in block.rows:
                yield block, row


def _labels(check: EditCheck, content: PublishedContent, form: Form) -> Iterator[Finding]:
    printed = {
        bare(cell.text): cell.text.strip()
        for block in content.blocks
        if isinstance(block, PublishedTable)
        for cell in block.cells
    }
    rows = list(_rows(form))
    missing = [one for one in rows if not _is_printed(bare(one[1].labels[-1]), printed)]
    if len(missing) > FEW_LABELS * len(rows):
        return
    absent = []
    for block, row in missing:
        spellings = lexicon(form.id).of_row(block, row)
        other = next((printed[spelling] for spelling in spellings if spelling in printed), "")
        if other:
            yield _told(check, "check.published.label", other, label=row.labels[-1])
        else:
            absent.append(row.labels[-1])
    if absent:
        yield _told(check, "check.published.labels", "", labels="、".join(f"“{label}”" for label in absent))


def _is_printed(label: str, printed: Collection[str]) -> bool:
    return label in printed or any(text.startswith(label) for text in printed)
