"""The approval of a restored state, by the approvals that rollbacks have. I/O: ledger and audit.

Source: procedure, "Infrastructure Rollback" (production requires approval); design, step 5.
"""

from automation.core.approval import ORDER, ApprovalRequest, Evidence, order_digest
from automation.core.errors import ApprovalRequiredError
from automation.core.order import Order
from automation.runs.agreeing import (
    insist_on_evidence,
    insist_on_permission,
    use_up,
)
from automation.runs.authorising import LIFETIME, approval_required, new_request
from automation.runs.clock import Clock
from automation.runs.ports import Audit, Ledger, Releases
from automation.runs.proving import insist_on_proof
from automation.runs.survey import deployed_release


class RestoreApproval:
    """Obtaining the approval of one restore, and judging it when it is used."""

    def __init__(
        self, order: Order, ledger: Ledger, audit: Audit, releases: Releases, clock: Clock
    ) -> None:
        self._order = order
        self._ledger = ledger
        self._audit = audit
        self._releases = releases
        self._clock = clock

    def obtain(self, evidence: Evidence, summary: tuple[str, ...]) -> ApprovalRequest | None:
        """What another person approved of exactly this order; None where nobody is asked.

        Raises:
            ApprovalRequiredError: nobody did yet; the request is written, and the error names the
                command that the approver types.
        """
        if not self._order.needs_approval_first:
            return None
        approved = self._approved()
        if approved is not None:
            return approved
        now = self._clock.now()
        request = new_request(self._order, evidence, summary, now, now + LIFETIME)
        self._ledger.request_approval(request)
        raise approval_required(request, "the same command again")

    def insist(self, claimed: ApprovalRequest | None, found: Evidence, run_id: str) -> str | None:
        """Judge the approval under the lease, and use it up.

        Args:
            claimed: as it was obtained.
            found: what the restore would do now.
            run_id: the run that uses it.

        Returns:
            Its digest, for the run's head; None where nobody is asked.

        Raises:
            ApprovalRequiredError: nobody approved what has to be approved.
            ApprovalVoidError: something has changed, or the approval does not hold.
        """
        if claimed is None:
            self._insist_on_nobody_asked()
            return None
        insist_on_evidence(self._ledger, self._order, claimed.evidence, found, claimed)
        deployed = deployed_release(self._releases)
        roles = deployed.governance.roles if deployed else {}
        insist_on_permission(self._ledger, self._order, claimed, roles, self._clock.now())
        insist_on_proof(self._ledger, self._audit, self._clock, claimed)
        use_up(self._ledger, claimed, run_id)
        return claimed.digest

    def _approved(self) -> ApprovalRequest | None:
        """Of this state and for this reason: several updates are proven by one commit."""
        now, wanted = self._clock.now(), order_digest(self._order)
        for request in self._ledger.approvals():
            is_good = request.status == "approved" and now < request.expires_at
            if is_good and request.is_of_this_version and request.evidence.get(ORDER) == wanted:
                return request
        return None

    def _insist_on_nobody_asked(self) -> None:
        if self._order.needs_approval_first:
            raise ApprovalRequiredError(
                f"The state of {self._order.environment} is restored with the approval of another "
                f"person in the role {self._order.role}. Nothing was changed.",
                f"python -m automation.state {self._order.environment} restore   (it asks for it)",
            )
