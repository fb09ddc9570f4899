"""The account that the checks sign in with. I/O: Secrets Manager.

The program declares the secret without a value, so that no state ever has one. Whoever needs it
first puts one there; the service `auth` takes it over when it is first used.
"""

import json
from typing import Any, Final

from botocore.exceptions import ClientError

from automation.core.errors import ReleaseNotFoundError
from automation.core.names import VERIFICATION_USER, verification_secret
from automation.gateways.aws import client, error_code

_LENGTH: Final = 32


class VisitorAccountGateway:
    """One environment's account of the checks."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self._secret = verification_secret(environment)
        self._secrets: Any = client("secretsmanager")

    def read_or_make(self) -> tuple[str, str]:
        """User and password; a password is made where there is none.

        Raises:
            ReleaseNotFoundError: the secret is not there, so nothing is deployed that has it.
        """
        password = self._read()
        if password is None:
            self._make()
            password = self._read()
        if password is None:
            raise RuntimeError("the secret was written and has no value")
        return VERIFICATION_USER, password

    def _read(self) -> str | None:
        try:
            value = self._secrets.get_secret_value(SecretId=self._secret)["SecretString"]
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return None
            raise
        return str(json.loads(value)["password"])

    def _make(self) -> None:
        made = self._secrets.get_random_password(
            PasswordLength=_LENGTH, ExcludePunctuation=True, RequireEachIncludedType=True
        )["RandomPassword"]
        value = json.dumps({"user": VERIFICATION_USER, "password": made})
        try:
            self._secrets.put_secret_value(SecretId=self._secret, SecretString=value)
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                raise ReleaseNotFoundError(
                    f"There is no secret {self._secret}: what is deployed to {self.environment} "
                    "is older than the checks. Nothing was changed.",
                    f"pulumi up --stack {self.environment}",
                ) from error
            raise
