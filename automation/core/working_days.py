"""When a post-mortem is held. Pure. Working days are Monday to Friday; no calendar of holidays."""

from datetime import datetime, timedelta
from typing import Final

_SATURDAY: Final = 5


def post_mortem_at(ended_at: datetime, working_days: int, hour: int) -> datetime:
    """The post-mortem's time.

    Args:
        ended_at: end of the rollback, in UTC.
        working_days: how many after it; an end at a weekend counts from the Friday before.
        hour: of the day, in UTC.
    """
    day = ended_at
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < _SATURDAY
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
