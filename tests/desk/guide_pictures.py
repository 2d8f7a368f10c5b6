"""The pictures of the page in the guides, taken anew: ``python -m tests.desk.guide_pictures``."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chromium import browser
from tests.demo_city import OGI
from tests.desk.office_person import desk, roster_file
from toolkit.collection.folder import CollectionFolder
from toolkit.demo import city
from toolkit.messages import say_of

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def take_pictures(target: Path, work: Path) -> list[Path]:
    """Play the sample city up to its first round of mail, and take pictures of its page."""
    folder, first = work / "样例市-2023", city.ROUNDS[0]
    subprocess.run([OGI, "demo", "--practice", "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)
    mail = folder / say_of("demo.*.folder", first.name)
    received = ["--received", first.arrives.isoformat()]
    subprocess.run(
        [OGI, "collect", str(folder), str(mail), *received], check=False, stdout=subprocess.DEVNULL
    )
    wrong = roster_file(work / "名册.xlsx", (*city.roster(), city.roster()[5]), CollectionFolder.open(folder))
    views: Mapping[str, tuple[str, Callable[[Page], None]]] = {
        "page-units": ("/?state=returned", _opened_unit),
        "page-open": ("/open", _opened_form),
        "page-work": ("/work", lambda page: page.locator("h1").focus()),
        "page-setup": ("/setup", lambda page: _refused_roster(page, wrong)),
    }
    target.mkdir(parents=True, exist_ok=True)
    with desk(folder) as (_, address), browser() as chromium:
        page = chromium.new_page(viewport={"width": 1180, "height": 760}, locale="zh-CN")
        page.goto(address)
        page.wait_for_load_state("networkidle")
        for name, (path, prepared) in views.items():
            page.goto(address.partition("/?")[0] + path)
            prepared(page)
            page.screenshot(path=target / f"{name}.png")
    return [target / f"{name}.png" for name in views]


def _opened_unit(page: Page) -> None:
    page.locator("#list tbody a").nth(1).click()
    expect(page.locator("#drawer h1")).to_be_focused()


def _opened_form(page: Page) -> None:
    form = page.locator("details.action").first
    form.locator("summary").click()
    form.locator("[name=unit]").fill("109")
    form.locator("[name=why]").fill("电话核实，是该局报的")
    form.locator("[name=by]").fill("王科")


def _refused_roster(page: Page, wrong: Path) -> None:
    page.locator("#drop-roster input[type=file]").set_input_files(str(wrong))
    expect(page.locator("#drop-roster .failed")).to_be_visible()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        for file in take_pictures(IMAGES, Path(work)):
            print(file, file.stat().st_size)
