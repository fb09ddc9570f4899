"""The migrations of this commit: numbered SQL files. I/O: reads them.

A file is named `NNNN_subject.sql`, numbers go up by one from 1. Its first line says what it means
to code that is older than it:

- `-- expand`: all code that worked before still works.
- `-- contract: needs code of NNNN`: only code that was released with migration NNNN or a later one
  still works. It closes the way back to older releases.

A file is never changed once it was applied anywhere; its SHA-256 is kept in the database.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "sql"
_NAME: Final = re.compile(r"(?P<number>\d{4})_(?P<subject>[a-z0-9_]+)\.sql")
_CONTRACT: Final = re.compile(r"-- contract: needs code of (?P<number>\d{4})")
_EXPAND: Final = "-- expand"


class MigrationFileError(Exception):
    """A file's name, number or first line is wrong; the message names the file."""


@dataclass(frozen=True)
class Migration:
    """One file.

    Attributes:
        needs_code_of: head of the oldest code that works once this is applied; None for all code.
    """

    number: int
    name: str
    sha256: str
    sql: str
    needs_code_of: int | None


def read_migrations(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """All migrations, in order.

    Raises:
        MigrationFileError: see there.
    """
    migrations = tuple(_read(path) for path in sorted(folder.glob("*.sql")))
    for expected, migration in enumerate(migrations, start=1):
        if migration.number != expected:
            raise MigrationFileError(f"{migration.name}: expected number {expected:04}")
    return migrations


def head(migrations: tuple[Migration, ...]) -> int:
    """Number of the newest one, 0 if there is none."""
    return migrations[-1].number if migrations else 0


def digest(migrations: tuple[Migration, ...]) -> str:
    """Digest of all of them: another one means that there is something to apply, or was."""
    lines = "".join(f"{each.number} {each.name} {each.sha256}\n" for each in migrations)
    return hashlib.sha256(lines.encode()).hexdigest()


def _read(path: Path) -> Migration:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise MigrationFileError(f"{path.name}: a migration is named NNNN_subject.sql")
    content = path.read_bytes()
    sql = content.decode()
    number = int(match["number"])
    return Migration(
        number=number,
        name=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        sql=sql,
        needs_code_of=_needed_code(path.name, number, sql.partition("\n")[0].rstrip()),
    )


def _needed_code(name: str, number: int, first_line: str) -> int | None:
    if first_line == _EXPAND:
        return None
    match = _CONTRACT.fullmatch(first_line)
    if match is None or int(match["number"]) > number:
        raise MigrationFileError(
            f'{name}: begins neither with "{_EXPAND}" nor with '
            '"-- contract: needs code of NNNN" (its own number or a lower one)'
        )
    return int(match["number"])
