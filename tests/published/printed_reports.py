"""Published reports of known figures, printed in the ways that pages of governments are seen to be made.

The markup follows pages that were archived: an editor's tables, tables pasted from Word, spreadsheets saved
as pages, cells kept from breaking; text files with tabs, bars or nothing between cells.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape

from toolkit.form.expression import Number, plain
from toolkit.form.model import Block, Form, Heading

UNIT, YEAR = "清水市林业局", 2023

Cells = list[tuple[str, int, int]]
"""Content, rows and columns of each cell of a line."""


@dataclass
class Printed:
    """A report as printed.

    Attributes:
        truth: item → figure, ``None`` where the printed cell is blank.
        lost: items that are not printed, or not so that they can be told apart.
    """

    text: str
    truth: dict[str, Number | None]
    lost: set[str] = field(default_factory=set)


def figures(form: Form, rng: random.Random, *, right: bool = True) -> dict[str, Number | None]:
    """Figures of a report that adds up, or (``right=False``) of one that does not."""
    values: dict[str, Number | None] = {}
    for item in form.items.values():
        if item.kind == "money":
            values[item.id] = rng.choice([0, 12, 7730])
        else:
            values[item.id] = rng.choice([0, 0, 0, 0, 1, 2, 13, 258, 1504])
    for total in form.computation_order:
        values[total] = sum(values[part] or 0 for part in form.totals[total])
    if not right:
        for name in rng.sample(list(form.items), 5):
            values[name] = rng.randrange(400)
    return values


# --- tables ------------------------------------------------------------------------------------


def lines_of(form: Form, block: Block, values: dict[str, Number | None], rng: random.Random) -> list[Cells]:
    """A block as lines of cells with spans, its labels as printed."""
    if block.orientation == "across":
        return _across(form, block, values)
    deep = max(len(row.labels) for row in block.rows)
    heads = max(len(column.labels) for column in block.columns)
    lines: list[Cells] = [[(block.heading, 1, deep + len(block.columns))]] if block.heading else []
    first: Cells = [(block.corner, heads, deep)]
    lines += [first + _head(block.columns, 0, heads)]
    lines += [_head(block.columns, level, heads) for level in range(1, heads)]
    before: tuple[str, ...] = ()
    for number, row in enumerate(block.rows):
        cells: Cells = []
        for level, label in enumerate(row.labels):
            if row.labels[: level + 1] == before[: level + 1] and level + 1 < len(row.labels):
                continue
            last = level + 1 == len(row.labels)
            same = [r for r in block.rows[number:] if r.labels[: level + 1] == row.labels[: level + 1]]
            cells.append((label, 1 if last else len(same), deep - level if last else 1))
        before = row.labels
        lines.append([*cells, *((shown(values, form, block, row, c), 1, 1) for c in block.columns)])
    return lines


def shown(values: dict[str, Number | None], form: Form, block: Block, row: Heading, column: Heading) -> str:
    value = values.get(form.item_at(block, row, column))
    return "" if value is None else plain(value)


def _head(columns: Sequence[Heading], level: int, heads: int) -> Cells:
    cells: Cells = []
    before = None
    for column in columns:
        if level >= len(column.labels):
            continue
        label = column.labels[: level + 1]
        if label == before and cells:
            text, rows, size = cells.pop()
            cells.append((text, rows, size + 1))
        else:
            last = level + 1 == len(column.labels)
            cells.append((column.labels[level], heads - level if last else 1, 1))
        before = label
    return cells


def _across(form: Form, block: Block, values: dict[str, Number | None]) -> list[Cells]:
    size = len(block.columns)
    tops: Cells = []
    for row in block.rows:
        if tops and tops[-1][0] == row.labels[0]:
            tops[-1] = (tops[-1][0], 1, tops[-1][2] + size)
        else:
            tops.append((row.labels[0], 1, size))
    second: Cells = []
    third: Cells = []
    for row in block.rows:
        if len(row.labels) == 1:
            second += [(column.labels[-1], 2, 1) for column in block.columns]
        else:
            second.append((row.labels[1], 1, size))
            third += [(column.labels[-1], 1, 1) for column in block.columns]
    numbers = [(shown(values, form, block, row, c), 1, 1) for row in block.rows for c in block.columns]
    return [tops, second, third, numbers]


# --- markup ------------------------------------------------------------------------------------


def _plain_cell(text: str, span: str) -> str:
    return f'<td{span} style="border:1px solid" valign="middle"><p>{escape(text)}&nbsp;</p></td>'


def _word_cell(text: str, span: str) -> str:
    half = len(text) // 2 if len(text) > 6 and not text.isdigit() else len(text)
    spans = "".join(
        f'<span style="font-family:仿宋">{escape(part)}</span>' for part in (text[:half], text[half:])
    )
    return f'<td{span} class="MsoNormal"><p class="MsoNormal">{spans}<o:p></o:p></p></td>'


def _sheet_cell(text: str, span: str) -> str:
    return f'<td{span} class="et3">{escape(text) or "<br/>"}</td>'


def _broken_cell(text: str, span: str) -> str:
    parts = (
        [text[i : i + 4] for i in range(0, len(text), 4)] if not text.replace(".", "").isdigit() else [text]
    )
    return f'<td{span} nowrap="nowrap">{"".join(f"<p>{escape(p)}</p>" for p in parts)}</td>'


MARKUPS: dict[str, Callable[[str, str], str]] = {
    "editor": _plain_cell, "word": _word_cell, "spreadsheet": _sheet_cell, "broken": _broken_cell,
}  # fmt: skip


def as_table(lines: Sequence[Cells], cell: Callable[[str, str], str]) -> str:
    def span(rows: int, columns: int) -> str:
        return (f' rowspan="{rows}"' if rows > 1 else "") + (f' colspan="{columns}"' if columns > 1 else "")

    rows = ("".join(cell(text, span(*size)) for text, *size in line) for line in lines)
    return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


# --- whole reports -----------------------------------------------------------------------------

HEADS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def page(
    form: Form, values: dict[str, Number | None], rng: random.Random, markup: str, odd: str | None = None
) -> Printed:
    """A page of a government site, with one of the oddities that are seen."""
    truth = {i.id: values[i.id] for i in form.items.values() if i.table != "fees"}
    printed = Printed("", truth)
    cell = MARKUPS[markup]
    parts: dict[str, list[str]] = {}
    odd = (
        odd
        if odd is not None
        else rng.choice(
            ["", "", "blank", "missing", "brackets", "reordered", "page_break", "merged", "turned"]
        )
    )
    for table in form.tables:
        if not table.published:
            continue
        lines: list[Cells] = []
        for block in table.blocks:
            lines += _odd(form, block, values, rng, odd, printed)
        cut = len(lines) // 2 + 2 if odd == "page_break" and table.id == "requests" else len(lines)
        parts[table.id] = [
            as_table(lines[:cut], cell),
            *([as_table(lines[cut:], cell)] if lines[cut:] else []),
        ]
    label = (lambda text: text.replace("（", "(").replace("）", ")")) if odd == "brackets" else str
    tables = {name: "<p>- 3 -</p>".join(found) for name, found in parts.items()}
    text = rng.choice(["本局主动公开信息 120 条。", "全年办理 3 件。"])
    body = [
        f"<p>{HEADS[0]}</p><p>（一）主动公开情况。{text}</p><p>（二）依申请公开情况。无。</p>",
        f"<p>{HEADS[1]}</p>", tables["proactive"], f"<p>{HEADS[2]}</p>", tables["requests"],
        f"<p>{HEADS[3]}</p>", tables["disputes"],
        f"<p>{HEADS[4]}</p><p>人手不足。</p><p>{HEADS[5]}</p><p>本年度未收取信息处理费。</p>",
    ]  # fmt: skip
    title = f"{UNIT}{YEAR}年政府信息公开工作年度报告"
    printed.text = label(
        f"<html><head><title>{title}</title></head><body><ul><li>首页</li><li>政务公开</li></ul>"
        f"<h1>{title}</h1>{''.join(body)}<div>版权所有</div></body></html>"
    )
    return printed


def _odd(
    form: Form, block: Block, values: dict[str, Number | None], rng: random.Random, odd: str, printed: Printed
) -> list[Cells]:
    item = partial(form.item_at, block)
    if odd == "blank" and block.orientation == "down":
        own = sorted(item(row, column) for row in block.rows for column in block.columns)
        for name in rng.sample([one for one in own if one in printed.truth], 1):
            values = {**values, name: None}
            printed.truth[name] = None
    lines = lines_of(form, block, values, rng)
    heads = len(lines) - len(block.rows)
    if block.orientation == "across":
        return lines
    if odd == "missing" and len(block.rows) > 1:
        place = rng.randrange(len(block.rows))
        row = block.rows[place]
        if len(row.labels) == 1:  # a row that carries no label of a group
            del lines[heads + place]
            lost = {item(row, column) for column in block.columns}
            printed.lost |= lost
    if odd == "reordered" and max(len(row.labels) for row in block.rows) == 1:
        rows = lines[heads:]
        rng.shuffle(rows)
        lines[heads:] = rows
    if odd == "merged" and block.table == "requests":
        line = lines[heads]
        text, *_ = line[-2]
        lines[heads] = [*line[:-2], (f"{text} {line[-1][0]}", 1, 2)]
        printed.lost |= {item(block.rows[0], column) for column in block.columns}
    if odd == "turned" and block.table == "requests":
        # 总计 as the first of the columns.
        lines = [[*line] for line in lines]
        lines[heads - 3 if heads > 3 else 0] = lines[heads - 3 if heads > 3 else 0]
        for number in range(heads, len(lines)):
            *labels, total = lines[number]
            size = len(block.columns)
            lines[number] = [*labels[: len(labels) + 1 - size], total, *labels[len(labels) + 1 - size :]]
        lines[1] = [lines[1][-1], *lines[1][:-1]]
    return lines


def tabs(form: Form, values: dict[str, Number | None], rng: random.Random) -> Printed:
    """A text file, cells parted by tabs, merged ones as empty cells."""
    return _text(form, values, "\t".join, rng)


def glued(form: Form, values: dict[str, Number | None], rng: random.Random) -> Printed:
    """A page that lost its tables: cells one after another."""
    return _text(form, values, "".join, rng, spread=False)


def spaced(form: Form, values: dict[str, Number | None], rng: random.Random) -> Printed:
    """The same with a blank between figures."""
    return _text(form, values, " ".join, rng, spread=False)


def _text(
    form: Form,
    values: dict[str, Number | None],
    join: Callable[[list[str]], str],
    rng: random.Random,
    *,
    spread: bool = True,
) -> Printed:
    truth = {i.id: values[i.id] for i in form.items.values() if i.table != "fees"}
    out = [UNIT, f"{YEAR}年政府信息公开工作年度报告", HEADS[0], "全年工作有序。"]
    for table, head in zip((t for t in form.tables if t.published), HEADS[1:4], strict=True):
        out.append(head)
        for block in table.blocks:
            for line in lines_of(form, block, values, rng):
                cells = [
                    part for text, _, size in line for part in (text, *[""] * (size - 1 if spread else 0))
                ]
                out.append(join(cells))
    out += [HEADS[4], "人手不足。", HEADS[5], "未收取信息处理费。"]
    return Printed("\n".join(out) if spread else "".join(out), truth)
