"""Connections to the platform's database. I/O: reads two secrets, connects.

The connection secret (`CONNECTION_SECRET_ARN`) says where the database is and names the secret that
has the password. Secrets are read anew for each connection: a rotated password, or a database that
was switched to another cluster, is found without a new deployment.

What is encrypted and verified: a connection that leaves the machine is always encrypted, or is not
made. The server's certificate and name are verified when there is a file with the authorities to
trust (`DATABASE_CA_FILE`, else Lambda's own below); without one the connection is encrypted only.
"""

import json
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config
from pg8000.exceptions import DatabaseError, InterfaceError
from pg8000.native import Connection

# Seconds. A request of a user waits at most as long as API Gateway does (29 s).
ANSWER_SECONDS: Final = 3
STATEMENT_SECONDS: Final = 10
AUTHORITIES_VARIABLE: Final = "DATABASE_CA_FILE"
# Source: Lambda Developer Guide, "TLS certificates for Amazon RDS connections" of the runtimes.
AUTHORITIES_OF_LAMBDA: Final = Path("/var/runtime/ca-cert.pem")
_AWS_CALL: Final = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 3})
_ENDPOINT_FIELDS: Final = ("host", "port", "dbname", "password_secret_arn")
_LOGIN_FIELDS: Final = ("username", "password")


class DatabaseUnavailableError(Exception):
    """The database can't be reached or its secrets can't be read; the message has no secret."""


def connect(
    *, statement_seconds: float = STATEMENT_SECONDS, login_secret_arn: str | None = None
) -> Connection:
    """A new connection; who asked for it closes it.

    Args:
        statement_seconds: after this long PostgreSQL ends a statement.
        login_secret_arn: whose user name and password; by default those of the services' login,
            which the connection secret names.

    Raises:
        DatabaseUnavailableError: the database does not answer, or a secret is incomplete.
        botocore.exceptions.ClientError: a secret may not be read.
    """
    secrets = boto3.client("secretsmanager", config=_AWS_CALL)
    endpoint = _document(secrets, os.environ["CONNECTION_SECRET_ARN"], _ENDPOINT_FIELDS)
    login = _document(secrets, login_secret_arn or endpoint["password_secret_arn"], _LOGIN_FIELDS)
    try:
        return Connection(
            login["username"],
            host=endpoint["host"],
            port=int(endpoint["port"]),
            database=endpoint["dbname"],
            password=login["password"],
            ssl_context=encryption(endpoint["host"]),
            timeout=ANSWER_SECONDS + statement_seconds,
            application_name=os.environ.get("SERVICE", "clinical-trial"),
            startup_params={"statement_timeout": str(int(statement_seconds * 1000))},
        )
    except (InterfaceError, DatabaseError, OSError) as error:
        raise DatabaseUnavailableError(_reason(error)) from None


@contextmanager
def transaction(**options: Any) -> Iterator[Connection]:
    """A connection in a transaction: committed at the end of the block, undone if it raises.

    Args:
        **options: as of `connect`.

    Raises:
        DatabaseUnavailableError: as `connect`.
    """
    connection = connect(**options)
    try:
        connection.run("START TRANSACTION")
        yield connection
        connection.run("COMMIT")
    finally:
        connection.close()  # an open transaction ends undone


def encryption(host: str) -> ssl.SSLContext | bool:
    """How a connection to a host is encrypted; False within the machine (the sandbox)."""
    if _is_loopback(host):
        return False
    authorities = _authorities()
    if authorities is not None:
        return ssl.create_default_context(cafile=str(authorities))
    unverified = ssl.create_default_context()
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    return unverified


def _authorities() -> Path | None:
    named = os.environ.get(AUTHORITIES_VARIABLE)
    if named:
        return Path(named)
    return AUTHORITIES_OF_LAMBDA if AUTHORITIES_OF_LAMBDA.exists() else None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _document(secrets: Any, arn: str, needed: tuple[str, ...]) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    missing = [field for field in needed if not value.get(field)]
    if missing:
        raise DatabaseUnavailableError(f"a secret lacks {', '.join(missing)}")
    return value


def _reason(error: Exception) -> str:
    """PostgreSQL's own code where it has answered; its full text may hold what was sent."""
    answer = error.args[0] if error.args else None
    if isinstance(answer, dict):
        return f"PostgreSQL refused the connection: {answer.get('C', 'no code')}"
    return f"no connection: {type(error).__name__}"
