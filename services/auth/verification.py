"""The user whose sign-in the platform's own checks try. I/O: Secrets Manager.

Its password is made by the checks and lies in a secret. No person types it, so it may be taken
from there; the account is never locked, since whoever tries wrong passwords could otherwise have
a good release judged bad, and a password of 32 random characters is not found by trying.
"""

import hmac
import json
import os
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from services.common.health import AWS_CALL

USER: Final = "verification"


def is_current(password: str) -> bool:
    """Whether a password is the one in the secret; False where nobody has put one there yet."""
    client: Any = boto3.client("secretsmanager", config=AWS_CALL)
    try:
        found = client.get_secret_value(SecretId=os.environ["VERIFICATION_SECRET_ARN"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return False
        raise
    kept = str(json.loads(found["SecretString"]).get("password", ""))
    return bool(kept) and hmac.compare_digest(kept.encode(), password.encode())
