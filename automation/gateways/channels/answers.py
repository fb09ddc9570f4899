"""What a service's answer means for a message: try again, and when, or give it up. Pure.

Source: RFC 9110, sections 10.2.3 (Retry-After) and 15.5 (a client error is not mended by sending
it again); 429 of RFC 6585 is the exception.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from automation.core.cutting import cut
from automation.core.outbox import DeliveryError

_LONGEST_REASON: Final = 200


def refusal(
    service: str, status: int, headers: Mapping[str, str], said: str = "", secret: str = ""
) -> DeliveryError:
    """The error of an answer that is no success.

    Args:
        service: its name.
        status: of the answer.
        headers: of the answer.
        said: what it says of the fault, in few words.
        secret: what must not be repeated, should the answer have it.
    """
    is_final = status < 500 and status not in {408, 429}
    reason = f"{service} answered {status}" + (f": {said}" if said else "")
    pause = None if is_final else _wish(headers)
    return DeliveryError(_without(reason, secret), is_final=is_final, pause=pause)


def silence(service: str, error: BaseException) -> DeliveryError:
    """The error of a call without an answer. What it says may have the address, which may be a
    secret; its kind is enough."""
    return DeliveryError(f"{service} can't be reached ({type(error).__name__})")


def nonsense(service: str) -> DeliveryError:
    """The error of an answer that is not what the service answers with."""
    return DeliveryError(f"{service}'s answer makes no sense; whether it took the message is open")


def _without(reason: str, secret: str) -> str:
    return cut(reason.replace(secret, "…") if secret else reason, _LONGEST_REASON)


def _wish(headers: Mapping[str, str]) -> timedelta | None:
    """`Retry-After`, in seconds or as a date."""
    value = next((text for name, text in headers.items() if name.lower() == "retry-after"), None)
    if value is None:
        return None
    try:
        return timedelta(seconds=max(float(value), 0))
    except (ValueError, OverflowError):
        pass
    try:
        return max(parsedate_to_datetime(value) - datetime.now(UTC), timedelta())
    except (ValueError, TypeError):
        return None
