"""All of an edition's data checked at once, the files included that are read only when they are needed."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import MisuseError
from toolkit.form.aliases import aliases
from toolkit.form.comparability import counterparts, declared_editions
from toolkit.form.datafile import Problems
from toolkit.form.indicators import indicators, sentences
from toolkit.form.registry import use_edition
from toolkit.form.settings_schema import SETTINGS
from toolkit.form.statement_phrases import phrases_of
from toolkit.messages import say


def use_sound_edition(folder: Path) -> str:
    """Make an edition known whose data are sound throughout, the optional files included; its id.

    Raises:
        MisuseError: the folder is no edition, or another one of the same id is known.
        EditionError: everything that is wrong with it.
    """
    if not (folder / SETTINGS).is_file():
        raise MisuseError(say("misuse.no_edition_there", path=folder))
    edition = use_edition(folder)
    problems = Problems()
    for part in (indicators, sentences, phrases_of, aliases):
        with problems:
            part(edition)
    for other in declared_editions(edition):
        with problems:
            counterparts(edition, other)
    problems.stop()
    return edition
