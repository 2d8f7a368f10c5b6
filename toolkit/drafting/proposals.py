"""What the labels, numbers and formulas of a blank say about relations between its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

from toolkit.drafting.blank import BlankBox, BlankSheet
from toolkit.drafting.drafted import DraftBlock, DraftHeading, Proposal, Side, Spot
from toolkit.drafting.linear_formulas import NotLinearError, Sum, SumRelation, read_formula
from toolkit.drafting.total_search import numbered_sums, parts_of_lines, totals_among
from toolkit.form.cell_settings import STATED

_NUMBERED = re.compile(r"[（(]?(\d+)[)）]?\s*=\s*(.+)")
_TERM = re.compile(r"\s*([-+]?)\s*[（(]?(\d+)[)）]?\s*")

Unclear = list[tuple[str, BlankBox, str]]


def proposals(blocks: Sequence[DraftBlock], sheets: Sequence[BlankSheet], unclear: Unclear) -> list[Proposal]:
    """All relations a blank states or suggests; what its formulas say goes before what labels suggest."""
    stated = [*_of_formulas(blocks, sheets, unclear), *_of_numbers(blocks)]
    defined = {(proposal.left.terms[0][1], axis(proposal)) for proposal in stated if proposal.computes}
    suggested = [p for p in _of_labels(blocks) if (p.left.terms[0][1], axis(p)) not in defined]
    # What is answered in words is added up by nobody.
    return [found for found in (*stated, *suggested) if not _in_words(found, blocks)]


def _in_words(found: Proposal, blocks: Sequence[DraftBlock]) -> bool:
    return any(blocks[spot.block].measure(spot.row, spot.column)[0] in STATED for spot in found.spots())


def axis(proposal: Proposal) -> str:
    """``columns`` where a relation stays in one column of a block, ``rows`` in one row, else ``""``."""
    spots = set(proposal.spots())
    if len({spot.block for spot in spots}) != 1:
        return ""
    if len({spot.column for spot in spots}) == 1:
        return "columns"
    return "rows" if len({spot.row for spot in spots}) == 1 else ""


# --- labels ------------------------------------------------------------------------------------


def _of_labels(blocks: Sequence[DraftBlock]) -> Iterator[Proposal]:
    for number, block in enumerate(blocks):
        for by_rows in (True, False):
            headings, others = (block.rows, block.columns) if by_rows else (block.columns, block.rows)
            additive = [n for n, heading in enumerate(headings) if heading.kind not in ("percent", *STATED)]
            paths = [headings[n].labels for n in additive]
            for total in (*totals_among(paths), *numbered_sums(paths)):
                for other in range(len(others)):
                    spots = [
                        _spot(number, additive[n], other, by_rows=by_rows) for n in (total.at, *total.parts)
                    ]
                    yield from _suggested(block, spots, total.why)
            yield from _parts(number, block, headings, by_rows=by_rows)


def _parts(
    number: int, block: DraftBlock, headings: Sequence[DraftHeading], *, by_rows: bool
) -> Iterator[Proposal]:
    """A part is not larger than the line that it is a part of."""
    for at, above in parts_of_lines([heading.labels for heading in headings]):
        if headings[at].negative or headings[above].negative:
            continue
        for other in range(len(block.columns if by_rows else block.rows)):
            part, whole = (_spot(number, n, other, by_rows=by_rows) for n in (at, above))
            found = Proposal(Side(((1, part),)), "<=", Side(((1, whole),)), source="part")
            if _alike(block, found) and block.measure(part.row, part.column)[0] != "percent":
                yield found


def _suggested(block: DraftBlock, spots: list[Spot], why: str) -> Iterator[Proposal]:
    kinds = {block.measure(spot.row, spot.column) for spot in spots}
    if any(kind == "percent" for kind, _ in kinds):
        return
    why = why or ("mixed" if len(kinds) > 1 else "")
    total, *parts = spots
    yield Proposal(Side(((1, total),)), "=", Side(tuple((1, part) for part in parts)), computes=True, why=why)


# --- the row and the column of numbers ---------------------------------------------------------


def _of_numbers(blocks: Sequence[DraftBlock]) -> Iterator[Proposal]:
    """Relations printed with the numbers of columns or lines, such as ``3=1+2``."""
    for number, block in enumerate(blocks):
        for by_rows in (True, False):
            headings, others = (block.rows, block.columns) if by_rows else (block.columns, block.rows)
            for at, terms in _numbered(headings):
                for other in range(len(others)):
                    total = _spot(number, at, other, by_rows=by_rows)
                    parts = ((sign, _spot(number, n, other, by_rows=by_rows)) for sign, n in terms)
                    sums = all(sign == 1 for sign, _ in terms)
                    left, right = Side(((1, total),)), Side(tuple(parts))
                    found = Proposal(left, "=", right, sums, source="numbering")
                    yield found if _alike(block, found) else replace(found, why="mixed")


def _alike(block: DraftBlock, found: Proposal) -> bool:
    return len({block.measure(spot.row, spot.column)[0] for spot in found.spots()}) == 1


def _spot(block: int, heading: int, other: int, *, by_rows: bool) -> Spot:
    return Spot(block, heading, other) if by_rows else Spot(block, other, heading)


def _numbered(headings: Sequence[DraftHeading]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    known = {heading.number.split("=")[0].strip(" （()）"): n for n, heading in enumerate(headings)}
    for at, heading in enumerate(headings):
        found = _NUMBERED.fullmatch(heading.number)
        if not found:
            continue
        pieces = list(_TERM.finditer(found[2]))
        terms = [(-1 if piece[1] == "-" else 1, known[piece[2]]) for piece in pieces if piece[2] in known]
        if terms and len(terms) == len(pieces) and "".join(piece[0] for piece in pieces) == found[2]:
            yield at, terms


# --- formulas ----------------------------------------------------------------------------------


def _of_formulas(
    blocks: Sequence[DraftBlock], sheets: Sequence[BlankSheet], unclear: Unclear
) -> Iterator[Proposal]:
    spots = {
        id(box): Spot(number, row, column)
        for number, block in enumerate(blocks)
        for (row, column), box in block.boxes.items()
    }
    known = {sheet.name: sheet for sheet in sheets}
    for sheet in sheets:
        for box in sheet.boxes(range(sheet.rows), range(sheet.columns)):
            if box.formula and not sheet.hidden:
                try:
                    found = _formula(sheet, box, spots, known)
                except NotLinearError as error:
                    if id(box) in spots or error.code != "formula":
                        unclear.append((sheet.name, box, error.code))
                    continue
                if found is not None:
                    yield found


def _formula(
    sheet: BlankSheet, box: BlankBox, spots: Mapping[int, Spot], known: Mapping[str, BlankSheet]
) -> Proposal | None:
    """The relation that a formula states; ``None`` where it is none between figures of the form."""
    here = f"{sheet.name}!{box.cell}"
    found = read_formula(box.formula, sheet.name)
    if isinstance(found, SumRelation):
        left, right = _terms(found.left, spots, known), _terms(found.right, spots, known)
        if not (left or right) or found.relation == "<>":
            return None
        return _whole(found.left, left, found.relation, found.right, right, here, "check")
    terms = _terms(found, spots, known)
    if id(box) in spots:
        own = Sum()
        proposal = _whole(own, {spots[id(box)]: Fraction(1)}, "=", found, terms, here, "formula")
        sums = not found.rounded and not found.constant and all(value == 1 for value in found.cells.values())
        plain = Proposal(proposal.left, "=", proposal.right, True, source="formula", cell=here)
        return plain if sums and terms else proposal
    if not terms:
        return None
    if any(value < 0 for value in found.cells.values()) and not found.constant:
        return _whole(found, terms, "=", Sum(), {}, here, "check", why="difference")
    raise NotLinearError("formula_outside")


def _terms(found: Sum, spots: Mapping[int, Spot], known: Mapping[str, BlankSheet]) -> dict[Spot, Fraction]:
    """Figures of a sum; labels and blanks that a range takes in count nothing."""
    terms: dict[Spot, Fraction] = {}
    for (name, row, column), value in found.cells.items():
        box = known[name].places.get((row, column)) if name in known else None
        if name not in known:
            raise NotLinearError("formula_refs")
        if box is not None and id(box) in spots:
            terms[spots[id(box)]] = value
        elif len(found.cells) < 3 and not (box and box.text):
            raise NotLinearError("formula_refs")
    return terms


def _whole(
    a: Sum, left: Mapping[Spot, Fraction], relation: str, b: Sum, right: Mapping[Spot, Fraction],
    cell: str, source: str, why: str = "",
) -> Proposal:  # fmt: skip
    """A relation with whole factors; what is subtracted on one side stands on the other."""
    scale = lcm(
        *(value.denominator for value in (*left.values(), *right.values())),
        a.constant.denominator,
        b.constant.denominator,
    )

    def side(terms: Mapping[Spot, Fraction], constant: Fraction) -> Side:
        made = tuple((int(value * scale), spot) for spot, value in terms.items() if value)
        return Side(made, int(constant * scale))

    return Proposal(side(left, a.constant), relation, side(right, b.constant), False, why, source, cell)
