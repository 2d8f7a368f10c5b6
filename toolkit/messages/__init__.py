"""Every sentence a clerk or the office reads, by code; the words are in the CSV files of this room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from errno import EACCES, EDQUOT, ENOSPC, EPERM, errorcode
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, TypeGuard, overload

from toolkit.messages.code_types import Code, FindingCode
from toolkit.messages.word_files import Door, Entry, Words, load

if TYPE_CHECKING:
    from toolkit.messages.families import Family, FindingFamily

__all__ = [
    "Words", "cannot_write", "catalogue", "code_of", "first_of", "gaps", "is_code", "is_finding", "joined",
    "say", "say_of", "system_words", "worded_for", "words",
]  # fmt: skip

_CATALOGUE = load()
_door: ContextVar[Door] = ContextVar("door", default="command")


@contextmanager
def worded_for(door: Door) -> Iterator[None]:
    """Say meanwhile how things are done there: by commands, or on the page and in the sheet 办理."""
    before = _door.set(door)
    try:
        yield
    finally:
        _door.reset(before)


@lru_cache(maxsize=1)
def _on_the_page() -> Mapping[str, Entry]:
    """The words that are others there."""
    commands = load()
    return {code: entry for code, entry in load("page").items() if entry != commands[code]}


def say(code: Code, /, **details: object) -> str:
    """The sentence of that code with its gaps filled."""
    return _sentence(code).format(**details)


def say_of(family: Family, member: str, /, **details: object) -> str:
    """The sentence of a member of a family of codes, e.g. ``say_of("kind.*", unit.kind)``."""
    return say(code_of(family, member), **details)


def words(code: FindingCode, /, **details: object) -> Words:
    """The parts of a finding with their gaps filled."""
    entry = _entry(code)
    assert isinstance(entry, Words)
    place, wrong, remedy = (part.format(**details) for part in entry[:3])
    return entry._replace(place=place, wrong=wrong, remedy=remedy)


@overload
def code_of(family: FindingFamily, member: str, /) -> FindingCode: ...
@overload
def code_of(family: Family, member: str, /) -> Code: ...
def code_of(family: Family, member: str, /) -> Code:
    """The code of a member of a family.

    Raises:
        KeyError: the member has no words.
    """
    code = family.replace("*", member)
    if not is_code(code):
        raise KeyError(code)
    return code


def is_code(text: str) -> TypeGuard[Code]:
    """Whether there are words of that code."""
    return text in _CATALOGUE


def is_finding(text: str) -> TypeGuard[FindingCode]:
    """Whether there is a finding of that code."""
    return isinstance(_CATALOGUE.get(text), Words)


def joined(parts: Words, *, of_file: bool) -> str:
    """A finding as one sentence: place, finding, remedy, code.

    Args:
        of_file: the place is the name of a file, not one within a workbook.
    """
    text = parts.wrong + parts.remedy
    if parts.place:
        text = say("finding.of_file" if of_file else "finding.at", place=parts.place, words=text)
    return text + say("check.code", code=parts.code) if parts.code else text


def first_of(
    words: Iterable[str],
    most: int,
    *,
    count: int | None = None,
    between: str = "、",
    more: Code = "word.and_more",
) -> str:
    """The first words of a list and, where these are not all, how many there are.

    Args:
        count: where the words stand for more things than they are.
    """
    all_words = list(words)
    rest = say(more, count=len(all_words) if count is None else count) if len(all_words) > most else ""
    return between.join(all_words[:most]) + rest


def system_words(error: OSError) -> str:
    """Why the system refused, in Chinese where it is a usual reason."""
    number = EACCES if error.errno == EPERM else error.errno or 0
    code = f"system.{errorcode.get(number, '')}"
    return say(code) if is_code(code) else error.strerror or str(error)


def cannot_write(path: object, error: OSError) -> str:
    """That a file or folder cannot be written, with the remedy that fits the reason."""
    full = error.errno in (ENOSPC, EDQUOT)
    return say("misuse.disk_full", path=path) if full else say("misuse.cannot_write", path=path)


def gaps(code: Code) -> tuple[str, ...]:
    """Names of the gaps of a sentence, for the tests and the generated reference page."""
    return tuple(name for _, name, _, _ in Formatter().parse(_sentence(code)) if name)


def catalogue() -> dict[Code, str]:
    """A copy of the whole catalogue, findings as one sentence."""
    return {code: _sentence(code) for code in _CATALOGUE if is_code(code)}


def _entry(code: Code) -> Entry:
    if _door.get() == "page" and code in _on_the_page():
        return _on_the_page()[code]
    return _CATALOGUE[code]


def _sentence(code: Code) -> str:
    entry = _entry(code)
    return entry if isinstance(entry, str) else joined(entry, of_file=entry.place.endswith("{file}"))
