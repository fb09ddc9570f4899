"""Machine output: versioned JSON documents. No I/O."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from automation.core.audit import AuditRecord
from automation.core.commands import plain_commands
from automation.core.journal import RunRecord
from automation.core.lease import Lease
from automation.core.plan import RollbackPlan
from automation.core.plan_document import plan_document as plan_as_document
from automation.core.policy import Decision
from automation.core.release_diff import ReleaseDiff
from automation.core.release_list import ListedRelease
from automation.core.release_retention import PruningPlan
from automation.core.run_kinds import is_cut_off
from automation.core.state_list import ListedStates


def plan_document(plan: RollbackPlan, decision: Decision, digest_parts: dict[str, str]) -> str:
    """The plan as JSON, the same facts as on the screen.

    Args:
        plan: the plan.
        decision: the row of the decision matrix.
        digest_parts: the evidence that an approval would be bound to.
    """
    document = plan_as_document(plan) | {
        "scenario": decision.scenario,
        "already_live": plan.is_empty,
        "evidence": digest_parts,
        "plain_commands": list(plain_commands(plan)),
    }
    return json.dumps(document, indent=2, sort_keys=True)


def runs_document(
    environment: str, runs: tuple[RunRecord, ...], lease: Lease | None, now: datetime
) -> str:
    """The runs of an environment as JSON, newest first.

    Args:
        environment: its name.
        runs: newest first.
        lease: the environment's; tells which run's process is at work.
        now: with time zone.
    """
    document = {
        "format": "clinical-trial/runs/1",
        "environment": environment,
        "runs": [
            run.model_dump(mode="json") | {"is_cut_off": is_cut_off(run, lease, now)}
            for run in runs
        ],
    }
    return json.dumps(document, indent=2, sort_keys=True)


def releases_document(
    environment: str,
    listed: tuple[ListedRelease, ...],
    described: Mapping[str, tuple[str, str]],
) -> str:
    """The releases of an environment as JSON, newest first."""
    document = {
        "format": "clinical-trial/releases/1",
        "environment": environment,
        "releases": [_release(each, described) for each in listed],
    }
    return json.dumps(document, indent=2, sort_keys=True)


def release_document(listed: ListedRelease, described: Mapping[str, tuple[str, str]]) -> str:
    """One release with its whole record."""
    document = _release(listed, described) | {
        "format": "clinical-trial/release/1",
        "record": listed.release.model_dump(mode="json"),
    }
    return json.dumps(document, indent=2, sort_keys=True)


def diff_document(diff: ReleaseDiff, sources: tuple[str, ...] | None) -> str:
    """What two releases have otherwise; `sources` is null where git does not know a commit."""
    document = {
        "format": "clinical-trial/release-diff/1",
        "environment": diff.later.environment,
        "earlier": diff.earlier.commit,
        "later": diff.later.commit,
        "functions": [asdict(each) for each in diff.functions],
        "files": [{"key": key, "change": change} for key, change in diff.files],
        "settings": [asdict(each) for each in diff.settings],
        "schema": [asdict(each) for each in diff.schema],
        "infrastructure": {
            "toolchain": [asdict(each) for each in diff.toolchain],
            "sources": None if sources is None else list(sources),
        },
    }
    return json.dumps(document, indent=2, sort_keys=True)


def pruning_document(environment: str, plan: PruningPlan, *, is_done: bool) -> str:
    """What goes, or went, and what stays."""
    document = {
        "format": "clinical-trial/prune/1",
        "environment": environment,
        "done": is_done,
        "releases": [
            {"commit": each.commit, "replaced_at": each.replaced_at.isoformat()}
            for each in plan.releases
        ],
        "versions": [{"function": name, "version": version} for name, version in plan.versions],
        "kept": dict(plan.kept),
    }
    return json.dumps(document, indent=2, sort_keys=True)


def _release(listed: ListedRelease, described: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    subject, author = described.get(listed.release.commit, (None, None))
    return {
        "commit": listed.release.commit,
        "subject": subject,
        "author": author,
        "deployed_at": listed.release.deployed_at.isoformat(),
        "recorded_at": listed.recorded_at.isoformat(),
        "health": listed.health,
        "marks": list(listed.marks),
        "differences": asdict(listed.differences),
        "reachable": listed.is_reachable,
        "obstacles": [asdict(each) for each in listed.obstacles],
    }


def audit_document(environment: str, records: Sequence[AuditRecord]) -> str:
    """Records of the audit as JSON, the newest last."""
    document = {
        "format": "clinical-trial/audit/1",
        "environment": environment,
        "records": [record.model_dump(mode="json") for record in records],
    }
    return json.dumps(document, indent=2, sort_keys=True)


def states_document(
    environment: str, listed: ListedStates, described: Mapping[str, tuple[str, str]]
) -> str:
    """The stack's updates as JSON, newest first."""
    document = {
        "format": "clinical-trial/states/1",
        "environment": environment,
        "present_is_of": listed.present,
        "pending": [asdict(each) for each in listed.pending],
        "faults": list(listed.faults),
        "updates": [
            update.model_dump(mode="json", exclude={"place"})
            | {"subject": described.get(update.commit or "", (None, None))[0]}
            for update in listed.updates
        ],
    }
    return json.dumps(document, indent=2, sort_keys=True)
