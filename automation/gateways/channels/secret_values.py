"""Values of the channels' secrets, read when a message is delivered. I/O: Secrets Manager.

They are kept nowhere: a secret that is rotated is the new one at the next message.
"""

import json
from typing import Final

from automation.core.outbox import DeliveryError
from automation.gateways.channels.aws_calls import aws, sent

_SERVICE: Final = "Secrets Manager"


def secret(name: str) -> str:
    """A secret's text.

    Raises:
        DeliveryError: it can't be read, or is empty.
    """
    answer = sent(_SERVICE, aws("secretsmanager").get_secret_value, SecretId=name)
    text = str(answer.get("SecretString") or "").strip()
    if not text:
        raise DeliveryError(f"the secret {name} has no text", is_final=True)
    return text


def login(name: str) -> tuple[str, str]:
    """User name and password of a secret `{"username": …, "password": …}`.

    Raises:
        DeliveryError: it can't be read, or has another form.
    """
    try:
        found = json.loads(secret(name))
        return str(found["username"]), str(found["password"])
    except (ValueError, TypeError, KeyError):
        raise DeliveryError(
            f"the secret {name} is not {{username, password}}", is_final=True
        ) from None
