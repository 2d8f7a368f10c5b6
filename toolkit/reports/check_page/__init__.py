"""Findings on workbooks as a page to print, before they are sent: the lines of the 退回单, and remarks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import Template

from toolkit.collection.files import replace_file
from toolkit.collection.returns.notice import Notice
from toolkit.collection.returns.problems import Problem, problems
from toolkit.errors import MisuseError
from toolkit.form.identity import Identity
from toolkit.form.model import Form
from toolkit.form.registry import form_for_year, load_form
from toolkit.messages import say, say_of
from toolkit.paper.web_templates import web_templates
from toolkit.review.verdict import Verdict
from toolkit.review.verdict_text import headline, remarks

OWN_MARK = '<meta name="generator" content="ogi check">'
ENDINGS = (".html", ".htm")


def write_check_page(verdicts: Sequence[Verdict], file: Path, checked: datetime) -> None:
    """Write the findings on all files; a page of an earlier check is replaced.

    Raises:
        MisuseError: it would replace another file, has another ending than a page, or cannot be written.
    """
    if file.suffix.lower() not in ENDINGS:
        raise MisuseError(say("misuse.not_a_page", path=file))
    if file.exists() and OWN_MARK.encode() not in file.read_bytes()[:1_000]:
        raise MisuseError(say("misuse.other_page", path=file))
    replace_file(file, check_page(verdicts, checked).encode(errors="replace"))


def check_page(verdicts: Sequence[Verdict], checked: datetime) -> str:
    """Return the page as HTML without scripts or external resources, to be printed on A4."""
    shown = [
        (
            verdict.status,
            headline(verdict),
            say_of("check_page.next.*", verdict.status),
            lines_of(verdict, checked),
            remarks(verdict),
        )
        for verdict in verdicts
    ]
    return _template().render(shown=shown, mark=OWN_MARK, time=checked.strftime("%Y-%m-%d %H:%M"))


def lines_of(verdict: Verdict, checked: datetime) -> tuple[Problem, ...]:
    """What must be mended, then what must be explained, as a 退回单 has it."""
    identity = verdict.identity
    notice = Notice(
        city="",
        year=identity.year if identity else checked.year,
        unit=identity.unit.name if identity else "",
        code=identity.unit.code if identity else "",
        file=verdict.file,
        received=checked.date(),
        deadline=None,
        round=1,
        office="",
        verdict=verdict,
        form=_form_of(identity),
    )
    return problems(notice)


def _form_of(identity: Identity | None) -> Form:
    """Return the form whose labels are shown; the usual one where the workbook names none that is known."""
    if identity is not None:
        with suppress(MisuseError):
            return form_for_year(identity.edition, identity.year)
    return load_form()


@lru_cache(maxsize=1)
def _template() -> Template:
    return web_templates("toolkit.reports.check_page", ".").get_template("check.html.jinja")
