"""What an auditor is given of one run: one document that can be read and checked alone. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

from automation.core.audit import AuditRecord
from automation.core.audit_faults import Fault
from automation.core.evidence import KEPT
from automation.core.release import Document

FORMAT: Final = "clinical-trial/audit-export/1"
HOW_TO_CHECK: Final = (
    "Each record's `hash` is the SHA-256, in hexadecimal, of the record as JSON without `hash`: "
    "keys sorted, separators `,` and `:` without spaces, everything outside ASCII escaped, UTF-8.",
    "Each record's `previous` is the `hash` of the record whose `sequence` is one less.",
    "The records here are all those from the run's first to its last, other runs' among them.",
    "`plan_digest` is the SHA-256 of the plan as JSON in the same manner; the run's first record "
    "gives the same value as its `digest`.",
    "Each piece of `evidence` lies in the audit's bucket under its key and version. `sha256` is "
    "that of its bytes in hexadecimal, as the record of action `evidence-kept` has it.",
    "`head` was the newest record at the time of the export: "
    "`python -m automation.audit verify <env> --anchor <sequence>:<hash>` tells at any later time "
    "whether the chain still has it, and `verify` whether the whole chain holds.",
)


class Deployed(Document):
    """Who deployed a release that a run left or went back to, as the release's own record says."""

    commit: str
    deployed_by: str
    deployed_at: datetime
    settings_digest: str


class Exhibit(Document):
    """A piece of evidence that a run kept, and what lies there now.

    Attributes:
        sha256: as the audit recorded it.
        found: of the version that was kept, now; None if it is gone.
    """

    key: str
    version_id: str
    sha256: str
    found: str | None

    @property
    def fault(self) -> str | None:
        """What is wrong with it; None if nothing is."""
        if self.found is None:
            return f"{self.key} is gone"
        if self.found != self.sha256:
            return f"{self.key} is not what was kept"
        return None


class AuditExport(Document):
    """One run's part of the audit.

    Attributes:
        records: the run's own, its approval's among them.
        segment: all records of the chain from the first of these to the last.
        releases: what the run left, and what it went back to; those that have a record.
        evidence: of a lock-down, each piece compared with its digest.
        plan: as the archive keeps it; None if the run was stopped before it had one.
        faults: what is wrong with the whole chain at the time of the export.
    """

    format: Literal["clinical-trial/audit-export/1"] = FORMAT
    environment: str
    run_id: str
    exported_at: datetime
    exported_by: str
    records: tuple[AuditRecord, ...]
    segment: tuple[AuditRecord, ...]
    head: AuditRecord
    releases: tuple[Deployed, ...]
    plan: dict[str, Any] | None
    plan_digest: str | None
    evidence: tuple[Exhibit, ...] = ()
    faults: tuple[str, ...]
    how_to_check: tuple[str, ...] = HOW_TO_CHECK


def evidence_in(records: Sequence[AuditRecord]) -> tuple[tuple[str, str, str], ...]:
    """Key, version and SHA-256 of each piece of evidence that some records tell of."""
    return tuple(
        (record.subject, record.after["version"], record.after["sha256"])
        for record in records
        if record.action == KEPT
    )


def records_of_run(records: Sequence[AuditRecord], run_id: str) -> tuple[AuditRecord, ...]:
    """A run's records and those of the approval that it used or owes, in order."""
    own = [record for record in records if record.run_id == run_id]
    approvals = {record.after["approval"] for record in own if "approval" in record.after}
    return tuple(
        record
        for record in records
        if record.run_id == run_id
        or (record.action.startswith("approval-") and record.digest in approvals)
    )


def segment_of(
    records: Sequence[AuditRecord], chosen: Sequence[AuditRecord]
) -> tuple[AuditRecord, ...]:
    """All records from the first chosen one to the last."""
    first, last = chosen[0].sequence, chosen[-1].sequence
    return tuple(record for record in records if first <= record.sequence <= last)


def commits_of(chosen: Sequence[AuditRecord]) -> tuple[str, ...]:
    """The commit that a run left, and the one that it went back to."""
    started = next((record for record in chosen if record.action == "run-started"), None)
    if started is None:
        return ()
    named = (started.before.get("commit"), started.after.get("commit"))
    return tuple(commit for commit in named if commit)


def plan_faults(plan_digest: str | None, chosen: Sequence[AuditRecord]) -> tuple[str, ...]:
    """Whether the archive's plan is the one that the run began with."""
    started = next((record for record in chosen if record.action == "run-started"), None)
    if started is None or started.digest == plan_digest:
        return ()
    return ("the archive's plan is not the one that the run began with",)


def in_words(faults: Sequence[Fault]) -> tuple[str, ...]:
    """Faults as lines."""
    return tuple(str(fault) for fault in faults)
