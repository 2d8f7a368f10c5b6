"""Settings that issued workbooks carry: changed afterwards, no workbook that comes back would fit them."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.collection.files import digest
from toolkit.collection.folder import CONFIG, CollectionFolder
from toolkit.collection.ledger.store import Ledger
from toolkit.errors import MisuseError
from toolkit.messages import say
from toolkit.workbook.submission import Submission, read_submission


def must_keep_settings(collection: CollectionFolder, ledger: Ledger) -> None:
    """Refuse to go on where a workbook in the outbox was issued with another city, year, edition or key.

    A person who means it puts the outbox away and issues everything anew.

    Raises:
        MisuseError: what differs, with the workbook.
    """
    issued = _issued(collection, ledger)
    problems = list(_problems(collection, issued)) if issued else []
    if issued and problems:
        raise MisuseError(
            say(
                "config.changed", path=collection.folder / CONFIG, file=issued.file,
                problems="\n".join(problems),
            )
        )  # fmt: skip


def _issued(collection: CollectionFolder, ledger: Ledger) -> Submission | None:
    """The first workbook of the outbox that is there as it was issued."""
    for name, sha256, _ in ledger.issued().values():
        file = collection.folder / "outbox" / name
        try:
            if digest(file) == sha256:
                return read_submission(file.read_bytes(), name=name)
        except OSError:
            continue
    return None


def _problems(collection: CollectionFolder, issued: Submission) -> Iterator[str]:
    identity = issued.identity
    if identity is None:
        return
    if identity.edition != collection.edition:
        yield say("config.changed.edition", old=identity.edition, new=collection.edition)
    if identity.collection != collection.id:
        yield say("config.changed.collection", old=identity.collection, new=collection.id)
    if issued.signature != identity.signature(issued.record.prior, collection.key):
        yield say("config.changed.key")
