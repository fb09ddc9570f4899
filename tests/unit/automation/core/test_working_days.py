"""When a post-mortem is held."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from automation.core.working_days import post_mortem_at

FRIDAY = datetime(2026, 3, 6, 23, 59, tzinfo=UTC)


def test_a_weekend_does_not_count() -> None:
    assert post_mortem_at(FRIDAY, 1, 10) == datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert post_mortem_at(FRIDAY + timedelta(days=1), 1, 10).day == 9


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(1, 30))  # noqa: DTZ001
def test_it_is_a_working_day_with_so_many_of_them_in_between(at: datetime, days: int) -> None:
    ended = at.replace(tzinfo=UTC)

    found = post_mortem_at(ended, days, 9)

    between = [ended + timedelta(days=n) for n in range(1, (found.date() - ended.date()).days + 1)]
    assert found.weekday() < 5
    assert sum(day.weekday() < 5 for day in between) == days
    assert found.hour == 9
