"""How a command gets its gateways. I/O: git and, for the infrastructure part, the engine.

The engine's SDK is imported only where the infrastructure takes part: the traffic must not wait
for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from automation.core.release import Release
from automation.gateways.alarms import AlarmsGateway
from automation.gateways.frontend import FrontendGateway
from automation.gateways.functions import FunctionsGateway
from automation.gateways.ledger import LedgerGateway
from automation.gateways.releases import ReleasesGateway
from automation.gateways.repository import Repository
from automation.gateways.site import SiteGateway, site_url
from automation.runs.clock import SystemClock
from automation.runs.executor import World
from automation.runs.ports import Reporter, Stack
from automation.runs.rollback import Order, Rollback, find_target, new_run_id


def repository() -> Repository:
    """The repository that the operator stands in."""
    return Repository(Path.cwd())


def target_of(environment: str, ref: str) -> Release:
    """The release that a ref names; raises as `find_target` does."""
    return find_target(ReleasesGateway(environment), repository(), environment, ref)


@contextmanager
def rollback_of(order: Order, target: Release, reporter: Reporter) -> Iterator[Rollback]:
    """A rollback with everything that it needs, for as long as the context lasts."""
    run_id = new_run_id(SystemClock().now())
    with _stack(order, run_id, reporter) as stack:
        url = site_url(order.environment, target.site_url)
        world = World(
            functions=FunctionsGateway(),
            frontend=FrontendGateway(target.frontend.bucket),
            ledger=LedgerGateway(order.environment),
            site=SiteGateway(url),
            site_url=url,
            alarms=AlarmsGateway(order.environment),
            stack=stack,
            clock=SystemClock(),
            reporter=reporter,
        )
        yield Rollback(order, target, ReleasesGateway(order.environment), world, run_id)


@contextmanager
def _stack(order: Order, run_id: str, reporter: Reporter) -> Iterator[Stack | None]:
    if "infrastructure" not in order.components:
        yield None
        return
    from automation.gateways.stack import StackGateway  # noqa: PLC0415 - see the module's docstring
    from automation.gateways.workspace import checkout  # noqa: PLC0415

    reporter.progress(f"checking out {order.commit[:12]} beside the repository")
    with checkout(repository(), order.commit) as workspace:
        yield StackGateway(workspace, order.environment, run_id)
