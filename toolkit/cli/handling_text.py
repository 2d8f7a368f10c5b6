"""What a run made of the sheet 办理, on screen and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.form.model import Form
    from toolkit.reports.handling.handle import Handling


def handling_text(handling: Handling, form: Form) -> Iterator[str]:
    """Yield a line for each row that was typed, what counts now otherwise, and a summary."""
    from toolkit.cli.collect_text import changes_text

    yield from handling.lines()
    yield from changes_text(handling.moved, form)
    if handling.answers:
        left = len(handling.open)
        yield say("handling.summary", recorded=len(handling.answers) - left, open=left)


def handling_json(handling: Handling | None) -> dict[str, object] | None:
    """Return the outcome of each row as JSON data; ``None`` where the sheet was not read."""
    from toolkit.cli.collect_text import changes_json

    if handling is None:
        return None
    return {**handling.as_json(), "superseded": changes_json(handling.moved)}
