"""Files as people name them on the command line: patterns and folders are expanded by the program.

The Windows command prompt hands ``*.xlsx`` to the program as it was typed.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from toolkit.errors import MisuseError
from toolkit.messages import say


def given_paths(paths: Iterable[Path]) -> list[Path]:
    """Return the paths with patterns replaced by what they match; a file or folder of that name wins.

    Raises:
        MisuseError: a pattern matches nothing.
    """
    return list(dict.fromkeys(path for given in paths for path in _matching(given)))


def given_files(paths: Iterable[Path]) -> list[Path]:
    """Return the workbooks meant by files, patterns and folders, each once.

    A folder means the spreadsheets in it and in its folders; of a collection, those of its inbox.

    Raises:
        MisuseError: a path does not exist, is no regular file, or a folder or pattern gives no workbook.
    """
    found: list[Path] = []
    for path in given_paths(paths):
        if path.is_dir():
            files = list(_workbooks(path))
            if not files:
                raise MisuseError(say("misuse.no_workbooks", path=path))
            found += files
        elif path.is_file():
            found.append(path)
        else:
            raise MisuseError(say("misuse.not_a_file" if path.exists() else "misuse.no_file", path=path))
    return list(dict.fromkeys(found))


def given_reports(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each report meant; those in zip archives and mails, too, under the archive's name.

    An archive in which nothing is a report is given as it is, to be refused by its reader.

    Raises:
        MisuseError: as :func:`given_files`, or a file cannot be read.
    """
    from toolkit.messages import system_words
    from toolkit.published.any_report import is_published
    from toolkit.workbook.scanning.kinds import container_kind

    for path in given_files(paths):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise MisuseError(say("misuse.cannot_read", path=path, reason=system_words(error))) from error
        if not container_kind(data, path.name):
            yield path.name, data
            continue
        from toolkit.collection.receiving.containers import container_of

        container = container_of(path.name, data)
        held = [] if container is None else list(container.members(path.name))
        reports = [one for one in held if one.kind == "workbook" or is_published(one.content, one.name)]
        if reports:
            yield from ((one.name, one.content) for one in reports)
        else:
            yield path.name, data


def _matching(given: Path) -> list[Path]:
    from toolkit.collection.receiving.sorting import is_litter

    if given.exists() or not glob.has_magic(str(given)):
        return [given]
    # Path.glob takes no pattern with a drive or a root.
    found = [Path(name) for name in glob.glob(str(given), recursive=True)]  # noqa: PTH207
    files = sorted(path for path in found if not is_litter([path.name]))
    if not files:
        raise MisuseError(say("misuse.no_match", pattern=given))
    return files


def _workbooks(folder: Path) -> Iterator[Path]:
    from toolkit.collection.folder import CONFIG
    from toolkit.collection.receiving.sorting import SPREADSHEETS, is_litter

    top = folder / "inbox" if (folder / CONFIG).is_file() else folder
    for place, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if not is_litter([name]))
        for name in sorted(files):
            suffix = Path(name).suffix.lower()
            if suffix and suffix in SPREADSHEETS and not is_litter([name]):
                yield Path(place, name)
