"""Reading the audit: does it hold, what was it lately, what was one run. I/O: through the ports."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from automation.core.audit import AuditRecord
from automation.core.audit_faults import Anchor, Fault, Stored, faults, written
from automation.core.audit_report import (
    AuditExport,
    Deployed,
    Exhibit,
    commits_of,
    evidence_in,
    in_words,
    plan_faults,
    records_of_run,
    segment_of,
)
from automation.core.errors import UnknownRefError
from automation.core.plan_document import plan_digest, plan_document
from automation.runs.clock import Clock
from automation.runs.ports import Archive, Audit, EvidenceStore, Releases

# A writer at work has put its record into the bucket by then.
_LOOKS: Final = 3
_SECONDS_BETWEEN: Final = 1.0
_PARALLEL: Final = 8


@dataclass(frozen=True)
class Reading:
    """The chain as it is.

    Attributes:
        records: those that can be read, in order.
        head: the newest record, as the ledger has it.
        faults: all that is wrong.
    """

    records: tuple[AuditRecord, ...]
    head: AuditRecord | None
    faults: tuple[Fault, ...]


def read_chain(audit: Audit, clock: Clock, kept: Sequence[Anchor] = (), first: int = 1) -> Reading:
    """Read the chain and judge it.

    Args:
        audit: the chain.
        clock: to wait for a writer at work.
        kept: records that somebody wrote down earlier.
        first: number of the record to begin with; what lies before it is not read.
    """
    for _ in range(_LOOKS - 1):
        reading = _look(audit, kept, first)
        if {fault.kind for fault in reading.faults} != {"not written out"}:
            return reading
        clock.sleep(_SECONDS_BETWEEN)
    return _look(audit, kept, first)


def exhibits(store: EvidenceStore, records: Sequence[AuditRecord]) -> tuple[Exhibit, ...]:
    """Every piece of evidence that some records tell of, compared with what lies there."""

    def look(kept: tuple[str, str, str]) -> Exhibit:
        key, version, sha256 = kept
        found = store.sha256(key, version)
        return Exhibit(key=key, version_id=version, sha256=sha256, found=found)

    with ThreadPoolExecutor(_PARALLEL) as pool:
        return tuple(pool.map(look, evidence_in(records)))


def export_run(
    audit: Audit,
    archive: Archive,
    releases: Releases,
    store: EvidenceStore,
    clock: Clock,
    *,
    environment: str,
    run_id: str,
    by: str,
) -> AuditExport:
    """Everything about one run, for an auditor.

    Raises:
        UnknownRefError: the audit knows no such run.
    """
    reading = read_chain(audit, clock)
    chosen = records_of_run(reading.records, run_id)
    if not chosen or reading.head is None:
        raise UnknownRefError(
            f"The audit of {environment} has no record of a run {run_id!r}.",
            f"python -m automation.audit show {environment}",
        )
    plan = archive.read_plan(run_id)
    digest = plan_digest(plan) if plan else None
    evidence = exhibits(store, chosen)
    return AuditExport(
        environment=environment,
        run_id=run_id,
        exported_at=clock.now(),
        exported_by=by,
        records=chosen,
        segment=segment_of(reading.records, chosen),
        head=reading.head,
        releases=_deployed(releases, commits_of(chosen)),
        plan=plan_document(plan) if plan else None,
        plan_digest=digest,
        evidence=evidence,
        faults=(
            *in_words(reading.faults),
            *plan_faults(digest, chosen),
            *(exhibit.fault for exhibit in evidence if exhibit.fault),
        ),
    )


def _deployed(releases: Releases, commits: Sequence[str]) -> tuple[Deployed, ...]:
    found = (releases.read(commit) for commit in commits)
    return tuple(
        Deployed(
            commit=release.commit,
            deployed_by=release.deployed_by,
            deployed_at=release.deployed_at,
            settings_digest=release.settings_digest,
        )
        for release in found
        if release is not None
    )


def _look(audit: Audit, kept: Sequence[Anchor], first: int) -> Reading:
    """Writers go on meanwhile: what lies between the head before and the head after is theirs."""
    before = audit.head()
    stored = audit.stored(first)
    after = audit.head()
    settled = tuple(item for item in stored if not _is_newer(item, before, after))
    return Reading(written(settled), before, faults(settled, before, kept, first))


def _is_newer(item: Stored, before: AuditRecord | None, after: AuditRecord | None) -> bool:
    known = before.sequence if before else 0
    return after is not None and known < item.sequence <= after.sequence
