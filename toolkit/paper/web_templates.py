"""Templates of web pages: every text is escaped, and a name that is not given is an error."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from toolkit.messages import say, say_of


def web_templates(package: str, folder: str) -> Environment:
    """The templates in a folder of a package, with the words of the catalogue."""
    made = Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"say": say, "say_of": say_of}
    return made
