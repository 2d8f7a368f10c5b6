"""The texts of a published report under the ids of its form: what stands below which heading.

Headings are recognised by label, however they are numbered, also where they run into the text. What stands
below the headings of tables has no text of its own in the form; it is handed over apart, so that nothing of
a report is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from toolkit.form.aliases import aliases
from toolkit.form.model import Form
from toolkit.published.content import Paragraph, PublishedContent
from toolkit.published.label_lexicon import bare, half_width, letters
from toolkit.published.odd_headings import odd_headings, sentences_around_tables
from toolkit.published.section_points import mentioned, points_of

_PART = re.compile(r"(?:(?<=^)|(?<=[。；…\n\d]))[^\S\n]*[一二三四五六七八九十]{1,2}\s*[、.．]\s*")
_HEAD_END = re.compile(r"[。：:；\n]")
_LONGEST_HEAD = 40
_SHORTEST_CONTENTS = 3
_DAY = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日$")
_FOOTER = re.compile(
    r"^(?:附件|附[:：]|扫一扫|分享|打印|关闭|相关(?:阅读|链接|稿件|文章)|上一篇|下一篇|版权|主办|承办|网站(?:标识码|地图)|技术支持"
    r"|[\u3400-\u9fff]{1,3}ICP备|【(?:打印|关闭|字体)|责任编辑|责编|信息来源|返回(?:顶部|首页))"
)


@dataclass
class Sections:
    """Attributes:
    texts: text id → text.
    beside: section of tables → what stands below its heading.
    missing: labels of sections of which there is no heading.
    mentioned: texts without a heading of their own whose subject the text of their section names.
    """

    texts: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    mentioned: set[str] = field(default_factory=set)


def sections_of(content: PublishedContent, form: Form, unit: str = "") -> Sections:
    """Sort the paragraphs of a report under the texts of its form.

    Args:
        unit: whose report it is; its name in a line of its own, or a day, is the signature below the report.
    """
    labels = _labels(form)
    rows = {label[0] for label in _row_labels(form) if _PART.match(label)}
    numbers = {key: label[0] for key, label in labels.items() if _PART.match(label) and label[0] not in rows}
    found = Sections()
    parts: dict[str, list[str]] = {}
    lines_below = list(_below(content, _heads(form), numbers, _points(form), bare(unit)))
    for key, line in lines_below or _around_tables(content, form):
        parts.setdefault(key, []).append(line)
    for key, lines in parts.items():
        texts = [text for text in form.texts if text.sheet == key]
        if not texts:
            target = key if any(text.id == key for text in form.texts) else ""
            if target:
                found.texts[target] = _joined(lines)
            elif key and (words := _joined(lines)):
                found.beside[key] = words
        else:
            words, names = _joined(lines), _names(form, key)
            found.texts.update(points_of(words, names))
            found.mentioned |= {text for text in mentioned(words, names) if text not in found.texts}
    found.missing = [label for key, label in labels.items() if key not in parts]
    if not lines_below:
        said = "".join(found.texts.values())
        found.mentioned |= {text.id for text in form.texts if text.mentions and text.mentions in said}
    return found


def is_whole(found: Sections, form: Form) -> bool:
    """Whether most sections of a report are there, and something is written in them."""
    return len(found.missing) * 2 < len(_labels(form)) and any(
        (*found.texts.values(), *found.beside.values())
    )


def opens_report(line: str, form: Form) -> bool:
    """Whether a paragraph has the heading of the first section."""
    key, labels = next(iter(_heads(form).items()))
    return any(True for _ in _headings(line, {key: labels}))


# --- sections ----------------------------------------------------------------------------------


def _labels(form: Form) -> dict[str, str]:
    """Section → official heading: a sheet with tables or several texts, else each of its texts."""
    labels: dict[str, str] = {}
    tables = {table.sheet for table in form.tables if table.published}
    for sheet in form.sheets:
        texts = [text for text in form.texts if text.sheet == sheet.id]
        own = [text for text in texts if re.match(r"[一二三四五六七八九十]", half_width(text.label))]
        if own:
            labels.update({text.id: text.label for text in own})
        elif texts or sheet.id in tables:
            labels[sheet.id] = sheet.heading
    return labels


def _heads(form: Form) -> Mapping[str, tuple[str, ...]]:
    """Section → its heading and other spellings, without numbering."""
    seen = aliases(form.id)
    return {
        key: tuple(map(bare, (label, *seen.get(("section", "", key), ()), *seen.get(("text", "", key), ()))))
        for key, label in _labels(form).items()
    }


def _row_labels(form: Form) -> Iterator[str]:
    """Labels of rows and of their groups; some are numbered as sections are."""
    for table in form.tables:
        for block in table.blocks:
            for row in block.rows:
                yield from row.labels


def _points(form: Form) -> list[str]:
    """Labels of the texts of sections that have several."""
    sections = _labels(form)
    return [bare(text.label) for text in form.texts if text.id not in sections]


def _names(form: Form, sheet: str) -> dict[str, tuple[str, ...]]:
    """Text of a section with several → its label and other spellings, without numbering."""
    seen = aliases(form.id)
    return {
        one.id: tuple(map(bare, (one.label, *seen.get(("text", "", one.id), ()))))
        for one in form.texts
        if one.sheet == sheet
    }


def _below(
    content: PublishedContent,
    heads: Mapping[str, tuple[str, ...]],
    numbers: Mapping[str, str],
    points: Sequence[str],
    unit: str,
) -> Iterator[tuple[str, str]]:
    """Each run of text with the section it stands in; nothing before the first heading."""
    places = _places(content, heads, numbers, points)
    here = ""
    for place, block in enumerate(content.blocks):
        if not isinstance(block, Paragraph):
            continue
        rest = block.text
        if here and (_FOOTER.match(rest.strip()) or _is_signature(rest, unit)):
            if here == list(heads)[-1]:
                return  # the page goes on, the report does not
            continue
        for key, start, end in places.get(place, ()):
            if here and rest[:start].strip():
                yield here, rest[:start].strip()
            here, rest = key, " " * end + rest[end:]
            yield here, ""
        if here and rest.strip():
            yield here, rest.strip()


def _places(
    content: PublishedContent,
    heads: Mapping[str, tuple[str, ...]],
    numbers: Mapping[str, str],
    points: Sequence[str],
) -> dict[int, list[tuple[str, int, int]]]:
    """Place of a paragraph → the headings in it: section, first letter, end of the heading."""
    left, contents = dict(heads), _contents(content, heads)
    found: dict[int, list[tuple[str, int, int]]] = {}
    for place, block in enumerate(content.blocks):
        if isinstance(block, Paragraph) and place not in contents:
            for key, start, end in _headings(block.text, left):
                found.setdefault(place, []).append((key, start, end))
                left.pop(key, None)
    # 主动公开情况 is the heading of a point of section one as well.
    sure = {
        key: (official, *(other for other in others if not any(point in other for point in points)))
        for key, (official, *others) in left.items()
    }
    for place, key in odd_headings(content.blocks, sure, numbers, points).items() if sure else ():
        block = content.blocks[place]
        if isinstance(block, Paragraph) and place not in found:
            found[place] = [(key, 0, len(block.text))]
    return found


def _contents(content: PublishedContent, heads: Mapping[str, tuple[str, ...]]) -> set[int]:
    """Places of a table of contents: headings that follow one another, and each of which comes again."""
    named = {
        place: keys
        for place, block in enumerate(content.blocks)
        if isinstance(block, Paragraph) and (keys := {key for key, *_ in _headings(block.text, heads)})
    }
    last = {key: place for place, keys in named.items() for key in keys}
    found: set[int] = set()
    run: dict[str, int] = {}
    for place, keys in [*named.items(), (-1, set[str]())]:
        if place - 1 not in run.values() or keys & run.keys():
            if len(run) >= _SHORTEST_CONTENTS and all(last[key] > max(run.values()) for key in run):
                found.update(run.values())
            run = {}
        run |= dict.fromkeys(keys, place)
    return found


def _around_tables(content: PublishedContent, form: Form) -> Iterator[tuple[str, str]]:
    """Where no heading can be read: what stands before and behind the tables is of the sections there."""
    named = {name for text in form.texts for name in (text.id, text.sheet)}
    keys = [key for key in _labels(form) if key in named]
    before, behind = sentences_around_tables(content.blocks)
    # Behind the tables the page goes on where the report does not.
    behind = [*takewhile(lambda line: not _FOOTER.match(line.strip()), behind)]
    for key, lines in zip(keys, (before, behind), strict=False):
        yield from ((key, line) for line in lines)


def _is_signature(line: str, unit: str) -> bool:
    """Whether a line is a day or the name of the unit."""
    return bool(_DAY.match(half_width(line)) or (unit and bare(line) == unit))


def _headings(text: str, heads: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, int, int]]:
    """Headings in a paragraph: section, first letter, end of the heading."""
    for match in _PART.finditer(text):
        behind = text[match.end() : match.end() + 2 * _LONGEST_HEAD]
        line = _HEAD_END.split(behind, maxsplit=1)[0]
        # Behind the figures of a table that was lost, rows of it look like headings, too.
        short = len(line) <= _LONGEST_HEAD and not text[: match.start()][-1:].isdigit()
        found = [
            (len(label), key, label)
            for key, labels in heads.items()
            for label in labels
            if _starts(behind, label) or (short and label in letters(line))
        ]
        if found:
            _, key, label = max(found)
            yield key, match.start(), match.end() + _end_of(behind, label)


def _starts(text: str, label: str) -> bool:
    return letters(text[: 2 * len(label)]).startswith(label)


def _end_of(text: str, label: str) -> int:
    """Letters of a text up to the end of a label in it; a short line is a heading as a whole."""
    line = text.split("\n", maxsplit=1)[0]
    if len(line) <= _LONGEST_HEAD and len(line) == len(text) and not re.search(r"[，,。]|\d", line):
        return len(line)
    size, place = 0, letters(text).find(label) + len(label)
    for index, character in enumerate(text, start=1):
        size += len(letters(character))
        if size == place:
            return index
    return len(text)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(filter(None, (line.strip() for line in lines)))
