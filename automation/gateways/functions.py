"""Lambda functions: where aliases point and which versions exist. I/O: Lambda.

Source: Lambda API reference, UpdateAlias (RevisionId, RoutingConfig), GetFunctionConfiguration,
GetProvisionedConcurrencyConfig, ListVersionsByFunction, ListAliases and DeleteFunction (Qualifier).
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

    def list_versions(self, function_names: Collection[str]) -> dict[tuple[str, str], str]:
        """CodeSha256 of every published version, by one listing a function, all read at once."""
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
            found = pool.map(self._published, function_names)
        return {version: code for listed in found for version, code in listed.items()}

    def list_alias_targets(self, function_names: Collection[str]) -> frozenset[tuple[str, str]]:
        """(function name, version) that any alias refers to, by its weights too."""
        with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
            found = pool.map(self._alias_targets, function_names)
        return frozenset().union(*found)

    def delete_version(self, function_name: str, version: str) -> None:
        """Delete one published version; one that is gone already is no error.

        Raises:
            ValueError: the version is not a number: without one AWS deletes the whole function.
            botocore.exceptions.ClientError: ResourceConflictException, an alias refers to it.
        """
        if not (version.isascii() and version.isdigit()):
            raise ValueError(f"{function_name}: {version!r} is no published version")
        try:
            self._lambda.delete_function(FunctionName=function_name, Qualifier=version)
        except ClientError as error:
            if error_code(error) != "ResourceNotFoundException":
                raise

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

    def _published(self, function_name: str) -> dict[tuple[str, str], str]:
        return {
            (function_name, item["Version"]): item["CodeSha256"]
            for item in self._pages("list_versions_by_function", "Versions", function_name)
            if item["Version"] != "$LATEST"
        }

    def _alias_targets(self, function_name: str) -> frozenset[tuple[str, str]]:
        return frozenset(
            (function_name, version)
            for item in self._pages("list_aliases", "Aliases", function_name)
            for alias in (_live_alias(function_name, item),)
            for version in (alias.version, *(version for version, _ in alias.weights))
        )

    def _pages(self, operation: str, kind: str, function_name: str) -> list[dict[str, Any]]:
        """Everything that a listing has; nothing where there is no such function."""
        pages = self._lambda.get_paginator(operation).paginate(FunctionName=function_name)
        try:
            return [item for page in pages for item in page[kind]]
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return []
            raise

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
