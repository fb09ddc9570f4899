"""Marking a release as secure or compromised. I/O: the ledger, under the lease.

Source: procedure, "Emergency Rollback Script": the last known secure version is what an emergency
goes back to, so a person has to have said which one that is.
"""

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
