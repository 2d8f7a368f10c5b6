"""Whose workbook it is: a small table of what it says and what follows."""

from __future__ import annotations

import pytest

from toolkit.collection.ledger.records import Match
from toolkit.collection.receiving.identification import Identifier
from toolkit.collection.roster import ReportingUnit
from toolkit.form.identity import Identity, Unit

UNITS = (
    ReportingUnit("101", "样例市教育局", former_names=("样例市教育委员会",)),
    ReportingUnit("102", "样例市民政局"),
    ReportingUnit("103", "样例市民族宗教局"),
)
HERE, LAST, ELSEWHERE = "样例市-2023", "样例市-2022", "另一市-2023"


def match(
    code: str, name: str, issued: str = HERE, *, year: int = 2023, shown: Unit | None = None,
    file: str = "x.xlsx", edition: str = "ogi-2021", decided: dict[str, str] | None = None,
) -> Match:  # fmt: skip
    identifier = Identifier(UNITS, city="样例市", year=2023, edition="ogi-2021", decided=decided)
    identity = Identity(edition, "1.0", Unit(name, code), year, issued)
    return identifier.match("sha", file, identity, shown or identity.unit)


@pytest.mark.parametrize(
    ("code", "name", "issued", "expected"),
    [
        # issued by this collection: by its code
        ("101", "样例市教育局", HERE, ("101", "issued", "ours")),
        # renamed on the roster since: still by its code
        ("102", "样例市民政和社会事务局", HERE, ("102", "issued", "ours")),
        # code not on the roster any more: that unit's report all the same, whatever names say
        ("999", "样例市教育局", HERE, ("999", "issued", "ours")),
        ("999", "样例市教育委员会", HERE, ("999", "issued", "ours")),
        ("999", "样例市财政局", HERE, ("999", "issued", "ours")),
        # the code has been given to another unit since: nobody is guessed
        ("102", "样例市教育局", HERE, ("", "", "other_unit")),
        # no office's mark: the name decides, if the code does not contradict it
        ("", "样例市教育局", "", ("101", "name", "by_hand")),
        ("", "样例市（教育局）", "", ("", "", "by_hand")),
        ("", "样例市教育委员会", "", ("101", "former_name", "by_hand")),
        ("１０１ ", "样例市教育局", "", ("101", "name", "by_hand")),
        ("102", "样例市教育局", "", ("", "", "other_unit")),
        ("１０２", "样例市教育局", "", ("", "", "other_unit")),
        ("102", "", "", ("", "", "by_hand")),
        # another city's: never by code
        ("101", "样例市教育局", ELSEWHERE, ("", "", "other_collection")),
    ],
)
def test_what_a_workbook_says(code: str, name: str, issued: str, expected: tuple[str, str, str]) -> None:
    found = match(code, name, issued)
    assert (found.unit, found.by, found.outcome) == expected


def test_last_years_workbook_is_known_by_code_and_name_together() -> None:
    assert match("101", "样例市教育局", LAST, year=2022) == Match("101", "issued", "other_year")
    # Codes are sometimes given anew: last year's 102 was another unit.
    found = match("102", "样例市司法局", LAST, year=2022)
    assert (found.unit, found.outcome) == ("", "other_year") and "102" in found.candidates


def test_another_edition() -> None:
    assert match("101", "样例市教育局", edition="ogi-2019").outcome == "other_edition"


def test_a_neighbours_workbook_is_nobodys_until_a_person_says() -> None:
    found = match("101", "样例市教育局", shown=Unit("样例市民政局", "101"))
    assert (found.unit, found.outcome, set(found.candidates)) == ("", "other_unit", {"101", "102"})
    # Also where only the code on the cover is another unit's.
    found = match("101", "样例市教育局", shown=Unit("", "102"))
    assert (found.unit, found.outcome, set(found.candidates)) == ("", "other_unit", {"101", "102"})
    # A name mended on the cover to something nobody has is no other unit.
    assert match("101", "样例市教育局", shown=Unit("样例市教育体育局", "101")).unit == "101"


def test_a_person_decides() -> None:
    found = match("999", "某局", "", decided={"sha": "102"})
    assert (found.unit, found.by, found.outcome) == ("102", "decision", "by_hand")
    # Also for a unit that the roster has no more: what becomes of its report is asked, not guessed.
    assert match("999", "某局", "", decided={"sha": "888"}).unit == "888"


def test_candidates() -> None:
    assert match("", "市民政局", "").candidates[0] == "102"
    assert match("", "", "", file="3月/样例市教育局年报（定稿）.xlsx").candidates == ("101",)
    assert match("", "县档案馆", "").candidates == ()
    # Three of four letters in six are just alike enough (0.6), in seven (103) they are not.
    assert match("", "样例民航", "").candidates == ("102",)
    # The code stated is offered whatever the name.
    assert match("102", "县档案馆", "").candidates == ("102",)
    # Names of one place are alike; where one is there as it is, the others say nothing.
    assert match("", "样例市教育局", ELSEWHERE).candidates == ("101",)
    unreadable = Identifier(UNITS, city="样例市", year=2023, edition="ogi-2021").match(
        "sha", "102-样例市民政局-2023.xlsx", None, Unit("")
    )
    assert unreadable == Match("", "", "unknown", ("102",))


@pytest.mark.parametrize(
    ("file", "candidates"),
    [
        # Offices leave the place out; what singles a few units out is offered, what many share is not.
        ("民政局2023年数据.xls", ("102",)),
        ("市民政局.xlsx", ("102",)),
        ("年报.xlsx", ()),
        ("教育局、民政局.xlsx", ("101", "102")),
        ("宗教.xlsx", ()),
    ],
)
def test_candidates_by_the_end_of_a_name(file: str, candidates: tuple[str, ...]) -> None:
    assert match("", "", "", file=file).candidates == candidates
