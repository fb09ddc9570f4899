"""A plan on the screen: grouped by danger, readable in a minute at 100 columns. No I/O."""

from typing import Final

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from automation.core.names import PROJECT
from automation.core.plan import ResourceChange, RollbackPlan, VerifyHealth
from automation.core.policy import Decision, danger_of, holds_data, is_removal

_ROWS: Final = 12
_PROPERTIES: Final = 4


def show_plan(console: Console, plan: RollbackPlan, decision: Decision, subject: str) -> None:
    """Print a plan.

    Args:
        console: where to.
        plan: the plan, not empty.
        decision: the row of the decision matrix that it is run under.
        subject: first line of the target commit's message.
    """
    console.print(_head(plan, decision, subject))
    parts = (_destroyed, _functions, _files, _changed, _drift, _checks)
    for part in (show(plan) for show in parts):
        if part is not None:
            console.print()
            console.print(part)


def _head(plan: RollbackPlan, decision: Decision, subject: str) -> RenderableType:
    here = plan.from_commit[:12] if plan.from_commit else "nothing"
    return Group(
        Text.assemble(
            ("Rollback of ", "bold"),
            (plan.environment, "bold cyan"),
            f"  {here} → ",
            (plan.target_commit[:12], "bold green"),
            f"  {subject}",
        ),
        Text(
            f"{decision.title}: {decision.type}, within {decision.limit.seconds // 60 or '<1'} min"
            f", approval by {decision.approver or 'nobody'}",
            style="dim",
        ),
    )


def _destroyed(plan: RollbackPlan) -> RenderableType | None:
    removed = [change for change in _changes(plan) if danger_of(change) == "destroys"]
    if not removed:
        return None
    removed.sort(key=lambda change: (not holds_data(change), change.urn))
    table = _table("Removed or replaced", "red")
    for change in removed:
        style = "bold red" if holds_data(change) else "red"
        table.add_row(Text(change.operation, style), _name(change, plan), _details(change))
    return table


def _functions(plan: RollbackPlan) -> RenderableType | None:
    if not plan.aliases:
        return None
    table = _table(f"Functions: {len(plan.aliases)} aliases move together", "yellow")
    for shift in plan.aliases:
        weights = " and canary weights emptied" if shift.from_weights else ""
        table.add_row(
            "alias",
            shift.function_name,
            f"version {shift.from_version} → {shift.to_version}{weights}",
        )
    return table


def _files(plan: RollbackPlan) -> RenderableType | None:
    if not plan.restores and not plan.deletions:
        return None
    table = _table(
        f"Frontend: files that come back: {len(plan.restores)}, hidden: {len(plan.deletions)}",
        "yellow",
    )
    rows = [("restore", step.object_key, f"version {step.version_id}") for step in plan.restores]
    rows += [("hide", step.object_key, "delete marker") for step in plan.deletions]
    for row in rows[:_ROWS]:
        table.add_row(*(escape(cell) for cell in row))
    if len(rows) > _ROWS:
        table.add_row("…", f"and {len(rows) - _ROWS} more", "")
    return table


def _changed(plan: RollbackPlan) -> RenderableType | None:
    changes = [change for change in _changes(plan) if danger_of(change) != "destroys"]
    if not changes:
        return None
    table = _table(f"Infrastructure: {len(changes)} changes", "blue")
    for change in changes:
        kept = ", kept in AWS" if change.retained and is_removal(change) else ""
        table.add_row(change.operation + kept, _name(change, plan), _details(change))
    return table


def _drift(plan: RollbackPlan) -> RenderableType | None:
    drift = plan.infrastructure.drift if plan.infrastructure else ()
    if not drift:
        return None
    table = _table(f"Drift: {len(drift)} resources were changed outside of the stack", "magenta")
    for change in drift:
        table.add_row(change.operation, _name(change, plan), _details(change))
    return table


def _name(change: ResourceChange, plan: RollbackPlan) -> str:
    """The name without what all names begin with."""
    return escape(change.name.removeprefix(f"{PROJECT}-{plan.environment}-"))


def _details(change: ResourceChange) -> str:
    shown = ", ".join(change.properties[:_PROPERTIES])
    more = len(change.properties) - _PROPERTIES
    return escape(f"{_kind(change)}  {shown}" + (f" and {more} more" if more > 0 else ""))


def _checks(plan: RollbackPlan) -> RenderableType | None:
    for step in plan.steps:
        if isinstance(step, VerifyHealth):
            return Text(
                f"Then {step.site_url} is asked as users do, three passes in a row; "
                "the environment stays held until a person lifts it.",
                style="dim",
            )
    return None


def _changes(plan: RollbackPlan) -> tuple[ResourceChange, ...]:
    return plan.infrastructure.changes if plan.infrastructure else ()


def _kind(change: ResourceChange) -> str:
    return change.type.split(":")[-1]


def _table(title: str, style: str) -> Table:
    table = Table(
        title=Text(title, style=f"bold {style}"),
        title_justify="left",
        min_width=len(title),
        show_header=False,
        box=None,
        padding=(0, 2, 0, 0),
    )
    table.add_column(min_width=8, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", style="dim")
    return table
