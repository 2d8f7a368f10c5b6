"""The ledger's tables, and how an older ledger becomes a newer one.

A migration is added at the end and never changed once released. Each runs in one transaction together
with the record that it ran (the library's doing), so a ledger is never between two versions. The
number in ``user_version`` lets an up-to-date ledger open without importing the library.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.collection.ledger.chain import LINKED, begin
from toolkit.collection.ledger.new_ledger import SET, begin_tables, is_new

if TYPE_CHECKING:
    from sqlite_utils import Database

LATEST = 8

_TABLES = (
    """CREATE TABLE run (
        id INTEGER PRIMARY KEY,
        verb TEXT NOT NULL,
        started_at TEXT NOT NULL,
        who TEXT NOT NULL,
        toolkit TEXT NOT NULL
    )""",
    """CREATE TABLE file (
        sha256 TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        content BLOB NOT NULL
    )""",
    """CREATE TABLE receipt (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL REFERENCES file,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('workbook', 'archive', 'attachment')),
        arrived_on TEXT NOT NULL,
        modified_at TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES run,
        UNIQUE (sha256, name)
    )""",
    """CREATE TABLE item_list (
        id INTEGER PRIMARY KEY,
        edition TEXT NOT NULL,
        version TEXT NOT NULL,
        digest TEXT NOT NULL UNIQUE
    )""",
    """CREATE TABLE item (
        item_list INTEGER NOT NULL REFERENCES item_list,
        position INTEGER NOT NULL,
        item TEXT NOT NULL,
        label TEXT NOT NULL,
        unit TEXT NOT NULL,
        PRIMARY KEY (item_list, position)
    ) WITHOUT ROWID""",
    """CREATE TABLE reading (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL REFERENCES file,
        basis TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('accepted', 'returned', 'unreadable')),
        edition TEXT,
        version TEXT,
        year INTEGER,
        collection TEXT,
        unit_code TEXT,
        unit_name TEXT,
        shown_code TEXT,
        shown_name TEXT,
        unit TEXT,
        matched_by TEXT,
        outcome TEXT NOT NULL,
        candidates TEXT NOT NULL,
        hard INTEGER NOT NULL,
        queries INTEGER NOT NULL,
        blanks_are_zero INTEGER NOT NULL,
        item_list INTEGER REFERENCES item_list,
        figures TEXT NOT NULL,
        texts TEXT NOT NULL,
        contact TEXT NOT NULL,
        checks TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES run,
        read_at TEXT NOT NULL
    )""",
    """CREATE TABLE finding (
        reading INTEGER NOT NULL REFERENCES reading,
        number INTEGER NOT NULL,
        code TEXT NOT NULL,
        severity TEXT NOT NULL,
        outcome TEXT NOT NULL,
        message TEXT NOT NULL,
        suggestion TEXT NOT NULL,
        reason TEXT NOT NULL,
        cells TEXT NOT NULL,
        suspects TEXT NOT NULL,
        rule TEXT NOT NULL,
        PRIMARY KEY (reading, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE decision (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('accept', 'exclude', 'identify', 'withdraw', 'undo')),
        unit TEXT,
        sha256 TEXT REFERENCES file,
        undoes INTEGER REFERENCES decision,
        who TEXT NOT NULL,
        why TEXT NOT NULL CHECK (length(why) > 0),
        decided_at TEXT NOT NULL
    )""",
    """CREATE TABLE issue (
        id INTEGER PRIMARY KEY,
        unit TEXT NOT NULL,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        basis TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES run
    )""",
    """CREATE TABLE sent_back (
        id INTEGER PRIMARY KEY,
        unit TEXT NOT NULL,
        reading INTEGER NOT NULL REFERENCES reading,
        round INTEGER NOT NULL,
        sent_on TEXT NOT NULL,
        due_on TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES run,
        UNIQUE (unit, reading)
    )""",
    """CREATE TABLE report (
        id INTEGER PRIMARY KEY,
        figures TEXT NOT NULL,
        written_at TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES run
    )""",
    """CREATE TABLE report_unit (
        report INTEGER NOT NULL REFERENCES report,
        unit TEXT NOT NULL,
        state TEXT NOT NULL,
        counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
        sha256 TEXT,
        reading INTEGER REFERENCES reading,
        PRIMARY KEY (report, unit)
    ) WITHOUT ROWID""",
    "CREATE INDEX receipt_by_file ON receipt (sha256)",
    "CREATE INDEX reading_by_file ON reading (sha256)",
    # One reading of a file stands: the last.
    """CREATE VIEW current_reading AS
        SELECT * FROM reading WHERE id IN (SELECT max(id) FROM reading GROUP BY sha256)""",
    """CREATE VIEW figure AS
        SELECT reading.id AS reading, reading.sha256, reading.unit, item.item, item.label,
               value.value AS value, item.unit AS unit_of_measure
        FROM reading
        JOIN json_each(reading.figures) AS value
        JOIN item ON item.item_list = reading.item_list AND item.position = value.key""",
)

_LINK = """CREATE TABLE link (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('begun', 'found', 'written')),
        linked_at TEXT NOT NULL,
        covered TEXT NOT NULL,
        head TEXT NOT NULL UNIQUE
    )"""

_FIRST_TABLES = (
    *("run", "file", "receipt", "item_list", "item", "reading", "finding", "decision", "issue"),
    *("sent_back", "report", "report_unit"),
)
APPEND_ONLY = (*LINKED, "link")


def triggers(of: tuple[str, ...] = APPEND_ONLY) -> dict[str, str]:
    """Name and text of the triggers that keep tables append-only."""
    return {
        f"{table}_is_append_only_{change.lower()}": (
            f"CREATE TRIGGER {table}_is_append_only_{change.lower()} BEFORE {change} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )
        for table in of
        for change in ("UPDATE", "DELETE")
    }


def _first(db: Database) -> None:
    for statement in (*_TABLES, *triggers(_FIRST_TABLES).values()):
        db.execute(statement)
    db.execute("PRAGMA user_version = 1")


def _chain(db: Database) -> None:
    """A chain over the rows; what is there already becomes its first link, as it is found."""
    for statement in (_LINK, *triggers(("link",)).values()):
        db.execute(statement)
    begin(db.conn, datetime.now(UTC).isoformat(timespec="seconds"))
    db.execute("PRAGMA user_version = 2")


def _parts(db: Database) -> None:
    """The parts of a finding's message, and the format of a file.

    Rows that are there keep NULL in them: they are append-only, and the chain covers what is not NULL, so
    their digests stay as they are. Their findings are read from ``message``, which is kept for all rows.
    """
    for column in ("place", "wrong", "remedy", "quotes"):
        db.execute(f"ALTER TABLE finding ADD COLUMN {column} TEXT")
    db.execute("ALTER TABLE reading ADD COLUMN format TEXT")
    db.execute("PRAGMA user_version = 3")


_PAPER = """CREATE TABLE paper (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL REFERENCES file,
        reader INTEGER NOT NULL,
        format TEXT NOT NULL,
        sender TEXT NOT NULL,
        subject TEXT NOT NULL,
        text TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES run,
        read_at TEXT NOT NULL
    )"""


def _papers(db: Database) -> None:
    """The words of files that are no workbooks, and decisions about them."""
    db.execute(_PAPER)
    db.execute("CREATE INDEX paper_by_file ON paper (sha256)")
    for statement in triggers(("paper",)).values():
        db.execute(statement)
    rebuild_decisions(db, ("accept", "exclude", "identify", "withdraw", "attach", "undo"))
    db.execute("PRAGMA user_version = 4")


def rebuild_decisions(db: Database, kinds: tuple[str, ...]) -> None:
    """Give the table of decisions another list of kinds, and the column ``details``.

    SQLite cannot change a ``CHECK``: the rows are copied as they are into a new table, which takes the
    place of the old one. Their keys and values stay, so the chain still covers them.
    """
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    columns = [row[1] for row in db.execute("PRAGMA table_info(decision)").fetchall()]
    db.execute(
        f"""CREATE TABLE decision_new (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ({listed})),
        unit TEXT,
        sha256 TEXT REFERENCES file,
        undoes INTEGER REFERENCES decision_new,
        who TEXT NOT NULL,
        why TEXT NOT NULL CHECK (length(why) > 0),
        decided_at TEXT NOT NULL,
        details TEXT
    )"""
    )
    names = ", ".join(columns)
    db.execute(f"INSERT INTO decision_new ({names}) SELECT {names} FROM decision ORDER BY id")
    db.execute("DROP TABLE decision")
    db.execute("ALTER TABLE decision_new RENAME TO decision")
    for statement in triggers(("decision",)).values():
        db.execute(statement)


_EARLIER = (
    """CREATE TABLE earlier_year (
        id INTEGER PRIMARY KEY,
        taking INTEGER NOT NULL,
        decision INTEGER REFERENCES decision,
        collection TEXT NOT NULL,
        city TEXT NOT NULL,
        folder TEXT NOT NULL,
        year INTEGER NOT NULL,
        edition TEXT NOT NULL,
        head TEXT NOT NULL,
        roster TEXT NOT NULL,
        roster_sha256 TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES run,
        taken_at TEXT NOT NULL
    )""",
    """CREATE TABLE earlier_unit (
        earlier_year INTEGER NOT NULL REFERENCES earlier_year,
        unit TEXT NOT NULL,
        state TEXT NOT NULL,
        why TEXT NOT NULL,
        sha256 TEXT,
        item_list INTEGER REFERENCES item_list,
        figures TEXT NOT NULL,
        PRIMARY KEY (earlier_year, unit)
    ) WITHOUT ROWID""",
)


def _earlier_years(db: Database) -> None:
    """Copies of earlier years' collections, and the decision to copy them anew."""
    rebuild_decisions(db, ("accept", "exclude", "identify", "withdraw", "attach", "last_year", "undo"))
    for statement in (*_EARLIER, *triggers(("earlier_year", "earlier_unit")).values()):
        db.execute(statement)
    db.execute("PRAGMA user_version = 5")


