"""How `automation.watch` gets its gateways. I/O: STS for the caller's name; the rest when used.

The engine takes no part: an automatic rollback moves traffic, a person reconciles.
"""

from collections.abc import Callable
from pathlib import Path

from automation.core.names import Environment, frontend_bucket
from automation.core.release import Release
from automation.gateways.alarm_states import AlarmStatesGateway
from automation.gateways.alarms import AlarmsGateway
from automation.gateways.archive import ArchiveGateway
from automation.gateways.audit import AuditGateway
from automation.gateways.aws import session
from automation.gateways.backend import backend_of
from automation.gateways.claims import ClaimsGateway
from automation.gateways.conditions import AlarmConditions
from automation.gateways.frontend import FrontendGateway
from automation.gateways.functions import FunctionsGateway
from automation.gateways.identity import caller_arn
from automation.gateways.inspection import InspectionGateway
from automation.gateways.ledger import LedgerGateway
from automation.gateways.processes import ProcessesGateway
from automation.gateways.releases import ReleasesGateway
from automation.gateways.site import SiteGateway, site_url
from automation.runs.automatic import AutomaticRollback, Senses
from automation.runs.clock import Clock
from automation.runs.connection import Connection, Reach
from automation.runs.lookout import Place
from automation.runs.ports import Notices, Reporter
from automation.runs.run_ids import new_run_id
from automation.runs.stopping import StopRequest
from automation.runs.watched import HealthRow, WatchedConditions
from automation.runs.world import World
from automation.terminal.composition import archives_of
from automation.terminal.console import tell_unreadable


def place_of(
    environment: Environment,
    clock: Clock,
    stop: StopRequest,
    reporter: Reporter,
    notices: Notices,
) -> Place:
    """An environment to keep watch over.

    Args:
        environment: its name.
        clock: the time.
        stop: what the signal handlers set; a rollback of the watch stops by it, too.
        reporter: told what a rollback is at.
        notices: where people are told of it.

    Raises:
        OperatorError: AWS does not tell who is asking.
    """
    own = HealthRow()

    def connect() -> Reach:
        session.cache_clear()
        worlds = _worlds(environment, clock, stop, reporter, notices)
        return _reach(environment, own, clock, worlds, notices)

    return Place(
        environment=environment,
        connection=Connection(connect),
        site_at=lambda url: SiteGateway(site_url(environment, url)),
        own=own,
        clock=clock,
        stop=stop,
    )


def _reach(
    environment: Environment,
    own: HealthRow,
    clock: Clock,
    world_of: Callable[[Release], World],
    notices: Notices,
) -> Reach:
    senses = Senses(
        archives=archives_of(environment),
        conditions=WatchedConditions(own, AlarmConditions()),
        requests=InspectionGateway(environment),
        claims=ClaimsGateway(environment),
        world_of=world_of,
    )
    automatic = AutomaticRollback(senses, notices, clock, actor=caller_arn(), new_run_id=new_run_id)
    return Reach(AlarmStatesGateway(environment), automatic)


def _worlds(
    environment: str, clock: Clock, stop: StopRequest, reporter: Reporter, notices: Notices
) -> Callable[[Release], World]:
    def world_of(target: Release) -> World:
        url = site_url(environment, target.site_url)
        return World(
            functions=FunctionsGateway(),
            frontend=FrontendGateway(frontend_bucket(environment)),
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

    return world_of
