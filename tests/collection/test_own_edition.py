"""A collection of a form of one's own carries the form, and needs nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.collection.office import UNITS, workbook
from tests.fixtures.editions import INSPECTIONS
from toolkit.collection.folder import EDITION, CollectionFolder
from toolkit.collection.receiving.intake import desk_of
from toolkit.collection.receiving.task import Waiting
from toolkit.collection.receiving.workers import LocalCrew, read_all
from toolkit.errors import MisuseError
from toolkit.form import registry
from toolkit.form.registry import digest, use_edition


def own_form(folder: Path, name: str = "mine", extends: str = "../theirs") -> Path:
    """An edition that states its differences from another one of one's own, in the folder beside it."""
    made = folder / name
    made.mkdir(parents=True)
    (made / "edition.toml").write_text(f'id = "{name}"\nversion = "1"\nextends = "{extends}"\n', "utf-8")
    return made


@pytest.fixture
def made(tmp_path: Path) -> CollectionFolder:
    """A collection, made from folders that are gone by now."""
    forms = tmp_path / "forms"
    shutil.copytree(INSPECTIONS, forms / "theirs")
    used = use_edition(own_form(forms))
    collection = CollectionFolder.create(tmp_path / "c", "样例市", 2023, used, units=UNITS)
    shutil.rmtree(forms)
    registry._own.clear()
    return collection


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("edition.toml", None, "缺少文件 edition.toml。 请放回原来的文件"),
        ("edition.toml", 'id “mine”\nversion = "1"', "edition.toml:1：写法不对：id “mine”"),
        ("rules.csv", "code,for_each\n", "rules.csv:1"),
    ],
)
def test_what_is_wrong_with_its_form_is_told_with_the_folder(
    made: CollectionFolder, file: str, content: str | None, words: str
) -> None:
    broken = made.folder / EDITION / file
    broken.unlink() if content is None else broken.write_text(content, "utf-8")
    with pytest.raises(MisuseError) as told:
        CollectionFolder.open(made.folder)
    assert str(broken.parent) in str(told.value) and words in str(told.value)


def test_it_opens_where_the_folders_it_was_made_from_are_gone(made: CollectionFolder) -> None:
    opened = CollectionFolder.open(made.folder)
    assert (opened.form.id, len(opened.form.items)) == ("mine", 25)
    assert digest(opened.folder / EDITION) == registry.fingerprint("mine")


def test_next_year_takes_it_over(made: CollectionFolder, tmp_path: Path) -> None:
    after = CollectionFolder.create(tmp_path / "d", "样例市", 2024, last_year=made.folder)
    assert (after.form.id, len(after.form.items)) == ("mine", 25)
    assert after.has_own_edition


def test_a_worker_reads_by_it(made: CollectionFolder) -> None:
    """It starts in a process of its own, which knows no edition but those shipped."""
    collection = CollectionFolder.open(made.folder)
    content = workbook(collection, "101", {"staff.duty.value": 7})
    with collection.ledger() as ledger:
        desk = desk_of(collection, ledger)
    with LocalCrew(desk, 1) as crew:
        ((judged,),) = read_all(crew, desk, [Waiting("sha", "101.xlsx", content)])
    assert judged.verdict.identity is not None and judged.verdict.identity.edition == "mine"
    assert judged.verdict.values["staff.duty.value"] == 7


def test_editions_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    own_form(tmp_path, "a", "../b")
    own_form(tmp_path, "b", "../a")
    with pytest.raises(MisuseError, match="绕了一圈"):
        use_edition(tmp_path / "a")


def test_two_editions_of_one_id_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(INSPECTIONS, other)
    use_edition(INSPECTIONS)
    use_edition(other)  # the same data
    changed = tmp_path / "changed"
    shutil.copytree(INSPECTIONS, changed)
    settings = (changed / "edition.toml").read_text("utf-8")
    (changed / "edition.toml").write_text(settings.replace('"2.0"', '"2.1"'), "utf-8")
    with pytest.raises(MisuseError, match="已被另一个表式使用"):
        use_edition(changed)
