"""Settings as the stacks' files have them, to start from in a test."""

import json
from typing import Any

from components.settings import ROLES

APPROVER = "arn:aws:iam::123456789012:user/approver"

_PERSON = {"name": "Ada", "phone": "+1 202 555 0100", "email": "ada@example.org"}
CONTACTS: dict[str, Any] = {
    "rotation": {"primary": _PERSON, "secondary": _PERSON, "escalation": [_PERSON]},
    "teams": {"Security Team": "security@example.org"},
    "external": [{"name": "AWS Support", "phone": "+12025550103"}],
}


def values(**changes: Any) -> dict[str, Any]:
    """Values of a valid environment by their names in the configuration.

    Args:
        changes: values that differ; None leaves one out.
    """
    usual: dict[str, Any] = {
        "environment": "staging",
        "region": "us-east-1",
        "allowedAccountIds": ["123456789012"],
        "vpcCidr": "10.21.0.0/16",
        "availabilityZones": ["us-east-1a", "us-east-1b"],
        "functionMemory": 256,
        "functionTimeout": 15,
        "functionReservedConcurrency": -1,
        "logRetentionDays": 90,
        "databaseInstances": 2,
        "databaseMinCapacity": "0.5",
        "databaseMaxCapacity": "4",
        "rollbackWindowDays": 90,
        "noncurrentRetentionDays": 120,
        "auditRetentionDays": 30,
        "alarmEmail": "",
        "blockedCidrs": [],
        "throttleRate": 500,
        "throttleBurst": 1000,
        "firewallRateLimit": 2000,
        "roles": {role: [APPROVER] for role in ROLES},
        "contacts": CONTACTS,
        "decisionMatrix": {},
        "notifications": {},
        "protectedBranch": "main",
        "siteDomain": "",
        "siteCertificateArn": "",
        "bakeMinutes": 15,
        "automaticRollback": "bake",
        "manageApiGatewayAccount": False,
        "githubRepository": "",
        "githubPeople": {},
        "githubProviderArn": "",
        "stateBucket": "",
        "stateKeyArn": "",
    }
    return {key: value for key, value in {**usual, **changes}.items() if value is not None}


def config(**changes: Any) -> dict[str, str]:
    """The same as the engine hands it over: text, and JSON where it is none."""
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in values(**changes).items()
        if key != "environment"
    }
