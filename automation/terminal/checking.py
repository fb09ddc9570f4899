"""How the checks get their gateways. I/O: none before one of them looks."""

from collections.abc import Collection, Mapping
from datetime import datetime

from automation.core.checklist import Finding
from automation.core.judging import SLA_MILLISECONDS
from automation.core.release import Release
from automation.gateways.inspection import InspectionGateway
from automation.gateways.site import SiteGateway
from automation.gateways.visitor import VisitorGateway
from automation.gateways.visitor_account import VisitorAccountGateway
from automation.runs import verifying
from automation.runs.checks.tour import Tour
from automation.runs.clock import SystemClock
from automation.runs.ports import OnProgress
from automation.runs.run_ids import new_run_id


def tour_of(
    release: Release,
    url: str,
    run_id: str,
    live_since: datetime,
    sla_milliseconds: float = SLA_MILLISECONDS,
) -> Tour:
    """One look at a release, with the real gateways; arguments as `Tour` has them.

    Args:
        url: the site's address.
    """
    return Tour(
        release,
        run_id,
        site=SiteGateway(url),
        visitor=VisitorGateway(url),
        account=VisitorAccountGateway(release.environment),
        inspection=InspectionGateway(release.environment),
        clock=SystemClock(),
        live_since=live_since,
        sla_milliseconds=sla_milliseconds,
    )


class PlatformChecks:
    """The checks of one release, for a run that brought users back to it."""

    def __init__(self, release: Release, url: str) -> None:
        self._release = release
        self._url = url

    def business(
        self,
        names: Collection[str],
        versions: Mapping[str, str],
        limit_seconds: float,
        on_progress: OnProgress,
    ) -> tuple[Finding, ...]:
        """Try what users do, all at once.

        Each look has a name of its own: a run that is gone on with looks twice, and must not meet
        what it entered before.

        Args:
            names: of the checks.
            versions: function -> version that users get; a part of a release may have been moved.
            limit_seconds: after which a check that has not ended is undecided.
            on_progress: told of each that ended.

        Raises:
            OperatorError: nothing can be looked at; it says why.
        """
        now = SystemClock().now()
        run_id = new_run_id(self._release.environment, now)
        tour = tour_of(self._served(versions), self._url, run_id, now)
        return verifying.look(tour, tuple(names), on_progress, limit_seconds=limit_seconds)

    def _served(self, versions: Mapping[str, str]) -> Release:
        functions = tuple(
            one.model_copy(update={"version": versions.get(one.function_name, one.version)})
            for one in self._release.functions
        )
        return self._release.model_copy(update={"functions": functions})
