"""Edit rules as data: rows of ``rules.csv``, bound to the items of a form and unfolded over its places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import cast

from toolkit.errors import EditionError, RuleSyntaxError
from toolkit.form import expression as language
from toolkit.form.datafile import Line, Problems, in_force, refusal, unique
from toolkit.form.edit_rules import EditCheck, EditRule, Severity
from toolkit.form.measures import MEASURES, Blank, Invalid
from toolkit.form.model import Block, Heading, Item, Sheet, Table, Text, items_behind
from toolkit.form.ratios import RATE_PLACES, Ratio
from toolkit.form.rule_scope import Scope
from toolkit.form.sentence import claim, occasion
from toolkit.form.stated import StatedItem
from toolkit.form.variables import (
    OPTIONAL,
    SAID,
    Figure,
    Measure,
    Prior,
    Said,
    Symbol,
    UnitProperty,
    Variable,
    prior_of,
)
from toolkit.messages import say, say_of

USUAL = {"invalid": "N-INT", "blank": "N-BLANK", "altered": "S-02"}
"""Rules that every form has, and their codes, where its rulebook does not write them out."""

RULE_COLUMNS = (
    "code", "for_each", "expression", "when", "severity", "computes", "enabled",
    "first_year", "last_year", "title", "remedy", "source",
)  # fmt: skip
RULE_REQUIRED = ("code", "expression", "title", "remedy")
_SCOPE = re.compile(
    r"(?P<table>\w+)(/(?P<block>\w+))? (?P<axis>rows|columns)( (?P<mode>only|except) (?P<names>[\w, ]+))?\Z"
)


class Rulebook:
    """The rules of an edition in force in a year, unfolded.

    Attributes:
        dated: some of the rules are in force in some years only.
        rules: as they stand in ``rules.csv``.
        checks: each rule at each place it holds.
        totals: total item → the items it is the sum of, from the rules that compute.
        properties: id → label of the properties of a unit that rules may use.
        said: id → label of the text, of numbers in texts that they may compare.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        year: int | None,
        entries: Mapping[str, Item | StatedItem],
        tables: tuple[Table, ...],
        sheets: tuple[Sheet, ...],
        texts: tuple[Text, ...],
        properties: Mapping[str, str],
        problems: Problems,
    ) -> None:
        self.items = {name: entry for name, entry in entries.items() if isinstance(entry, Item)}
        self.entries, self.tables, self.sheets, self.texts = entries, tables, sheets, texts
        self.properties = properties
        self.said = {said.id: text.label for text in texts for said in text.said}
        self.problems = problems
        self.totals: dict[str, tuple[str, ...]] = {}
        self.ratios: dict[str, Ratio] = {}
        self.dated = False
        self.rules = self._rules([*lines, *self._usual(lines)], year)
        self.checks = self._checks()

    def _usual(self, lines: Sequence[Line]) -> Iterator[Line]:
        """Rules every form has, where its rulebook does not state or switch them off itself."""
        used = {line["expression"].replace(" ", "") for line in lines}
        stated = {entry.table for entry in self.entries.values() if isinstance(entry, StatedItem)}
        demanded = {e.table for e in self.entries.values() if not isinstance(e, StatedItem) or e.required}
        for measure in (Invalid, Blank):
            for table in self.tables:
                if f"{measure(table.id)}=0" not in used and (measure is Invalid or table.id in demanded):
                    words = f"{measure.kind}_entries" if table.id in stated else measure.kind
                    yield _usual_rule(measure.kind, table.id, words)
        if "altered(workbook)=0" not in used:
            yield _usual_rule("altered", "workbook", "altered")

    def _rules(self, lines: Sequence[Line], year: int | None) -> tuple[EditRule, ...]:
        rules: list[EditRule] = []
        for line in lines:
            with self.problems:
                rule = self.read(line, 1 + sum(rule.code == line["code"] for rule in rules))
                first, last = line.year("first_year"), line.year("last_year")
                self.dated |= first is not None or last is not None
                if line.choice("enabled", ("yes", "no"), "yes") == "yes" and in_force(year, first, last):
                    rules.append(rule)
        return tuple(rules)

    @staticmethod
    def read(line: Line, number: int) -> EditRule:
        """One rule, from its row."""
        for column in RULE_REQUIRED:
            if not line[column]:
                raise line.refuse("edition.cell_empty", column=column)
        return EditRule(
            code=line["code"],
            number=number,
            for_each=line["for_each"],
            expression=line["expression"],
            when=line["when"],
            severity=cast(Severity, line.choice("severity", ("hard", "soft"), "hard")),
            computes=line.choice("computes", ("yes", "no", "")) == "yes",
            title=line["title"],
            remedy=line["remedy"],
            source=line["source"],
            line=line.number,
        )

    def _checks(self) -> tuple[EditCheck, ...]:
        # Totals must be known before any check is made: a check waits for the inputs behind them.
        bound = []
        for rule in self.rules:
            with self.problems:
                bound.append((rule, list(self._unfold(rule))))
        with self.problems:
            self._refuse_circles()
            checks = [self._check(rule, *parts) for rule, places in bound for parts in places]
            unique("rules.csv", [check.key for check in checks])
            return tuple(checks)
        return ()

    def _refuse_circles(self) -> None:
        """A total that is a part of itself could never be computed."""
        for total in self.totals:
            seen, waiting = set[str](), list(self.totals[total])
            while waiting:
                part = waiting.pop()
                if part == total:
                    raise refusal("rules.csv", 0, "edition.circle", item=total)
                if part not in seen:
                    seen.add(part)
                    waiting += self.totals.get(part, ())

    def _unfold(
        self, rule: EditRule
    ) -> Iterator[tuple[Scope, language.Comparison, language.Condition | None]]:
        expression, condition = parsed(rule.expression, rule.when, rule.line)
        terms = (t for part in (expression, *chain.from_iterable(condition)) for t in part.terms())
        if any(term.symbol and term.coefficient != int(term.coefficient) for term in terms):
            raise refusal("rules.csv", rule.line, "edition.fraction")
        for scope in self._scopes(rule):
            resolve = partial(self._resolve, scope=scope, rule=rule)
            comparison = language.bind(expression, resolve)
            when = language.bind_condition(condition, resolve) if condition else None
            if rule.computes:
                self._define(comparison, when, rule)
            yield scope, comparison, when

    def _check(
        self,
        rule: EditRule,
        scope: Scope,
        comparison: language.Comparison,
        condition: language.Condition | None,
    ) -> EditCheck:
        variables = (*comparison.variables(), *(condition.variables() if condition else ()))
        behind = (Figure(item) for name in variables for item in items_behind(name, self.totals)[1:])
        suffix = f".{rule.number}" if rule.number > 1 else ""
        labels = self._labels(scope, variables)
        return EditCheck(
            rule=rule,
            key=f"{rule.code}{suffix}" + (f"[{scope.key}]" if scope.key else ""),
            place=scope.place or self._place(variables),
            table=scope.table,
            row=scope.row,
            column=scope.column,
            comparison=comparison,
            condition=condition,
            occasion=occasion(condition, labels),
            claim=claim(comparison, labels),
            reading_only=any(isinstance(v, Measure) and v.reading_only for v in variables),
            answered=all(v.answered for v in variables if isinstance(v, Measure) and v.reading_only),
            assessed=tuple(dict.fromkeys((*variables, *behind))),
        )

    def _define(
        self, comparison: language.Comparison, condition: language.Condition | None, rule: EditRule
    ) -> None:
        left, right = comparison.left, comparison.right
        plain = len(left) == 1 and len(left[0].variables) == 1 and left[0].coefficient == 1
        added = comparison.relation == "=" and all(group.coefficient == 1 for group in right)
        if not plain or not (comparison.divisor or added):
            raise refusal("rules.csv", rule.line, "edition.not_a_total")
        if rule.severity != "hard" or any(
            isinstance(name, OPTIONAL)
            for side in (comparison, condition)
            if side
            for name in side.variables()
        ):
            # Deleting the formula of such a total would leave the status light green.
            raise refusal("rules.csv", rule.line, "edition.total_not_hard", code=rule.code)
        # A grand total is defined by its row and by its column; the rule that comes first computes it.
        total = left[0].variables[0]
        if total in self.totals:
            return
        self.totals[total] = comparison.variables()[1:]
        if comparison.divisor:
            places = self.items[total].decimals
            self.ratios[total] = Ratio(right, comparison.divisor, RATE_PLACES if places is None else places)

    def _labels(self, scope: Scope, variables: Sequence[Variable]) -> Callable[[Symbol], str]:
        """Official label of a symbol of a rule at a place, for its sentence."""
        table = scope.table or next((self.items[name].table for name in variables if name in self.items), "")

        def label(symbol: Symbol) -> str:
            if symbol.source == "unit":
                return self.properties[symbol.bare]
            if symbol.function == SAID:
                return say("sentence.said", label=self.said[symbol.argument])
            return scope.label_of(symbol, table)

        return label

    def _place(self, variables: Sequence[Variable]) -> str:
        """The table or section the first of the variables belongs to."""
        for name in variables:
            match name:
                case Measure(over="table", argument=table):
                    return self._table_name(table)
                case Measure(over="sheet", argument=sheet):
                    return next(s.heading for s in self.sheets if s.id == sheet)
                case Measure(over="workbook", answered=True) | Said():
                    return say("place.texts")
                case Prior(item=item):
                    return self._table_name(self.items[item].table)
                case Figure():
                    return self._table_name(self.items[name].table)
        return ""

    def _table_name(self, table: str) -> str:
        return next(t.name for t in self.tables if t.id == table)

    def _scopes(self, rule: EditRule) -> Iterator[Scope]:
        if not rule.for_each:
            yield Scope(self.items, self.tables, "", "", {}, {})
            return
        if rule.for_each.startswith("items "):
            for name in re.split(r",\s*", rule.for_each.removeprefix("items ")):
                if name not in self.items:
                    raise self._unknown(name, rule)
                place = self._place((Figure(name),)) + f"“{self.items[name].label}”"
                item = self.items[name]
                yield Scope(
                    self.items,
                    self.tables,
                    name,
                    place,
                    {"it": (name,)},
                    {},
                    item.table,
                    item.row,
                    item.column,
                )
            return
        match = _SCOPE.match(rule.for_each)
        if match is None:
            raise refusal("rules.csv", rule.line, "edition.bad_scope", scope=rule.for_each)
        yield from self._axis_scopes(rule, match)

    def _axis_scopes(self, rule: EditRule, match: re.Match[str]) -> Iterator[Scope]:
        table = next((t for t in self.tables if t.id == match["table"]), None)
        blocks = [b for b in table.blocks if match["block"] in (None, b.id)] if table else []
        if table is None or not blocks:
            raise refusal("rules.csv", rule.line, "edition.unknown_name", name=match["table"])
        named = re.split(r",\s*|\s+", match["names"]) if match["names"] else []
        by_rows = match["axis"] == "rows"
        for block in blocks:
            fixed, free = (block.rows, block.columns) if by_rows else (block.columns, block.rows)
            for name in named:
                if name not in {heading.id for heading in fixed}:
                    raise refusal("rules.csv", rule.line, "edition.unknown_name", name=name)
            for heading in fixed:
                if match["mode"] == "only" and heading.id not in named:
                    continue
                if match["mode"] == "except" and heading.id in named:
                    continue
                if match["mode"] == "only" or self._has_figures(block, heading.id, by_rows):
                    yield self._axis_scope(table, block, heading, free, by_rows)

    def _has_figures(self, block: Block, heading: str, by_rows: bool) -> bool:
        """Whether a row or column asks for a figure; those of answers in words are no place of a rule."""
        here = (e for e in self.entries.values() if (e.table, e.block) == (block.table, block.id))
        along = [entry for entry in here if (entry.row if by_rows else entry.column) == heading]
        return not along or any(entry.id in self.items for entry in along)

    def _axis_scope(
        self, table: Table, block: Block, fixed: Heading, free: Sequence[Heading], by_rows: bool
    ) -> Scope:
        names: dict[str, tuple[str, ...]] = {}
        labels: dict[str, str] = {}
        cells = {
            (entry.row, entry.column): name
            for name, entry in self.entries.items()
            if entry.block == block.id and entry.table == table.id
        }
        stated = set[str]()
        for heading in free:
            at = (fixed.id, heading.id) if by_rows else (heading.id, fixed.id)
            if at not in cells:  # an item that could not be built: its own problem is reported
                raise refusal("rules.csv", 0, "edition.unknown_name", name=".".join(at))
            item = cells[at]
            if item not in self.items:
                stated |= {heading.id, f"sum({heading.group})"}
                continue
            names[heading.id] = (item,)
            labels[heading.id] = heading.labels[-1]
            if heading.group:
                group = f"sum({heading.group})"
                names[group] = (*names.get(group, ()), item)
                labels[group] = say(
                    "sentence.group", group=heading.labels[-2] if len(heading.labels) > 1 else heading.group
                )
        key = f"{table.id}.{fixed.id}.*" if by_rows else f"{table.id}.*.{fixed.id}"
        place = say("place.row" if by_rows else "place.column", table=table.name, label=fixed.label)
        row, column = (fixed.id, "") if by_rows else ("", fixed.id)
        return Scope(
            self.items, self.tables, key, place, names, labels, table.id, row, column, frozenset(stated)
        )

    def _resolve(self, symbol: Symbol, scope: Scope, rule: EditRule) -> tuple[Variable, ...]:
        """What a symbol means at a place."""
        bare = symbol.bare
        if symbol.source == "unit":
            if bare in self.properties:
                return (UnitProperty(bare),)
        elif items := scope.names.get(bare, (bare,) if bare in self.items else ()):
            return tuple(map(prior_of if symbol.source == "prior" else Figure, items))
        elif symbol.function == SAID and symbol.argument in self.said:
            return (Said(symbol.argument),)
        elif (measure := MEASURES.get(symbol.function)) and symbol.argument in self._countable(measure.over):
            return (measure(symbol.argument),)
        raise self._unknown(symbol, rule, scope)

    def _unknown(self, name: str, rule: EditRule, scope: Scope | None = None) -> EditionError:
        """A name that is no figure: an answer in words, or nothing at all."""
        bare = name.bare if isinstance(name, Symbol) else name
        if bare in self.entries or (scope is not None and bare in scope.stated):
            return refusal("rules.csv", rule.line, "edition.stated_in_rule", name=name)
        return refusal("rules.csv", rule.line, "edition.unknown_name", name=name)

    def _countable(self, over: str) -> set[str]:
        match over:
            case "table":
                return {table.id for table in self.tables}
            case "sheet":
                return {text.sheet for text in self.texts}
        return {over}


def rule_problems(lines: Sequence[Line]) -> list[EditionError]:
    """What is wrong in the rules by themselves, whatever the items are."""
    problems = Problems()
    for line in lines:
        with problems:
            Rulebook.read(line, 1)
            parsed(line["expression"], line["when"], line.number)
    return problems.found


def parsed(
    expression: str, when: str, line: int
) -> tuple[language.Expression, tuple[tuple[language.Expression, ...], ...]]:
    """A rule and its condition, parsed.

    Raises:
        EditionError: they are not of the rule language.
    """
    try:
        return language.parse(expression), language.parse_condition(when) if when else ()
    except RuleSyntaxError as error:
        raise refusal("rules.csv", line, "edition.syntax", reason=error) from error


def _usual_rule(kind: str, argument: str, words: str) -> Line:
    """A rule that no rulebook needs to write out; ``words``: what it is called by in the catalogue."""
    cells = {
        "code": USUAL[kind],
        "expression": f"{kind}({argument}) = 0",
        "title": say_of("rule.usual.*", words),
        "remedy": say_of("rule.usual.*.remedy", words),
    }
    return Line("rules.csv", 0, cells)
