"""What the reference pages say, each made from the thing it describes.

Nothing here depends on the terminal, the machine or the version of Python: help comes from the
parameters of the commands and not from their printed help, signatures are put together part by part,
an enumeration is shown by its members (how one is called differs between versions).
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache, cached_property
from json import dumps
from pathlib import Path
from typing import Any

import typer

import toolkit
from tests.reference import code_stub
from toolkit.cli.main import application
from toolkit.collection.outbox import Distribution
from toolkit.findings import FoundCell, Quote, SuspectCell
from toolkit.form.evaluation import Record
from toolkit.form.identity import Identity, Unit
from toolkit.form.layout import DECLARED, layout_of
from toolkit.form.model import Block, Form
from toolkit.form.registry import editions, load_form
from toolkit.form.values import BESIDE, KEYS
from toolkit.messages import catalogue, say, say_of

ROOT = Path(__file__).parents[2]
NOTICE = "由 `python -m tests.reference --write` 生成，请勿手改。Generated; do not edit."


def write() -> list[str]:
    """Write every file that drifts; returns their names."""
    names = drifting()
    for name in names:
        (ROOT / name).write_text(GENERATED[name](), encoding="utf-8", newline="\n")
    return names


def drifting() -> list[str]:
    """Names of the generated files that are not what they would be if written now."""
    return [name for name, text in GENERATED.items() if not _same(ROOT / name, text())]


def _same(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text("utf-8") == text


# --- markdown ----------------------------------------------------------------------------------


def _page(title: str, *parts: str) -> str:
    return "\n\n".join((f"# {title}", NOTICE, *(part for part in parts if part))) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(map(_in_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _code(text: object) -> str:
    return f"`{text}`"


# --- items.md ----------------------------------------------------------------------------------


VALUES_JSON = {
    "edition": "版本代码，如 `ogi-2021`；不写的为默认版本",
    "year": "年度，四位数字",
    "unit": '`{"code": 单位代码, "name": 单位名称}`',
    "values": "必写。`{指标代码: 数}`；空白的写 `null` 或者不写，要照原样写进格里的内容写成文字",
    "texts": "`{文字代码: 文字}`",
    "blanks_are_zero": "零报告声明：`true` 或 `false`",
    "reasons": "`{核对编号: 说明}`，编号见 `ogi rules --json`",
    "not_applicable": "`[指标代码]`，不适用的格",
}


def items() -> str:
    """Every item of every edition."""
    intro = (
        "指标代码用在 VALUES.json、`ogi check --json`、`rollup.json` 和数据框的列名中，也是工作簿里"
        "同一单元格的定义名称。“填写”的格由填报人填，“计算”的格由公式算；读回时一律重新计算。"
    )
    keys = _table(("键", "写什么"), ((_code(key), VALUES_JSON[key]) for key in KEYS))
    return _page(
        "指标 / Items",
        intro,
        "VALUES.json 的键。`ogi check --json` 里一份表的内容也可以直接用，其中的 "
        + "、".join(map(_code, sorted(BESIDE)))
        + " 不读；其他的键一律不收，以免写错了键名而漏掉内容：",
        keys,
        *(part for form in _forms() for part in _items(form)),
    )


def _forms() -> Iterator[Form]:
    yield from map(load_form, editions())


def _items(form: Form) -> Iterator[str]:
    layout = layout_of(form)
    counts = f"指标 {len(form.items)} 个，文字 {len(form.texts)} 段。"
    yield f"## {form.id}\n\n{form.title}（{form.notice}），{counts}"
    for table in form.tables:
        sheet = form.sheet(table.sheet).name
        yield f"### {table.name}　工作表“{sheet}”"
        heads = ("指标代码", "官方名称", "单位", "类型", "来源", "单元格")
        yield _table(heads, (row for block in table.blocks for row in _block(form, block)))
        lines = [heading for block in table.blocks for heading in (*block.rows, *block.columns)]
        defined = [(heading.label, heading.definition) for heading in lines if heading.definition]
        if defined:
            yield _table(("行、列", "指标解释"), defined)
    rows = [(_code(t.id), t.label, layout.texts[t.id].sheet, layout.texts[t.id].a1) for t in form.texts]
    yield "### 文字\n\n" + _table(("代码", "官方名称", "工作表", "单元格"), rows)
    declared = layout.cover[DECLARED]
    yield (
        f"零报告声明在工作表“{declared.sheet}”{declared.a1}，定义名称 {_code(DECLARED)}，"
        f"VALUES.json 中的键也是它，值为 true。"
    )


def _block(form: Form, block: Block) -> Iterator[tuple[str, ...]]:
    kinds = {"count": "件数（整数）", "money": "金额（小数）"}
    for item in form.items.values():
        if (item.table, item.block) == (block.table, block.id):
            source = "计算" if item.id in form.totals else "填写"
            if item.prefill:
                source += "，有上年数的预填"
            cell = layout_of(form).items[item.id].a1
            yield _code(item.id), item.label, item.unit, kinds[item.kind], source, cell


# --- rules.md ----------------------------------------------------------------------------------


def rules() -> str:
    """The rulebook of every edition."""
    intro = (
        "“须改正”的，不符即退回；“需说明”的，情况属实可以写明原因后报送，不退回。所需的数没有填齐，"
        "或者没有上年数的，结果是“无法核对”，不算错。规则写在 `workbook_templates/版本/rules.csv` 中，"
        "写法见 [adding-an-edition.md](../adding-an-edition.md)。"
    )
    return _page("核对规则 / Rules", intro, *(part for form in _forms() for part in _rules(form)))


def _rules(form: Form) -> Iterator[str]:
    counts = f"规则 {len(form.rules)} 条，共核对 {len(form.checks)} 处。"
    yield f"## {form.id}\n\n{form.title}（{form.notice}），{counts}"
    for rule in form.rules:
        checks = [check for check in form.checks if check.rule is rule]
        many = sum(other.code == rule.code for other in form.rules) > 1
        number = f"（之{rule.number}）" if many else ""
        facts = [
            ("要求", say_of("severity.*", rule.severity) + ("，左边由公式计算" if rule.computes else "")),
            ("规则", "；".join(_unlike(check.sentence for check in checks))),
            ("写法", _code(rule.expression)),
            ("前提", _code(rule.when) if rule.when else ""),
            ("适用", f"{_code(rule.for_each)}，{len(checks)} 处" if rule.for_each else "全表 1 处"),
            ("键", _few([_code(check.key) for check in checks])),
            ("处理", rule.remedy),
            ("依据", rule.source),
        ]
        lines = "\n".join(f"- {name}：{text}" for name, text in facts if text)
        yield f"### {rule.code}{number} {rule.title}\n\n{lines}"


def _unlike(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))


def _few(keys: list[str]) -> str:
    return "、".join(keys if len(keys) <= 3 else [*keys[:2], "…", keys[-1]])


# --- cli.md ------------------------------------------------------------------------------------


@cache
def commands() -> Mapping[str, Any]:
    """Verb → command, as the program itself parses it; a verb of several words where verbs are grouped."""
    group: Any = typer.main.get_command(application())
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {word}": one for word, one in inner.items()} if inner else {name: command}
    return found


def cli() -> str:
    """Every verb with its arguments and options."""
    intro = f"`ogi`：{say('help.ogi')}每个命令都有 `-h`、`--help`；`ogi --version` 显示版本号。"
    exits = _table(
        ("返回值", "含义"),
        (
            ("0", "没有要退回的，也没有缺报的；collect 不问缺报，只问收到的"),
            ("1", "有要退回的、读不了的、缺报的或来源不明的"),
            ("2", "命令用错，或者文件、文件夹不对；没有执行"),
        ),
    )
    streams = "结果写在标准输出，进度和备注写在标准错误。"
    return _page("命令 / Commands", intro, exits, streams, *(_verb(*pair) for pair in commands().items()))


def _verb(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    required = [f"{_option(p)}" for p in options if p.required]
    usage = " ".join(["ogi", name, *map(_argument, arguments), *required])
    rest = " [选项]" if len(options) > len(required) else ""
    rows = [(_code(_argument(p)), p.help or "", "") for p in arguments]
    rows += [(_code(_option(p, "，")), p.help or "", _default(p)) for p in options]
    parts = [f"## ogi {name}", str(command.help), f"```text\n{usage}{rest}\n```"]
    if rows:
        parts.append(_table(("参数", "说明", "缺省"), rows))
    return "\n\n".join(parts)


def _argument(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _option(param: Any, joint: str = "") -> str:
    names = joint.join(param.opts) if joint else param.opts[0]
    return str(names if param.is_flag else f"{names} {param.metavar or param.name.upper()}")


def _default(param: Any) -> str:
    if param.required:
        return "必填"
    words = [_code(param.default)] if param.default and not param.is_flag else []
    words += [f"环境变量 {_code(param.envvar)}"] if param.envvar else []
    return "，".join(words)


# --- messages.md -------------------------------------------------------------------------------


def messages() -> str:
    """Every sentence about a received workbook, the roster or a wrong call."""
    intro = (
        "系统说的每一句话都在 `toolkit/messages` 的表里，花括号处填入具体内容。"
        "核对规则的不符，句子按下面“核对”一节的样式组成，编号见 [rules.md](rules.md)。"
    )
    sections = (
        ("读取", "读文件时发现的问题和所作的换算。“退回”包括整份读不了。", _reading()),
        ("核对", "", _plain("check.", skip=("check.code", "check.place", "check.prior_cell"))),
        ("可疑单元格", "算式不平时，按迹象给出的线索。", _plain("suspect.")),
        ("收集和汇总", "", _plain("intake.", "collect.", "rollup.", "city.complete", "city.incomplete")),
        ("名册", "", _plain("roster.", skip=("roster.example", *_single("roster.")))),
        ("命令和设置", "", _plain("misuse.", "usage.")),
        ("版本数据", "写给修改 `workbook_templates` 的人。", _plain("edition.")),
    )
    return _page("提示语 / Messages", intro, *(_section(*section) for section in sections))


def _section(title: str, intro: str, table: str) -> str:
    return "\n\n".join(part for part in (f"## {title}", intro, table) if part)


def _single(prefix: str) -> tuple[str, ...]:
    """Codes of words that are no sentences: headings of columns and the like."""
    return tuple(k for k, text in catalogue().items() if k.startswith(prefix) and "。" not in text)


def _plain(*prefixes: str, skip: tuple[str, ...] = ()) -> str:
    rows = [
        (_code(key), text.replace("{{", "{").replace("}}", "}"))
        for key, text in catalogue().items()
        if key.startswith(prefixes) and not key.startswith(skip or ("\0",))
    ]
    return _table(("代号", "句子"), rows)


NOTES = (
    "reading.macros",
    "reading.links",
    "reading.pictures",
    "reading.comments",
    "reading.text_boxes",
    "reading.default_password",
    "reading.no_hidden_sheet",
    "reading.passed_over",
    "reading.cover_respelt",
    "reading.checks_missing",
    "reading.sheet_renamed",
    "reading.sheet_copy_same",
    "reading.sheet_last_year",
    "reading.moved",
    "reading.declaration",
    "reading.far_away",
    "reading.total_shown",
    "reading.text_ignored",
    "reading.unplaced",
    "reading.words_beside",
    "reading.reason_unasked",
    "reading.sheet_beside",
    "reading.title_changed",
    "reading.look",
    "reading.shown",
    "reading.formula_agrees",
    "reading.formula_open",
    "reading.totals_typed",
    "reading.converted.",
)
"""Reading sentences that only report; all others send the workbook back."""


def _reading() -> str:
    idle = [note for note in NOTES if not any(key.startswith(note) for key in catalogue())]
    if idle:
        raise AssertionError(f"no such sentences any more: {idle}")
    rows = []
    for key, text in catalogue().items():
        code = re.search(r"（([A-Z]-\w+)）$", text)
        if key.startswith("reading.") and code:
            effect = "提示" if key.startswith(NOTES) else "退回"
            rows.append((code[1], effect, text.removesuffix(code[0])))
    return _table(("编号", "后果", "句子"), sorted(rows, key=lambda row: row[0]))


# --- api.md ------------------------------------------------------------------------------------


def api() -> str:
    """Signatures and docstrings of what ``toolkit`` exports."""
    intro = (
        "What `import toolkit` gives, in the order in which data flow. Everything else is internal and may "
        "change without notice. Counts are `int`, money is `Decimal`. Bad data never raises: it becomes a "
        "finding."
    )
    parts = [_export(name, getattr(toolkit, name)) for name in exported()]
    returned = [_export(thing.__name__, thing) for thing in RETURNED]
    heading = "# What else comes back\n\nNot exported by name; results and attributes of the above."
    return _page("Python API", intro, *parts, heading, *returned)


def exported() -> list[str]:
    """Names that ``toolkit`` exports, in the order of its stub."""
    stub = ast.parse(Path(toolkit.__file__).with_suffix(".pyi").read_text("utf-8"))
    return [name.name for node in stub.body if isinstance(node, ast.ImportFrom) for name in node.names]


RETURNED = (Record, Identity, Unit, FoundCell, Quote, SuspectCell, Distribution)
"""Classes of what the exported functions and classes hold."""


def _export(name: str, thing: Any) -> str:
    if inspect.isclass(thing):
        return _class(name, thing)
    return "\n\n".join((f"## {name}", _signature(name, thing), _docstring(thing)))


def _class(name: str, thing: type) -> str:
    parts = [f"## {name}", f"From `{thing.__module__}`."]
    if issubclass(thing, Enum):
        parts[1] = _members(name, thing)
    elif not issubclass(thing, Exception):
        parts[1] = _signature(name, thing)
    parts.append(_docstring(thing))
    for member, value in vars(thing).items():
        if member.startswith("_"):
            continue
        if isinstance(value, property | cached_property):
            getter = value.fget if isinstance(value, property) else value.func
            returns = getter.__annotations__.get("return", "") if getter else ""
            parts += [f"### {name}.{member}", f"```python\n{member}: {returns}\n```", _docstring(getter)]
        elif inspect.isfunction(value) or isinstance(value, classmethod | staticmethod):
            function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
            parts += [f"### {name}.{member}", _signature(f"{name}.{member}", function), _docstring(function)]
    return "\n\n".join(part for part in parts if part)


def _members(name: str, thing: type[Enum]) -> str:
    lines = "\n".join(f"{name}.{member.name} = {dumps(member.value, ensure_ascii=False)}" for member in thing)
    return f"```python\n{lines}\n```"


def _signature(name: str, thing: Callable[..., object]) -> str:
    try:
        signature = inspect.signature(thing)
    except ValueError:
        return ""
    shown: list[str] = []
    starred = False
    for parameter in signature.parameters.values():
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            shown.append("*")
            starred = True
        shown.append(_parameter(parameter))
    returns = signature.return_annotation
    arrow = "" if returns is signature.empty or inspect.isclass(thing) else f" -> {_annotation(returns)}"
    line = f"{name}({', '.join(shown)}){arrow}"
    if len(line) > 88:
        line = f"{name}(\n" + "".join(f"    {part},\n" for part in shown) + f"){arrow}"
    return f"```python\n{line}\n```"


def _parameter(parameter: inspect.Parameter) -> str:
    text, equals = parameter.name, "="
    if parameter.annotation is not parameter.empty:
        text, equals = f"{text}: {_annotation(parameter.annotation)}", " = "
    if parameter.default is not parameter.empty:
        default = parameter.default
        shown = default.__name__ if inspect.isfunction(default) else repr(default)
        text += equals + ("…" if "<factory>" in shown else shown)
    return text


def _annotation(annotation: object) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


_HEADINGS = ("Args:", "Attributes:", "Returns:", "Raises:")
_ENTRY = re.compile(r"(?P<names>[\w*]+(, [\w*]+)*): (?P<text>.*)")


def _docstring(thing: object) -> str:
    """A docstring as markdown: roles and double backticks to code, sections to lists."""
    text = inspect.cleandoc(getattr(thing, "__doc__", None) or "")
    name = getattr(thing, "__name__", "")
    if text.startswith(f"{name}("):
        return ""  # made by dataclass, no docstring of its own
    text = re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", text).replace("``", "`")
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if line in _HEADINGS:
            lines += [line.removesuffix(":") + ":", ""]
            inside = True
        elif inside and line.startswith("    "):
            lines += _entry(line[4:], lines)
        else:
            inside = inside and not line
            lines.append(line)
    return "\n".join(lines).strip()


def _entry(line: str, before: list[str]) -> list[str]:
    entry = _ENTRY.match(line)
    if entry:
        names = ", ".join(_code(name) for name in entry["names"].split(", "))
        return [f"- {names}: {entry['text']}"]
    if before and before[-1].startswith(("- ", "  ")):
        return [f"  {line.strip()}"]
    return [f"- {line.strip()}"]


GENERATED: Mapping[str, Callable[[], str]] = {
    "docs/reference/items.md": items,
    "docs/reference/rules.md": rules,
    "docs/reference/cli.md": cli,
    "docs/reference/messages.md": messages,
    "docs/reference/api.md": api,
    code_stub.FILE.relative_to(ROOT).as_posix(): code_stub.stub,
}
"""File → what makes its text."""
