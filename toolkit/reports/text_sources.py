"""The texts of a total as they stand in a document: Word, web page, workbook for the level above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import html
from lxml.etree import LxmlError

from toolkit.errors import MisuseError
from toolkit.form.model import Form
from toolkit.messages import say, system_words
from toolkit.workbook.submission import read_submission

DOCUMENT, PAGE, SUBMISSION = "document", "page", "submission"
ATTRIBUTE = "data-text"
"""Attribute of the element that holds the paragraphs of a text on the page; its value is the text's id."""
_LONGEST = 40
"""Characters of a bookmark's name that Word allows."""
_START, _END, _NAME, _ID = (qn(f"w:{name}") for name in ("bookmarkStart", "bookmarkEnd", "name", "id"))

Lines = dict[str, list[str]]


@dataclass(frozen=True)
class TextSource:
    """A document that people may have changed: its kind and its file."""

    kind: str
    file: Path


def bookmark(text: str) -> str:
    """Return the name of the bookmark around a text in the Word draft."""
    return ("ogi_" + re.sub(r"\W", "_", text))[:_LONGEST]


def words_of_source(source: TextSource, form: Form) -> Lines:
    """Return text id → paragraphs, for the texts that are found; nothing where there is no file.

    Raises:
        MisuseError: the document cannot be read, so that what people wrote into it would be lost.
    """
    if not source.file.is_file():
        return {}
    try:
        match source.kind:
            case "document":
                return _of_word(source.file, form)
            case "page":
                return _of_page(source.file)
            case _:
                return _of_workbook(source.file)
    except OSError as error:
        reason = system_words(error)
        raise MisuseError(say("misuse.cannot_read", path=source.file, reason=reason)) from error
    except (BadZipFile, OpcError, LxmlError, KeyError, ValueError) as error:
        raise MisuseError(say("texts.unreadable", path=source.file)) from error


def _of_word(file: Path, form: Form) -> Lines:
    """By bookmarks; a text whose bookmark is gone is looked for below its heading."""
    by_name = {bookmark(text.id): text.id for text in form.texts}
    by_label = {"".join(text.label.split()): text.id for text in form.texts}
    document = Document(str(file))
    marked = {str(one.get(_NAME)) for one in document.element.body.iter(_START)} & by_name.keys()
    found: Lines = {}
    current, closing = "", ""
    for paragraph in document.paragraphs:
        starts = {str(one.get(_NAME)): str(one.get(_ID)) for one in paragraph._p.iter(_START)}
        ends = {str(one.get(_ID)) for one in paragraph._p.iter(_END)}
        for name in starts.keys() & by_name.keys():
            current, closing = by_name[name], starts[name]
        if (paragraph.style.name if paragraph.style else "").startswith("Heading"):
            below = by_label.get("".join(paragraph.text.split()), "")
            current, closing = ("" if bookmark(below) in marked else below), ""
            continue
        if closing and closing in ends and closing not in starts.values() and _ends_before_text(paragraph):
            current = ""
        if paragraph.alignment == WD_ALIGN_PARAGRAPH.RIGHT:
            break  # the signature; below it is the annex with the texts of the units
        if current:
            found.setdefault(current, [])
            if paragraph.text.strip():
                found[current].append(paragraph.text.strip())
        if closing and closing in ends:
            current = ""
    return found


def _ends_before_text(paragraph: Paragraph) -> bool:
    """Whether a bookmark ends at the beginning of a paragraph, so that it belongs to what follows."""
    for child in paragraph._p:
        if child.tag == _END:
            return True
        if child.tag == qn("w:r"):
            return False
    return False


def _of_page(file: Path) -> Lines:
    page = html.fromstring(file.read_bytes().decode("utf-8", errors="replace"))
    found: Lines = {}
    for holder in page.iterfind(f".//*[@{ATTRIBUTE}]"):
        paragraphs = [one.text_content() for one in holder.iter("p")] or [holder.text_content()]
        lines = [" ".join(words.split()) for words in paragraphs]
        found[holder.get(ATTRIBUTE, "")] = [line for line in lines if line]
    return found


def _of_workbook(file: Path) -> Lines:
    texts = read_submission(file).record.texts
    return {text: words.splitlines() for text, words in texts.items()}
