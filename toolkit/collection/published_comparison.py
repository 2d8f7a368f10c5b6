"""A unit's published report against the report it submitted: every figure, every text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from toolkit.collection.ledger.records import PublishedResult
from toolkit.findings import Finding
from toolkit.form.expression import Number, plain
from toolkit.form.model import Form, Table
from toolkit.messages import code_of, say, say_of
from toolkit.review.verdict import Verdict

DifferenceKind: TypeAlias = Literal["figure", "unread", "table", "text"]
"""A figure is another one; cannot be read; a whole table is not there; a text is another one."""
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日$")
_SHORT = 12
"""Letters up to which a text says that there is nothing; a page need not print it."""
_AROUND = 12
"""Letters shown before a place where two texts part, and after it."""
_ALIKE = 99.5
"""Share of equal letters (percent) from which two texts are one: a full stop, a quotation mark."""
_HELD = 90
"""Share of its letters from which a text stands somewhere in the others of a page."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the published report is not the one submitted.

    Attributes:
        about: id of an item, a table or a text.
        submitted, published: what stands there, as text; of texts the passages where they part.
        alike: of texts, percent of equal letters.
    """

    kind: DifferenceKind
    about: str
    submitted: str = ""
    published: str = ""
    alike: int = 0

    def as_json(self) -> dict[str, str]:
        """As the ledger keeps it."""
        found = {"kind": str(self.kind), "about": self.about}
        found |= {"submitted": self.submitted, "published": self.published}
        return found | ({"alike": str(self.alike)} if self.kind == "text" else {})


@dataclass(frozen=True)
class PublishedComparison:
    """What comparing came to; ``compared`` counts the figures that stand in both."""

    differences: tuple[Difference, ...] = ()
    compared: int = 0
    result: PublishedResult = field(init=False, default="same")

    def __post_init__(self) -> None:
        kinds = {one.kind for one in self.differences}
        result: PublishedResult = "same"
        if "figure" in kinds:
            result = "figures"
        elif kinds & {"unread", "table"}:
            result = "unread"
        elif kinds:
            result = "texts"
        object.__setattr__(self, "result", result)


def compare(
    form: Form,
    submitted: Mapping[str, Number | None],
    texts: Mapping[str, str],
    published: Verdict,
    names: Sequence[str] = (),
) -> PublishedComparison:
    """Compare what a unit submitted with what it published.

    Args:
        submitted: the figures that count, corrections and joined reports included.
        texts: of the file that counts.
        published: the published report, read as a submission.
        names: of the unit; a signature and a date below its last text are no part of that text.

    A blank in the one and 0 in the other are the same. A table that is collected and not published is
    compared only where the report prints it.
    """
    raw = {cell.item: cell.raw for one in published.findings for cell in one.cells if cell.raw}
    differences: list[Difference] = []
    compared = 0
    for table in form.tables:
        items = [item for item in form.items if form.items[item].table == table.id and item in submitted]
        printed = any(published.values.get(item) is not None or item in raw for item in items)
        if not printed:
            differences += _absent(table, [submitted[item] for item in items])
            continue
        for item in items:
            compared += published.values.get(item) is not None
            differences += _figure(item, submitted[item], published.values.get(item), raw.get(item, ""))
    differences += _texts(form, texts, published.texts, names)
    return PublishedComparison(tuple(differences), compared)


def _absent(table: Table, figures: list[Number | None]) -> Iterator[Difference]:
    if table.published and any(figures):
        yield Difference("table", table.id)


def _figure(item: str, ours: Number | None, theirs: Number | None, raw: str | None) -> Iterator[Difference]:
    if theirs is None and raw:
        yield Difference("unread", item, _plain(ours), raw)
    elif (ours or 0) != (theirs or 0):
        yield Difference("figure", item, _plain(ours), _plain(theirs))


def _plain(value: Number | None) -> str:
    return "" if value is None else plain(value)


# --- texts -------------------------------------------------------------------------------------------


def _texts(
    form: Form, submitted: Mapping[str, str], published: Mapping[str, str], names: Sequence[str]
) -> Iterator[Difference]:
    from rapidfuzz.fuzz import partial_ratio, ratio  # noqa: PLC0415

    everything = "".join(map(_letters, published.values()))
    for text in form.texts:
        if _cut_otherwise(form, text.sheet, submitted, published):
            continue
        ours, theirs = (_letters(side.get(text.id, "")) for side in (submitted, published))
        theirs = _unsigned(theirs, names)
        if not ours or ours == theirs:
            continue
        if not theirs:
            # Sections are cut in other ways on a page: what stands below another heading is not missing.
            if len(ours) > _SHORT and partial_ratio(ours, everything) < _HELD:
                yield Difference("text", text.id, _passage(ours, 0, 0))
            continue
        if text.mentions and theirs.startswith(ours):
            continue  # what it must speak of is added from the figures when a report is written
        alike = ratio(ours, theirs)
        if alike < _ALIKE:
            yield Difference("text", text.id, *_parting(ours, theirs), int(alike))


def _cut_otherwise(
    form: Form, sheet: str, submitted: Mapping[str, str], published: Mapping[str, str]
) -> bool:
    """Whether a page has letter by letter what was submitted for a section, and its texts in one."""
    own = [text.id for text in form.texts if text.sheet == sheet]
    if all(published.get(text) for text in own if submitted.get(text)):
        return False
    ours, theirs = ("".join(_letters(side.get(text, "")) for text in own) for side in (submitted, published))
    return ours == theirs


def _letters(text: str) -> str:
    """A text without what layout and input methods change: white space, widths, quotation marks."""
    plain_text = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain_text if not letter.isspace() and letter not in "\"'“”‘’")


def _unsigned(text: str, names: Sequence[str]) -> str:
    """A text without the signature and the date below it."""
    text = _DATE.sub("", text)
    signature = next((name for name in map(_letters, names) if name and text.endswith(name)), "")
    return text.removesuffix(signature)


def _parting(ours: str, theirs: str) -> tuple[str, str]:
    """The passages of two texts around the first place where they part."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    first = next(one for one in Indel.opcodes(ours, theirs) if one.tag != "equal")
    return (
        _passage(ours, first.src_start, first.src_end),
        _passage(theirs, first.dest_start, first.dest_end),
    )


def _passage(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), min(end, start + 3 * _AROUND) + _AROUND)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


# --- in words -----------------------------------------------------------------------------------------


def difference_findings(form: Form, differences: tuple[Mapping[str, str], ...]) -> Iterator[Finding]:
    """Yield differences as findings of rule P-01, from what the ledger keeps of them."""
    labels = {text.id: text.label for text in form.texts}
    for one in differences:
        about, kind = one["about"], one["kind"]
        sides = ("submitted", "published")
        details: dict[str, object] = {side: one[side] or say("word.blank") for side in sides}
        if kind == "table":
            details["place"] = next((t.name for t in form.tables if t.id == about), about)
        elif kind == "text":
            details |= {"place": labels.get(about, about), "alike": one.get("alike", "")}
        elif about in form.items:
            item = form.items[about]
            details["place"] = f"{form.table(item.table).name}“{item.label}”"
        yield Finding.worded(code_of("publication.*", kind), "soft", {"place": about, **details})


def difference_words(differences: tuple[Mapping[str, str], ...]) -> str:
    """How many differences of which kind, in words; empty for none."""
    counts: dict[str, int] = {}
    for one in differences:
        counts[one["kind"]] = counts.get(one["kind"], 0) + 1
    return "、".join(say_of("publication.count.*", kind, count=count) for kind, count in counts.items())
