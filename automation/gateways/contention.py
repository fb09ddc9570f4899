"""Writes to DynamoDB that others are in the way of: made again for some seconds, then told.

Throttled single calls are made again by botocore itself. A transaction that was cancelled for
throttling or for a conflict is not, though its reasons say that nothing is wrong with it.

Source: DynamoDB API reference, TransactWriteItems, "CancellationReasons"; PutItem, "Errors".
I/O: none but the call that it is given; sleeps between attempts.
"""

import secrets
import time
from collections.abc import Callable
from typing import Final

from botocore.exceptions import ClientError

from automation.core.errors import AwsUnavailableError
from automation.gateways.aws import error_code

ATTEMPTS: Final = 10
_FIRST_PAUSE_SECONDS: Final = 0.02
_LONGEST_PAUSE_SECONDS: Final = 1.0
_REFUSED: Final = "ConditionalCheckFailed"
_PASSING: Final = frozenset(
    {"TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"}
)
# What a single call says; others, throttling among them, botocore made again already.
_OF_ONE_CALL: Final = {
    "ConditionalCheckFailedException": _REFUSED,
    "TransactionConflictException": "TransactionConflict",
}


def until_decided(
    call: Callable[[], object], table: str, sleep: Callable[[float], None] = time.sleep
) -> frozenset[int]:
    """Make a conditional write until DynamoDB does it or refuses it.

    Args:
        call: the write.
        table: its table, for the message.
        sleep: waits so many seconds.

    Returns:
        Which parts' conditions do not hold, the first is 0; empty when all was done.

    Raises:
        AwsUnavailableError: others were in the way at every attempt; nothing was written.
    """
    for attempt in range(ATTEMPTS):
        try:
            call()
        except ClientError as error:
            codes = _reasons(error)
            refused = frozenset(n for n, code in enumerate(codes) if code == _REFUSED)
            if refused:
                return refused
            causes = {code for code in codes if code != "None"}
            if not causes or not causes <= _PASSING:
                raise
            if attempt == ATTEMPTS - 1:
                raise _in_the_way(table, sorted(causes)) from error
            sleep(_pause(attempt))
        else:
            break
    return frozenset()


def _reasons(error: ClientError) -> tuple[str, ...]:
    """One code a part, `None` where it is not to blame."""
    code = error_code(error)
    if code == "TransactionCanceledException":
        reasons = error.response.get("CancellationReasons", ())
        return tuple(str(reason.get("Code", "None")) for reason in reasons)
    return (_OF_ONE_CALL.get(code, code),)


def _pause(attempt: int) -> float:
    """Twice as long each time, and never the same for two who met."""
    longest = min(_FIRST_PAUSE_SECONDS * float(2**attempt), _LONGEST_PAUSE_SECONDS)
    return longest * (0.5 + secrets.randbelow(500) / 1000)


def _in_the_way(table: str, causes: list[str]) -> AwsUnavailableError:
    return AwsUnavailableError(
        f"DynamoDB did not take a write to {table} at any of {ATTEMPTS} attempts: "
        f"{', '.join(causes)}. Others write to it at the same time, or more than it takes. "
        "That write was not made; nobody took the lease away.",
        f"aws dynamodb describe-table --table-name {table}   (then the same command again)",
    )
