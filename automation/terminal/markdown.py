"""Text of others in Markdown of ours. No I/O."""

import re
from typing import Final

# What Markdown or HTML would take for more than text.
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~!@])")


def plain(text: str) -> str:
    """Text on one line that stays text: its author is not the one who is to believe the page."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
