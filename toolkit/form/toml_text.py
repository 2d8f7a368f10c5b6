"""TOML as people type it in a plain editor: where it stops being TOML, and why most likely.

The parser's own messages are English and speak of its grammar; what users read is a line, what stands in it
and a remedy of the catalogue.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeAlias, get_args

from toolkit.messages import say_of

Hint: TypeAlias = Literal[
    "marks", "backslash", "open", "quotes", "equals", "key", "twice", "section", "general"
]
"""What is most likely wrong with a line."""
HINTS: tuple[Hint, ...] = get_args(Hint)

_LINE = re.compile(r"at line (\d+)")
_WORDS = re.compile(r'"[^"\n]*"|\'[^\'\n]*\'')
_QUOTES = "“”‘’「」『』＂＇"
_BRACKETS = "【】〔〕"
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.\s\-\"'\[\]]*")


class TomlSyntaxError(Exception):
    """A text that is no TOML.

    Attributes:
        line: 1-based, where it goes wrong; the first line of what is never closed.
        text: what stands in that line.
        remedy: how to correct it, in words of the catalogue.
    """

    def __init__(self, line: int, text: str, hint: Hint, until: int) -> None:
        super().__init__(f"{line}: {hint}")
        self.line, self.text = line, text
        self.remedy = say_of("toml.*", hint, until=until)


def parsed_toml(text: str) -> dict[str, Any]:
    """The settings that a text states.

    Raises:
        TomlSyntaxError: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        lines = text.split("\n")
        found = getattr(error, "lineno", 0) or int((_LINE.search(str(error)) or (0, 0))[1])
        # What is wrong at the end of the document is wrong in its last line.
        until = min(found or len(lines), len(text.rstrip().split("\n")))
        begun = _begun(lines, until)
        line = lines[begun - 1].strip()
        hint = _hint(line, str(error))
        if begun < until and hint == "general":
            hint = "open"
        raise TomlSyntaxError(begun, line, hint, until) from error


def lines_that_set(key: str, lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Number and text of each line that sets a key, or opens a section of that name."""
    pattern = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    return ((number, line) for number, line in enumerate(lines, start=1) if pattern.match(line))


def _begun(lines: list[str], until: int) -> int:
    """The line in which the statement begins that cannot be read on in line ``until``."""
    for whole in range(until - 1, 0, -1):
        try:
            tomllib.loads("\n".join(lines[:whole]))
        except tomllib.TOMLDecodeError:
            continue
        return whole + 1
    return 1


def _hint(line: str, told: str) -> Hint:
    bare = _WORDS.sub("", line).partition("#")[0]
    if any(mark in bare for mark in _QUOTES):
        return "marks"
    if "\\" in line.partition("#")[0]:
        return "backslash"
    if '"' in bare or "'" in bare:
        return "quotes"
    if any(
        mark in _BRACKETS or unicodedata.normalize("NFKC", mark).isascii() != mark.isascii() for mark in bare
    ):
        return "marks"
    if told.startswith("Cannot "):  # declare twice, overwrite a value
        return "section" if bare.startswith("[") else "twice"
    if "=" not in bare and not bare.startswith("["):
        return "equals"
    return "general" if _PLAIN_KEY.fullmatch(bare.partition("=")[0]) else "key"
