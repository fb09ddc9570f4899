"""Holding an approval to what proves it: the signature, and the audit's record of it.

The ledger's word is not enough. Whoever may ask for an approval may write a request, and could
write one as approved; the signature lies where only people may write, and the audit tells of it
where nobody can take it back (ADR 20). I/O: the ledger and the audit.
"""

from automation.core.approval import ApprovalRequest
from automation.core.errors import ApprovalVoidError
from automation.core.signature import Signature, doubts
from automation.runs.auditing import read_chain
from automation.runs.clock import Clock
from automation.runs.ports import Audit, Ledger


def insist_on_proof(ledger: Ledger, audit: Audit, clock: Clock, claimed: ApprovalRequest) -> None:
    """Let pass only an approval that somebody signed and that the audit tells of.

    The chain is read from the signature's own record to the newest one: it has to be whole, to end
    where the ledger says, and to have no word of an end of this approval.

    Args:
        ledger: the ledger, read under the lease.
        audit: the environment's audit.
        clock: to wait for a writer at work.
        claimed: the approval as the ledger has it.

    Raises:
        ApprovalVoidError: nobody signed it, or the audit tells otherwise.
    """
    signature = ledger.signature(claimed.digest)
    if signature is None:
        raise _unsigned(claimed)
    ledger.write_out_audit()
    reading = read_chain(audit, clock, first=signature.record)
    found = (*map(str, reading.faults), *doubts(claimed, signature, reading.records))
    if found:
        raise _unproven(claimed, signature, found)


def _unsigned(claimed: ApprovalRequest) -> ApprovalVoidError:
    short = claimed.digest[:12]
    return ApprovalVoidError(
        f"Request {short} says that {claimed.approver} approved it, but the ledger has no "
        "signature under it: an earlier version of this tool wrote that, or somebody who may only "
        "ask. Nothing was changed. If it was nobody of yours, tell the security team.",
        f"python -m automation.approve {claimed.environment} {short} --withdraw   (then ask again)",
    )


def _unproven(
    claimed: ApprovalRequest, signature: Signature, found: tuple[str, ...]
) -> ApprovalVoidError:
    return ApprovalVoidError(
        f"The audit does not prove that {signature.approver} approved request "
        f"{claimed.digest[:12]}: {'; '.join(found)}. Nothing was changed; tell the security team.",
        f"python -m automation.audit verify {claimed.environment}",
    )
