"""The stub that lists the codes of all words, made from the files of words."""

from __future__ import annotations

from pathlib import Path

from toolkit.messages import word_files

FILE = Path(word_files.__file__).with_name("code_types.pyi")
HEAD = '''"""Generated from the files of words by ``python -m tests.reference --write``; do not edit."""

from typing import Literal, TypeAlias

'''


def stub() -> str:
    """The text of ``toolkit/messages/code_types.pyi``: a type for each file, and their unions."""
    parts = [HEAD]
    sentences: list[str] = []
    findings: list[str] = []
    for file in word_files.files():
        entries = list(word_files.entries_of(file))
        name = "_" + "".join(map(str.capitalize, file.stem.split("_")))
        (findings if isinstance(entries[0][1], word_files.Words) else sentences).append(name)
        lines = "".join(f'    "{code}",\n' for code, _ in entries)
        parts.append(f"{name}: TypeAlias = Literal[\n{lines}]\n")
    parts.append(f"FindingCode: TypeAlias = {' | '.join(findings)}\n")
    lines = "".join(f"    | {name}\n" for name in sentences)
    parts.append(f"Code: TypeAlias = (\n    FindingCode\n{lines})\n")
    return "".join(parts)
