"""The documents, and what they quote. I/O: reads files of the repository."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.home import REPOSITORY

_FENCE: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_SPAN: Final = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        """Path in the repository."""
        return str(self.path.relative_to(REPOSITORY))

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text()

    def spans(self) -> list[str]:
        """What stands in backticks within a line."""
        return _SPAN.findall(_FENCE.sub("", self.text))

    def code_lines(self) -> Iterator[str]:
        """Lines of code: those of fenced blocks, and spans."""
        for block in _FENCE.findall(self.text):
            yield from block.splitlines()[1:-1]
        yield from self.spans()


PAGES: Final = tuple(
    Page(path)
    for path in sorted(
        [
            *(REPOSITORY / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
            *(REPOSITORY / "docs").rglob("*.md"),
        ]
    )
)


def page(name: str) -> Page:
    """A document by its path in the repository."""
    return Page(REPOSITORY / name)
