"""Which editions there are, and loading one: shipped with the package, or a folder of one's own."""

from __future__ import annotations

import shutil
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

from toolkit.errors import MisuseError
from toolkit.form.datafile import in_force
from toolkit.form.loading import FILES, build, read_settings, sheet_name
from toolkit.form.merging import merged_settings
from toolkit.form.model import Form
from toolkit.form.settings_schema import SETTINGS, SHIPPED
from toolkit.messages import say

DEFAULT_EDITION = "ogi-2021"
CARRIED = "base"
"""Subfolder of an edition that carries with it the edition it extends."""

_own: dict[str, Path] = {}
"""Editions of one's own that this process knows: id → folder."""


@lru_cache(maxsize=1)
def shipped() -> tuple[str, ...]:
    """Ids of the editions shipped with the package."""
    return tuple(sorted(entry.name for entry in SHIPPED.iterdir() if (entry / SETTINGS).is_file()))


def editions() -> tuple[str, ...]:
    """Ids of the editions that are known: those shipped, and those of one's own that are in use."""
    return (*shipped(), *sorted(_own.keys() - set(shipped())))


def folder_of(edition: str | Path) -> Path:
    """The folder that holds an edition's data.

    Raises:
        MisuseError: there is no such edition.
    """
    # A name comes from command lines and from received workbooks: only a known id is one.
    if edition in shipped() and edition not in _own:
        return SHIPPED / edition
    folder = edition if isinstance(edition, Path) else _own.get(edition)
    if folder is None or not (folder / SETTINGS).is_file():
        raise MisuseError(say("misuse.no_edition", edition=edition, known="、".join(editions())))
    return folder


def load_form(edition: str | Path = DEFAULT_EDITION, year: int | None = None) -> Form:
    """Load an edition by its id, or from a folder given as ``Path``; as ``toolkit.load_form`` does.

    A text is never a folder here, since received files name their edition, too.
    """
    return _loaded(folder_of(edition), year)


def meant_edition(edition: str | Path) -> str | Path:
    """An edition as an analyst names it, by id or by folder: a folder as ``Path``."""
    if isinstance(edition, Path) or edition in editions():
        return edition
    folder = Path(edition)
    return folder if edition and (folder.is_dir() or len(folder.parts) > 1) else edition


def known_edition(edition: str | Path) -> str:
    """The id of an edition as an analyst names it; a folder is known to this process from then on.

    Raises:
        MisuseError, EditionError: as :func:`use_edition`.
    """
    meant = meant_edition(edition)
    return use_edition(meant) if isinstance(meant, Path) else meant


def load_anew(folder: Path, year: int | None = None) -> Form:
    """Load an edition as its files are now, whatever was loaded from the folder before."""
    return build(bases(folder), year)


def _loaded(folder: Path, year: int | None) -> Form:
    # Asked for each time, so that it is not forgotten before the years that are the same.
    always = _built(folder, None)
    return _built(folder, year) if year is not None and always.dated else always


@lru_cache(maxsize=32)
def _built(folder: Path, year: int | None) -> Form:
    return build(bases(folder), year)


def bases(folder: Path) -> tuple[Path, ...]:
    """The folders whose data make an edition: those it extends first, itself last.

    Raises:
        EditionError: it extends an edition that there is not, or itself.
    """
    found = [folder]
    while extended := read_settings(found[0]).get("extends"):
        near = (found[0] / CARRIED, found[0] / str(extended))
        base = next((part.resolve() for part in near if (part / SETTINGS).is_file()), None)
        base = base or folder_of(str(extended))
        if base.resolve() in map(Path.resolve, found):
            raise MisuseError(say("misuse.extends_itself", edition=extended))
        found.insert(0, base)
    return tuple(found)


def copy_edition(source: Path, target: Path) -> None:
    """Copy what makes an edition of one's own, with those it extends that are not shipped."""
    own = [part for part in bases(source) if part.parent != SHIPPED]
    for number, part in enumerate(reversed(own)):
        there = target.joinpath(*[CARRIED] * number)
        there.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            if (part / name).is_file():
                shutil.copyfile(part / name, there / name)


def lineage(edition: str) -> tuple[str, ...]:
    """Ids of the editions that an edition extends, the first one first, and its own."""
    return _lineage(folder_of(edition))


@lru_cache(maxsize=32)
def _lineage(folder: Path) -> tuple[str, ...]:
    return tuple(str(read_settings(part).get("id", "")) for part in bases(folder))


def official_form(form: Form, year: int | None = None) -> Form:
    """The official form behind an edition: itself, unless it adds local figures to another one.

    Args:
        year: reporting year; rules not in force in that year are left out.
    """
    if not form.base:
        return form
    folder = folder_of(form.id)
    return _loaded(bases(folder)[_lineage(folder).index(form.base)], year)


def use_edition(folder: str | Path) -> str:
    """Make an edition of one's own known to this process, by its id: its workbooks can then be read.

    Returns:
        Its id, by which :func:`load_form` and all that is named by an edition's id find it.

    Raises:
        MisuseError: the folder is no edition, or another one of the same id is known.
        EditionError: its data contradict each other.
    """
    folder = Path(folder).resolve()
    edition = load_form(folder).id
    if edition in editions() and _own.get(edition) != folder and digest(folder) != fingerprint(edition):
        raise MisuseError(say("misuse.edition_taken", edition=edition, path=folder))
    if edition not in shipped():
        _own[edition] = folder
    return edition


def fingerprint(edition: str) -> str:
    """Digest of an edition's data: another one, another rulebook."""
    return digest(folder_of(edition))


@lru_cache(maxsize=32)
def digest(folder: Path) -> str:
    """Digest of the data files in an edition's folder and in those it extends; other files do not count."""
    found = sha256()
    for part in bases(folder):
        for name in sorted(FILES):
            if (part / name).is_file():
                found.update(name.encode() + b"\0" + (part / name).read_bytes())
    return found.hexdigest()


def edition_of(year: int) -> str:
    """The edition by which reports of a year are made, where nobody names another."""
    usual = load_form(DEFAULT_EDITION)
    forms = chain([usual], map(load_form, shipped()))
    fitting = (f.id for f in forms if f.title == usual.title and in_force(year, f.first_year, f.last_year))
    return next(fitting, DEFAULT_EDITION)


def form_for_year(edition: str, year: int) -> Form:
    """The edition with the rules in force in a reporting year.

    Raises:
        MisuseError: the edition was not in force in that year, or that is no year.
    """
    if not 1949 <= year <= 2999:
        raise MisuseError(say("misuse.not_a_year", year=year))
    form = load_form(edition, year)
    if not in_force(year, form.first_year, form.last_year):
        last = say("word.until", year=form.last_year) if form.last_year else say("word.now")
        raise MisuseError(
            say("misuse.not_in_force", edition=edition, year=year, first=form.first_year, last=last)
        )
    return form


@lru_cache(maxsize=1)
def checks_sheets() -> frozenset[str]:
    """Names of the checks sheets: the largest sheet, read only where somebody wrote a reason."""
    settings = (merged_settings([*map(read_settings, bases(folder_of(e)))]) for e in editions())
    return frozenset(sheet_name(known, "checks") for known in settings)
