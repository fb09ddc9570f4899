"""Holding an environment by hand, and lifting a hold. I/O: the ledger."""

from automation.core.errors import HeldError, RefusedError
from automation.core.hold import Hold
from automation.runs.clock import Clock
from automation.runs.lease import HeldLease
from automation.runs.ports import Functions, Ledger


def set_hold(
    ledger: Ledger,
    functions: Functions,
    clock: Clock,
    *,
    run_id: str,
    actor: str,
    reason: str,
    function_names: tuple[str, ...],
) -> Hold:
    """Hold the environment and pin its aliases where they are.

    Raises:
        HeldError: it is held already.
        BusyError: a run works on it.
    """
    with HeldLease(ledger, run_id, actor, f"hold: {reason}", clock) as lease:
        earlier = ledger.read_hold()
        if earlier is not None:
            raise HeldError(f"It is held already by {earlier.actor}: {earlier.reason}")
        aliases = functions.read_aliases(function_names)
        hold = Hold(
            run_id=run_id,
            actor=actor,
            reason=reason,
            since=clock.now(),
            target_commit=None,
            pins={name: alias.version for name, alias in aliases.items()},
        )
        ledger.write_hold(hold, lease.current)
        return hold


def lift_hold(
    ledger: Ledger, clock: Clock, *, run_id: str, environment: str, actor: str, reason: str
) -> Hold | None:
    """Let deployments in again; None if there was no hold.

    In prod another person than the one who holds it has to lift it.

    Raises:
        RefusedError: the same person, in prod.
        BusyError: a run works on the environment.
        HeldError: another hold took its place meanwhile.
    """
    with HeldLease(ledger, run_id, actor, f"lift the hold: {reason}", clock) as lease:
        hold = ledger.read_hold()
        if hold is None:
            return None
        if environment == "prod" and hold.is_of(actor):
            raise RefusedError(
                f"{actor} set the hold on prod; another person has to lift it. It stays.",
                'python -m automation.hold prod --lift --reason "…"   (as another person)',
            )
        if not ledger.lift_hold(hold.run_id, lease.current, reason):
            raise HeldError("Another hold took its place meanwhile; it stays.")
        return hold
