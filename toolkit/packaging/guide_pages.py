"""The guides as web pages that need no network: Markdown with its pictures, links between pages kept."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from jinja2 import Template
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from toolkit.messages import say
from toolkit.paper.web_templates import web_templates

GUIDES = ("guide-office.md", "guide-clerk.md", "tutorial.md", "own-form.md")
_NO_SLUG = re.compile(r"[^\w\- ]")


def write_guides(docs: Path, target: Path) -> list[Path]:
    """Write the guides and every page they lead to; return them, the guides first.

    Args:
        docs: folder of the Markdown pages.
        target: folder of the web pages, made here.
    """
    waiting, seen = [Path(name) for name in GUIDES], list[Path]()
    while waiting:
        name = waiting.pop(0)
        seen.append(name)
        tokens = _parser().parse((docs / name).read_text("utf-8"))
        linked, pictures = _leading(tokens, docs, name)
        waiting += [one for one in linked if one not in seen and one not in waiting]
        for picture in pictures:
            _copied(docs / picture, target / picture)
        place = target / name.with_suffix(".html")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page(tokens, back=_to_guides(name)), encoding="utf-8")
    return [target / name.with_suffix(".html") for name in seen]


def page(tokens: list[Token], back: str) -> str:
    """One page as HTML.

    Args:
        back: path of the folder of guides, from this page.
    """
    headings = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]
    parser = _parser()
    body = parser.renderer.render(tokens, parser.options, {})
    guides = {f"{back}{Path(name).stem}.html": label for name, label in zip(GUIDES, _labels(), strict=True)}
    # Only characters of the page itself: html is off, so markup in the source stays text.
    return _template().render(title=headings[0], body=Markup(body), guides=guides)


def slug(heading: str) -> str:
    """The name of a heading within its page, as GitHub makes it."""
    return _NO_SLUG.sub("", heading.strip().lower()).replace(" ", "-")


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _labels() -> tuple[str, ...]:
    return (
        say("package.guide.office"),
        say("package.guide.clerk"),
        say("package.guide.tutorial"),
        say("package.guide.own_form"),
    )


def _leading(tokens: list[Token], docs: Path, name: Path) -> tuple[list[Path], list[Path]]:
    """Name headings and turn links to pages of their own; return these pages, and pictures."""
    pages, pictures = [], []
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrs["id"] = slug(_plain(tokens[number + 1]))
        for child in token.children or ():
            if child.type == "link_open":
                pages += _turned(child, docs, name)
            elif child.type == "image":
                pictures.append(_within(name, str(child.attrs["src"])))
    return pages, pictures


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _turned(link: Token, docs: Path, name: Path) -> list[Path]:
    """Let a link lead to the web page; one that leads out of the guides becomes plain text."""
    path, _, anchor = str(link.attrs["href"]).partition("#")
    if not path or "://" in path:
        return []
    to = _within(name, path)
    if to.suffix != ".md" or not (docs / to).is_file() or to.parts[0] == "..":
        del link.attrs["href"]
        return []
    link.attrs["href"] = str(Path(path).with_suffix(".html")) + (f"#{anchor}" if anchor else "")
    return [to]


def _within(name: Path, path: str) -> Path:
    return Path(os.path.normpath(name.parent / path))


def _to_guides(name: Path) -> str:
    return "../" * (len(name.parts) - 1)


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _template() -> Template:
    return web_templates("toolkit.packaging", "pages").get_template("guide.html.jinja")
