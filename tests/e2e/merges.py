"""Changes that a pull request might bring: some can be undone, some can't. I/O: files."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from sandbox.demo.errors import DemoError

MIGRATIONS: Final = Path("services") / "migrations" / "sql"
SETTINGS: Final = """\
  clinical-trial:githubRepository: org/repo
  clinical-trial:githubPeople: {ada-l: ada}
  clinical-trial:stateBucket: state
  clinical-trial:stateKeyArn: arn:aws:kms:us-east-1:123456789012:key/state
"""


def settings(folder: Path) -> None:
    """Let the repository's workflows deploy prod."""
    _replace(folder / "Pulumi.prod.yaml", "config:\n", f"config:\n{SETTINGS}")


def undoable(folder: Path) -> None:
    """An alarm's threshold."""
    _replace(
        folder / "components" / "triggers.py",
        "FIREWALL_BLOCKS: Final = 500",
        "FIREWALL_BLOCKS: Final = 900",
    )


def replacement(folder: Path) -> None:
    """The alarms get another name, so that AWS has to make them anew."""
    _replace(
        folder / "components" / "alarms.py",
        '{PROJECT}-{args.environment}-{trigger.name}"',
        '{PROJECT}-{args.environment}-{trigger.name}-alarm"',
    )


def closing_migration(folder: Path) -> None:
    """A migration that older code can't work with."""
    sql = folder / MIGRATIONS
    sql.mkdir(parents=True, exist_ok=True)
    newest = max((int(file.name[:4]) for file in sql.glob("[0-9]*.sql")), default=0)
    number = f"{newest + 1:04}"
    text = f"-- contract: needs code of {number}\nDROP TABLE consents;\n"
    (sql / f"{number}_forget_consents.sql").write_text(text)


def renamed_database(folder: Path) -> None:
    """Aurora makes the cluster anew for it, and the program still protects the cluster."""
    _replace(
        folder / "components" / "database.py",
        "database_name=DATABASE_NAME",
        'database_name="other"',
    )


CHANGES: Final[dict[str, Callable[[Path], None]]] = {
    "undoable": undoable,
    "replacement": replacement,
    "closing migration": closing_migration,
    "protected": renamed_database,
}


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    if text.count(old) != 1:
        raise DemoError(f"{file} holds {old!r} {text.count(old)} times; once was expected")
    file.write_text(text.replace(old, new))
