"""Asks the deployed health checks' paths, as Route 53 does. I/O: HTTP to the gateways; threads.

- Healthy until proven otherwise; the state changes after as many answers of the other kind in a row
  as the check's threshold says; an answer of 2xx or 3xx is healthy.
  https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
- The metric is 1 or 0, and lies in us-east-1.
  https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
"""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import urllib3

from sandbox.gateway import deployed
from sandbox.monitoring.metrics import Sample, metric
from sandbox.monitoring.minute import MINUTE
from sandbox.monitoring.requests import GLOBAL_REGION

# The procedure's. Route 53's own limits, 4 s to connect and 2 s to answer, can't be set.
TIMEOUT_SECONDS: Final = 10.0


@dataclass(frozen=True)
class Health:
    """What is known of an endpoint: its state, and the answers in a row that speak against it."""

    healthy: bool = True
    against: int = 0

    def after(self, *, well: bool, threshold: int) -> "Health":
        """What is known after one more answer."""
        if well == self.healthy:
            return replace(self, against=0)
        if self.against + 1 >= threshold:
            return Health(well)
        return replace(self, against=self.against + 1)


class Prober:
    """All health checks; one answer at a time each."""

    def __init__(self, sites: Mapping[str, str], minute: float) -> None:
        """Start without having asked.

        Args:
            sites: environment -> URL at which users see it.
            minute: seconds that a minute lasts.
        """
        self._sites = sites
        self._minute = minute
        self._http = urllib3.PoolManager(timeout=TIMEOUT_SECONDS, retries=False)
        self._known: dict[str, Health] = {}
        self._due: dict[str, float] = {}
        self._asking: set[str] = set()

    def look(self, now: float) -> Iterator[Sample]:
        """Ask where it is time; returns what is known by now, without waiting for answers."""
        checks = {check.id: check for check in deployed.health_checks() if not check.disabled}
        self._forget_all_but(set(checks))
        for identifier, check in checks.items():
            environment = deployed.environment_at(check.fqdn or "")
            if environment is None:
                continue
            if now >= self._due.get(identifier, 0.0) and identifier not in self._asking:
                self._due[identifier] = now + int(check.request_interval) * self._minute / MINUTE
                self._asking.add(identifier)
                url = self._sites[environment] + (check.resource_path or "/")
                threading.Thread(target=self._ask, args=(check, url), daemon=True).start()
            health = self._known.get(identifier, Health())
            measured = metric(
                GLOBAL_REGION, "AWS/Route53", "HealthCheckStatus", HealthCheckId=identifier
            )
            yield Sample(measured, float(health.healthy), now)

    def _ask(self, check: Any, url: str) -> None:
        try:
            answer = self._http.request("GET", url, redirect=False)
            well = 200 <= answer.status < 400
        except urllib3.exceptions.HTTPError:
            well = False
        finally:
            self._asking.discard(check.id)
        former = self._known.get(check.id, Health())
        self._known[check.id] = former.after(well=well, threshold=int(check.failure_threshold))

    def _forget_all_but(self, identifiers: set[str]) -> None:
        for gone in set(self._due) - identifiers:
            self._due.pop(gone, None)
            self._known.pop(gone, None)
