from datetime import UTC, datetime, timedelta

from services.auth.lockout import LOCKED_FOR, MOST_FAILURES, after_failure, is_locked

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_failures_are_counted_until_they_lock_and_then_from_the_start() -> None:
    told = [after_failure(failures, NOW) for failures in range(MOST_FAILURES)]
    assert told[:-1] == [(failures, None) for failures in range(1, MOST_FAILURES)]
    assert told[-1] == (0, NOW + LOCKED_FOR)


def test_a_lock_ends() -> None:
    until = NOW + LOCKED_FOR
    assert is_locked(until, until - timedelta(seconds=1))
    assert not is_locked(until, until)
    assert not is_locked(None, NOW)
