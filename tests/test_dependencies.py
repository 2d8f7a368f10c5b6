"""Every library that is imported is declared, and every declared one is imported."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
OWN = ("toolkit", "workbook_templates")


def _imported() -> Iterator[str]:
    """Top-level names of what the wheel imports, late imports and those for types too."""
    for file in (file for name in OWN for file in (ROOT / name).rglob("*.py")):
        if file.is_relative_to(ROOT / "toolkit" / "packaging"):  # not in the wheel, served by the dev group
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]
            elif isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)


def _normalized(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (one for extra in project["optional-dependencies"].values() for one in extra)
    names = (re.match(r"[\w.-]+", one) for one in (*project["dependencies"], *extras))
    return {_normalized(name[0]) for name in names if name}


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    home = packages_distributions()
    outside = set(_imported()) - set(sys.stdlib_module_names) - set(OWN)
    assert {_normalized(home[name][0]) for name in outside} == _declared()
