"""What is on record of a lock-down, in the ledger's table. I/O: DynamoDB, and the audit's bucket.

The items have a partition of their own. None of these writes asks for the lease: an emergency does
not wait for whoever has it. Each is conditional on its own item instead, so that the first
lock-down's original is never written over (ADR 23).
"""

from automation.core import audit_facts, names, partitions
from automation.core.errors import BusyError
from automation.core.evidence import Kept
from automation.core.lockdown import Closing
from automation.gateways.audit_chain import AuditChain
from automation.gateways.ledger_table import LedgerTable


class LockdownsGateway:
    """One environment's record."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self._table = LedgerTable(names.ledger_table(environment))
        self._chain = AuditChain(environment, self._table)

    def closings(self) -> tuple[Closing, ...]:
        """Everything that is closed, or about to be; empty if there is no table yet."""
        return self._table.query(partitions.LOCKDOWN, Closing)

    def read(self, part: str) -> Closing | None:
        """The record of one door."""
        return self._table.read(partitions.LOCKDOWN, part, Closing)

    def keep(self, closing: Closing) -> Closing:
        """Keep how a door was; gives the record that is there, which may be an earlier one."""
        if self._table.put_new(partitions.LOCKDOWN, closing.part, closing):
            return closing
        return self.read(closing.part) or closing

    def replace(self, earlier: Closing, closing: Closing) -> bool:
        """Put a record in place of an earlier one; False if that is not there any more."""
        return self._table.put_if(
            partitions.LOCKDOWN,
            closing.part,
            closing,
            run_id=earlier.run_id,
            status=earlier.status,
        )

    def confirm(self, closing: Closing, actor: str) -> bool:
        """Record that a door is closed, in the audit too; False if it was recorded already.

        Args:
            closing: the record, whose status is `closing`.
            actor: caller ARN of who found it closed.
        """
        done = closing.model_copy(update={"status": "closed"})
        facts = audit_facts.of_closing(self.environment, done, actor)
        moved = self._table.putting(
            partitions.LOCKDOWN, closing.part, done, run_id=closing.run_id, status="closing"
        )
        return not self._chain.record(facts, moved)

    def forget(self, closing: Closing, *, run_id: str, actor: str, reason: str) -> None:
        """Record that a door is open again: its record goes, the audit's stays.

        Raises:
            BusyError: somebody closed it again meanwhile.
        """
        facts = audit_facts.of_opening(
            self.environment, closing, run_id=run_id, actor=actor, reason=reason
        )
        gone = self._table.deleting(
            partitions.LOCKDOWN, closing.part, run_id=closing.run_id, status=closing.status
        )
        if self._chain.record(facts, gone) and self.read(closing.part) is not None:
            raise BusyError(
                f"{closing.part} was locked again while it was opened; its record stays.",
                f"python -m automation.emergency status {self.environment}",
            )

    def record_evidence(self, kept: Kept, actor: str, reason: str) -> None:
        """Record a piece of evidence with its digest, in the audit too."""
        facts = audit_facts.of_evidence(self.environment, kept, actor, reason)
        self._chain.record(facts, self._table.putting(partitions.EVIDENCE, kept.key, kept))

    def evidence(self) -> tuple[Kept, ...]:
        """All evidence that was ever kept, sorted by run."""
        return self._table.query(partitions.EVIDENCE, Kept)
