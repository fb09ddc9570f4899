"""A plan as Markdown: what a reviewer reads in a workflow's summary. No I/O."""

from automation.core.approval import ApprovalRequest
from automation.core.plan import RollbackPlan
from automation.core.policy import Decision
from automation.core.summary import summarise
from automation.terminal.markdown import plain


def plan_markdown(
    plan: RollbackPlan, decision: Decision, subject: str, request: ApprovalRequest | None
) -> str:
    """The plan, and what has to be done for it.

    Args:
        plan: the plan; an empty one is told as such.
        decision: the row of the decision matrix that it is run under.
        subject: first line of the target commit's message.
        request: what waits for a signature; None where nobody is asked first.
    """
    commit = f"`{plan.target_commit[:12]}`"
    if plan.is_empty:
        return f"### {commit} is live in {plan.environment} already\n\nNothing to do.\n"
    lines = [
        f"### Rollback of {plan.environment} to {commit}",
        "",
        plain(subject),
        "",
        *(f"- {plain(line)}" for line in (*summarise(plan), *_changes(plan))),
        "",
        *_approval(plan, decision, request),
        "",
    ]
    return "\n".join(lines)


def _changes(plan: RollbackPlan) -> list[str]:
    changes = plan.infrastructure.changes if plan.infrastructure else ()
    return [f"{change.operation} {change.type} {change.name}" for change in changes]


def _approval(plan: RollbackPlan, decision: Decision, request: ApprovalRequest | None) -> list[str]:
    if request is None:
        return [f"{decision.title}: nobody has to approve it first."]
    return [
        f"Asked by {plain(request.requester)}: {plain(request.reason)}",
        "",
        f"**{request.role}** signs exactly this plan until {request.expires_at:%H:%M} UTC, "
        "with AWS credentials of their own:",
        "",
        "```",
        f'python -m automation.approve {plan.environment} {request.digest[:12]} --reason "…"',
        "```",
        "",
        f"Digest `{request.digest}`",
    ]
