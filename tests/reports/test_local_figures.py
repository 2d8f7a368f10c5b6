"""The example of an add-on: local figures go out and are added up with the official form, and stay here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from docx import Document

import workbook_templates
from tests.clerk import opened_book
from tests.cli.typed import run_here
from tests.collection.office import figures, put, take, workbook
from tests.rollup.towns import RECEIVED, collected, units
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.outbox import distribute
from toolkit.collection.standing import take_stock
from toolkit.errors import MisuseError
from toolkit.form.comparability import counterparts, restated
from toolkit.form.expression import Number
from toolkit.form.indicators import indicators
from toolkit.form.registry import editions, load_form, official_form, use_edition
from toolkit.reports.publishing import Published, publish
from toolkit.reports.report_data import Report, prepare
from toolkit.reports.upward_submission import write_submission
from toolkit.review.checks import Status, judge
from toolkit.rollup.aggregate import roll_up
from toolkit.workbook.submission import read_submission

pytestmark = pytest.mark.xdist_group("local figures")

EXAMPLE = Path(workbook_templates.__file__).parent / "examples" / "ogi-2021-city-channels"
ADDED, OFFICIAL = "ogi-2021-city-channels", "ogi-2021"
UNITS = units("1 本级 government - - -\n2 教育局 department - - -")
WEBSITE, TOTAL = "local.website", "local.channels_total"


def sent(received: int, website: int) -> dict[str, Number]:
    return {**figures(received=received, granted=received), WEBSITE: website, "local.letters_received": 2}


def played(folder: Path, edition: Path = EXAMPLE, last_year: Path | None = None) -> CollectionFolder:
    """A collection with the add-on and its mail received."""
    collection = CollectionFolder.create(folder, "样例市", 2023, use_edition(edition), UNITS, last_year)
    with collection.ledger() as ledger:
        distribute(collection, ledger)
        given: Mapping[str, dict[str, Number]] = {"1": sent(30, 400), "2": sent(4, 77)}
        mail = folder.parent / f"mail-{folder.name}"
        files = [put(mail, f"{code}.xlsx", workbook(collection, code, v)) for code, v in given.items()]
        take(collection, ledger, *files)
    return collection


def reported(collection: CollectionFolder) -> Report:
    with collection.ledger() as ledger:
        return prepare(take_stock(collection, ledger))


def printed(collection: CollectionFolder) -> Published:
    """Its reports, written."""
    with collection.ledger() as ledger:
        return publish(take_stock(collection, ledger))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection of the example, to be copied."""
    return played(tmp_path_factory.mktemp("local") / "c").folder


@pytest.fixture
def example(once: Path, tmp_path: Path) -> CollectionFolder:
    """The collection of the example, which this test may change."""
    return CollectionFolder.open(shutil.copytree(once, tmp_path / "c"))


def test_the_example_is_usable_and_not_listed() -> None:
    assert ADDED not in editions()
    done = run_here("editions")
    assert ADDED not in done.stdout
    done = run_here("rules", "--edition", EXAMPLE)
    assert done.returncode == 0 and "渠道合计" in done.stdout and "收办平衡" in done.stdout


def test_what_came_in_is_known() -> None:
    use_edition(EXAMPLE)
    form = load_form(ADDED)
    assert form.base == OFFICIAL and load_form(OFFICIAL).base == ""
    assert [table.id for table in form.tables if table.added] == ["local"]
    assert not form.table("local").published
    assert official_form(form) is load_form(OFFICIAL)
    assert form.title == load_form(OFFICIAL).title
    assert {one.id for one in indicators(OFFICIAL)} < {one.id for one in indicators(ADDED)}


def test_items_of_the_official_form_restate_themselves() -> None:
    use_edition(EXAMPLE)
    items = load_form(OFFICIAL).items
    for edition, other in ((OFFICIAL, ADDED), (ADDED, OFFICIAL)):
        found = counterparts(edition, other)
        assert [(one.item, one.items, one.comparable) for one in found] == [(i, (i,), "yes") for i in items]
    assert counterparts("ogi-2019", ADDED) == counterparts("ogi-2019", OFFICIAL) != ()
    assert restated(ADDED, {WEBSITE: 3, RECEIVED: 4}, OFFICIAL) == {RECEIVED: 4}


