"""When a lease is alive."""

from datetime import timedelta

from automation.core.lease import Lease
from tests.builders import NOW, REQUESTER

LEASE = Lease(
    run_id="run-1",
    actor=REQUESTER,
    purpose="rollback",
    token=1,
    since=NOW,
    expires_at=NOW + timedelta(seconds=90),
)


def test_a_lease_is_alive_until_its_time_is_up() -> None:
    assert LEASE.is_alive(NOW)
    assert LEASE.is_alive(NOW + timedelta(seconds=89))
    assert not LEASE.is_alive(NOW + timedelta(seconds=90))
