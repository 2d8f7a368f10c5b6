"""Every sentence a clerk or the office reads, by code; the words are in the CSV files of this room."""

from __future__ import annotations

from errno import errorcode
from string import Formatter

from toolkit.messages.word_files import Words, load

__all__ = ["Words", "catalogue", "gaps", "joined", "say", "system_words", "words"]

_CATALOGUE = dict(load())


def say(key: str, /, **details: object) -> str:
    """The sentence of that key with its gaps filled."""
    return _sentence(key).format(**details)


def words(key: str, /, **details: object) -> Words:
    """The parts of a finding with their gaps filled."""
    place, wrong, remedy, code = _parts(key)
    return Words(place.format(**details), wrong.format(**details), remedy.format(**details), code)


def joined(parts: Words, *, of_file: bool) -> str:
    """A finding as one sentence: place, finding, remedy, code.

    Args:
        of_file: the place is the name of a file, not one within a workbook.
    """
    text = parts.wrong + parts.remedy
    if parts.place:
        text = say("finding.of_file" if of_file else "finding.at", place=parts.place, words=text)
    return text + say("check.code", code=parts.code) if parts.code else text


def system_words(error: OSError) -> str:
    """Why the system refused, in Chinese where it is a usual reason."""
    entry = _CATALOGUE.get(f"system.{errorcode.get(error.errno or 0, '')}")
    return entry if isinstance(entry, str) else error.strerror or str(error)


def gaps(key: str) -> tuple[str, ...]:
    """Names of the gaps of a sentence, for the tests and the generated reference page."""
    return tuple(name for _, name, _, _ in Formatter().parse(_sentence(key)) if name)


def catalogue() -> dict[str, str]:
    """A copy of the whole catalogue, findings as one sentence."""
    return {key: _sentence(key) for key in _CATALOGUE}


def _sentence(key: str) -> str:
    entry = _CATALOGUE[key]
    return entry if isinstance(entry, str) else joined(entry, of_file=entry.place.endswith("{file}"))


def _parts(key: str) -> Words:
    entry = _CATALOGUE[key]
    assert not isinstance(entry, str), f"{key} is no finding"
    return entry
