"""Provisioned concurrency of moved aliases: waited for, told, never a reason to fail."""

from automation.runs.provisioning import PATIENCE, wait_until_ready
from tests.unit.automation.fakes.calls import Calls
from tests.unit.automation.fakes.clock import FakeClock
from tests.unit.automation.fakes.functions import FakeFunctions
from tests.unit.automation.fakes.reporter import FakeReporter


def wait(functions: FakeFunctions, clock: FakeClock) -> FakeReporter:
    reporter = FakeReporter()
    wait_until_ready(functions, ["api", "auth"], clock, reporter.progress)
    return reporter


def test_aliases_without_it_are_not_waited_for() -> None:
    clock = FakeClock()
    began = clock.now()

    wait(FakeFunctions(Calls()), clock)

    assert clock.now() == began


def test_it_is_waited_for_until_every_alias_is_ready() -> None:
    functions, clock = FakeFunctions(Calls()), FakeClock()
    functions.declare_provisioning("api", "IN_PROGRESS", "READY")
    functions.declare_provisioning("auth", "IN_PROGRESS", "IN_PROGRESS", "READY")

    told = wait(functions, clock).lines

    assert told == [
        "provisioned concurrency is allocated for api, auth",
        "provisioned concurrency is allocated for auth",
    ]


def test_users_are_served_cold_rather_than_not_at_all() -> None:
    functions, clock = FakeFunctions(Calls()), FakeClock()
    functions.declare_provisioning("api", "IN_PROGRESS")
    began = clock.now()

    told = wait(functions, clock).lines

    assert clock.now() - began >= PATIENCE
    assert told[-1] == "still starting cold: api; going on without"


def test_a_failed_allocation_is_told() -> None:
    functions = FakeFunctions(Calls())
    functions.declare_provisioning("api", "FAILED")

    assert wait(functions, FakeClock()).lines == [
        "api got no provisioned concurrency; it starts cold"
    ]