def _written(db: Database) -> None:
    """What was written out, what the files of a unit say of their order, and more kinds of decisions.

    Readings that are there keep NULL: of their files the last to arrive is the last.
    """
    old = ("accept", "exclude", "identify", "withdraw", "attach", "last_year", "undo")
    rebuild_decisions(db, (*old, "correct", "waive", "extend", "adopt", "merge"))
    for statement in (_WRITTEN, *triggers(("written",)).values()):
        db.execute(statement)
    db.execute("CREATE INDEX written_by_file ON written (sha256)")
    db.execute("ALTER TABLE reading ADD COLUMN precedence TEXT")
    db.execute("PRAGMA user_version = 6")


_WRITTEN = """CREATE TABLE written (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        unit TEXT,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES run,
        UNIQUE (sha256, file)
    )"""


def _answers(db: Database) -> None:
    """Answers in words, and what does not apply; NULL in rows that are there, as in those without any."""
    for column in ("stated", "not_applicable"):
        db.execute(f"ALTER TABLE reading ADD COLUMN {column} TEXT")
    db.execute("PRAGMA user_version = 7")


_PUBLICATION = """CREATE TABLE publication (
        id INTEGER PRIMARY KEY,
        unit TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES file,
        name TEXT NOT NULL,
        format TEXT NOT NULL,
        reading INTEGER NOT NULL REFERENCES reading,
        result TEXT NOT NULL CHECK (result IN ('same', 'texts', 'figures', 'unread')),
        differences TEXT NOT NULL,
        published_on TEXT,
        address TEXT,
        run INTEGER NOT NULL REFERENCES run,
        compared_at TEXT NOT NULL
    )"""


