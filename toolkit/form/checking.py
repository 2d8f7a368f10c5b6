"""All of an edition's data checked at once, the files included that are read only when they are needed."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.errors import EditionError
from toolkit.form.comparability import counterparts, declared_editions
from toolkit.form.indicators import indicators, sentences


def edition_errors(edition: str) -> Iterator[EditionError]:
    """What is wrong in the optional files of a known edition that loads."""
    for part in (indicators, sentences):
        try:
            part(edition)
        except EditionError as error:
            yield from error.errors
    for other in declared_editions(edition):
        try:
            counterparts(edition, other)
        except EditionError as error:
            yield from error.errors
