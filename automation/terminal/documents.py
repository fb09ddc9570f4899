"""Machine output: versioned JSON documents. No I/O."""

import json

from automation.core.commands import plain_commands
from automation.core.journal import RunRecord
from automation.core.plan import RollbackPlan
from automation.core.plan_document import plan_document as plan_as_document
from automation.core.policy import Decision


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


def runs_document(environment: str, runs: tuple[RunRecord, ...]) -> str:
    """The runs of an environment as JSON, newest first."""
    document = {
        "format": "clinical-trial/runs/1",
        "environment": environment,
        "runs": [run.model_dump(mode="json") for run in runs],
    }
    return json.dumps(document, indent=2, sort_keys=True)
