"""Proposals put together into lines of ``rules.csv``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.drafting.drafted import Draft, DraftBlock, DraftRule, OpenPoint, Proposal, Side, Spot
from toolkit.drafting.proposals import axis
from toolkit.messages import say, say_of

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A relation, and the columns (or rows) of its block in which it holds."""

    proposal: Proposal
    axis: str
    places: Places


def rules_of(draft: Draft, found: Sequence[Proposal]) -> list[DraftRule]:
    """Lines of the rulebook for what was found, defaults included.

    Adds to ``draft.open`` what is switched off or only perhaps a total.
    """
    blocks = draft.blocks
    lines = _without_circles(_joined([_of_one_kind(proposal, blocks) for proposal in found]))
    rules = []
    numbers: dict[str, int] = {}
    for line in lines:
        block = blocks[next(line.proposal.spots()).block]
        prefix = f"T{[table.id for table in draft.tables].index(block.table) + 1}" if line.axis else "X"
        numbers[prefix] = numbers.get(prefix, 0) + 1
        rule = _rule(f"{prefix}-{numbers[prefix]:02d}", line, blocks)
        rules.append(rule)
        if line.proposal.why:
            draft.open.append(_open(draft, line, rule, blocks))
    return [*rules, *_written_texts(draft)]


def _written_texts(draft: Draft) -> Iterator[DraftRule]:
    """That texts are written; what holds for every table the loader adds by itself."""
    title, remedy = say("draft.rule.missing_texts"), say("draft.rule.missing_texts.remedy")
    for sheet in draft.sheets:
        if sheet.texts:
            rule = f"missing_texts({sheet.id}) = 0"
            yield DraftRule("S-01", "", rule, False, False, True, title, remedy, say("draft.source"))


def _of_one_kind(proposal: Proposal, blocks: Sequence[DraftBlock]) -> Proposal:
    """A total of figures of other kinds cannot be computed; the relation may still be checked."""
    kinds = {blocks[spot.block].measure(spot.row, spot.column)[0] for spot in proposal.spots()}
    return replace(proposal, computes=False) if proposal.computes and len(kinds) > 1 else proposal


def _joined(found: Sequence[Proposal]) -> list[_Line]:
    """Like relations in several columns (or rows) of a block become one line."""
    lines: dict[object, list[int]] = {}
    first: dict[object, Proposal] = {}
    for proposal in found:
        along = axis(proposal)
        key = (along, _shape(proposal.left, along), proposal.relation, _shape(proposal.right, along),
               proposal.computes, proposal.why)  # fmt: skip
        first.setdefault(key, proposal)
        spot = next(proposal.spots())
        place = {"columns": spot.column, "rows": spot.row, "": 0}[along]
        if place not in lines.setdefault(key, []):
            lines[key].append(place)
    return [_Line(first[key], key[0], tuple(sorted(places))) for key, places in lines.items()]  # type: ignore[index]


def _shape(side: Side, along: str) -> object:
    """A side without the column (or row) it stands in."""

    def without(spot: Spot) -> object:
        return {"columns": (spot.block, spot.row), "rows": (spot.block, spot.column), "": spot}[along]

    return tuple((factor, without(spot)) for factor, spot in side.terms), side.constant


def _without_circles(lines: Sequence[_Line]) -> list[_Line]:
    """Totals that would be computed from themselves are only checked."""
    parts: dict[Spot, list[Spot]] = {}

    def reaches(spot: Spot, goal: Spot) -> bool:
        seen, waiting = {spot}, [spot]
        while waiting:
            further = [part for part in parts.get(waiting.pop(), ()) if part not in seen]
            seen.update(further)
            waiting += further
        return goal in seen

    kept = []
    for line in lines:
        if line.proposal.computes and not line.proposal.why:
            places = [_moved(line, place) for place in line.places]
            if any(any(reaches(part, total) for part in sums) for total, sums in places):
                kept.append(replace(line, proposal=replace(line.proposal, computes=False)))
                continue
            for total, sums in places:
                parts.setdefault(total, sums)
        kept.append(line)
    return kept


def _moved(line: _Line, place: int) -> tuple[Spot, list[Spot]]:
    """The total and the parts of a line at one of its places."""

    def move(spot: Spot) -> Spot:
        if line.axis == "columns":
            return spot._replace(column=place)
        return spot._replace(row=place) if line.axis == "rows" else spot

    total, *parts = [move(spot) for spot in line.proposal.spots()]
    return total, parts


# --- a line ------------------------------------------------------------------------------------


def _rule(code: str, line: _Line, blocks: Sequence[DraftBlock]) -> DraftRule:
    proposal = line.proposal
    left, right = (_written(side, line.axis, blocks) for side in (proposal.left, proposal.right))
    total = proposal.computes or proposal.source == "label"
    name = "total" if total else "relation"
    remedy = say_of("draft.off.*", proposal.why) if proposal.why else say_of("draft.rule.*.remedy", name)
    source = say_of("draft.source.*", proposal.source, cell=proposal.cell)
    return DraftRule(
        code=code,
        for_each=_for_each(line, blocks),
        expression=f"{left} {proposal.relation} {right}",
        computes=proposal.computes,
        hard=proposal.computes or proposal.source == "label",
        enabled=not proposal.why,
        title=say_of("draft.rule.*", name),
        remedy=remedy,
        source=source,
    )


def _for_each(line: _Line, blocks: Sequence[DraftBlock]) -> str:
    if not line.axis:
        return ""
    block = blocks[next(line.proposal.spots()).block]
    scope = f"{block.table} {line.axis}" if block.only else f"{block.table}/{block.id} {line.axis}"
    headings = block.columns if line.axis == "columns" else block.rows
    left_out = [n for n in range(len(headings)) if n not in line.places]
    if not left_out:
        return scope
    word, named = ("only", line.places) if len(line.places) <= len(left_out) else ("except", left_out)
    return f"{scope} {word} {', '.join(headings[n].id for n in named)}"


def _written(side: Side, along: str, blocks: Sequence[DraftBlock]) -> str:
    text = ""
    for factor, spot in side.terms:
        term = _name(spot, along, blocks)
        term = term if abs(factor) == 1 else f"{abs(factor)} * {term}"
        sign = "-" if factor < 0 else "+"
        text += f" {sign} {term}" if text else (f"-{term}" if factor < 0 else term)
    if side.constant and text:
        return f"{text} {'-' if side.constant < 0 else '+'} {abs(side.constant)}"
    return text or str(side.constant)


def _name(spot: Spot, along: str, blocks: Sequence[DraftBlock]) -> str:
    block = blocks[spot.block]
    row, column = block.rows[spot.row].id, block.columns[spot.column].id
    return {"columns": row, "rows": column, "": f"{block.table}.{row}.{column}"}[along]


def _open(draft: Draft, line: _Line, rule: DraftRule, blocks: Sequence[DraftBlock]) -> OpenPoint:
    spot = next(line.proposal.spots())
    block = blocks[spot.block]
    sheet = next(s.name for s in draft.sheets for table in s.tables if block in table.blocks)
    heading = block.rows[spot.row] if line.axis == "columns" else block.columns[spot.column]
    box = block.boxes[spot.row, spot.column]
    reason = say_of("draft.off.*", line.proposal.why)
    message = say("draft.open.rule", code=rule.code, label="·".join(heading.labels), reason=reason)
    cell = line.proposal.cell.rpartition("!")[2] or box.cell
    return OpenPoint(sheet, cell, f"rule.{line.proposal.why}", message)
