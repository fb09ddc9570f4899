"""Which version of a function a call of this moment runs. Reads moto's memory."""

import random
from typing import Any

from sandbox.gateway import deployed
from sandbox.gateway.invocation import Version


def version_now(name: str, qualifier: str | None) -> Version | None:
    """The version behind a qualifier (an alias, a number, none); None when there is none."""
    alias = deployed.alias(name, qualifier) if qualifier else None
    function = deployed.function(name, _drawn_version(alias) if alias else qualifier)
    latest = deployed.function(name, None)
    if function is None or latest is None:
        return None
    return Version(
        name=name,
        number=str(function.version),
        arn=f"{latest.function_arn}:{qualifier or '$LATEST'}",
        handler=function.handler,
        code=function.code_bytes,
        variables=dict(function.environment_vars or {}),
        timeout_seconds=float(function.timeout),
        memory_mb=int(function.memory_size),
    )


def _drawn_version(alias: Any) -> str:
    """One of the alias's versions, by its weights.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
    """
    point = random.random()  # noqa: S311 - a share of the traffic, no secret
    weights: dict[str, float] = (alias.routing_config or {}).get("AdditionalVersionWeights") or {}
    for version, weight in weights.items():
        if point < weight:
            return version
        point -= weight
    return str(alias.function_version)
