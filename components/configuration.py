"""Reads the stack's settings before anything is created. I/O: Pulumi's configuration only."""

from typing import Any, Final

import pulumi
from pydantic import ValidationError

from automation.core.names import ENVIRONMENTS, PROJECT
from components.settings import Settings, parse

_TEXT: Final = (
    *("region", "vpcCidr", "databaseMinCapacity", "databaseMaxCapacity", "alarmEmail"),
    *("protectedBranch", "siteDomain", "siteCertificateArn", "githubRepository"),
    *("githubProviderArn", "stateBucket", "stateKeyArn", "automaticRollback"),
)
_JSON: Final = (
    *("allowedAccountIds", "availabilityZones", "functionMemory", "functionTimeout"),
    *("functionReservedConcurrency", "logRetentionDays", "databaseInstances"),
    *("rollbackWindowDays", "noncurrentRetentionDays", "auditRetentionDays", "blockedCidrs"),
    *("throttleRate", "throttleBurst", "firewallRateLimit", "roles", "bakeMinutes"),
    *("decisionMatrix", "manageApiGatewayAccount", "githubPeople", "notifications"),
    "contacts",
)
_SECRET: Final = ("pagingUrl",)


def load() -> Settings:
    """Read and check the settings of the stack that runs.

    Raises:
        pulumi.RunError: one message that names everything that is wrong.
    """
    stack = pulumi.get_stack()
    if stack not in ENVIRONMENTS:
        raise pulumi.RunError(
            f"There is no environment {stack!r}. The stack's name is the environment: "
            f"{', '.join(ENVIRONMENTS)}. Nothing was created."
        )
    config = pulumi.Config(PROJECT)
    try:
        return parse({"environment": stack, **_values(config)})
    except ValidationError as error:
        raise pulumi.RunError(_explain(error, stack)) from None
    except pulumi.ConfigTypeError as error:
        raise pulumi.RunError(f"Pulumi.{stack}.yaml: {error}. Nothing was created.") from None


def _values(config: pulumi.Config) -> dict[str, Any]:
    declared = {*_TEXT, *_JSON, *_SECRET}
    texts = {key: config.get(key) for key in _TEXT}
    parsed = {key: config.get_object(key) for key in _JSON}
    unknown = {key: config.get(key) for key in _keys() if key not in declared}
    present = {key: value for key, value in {**texts, **parsed}.items() if value is not None}
    return {**present, **unknown, "pagingUrl": config.get_secret("pagingUrl")}


def _keys() -> list[str]:
    """Names of all values of the project that the stack or Pulumi.yaml sets."""
    namespace = f"{PROJECT}:"
    known = {**pulumi.runtime.config.get_config_env(), **pulumi.runtime.config.CONFIG.get()}
    return sorted(key.removeprefix(namespace) for key in known if key.startswith(namespace))


def _explain(error: ValidationError, stack: str) -> str:
    lines = [f"Settings of {stack} (Pulumi.{stack}.yaml, schema in Pulumi.yaml) are impossible:"]
    for problem in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in problem["loc"])
        reason = problem["msg"].removeprefix("Value error, ")
        lines.append(f"  {place}: {reason}" if place else f"  {reason}")
    return "\n".join([*lines, "Nothing was created."])
