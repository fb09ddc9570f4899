"""The two people of the sandbox: IAM users with access keys. Calls IAM; writes one file.

A rollback of prod needs an approval by another person than its requester, told apart by what
`sts get-caller-identity` answers, which is the user whose access key signed the call.
"""

import json
import os
from dataclasses import asdict, dataclass
from typing import Final, Literal

from sandbox.home import Home
from sandbox.own_clients import own_client

REGION: Final = "us-east-1"
ACCOUNT: Final = "123456789012"
Identity = Literal["requester", "approver"]
IDENTITIES: Final[tuple[Identity, ...]] = ("requester", "approver")


@dataclass(frozen=True)
class AccessKey:
    """Credentials of one user; the secret is never printed but by `sandbox env`."""

    access_key_id: str
    secret_access_key: str

    def __repr__(self) -> str:
        """Without the secret, so that no log or failure message shows it."""
        return f"AccessKey({self.access_key_id!r})"


def create(endpoint: str) -> dict[str, AccessKey]:
    """Create the users and a key for each."""
    iam = own_client("iam", endpoint, REGION)
    keys: dict[str, AccessKey] = {}
    for name in IDENTITIES:
        iam.create_user(UserName=name)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        keys[name] = AccessKey(key["AccessKeyId"], key["SecretAccessKey"])
    return keys


def write(home: Home, keys: dict[str, AccessKey]) -> None:
    """Keep the keys where only their owner can read them."""
    home.credentials.unlink(missing_ok=True)
    descriptor = os.open(home.credentials, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({name: asdict(key) for name, key in keys.items()}, file, indent=2)


def read(home: Home) -> dict[str, AccessKey]:
    """The keys of the running server's users."""
    return {
        name: AccessKey(**key) for name, key in json.loads(home.credentials.read_text()).items()
    }
