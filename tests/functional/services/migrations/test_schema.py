"""Migrations on a real PostgreSQL."""

from dataclasses import replace

import pytest
from pg8000.exceptions import DatabaseError

from services.migrations.files import Migration, read_migrations
from services.migrations.schema import SchemaError, migrate
from tests.functional.services.conftest import Postgres

pytestmark = pytest.mark.functional

FIRST = Migration(1, "0001_sites.sql", "1" * 64, "CREATE TABLE sites (id integer)", None)
SECOND = Migration(2, "0002_names.sql", "2" * 64, "ALTER TABLE sites ADD name text", None)
BROKEN = Migration(3, "0003_broken.sql", "3" * 64, "CREATE TABLE t (i int); SELECT broken", None)


def test_applies_what_is_missing_and_then_nothing(empty_postgres: Postgres) -> None:
    with empty_postgres.owner() as owner:
        assert migrate(owner, (FIRST,)).applied == [1]
        assert migrate(owner, (FIRST, SECOND)).applied == [2]
        outcome = migrate(owner, (FIRST, SECOND))
        assert (outcome.head, outcome.applied) == (2, [])
        assert owner.run("SELECT number, name, sha256 FROM schema_migrations ORDER BY 1") == [
            [1, FIRST.name, FIRST.sha256],
            [2, SECOND.name, SECOND.sha256],
        ]


def test_an_older_release_leaves_the_database_where_it_is(empty_postgres: Postgres) -> None:
    with empty_postgres.owner() as owner:
        migrate(owner, (FIRST, SECOND))
        outcome = migrate(owner, (FIRST,))
        assert (outcome.head, outcome.own_head, outcome.applied) == (2, 1, [])
        assert owner.run("SELECT count(name) FROM sites") == [[0]]


def test_refuses_a_migration_that_was_changed_after_it_was_applied(
    empty_postgres: Postgres,
) -> None:
    with empty_postgres.owner() as owner:
        migrate(owner, (FIRST,))
        with pytest.raises(SchemaError, match="0001_sites"):
            migrate(owner, (replace(FIRST, sha256="f" * 64), SECOND))
        assert owner.run("SELECT max(number) FROM schema_migrations") == [[1]]


def test_a_migration_that_fails_leaves_nothing_behind_and_those_before_it_applied(
    empty_postgres: Postgres,
) -> None:
    with empty_postgres.owner() as owner:
        with pytest.raises(DatabaseError):
            migrate(owner, (FIRST, SECOND, BROKEN))
        assert owner.run("SELECT max(number) FROM schema_migrations") == [[2]]
        assert owner.run("SELECT to_regclass('t')") == [[None]]


def test_refuses_code_that_a_later_contraction_has_left_behind(empty_postgres: Postgres) -> None:
    contraction = replace(SECOND, needs_code_of=2)
    with empty_postgres.owner() as owner:
        assert migrate(owner, (FIRST, contraction)).needs_code_of == 2
        with pytest.raises(SchemaError, match="needs code of 0002"):
            migrate(owner, (FIRST,))


def test_the_services_login_may_change_rows_but_no_table(postgres: Postgres) -> None:
    with postgres.owner() as owner:
        owner.run("CREATE TABLE notes (id serial PRIMARY KEY, note text)")
    with postgres.application() as application:
        application.run("INSERT INTO notes (note) VALUES ('first')")
        application.run("UPDATE notes SET note = 'second'")
        assert application.run("SELECT note FROM notes") == [["second"]]
        for forbidden in ("DROP TABLE notes", "CREATE TABLE own (i int)"):
            with pytest.raises(DatabaseError):
                application.run(forbidden)
        assert application.run("SELECT max(number) FROM schema_migrations") == [
            [len(read_migrations())]
        ]
        with pytest.raises(DatabaseError):
            application.run("DELETE FROM schema_migrations")
