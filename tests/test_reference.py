"""Docs come from the thing: pages do not drift, links lead somewhere, commands parse, messages are real."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.clerk import FORM, UNIT, filled, opened_book, typed_in
from tests.cli import typed
from tests.cli.typed import run_here
from tests.demo_city import Demo
from tests.module_sources import sources
from tests.reference.pages import NOTES, commands, drifting
from toolkit.collection.roster import ReportingUnit
from toolkit.collection.roster.roster_workbook import write_roster
from toolkit.errors import EditionError
from toolkit.form.evaluation import Outcome, Record, evaluate
from toolkit.form.expression import Number
from toolkit.form.identity import Identity
from toolkit.form.registry import load_form
from toolkit.form.values import Values
from toolkit.review.checks import judge
from toolkit.review.verdict import verdict_of
from toolkit.review.verdict_text import as_text
from toolkit.workbook.filling import fill
from toolkit.workbook.submission import read_submission
from toolkit.workbook.template_writer import write_template

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`ogi ([a-z]+)[^`]*`")


def test_the_reference_pages_do_not_drift() -> None:
    assert not drifting(), "make docs writes them anew"


def _weights() -> dict[str, set[str]]:
    """Sentence on reading → weights that the code gives it where it is named in the call."""
    found: dict[str, set[str]] = {}
    for _, held in sources():
        for call in held.calls:
            weights = call.texts & {"hard", "note"}
            if call.method in ("_note", "_add"):
                weights |= {"note" if call.method == "_note" else "hard"}
            for word in call.texts:
                if word.startswith("reading.") and weights:
                    found.setdefault(word, set()).update(weights)
    return found


@pytest.mark.xdist_group("sources")
def test_the_page_of_messages_says_what_sends_a_workbook_back() -> None:
    weights = _weights()
    assert len(weights) > 20
    wrong = [key for key, found in weights.items() if key.startswith(NOTES) != (found == {"note"})]
    assert not wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = (match[1].partition("#")[0] for match in LINK.finditer(page.read_text("utf-8")))
    dead = [t for t in targets if t and "://" not in t and not (page.parent / t).exists()]
    assert not dead


def _fenced(language: str) -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for found, text in FENCED.findall(page.read_text("utf-8")):
            if found == language:
                yield page, text


def _typed() -> Iterator[tuple[str, list[str]]]:
    """Lines of fenced shell blocks that call ``ogi``, without a prompt, path or redirection."""
    for page, text in _fenced("sh"):
        for line in text.replace("\\\n", " ").splitlines():
            words = shlex.split(line.partition(" > ")[0], comments=True)
            if words and Path(words[0].replace("\\", "/")).name in ("ogi", "ogi.exe"):
                yield f"{page.name}: {line}", words[1:]


@pytest.mark.parametrize(("line", "words"), list(_typed()))
def test_commands_in_the_guides_parse(line: str, words: list[str]) -> None:
    verb, *arguments = words
    if verb in ("--help", "-h"):
        return
    if verb not in commands():
        verb, arguments = " ".join(words[:2]), arguments[1:]
    commands()[verb].make_context(verb, arguments)


def test_the_guides_name_only_verbs_that_exist() -> None:
    named = {match[1] for page in PAGES for match in INLINE.finditer(page.read_text("utf-8"))}
    assert named <= {verb.split()[0] for verb in commands()}


def test_make_commands_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    called = {word for _, text in _fenced("sh") for word in re.findall(r"^make (\w+)", text, re.MULTILINE)}
    assert called <= targets


# --- the analyst's snippet ---------------------------------------------------------------------


@pytest.mark.xdist_group("demo")
def test_the_readme_snippet_says_what_it_says(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run beside the sample city, as the README tells; ``# →`` shows what is printed."""
    monkeypatch.chdir(tmp_path)
    assert demo.process.returncode == 0
    shutil.copytree(demo.folder, "ogi-demo")
    snippets = [text for page, text in _fenced("python") if page.name == "README.md"]
    code = "\n".join(snippets)
    assert code
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    expected = re.findall(r"# → (.*)", code)
    assert [line.split() for line in printed.getvalue().splitlines()] == [line.split() for line in expected]


