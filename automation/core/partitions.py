"""Partition keys of the ledger: rights are bound to them, so each has its own writers. Pure.

Source: DynamoDB developer guide, "Using IAM policy conditions for fine-grained access control".
"""

from typing import Final

HOLD: Final = "HOLD"
LEASE: Final = "LEASE"
RUN: Final = "RUN"
RELEASE: Final = "RELEASE"
APPROVAL: Final = "APPROVAL"
# What people sign, and nobody else may write (ADR 20).
SIGNATURE: Final = "SIGNATURE"
AUDIT: Final = "AUDIT"
# Messages, which whoever runs something writes, and whoever delivers marks.
OUTBOX: Final = "OUTBOX"
# What was done by itself: claims of releases, and signals that were answered (ADR 21).
AUTOMATIC: Final = "AUTOMATIC"
SIGNAL: Final = "SIGNAL"
# What a lock-down closed, and what it kept: written without the lease (ADR 23).
LOCKDOWN: Final = "LOCKDOWN"
EVIDENCE: Final = "EVIDENCE"
# Whether people trust a release.
SECURITY: Final = "SECURITY"


def lines_of(run_id: str) -> str:
    """Where the journal of a run lies; of `*`, the pattern of all journals."""
    return f"{RUN}#{run_id}"
