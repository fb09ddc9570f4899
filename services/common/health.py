"""The health answer: each check says "ok" or why not. I/O: what the checks do."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pg8000.exceptions import Error as PostgreSQLError

from services.common.database import DatabaseUnavailableError, connect
from services.common.http import Answer, answer

OK: Final = "ok"
# Short: a health answer that comes too late is a failed one. Seconds.
AWS_CALL: Final = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 2})
_STATEMENT_SECONDS: Final = 2
_CONNECTION_FIELDS: Final = ("host", "port", "dbname", "username", "password_secret_arn")

Check = Callable[[], str]


def variables_check(needed: Sequence[str]) -> Check:
    """Whether the function was given its environment."""

    def check() -> str:
        missing = [variable for variable in needed if not os.environ.get(variable)]
        return f"missing: {', '.join(missing)}" if missing else OK

    return check


def connection_secret_check() -> str:
    """Whether the function may read how to reach its database, and finds everything in it."""
    secret = os.environ.get("CONNECTION_SECRET_ARN")
    if not secret:
        return "CONNECTION_SECRET_ARN is not set"
    client = boto3.client("secretsmanager", config=AWS_CALL)
    value = json.loads(client.get_secret_value(SecretId=secret)["SecretString"])
    missing = [field for field in _CONNECTION_FIELDS if not value.get(field)]
    return f"incomplete: {', '.join(missing)}" if missing else OK


def database_check() -> str:
    """Whether the database answers the services' login."""
    connection = connect(statement_seconds=_STATEMENT_SECONDS)
    try:
        connection.run("SELECT 1")
    finally:
        connection.close()
    return OK


def health(service: str, checks: Mapping[str, Check]) -> Answer:
    """Run all checks and answer 200 if every one passed, else 503."""
    results = {name: _outcome(check) for name, check in checks.items()}
    healthy = all(result == OK for result in results.values())
    document: dict[str, Any] = {
        "status": OK if healthy else "failing",
        "service": service,
        "checks": results,
    }
    return answer(HTTPStatus.OK if healthy else HTTPStatus.SERVICE_UNAVAILABLE, document)


def _outcome(check: Check) -> str:
    """A failed call is the check's result; its text names no secret, only the error's kind."""
    try:
        return check()
    except ClientError as error:
        return f"{error.operation_name}: {error.response['Error']['Code']}"
    except DatabaseUnavailableError as error:
        return str(error)
    except (BotoCoreError, PostgreSQLError, OSError, ValueError, KeyError) as error:
        return type(error).__name__
