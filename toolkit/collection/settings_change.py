"""Changing single settings; the rest of ``collection.toml`` stays as somebody wrote it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import tomlkit
from tomlkit.exceptions import ParseError

from toolkit.collection.files import STAGE, replace_file
from toolkit.collection.folder import CONFIG, CollectionFolder
from toolkit.errors import MisuseError
from toolkit.form.datafile import decoded
from toolkit.messages import cannot_write, say


def change_settings(
    folder: Path, words: Mapping[str, str], days: Mapping[str, date] | None = None
) -> CollectionFolder:
    """Change texts and deadlines, and return the collection as it is then.

    Args:
        words: *contact*, *signer*; days: kind of unit → deadline.

    Raises:
        MisuseError: the file is not TOML as it stands (dates without quotes are, by patience), what comes out
            of it does not hold, or it cannot be written; it then stays as it was.
    """
    file = folder / CONFIG
    try:
        settings = tomlkit.parse(decoded(file.read_bytes()) or "")
    except (ParseError, OSError) as error:
        raise MisuseError(say("config.not_changed", path=file)) from error
    for key, text in words.items():
        settings[key] = text
    table = settings.setdefault("deadlines", tomlkit.table())
    for kind, day in (days or {}).items():
        table[kind] = day
    content = tomlkit.dumps(settings).encode()
    try:
        _try(folder, content)
    except OSError as error:
        raise MisuseError(cannot_write(file, error)) from error
    replace_file(file, content)
    return CollectionFolder.open(folder)


def _try(folder: Path, content: bytes) -> None:
    """Read settings before they take their place, beside the roster and the edition that they name.

    Raises:
        MisuseError: they do not hold.
    """
    with tempfile.TemporaryDirectory(prefix=STAGE, dir=folder) as tried:
        (Path(tried) / CONFIG).write_bytes(content)
        try:
            CollectionFolder.open(Path(tried))
        except MisuseError as error:
            # Where they lie for the moment says nothing to anybody.
            raise MisuseError(str(error).replace(tried, str(folder))) from error
