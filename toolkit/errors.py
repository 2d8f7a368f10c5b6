"""Errors for misuse and broken editions. Bad *data* never raises: it becomes a finding."""

from __future__ import annotations

from collections.abc import Sequence


class ToolkitError(Exception):
    """Base class: something the caller or the maintainer of an edition must mend.

    Its text is a complete Chinese sentence from :mod:`toolkit.messages`.
    """


class MisuseError(ToolkitError):
    """A verb was called with something it cannot work on (missing folder, unknown unit …)."""


class DamagedLedgerError(MisuseError):
    """A ledger that is damaged, or was changed by something else than the toolkit."""


class RuleSyntaxError(ToolkitError):
    """An edit rule that does not parse or names something unknown."""


class EditionError(ToolkitError):
    """An edition whose data contradict each other.

    Attributes:
        file: name of the data file, e.g. ``rules.csv``.
        line: 1-based line in that file, 0 when the whole file is meant.
        problem: what is wrong.
        remedy: how to correct it.
        code: of the problem in the catalogue.
        errors: every problem that was found, each an error of its own; this one alone, if it is the only one.
    """

    def __init__(self, file: str, line: int, problem: str, remedy: str, code: str = "") -> None:
        self.file, self.line, self.problem, self.remedy, self.code = file, line, problem, remedy, code
        self.errors: tuple[EditionError, ...] = (self,)
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}：{problem} {remedy}")

    @classmethod
    def of(cls, errors: Sequence[EditionError]) -> EditionError:
        """All of these as one error."""
        first = errors[0]
        made = cls(first.file, first.line, first.problem, first.remedy, first.code)
        made.errors = tuple(errors)
        made.args = ("\n".join(dict.fromkeys(str(error) for error in errors)),)
        return made
