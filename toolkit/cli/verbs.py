"""Verbs as the library of commands knows them, read without what makes it start slowly."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

Called = TypeVar("Called", bound=Callable[..., Any])


class Verbs(typer.Typer):
    """Several verbs, each of them a :class:`Verb`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            cls=VerbGroup,
            no_args_is_help=True,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings={"help_option_names": ["-h", "--help"]},
            **settings,
        )

    def command(self, *args: Any, **settings: Any) -> Callable[[Called], Called]:
        return super().command(*args, cls=Verb, **settings)


class Verb(TyperCommand):
    """A verb that reads what is typed itself, where that is simple."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # No option begins with a digit: -3 is the figure that a unit sent by mistake.
        if any(map(_NEGATIVE.match, args)):
            ctx.ignore_unknown_options = True
        return super().parse_args(ctx, args)

    def get_params(self, ctx: Any) -> Any:
        return _read_plainly(super().get_params(ctx))


class VerbGroup(TyperGroup):
    """A word that a verb follows."""

    def get_params(self, ctx: Any) -> Any:
        return _read_plainly(super().get_params(ctx))


def _read_plainly(parameters: Any) -> Any:
    for parameter in parameters:
        # An attribute of the library's own; a version that does not know it reads everything as before.
        parameter._runtime_param = _PlainReader()
    return parameters


class _PlainReader:
    """Reads texts, paths and small numbers in place of the library.

    That has pydantic read every parameter, also those not given. To load it and to build its readers takes
    longer than to read and judge a workbook. What needs more than a look is left to it: choices, paths that
    cannot be read, numbers that are none.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        match param.type_descriptor.annotation:
            case kind if kind is str and isinstance(value, str):
                return value
            case kind if kind is int and _SMALL.fullmatch(str(value)) and not param.type_descriptor.is_ranged:
                return int(value)
            case kind if kind is Path and _readable(value):
                return Path(value)
            case kind if kind == list[str] and all(isinstance(one, str) for one in value):
                return list(value)
            case kind if kind == list[Path] and all(map(_readable, value)):
                return [Path(one) for one in value]
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


_NEGATIVE = re.compile("-[0-9]")
_SMALL = re.compile("[0-9]{1,9}")


def _readable(path: str | Path) -> bool:
    """Whether a path names something that can be read, or nothing yet."""
    return os.access(path, os.R_OK) or not Path(path).exists()
