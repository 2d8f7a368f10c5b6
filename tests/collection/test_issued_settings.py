"""Settings that issued workbooks carry: changed afterwards they are questioned before anything is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.collection.office import figures, office, put, take, workbook
from toolkit.collection.folder import CONFIG, CollectionFolder
from toolkit.collection.issued_settings import must_keep_settings
from toolkit.collection.outbox import distribute
from toolkit.errors import MisuseError


def changed(collection: CollectionFolder, old: str, new: str) -> CollectionFolder:
    """The collection after somebody edited its settings."""
    file = collection.folder / CONFIG
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return CollectionFolder.open(collection.folder)


@pytest.fixture
def collection(tmp_path: Path) -> CollectionFolder:
    made = office(tmp_path / "c")
    with made.ledger() as ledger:
        distribute(made, ledger)
    return made


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [('key = "', 'key = "0', r"key（签名密钥）"),
     ('city = "样例市"', 'city = "样例"', r"“样例市-2023”，现在是“样例-2023”"),
     ("year = 2023", "year = 2022", r"“样例市-2022”")],
)  # fmt: skip
def test_a_changed_setting_is_told_once(
    collection: CollectionFolder, tmp_path: Path, old: str, new: str, words: str
) -> None:
    mail = put(tmp_path, "101.xlsx", workbook(collection, "101", figures(received=1, granted=1)))
    other = changed(collection, old, new)
    outbox = {file: file.read_bytes() for file in sorted((collection.folder / "outbox").iterdir())}
    with other.ledger() as ledger:
        with pytest.raises(MisuseError, match=rf"(?s){words}.*改回下发时的内容"):
            take(other, ledger, mail)
        with pytest.raises(MisuseError, match=r"与下发 .*时不一样"):
            distribute(other, ledger)
        assert ledger.received() == []
    assert outbox == {file: file.read_bytes() for file in sorted((collection.folder / "outbox").iterdir())}


def test_another_edition(collection: CollectionFolder) -> None:
    with collection.ledger() as ledger, pytest.raises(MisuseError, match=r"“ogi-2021”，现在写的是“ogi-2019”"):
        must_keep_settings(replace(collection, edition="ogi-2019"), ledger)


def test_a_key_changed_on_purpose(collection: CollectionFolder) -> None:
    """With the outbox put away everything is issued anew."""
    other = changed(collection, 'key = "', 'key = "0')
    outbox = collection.folder / "outbox"
    for file in outbox.iterdir():
        file.unlink()
    with other.ledger() as ledger:
        assert len(distribute(other, ledger).written) == 4
        assert distribute(other, ledger).written == []


def test_a_workbook_that_was_saved_again_says_nothing(collection: CollectionFolder) -> None:
    """Only what lies there as it was issued is a witness."""
    other = changed(collection, 'key = "', 'key = "0')
    for file in (collection.folder / "outbox").glob("*.xlsx"):
        file.write_bytes(file.read_bytes() + b"\0")
    with other.ledger() as ledger:
        distribute(other, ledger)
