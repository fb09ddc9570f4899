"""Marking a release as secure or compromised, and what follows from it. I/O: the ledger.

Source: procedure, "Emergency Rollback Script": the last known secure version is what an emergency
goes back to, so a person has to have said which one that is.
"""

from automation.core.errors import RefusedError
from automation.core.release import SecurityVerdict
from automation.runs.clock import Clock
from automation.runs.lease import HeldLease
from automation.runs.ports import Ledger


def mark(ledger: Ledger, clock: Clock, verdict: SecurityVerdict, run_id: str) -> bool:
    """Record whether a release is trusted; False if that is what was recorded already.

    Args:
        ledger: the ledger.
        clock: for the lease.
        verdict: what a person says of which release.
        run_id: a name for the occasion.

    Raises:
        BusyError: a run works on the environment.
    """
    purpose = f"mark {verdict.commit[:12]} {verdict.security}: {verdict.reason}"
    with HeldLease(ledger, run_id, verdict.actor, purpose, clock) as lease:
        if ledger.security().get(verdict.commit) == verdict.security:
            return False
        ledger.write_security(verdict, lease.current)
        return True


def insist_on_trust(ledger: Ledger, environment: str, commit: str) -> None:
    """Let nobody go back to what an intruder may have changed.

    Raises:
        RefusedError: the release is marked compromised.
    """
    if ledger.security().get(commit) == "compromised":
        raise RefusedError(
            f"{commit[:12]} is marked compromised, so it is not gone back to. Nothing was changed.",
            f"python -m automation.releases {environment}   (to choose another one; or, if it is "
            f"sound after all: python -m automation.releases mark-secure {environment} "
            f"{commit[:12]} --reason …)",
        )
