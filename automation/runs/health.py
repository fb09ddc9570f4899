"""Verifying a rollback: three passes in a row, and no alarm left. I/O: HTTP and CloudWatch.

Source: procedure, "Health Check Failures" and "Validation Phase"; one 200 is not success.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

from automation.core.errors import UnhealthyError
from automation.core.health import Answer
from automation.core.plan import VerifyHealth
from automation.runs.clock import Clock
from automation.runs.ports import Alarms, OnProgress, Site

PASSES_IN_A_ROW: Final = 3
SECONDS_BETWEEN: Final = 2.0
# Procedure, "Validation Phase (120-180 seconds)".
HEALTH_PATIENCE: Final = timedelta(seconds=60)
# An alarm looks back over its periods; the longest of the procedure's thresholds is ten minutes.
ALARM_PATIENCE: Final = timedelta(minutes=11)
_ALARM_POLL_SECONDS: Final = 10.0


def look(step: VerifyHealth, site: Site) -> tuple[Answer, ...]:
    """One look at everything that the release serves."""
    paths = [health_path(service) for service in step.services]
    with ThreadPoolExecutor(len(paths) + 1) as pool:
        page = pool.submit(_page, step, site)
        return (*pool.map(site.health, paths), page.result())


def health_path(service: str) -> str:
    """Where a service answers for its health; the API's own is the procedure's `/api/health`."""
    return "/api/health" if service == "api" else f"/api/{service}/health"


def _page(step: VerifyHealth, site: Site) -> Answer:
    answer = site.page("/")
    if answer.is_well and step.index_etag is not None and answer.md5 != step.index_etag:
        return Answer("/", answer.status, "users still get another index.html", answer.md5)
    return answer


def wait_until_served(
    step: VerifyHealth, site: Site, clock: Clock, on_progress: OnProgress
) -> None:
    """Look as users would until all is well three times in a row.

    Raises:
        UnhealthyError: it does not become well in time; it says what is not.
    """
    deadline = clock.now() + HEALTH_PATIENCE
    passes = 0
    while True:
        ill = [answer for answer in look(step, site) if not answer.is_well]
        passes = 0 if ill else passes + 1
        if passes == PASSES_IN_A_ROW:
            return
        if ill and clock.now() >= deadline:
            raise UnhealthyError(_describe(ill, step.site_url))
        on_progress(_describe(ill, step.site_url) if ill else f"pass {passes} of {PASSES_IN_A_ROW}")
        clock.sleep(SECONDS_BETWEEN)


def wait_until_quiet(alarms: Alarms, clock: Clock, on_progress: OnProgress) -> None:
    """Wait for the platform's alarms to clear.

    Raises:
        UnhealthyError: one is still raised after `ALARM_PATIENCE`.
    """
    deadline = clock.now() + ALARM_PATIENCE
    while firing := alarms.firing():
        if clock.now() >= deadline:
            raise UnhealthyError(
                f"Users are served, but alarms are still raised: {', '.join(firing)}.",
                "look at the dashboard; the environment stays held",
            )
        on_progress(f"waiting for {', '.join(firing)} to clear")
        clock.sleep(_ALARM_POLL_SECONDS)


def _describe(ill: list[Answer], url: str) -> str:
    return f"{url} is not well: " + "; ".join(f"{a.path} {a.problem}" for a in ill)
