"""Machine output: versioned JSON documents. No I/O."""

import json
from dataclasses import asdict
from typing import Any

from automation.core.commands import plain_commands
from automation.core.plan import RollbackPlan
from automation.core.policy import Decision


def plan_document(plan: RollbackPlan, decision: Decision, digest_parts: dict[str, str]) -> str:
    """The plan as JSON, the same facts as on the screen.

    Args:
        plan: the plan.
        decision: the row of the decision matrix.
        digest_parts: the evidence that an approval would be bound to.
    """
    document: dict[str, Any] = {
        "format": "clinical-trial/rollback-plan/1",
        "environment": plan.environment,
        "target_commit": plan.target_commit,
        "from_commit": plan.from_commit,
        "components": list(plan.components),
        "scenario": decision.scenario,
        "already_live": plan.is_empty,
        "steps": [
            {"phase": step.phase.name.lower(), "step": type(step).__name__, **asdict(step)}
            for step in plan.steps
        ],
        "evidence": digest_parts,
        "plain_commands": list(plain_commands(plan)),
    }
    return json.dumps(document, indent=2, sort_keys=True)
