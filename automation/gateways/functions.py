"""Lambda functions: where aliases point and which versions exist. I/O: Lambda.

Source: Lambda API reference, UpdateAlias (RevisionId, RoutingConfig), GetFunctionConfiguration and
GetProvisionedConcurrencyConfig.
"""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from automation.core.live import AliasMovedError, LiveAlias
from automation.core.names import ALIAS
from automation.gateways.aws import PARALLEL_CALLS, client, error_code


class FunctionsGateway:
    """The platform's functions."""

    def __init__(self) -> None:
        self._lambda: Any = client("lambda")

    def read_aliases(self, function_names: Collection[str]) -> dict[str, LiveAlias]:
        """The `PROD` alias of each function that has one, all read at once."""
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
            found = pool.map(self.read_alias, function_names)
        return {alias.function_name: alias for alias in found if alias is not None}

    def read_alias(self, function_name: str) -> LiveAlias | None:
        """The function's `PROD` alias; None if the function or the alias does not exist."""
        try:
            answer = self._lambda.get_alias(FunctionName=function_name, Name=ALIAS)
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return None
            raise
        return _live_alias(function_name, answer)

    def read_version_hashes(
        self, versions: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], str]:
        """CodeSha256 of each (function name, version) that exists, all read at once."""
        wanted = list(versions)
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
            found = pool.map(self._code_sha256, wanted)
        return {
            version: code for version, code in zip(wanted, found, strict=True) if code is not None
        }

    def point_alias(self, alias: LiveAlias) -> LiveAlias:
        """Make an alias exactly what is given, canary weights included.

        Args:
            alias: the version and weights that it is to have, and the revision that it has now.

        Raises:
            AliasMovedError: the alias has another revision by now.
        """
        try:
            answer = self._lambda.update_alias(
                FunctionName=alias.function_name,
                Name=ALIAS,
                FunctionVersion=alias.version,
                RoutingConfig={"AdditionalVersionWeights": dict(alias.weights)},
                RevisionId=alias.revision_id,
            )
        except ClientError as error:
            if error_code(error) == "PreconditionFailedException":
                raise AliasMovedError(alias.function_name) from error
            raise
        return _live_alias(alias.function_name, answer)

    def provisioning(self, function_name: str) -> str | None:
        """State of the alias's provisioned concurrency; None if it has none.

        Returns:
            `IN_PROGRESS`, `READY` or `FAILED`. An alias that was moved allocates anew.
        """
        try:
            answer = self._lambda.get_provisioned_concurrency_config(
                FunctionName=function_name, Qualifier=ALIAS
            )
        except ClientError as error:
            if error_code(error) == "ProvisionedConcurrencyConfigNotFoundException":
                return None
            raise
        return str(answer["Status"])

    def _code_sha256(self, version: tuple[str, str]) -> str | None:
        name, number = version
        try:
            answer = self._lambda.get_function_configuration(FunctionName=name, Qualifier=number)
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return None
            raise
        return str(answer["CodeSha256"])


def _live_alias(function_name: str, answer: dict[str, Any]) -> LiveAlias:
    weights = answer.get("RoutingConfig", {}).get("AdditionalVersionWeights") or {}
    return LiveAlias(
        function_name=function_name,
        version=answer["FunctionVersion"],
        revision_id=answer["RevisionId"],
        weights=tuple(sorted(weights.items())),
    )
