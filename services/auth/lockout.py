"""When an account is locked: after wrong passwords in a row, for a while. Pure."""

from datetime import datetime, timedelta
from typing import Final

MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether even the right password is refused now."""
    return locked_until is not None and now < locked_until


def after_failure(failures: int, now: datetime) -> tuple[int, datetime | None]:
    """Failures to remember, and until when the account is locked.

    Args:
        failures: wrong passwords in a row before this one.
        now: with time zone.
    """
    if failures + 1 < MOST_FAILURES:
        return failures + 1, None
    return 0, now + LOCKED_FOR
