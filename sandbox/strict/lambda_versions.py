"""Lambda versions: published once, numbered once, kept while an alias needs them. Changes moto.

- PublishVersion makes no version if neither code nor configuration has changed since the last one,
  and answers that one; a CodeSha256 or RevisionId that does not match refuses it.
  https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
- A number is never used twice in a function's life.
  https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
- A version that an alias references can't be deleted (ResourceConflictException, 409), nor $LATEST
  alone. https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html

moto counts the versions that are left, publishes after an update that changed nothing, and deletes
a version from under its alias (the very version that a rollback would need).
"""

import copy
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

from moto.awslambda.exceptions import (
    InvalidParameterValueException,
    PreconditionFailedException,
)
from moto.awslambda.models import LambdaFunction, LambdaStorage
from moto.awslambda.responses import LambdaResponse

from sandbox.strict.lambda_errors import STALE, ResourceConflictError
from sandbox.strict.replacement import replace, surround

# Differ between $LATEST and a version although nothing was changed.
STAMPS: Final = {"FunctionArn", "Version", "LastModified", "RevisionId"}
STATES: Final = ("State", "LastUpdateStatus")
_lock: Final = threading.RLock()


def install() -> None:
    """Make versions strict."""
    replace(LambdaStorage, "publish_version", publish_version)
    surround(LambdaStorage, "del_function", delete_function)
    surround(LambdaResponse, "publish_version", respond_to_publish)


def respond_to_publish(former: Callable[..., Any], response: LambdaResponse) -> Any:
    """PublishVersion, refused when the caller means other code than there is."""
    wanted = response.json_body if response.body else {}
    function = response.backend.get_function(response.path.split("/")[-2])
    sha = wanted.get("CodeSha256")
    if sha and sha != function.code_sha_256:
        raise InvalidParameterValueException(
            f"CodeSHA256 ({sha}) is different from current CodeSHA256 in $LATEST "
            f"({function.code_sha_256}). Please try again with the CodeSHA256 in $LATEST."
        )
    revision = wanted.get("RevisionId")
    if revision and revision != function.get_configuration().get("RevisionId"):
        raise PreconditionFailedException(STALE)
    return former(response)


def publish_version(
    storage: LambdaStorage, name_or_arn: str, description: str = ""
) -> LambdaFunction:
    """Publish $LATEST, or answer the last version when it is the same."""
    latest = storage.get_function_by_name_or_arn_forbid_qualifier(name_or_arn)
    with _lock:
        group = storage._functions[latest.function_name]
        content = _content(latest)
        contents = group.setdefault("contents", {})
        if group["versions"]:
            last: LambdaFunction = group["versions"][-1]
            if contents[last.version] == content:
                return last
        number = group.get("last_number", 0) + 1
        version = copy.copy(latest)
        version.set_version(number)
        version.description = description or version.description
        group["versions"].append(version)
        group["last_number"] = number
        contents[number] = content
        storage._arns[version.function_arn] = version
        return version


def delete_function(
    former: Callable[..., None],
    storage: LambdaStorage,
    name_or_arn: str,
    qualifier: str | None = None,
) -> None:
    """Delete a function, or one version of it that no alias references."""
    with _lock:
        version = qualifier or _qualifier_of(name_or_arn)
        if version is not None:
            _check_deletable(storage, name_or_arn, version)
        former(storage, name_or_arn, qualifier)


def _content(function: LambdaFunction) -> dict[str, Any]:
    """Code and configuration, without what changes by itself."""
    configuration = function.get_configuration()
    return {
        key: copy.deepcopy(value)
        for key, value in configuration.items()
        if key not in STAMPS and not key.startswith(STATES)
    }


def _qualifier_of(name_or_arn: str) -> str | None:
    name = name_or_arn.rpartition(":function:")[2]
    return name.partition(":")[2] or None


def _check_deletable(storage: LambdaStorage, name_or_arn: str, version: str) -> None:
    if version == "$LATEST":
        raise InvalidParameterValueException(
            "$LATEST version cannot be deleted without deleting the function."
        )
    if not version.isdigit():
        raise InvalidParameterValueException("Deletion of aliases is not currently supported.")
    function_name = storage.get_function_by_name_or_arn_with_qualifier(name_or_arn).function_name
    referring = [
        alias.name
        for alias in storage.list_aliases(function_name)
        if version in _versions_of(alias)
    ]
    if referring:
        raise ResourceConflictError(
            "Unable to delete version because the following aliases reference it: "
            f"[{', '.join(referring)}]"
        )


def _versions_of(alias: Any) -> Iterable[str]:
    weights = (alias.routing_config or {}).get("AdditionalVersionWeights") or {}
    return {alias.function_version, *weights}
