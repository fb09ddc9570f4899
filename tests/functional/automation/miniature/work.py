"""What a run's process does, with the real gateways. I/O: AWS, by the process's variables."""

import os
import resource
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

from automation.core import names
from automation.core.engine_progress import OnEngineProgress
from automation.core.errors import ApprovalRequiredError, OperatorError
from automation.core.release import Release
from automation.gateways.alarms import AlarmsGateway
from automation.gateways.archive import ArchiveGateway
from automation.gateways.audit import AuditGateway
from automation.gateways.aws import session
from automation.gateways.backend import URL_VARIABLE, backend_of
from automation.gateways.frontend import COPY_LIMIT_BYTES, FrontendGateway
from automation.gateways.functions import FunctionsGateway
from automation.gateways.ledger import LedgerGateway
from automation.gateways.processes import ProcessesGateway
from automation.gateways.releases import ReleasesGateway
from automation.gateways.site import SiteGateway
from automation.runs.approving import open_requests, sign
from automation.runs.ports import Backend
from automation.runs.recovering import Recovery
from automation.runs.rollback import Rollback
from automation.runs.world import World
from sandbox.environment import FOREIGN
from tests.builders import APPROVER, REQUESTER, order
from tests.functional.automation.finding_aws import variables_of
from tests.functional.automation.miniature.clock import FastClock
from tests.functional.automation.miniature.deploying import PROJECT, Deployed, Deployer

Kind = Literal["rollback", "dry run", "resume", "abort", "deploy", "ask", "approve", "carry out"]
# Later than the end of any lease that a killed process left.
LATER: Final = timedelta(hours=1)
# A run's ten minutes of patience are a minute then, for another process under load.
EARNEST_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Job:
    """One command.

    Attributes:
        commit: target of a rollback; a recovery takes it from the run's head.
        actor: who runs it.
        deployed: what a deployment brings.
        after: how many processes worked on the run before; the clock is ahead for each.
        waits: whether it is to wait in earnest for another process.
    """

    kind: Kind
    run_id: str
    commit: str = ""
    actor: str = REQUESTER
    after: int = 0
    deployed: Deployed | None = None
    waits: bool = False


@dataclass(frozen=True)
class Place:
    """Where a process works.

    Attributes:
        variables: the process's environment variables that lead to AWS.
        copy_limit: bytes from which files are copied in parts.
    """

    environment: str
    variables: Mapping[str, str]
    site_url: str
    copy_limit: int = COPY_LIMIT_BYTES


def place_of(
    environment: str,
    endpoint: str,
    site_url: str,
    *,
    copy_limit: int = COPY_LIMIT_BYTES,
    backend: str | None = None,
) -> Place:
    """An environment behind an endpoint.

    Args:
        backend: URL of where the engine would keep its locks; None where nobody can be asked.
    """
    variables = variables_of(endpoint)
    if backend is not None:
        variables[URL_VARIABLE] = backend
    return Place(environment, variables, site_url, copy_limit)


@dataclass(frozen=True)
class Ended:
    """How a job ended.

    Attributes:
        status: `finished`, `aborted`, or the name of an error.
        message: what the error said.
        grown_bytes: most memory that the process had, above what it had at its start.
    """

    status: str
    message: str = ""
    grown_bytes: int = 0


class Silent:
    """A reporter for processes that nobody watches."""

    def phase(self, title: str) -> None:
        """Nothing."""

    def progress(self, text: str) -> None:
        """Nothing."""

    @contextmanager
    def engine(self, total: int | None) -> Iterator[OnEngineProgress]:
        """Nothing."""
        yield lambda event: None


