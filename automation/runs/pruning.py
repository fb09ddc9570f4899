"""Removing what no promise needs any more. I/O: the ports.

Records first: should the run end half-way, no record promises what is gone, and the next run
finds the versions that are left.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from automation.core import changes
from automation.core.errors import RefusedError
from automation.core.journal import RunRecord
from automation.core.release_list import Catalogue
from automation.core.release_retention import PruningPlan, plan_pruning
from automation.core.run_kinds import PRUNING, unfinished_rollback
from automation.runs.cataloguing import Archives, function_names, read_catalogue
from automation.runs.clock import Clock
from automation.runs.lease import HeldLease
from automation.runs.ports import Reporter
from automation.runs.side_run import SideRun

_PHASE: Final = "prune"


@dataclass(frozen=True)
class Request:
    """Who prunes, in which run."""

    run_id: str
    actor: str


class Pruning:
    """One run that removes old releases and function versions."""

    def __init__(self, ports: Archives, clock: Clock, reporter: Reporter, request: Request) -> None:
        self._ports = ports
        self._clock = clock
        self._reporter = reporter
        self._request = request

    def prepare(self) -> PruningPlan:
        """What would be removed now.

        Raises:
            RefusedError: a rollback has not ended, or no window is known.
        """
        self._insist_on_ended_runs()
        return self._plan(read_catalogue(self._ports))

    def carry_out(self, agreed: PruningPlan) -> PruningPlan:
        """Remove what was agreed, as far as it still may go; gives what was removed.

        Everything is read again under the lease. What came to be needed meanwhile stays; what
        came to be removable meanwhile stays too, since nobody has seen it.

        Raises:
            BusyError: a run works on the environment.
            RefusedError: a rollback has not ended.
        """
        with HeldLease(
            self._ports.ledger,
            self._request.run_id,
            self._request.actor,
            "prune old releases",
            self._clock,
        ) as lease:
            now = self.prepare()
            plan = PruningPlan(
                releases=tuple(each for each in agreed.releases if each in now.releases),
                versions=tuple(each for each in agreed.versions if each in now.versions),
                kept=now.kept,
            )
            if not plan.is_empty:
                self._journaled(plan, lease)
            return plan

    def _plan(self, catalogue: Catalogue) -> PruningPlan:
        names = function_names(self._ports.environment, catalogue.records)
        return plan_pruning(
            catalogue,
            self._ports.functions.list_alias_targets(names),
            window=self._window(catalogue),
            now=self._clock.now(),
        )

    def _window(self, catalogue: Catalogue) -> timedelta:
        deployed = catalogue.live.deployed
        days = deployed.governance.rollback_window_days if deployed else None
        if days is None:
            raise RefusedError(
                f"The release that was deployed last to {self._ports.environment} does not say "
                "how long releases are kept. Nothing was removed.",
                f"pulumi up --stack {self._ports.environment}   (it records rollbackWindowDays)",
            )
        return timedelta(days=days)

    def _insist_on_ended_runs(self) -> None:
        run = unfinished_rollback(self._ports.ledger.runs())
        if run is not None:
            raise RefusedError(
                f"Run {run.run_id} is {run.status} and may need what would be removed. "
                "Nothing was removed.",
                f"python -m automation.rollback resume {run.run_id}   (or abort)",
            )

    def _journaled(self, plan: PruningPlan, lease: HeldLease) -> None:
        ports = self._ports
        head = self._head(plan)
        run = SideRun(ports.ledger, self._clock, self._reporter, head=head, phase=_PHASE)
        with run.running(lease):
            for release in plan.releases:
                hidden = changes.of_hidden_release(release.commit)
                with run.step(f"hide the record of {release.commit[:12]}", lease, hidden):
                    ports.releases.hide(release.commit)
            for name, version in plan.versions:
                deleted = changes.of_deleted_version(name, version)
                with run.step(f"delete {name} version {version}", lease, deleted):
                    ports.functions.delete_version(name, version)

    def _head(self, plan: PruningPlan) -> RunRecord:
        served = next((commit for commit, why in plan.kept.items() if why == "live"), "")
        return RunRecord(
            run_id=self._request.run_id,
            environment=self._ports.environment,
            actor=self._request.actor,
            reason=f"prune {len(plan.releases)} releases and {len(plan.versions)} versions",
            scenario=PRUNING,
            target_commit=served,
            from_commit=served or None,
            components=(),
            approval_digest=None,
            earlier_hold=None,
            started_at=self._clock.now(),
        )
