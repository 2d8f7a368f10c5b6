"""A new office's year on the page, in a real browser: from an empty folder to the published report."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.browser.chromium import browser
from tests.browser.test_rendered_page import RULES
from tests.demo_city import OGI
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.collection.standing import Snapshot, UnitState, take_stock
from toolkit.demo import city

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("browser")]

GONE = ReportingUnit("131", "样例市粮食局")
KEPT = ReportingUnit("130", "样例市物资局")
LONG = 300_000


@contextmanager
def desk(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``ogi desk`` as it is started, and its address; it is killed afterwards."""
    process = subprocess.Popen(
        [OGI, "desk", str(home), "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@contextmanager
def stock_of(folder: Path) -> Iterator[Snapshot]:
    collection = CollectionFolder.open(folder)
    with collection.ledger(reading_only=True) as ledger:
        yield take_stock(collection, ledger)


@dataclass
class OfficePerson:
    """Somebody at the page; what the browser complains of is noted."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.base).netloc and not request.url.startswith("data:"):
            self.complaints.append(request.url)

    def look(self, path: str) -> str:
        """Open a page; it must be accessible and fit a telephone."""
        self.page.goto(self.base + path)
        return self.seen()

    def seen(self) -> str:
        assert self.page.evaluate("document.readyState") in ("interactive", "complete")
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert not found.response["violations"], found.generate_report()
        self.page.set_viewport_size({"width": 390, "height": 800})
        assert self.page.evaluate("document.scrollingElement.scrollWidth") <= 390, self.page.url
        self.page.set_viewport_size({"width": 1280, "height": 900})
        return self.page.locator("main").inner_text()

    def ended(self) -> str:
        """Wait for the command that is at work, and read what it says."""
        expect(self.page.locator("#run .notice")).to_be_visible(timeout=LONG)
        return self.seen()

    def press(self, name: str) -> str:
        """Press a button that starts a command."""
        self.page.get_by_role("button", name=name, exact=True).click()
        return self.ended()

    def drop(self, zone: str, files: Sequence[Path]) -> None:
        self.page.locator(f"#drop-{zone} input[type=file]").first.set_input_files([str(f) for f in files])

    def decide(
        self, path: str, form: str, nth: int = 0, typed: Mapping[str, str] | None = None, **more: str
    ) -> str:
        """Fill in the form of a decision on a page and send it."""
        self.look(path)
        details = self.page.locator(f'details.action:has(input[name=command][value="{form}"])').nth(nth)
        details.locator("summary").click()
        for name, value in {**(typed or {}), **more, "why": "电话核实", "by": "王科"}.items():
            entry = details.locator(f"[name={name}]")
            if entry.evaluate("e => e.tagName") == "SELECT":
                entry.select_option(value)
            else:
                entry.fill(value)
        details.locator("button").click()
        return self.ended()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


def roster_file(file: Path, units: Sequence[ReportingUnit], model: CollectionFolder) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_roster(file, units, model.form.unit_properties, model.form.unit_kinds)
    return file


def counted(folder: Path) -> int:
    with stock_of(folder) as stock:
        return stock.count(UnitState.INCLUDED)


def test_a_year_from_an_empty_folder_to_the_report(chromium: Browser, tmp_path: Path) -> None:
    home = tmp_path / "某市 年报(2023)"
    home.mkdir()
    model = city.start(tmp_path / "model")
    units = (*city.roster(), KEPT, GONE)
    with desk(home) as (_, address):
        context = chromium.new_context(accept_downloads=True, locale="zh-CN")
        person = OfficePerson(context.new_page(), address.partition("/?")[0])
        person.page.goto(address)
        person.page.wait_for_url("**/start")
        folder = begun(person, model, home)
        rosters(person, folder, model, units, tmp_path)
        sending(person, folder, len([unit for unit in units if unit.reports]))
        collecting(person, folder)
        deciding(person, folder)
        returned_files(person, folder)
        merging(person, folder, model, units, tmp_path)
        adding_up(person, folder)
        assert not person.complaints
        two_windows(person, context.new_page)
        context.close()


def begun(person: OfficePerson, model: CollectionFolder, home: Path) -> Path:
    assert "还没有收集" in person.seen()
    person.page.get_by_label("汇总单位").fill(model.city)
    person.page.get_by_label("年份").fill(str(model.year))
    person.page.get_by_label("联系人").fill("李工 0000-1")
    assert "已办完" in person.press("新建")
    (folder,) = home.iterdir()
    person.look("/setup")
    for name in ("prior", "history"):
        given = sorted((model.folder / name).iterdir())
        with person.page.expect_navigation():
            person.drop(name, given)
        assert all(file.name in person.seen() for file in given)
    person.page.get_by_label("落款").fill("样例市人民政府办公室")
    person.page.get_by_role("button", name="保存").click()
    assert CollectionFolder.open(folder).signer == "样例市人民政府办公室"
    return folder


def rosters(
    person: OfficePerson,
    folder: Path,
    model: CollectionFolder,
    units: Sequence[ReportingUnit],
    tmp: Path,
) -> None:
    person.look("/setup")
    person.drop("roster", [roster_file(tmp / "错.xlsx", (*units, units[5]), model)])
    expect(person.page.locator("#drop-roster .failed")).to_contain_text("第")
    assert units[5].code in person.page.locator("#drop-roster .failed").inner_text()
    person.drop("roster", [roster_file(tmp / "名册.xlsx", units, model)])
    expect(person.page.locator("#drop-roster .printed")).to_contain_text(f"共 {len(units)} 个单位")
    assert len(list(CollectionFolder.open(folder).roster)) == len(units)


def sending(person: OfficePerson, folder: Path, reporting: int) -> None:
    person.look("/work")
    assert f"将新写填报表 {reporting} 份" in person.press("先看会怎样")
    assert not list((folder / "outbox").glob("*.xlsx"))
    person.look("/work")
    person.page.get_by_role("button", name="下发", exact=True).click()
    person.page.wait_for_url("**/run?number=*")
    person.page.reload()  # in the middle of it
    assert f"新写或更新填报表 {reporting} 份" in person.ended()


def collecting(person: OfficePerson, folder: Path) -> None:
    collection = CollectionFolder.open(folder)
    for batch in city.ROUNDS:
        mail = list(city.mail(collection, batch))
        if batch is city.ROUNDS[0]:
            for unit in (KEPT, GONE):
                given, _ = city._as_sent("102", "", batch.name)
                file = mail[0].with_name(f"{unit.name}.xlsx")
                city.write_filled(collection, unit, given, file)
                mail.append(file)
            paper = mail[0].with_name("样例市教育局2023年度报告（盖章）.pdf")
            paper.write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
            mail += [paper, mail[0].with_name("无名.jpg")]
            mail[-1].write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
        person.look("/")
        person.page.get_by_label("来件收到日期").fill(batch.arrives.isoformat())
        person.drop("inbox", sorted(mail[0].parent.iterdir()))
        person.page.wait_for_url("**/run?number=*", timeout=LONG)
        person.page.reload()  # in the middle of it
        person.ended()
        with stock_of(folder) as stock:
            known = {name.rpartition("/")[2] for _, name in stock.ledger.names()}
        assert {file.name for file in mail} <= known
    assert "份还没有收" not in person.look("/")


def deciding(person: OfficePerson, folder: Path) -> None:
    """Every decision that a form offers; each says in the ledger who and why."""
    with stock_of(folder) as stock:
        stranger, codes = stock.unidentified[0].number, [one.unit.code for one in stock.standings]
        accepting = [one.unit.code for one in stock.standings if one.queries and not one.received.hard]  # type: ignore[union-attr]
        missing = next(one.unit.code for one in stock.standings if one.state is UnitState.MISSING)
        right = next(one for one in stock.standings if one.state is UnitState.INCLUDED and not one.queries)
        item = next(iter(stock.collection.form.inputs))
        old = stock.values(right).get(item)
    assert "已办完" in person.decide("/open", "identify", unit=missing)
    with stock_of(folder) as stock:
        assert all(file.number != stranger for file in stock.unidentified)
    for code in accepting:
        assert "已接受" in (told := person.decide(f"/unit?code={code}", "accept")) or "接受" in told
    unit = f"/unit?code={right.unit.code}"
    person.decide(unit, "correct", item=item, old="空白" if old is None else str(old), new="7")
    person.decide(unit, "extend", day="2024-02-25")
    before = counted(folder)
    person.decide(unit, "exclude")
    assert counted(folder) == before - 1
    # Two decisions stand before it; the last is listed first.
    person.decide("/decisions", "undo")
    assert counted(folder) == before
    person.decide("/decisions", "undo", nth=1)  # the correction, after the deadline
    person.decide("/open", "attach", typed={"as": "seal"}, unit=codes[0])
    person.decide(unit, "withdraw")
    person.decide("/decisions", "undo")
    with stock_of(folder) as stock:
        made = stock.ledger.decisions()
    assert {"identify", "correct", "extend", "exclude", "undo", "attach", "withdraw"} <= {
        str(one.kind) for one in made
    }
    assert all((one.who, one.why) == ("王科", "电话核实") for one in made)


def returned_files(person: OfficePerson, folder: Path) -> None:
    """What went back is there to open, byte for byte, also when it is settled."""
    person.look("/reports")
    link = person.page.get_by_role("link", name=re.compile("退回单.*docx")).first
    with person.page.expect_download() as got:
        link.click()
    content = Path(got.value.path()).read_bytes()
    assert content in {file.read_bytes() for file in (folder / "returned").rglob("*.docx")}


def merging(
    person: OfficePerson,
    folder: Path,
    model: CollectionFolder,
    units: Sequence[ReportingUnit],
    tmp: Path,
) -> None:
    before = counted(folder)
    person.look("/setup")
    rest = [unit for unit in units if unit.code != GONE.code]
    person.drop("roster", [roster_file(tmp / "并入后.xlsx", rest, model)])
    expect(person.page.locator("#drop-roster .printed")).to_contain_text("不再有 1 个")
    assert GONE.name in person.look("/open")
    told = person.decide("/open", "merge", unit=KEPT.code, how="both")
    assert "已办完" in told and GONE.name in told
    with stock_of(folder) as stock:
        assert not stock.fallen and stock.by_code[KEPT.code].joined
    assert counted(folder) == before - 1


def adding_up(person: OfficePerson, folder: Path) -> None:
    text = person.look("/work")
    assert "汇总前看一看" in text
    person.press("汇总")
    person.look("/work")
    assert "已办完" in person.press("写上报件")
    person.look("/work")
    assert "已办完" in person.press("写通报")
    person.look("/work")
    assert "已办完" in person.press("核验台账")
    listed = person.look("/reports")
    written = [file.name for file in (folder / "reports").iterdir() if file.suffix in (".docx", ".xlsx")]
    assert len(written) > 3 and all(name in listed for name in written)


def two_windows(person: OfficePerson, another: Callable[[], Page]) -> None:
    """What one window does, the other sees; both may send, one after the other."""
    other = OfficePerson(another(), person.base)
    other.look("/unit?code=102")
    person.decide("/unit?code=102", "extend", day="2024-03-05")
    assert "2024-03-05" in other.look("/unit?code=102")
    other.page.goto(other.base + "/")
    with person.page.expect_navigation():
        person.page.goto(person.base + "/")
    other.page.get_by_role("link", name=re.compile("样例市民政局")).click()
    expect(other.page.locator("#drawer h1")).to_be_focused()
    assert not other.complaints


def test_a_kill_in_the_middle_of_an_upload_leaves_nothing_half(tmp_path: Path) -> None:
    home = tmp_path / "c"
    collection = city.start(home)
    collection.ledger().close()
    with desk(home) as (process, address):
        parts = urlsplit(address)
        import httpx2

        with httpx2.Client() as client:
            client.get(address)
            base = f"{parts.scheme}://{parts.netloc}"
            token = re.search(r'name="form_token" value="([^"]+)"', client.get(f"{base}/").text)
            assert token
            headers = {"origin": base, "x-form-token": token[1]}
            whole = client.post(f"{base}/upload?to=inbox&path=a.xlsx", content=b"whole", headers=headers)
            assert whole.status_code == 200
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        with socket.create_connection((parts.hostname or "", parts.port or 0)) as line:
            head = (
                f"POST /upload?to=inbox&path=b.xlsx HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {base}\r\n"
                f"Cookie: {cookie}\r\nx-form-token: {token[1]}\r\nContent-Length: 1000000\r\n\r\n"
            )
            line.sendall(head.encode() + bytes(500_000))
            while not list(home.glob(".upload-*")):
                pass
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert [file.name for file in (home / "inbox").rglob("*") if file.is_file()] == ["a.xlsx"]
    with desk(home) as (_, address):
        import httpx2

        with httpx2.Client() as client:
            client.get(address)
            assert "有 1 份" in client.get(f"{address.partition('/?')[0]}/").text