def test_local_figures_are_added_up_beside_the_form(example: CollectionFolder) -> None:
    published = printed(example)
    assert (example.folder / "edition" / "edition.toml").is_file()
    values = published.report.rolled.values
    assert (values[RECEIVED], values[WEBSITE], values[TOTAL]) == (34, 477, 477)
    book = opened_book(published.files[0], data_only=True)
    assert 477 in [cell.value for row in book["附本地统计"].iter_rows() for cell in row]
    data = next(file for file in published.files if file.name == "figures.csv")
    assert WEBSITE in data.read_text("utf-8-sig")
    _is_without_them(published)


def _is_without_them(published: Published) -> None:
    """The official report, on paper and as a page."""
    paper, page = published.files[1:3]
    assert paper.name == "样例市2023年政府信息公开工作年度报告.docx"
    document = Document(str(paper))
    assert len(document.tables) == 3
    for words in ("".join(p.text for p in document.paragraphs), page.read_text("utf-8")):
        assert "本地统计" not in words and "政务微博" not in words and "各渠道发布信息" not in words


def test_an_annex_where_the_edition_publishes_them(tmp_path: Path) -> None:
    edition = shutil.copytree(EXAMPLE, tmp_path / "e")
    text = (edition / "edition.toml").read_text("utf-8").replace("# published = true", "published = true #")
    (edition / "edition.toml").write_text(text.replace(ADDED, "with-annex"), "utf-8")
    published = printed(played(tmp_path / "c", edition))
    document = Document(str(published.files[1]))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words.index("附表") == words.index("附：本地统计") + 1 > words.index("六、其他需要报告的事项")
    assert "477" in [cell.text for row in document.tables[3].rows for cell in row.cells]
    assert "政务微博" in published.files[2].read_text("utf-8")


def test_the_level_above_gets_the_official_form(example: CollectionFolder, tmp_path: Path) -> None:
    province = CollectionFolder.create(
        tmp_path / "p", "某省", 2023, OFFICIAL, units("11 样例市 county - total -")
    )
    with province.ledger() as ledger:
        distribute(province, ledger)
    issued = province.folder / "outbox" / f"{province.stem(province.roster.by_code['11'])}.xlsx"
    with example.ledger() as ledger:
        report = prepare(take_stock(example, ledger))
        for answered in (None, issued):
            file = write_submission(report, answered).file
            found = read_submission(file)
            assert found.form is not None and found.identity is not None
            assert (found.form.id, found.identity.edition) == (OFFICIAL, OFFICIAL)
            assert "附本地统计" not in opened_book(file).sheetnames
    assert judge(read_submission(file)).status is not Status.RETURNED
    with province.ledger() as ledger:
        above = roll_up(take(province, ledger, file).after)
    assert above.complete and above.values[RECEIVED] == 34


def test_a_workbook_of_another_form_is_not_answered(example: CollectionFolder, tmp_path: Path) -> None:
    other = CollectionFolder.create(tmp_path / "o", "某省", 2020, "ogi-2019", UNITS)
    with other.ledger() as ledger:
        distribute(other, ledger)
    issued = next((other.folder / "outbox").glob("*.xlsx"))
    with pytest.raises(MisuseError, match="ogi-2021-city-channels 2023、ogi-2021 2023"):
        write_submission(reported(example), issued)


def test_a_unit_of_this_collection_reports_to_it_in_full(example: CollectionFolder) -> None:
    with example.ledger() as ledger:
        file = write_submission(prepare(take_stock(example, ledger), "2")).file
    found = read_submission(file)
    assert found.identity is not None and found.identity.edition == ADDED
    assert found.values[WEBSITE] == 77


def test_years_of_the_official_form_are_compared(tmp_path: Path) -> None:
    with collected(tmp_path / "last", UNITS, {"1": 20, "2": 5}, 2022) as stock:
        last = stock.collection.folder
    comparison = reported(played(tmp_path / "c", last_year=last)).comparison
    assert comparison.items[RECEIVED].before == 25
    assert comparison.items[WEBSITE].before is None
    assert comparison.indicators["received"].before == comparison.same_units["received"].before == 25
    assert comparison.indicators["website"].before is None


def test_a_published_year_in_the_history_is_compared(tmp_path: Path) -> None:
    use_edition(EXAMPLE)
    collection = CollectionFolder.create(tmp_path / "c", "样例市", 2023, ADDED, UNITS)
    values = {**dict.fromkeys(load_form(OFFICIAL).inputs, 0), **figures(received=9, granted=9)}
    data = {"edition": OFFICIAL, "year": 2022, "unit": {"name": "样例市"}, "values": values}
    (collection.folder / "history" / "2022.json").write_text(json.dumps(data), "utf-8")
    with collection.ledger() as ledger:
        report = prepare(take_stock(collection, ledger))
    assert report.comparison.items[RECEIVED].before == 9
