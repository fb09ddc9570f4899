"""How a command gets its gateways. I/O: git and, for the infrastructure part, the engine.

The engine's SDK is imported only where the infrastructure takes part: the traffic must not wait
for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.markup import escape

from automation.core.errors import UnknownRefError
from automation.core.journal import RunRecord
from automation.core.names import frontend_bucket
from automation.core.order import Order
from automation.core.release import Release
from automation.core.release_list import Catalogue
from automation.core.run_kinds import insist_on_rollback
from automation.core.stack_settings import Choice
from automation.gateways.alarms import AlarmsGateway
from automation.gateways.archive import ArchiveGateway
from automation.gateways.audit import AuditGateway
from automation.gateways.backend import backend_of
from automation.gateways.frontend import FrontendGateway
from automation.gateways.functions import FunctionsGateway
from automation.gateways.identity import caller_arn
from automation.gateways.ledger import LedgerGateway
from automation.gateways.processes import ProcessesGateway
from automation.gateways.releases import ReleasesGateway
from automation.gateways.repository import Repository
from automation.gateways.site import SiteGateway, site_url
from automation.runs.cataloguing import Archives, read_catalogue
from automation.runs.clock import Clock, SystemClock
from automation.runs.locked import insist_on_no_lock_down
from automation.runs.ports import Notices, Reporter, Stack
from automation.runs.recovering import Recovery
from automation.runs.rollback import Rollback
from automation.runs.run_ids import environment_of, new_run_id
from automation.runs.stopping import StopRequest
from automation.runs.targeting import Destination, find_release, find_target
from automation.runs.world import World
from automation.terminal.checking import PlatformChecks
from automation.terminal.console import errors, tell_unreadable
from automation.terminal.notifying import notices_delivered
from automation.terminal.signals import stop_on_signals


def repository() -> Repository:
    """The repository that the operator stands in."""
    return Repository(Path.cwd())


def destination_of(environment: str, ref: str) -> Destination:
    """Where a rollback is to go; raises as `find_target` does."""
    return find_target(
        ReleasesGateway(environment),
        repository(),
        environment,
        ref,
        _catalogue(environment),
        _tell,
    )


def release_of(environment: str, ref: str) -> Release:
    """The release that a ref names, for looking at; raises as `find_release` does."""
    return find_release(
        ReleasesGateway(environment), repository(), environment, ref, _catalogue(environment), _tell
    )


def archives_of(environment: str) -> Archives:
    """What knows of an environment's releases, and of runs that need them: none is left out."""
    return Archives(
        environment=environment,
        releases=ReleasesGateway(environment),
        ledger=LedgerGateway(environment),
        functions=FunctionsGateway(),
        frontend=FrontendGateway(frontend_bucket(environment)),
    )


def _catalogue(environment: str) -> Callable[[], Catalogue]:
    return lambda: read_catalogue(archives_of(environment))


def _tell(text: str) -> None:
    errors.print(escape(text), highlight=False)


def run_of(run_id: str) -> RunRecord:
    """The head of a rollback, found by its name, which begins with its environment.

    Raises:
        UnknownRefError: there is no such run.
        RefusedError: it is no rollback.
    """
    environment = environment_of(run_id)
    run = LedgerGateway(environment).read_run(run_id) if environment else None
    if run is None:
        raise UnknownRefError(
            f"There is no run {run_id!r}. Nothing was changed.",
            f"python -m automation.rollback runs {environment or 'prod'}",
        )
    insist_on_rollback(run)
    return run


@contextmanager
def rollback_of(order: Order, destination: Destination, reporter: Reporter) -> Iterator[Rollback]:
    """A rollback with everything that it needs, for as long as the context lasts."""
    run_id = new_run_id(order.environment, SystemClock().now())
    with _world(destination, order.components, order.settings, run_id, reporter) as world:
        yield Rollback(order, destination.target, world, run_id)


@contextmanager
def recovery_of(run: RunRecord, reporter: Reporter) -> Iterator[Recovery]:
    """The recovery of a run with everything that it needs, for as long as the context lasts."""
    destination = destination_of(run.environment, run.target_commit)
    with _world(destination, run.components, run.settings, run.run_id, reporter) as world:
        yield Recovery(run, destination.target, world, caller_arn())


def world_of(
    target: Release, clock: Clock, reporter: Reporter, stop: StopRequest, notices: Notices
) -> World:
    """The ports of a run of the traffic to a release, from where the operator stands."""
    environment = target.environment
    url = site_url(environment, target.site_url)
    return World(
        functions=FunctionsGateway(),
        frontend=FrontendGateway(target.frontend.bucket),
        releases=ReleasesGateway(environment),
        ledger=LedgerGateway(environment, tell_unreadable),
        archive=ArchiveGateway(environment),
        audit=AuditGateway(environment),
        site=SiteGateway(url),
        site_url=url,
        alarms=AlarmsGateway(environment),
        stack=None,
        clock=clock,
        reporter=reporter,
        stop=stop,
        backend=backend_of(target.project, target.stack, Path.cwd()),
        processes=ProcessesGateway(),
        notices=notices,
    )


@contextmanager
def _world(
    destination: Destination,
    components: tuple[str, ...],
    settings: Choice,
    run_id: str,
    reporter: Reporter,
) -> Iterator[World]:
    target = destination.target
    environment = target.environment
    with (
        _stack(destination, components, settings, run_id, reporter) as stack,
        stop_on_signals(reporter) as stop,
        notices_delivered(
            environment, destination.deployed.governance.notifications, reporter.progress
        ) as notices,
    ):
        world = world_of(target, SystemClock(), reporter, stop, notices)
        yield replace(world, stack=stack, checks=PlatformChecks(target, world.site_url))


@contextmanager
def _stack(
    destination: Destination,
    components: tuple[str, ...],
    settings: Choice,
    run_id: str,
    reporter: Reporter,
) -> Iterator[Stack | None]:
    if "infrastructure" not in components:
        yield None
        return
    from automation.gateways.stack import StackGateway  # noqa: PLC0415 - see the module's docstring
    from automation.gateways.workspace import checkout  # noqa: PLC0415

    target = destination.target
    insist_on_no_lock_down(LedgerGateway(target.environment), target.environment, components)
    reporter.progress(f"checking out {target.commit[:12]} beside the repository")
    with checkout(
        repository(), target.commit, destination.deployed.commit, target.environment, settings
    ) as workspace:
        yield StackGateway(workspace, target.environment, run_id)
