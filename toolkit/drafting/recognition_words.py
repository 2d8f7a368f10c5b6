"""Words by which the parts of a blank are recognised, kept in ``words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

_SPACE = re.compile(r"[\s\u3000\u00a0]+")
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[\s\u3000\u00a0]+(?=[\u3000-\u9fff\uff00-\uffef])"
)
_WRAPPED = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \u3000]*[\r\n]+\s*(?=[\u3000-\u9fff\uff00-\uffef])"
)
_SPREAD = re.compile(r"[\u3001-\u9fff]([\s\u3000\u00a0]+[\u3001-\u9fff])+")
_UNPRINTED = re.compile(r"_x000[dD]_|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_LATIN = re.compile(r"[a-z.-]+")
_BRACKET = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[)）\]】]")


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("toolkit.drafting") / "words.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def listed(name: str) -> frozenset[str]:
    """A list of words, in the form that :func:`bare` makes."""
    return frozenset(squeezed(word) for word in _data()[name])


@lru_cache(maxsize=64)
def pattern(name: str) -> re.Pattern[str]:
    """A pattern, indifferent to letter case."""
    return re.compile(_data()[name], re.IGNORECASE)


def cleaned(text: str) -> str:
    """A label on one line; spaces that only spread its characters over a cell are left out."""
    text = _WRAPPED.sub("", _UNPRINTED.sub("", text).strip())
    return _SPACE.sub("" if _SPREAD.fullmatch(text) else " ", text).strip()


def squeezed(text: str) -> str:
    """Without any space, in small letters."""
    return _SPACE.sub("", text).casefold()


def bare(label: str) -> str:
    """A label without numbering, brackets, closing colon and spaces, in small letters."""
    text = _BRACKET.sub("", pattern("numbering").sub("", cleaned(label)))
    return squeezed(text).strip("：:。.")


def brackets(text: str) -> list[str]:
    """What stands in brackets in a label."""
    return [inner.strip() for inner in _BRACKET.findall(text)]


def total_word(label: str) -> str:
    """``total`` or ``subtotal`` where a label says so, else ``""``."""
    word = bare(label)
    if not word.isascii():
        word = _LATIN.sub("", word)  # a label may say the same twice, in Chinese and in English
    if word in listed("subtotals") or word.endswith(tuple(listed("subtotal_endings"))):
        return "subtotal"
    if word in listed("totals") or word.endswith(tuple(listed("total_endings"))):
        return "total"
    return ""


def perhaps_totals_in(path: tuple[str, ...]) -> bool:
    """Whether a heading may be a total, which only a person can tell."""
    return not any(map(total_word, path)) and bool(pattern("perhaps_totals").search(cleaned(path[-1])))


def numbering_style(label: str) -> str:
    """How a label is numbered: 一、 or （一） or 1. and so on; ``""`` where it is not."""
    found = pattern("numbering_styles").match(cleaned(label))
    return (found.lastgroup or "") if found else ""


def is_of_which(label: str) -> bool:
    """Whether a label names a part of the line above it."""
    return bool(pattern("of_which").match(pattern("numbering").sub("", cleaned(label))))


def is_not_applicable(text: str) -> bool:
    """Whether a cell is marked as one that is not to be filled in."""
    return squeezed(text) in listed("not_applicable")


def is_note(text: str) -> bool:
    """Whether a line explains the form."""
    return bool(pattern("notes").match(text) or pattern("footnote").match(text))


def is_office_line(text: str) -> bool:
    """Whether a label asks who reports, signs or can be called."""
    return bool(pattern("office").match(_BETWEEN_HAN.sub("", text.strip())))


def is_boilerplate(text: str) -> bool:
    """Whether a line at the head of a form is neither a title nor a caption."""
    return bool(pattern("boilerplate").match(cleaned(text)) or pattern("period").match(text.strip()))


def table_number(text: str) -> str:
    """The number of a table in its caption, e.g. 表三; ``""`` where there is none."""
    found = pattern("table_number").search(cleaned(text))
    return squeezed(found[0]) if found and not found[0].isascii() else cleaned(found[0]) if found else ""


def standard_id(label: str) -> str:
    """The English id of a usual term, ``""`` for all others."""
    return total_word(label) or str(_data()["ids"].get(bare(label), ""))
