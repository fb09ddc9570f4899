"""One good answer is not success: three in a row are, and no alarm left."""

import pytest

from automation.core.errors import UnhealthyError
from automation.core.plan import VerifyHealth
from automation.runs.health import look, wait_until_quiet, wait_until_served
from tests.builders import SITE_URL, etag_of
from tests.unit.automation.fakes import (
    Calls,
    FakeAlarms,
    FakeClock,
    FakeFrontend,
    FakeFunctions,
    FakeReporter,
    FakeSite,
)

SERVICES = ("api", "auth")


class Served:
    """A platform that is well."""

    def __init__(self) -> None:
        functions, frontend = FakeFunctions(Calls()), FakeFrontend(Calls())
        for service in SERVICES:
            functions.declare_alias(f"clinical-trial-{service}-prod", "1")
        frontend.declare_object("index.html", "page")
        self.site = FakeSite("prod", functions, frontend)
        self.alarms = FakeAlarms()
        self.clock = FakeClock()
        self.reporter = FakeReporter()

    def verify(self, page: str | None = "page") -> None:
        step = VerifyHealth(SITE_URL, SERVICES, etag_of(page) if page is not None else None)
        wait_until_served(step, self.site, self.clock, self.reporter.progress)
        wait_until_quiet(self.alarms, self.clock, self.reporter.progress)

    def looks(self) -> int:
        return self.site.asked.count("/api/health")


def test_three_passes_in_a_row_are_needed() -> None:
    served = Served()

    served.verify()

    assert served.looks() == 3


def test_a_failure_in_between_starts_the_count_again() -> None:
    served = Served()
    served.site.declare_problems("/api/health", "", "", "HTTP 503", "")

    served.verify()

    assert served.looks() == 6


def test_every_look_asks_the_platform_each_service_and_the_page() -> None:
    served = Served()

    answers = look(VerifyHealth(SITE_URL, SERVICES, None), served.site)

    assert [answer.path for answer in answers] == [
        "/api/health",
        "/api/auth/health",
        "/",
    ]


def test_a_single_ill_service_is_a_failure() -> None:
    served = Served()
    served.site.declare_problems("/api/auth/health", *["database: no answer"] * 100)

    with pytest.raises(UnhealthyError, match="/api/auth/health database: no answer"):
        served.verify()


def test_the_platform_has_a_minute_to_become_well() -> None:
    served = Served()
    served.site.declare_problems("/api/health", *["starting"] * 29)
    served.verify()

    late = Served()
    late.site.declare_problems("/api/health", *["starting"] * 40)
    with pytest.raises(UnhealthyError, match="starting"):
        late.verify()
    assert sum(late.clock.slept) == pytest.approx(60, abs=2)


def test_another_page_than_the_targets_is_a_failure() -> None:
    served = Served()

    with pytest.raises(UnhealthyError, match=r"another index\.html"):
        served.verify(page="another page")


def test_the_page_need_not_be_the_targets_where_the_frontend_takes_no_part() -> None:
    Served().verify(page=None)


def test_alarms_are_waited_for() -> None:
    served = Served()
    served.alarms.declare_firing("clinical-trial-prod-error-rate", looks=4)

    served.verify()

    assert served.alarms.looks == 5
    assert any("clinical-trial-prod-error-rate" in line for line in served.reporter.lines)


def test_an_alarm_that_stays_is_named() -> None:
    served = Served()
    served.alarms.declare_firing("clinical-trial-prod-error-rate", looks=1000)

    with pytest.raises(UnhealthyError, match="alarms are still raised: clinical-trial-prod-error"):
        served.verify()


def test_progress_tells_each_pass_and_what_is_ill() -> None:
    served = Served()
    served.site.declare_problems("/api/health", "HTTP 503")

    served.verify()

    assert any("HTTP 503" in line for line in served.reporter.lines)
    assert "pass 2 of 3" in served.reporter.lines
