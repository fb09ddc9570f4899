"""States and updates as tests need them."""

from datetime import timedelta
from typing import Any, Final

from automation.core.stack_update import Update
from tests.builders import COMMIT_A, NOW

STACK: Final = "urn:pulumi:dev::clinical-trial::pulumi:pulumi:Stack::clinical-trial-dev"


def urn(name: str) -> str:
    """A topic's name in the stack."""
    return f"urn:pulumi:dev::clinical-trial::aws:sns/topic:Topic::{name}"


def resource(name: str, **more: Any) -> dict[str, Any]:
    """A topic in the stack."""
    return {"urn": urn(name), "custom": True, "id": f"id-{name}", "parent": STACK} | more


def state(*resources: dict[str, Any], pending: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """A state with the stack and some resources."""
    listed = [{"urn": STACK, "custom": False}, *resources]
    deployment: dict[str, Any] = {"manifest": {"time": "any"}, "resources": listed}
    if pending:
        deployment["pending_operations"] = list(pending)
    return {"version": 3, "deployment": deployment}


def creating(name: str) -> dict[str, Any]:
    """A creation that was cut off."""
    return {"type": "creating", "resource": {"urn": urn(name)}}


def update(number: int, **more: Any) -> Update:
    """An update of commit A that succeeded."""
    told: dict[str, Any] = {
        "number": number,
        "place": f"update-{number}",
        "commit": COMMIT_A,
        "dirty": False,
        "kind": "update",
        "result": "succeeded",
        "message": "",
        "started_at": NOW + timedelta(minutes=number),
        "ended_at": None,
    }
    return Update(**(told | more))
