"""The services' own login: rows only, no tables. I/O: the connection, its secret.

The password is made here and goes into its secret and nowhere else: not into Pulumi's state, not
into an answer, not into a statement that PostgreSQL logs. A secret that has one already decides:
the login gets that password again, so a database that was restored or made anew agrees with it.
"""

import json
import secrets
from typing import Any, Final

from botocore.exceptions import ClientError
from pg8000.native import Connection, identifier, literal

from services.migrations.scram import verifier

APPLICATION_USER: Final = "clinical_trial_app"
_MISSING: Final = "ResourceNotFoundException"


def ensure_login(connection: Connection, manager: Any, secret_arn: str) -> None:
    """See that the login exists and has the secret's password.

    Args:
        connection: of the database's owner.
        manager: boto3's client of Secrets Manager.
        secret_arn: the secret to read, and to write where it has no value yet.
    """
    password = _kept(manager, secret_arn) or _new(manager, secret_arn)
    known = connection.run("SELECT 1 FROM pg_roles WHERE rolname = :role", role=APPLICATION_USER)
    verb = "ALTER" if known else "CREATE"
    connection.run(
        f"{verb} ROLE {identifier(APPLICATION_USER)} LOGIN NOCREATEDB NOCREATEROLE INHERIT "
        f"PASSWORD {literal(verifier(password, secrets.token_bytes(16)))}"
    )


def _kept(manager: Any, secret_arn: str) -> str | None:
    try:
        value = manager.get_secret_value(SecretId=secret_arn)["SecretString"]
    except ClientError as error:
        if error.response["Error"]["Code"] != _MISSING:
            raise
        return None
    return str(json.loads(value)["password"])


def _new(manager: Any, secret_arn: str) -> str:
    password = secrets.token_urlsafe(32)
    value = json.dumps({"username": APPLICATION_USER, "password": password})
    manager.put_secret_value(SecretId=secret_arn, SecretString=value)
    return password
