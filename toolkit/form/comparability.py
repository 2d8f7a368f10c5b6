"""What figures of one edition say in the items of another: declared item by item, as data.

An edition's ``comparability.csv`` lists every one of its items: the item or items of the other edition
that ask for the same, whether the figures may be compared, and why not. Nothing is mapped by position.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, cast

from toolkit.form.datafile import read_csv, unique
from toolkit.form.expression import Number
from toolkit.form.registry import bases, editions, folder_of, lineage, load_form

Degree: TypeAlias = Literal["yes", "partly", "no"]
DEGREES = ("yes", "partly", "no")
FILE = "comparability.csv"
_COLUMNS = ("item", "edition", "counterpart", "comparable", "note")


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One item of an edition seen from another.

    Attributes:
        item: of the edition that declares it.
        items: of the other edition; several where one line became several, none where nothing resembles it.
        comparable: *yes*; *partly*: the figures may stand beside each other, with the note; *no*.
        note: Chinese: what differs.
    """

    item: str
    items: tuple[str, ...]
    comparable: Degree
    note: str


@lru_cache(maxsize=16)
def counterparts(edition: str, other: str) -> tuple[Counterpart, ...]:
    """Every item of ``edition`` as ``other`` sees it; the same edition: every item as itself.

    An edition that extends another shares that one's items, which are counterparts of themselves, and what
    that one declares of a third holds for it too. Editions that say nothing of each other have none.

    Raises:
        EditionError: ``comparability.csv`` names items that one of them does not have, leaves one out, or
            says something other than yes, partly, no.
    """
    if shared := common_base(edition, other):
        return tuple(Counterpart(item, (item,), "yes", "") for item in _items(edition, shared))
    pairs = ((ours, theirs) for ours in lineage(edition)[::-1] for theirs in lineage(other)[::-1])
    return next(filter(None, (_declared(edition, ours, other, theirs) for ours, theirs in pairs)), ())


def common_base(edition: str, other: str) -> str:
    """Id of the latest edition that both extend or are; empty where there is none."""
    theirs = lineage(other)
    return next((one for one in reversed(lineage(edition)) if one in theirs), "")


def _items(edition: str, base: str) -> tuple[str, ...]:
    """Items of an edition that it has from one that it extends."""
    return tuple(load_form(_folder(edition, base)).items)


def _folder(edition: str, base: str) -> Path:
    """Folder of an edition that another one extends, or is."""
    return bases(folder_of(edition))[lineage(edition).index(base)]


def _declared(edition: str, ours: str, other: str, theirs: str) -> tuple[Counterpart, ...]:
    """What ``ours``, which ``edition`` extends or is, declares of ``theirs``, likewise of ``other``."""
    folder = _folder(edition, ours)
    if not (folder / FILE).is_file():
        return ()
    form, known = load_form(folder), load_form(_folder(other, theirs))
    found = []
    lines = [line for line in read_csv(folder, FILE, _COLUMNS, _COLUMNS) if line["edition"] == theirs]
    for line in lines:
        items = tuple(part.strip() for part in line["counterpart"].split("+") if part.strip())
        strangers = [i for i in (line["item"],) if i not in form.items] + [
            i for i in items if i not in known.items
        ]
        if strangers:
            raise line.refuse("edition.unknown_name", name=strangers[0])
        if line["comparable"] not in DEGREES:
            raise line.refuse(
                "edition.bad_choice",
                column="comparable",
                text=line["comparable"],
                choices="、".join(DEGREES),
            )
        said = line["comparable"]
        if (said != "no" and not items) or (said != "yes") != bool(line["note"]):
            raise line.refuse("edition.comparability")
        found.append(Counterpart(line["item"], items, cast(Degree, line["comparable"]), line["note"]))
    unique(FILE, [one.item for one in found])
    left_out = [item for item in form.items if item not in {one.item for one in found}]
    if lines and left_out:
        raise lines[-1].refuse("edition.comparability.left_out", item=left_out[0], count=len(left_out))
    return tuple(found)


def declared_editions(edition: str) -> tuple[str, ...]:
    """The known editions that an edition's ``comparability.csv`` speaks of."""
    folder = folder_of(edition)
    if not (folder / FILE).is_file():
        return ()
    named = dict.fromkeys(line["edition"] for line in read_csv(folder, FILE, _COLUMNS, _COLUMNS))
    return tuple(other for other in named if other in editions())


def restated(edition: str, values: Mapping[str, Number], other: str) -> dict[str, Number]:
    """Figures of an edition in the items of another, where one item became one and they are comparable."""
    return {
        one.items[0]: values[one.item]
        for one in counterparts(edition, other)
        if one.comparable == "yes" and len(one.items) == 1 and one.item in values
    }


def measured(
    edition: str, values: Mapping[str, Number | None], other: str, items: Iterable[str]
) -> tuple[Number | None, tuple[str, ...]]:
    """The sum of some items of ``other`` by the figures of ``edition``, with what must be said beside it.

    Returns:
        The sum, or ``None`` where the items cannot be told apart, are not comparable or not on file; and
        the notes, why not or with what reserve.
    """
    wanted = set(items)
    total: Number = 0
    covered: set[str] = set()
    notes: dict[str, None] = {}
    for one in counterparts(edition, other):
        if not wanted.intersection(one.items):
            continue
        if one.note:
            notes[one.note] = None
        value = values.get(one.item)
        if one.comparable == "no" or not wanted.issuperset(one.items) or value is None:
            return None, tuple(notes)
        total += value
        covered.update(one.items)
    return (total if covered == wanted else None), tuple(notes)
