"""A commit that would cost data: it names the database anew and protects nothing. I/O: files."""

from pathlib import Path
from typing import Final

_CHANGES: Final = (
    ("__main__.py", "keep=config.keeps_data", "keep=False"),
    ("components/database.py", "database_name=DATABASE_NAME", 'database_name="other"'),
)


def endanger(folder: Path) -> None:
    """Change the program; the caller commits.

    Args:
        folder: the repository.
    """
    for name, safe, dangerous in _CHANGES:
        text = (folder / name).read_text()
        assert safe in text, f"{name} does not look as this was written for"
        (folder / name).write_text(text.replace(safe, dangerous))
