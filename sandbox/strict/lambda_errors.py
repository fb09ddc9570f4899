"""Errors of Lambda that moto does not have. No I/O."""

from typing import Final

from moto.awslambda.exceptions import LambdaClientError

STALE: Final = (
    "The Revision Id provided does not match the latest Revision Id. "
    "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
)


class ResourceConflictError(LambdaClientError):
    """The resource exists already, is referenced, or is being changed."""

    code = 409

    def __init__(self, message: str) -> None:
        super().__init__("ResourceConflictException", message)
