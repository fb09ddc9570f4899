"""How the emergency's commands get their gateways. I/O: none until they are used.

What closes the doors comes first and imports next to nothing; the rest, the rollback with git
above all, is imported when the doors are closed.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from automation.core.doors import API, FIREWALL, function_of, title
from automation.core.errors import ReleaseNotFoundError
from automation.core.evidence import Piece
from automation.core.lockdown import Claim, Closing
from automation.core.names import SERVICES, function_name
from automation.core.release import Release
from automation.gateways.api_stage import ApiDoor
from automation.gateways.aws import as_operator_error
from automation.gateways.concurrency import FunctionDoor
from automation.gateways.firewall import FirewallDoor
from automation.gateways.identity import caller_arn
from automation.gateways.releases import ReleasesGateway
from automation.runs.closing import Outcome
from automation.runs.locking import Aftermath
from automation.runs.ports import Door, Reporter

# Logs and alarms from when an intruder may have come to now.
EVIDENCE_OF: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Surroundings:
    """What the first calls find out: who asks, and the release whose parts are to be closed.

    Attributes:
        release: the one deployed last; None if it can't be read, and names have to do.
        problem: why it can't be read; None if it can, or there is none.
    """

    actor: str
    release: Release | None
    problem: Exception | None = None

    @property
    def next_command(self) -> str | None:
        """What helps against the problem, where it is one that is foreseen."""
        known = as_operator_error(self.problem) if self.problem else None
        return known.next_command if known else None

    @property
    def function_names(self) -> tuple[str, ...]:
        """The release's functions."""
        return tuple(each.function_name for each in self.release.functions) if self.release else ()


def look_around(environment: str) -> Surroundings:
    """Read both at once; what can't be read stops nothing."""
    with ThreadPoolExecutor(2) as pool:
        actor = pool.submit(caller_arn)
        newest = pool.submit(lambda: ReleasesGateway(environment).newest(1))
        release, problem = _release(newest)
        return Surroundings(_actor(actor), release, problem)


def deployed_release(environment: str, around: Surroundings) -> Release:
    """The release that was deployed last, for what can't do without.

    Raises:
        ReleaseNotFoundError: nothing was deployed yet.
        Exception: what the reading raised, as it is.
    """
    if around.problem is not None:
        raise around.problem
    if around.release is None:
        raise ReleaseNotFoundError(
            f"{environment} has no release yet.",
            f"pulumi up --stack {environment}",
        )
    return around.release


def doors_of(environment: str, around: Surroundings, *, functions: bool) -> tuple[Door, ...]:
    """The doors of a whole environment.

    Args:
        environment: its name.
        around: what was found out.
        functions: whether to stop the functions as well.
    """
    release = around.release
    names = around.function_names or tuple(function_name(it, environment) for it in SERVICES)
    return (
        FirewallDoor(environment, release.web_acl_id if release else None),
        ApiDoor(environment, release.rest_api_id if release else None),
        *(FunctionDoor(name) for name in (names if functions else ())),
    )


def door_by_record(environment: str, release: Release | None) -> Callable[[Closing], Door]:
    """What finds the door that a record is of."""

    def door(closing: Closing) -> Door:
        if closing.part == FIREWALL:
            return FirewallDoor(environment, release.web_acl_id if release else None)
        if closing.part == API:
            return ApiDoor(environment, release.rest_api_id if release else None)
        return FunctionDoor(function_of(closing.part) or "")

    return door


def aftermath_of(
    claim: Claim,
    around: Surroundings,
    outcomes: tuple[Outcome, ...],
    reporter: Reporter,
    *,
    rolls_back: bool,
) -> Aftermath:
    """What follows the closing.

    Raises:
        ReleaseNotFoundError: nothing was deployed yet, so there is nothing to hold or keep.
        Exception: the release can't be read.
    """
    from automation.gateways.evidence_store import EvidenceStore  # noqa: PLC0415 - see above
    from automation.gateways.functions import FunctionsGateway  # noqa: PLC0415
    from automation.gateways.ledger import LedgerGateway  # noqa: PLC0415
    from automation.terminal import emergency_rollback as rollback  # noqa: PLC0415

    release = deployed_release(claim.environment, around)
    ledger = LedgerGateway(claim.environment)
    return Aftermath(
        ledger=ledger,
        functions=FunctionsGateway(),
        store=EvidenceStore(claim.environment),
        deployed_commit=release.commit,
        function_names=around.function_names,
        readers=_readers(claim, release, outcomes),
        owe=rollback.signature_of(claim, release, ledger, reporter),
        roll_back=rollback.to_last_secure(claim, release, reporter) if rolls_back else None,
    )


def _readers(
    claim: Claim, release: Release, outcomes: tuple[Outcome, ...]
) -> dict[str, Callable[[], Piece | None]]:
    from pathlib import Path  # noqa: PLC0415 - after the doors are closed

    from automation.gateways.backend import backend_of  # noqa: PLC0415
    from automation.gateways.evidence_sources import EvidenceSources  # noqa: PLC0415

    def checkpoint() -> Piece:
        """As it lies there: its secrets are encrypted, and nobody decrypts them here."""
        backend = backend_of(release.project, release.stack, Path.cwd())
        if backend is None:
            raise LookupError("where the stack's state is kept is not known from this folder")
        return Piece("stack-checkpoint.json", backend.raw_state())

    names = tuple(each.function_name for each in release.functions)
    sources = EvidenceSources(claim.environment, names)
    return {
        **{
            f"before: {title(each.closing.part)}": _former(each.closing)
            for each in outcomes
            if each.closing is not None
        },
        "stack checkpoint": checkpoint,
        **sources.readers(_since(claim.at), claim.at),
    }


def _former(closing: Closing) -> Callable[[], Piece]:
    name = closing.part.replace(":", "-")
    content = f"{closing.former}\n".encode()
    return lambda: Piece(f"before/{name}.json", content)


def _since(at: datetime) -> datetime:
    return at - EVIDENCE_OF


def _actor(found: Future[str]) -> str:
    try:
        return found.result()
    except Exception as error:  # noqa: BLE001 - whoever it is, the doors have to be closed
        return f"not known ({type(error).__name__})"


def _release(found: Future[tuple[Release, ...]]) -> tuple[Release | None, Exception | None]:
    try:
        newest = found.result()
    except Exception as error:  # noqa: BLE001 - the doors have names as well
        return None, error
    return (newest[0] if newest else None), None
