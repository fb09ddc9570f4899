"""A message as plain text and as HTML. I/O: reads the templates beside it.

What fills the HTML is escaped: an issue that somebody typed is text, whatever is in it. The page
needs nothing from anywhere else and has colours for light and for dark.
"""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from automation.core.wording import Wording

_FOLDER: Final = Path(__file__).parent


def as_text(wording: Wording) -> str:
    """Plain text, in the template's order and words."""
    return _templates().get_template("message.txt.j2").render(wording=wording)


def as_html(wording: Wording) -> str:
    """An HTML page for a mail."""
    return _templates().get_template("message.html.j2").render(wording=wording)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
