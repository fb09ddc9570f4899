"""`python -m automation.rollback prod --to <commit>`: take an environment back to a release."""

import sys

import click

from automation.core.errors import ExitCode
from automation.core.plan import COMPONENTS, ComponentName
from automation.core.policy import DEFAULT_SCENARIO, MANUAL_SCENARIOS, decision_for
from automation.gateways.identity import caller_arn
from automation.runs.executor import DisplayExecutor
from automation.runs.rollback import Order, Prepared, Rollback
from automation.terminal import composition
from automation.terminal.boundary import operator_errors
from automation.terminal.console import errors, output
from automation.terminal.documents import plan_document
from automation.terminal.options import component_option, environment_argument, reason_option
from automation.terminal.plan_view import show_plan
from automation.terminal.progress import TerminalReporter


@click.command()
@environment_argument
@click.option("--to", "ref", required=True, help="Commit, tag or branch of the release.")
@click.option(
    "--scenario",
    type=click.Choice(MANUAL_SCENARIOS),
    default=DEFAULT_SCENARIO,
    show_default=True,
    help="Row of the decision matrix; it names the approver.",
)
@reason_option
@component_option
@click.option("--function", "functions", multiple=True, help="Only this service; repeatable.")
@click.option("--traffic-only", is_flag=True, help="Leave the infrastructure for later.")
@click.option("--dry-run", is_flag=True, help="Show everything, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: the plan as JSON.")
@click.option("--yes", is_flag=True, help="Don't ask; an approval is needed all the same.")
def main(
    environment: str,
    ref: str,
    scenario: str,
    reason: str | None,
    components: tuple[ComponentName, ...],
    functions: tuple[str, ...],
    traffic_only: bool,
    dry_run: bool,
    as_json: bool,
    yes: bool,
) -> None:
    """Take ENVIRONMENT back to an earlier release: traffic first, infrastructure second."""
    with operator_errors():
        target = composition.target_of(environment, ref)
        order = Order(
            environment=environment,
            commit=target.commit,
            decision=decision_for(scenario),
            reason=reason or decision_for(scenario).title,
            components=_components(components, functions, traffic_only),
            actor=caller_arn(),
            only_functions=functions,
        )
        with composition.rollback_of(order, target, TerminalReporter(errors)) as rollback:
            if dry_run:
                _show_only(rollback, as_json)
            else:
                _run(rollback, yes)


def _components(
    chosen: tuple[ComponentName, ...], functions: tuple[str, ...], traffic_only: bool
) -> tuple[ComponentName, ...]:
    wanted = chosen or (("functions",) if functions else COMPONENTS)
    return tuple(
        name
        for name in COMPONENTS
        if name in wanted and not (traffic_only and name == "infrastructure")
    )


def _show_only(rollback: Rollback, as_json: bool) -> None:
    prepared = rollback.prepare()
    if as_json:
        parts = dict(prepared.evidence.parts)
        click.echo(plan_document(prepared.plan, rollback.order.decision, parts))
        return
    _show(rollback, prepared)
    DisplayExecutor(TerminalReporter(output)).execute(prepared.plan)


def _run(rollback: Rollback, yes: bool) -> None:
    approved = rollback.approved_request()
    if approved is not None:
        errors.print(f"approved by {approved.approver}: {approved.approval_reason}")
        plan = rollback.carry_out(approved)
    else:
        prepared = rollback.prepare()
        _show(rollback, prepared)
        if prepared.plan.is_empty:
            return
        rollback.authorise(prepared)
        _confirm(rollback.order.environment, yes)
        plan = rollback.carry_out(prepared.evidence)
    _tell_end(rollback, plan.target_commit)


def _show(rollback: Rollback, prepared: Prepared) -> None:
    if prepared.plan.is_empty:
        commit = prepared.plan.target_commit[:12]
        output.print(f"{commit} is live in {rollback.order.environment} already; nothing to do.")
        return
    subject = composition.repository().subject(prepared.plan.target_commit)
    show_plan(output, prepared.plan, rollback.order.decision, subject)


def _confirm(environment: str, yes: bool) -> None:
    if yes:
        return
    typed = click.prompt(f"Type {environment} to go on", default="", show_default=False, err=True)
    if typed != environment:
        errors.print("Not confirmed. Nothing was changed.")
        sys.exit(ExitCode.REFUSED)


def _tell_end(rollback: Rollback, commit: str) -> None:
    environment = rollback.order.environment
    output.print(
        f"[bold green]✓[/bold green] {environment} serves {commit[:12]} again "
        f"(run {rollback.run_id}). It stays held:"
    )
    output.print(f'  python -m automation.hold {environment} --lift --reason "…"', markup=False)


if __name__ == "__main__":
    main()
