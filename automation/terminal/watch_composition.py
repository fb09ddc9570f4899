"""How `automation.watch` gets its gateways. I/O: STS for the caller's name; the rest when used.

The engine takes no part: an automatic rollback moves traffic, a person reconciles.
"""

from collections.abc import Callable

from automation.core.names import Environment
from automation.core.release import Release
from automation.gateways.alarm_states import AlarmStatesGateway
from automation.gateways.aws import session
from automation.gateways.claims import ClaimsGateway
from automation.gateways.conditions import AlarmConditions
from automation.gateways.identity import caller_arn
from automation.gateways.inspection import InspectionGateway
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
from automation.terminal.composition import archives_of, world_of


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
        return _reach(
            environment,
            own,
            clock,
            lambda target: world_of(target, clock, reporter, stop, notices),
            notices,
        )

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
    ports_of: Callable[[Release], World],
    notices: Notices,
) -> Reach:
    senses = Senses(
        archives=archives_of(environment),
        conditions=WatchedConditions(own, AlarmConditions()),
        requests=InspectionGateway(environment),
        claims=ClaimsGateway(environment),
        world_of=ports_of,
    )
    automatic = AutomaticRollback(senses, notices, clock, actor=caller_arn(), new_run_id=new_run_id)
    return Reach(AlarmStatesGateway(environment), automatic)