# --- the clerk's mistakes ----------------------------------------------------------------------

PRIOR: dict[str, Number] = {
    **dict.fromkeys(FORM.prior_items, 0),
    "proactive.administrative_charges.amount": Decimal("12.5"),
    "requests.carried_over_to_next_year.natural_person": 1,
    "requests.carried_over_to_next_year.total": 1,
}
RIGHT: dict[str, Number | str] = {
    "proactive.administrative_charges.amount": Decimal("13.2"),
    "requests.received.natural_person": 9,
    "requests.carried_over_from_previous_year.natural_person": 1,
    "requests.granted.natural_person": 6,
    "requests.unable_not_held.natural_person": 4,
    "disputes.reconsideration.upheld": 2,
}


MISTAKES: dict[str, dict[str, Number | str | None]] = {
    "1": {"requests.received.research_institution": None, "requests.received.business": None},
    "2": {"requests.received.legal_services": "/"},
    "3": {"proactive.normative_documents.issued": "22（其中修订16件）"},
    "4": {"proactive.licensing.decisions": "2000万"},
    "5": {"disputes.reconsideration.total": 0},
    "6": {"requests.granted.natural_person": 9},
    "7": {
        "requests.carried_over_from_previous_year.natural_person": 0,
        "requests.received.natural_person": 10,
    },
    "8": {"proactive.administrative_charges.amount": 132000},
    "9": {"requests.received.natural_person": "=5+4"},
    "10": {"fees.charged": None, "fees.collected": None},
}
"""Section of the guide → what the clerk did."""


def _received(mistake: Mapping[str, Number | str | None]) -> bytes:
    right = filled(RIGHT, prior=PRIOR)
    return typed_in(right, {"overview.disclosure_on_request": "行政复议见表四。", **mistake})


def test_right_figures_are_accepted() -> None:
    assert not judge(read_submission(_received({}), name="x.xlsx")).findings


@pytest.mark.parametrize("number", MISTAKES)
def test_the_guide_quotes_what_a_mistake_gives(number: str) -> None:
    guide = (ROOT / "docs" / "guide-clerk.md").read_text("utf-8")
    section = re.search(rf"^### {number}\. .*?(?=^##|\Z)", guide, re.MULTILINE | re.DOTALL)
    assert section
    text = as_text(verdict_of(judge(read_submission(_received(MISTAKES[number]), name="x.xlsx"))))
    said = [line.strip() for line in text.splitlines()[1:]]
    quoted = [line for _, block in FENCED.findall(section[0]) for line in block.splitlines()]
    assert [line for line in quoted if line not in said] == []
    assert [line for line in said if line.startswith("[") and line not in quoted] == []


# --- the office's year -------------------------------------------------------------------------

HEADINGS = (
    "单位代码", "单位名称", "类别", "上级单位代码", "曾用名", "填报口径", "是否纳入", "不纳入原因",
)  # fmt: skip
ROSTER = (
    ("001", "某市人民政府（本级）", "本级", None, None, "本单位数", "是", None),
    ("101", "某市教育体育局", "部门", None, "某市教育局、某市体育局", "本单位数", "是", None),
    ("102", "某市民政局", "部门", None, None, "本单位数", "是", None),
    ("103", "某市统计局", "部门", None, None, "本单位数", "是", None),
    ("201", "某某县", "县区", None, None, "汇总数", "是", None),
    ("20101", "某某县东镇人民政府", "乡镇", "201", None, "本单位数", "只核对", None),
    ("901", "某市税务局", "部门", None, None, "本单位数", "否", "垂直管理"),
)
ISSUED, RECEIVED = "proactive.normative_documents.issued", "requests.received.natural_person"
GRANTED, SUM = "requests.granted.natural_person", "disputes.reconsideration.total"


def _fill(unit: str, name: str, changes: dict[str, int] | None = None, *, wrong: bool = False) -> None:
    """A unit fills what it was sent and mails it under a name of its own."""
    (template,) = Path("某市-2023/outbox").glob(f"{unit}-*.xlsx")
    figures = dict.fromkeys(FORM.inputs, 0) | RIGHT | (changes or {}) | ({SUM: 0} if wrong else {})
    words = {text.id: "无。" for text in FORM.texts}
    Path("来件").mkdir(exist_ok=True)
    fill(template, Values(values={**figures}, texts=words), Path("来件", name), totals=wrong)


