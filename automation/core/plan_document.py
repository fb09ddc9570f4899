"""A plan as JSON and back: what the archive keeps and what `--json` prints. Pure."""

import hashlib
import json
from dataclasses import asdict
from typing import Any, Final

from pydantic import TypeAdapter

from automation.core.plan import (
    DeleteObject,
    HoldEnvironment,
    InvalidateCdn,
    ReconcileInfrastructure,
    RestoreObject,
    RollbackPlan,
    SettleReleases,
    ShiftAlias,
    Step,
    VerifyHealth,
)
from automation.core.record import insist_on_format

FORMAT: Final = "clinical-trial/rollback-plan/2"
_STEPS: Final[dict[str, type[Step]]] = {
    kind.__name__: kind
    for kind in (
        HoldEnvironment,
        ShiftAlias,
        RestoreObject,
        DeleteObject,
        InvalidateCdn,
        VerifyHealth,
        ReconcileInfrastructure,
        SettleReleases,
    )
}


def plan_document(plan: RollbackPlan) -> dict[str, Any]:
    """The plan as a document of `FORMAT`."""
    return {
        "format": FORMAT,
        "environment": plan.environment,
        "target_commit": plan.target_commit,
        "from_commit": plan.from_commit,
        "components": list(plan.components),
        "steps": [
            {"phase": step.phase.name.lower(), "step": type(step).__name__, **asdict(step)}
            for step in plan.steps
        ],
    }


def plan_to_json(plan: RollbackPlan) -> str:
    """The plan's text; equal plans give equal texts."""
    return json.dumps(plan_document(plan), sort_keys=True, separators=(",", ":"))


def plan_digest(plan: RollbackPlan) -> str:
    """SHA-256 of the plan's text."""
    return hashlib.sha256(plan_to_json(plan).encode()).hexdigest()


def plan_from_json(text: str) -> RollbackPlan:
    """Read a plan.

    Raises:
        OtherVersionError: it has another format.
    """
    document = json.loads(text)
    insist_on_format(document.get("format"), FORMAT, "The run's plan")
    return RollbackPlan(
        environment=document["environment"],
        target_commit=document["target_commit"],
        from_commit=document["from_commit"],
        components=tuple(document["components"]),
        steps=tuple(_step(item) for item in document["steps"]),
    )


def _step(item: dict[str, Any]) -> Step:
    kind = _STEPS[item["step"]]
    facts = {name: value for name, value in item.items() if name not in {"phase", "step"}}
    step: Step = TypeAdapter(kind).validate_python(facts)
    return step
