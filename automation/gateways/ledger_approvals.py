"""Requests and signatures in the ledger, each in a partition with writers of its own (ADR 20).

I/O: one DynamoDB table, and the audit's bucket.
"""

from collections.abc import Callable

from automation.core import audit_facts, partitions
from automation.core.approval import ApprovalRequest
from automation.core.audit import AuditRecord
from automation.core.errors import ApprovalVoidError, OtherVersionError
from automation.core.signature import Signature, signature_under, with_signature
from automation.gateways.audit_chain import AuditChain
from automation.gateways.ledger_table import Item, LedgerTable


class LedgerApprovals:
    """One environment's requests, and the signatures under them.

    Args:
        tell: told of each document that another version of this tool wrote.
    """

    def __init__(
        self,
        environment: str,
        table: LedgerTable,
        chain: AuditChain,
        tell: Callable[[OtherVersionError], None] | None,
    ) -> None:
        self._environment = environment
        self._table = table
        self._chain = chain
        self._tell = tell

    def ask(self, request: ApprovalRequest) -> None:
        """Write a request; one of the same digest that is there already is left."""
        facts = audit_facts.of_approval(request, None)
        asked = self._table.putting(partitions.APPROVAL, request.digest, request, only_new=True)
        self._chain.record(facts, asked)

    def all(self) -> tuple[ApprovalRequest, ...]:
        """All requests, each as it stands by its signature, in no particular order."""
        requests = self._table.query(partitions.APPROVAL, ApprovalRequest, self._tell)
        found = self._table.query(partitions.SIGNATURE, Signature, self._tell) if requests else ()
        signatures = {signature.digest: signature for signature in found}
        return tuple(with_signature(it, signatures.get(it.digest)) for it in requests)

    def signature(self, digest: str) -> Signature | None:
        """The signature under a request; None if nobody signed it."""
        return self._table.read(partitions.SIGNATURE, digest, Signature)

    def sign(self, request: ApprovalRequest) -> None:
        """Put a signature under a request, once.

        Args:
            request: as approved or signed. What is asked for may be taken back meanwhile; what is
                owed stays owed until somebody signs it.

        Raises:
            ApprovalVoidError: it is not open any more.
        """
        earlier = "requested" if request.status == "approved" else "owed"

        def parts(record: AuditRecord) -> tuple[Item, ...]:
            signature, key = signature_under(request, record.sequence), request.digest
            put = self._table.putting(partitions.SIGNATURE, key, signature, only_new=True)
            if earlier == "owed":
                return (put,)
            return put, self._table.checking(partitions.APPROVAL, key, status=earlier)

        if self._chain.record_with(audit_facts.of_approval(request, earlier), parts):
            raise self._moved_on(request, earlier)

    def advance(self, request: ApprovalRequest, earlier_status: str) -> None:
        """Move a request from one status to the next, once.

        Raises:
            ApprovalVoidError: it is not in the earlier status any more.
        """
        key = partitions.APPROVAL, request.digest
        written = self._table.read(*key, ApprovalRequest)
        if written is None or self._standing(written).status != earlier_status:
            raise self._moved_on(request, earlier_status)
        facts = audit_facts.of_approval(request, earlier_status)
        if self._chain.record(facts, self._table.putting(*key, request, status=written.status)):
            raise self._moved_on(request, earlier_status)

    def _standing(self, written: ApprovalRequest) -> ApprovalRequest:
        return with_signature(written, self.signature(written.digest))

    def _moved_on(self, request: ApprovalRequest, earlier_status: str) -> ApprovalVoidError:
        return ApprovalVoidError(
            f"Request {request.digest[:12]} is not {earlier_status} any more.",
            f"python -m automation.approve {self._environment}",
        )
