"""Backups of a state in the object-locked bucket, on the sandbox."""

import pytest
from botocore.exceptions import ClientError

from automation.core.errors import UnknownRefError
from automation.gateways.state_backups import StateBackups
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


@pytest.mark.usefixtures("audit_bucket")
def test_a_state_is_kept_and_given_back(environment: str) -> None:
    backups = StateBackups(environment)

    key = backups.write("run-1.json", b"{}")

    assert key == "state/run-1.json"
    assert backups.read(key) == b"{}"


def test_it_is_locked_and_written_once(
    environment: str, audit_bucket: str, clients: Clients
) -> None:
    backups = StateBackups(environment)
    key = backups.write("run-1.json", b"{}")

    with pytest.raises(ClientError, match="PreconditionFailed"):
        backups.write("run-1.json", b"other")

    assert backups.read(key) == b"{}"
    head = clients.s3.head_object(Bucket=audit_bucket, Key=key)
    assert head["ObjectLockMode"] == "COMPLIANCE"


@pytest.mark.usefixtures("audit_bucket")
def test_one_that_there_is_not_is_named(environment: str) -> None:
    with pytest.raises(UnknownRefError, match=r"state/none\.json"):
        StateBackups(environment).read("state/none.json")
