"""What stands in the modules of the package, read from their text; each module is parsed once.

Tests that read all of them are of the xdist group "sources".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import toolkit

ROOT = Path(toolkit.__file__).parent
BY_CODE = ("say", "say_of", "code_of", "words")
"""Functions that take the code of a sentence."""


class SpokenCall(NamedTuple):
    """A call with texts among its arguments: last name of what is called, and the texts."""

    method: str
    texts: frozenset[str]


class Source(NamedTuple):
    """What a module holds.

    Attributes:
        imports: modules, imported late and for types too.
        texts: every text constant; ``undocumented``: those that stand in no place for documentation.
        composed: lines in which a code is put together in an f-string.
        calls: calls with texts among their arguments.
    """

    imports: frozenset[str]
    classes: tuple[str, ...]
    texts: frozenset[str]
    undocumented: frozenset[str]
    composed: tuple[int, ...]
    calls: tuple[SpokenCall, ...]


@cache
def source(file: Path) -> Source:
    """What the file holds."""
    nodes = tuple(ast.walk(ast.parse(file.read_text("utf-8"))))
    documents = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = [node for node in nodes if _is_text(node)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return Source(
        imports=frozenset(name for node in nodes for name in _imported(node)),
        classes=tuple(node.name for node in nodes if isinstance(node, ast.ClassDef)),
        texts=frozenset(_text(node) for node in texts),
        undocumented=frozenset(_text(node) for node in texts if id(node) not in documents),
        composed=tuple(call.lineno for call in calls if _is_composed(call)),
        calls=tuple(spoken for call in calls if (spoken := _spoken(call)).texts),
    )


def sources() -> Iterator[tuple[Path, Source]]:
    """Every module of the package."""
    for file in sorted(ROOT.rglob("*.py")):
        yield file, source(file)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _text(node: ast.AST) -> str:
    assert isinstance(node, ast.Constant)
    return str(node.value)


def _imported(node: ast.AST) -> list[str]:
    match node:
        case ast.ImportFrom(module=str(module)):
            return [module]
        case ast.Import():
            return [alias.name for alias in node.names]
        case _:
            return []


def _is_composed(call: ast.Call) -> bool:
    by_code = isinstance(call.func, ast.Name) and call.func.id in BY_CODE
    return by_code and bool(call.args) and isinstance(call.args[0], ast.JoinedStr)


def _spoken(call: ast.Call) -> SpokenCall:
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return SpokenCall(method, frozenset(_text(argument) for argument in call.args if _is_text(argument)))
