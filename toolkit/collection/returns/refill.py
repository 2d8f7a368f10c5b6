"""A fresh official workbook with what was received in it, for a unit whose own file cannot be mended.

Nothing is changed silently: contents that could not be read stand in their cells as they were written,
and a total that was typed over and does not agree with its parts is told in a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.collection.returns.annotation import marked
from toolkit.collection.returns.notice import carries
from toolkit.collection.returns.places import check_behind, issued
from toolkit.collection.returns.problems import replacements
from toolkit.findings import FORMULA, Finding, FoundCell, SuspectCell
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.form.layout import layout_of
from toolkit.form.model import Form, Item
from toolkit.form.stated import StatedItem
from toolkit.messages import say
from toolkit.review.checks import judge
from toolkit.review.verdict import Verdict
from toolkit.workbook.cells import is_readable
from toolkit.workbook.contents import contents_digest
from toolkit.workbook.submission import read_submission

if TYPE_CHECKING:
    from toolkit.workbook.template_writer import Prefill


def refilled(
    form: Form,
    identity: Identity,
    verdict: Verdict,
    prior: Mapping[str, Number],
    *,
    password: str = "",
    key: str = "",
) -> bytes:
    """A template for the unit with the figures, texts and reasons received, marked where they must be mended.

    It is read and judged like any workbook, so marks and comments speak of its own cells; what was
    wrong with the received file alone is told too. A file that could not be read, or one of another
    year or unit, gives a template without figures. It counts only after the unit changed something in it, or
    confirmed it on the cover.
    """
    from toolkit.workbook.prepared_template import prepared_template  # noqa: PLC0415
    from toolkit.workbook.template_writer import Prefill  # noqa: PLC0415

    carried = carries(identity, verdict)
    prefill = _prefill(form, verdict, prior) if carried else Prefill(prior=prior)

    template = prepared_template(form, identity.year, password)
    fresh = template.workbook(identity, prefill, key=key)
    if not carried:
        return fresh
    # What it holds is the office's reading of another file: it is a report once the unit says so.
    digest = contents_digest(read_submission(fresh, key=key))
    fresh = template.workbook(identity, replace(prefill, confirmed_as=digest), key=key)
    layout = layout_of(form)
    contact = {layout.contact[name]: words for name, words in verdict.contact.items() if words}
    found = [f for f in judge(read_submission(fresh, key=key)).findings if f.severity != "note"]
    replaced = replacements(form, verdict, "return.refill.total", layout.items.values())
    findings = [*found, *_left_behind(form, verdict, found), *replaced]
    result = marked(fresh, findings, form, contact)
    assert result is not None, "a workbook of ours can be opened"
    return result


# --- what is written into it -------------------------------------------------------------------


def _prefill(form: Form, verdict: Verdict, prior: Mapping[str, Number]) -> Prefill:
    from toolkit.workbook.template_writer import Prefill  # noqa: PLC0415

    raw = {cell.item: cell.raw for finding in verdict.findings for cell in finding.cells if cell.raw}
    values: dict[str, Number | str] = {}
    for name, entry in ((name, form.entries[name]) for name in form.entered):
        given: Number | str | None = verdict.stated.get(name, verdict.values.get(name))
        given = form.words.not_applicable if name in verdict.not_applicable else given
        content = given if given is not None else _content(form, entry, raw.get(name), verdict)
        # What was left blank stays blank, and is not filled with last year's figure.
        values[name] = "" if content is None else content
    return Prefill(prior, values, verdict.texts, verdict.blanks_are_zero, _reasons(form, verdict))


def _content(form: Form, entry: Item | StatedItem, raw: str | None, verdict: Verdict) -> str | None:
    """What could not be read, so written that it cannot be taken for a figure or an answer now."""
    if raw is None or not raw.strip():
        # Blanks declared 0 have a value; a cell that was lost or held an error must not become 0.
        figure = isinstance(entry, Item)
        return say("return.refill.lost") if verdict.blanks_are_zero and figure else None
    if not is_readable(form, entry, raw):
        return raw
    formula = any(f.code == FORMULA and cell.item == entry.id for f in verdict.findings for cell in f.cells)
    return say("return.refill.formula" if formula else "return.refill.raw", raw=raw)


def _reasons(form: Form, verdict: Verdict) -> dict[str, str]:
    reasons = {}
    for finding in verdict.findings:
        check = check_behind(form, finding) if finding.reason else None
        if check is not None:
            reasons[check.key] = finding.reason
    return reasons


# --- what its own findings do not tell ---------------------------------------------------------


def _left_behind(form: Form, verdict: Verdict, found: list[Finding]) -> Iterator[Finding]:
    """Findings of the received file that the fresh one has not, at the cells of the same items."""
    known = {(finding.code, cell.item) for finding in found for cell in finding.cells}
    for finding in verdict.findings:
        named = [cell for cell in finding.cells if cell.item in form.entries]
        if not finding.sends_back or not named or all((finding.code, cell.item) in known for cell in named):
            continue
        yield replace(
            finding,
            place=_received(finding.place),
            cells=tuple(_moved(form, cell) for cell in named),
            suspects=tuple(_suspect(form, suspect) for suspect in finding.suspects),
        )


def _received(place: str) -> str:
    """A place of the received file, as the fresh one names it."""
    return say("return.refill.received", place=place) if place else say("return.refill.received.file")


def _moved(form: Form, found: FoundCell) -> FoundCell:
    cell = issued(form, found)
    return found if cell is None else replace(found, sheet=cell.sheet, cell=cell.a1)


def _suspect(form: Form, suspect: SuspectCell) -> SuspectCell:
    return replace(suspect, cell=_moved(form, suspect.cell))
