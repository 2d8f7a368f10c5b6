"""The catalogue of sentences and the code that speaks them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import toolkit
from toolkit.messages import catalogue, gaps, say, word_files

ROOT = Path(toolkit.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]")


def _said() -> set[str]:
    """Codes spoken literally somewhere, and the patterns of those put together."""
    found = set()
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                    for part in node.values
                )
                found.add("".join(parts))
    return found


def test_every_sentence_is_spoken() -> None:
    patterns = _said()
    plain = {pattern for pattern in patterns if ".+" not in pattern}
    composed = [re.compile(pattern) for pattern in patterns - plain if "\\." in pattern]
    silent = [
        code
        for code in catalogue()
        if re.escape(code) not in plain
        and not any(pattern.fullmatch(code) for pattern in composed)
        and not (code.endswith(".remedy") and re.escape(code.removesuffix(".remedy")) in plain)
    ]
    assert not silent


def test_every_spoken_code_exists() -> None:
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    assert first.value in catalogue(), f"{file.name}: {first.value!r}"


def test_chinese_stands_in_the_catalogue_alone() -> None:
    """No sentence for a clerk or the office is written anywhere else in the code."""
    allowed = {"styles.py", "__init__.py"}
    # Words that are looked for in what was received, and said to nobody.
    allowed |= {"numerals.py", "display.py", "formats.py", "mails.py", "unplaced.py", "protocol.py"}
    for file in ROOT.rglob("*.py"):
        if file.name in allowed:
            continue
        tree = ast.parse(file.read_text("utf-8"))
        documents = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        documents |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
                assert not re.search(r"[\u4e00-\u9fff]{2}", node.value), f"{file.name}: {node.value}"


def test_sentences_are_chinese_and_filled() -> None:
    for code, sentence in catalogue().items():
        if code not in (
            "word.good",
            "word.unknown",
            "words.separator",
            "place.cell",
            "check.place",
        ) and not gaps(code):
            assert HAN.search(sentence), code
        assert "{" not in say(code, **dict.fromkeys(gaps(code), 1)).replace("{指标", "").replace('{"', ""), (
            code
        )


def test_every_verdict_on_a_file_or_a_cell_has_its_sentence() -> None:
    from toolkit.review.suspects import RANK
    from toolkit.workbook.numerals import CONVERSIONS, REFUSALS
    from toolkit.workbook.scanning.scanned import Code

    wanted = {f"reading.converted.{code}" for code in CONVERSIONS}
    wanted |= {f"check.invalid.{code}" for code in (*REFUSALS, "error_value", "negative", "fraction")}
    wanted |= {f"reading.{code}" for code in get_args(Code)}
    wanted |= {f"suspect.reason.{code}" for code in RANK}
    assert wanted <= catalogue().keys(), wanted - catalogue().keys()


def test_a_code_stands_in_one_line_of_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_files, "FOLDER", tmp_path)
    (tmp_path / "clerk").mkdir()
    here, there = tmp_path / "clerk" / "a.csv", tmp_path / "clerk" / "b.csv"
    here.write_text('code,text\nx.a,"“甲”, 乙"\n', "utf-8-sig")
    there.write_text("code,place,wrong,remedy,rule\nx.b,{sheet},有误。,,R-1\n", "utf-8")
    assert word_files.load() == {"x.a": "“甲”, 乙", "x.b": ("{sheet}", "有误。", "", "R-1")}
    for wrong in ("code,text\nx.a,丙\n", "code,text\nx.c,丙,丁\n", "code,text\n\n", "code,words\nx.c,丙\n"):
        there.write_text(wrong, "utf-8")
        with pytest.raises(ValueError, match=r"b\.csv"):
            word_files.load()