def _by_hand(name: str) -> None:
    """A table of a unit's own, without anything of ours."""
    book = Workbook()
    book.worksheets[0]["A1"] = "2023年数据"
    book.save(Path("来件", name))


def _write_roster(file: Path) -> None:
    book = opened_book(file)
    sheet = book["名册"]
    assert tuple(cell.value for cell in sheet[2])[: len(HEADINGS)] == HEADINGS
    for row, unit in enumerate(ROSTER, start=3):
        for column, value in enumerate(unit, start=1):
            sheet.cell(row, column, value)
    book.save(file)


def _office_year() -> str:
    """Everything the verbs of the guide print, in its order."""

    def ogi(*words: str) -> str:
        return str(typed.ogi(*words).output)

    here = "某市-2023"
    said = ogi("init", here, "--city", "某市", "--year", "2023")
    _write_roster(Path(here, "roster.xlsx"))
    said += ogi("distribute", here) + ogi("distribute", here)
    _fill("001", "本级.xlsx")
    _fill("101", "教育局年报（定稿）.xlsx", {ISSUED: 1})
    _fill("201", "某某县.xlsx", wrong=True)
    _by_hand("民政局.xlsx")
    said += ogi("collect", here, "来件", "--received", "2024-01-26", "--dry-run", "--verbose")
    said += ogi("collect", here, "来件", "--received", "2024-01-26")
    why = "电话核实，系该局自建表"
    said += ogi("decide", "identify", here, "4", "102", "--why", why, "--by", "李某")
    said += ogi("status", here, "--on", "2024-02-02")
    _fill("201", "某某县（改）.xlsx")
    said += ogi("collect", here, "来件", "--received", "2024-02-03")
    why = "电话核实：文件已于年底废止"
    said += ogi("decide", "accept", here, "101", "--why", why, "--by", "李某")
    said += ogi("decide", "exclude", here, "103", "--why", "并入某市民政局", "--by", "李某")
    _fill("102", "民政局（用原表）.xlsx")
    said += ogi("collect", here, "来件", "--received", "2024-02-03") + ogi("rollup", here)
    said += ogi("report", "来件/教育局年报（定稿）.xlsx", "--out", "单位年报")
    _fill("101", "教育局（又）.xlsx", {RECEIVED: 10, GRANTED: 7})
    said += ogi("collect", here, "来件", "--received", "2024-02-08")
    Path("来件", "某市统计局年报.jpg").write_bytes(b"\xff\xd8\xff")
    said += ogi("collect", here, "来件", "--received", "2024-02-08")
    reason = ("--why", "电话核实", "--by", "李某")
    said += ogi("decide", "attach", here, "8", "103", "--as", "seal", *reason)
    return said + ogi("retrieve", here, "5", "--out", "原件")


@pytest.fixture(scope="module")
def office_year(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], Path]:
    """The lines that the verbs of the guide print, and the folder in which they ran."""
    folder = tmp_path_factory.mktemp("office")
    with contextlib.chdir(folder):
        return set(map(str.strip, _office_year().splitlines())), folder


@pytest.mark.xdist_group("office year")
def test_the_office_guide_shows_what_the_verbs_print(office_year: tuple[set[str], Path]) -> None:
    said, _ = office_year
    shown = [text for page, text in _fenced("text") if page.name == "guide-office.md"]
    invented = [line for text in shown for line in text.splitlines() if line.strip() not in said]
    assert shown
    assert not invented


def test_the_office_guide_gives_commands_in_its_annex_alone() -> None:
    steps, _, annex = (ROOT / "docs" / "guide-office.md").read_text("utf-8").partition("\n## 附录：命令\n")
    assert not re.findall(r".*\bogi [a-z].*|.*`--.*|^```sh", steps, re.MULTILINE)
    for verb in (
        "init",
        "distribute",
        "collect",
        "status",
        "decide",
        "rollup",
        "report",
        "published",
        "verify",
    ):
        assert f"ogi {verb} " in annex


