"""Method settings of a REST API's stage can be taken back. Changes moto.

- `remove` with path `/{resource}/{method}` (`/*/*` for all) removes those settings, so that a
  lock-down's throttle can be undone to exactly "none".
- `replace` sets one of them, `/*/*/throttling/rateLimit`; a path that is none is refused, also the
  `/throttle/rateLimit` of the written procedure.
- A stage that does not exist is not made by updating it.
Source: https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html (UpdateStage)

moto ignores such a `remove` and every path that it does not know.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from moto.apigateway.exceptions import BadRequestException
from moto.apigateway.models import Stage

from sandbox.strict.replacement import surround

METHOD: Final = re.compile(r"/(?P<key>[^/]+/(?:[A-Z]+|\*))")
SETTING: Final = re.compile(r"/[^/]+/(?:[A-Z]+|\*)/(?P<setting>[a-z]+/[A-Za-z]+)")
OTHER: Final = re.compile(
    r"/(accessLogSettings|cacheCluster(Enabled|Size)|canarySettings|clientCertificateId|deploymentId"
    r"|description|documentationVersion|tracingEnabled|variables)(/.*)?"
)


def install() -> None:
    """Make patches of method settings strict."""
    surround(Stage, "apply_operations", apply_operations)


def apply_operations(
    former: Callable[..., Stage], stage: Stage, patch_operations: list[dict[str, Any]]
) -> Stage:
    """UpdateStage."""
    for operation in patch_operations or []:
        op, path = operation["op"], operation["path"]
        if OTHER.fullmatch(path) or _is_setting(stage, op, path):
            former(stage, [operation])
        elif op == "remove" and (method := METHOD.fullmatch(path)):
            stage.method_settings.pop(method["key"], None)
        else:
            raise BadRequestException(f"Invalid patch path '{path}' specified for op '{op}'.")
    return stage


def _is_setting(stage: Stage, op: str, path: str) -> bool:
    match = SETTING.fullmatch(path)
    if match is None or op != "replace":
        return False
    return stage._method_settings_translations(match["setting"]) is not None
