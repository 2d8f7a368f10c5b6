"""How well remarks meet what a person read: precision and recall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.statements.truth import Claim, TrueReport
from toolkit.statements.remarks import Remark


@dataclass
class Weighed:
    """Counts over reports.

    Attributes:
        found, missed: statements that are false.
        alarms: remarks on statements that are true or cannot be compared, and on words that nobody named.
    """

    found: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    alarms: dict[str, list[str]] = field(default_factory=lambda: {"true": [], "not_comparable": [], "": []})
    quiet: int = 0

    def add(self, report: TrueReport) -> None:
        remarks = [remark for remark in report.remarks() if not remark.note]
        text = report.texts.texts[""]
        met: set[int] = set()
        for claim in (*report.claims, *report.wrong_sums):
            at = [n for n, remark in enumerate(remarks) if _meets(text, claim, remark)]
            met |= set(at)
            line = f"{report.name}: {claim.quote}"
            if claim.agrees is False:
                (self.found if at else self.missed).append(line)
            elif at and not any(_exactly(claim, remarks[n], report) for n in at):
                tried = "；".join(f"{t.label} {t.value}" for n in at for t in remarks[n].tried)
                self.alarms["true" if claim.agrees is True else "not_comparable"].append(f"{line} ({tried})")
            else:
                self.quiet += 1
        for n, remark in enumerate(remarks):
            if n not in met:
                self.alarms[""].append(f"{report.name}: {remark.quotes[0].quote}")

    @property
    def false_alarms(self) -> int:
        return sum(map(len, self.alarms.values()))

    @property
    def good(self) -> bool:
        return not self.missed and len(self.alarms["true"]) <= 1 and not self.alarms["not_comparable"]

    def told(self, *, every: bool = False) -> str:
        """The figures, and every miss and false alarm."""
        return "\n".join(self._lines(every))

    def _lines(self, every: bool) -> Iterator[str]:
        stated, raised = len(self.found) + len(self.missed), len(self.found) + self.false_alarms
        yield f"false statements found: {len(self.found)} of {stated}, quiet on {self.quiet} others"
        yield f"recall {_share(len(self.found), stated)}, precision {_share(len(self.found), raised)}"
        yield from _listed("missed", self.missed)
        for kind, lines in self.alarms.items():
            yield from _listed(f"alarm on what is {kind or 'in no list'}", lines)
        if every:
            yield from _listed("found", self.found)


def _meets(text: str, claim: Claim, remark: Remark) -> bool:
    """Whether a remark is about the words of a claim: they overlap in the text."""
    at, quote = text.find(claim.quote), remark.quotes[0].quote
    start = text.find(quote)
    while start >= 0 and at >= 0:
        if start < at + len(claim.quote) and at < start + len(quote):
            return True
        start = text.find(quote, start + 1)
    return False


def _exactly(claim: Claim, remark: Remark, report: TrueReport) -> bool:
    """Whether a remark whose quote overlaps is about a false statement beside it."""
    text = report.texts.texts[""]
    others = [c for c in (*report.claims, *report.wrong_sums) if c.agrees is False]
    return any(_meets(text, other, remark) for other in others)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"  {title}: {line}"
