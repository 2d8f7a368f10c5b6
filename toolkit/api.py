"""A collection from Python: figures and units as data frames, totals, and the verbs of the office.

The ledger is opened when something is read from it and closed again. Frames have one row per unit or
figure and exact values; pandas is loaded when the first frame is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from toolkit.collection import folder
from toolkit.form import registry
from toolkit.form.days import plain_day
from toolkit.form.model import Form
from toolkit.form.registry import DEFAULT_EDITION, known_edition

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.collection import standing
    from toolkit.collection.ledger.store import Ledger
    from toolkit.collection.outbox import Distribution
    from toolkit.findings import Finding
    from toolkit.form.expression import Number
    from toolkit.rollup import total


def load_form(edition: str | Path = DEFAULT_EDITION, year: int | None = None) -> Form:
    """Load an edition.

    Args:
        edition: id of a known edition, or the folder of one of your own.
        year: reporting year; rules not in force in that year are left out.

    Returns:
        The form; the same object for the same folder and year, and for all years where no rule has any.

    Raises:
        MisuseError: there is no such edition.
        EditionError: its data contradict each other (every problem with file, line, remedy).
    """
    return registry.load_form(registry.meant_edition(edition), year)


class Collection:
    """One year's collection of a city: a folder with settings, roster, workbooks and ledger.

    Args:
        path: the folder.

    Raises:
        MisuseError: the folder holds no collection, or its settings cannot be read.
    """

    def __init__(self, path: str | Path) -> None:
        self._folder = folder.CollectionFolder.open(Path(path))

    @classmethod
    def open(cls, path: str | Path) -> Collection:
        """Open a collection; the same as ``Collection(path)``."""
        return cls(path)

    @classmethod
    def create(
        cls,
        path: str | Path,
        city: str,
        year: int,
        *,
        edition: str | Path = "",
        last_year: str | Path | None = None,
        contact: str = "",
    ) -> Collection:
        """Start a collection in a new or empty folder, with a roster to be filled in.

        Args:
            edition: id of a known edition, or the folder of one of your own; by default that of last year, or
                the one in force.
            last_year: folder of last year's collection, for its roster and figures.
            contact: whom units may ask.

        Raises:
            EditionError: the data of an edition of your own contradict each other.
            MisuseError: the folder already holds a collection, the city has no name, there is no such edition
                or it is not in force, or last year's collection is of another city or year.
        """
        from toolkit.collection.beginning import begin

        before = None if last_year is None else Path(last_year)
        begin(Path(path), city, year, known_edition(edition), last_year=before, contact=contact)
        return cls(path)

    def __repr__(self) -> str:
        return f"Collection({str(self.path)!r})"

    @property
    def path(self) -> Path:
        """The folder."""
        return self._folder.folder

    @property
    def city(self) -> str:
        """Name of the collecting government."""
        return self._folder.city

    @property
    def year(self) -> int:
        """Reporting year."""
        return self._folder.year

    @property
    def form(self) -> Form:
        """The edition that is collected, with the rules in force in that year."""
        return self._folder.form

    def distribute(self) -> Distribution:
        """Write what is sent to each unit that reports, as ``ogi distribute`` does.

        Raises:
            MisuseError: the roster or the ledger cannot be read, or a file cannot be written.
        """
        from toolkit.collection.outbox import distribute
        from toolkit.collection.sending import prepare_sending

        with self._folder.ledger() as ledger:
            done = distribute(self._folder, ledger)
            prepare_sending(self._folder, ledger, done)
        return done

    def collect(
        self, paths: str | Path | Iterable[str | Path] = (), *, received_on: date | None = None
    ) -> pd.DataFrame:
        """Take files in, judge them and write what goes back, as ``ogi collect`` does.

        Reading runs in worker processes, so a script needs ``if __name__ == "__main__":``.

        Args:
            paths: a file, folder or archive, or several, in addition to the collection's inbox.
            received_on: the day they arrived; today by default.

        Returns:
            One row per workbook read in this run; index ``receipt`` (int64). ``file``, ``unit_code`` (empty
            if not identified), ``status`` (*accepted*, *returned*, *unreadable*), ``sha256``: text;
            ``findings``, ``queries``: Int64.

        Raises:
            MisuseError: a path does not exist, or a file or the ledger cannot be written.
            ValueError: ``received_on`` is no day.
        """
        from toolkit.collection.receiving.intake import collect
        from toolkit.collection.returning import send_back

        day = plain_day(received_on)
        given = [paths] if isinstance(paths, str | Path) else paths  # a text is a sequence of letters, too
        with self._folder.ledger() as ledger:
            intake = collect(self._folder, ledger, map(Path, given), arrived_on=day)
            send_back(self._folder, intake.after, day)
        from toolkit.rollup.frames import files_frame

        return files_frame(intake.read)

    def stock(
        self,
        on: date | None = None,
        *,
        figures: pd.DataFrame | Iterable[tuple[str, Mapping[str, Number | None]]] | None = None,
    ) -> Stock:
        """Where every unit stands now, by the workbooks received or by figures given instead.

        Args:
            on: the day on which lateness is counted; today by default.
            figures: see :class:`Stock`.

        Raises:
            ValueError: see :class:`Stock`.
        """
        return Stock(self, on, figures=figures)


class Stock:
    """Where every unit of a collection stood when this object was made.

    Args:
        on: the day on which lateness is counted; today by default.
        figures: figures to be added up by the roster instead of what was received: a frame with one row per
            unit, as :meth:`figures` returns it (index: codes of units; totals that have no column are
            computed), or pairs of a unit's code and item id → figure, ``None`` where not known. A float
            counts as it is printed. A unit without figures is missing.

    Raises:
        ValueError: ``on`` is no day, a column is no item of the form or stands twice, a cell is no number, or
            a unit comes twice, is not on the roster, or does not report.
    """

    def __init__(
        self,
        collection: Collection,
        on: date | None = None,
        *,
        figures: pd.DataFrame | Iterable[tuple[str, Mapping[str, Number | None]]] | None = None,
    ) -> None:
        from toolkit.collection.standing import take_stock

        self.collection, on = collection, plain_day(on)
        with collection._folder.ledger(reading_only=True) as ledger:
            self._taken = (
                take_stock(collection._folder, ledger, on)
                if figures is None
                else _given(collection._folder, ledger, on, figures)
            )

    def __repr__(self) -> str:
        included = sum(one.state == "included" for one in self._taken.standings)
        return f"<Stock of {self.collection!r}: {included} of {len(self._taken.standings)} units included>"

    def __getstate__(self) -> dict[str, object]:
        """Everything but the connection to the ledger, which is closed: another process opens its own."""
        return {**vars(self), "_taken": _without_ledger(self._taken)}

    @contextmanager
    def _reading(self) -> Iterator[standing.Snapshot]:
        """The stock over a ledger that is open meanwhile; readings in it never change."""
        with self.collection._folder.ledger(reading_only=True) as ledger:
            yield replace(self._taken, ledger=ledger)

    @property
    def complete(self) -> bool:
        """Whether every unit that must report is included."""
        return self._taken.complete

    def units(self) -> pd.DataFrame:
        """Every unit of the roster and its state.

        Returns:
            One row per unit, in the order of the roster; index ``unit_code``. Counts and ``receipt`` are
            Int64, days datetime64[s], ``changed_since_report`` is boolean, all others are text. ``state``:
            *included*, *returned*, *missing* or *excluded*; ``receipt``, ``file``, ``sha256``: the file that
            counts; ``findings``: those that sent it back, ``queries``: soft ones that nobody answered;
            ``returns``: how often a file went back; ``correct_by``: until when the unit is to correct it;
            ``superseded``, ``set_aside``, ``withdrawn``: how many files were replaced, never counted, or were
            taken out.
        """
        from toolkit.rollup.frames import standings_frame

        return standings_frame(self._taken)

    def figures(self) -> pd.DataFrame:
        """The figures of every unit whose workbook is accepted.

        A county's total and the units contained in it are both there: select by ``counted`` of
        :meth:`Rollup.units` before adding up.

        Returns:
            One row per unit, one column per item, as :func:`check` takes it; index ``unit_code``. Counts
            are Int64, money exact ``Decimal`` objects; missing where a figure is not known or does not apply,
            see :meth:`not_applicable`.
        """
        from toolkit.rollup.frames import reported_frame

        with self._reading() as taken:
            return reported_frame(taken)

    def not_applicable(self) -> pd.DataFrame:
        """Which figures of accepted workbooks do not apply; :meth:`figures` has none there.

        Returns:
            One row per unit, one boolean column per item of which a unit may say so, as :func:`check` takes
            it; index ``unit_code``.
        """
        from toolkit.rollup.frames import absent_frame

        with self._reading() as taken:
            return absent_frame(taken)

    def roll_up(self, unit: str = "") -> Rollup:
        """Add up the collection, or one unit with those below it.

        Args:
            unit: code or name of the unit; empty for the whole collection.

        Raises:
            MisuseError: there is no such unit, or figures of an earlier year cannot be read.
        """
        return Rollup(self, unit)


def _without_ledger(taken: standing.Snapshot) -> standing.Snapshot:
    return replace(taken, ledger=cast("Ledger", None))


def _given(
    collection: folder.CollectionFolder,
    ledger: Ledger,
    on: date | None,
    figures: pd.DataFrame | Iterable[tuple[str, Mapping[str, Number | None]]],
) -> standing.Snapshot:
    from toolkit.rollup.given_figures import given_figures
    from toolkit.rollup.given_stock import GivenStock

    return GivenStock.of(collection, ledger, given_figures(collection.form, figures), on or date.today())


class Rollup:
    """The total of a collection, or of one unit with those below it, with earlier years beside it.

    Args:
        unit: code or name of the unit; empty for the whole collection.
    """

    def __init__(self, stock: Stock, unit: str = "") -> None:
        from toolkit.reports.report_data import prepare

        self.stock = stock
        with stock._reading() as taken:
            self._report = prepare(taken, unit)

    def __repr__(self) -> str:
        return f"<Rollup of {self.name}, {'complete' if self.complete else 'not complete'}>"

    def __getstate__(self) -> dict[str, object]:
        rolled = replace(self._report.rolled, stock=_without_ledger(self._report.rolled.stock))
        return {**vars(self), "_report": replace(self._report, rolled=rolled)}

    @contextmanager
    def _reading(self) -> Iterator[total.RollupResult]:
        with self.stock._reading() as taken:
            yield replace(self._report.rolled, stock=taken)

    @property
    def name(self) -> str:
        """Name of the government or unit rolled up."""
        return self._report.rolled.name

    @property
    def complete(self) -> bool:
        """Whether every unit that must be in the total is in it."""
        return self._report.rolled.complete

    @property
    def values(self) -> Mapping[str, Number | None]:
        """Item id → exact sum of the known figures: ``int`` for counts, ``Decimal`` for money;
        :attr:`findings` name the items that are not known of some units."""
        return self._report.rolled.values

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What must be known of the total: missing units, disagreements, violated rules."""
        return self._report.rolled.findings

    def units(self) -> pd.DataFrame:
        """Whether and how every unit is part of the total.

        Returns:
            One row per unit; index ``unit_code``. ``counted`` is boolean, ``receipt`` Int64, all others
            are text. ``role``: *added*, *inside* (a total that is added), *compared*, *left_out* or
            *stranded*; ``state``: as the total sees it; ``standing``: that of the unit's file.
        """
        from toolkit.rollup.frames import units_frame

        return units_frame(self._report.rolled).set_index("unit_code")

    def figures(self) -> pd.DataFrame:
        """The total and the figures of every unit, one figure per row, as in the open data.

        Returns:
            ``value``: ``Decimal`` objects, missing where not known; ``year``: int32; ``counted``: boolean,
            whether the figure is part of the total. The total itself has ``counted_as`` *sum*.
        """
        from toolkit.rollup.frames import figures_frame

        with self._reading() as rolled:
            return figures_frame(rolled)

    def indicators(self) -> pd.DataFrame:
        """Indicators of this year and of the earlier years on file.

        Returns:
            One row per year and indicator. ``value``: ``Decimal`` objects, shares as fractions of 1;
            ``year``: int32; ``complete``: boolean, whether no unit is missing.
        """
        from toolkit.reports.datapackage import indicators_frame

        return indicators_frame(self._report)

    def to_json(self, path: str | Path) -> None:
        """Write values, units, reconciliations and findings, as ``rollup.json`` has them.

        Raises:
            MisuseError: the file cannot be written.
        """
        from toolkit.reports.figures import write_json

        with self._reading() as rolled:
            write_json(rolled, Path(path))
