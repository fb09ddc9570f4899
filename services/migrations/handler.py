"""Entry point of the migrations: no request of a user ever comes here. I/O: database, secrets."""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, Final

import boto3

from services.common.database import connect
from services.migrations.files import read_migrations
from services.migrations.login import ensure_login
from services.migrations.schema import migrate

# Seconds for one statement: as long as the function may run, less what the rest takes.
STATEMENT_SECONDS: Final = 840


def handle(_event: Mapping[str, Any], _context: object) -> Mapping[str, Any]:
    """Bring the schema and the services' login up to this release; answer where they are."""
    connection = connect(
        statement_seconds=STATEMENT_SECONDS, login_secret_arn=os.environ["OWNER_SECRET_ARN"]
    )
    try:
        manager = boto3.client("secretsmanager")
        ensure_login(connection, manager, os.environ["APPLICATION_SECRET_ARN"])
        outcome = migrate(connection, read_migrations()).document()
    finally:
        connection.close()
    sys.stderr.write(json.dumps({"level": "INFO", "service": "migrations", **outcome}) + "\n")
    return outcome