def _publications(db: Database) -> None:
    """Published reports of units, compared with what they submitted."""
    db.execute(_PUBLICATION)
    db.execute("CREATE INDEX publication_by_unit ON publication (unit)")
    for statement in triggers(("publication",)).values():
        db.execute(statement)
    db.execute("PRAGMA user_version = 8")


STEPS = (
    ("001_first", _first),
    ("002_chain", _chain),
    ("003_parts", _parts),
    ("004_papers", _papers),
    ("005_earlier_years", _earlier_years),
    ("006_written", _written),
    ("007_answers", _answers),
    ("008_publications", _publications),
)
"""Name and function of every migration, in order."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a ledger, new or older, to :data:`LATEST`; to be called within a transaction."""
    if is_new(connection):
        begin_tables(connection, STEPS)
        return
    # The library looks for pandas when imported, which takes seconds: only where there is work to do.
    from sqlite_utils import Database, Migrations  # noqa: PLC0415

    steps = Migrations(SET)
    for name, step in STEPS:
        steps(name=name)(step)
    steps.apply(Database(connection))


def version(connection: sqlite3.Connection) -> int:
    """Version of the tables; 0 for a ledger just born."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@lru_cache(maxsize=8)
def blank(sql: str) -> list[tuple[str, ...]]:
    """What a query answers in a ledger just made, to compare another one with."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        return connection.execute(sql).fetchall()
