"""A new office's year on the page, in a real browser: from an empty folder to the published report."""

from __future__ import annotations

import json
import re
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import browser
from tests.desk.office_person import LONG, OfficePerson, desk, roster_file, stock_of
from toolkit.collection.adoption import adoptable
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.standing import UnitState
from toolkit.demo import city
from toolkit.workbook.filling import fill

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("browser")]

GONE = ReportingUnit("131", "样例市粮食局")
KEPT = ReportingUnit("130", "样例市物资局")
MOVED, ANEW = ReportingUnit("132", "样例市档案局"), ReportingUnit("133", "样例市档案馆")
"""One unit under two codes: its report is adopted under the new one."""
COLUMNS = ("natural_person", "business", "research_institution", "social_organization", "legal_services",
           "other_organization")  # fmt: skip
EXTRA = (KEPT, GONE, MOVED)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


def counted(folder: Path) -> int:
    with stock_of(folder) as stock:
        return stock.count(UnitState.INCLUDED)


def test_a_year_from_an_empty_folder_to_the_report(chromium: Browser, tmp_path: Path) -> None:
    home = tmp_path / "某市 年报(2023)"
    home.mkdir()
    model = city.start(tmp_path / "model")
    last_year_of_kept(model)
    units = (*city.roster(), *EXTRA)
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
        publishing(person, folder)
        assert not person.complaints
        two_windows(person, context.new_page)
        the_year_after(person, home, model)
        assert not person.complaints
        context.close()


def last_year_of_kept(model: CollectionFolder) -> None:
    """Let one unit report otherwise than it reported last year, which may be waived."""
    given = city._as_sent("102", "", "first")[0].values
    carried = sum(int(given.get(f"requests.carried_over_from_previous_year.{c}") or 0) for c in COLUMNS)
    was = {
        "edition": model.edition,
        "year": model.year - 1,
        "unit": {"code": KEPT.code, "name": KEPT.name},
        "values": {"requests.carried_over_to_next_year.total": carried + 1},
    }
    (model.folder / "prior" / f"{KEPT.code}.json").write_text(json.dumps(was), "utf-8")


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
    with person.page.expect_navigation():
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
            for unit in EXTRA:
                given, _ = city._as_sent("102", "", batch.name)
                file = mail[0].with_name(f"{unit.name}.xlsx")
                fill(folder / "outbox" / f"{collection.stem(unit)}.xlsx", given, file)
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
        missing = next(
            one.unit.code for one in stock.standings if one.state is UnitState.MISSING and not adoptable(one)
        )
        page = next(one.unit.code for one in stock.standings if adoptable(one))
        assert stock.by_code[KEPT.code].state is UnitState.RETURNED
        right = next(one for one in stock.standings if one.state is UnitState.INCLUDED and not one.queries)
        item = next(iter(stock.collection.form.inputs))
        old = stock.values(right).get(item)
    assert "已办完" in person.decide("/open", "identify", unit=missing)
    with stock_of(folder) as stock:
        assert all(file.number != stranger for file in stock.unidentified)
    for code in accepting:
        assert "已接受" in (told := person.decide(f"/unit?code={code}", "accept")) or "接受" in told
    assert "已计入" not in person.look(f"/unit?code={page}")
    person.decide(f"/unit?code={page}", "adopt")
    assert "已计入" in person.look(f"/unit?code={page}")
    person.decide(f"/unit?code={KEPT.code}", "waive", rule="X-01")
    with stock_of(folder) as stock:
        assert {stock.by_code[code].state for code in (page, KEPT.code)} == {UnitState.INCLUDED}
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
    kinds = {"identify", "correct", "extend", "exclude", "undo", "attach", "withdraw", "adopt", "waive"}
    assert kinds <= {str(one.kind) for one in made}
    assert all((one.who, one.why) == ("王科", "电话核实") for one in made)


def returned_files(person: OfficePerson, folder: Path) -> None:
    """What went back is there to open, byte for byte, also when it is settled."""
    person.look("/reports")
    person.page.locator("summary", has_text="第1次退回").first.click()
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
    rest = [unit for unit in units if unit not in (GONE, MOVED)]
    person.drop("roster", [roster_file(tmp / "并入后.xlsx", [*rest, ANEW], model)])
    expect(person.page.locator("#drop-roster .printed")).to_contain_text("不再有 2 个")
    assert GONE.name in (text := person.look("/open")) and MOVED.name in text
    told = person.decide("/open", "merge", unit=KEPT.code, how="both")
    assert "已办完" in told and GONE.name in told
    person.decide("/open", "adopt", unit=ANEW.code)
    with stock_of(folder) as stock:
        assert not stock.fallen and stock.by_code[KEPT.code].joined
        assert stock.by_code[ANEW.code].state is UnitState.INCLUDED
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


def publishing(person: OfficePerson, folder: Path) -> None:
    """A county is added up by itself; what a unit published is dropped, also on the unit."""
    person.look("/unit?code=203")
    assert "样例市运河县" in person.press("单独汇总")
    person.look("/work")
    person.press("写各单位的报告")
    (page,) = (folder / "reports" / "单位年报").rglob("*样例市水利局*.html")
    other = page.with_name("网页.html")
    other.write_text(page.read_text("utf-8").replace("样例市水利局", "本局"), "utf-8")
    person.look("/work")
    person.drop("published", [page, other])
    person.page.wait_for_url("**/run?number=*", timeout=LONG)
    told = person.ended()
    assert "公布的年报与报送的一致" in told and "在该单位的页面里放入这一份" in told
    person.look("/unit?code=117")
    person.drop("published-unit", [other])
    person.page.wait_for_url("**/run?number=*", timeout=LONG)
    assert "公布的年报与报送的不一致" in person.ended()
    assert "请单位更正后重新公布" in person.look("/unit?code=117")
    listed = person.look("/?state=published")
    assert "样例市农业农村局" in listed and "样例市水利局" not in listed


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


def the_year_after(person: OfficePerson, home: Path, model: CollectionFolder) -> None:
    """Begun after the one of before; a figure of last year that is corrected later is taken by a decision."""
    choice = f"{model.city} {model.year}年度"
    person.look("/start")
    person.page.get_by_label("汇总单位").fill(model.city)
    person.page.get_by_label("年份").fill(str(model.year + 1))
    person.page.get_by_label("接上一年的收集").select_option(label=choice)
    assert "的数字抄入本年台账" in person.press("新建")
    assert f"上年数取自上一年的收集：{home}" in person.look("/setup")
    person.look("/work")
    assert "已办完" in person.press("下发")
    assert "上年有变" not in person.look("/open")
    person.look("/start")
    person.page.locator("li", has_text=choice).get_by_role("button", name="打开").click()
    person.page.wait_for_url("**/")
    item = "requests.carried_over_to_next_year.natural_person"
    with stock_of(home / f"{model.city}-{model.year}") as stock:
        old = stock.values(stock.by_code["112"])[item]
    person.decide("/unit?code=112", "correct", item=item, old=str(old), new=str(int(old or 0) + 1))
    person.look("/start")
    after = person.page.locator("li", has_text=f"{model.city} {model.year + 1}年度")
    after.get_by_role("button", name="打开").click()
    person.page.wait_for_url("**/")
    assert "上年有变" in person.look("/open")
    told = person.decide("/open", "last-year")
    assert "改用上年新数" in told and "112" in told
    assert "上年有变" not in person.look("/open")
    with stock_of(home / f"{model.city}-{model.year + 1}") as stock:
        assert [str(one.kind) for one in stock.ledger.decisions()] == ["last_year"]


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
