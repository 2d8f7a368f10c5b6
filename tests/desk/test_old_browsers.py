"""The page uses nothing newer than Chromium 80 and Firefox 78, and nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import toolkit

DESK = Path(toolkit.__file__).parent / "desk"
STATIC = DESK / "static"
PROPERTIES = set(
    "align-items background border border-bottom border-collapse border-color border-left border-left-color "
    "border-radius box-sizing color color-scheme cursor display flex flex-wrap font font-family font-size "
    "font-weight grid-gap grid-template-columns justify-content left line-height list-style margin "
    "margin-bottom margin-right max-height max-width min-width order outline outline-offset overflow-wrap "
    "overflow-y padding padding-left position text-align text-decoration top vertical-align white-space "
    "width z-index height min-height".split()
)
"""Known to both; flexible boxes have no gap before Chromium 84."""
NEWER_SCRIPT = re.compile(
    r"\?\.|\?\?|=>|`|\bat\(|replaceAll|allSettled|matchAll|structuredClone|import |export |class |"
    r"#\w+\s*[(=;]|hasOwn|Object\.fromEntries|AbortSignal|ResizeObserver|\bawait\b|innerHTML|eval\("
)
NEWER_STYLE = re.compile(
    r":has\(|:is\(|:where\(|focus-visible|@layer|@container|aspect-ratio|clamp\(|min\(|dvh|&"
)


def test_styles_are_old_ones() -> None:
    css = (STATIC / "desk.css").read_text("utf-8")
    used = set(re.findall(r"[{;]\s*([a-z-]+)\s*:", css))
    assert used <= PROPERTIES, used - PROPERTIES
    assert not NEWER_STYLE.search(css) and "url(" not in css and "@import" not in css


def test_the_script_is_plain() -> None:
    script = re.sub(r"/\*.*?\*/", "", (STATIC / "desk.js").read_text("utf-8"), flags=re.S)
    assert not NEWER_SCRIPT.findall(script)
    assert not re.search(r"https?:", script)


def test_htmx_is_the_version_for_old_browsers_with_its_licence() -> None:
    assert 'version:"1.9.' in (STATIC / "htmx.min.js").read_text("utf-8")
    assert "Permission to use, copy, modify" in (STATIC / "htmx.LICENSE").read_text("utf-8")


@pytest.mark.parametrize("file", sorted((DESK / "pages").glob("*.jinja")), ids=lambda file: file.name)
def test_pages_have_nothing_inline_and_nothing_from_elsewhere(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not re.search(
        r"<script>|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|https?://|<dialog|\| *safe", text
    )
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, flags=re.S):
        assert "form_token" in form or "token(" in form
