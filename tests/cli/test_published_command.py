"""``ogi published``: what it prints, its JSON twin, its exit code."""

from __future__ import annotations

from pathlib import Path

from tests.cli.typed import ogi, told
from tests.collection.test_publications import Run, begun, changed_document, document, run

__all__ = ["begun", "document", "run"]


def test_differences_are_printed_with_both_sides_and_missing_units_named(run: Run, document: bytes) -> None:
    file = run.folder / "下载.docx"
    file.write_bytes(changed_document(document, "<w:t>3</w:t>", "<w:t>4</w:t>", 1))
    folder = str(run.collection.folder)
    done = ogi("published", folder, file, "--on", "2024-03-01")
    lines = done.stdout.splitlines()
    assert done.exit_code == 1
    assert lines[0].startswith("下载.docx：样例市教育局")
    assert "4" in lines[1] and "3" in lines[1] and "P-01" in lines[1]
    assert any("102 样例市民政局" in line and "2024-01-31" in line for line in lines)
    data = told("published", folder, "--on", "2024-03-01")
    (unit,) = [one for one in data["units"] if one["published"]]
    assert (unit["code"], unit["published"]["result"]) == ("101", "figures")
    assert unit["published"]["differences"][0]["submitted"] == "3"
    assert "102" in data["missing"] and "901" not in data["missing"]


def test_a_file_of_nobody_is_answered_for(run: Run, document: bytes) -> None:
    file: Path = run.folder / "a.docx"
    file.write_bytes(changed_document(document, "样例市教育局", "某某局"))
    folder = str(run.collection.folder)
    assert "--unit" in ogi("published", folder, file, "--on", "2024-01-20").stdout
    assert ogi("published", folder, file, "--unit", "101", "--on", "2024-01-20").exit_code == 0
