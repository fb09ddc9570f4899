"""What was done automatically: claims of releases, and signals that were answered. I/O: DynamoDB.

A claim decides who acts, so it is written under a condition. It is not part of the audit: the run
or the hold that it leads to is.
"""

from datetime import datetime, timedelta
from typing import Final

from automation.core import names
from automation.core.partitions import AUTOMATIC, SIGNAL
from automation.core.release import Document
from automation.core.situation import FORMAT, Claim
from automation.gateways.ledger_table import LedgerTable

# EventBridge tries for a day, and a dead-letter queue keeps for 14 days: no event comes later.
_REMEMBERED: Final = timedelta(days=30)


class Answer(Document):
    """A signal, and what came of it.

    Attributes:
        expires: seconds since 1970, from when on DynamoDB may forget it.
    """

    format: int = FORMAT
    key: str
    outcome: str
    at: datetime
    expires: int


class ClaimsGateway:
    """One environment's claims."""

    def __init__(self, environment: str) -> None:
        self._table = LedgerTable(names.ledger_table(environment))

    def read(self, subject: str) -> Claim | None:
        """The claim of what is live."""
        return self._table.read(AUTOMATIC, subject, Claim)

    def claim(self, claim: Claim, earlier: Claim | None) -> bool:
        """Write a claim, if nobody else did; False if somebody else did.

        Args:
            claim: what to write.
            earlier: the claim whose place it takes; None where there must be none.
        """
        if earlier is None:
            return self._table.put_new(AUTOMATIC, claim.subject, claim)
        return self._table.put_if(AUTOMATIC, claim.subject, claim, run_id=earlier.run_id)

    def was_answered(self, signal_key: str) -> bool:
        """Whether a signal led to something that was carried out."""
        return self._table.read(SIGNAL, signal_key, Answer) is not None

    def answer(self, signal_key: str, outcome: str, now: datetime) -> None:
        """Remember that a signal was answered; the first answer stays."""
        expires = int((now + _REMEMBERED).timestamp())
        answer = Answer(key=signal_key, outcome=outcome, at=now, expires=expires)
        self._table.put_new(SIGNAL, signal_key, answer)
