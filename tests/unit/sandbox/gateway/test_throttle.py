from typing import Any

import pytest

from sandbox.gateway.throttle import Limit, Throttle, limit_of

KEY = ("api", "prod", "/api/{proxy+}", "ANY")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_admits_the_burst_and_then_the_rate() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    limit = Limit(rate=2, burst=3)

    assert [throttle.admits(KEY, limit) for _ in range(4)] == [True, True, True, False]
    clock.now += 0.5
    assert [throttle.admits(KEY, limit) for _ in range(2)] == [True, False]


def test_a_rate_of_zero_admits_nobody_whatever_the_burst() -> None:
    assert not Throttle(Clock()).admits(KEY, Limit(rate=0, burst=100))


def test_another_limit_starts_with_its_own_burst() -> None:
    throttle = Throttle(Clock())
    throttle.admits(KEY, Limit(rate=1, burst=1))

    assert throttle.admits(KEY, Limit(rate=5, burst=5))


def test_each_method_has_its_own_bucket() -> None:
    throttle = Throttle(Clock())
    limit = Limit(rate=1, burst=1)
    throttle.admits(KEY, limit)

    assert throttle.admits(("another",), limit)


ALL = {"throttlingRateLimit": 0.0, "throttlingBurstLimit": 0}
OWN = {"throttlingRateLimit": 5.0, "throttlingBurstLimit": 7}


@pytest.mark.parametrize(
    ("settings", "limit"),
    [
        ({}, None),
        ({"*/*": ALL}, Limit(0, 0)),
        ({"*/*": ALL, "~1api~1{proxy+}/ANY": OWN}, Limit(5, 7)),
        ({"*/*": ALL, "api/{proxy+}/ANY": OWN}, Limit(5, 7)),
        ({"*/*": {"throttlingRateLimit": -1.0, "throttlingBurstLimit": -1}}, None),
    ],
)
def test_the_methods_own_limit_goes_before_the_stages(
    settings: dict[str, dict[str, Any]], limit: Limit | None
) -> None:
    assert limit_of(settings, "/api/{proxy+}", "ANY") == limit