def build_world(place: Place) -> World:
    """The ports of an environment; their clients have no connection yet and may be forked."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(place.variables)
    session.cache_clear()
    environment = place.environment
    return World(
        functions=FunctionsGateway(),
        frontend=FrontendGateway(names.frontend_bucket(environment), copy_limit=place.copy_limit),
        releases=ReleasesGateway(environment),
        ledger=LedgerGateway(environment),
        archive=ArchiveGateway(environment),
        site=SiteGateway(place.site_url),
        site_url=place.site_url,
        alarms=AlarmsGateway(environment),
        audit=AuditGateway(environment),
        stack=None,
        clock=FastClock(),
        reporter=Silent(),
        backend=_backend(place),
        processes=ProcessesGateway(),
    )


def _backend(place: Place) -> Backend | None:
    if URL_VARIABLE not in place.variables:
        return None
    return backend_of(PROJECT, place.environment, Path.cwd())


def do(job: Job, place: Place, world: World, deployer: Deployer) -> Ended:
    """Do a job; what it raises is how it ended."""
    before = _most_bytes()
    ended = _ended(job, place, replace(world, clock=_clock(job)), deployer)
    return replace(ended, grown_bytes=_most_bytes() - before)


def _clock(job: Job) -> FastClock:
    ahead = job.after * LATER
    return FastClock(ahead, longest_wait=EARNEST_SECONDS) if job.waits else FastClock(ahead)


def _most_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _ended(job: Job, place: Place, world: World, deployer: Deployer) -> Ended:
    try:
        if job.deployed is not None:
            return Ended(deployer.deploy(job.deployed))
        if job.kind in _ROLLING_BACK:
            return _ROLLING_BACK[job.kind](job, place, world)
        return _recover(job, world)
    except OperatorError as error:
        return Ended(type(error).__name__, error.message)
    except Exception as error:  # noqa: BLE001 - judged by the test
        return Ended(type(error).__name__, str(error))


def _rollback(job: Job, place: Place, world: World) -> Rollback:
    asked = order(environment=place.environment, commit=job.commit, actor=job.actor)
    return Rollback(asked, _release(world, job.commit), world, job.run_id)


def _ask(job: Job, place: Place, world: World) -> Ended:
    """Ask, as the requester."""
    rollback = _rollback(job, place, world)
    try:
        rollback.authorise(rollback.prepare())
    except ApprovalRequiredError:
        return Ended("asked")
    return Ended("nobody was asked")


def _approve(job: Job, place: Place, world: World) -> Ended:
    """Ask, as the requester, and sign what was asked, as the approver."""
    asked = _ask(job, place, world)
    if asked.status != "asked":
        return asked
    (request,) = open_requests(world.ledger, world.clock.now())
    now = world.clock.now()
    sign(world.ledger, world.releases, request, approver=APPROVER, reason="seen", now=now)
    return Ended("approved")


def _carry_out(job: Job, place: Place, world: World) -> Ended:
    """Do what was approved, as a process that knows it from the ledger and the archive alone."""
    rollback = _rollback(job, place, world)
    agreed = rollback.approved()
    if agreed is None:
        return Ended("not approved")
    rollback.carry_out(agreed)
    return Ended("finished")


def _roll_back(job: Job, place: Place, world: World) -> Ended:
    rollback = _rollback(job, place, world)
    prepared = rollback.prepare()
    if job.kind == "dry run" or prepared.plan.is_empty:
        return Ended("shown" if prepared.plan.steps else "nothing to do")
    rollback.carry_out(prepared.agreement)
    return Ended("finished")


_ROLLING_BACK: Final[dict[Kind, Callable[[Job, Place, World], Ended]]] = {
    "rollback": _roll_back,
    "dry run": _roll_back,
    "ask": _ask,
    "approve": _approve,
    "carry out": _carry_out,
}


def _recover(job: Job, world: World) -> Ended:
    run = world.ledger.read_run(job.run_id)
    if run is None:
        return Ended("no such run")
    recovery = Recovery(run, _release(world, run.target_commit), world, job.actor)
    return Ended((recovery.resume() if job.kind == "resume" else recovery.abort()).status)


def _release(world: World, commit: str) -> Release:
    found = world.releases.read(commit)
    if found is None:
        raise LookupError(commit)
    return found
