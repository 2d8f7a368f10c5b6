"""``edition.toml`` against its schema: every problem with its line, and the nearest key that is meant.

JSON Schema by the ``jsonschema`` library, which reports all problems and not only the first.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from toolkit.errors import EditionError
from toolkit.form.datafile import decoded, refusal
from toolkit.form.toml_text import lines_that_set
from toolkit.messages import say_of

SETTINGS = "edition.toml"
SHIPPED = Path(str(files("workbook_templates")))
"""Folder of the editions shipped with the package."""
OF_AN_EXTENSION = ("id", "version", "extends")
"""What an edition that extends another must say itself."""


def settings_problems(folder: Path, data: Mapping[str, Any]) -> Iterator[EditionError]:
    """What is wrong with the settings of one folder."""
    if folder.parent == SHIPPED:
        return  # the tests hold the shipped editions to the schema, and every command loads one
    required = OF_AN_EXTENSION if "extends" in data else _schema()["required"]
    missing = [key for key in required if key not in data]
    text = decoded((folder / SETTINGS).read_bytes()) or ""
    for key in missing:
        yield refusal(SETTINGS, 0, "edition.key_missing", key=key)
    for error in sorted(
        _validator().iter_errors(data), key=lambda error: list(map(str, error.absolute_path))
    ):
        yield from _told(error, text)


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    text = files("toolkit.form").joinpath("edition.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@lru_cache(maxsize=1)
def _validator() -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415  (only editions of one's own need it)

    schema = dict(_schema())
    del schema["required"]  # told apart, as an edition that extends another needs fewer
    return Draft202012Validator(schema)


def _told(error: Any, text: str) -> Iterator[EditionError]:
    path: Sequence[Any] = list(error.absolute_path)
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    match error.validator:
        case "additionalProperties":
            yield from _unknown(text, place, error.instance, list(error.schema.get("properties", {})))
        case "required":
            key = next(key for key in error.validator_value if key not in error.instance)
            yield refusal(SETTINGS, 0, "edition.key_missing", key=f"{place} {key}".strip())
        case _:
            names = [part for part in path if isinstance(part, str)]
            line = _line_of(text, names[-1], "" if len(path) == 1 else str(error.instance))
            detail = {"pattern": error.schema.get("title"), "type": error.validator_value}
            kind = ".".join(filter(None, (error.validator, detail.get(error.validator))))
            wanted = say_of("edition.wanted.*", kind, value=_words(error.validator_value))
            yield refusal(
                SETTINGS, line, "edition.bad_value", key=place, value=_words(error.instance), wanted=wanted
            )


def unknown_keys(
    folder: Path, place: str, keys: Iterable[str], known: Sequence[str]
) -> Iterator[EditionError]:
    """Keys of a table of ``edition.toml`` that are none of those known, each with the nearest."""
    return _unknown(decoded((folder / SETTINGS).read_bytes()) or "", place, keys, known)


def _unknown(text: str, place: str, keys: Iterable[str], known: Sequence[str]) -> Iterator[EditionError]:
    for key in keys:
        if key not in known:
            near = "、".join(difflib.get_close_matches(key, known, 1)) or "、".join(known)
            where, line = f"{place}：" if place else "", _line_of(text, key)
            yield refusal(SETTINGS, line, "edition.unknown_key", key=key, place=where, near=near)


def _words(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)[:60]


def _line_of(text: str, key: str, value: str = "") -> int:
    """The first line that sets a key, to something that contains a value; 0 for none."""
    found = lines_that_set(key, text.splitlines())
    return next((number for number, line in found if value in line), 0)
