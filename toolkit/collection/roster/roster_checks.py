"""What the lines of a roster must not say: told all at once, each with its row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.collection.files import safe_name
from toolkit.collection.roster.units import ReportingUnit, Roster
from toolkit.messages import say
from toolkit.messages.code_types import Code
from toolkit.workbook.locate import normalized


@dataclass(slots=True)
class RosterLine:
    """A row of the sheet.

    Attributes:
        unit: what it says; its ``parent`` may still be a name.
        doubtful: an answer on it could not be read and was guessed.
    """

    row: int
    unit: ReportingUnit
    doubtful: bool = False


class RosterProblems(list[tuple[int, str]]):
    """Rows and what is wrong there, in words.

    Attributes:
        headings: column → its heading on this roster.
    """

    def __init__(self, headings: Mapping[str, str]) -> None:
        super().__init__()
        self.headings = headings

    def tell(self, row: int, code: Code, /, **details: object) -> None:
        self.append((row, say(code, row=row, **details)))


def check(lines: Sequence[RosterLine], problems: RosterProblems) -> None:
    """Tell everything that is wrong with the lines together; give units above by their code."""
    _check_codes(lines, problems)
    _check_names(lines, problems)
    _find_parents(lines, problems)
    _check_tree(lines, problems)


def _check_codes(lines: Sequence[RosterLine], problems: RosterProblems) -> None:
    """No code twice, and none that file names, which ignore case and some characters, cannot tell apart."""
    first: dict[str, RosterLine] = {}
    for line in lines:
        code = line.unit.code
        other = first.setdefault(_key(code), line) if code else line
        if other is line:
            continue
        if other.unit.code == code:
            details = {"column": problems.headings["code"], "value": code, "first": other.row}
            problems.tell(line.row, "roster.duplicate", **details)
        else:
            problems.tell(line.row, "roster.same_file", value=code, first=other.row, other=other.unit.code)


def _key(code: str) -> str:
    return safe_name(normalized(code)).casefold()


def _check_names(lines: Sequence[RosterLine], problems: RosterProblems) -> None:
    """One name, one unit, be it a present or a former name: a workbook is also known by its name."""
    first: dict[str, tuple[RosterLine, str, str]] = {}
    for column, line, name in _named(lines):
        key = normalized(name)
        other, other_column, written = first.setdefault(key, (line, column, name)) if key else (line, "", "")
        if other is line:
            continue
        details = {"column": problems.headings[column], "value": name, "first": other.row}
        if (column, name) == ("name", written):
            problems.tell(line.row, "roster.duplicate", **details)
        else:
            there = problems.headings[other_column]
            problems.tell(line.row, "roster.same_name", other_column=there, other=written, **details)


def _named(lines: Sequence[RosterLine]) -> Iterator[tuple[str, RosterLine, str]]:
    """Present names first: where two units share a name, it is the former name that is questioned."""
    yield from (("name", line, line.unit.name) for line in lines)
    yield from (("former_names", line, name) for line in lines for name in line.unit.former_names)


def _find_parents(lines: Sequence[RosterLine], problems: RosterProblems) -> None:
    """Put the code of the unit above in its place, which may be given by its present name too."""
    codes = {_key(line.unit.code): line.unit for line in reversed(lines) if line.unit.code}
    names = {normalized(line.unit.name): line.unit for line in reversed(lines) if line.unit.name}
    bare: defaultdict[str, list[ReportingUnit]] = defaultdict(list)
    for unit in codes.values():
        bare[_key(unit.code).lstrip("0")].append(unit)
    for line in lines:
        given = line.unit.parent
        if not given:
            continue
        above = codes.get(_key(given)) or names.get(normalized(given))
        if above is not None:
            # A unit above that lacks its code is told on its own line.
            line.unit = replace(line.unit, parent=above.code or given)
            if above.code == line.unit.code:
                problems.tell(line.row, "roster.own_parent", name=line.unit.name)
        elif len(near := bare[_key(given).lstrip("0")]) == 1:
            problems.tell(line.row, "roster.zeros_lost", parent=given, code=near[0].code, name=near[0].name)
        else:
            problems.tell(line.row, "roster.unknown_parent", parent=given)


def _check_tree(lines: Sequence[RosterLine], problems: RosterProblems) -> None:
    """Parents in a ring, units counted twice, and units that nobody would count.

    Where a line above could not be read, whether a unit is counted twice is not known and not asked.
    """
    roster = Roster(line.unit for line in lines if line.unit.code)
    rows = {line.unit.code: line.row for line in reversed(lines)}
    for ring in _rings(roster):
        steps = "→".join(say("roster.step", row=rows[unit.code], name=unit.name) for unit in (*ring, ring[0]))
        problems.tell(rows[ring[0].code], "roster.ring", ring=steps)
    hanging = {unit.code for unit in roster.below()}
    doubtful = {line.unit.code for line in lines if line.doubtful}
    for line in lines:
        unit, above = line.unit, roster.total_above(line.unit.code)
        if unit.code not in hanging or line.doubtful or (unit.counted == (above is None)) or not unit.reports:
            continue
        if above is None and unit.scope == "total" and any(u.counted for u in roster.below(unit.code)):
            continue  # a total that only checks the sum of its units
        if doubtful and any(other.code in doubtful for other in roster.ancestors(unit.code)):
            continue
        if above is None:
            problems.tell(line.row, "roster.not_inside", name=unit.name)
        else:
            problems.tell(line.row, "roster.inside_total", name=unit.name, above=above.name, code=above.code)


def _rings(roster: Roster) -> Iterator[list[ReportingUnit]]:
    """Rings of two and more units, each once, beginning with the unit that stands first on the sheet."""
    seen: set[str] = set()
    order = {unit.code: place for place, unit in reversed(list(enumerate(roster)))}
    for start in roster:
        path: dict[str, ReportingUnit] = {}
        unit: ReportingUnit | None = start
        while unit is not None and unit.code not in seen:
            seen.add(unit.code)
            path[unit.code] = unit
            unit = roster.by_code.get(unit.parent)
        if unit is not None and unit.code in path and unit.parent != unit.code:
            ring = list(path.values())[list(path).index(unit.code) :]
            first = min(range(len(ring)), key=lambda place: order[ring[place].code])
            yield ring[first:] + ring[:first]