@pytest.mark.xdist_group("office year")
def test_the_office_guide_names_the_sheets_there_are(office_year: tuple[set[str], Path]) -> None:
    _, folder = office_year
    guide = (ROOT / "docs" / "guide-office.md").read_text("utf-8")
    progress = guide.partition("`reports/报送进度.xlsx`（")[2].partition("\n\n期限")[0]
    reports = folder / "某市-2023" / "reports"
    named = re.findall(r"^- \*\*(.+?)\*\*", progress, re.MULTILINE)
    book = opened_book(reports / "报送进度.xlsx")
    assert named == [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    table = guide.partition("**汇总工作簿**里有：")[2].partition("\n\n**")[0]
    described = re.findall(r"^\| (?!表 |---)(.+?) \|", table, re.MULTILINE)
    described = [name for names in described for name in names.split("、")]
    there = opened_book(next(reports.glob("*汇总.xlsx"))).sheetnames
    assert [name for name in there if name not in described] == []
    # Sheets of comparisons are written where there is something to compare.
    assert {name for name in described if name not in there} <= {"汇总数核对", "逐项同比"}


# --- the worked example of an edition ----------------------------------------------------------

MISWRITTEN = (
    ("rules.csv", "total = sum(results)", "total = sum(result)"),
    ("rules.csv", "total = sum(results)", "total == sum(results)"),
    ("rules.csv", "total = sum(results)", "total = clean * 2"),
    ("rules.csv", "total = sum(results)", "total = 2 * sum(results)"),
    ("rules.csv", "inspections rows", "inspections row"),
    ("rules.csv", "hard", "must"),
    ("rows.csv", "planned", "Planned"),
    ("rows.csv", "检查方式,计划检查", ",计划检查"),
)


def _worked_example(folder: Path) -> Path:
    guide = (ROOT / "docs" / "adding-an-edition.md").read_text("utf-8")
    for name, text in re.findall(r"^`inspections-2024/([\w.]+)`:\n\n```\w+\n(.*?)^```$", guide, re.M | re.S):
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_worked_example_is_an_edition(tmp_path: Path) -> None:
    form = load_form(_worked_example(tmp_path))
    assert len(form.inputs) == 6
    record = Record(values=dict.fromkeys(form.inputs[1:], 0), prior={"inspections.all.total": 3})
    failing = [result.check.code for result in evaluate(form, record) if result.outcome is Outcome.FAIL]
    assert failing == ["N-BLANK"]
    write_template(io.BytesIO(), form, Identity(form.id, form.version, UNIT, 2024))


def test_the_guide_quotes_the_refusals(tmp_path: Path) -> None:
    refused = []
    for number, (name, right, wrong) in enumerate(MISWRITTEN):
        folder = tmp_path / str(number)
        folder.mkdir()
        file = _worked_example(folder) / name
        file.write_text(file.read_text("utf-8").replace(right, wrong, 1), "utf-8")
        with pytest.raises(EditionError) as refusal:
            load_form(folder)
        refused.append(str(refusal.value))
    assert [text for page, text in _fenced("text") if page.name == "adding-an-edition.md"] == [
        "".join(f"{line}\n" for line in refused)
    ]


def test_the_chinese_page_about_forms_of_ones_own_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its commands, in order, on a blank as an office gets it."""
    from tests.drafting import blanks
    from toolkit.drafting import trial

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trial, "converted", lambda *_: None)  # a PDF of the blank is another test's
    blanks.blank(tmp_path / "空白表.xlsx", 统计表=blanks.simple)
    commands = [text for page, text in _fenced("sh") if page.name == "own-form.md"]
    for line in "\n".join(commands).splitlines():
        if line.startswith("ogi distribute"):
            write_roster(tmp_path / "收集" / "roster.xlsx", (ReportingUnit("101", "某某局"),))
        done = run_here(*shlex.split(line)[1:])
        assert done.returncode == 0, (line, done.stdout, done.stderr)
    assert list((tmp_path / "收集" / "outbox").glob("*.xlsx"))
