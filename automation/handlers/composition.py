"""How the automatic rollback gets its gateways inside Lambda. I/O: none of its own.

Functions and files only: the infrastructure stays as it is, the hold too, and a person reconciles.
"""

import os
from typing import Final

from automation.core.names import frontend_bucket
from automation.core.release import Release
from automation.gateways.alarms import AlarmsGateway
from automation.gateways.archive import ArchiveGateway
from automation.gateways.audit import AuditGateway
from automation.gateways.backend_s3 import BucketStore
from automation.gateways.backend_stored import StoredBackend
from automation.gateways.claims import ClaimsGateway
from automation.gateways.conditions import AlarmConditions
from automation.gateways.frontend import FrontendGateway
from automation.gateways.functions import FunctionsGateway
from automation.gateways.identity import caller_arn
from automation.gateways.inspection import InspectionGateway
from automation.gateways.ledger import LedgerGateway
from automation.gateways.releases import ReleasesGateway
from automation.gateways.site import SiteGateway, site_url
from automation.handlers.log import LogReporter, tell
from automation.handlers.starting import start_delivery
from automation.runs.automatic import AutomaticRollback, Senses
from automation.runs.cataloguing import Archives
from automation.runs.clock import SystemClock
from automation.runs.notices import notices_of, settings_of
from automation.runs.ports import Notices
from automation.runs.run_ids import new_run_id
from automation.runs.stopping import StopRequest
from automation.runs.world import World

# Where the engine keeps the stack's locks, `s3://…`; unset where nobody said so.
BACKEND_VARIABLE: Final = "PULUMI_BACKEND_URL"


def automatic_rollback(environment: str, stop: StopRequest) -> AutomaticRollback:
    """The automatic rollback of an environment.

    Args:
        environment: its name.
        stop: is asked when the function's time runs out.
    """
    ledger = LedgerGateway(environment, lambda error: tell("progress", text=error.message))
    notices = _notices(environment)
    archives = Archives(
        environment=environment,
        releases=ReleasesGateway(environment),
        ledger=ledger,
        functions=FunctionsGateway(),
        frontend=FrontendGateway(frontend_bucket(environment)),
    )
    senses = Senses(
        archives=archives,
        conditions=AlarmConditions(),
        requests=InspectionGateway(environment),
        claims=ClaimsGateway(environment),
        world_of=lambda target: _world(archives, ledger, notices, target, stop),
    )
    return AutomaticRollback(
        senses, notices, SystemClock(), actor=caller_arn(), new_run_id=new_run_id
    )


def _notices(environment: str) -> Notices:
    """Written down here; the function that delivers is started at once (ADR 25)."""
    return notices_of(
        environment,
        settings_of(environment),
        lambda line: tell("progress", text=line),
        start_delivery,
    )


def _world(
    archives: Archives, ledger: LedgerGateway, notices: Notices, target: Release, stop: StopRequest
) -> World:
    url = site_url(archives.environment, target.site_url)
    return World(
        functions=archives.functions,
        frontend=FrontendGateway(target.frontend.bucket),
        releases=archives.releases,
        ledger=ledger,
        archive=ArchiveGateway(archives.environment),
        audit=AuditGateway(archives.environment),
        site=SiteGateway(url),
        site_url=url,
        alarms=AlarmsGateway(archives.environment),
        stack=None,
        clock=SystemClock(),
        reporter=LogReporter(),
        stop=stop,
        backend=_backend(target),
        notices=notices,
    )


def _backend(target: Release) -> StoredBackend | None:
    """Only to see whether a deployment is under way; without it a run does not wait for one."""
    url = os.environ.get(BACKEND_VARIABLE, "")
    if not url.startswith("s3://"):
        return None
    return StoredBackend(BucketStore(url), target.project, target.stack)
