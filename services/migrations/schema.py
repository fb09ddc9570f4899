"""Brings a database up to a list of migrations. I/O: through the connection that it is given.

One at a time (an advisory lock), each migration in its own transaction together with its line in
`schema_migrations`: whatever ends a run, the next one goes on where the database is. A list that
ends below the database's head (an older release) applies nothing.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from pg8000.native import Connection

from services.migrations.files import Migration, head

# Any number of ours: every run of this program takes the same one.
_LOCK: Final = 4_017_114_201
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    sha256 char(64) NOT NULL,
    needs_code_of integer,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class SchemaError(Exception):
    """The database and the files contradict each other; nothing more was applied."""


@dataclass(frozen=True)
class Outcome:
    """Where the database is after a run.

    Attributes:
        head: number of the newest migration that the database has, of whichever release.
        own_head: the same of this release's files.
        needs_code_of: head of the oldest code that works with the database as it is.
        applied: what this run applied.
    """

    head: int
    own_head: int
    needs_code_of: int
    applied: list[int]

    def document(self) -> Mapping[str, Any]:
        """As JSON has it."""
        return asdict(self)


def migrate(connection: Connection, migrations: tuple[Migration, ...]) -> Outcome:
    """Apply what the database lacks.

    Raises:
        SchemaError: an applied migration was changed, or this code does not work with the database.
        pg8000.exceptions.DatabaseError: a migration failed; those before it stay applied.
    """
    connection.run("SELECT pg_advisory_lock(:lock)", lock=_LOCK)
    connection.run(_TABLE)
    applied = _applied(connection)
    _insist_on_unchanged(applied, migrations)
    missing = [each for each in migrations if each.number > max(applied, default=0)]
    for migration in missing:
        _apply(connection, migration)
    outcome = _outcome(connection, migrations, missing)
    _insist_on_working_code(outcome)
    return outcome


def _applied(connection: Connection) -> dict[int, str]:
    rows = connection.run("SELECT number, sha256 FROM schema_migrations ORDER BY number")
    return {int(number): str(sha256) for number, sha256 in rows or ()}


def _insist_on_unchanged(applied: Mapping[int, str], migrations: tuple[Migration, ...]) -> None:
    changed = [
        each.name
        for each in migrations
        if each.number in applied and applied[each.number] != each.sha256
    ]
    if changed:
        raise SchemaError(
            f"already applied with another content: {', '.join(changed)}. Restore the file as it "
            "was applied and write a new migration."
        )


def _apply(connection: Connection, migration: Migration) -> None:
    connection.run("START TRANSACTION")
    try:
        connection.run(migration.sql)
        connection.run(
            "INSERT INTO schema_migrations (number, name, sha256, needs_code_of) "
            "VALUES (:number, :name, :sha256, :needs_code_of)",
            number=migration.number,
            name=migration.name,
            sha256=migration.sha256,
            needs_code_of=migration.needs_code_of,
        )
        connection.run("COMMIT")
    except BaseException:
        connection.run("ROLLBACK")
        raise


def _outcome(
    connection: Connection, migrations: tuple[Migration, ...], missing: list[Migration]
) -> Outcome:
    rows = connection.run(
        "SELECT coalesce(max(number), 0), coalesce(max(needs_code_of), 0) FROM schema_migrations"
    )
    newest, needed = (rows or [(0, 0)])[0]
    return Outcome(
        head=int(newest),
        own_head=head(migrations),
        needs_code_of=int(needed),
        applied=[each.number for each in missing],
    )


def _insist_on_working_code(outcome: Outcome) -> None:
    if outcome.own_head < outcome.needs_code_of:
        raise SchemaError(
            f"the database is at {outcome.head:04} and needs code of {outcome.needs_code_of:04} or "
            f"newer; this release has {outcome.own_head:04}. Nothing was changed: deploy a newer "
            "release, or follow docs/runbook.md, data corruption."
        )
