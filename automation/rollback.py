"""`python -m automation.rollback prod --to <commit>`: take an environment back to a release."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
from rich.markup import escape

from automation.core.approval import Agreement, ApprovalRequest
from automation.core.journal import RunRecord
from automation.core.order import Order, chosen_components
from automation.core.plan import ComponentName
from automation.core.policy import CLAIMABLE_SCENARIOS, DEFAULT_SCENARIO, decision_for
from automation.core.stack_settings import CHOICES, Choice
from automation.gateways.identity import caller_arn
from automation.gateways.ledger import LedgerGateway
from automation.runs.approving import find_request
from automation.runs.authorising import insist_on_requester
from automation.runs.clock import SystemClock
from automation.runs.executor import DisplayExecutor
from automation.runs.reconciling import owed_infrastructure
from automation.runs.rollback import Prepared, Rollback
from automation.terminal import composition
from automation.terminal.boundary import operator_errors
from automation.terminal.confirmation import confirm_by_name
from automation.terminal.console import errors, output, tell_unreadable
from automation.terminal.documents import plan_document, runs_document
from automation.terminal.groups import CommandGroup
from automation.terminal.options import (
    DurationType,
    component_option,
    environment_argument,
    json_option,
    reason_option,
)
from automation.terminal.phases_view import show_phases
from automation.terminal.plan_markdown import plan_markdown
from automation.terminal.plan_view import show_plan
from automation.terminal.progress import TerminalReporter
from automation.terminal.runs_view import show_runs


@click.group(cls=CommandGroup, default="to")
def main() -> None:
    """Take an environment back: `python -m automation.rollback prod --to <commit>`."""


@main.command("to", hidden=True)
@environment_argument
@click.option(
    "--to",
    "ref",
    required=True,
    help="Commit, tag or branch of the release, `previous`, `last-good` or `last-secure`.",
)
@click.option(
    "--scenario",
    type=click.Choice(CLAIMABLE_SCENARIOS),
    default=DEFAULT_SCENARIO,
    show_default=True,
    help="Row of the decision matrix; it names the approver. Emergency rows act first, on the "
    "traffic alone; `reconcile` comes later.",
)
@click.option("--incident", help="Name of the incident; emergency rows need it.")
@click.option("--impact", help="What users noticed: all of them read it when it is over.")
@click.option("--wait", type=DurationType(), help="Wait for the approval: 15m, 90s, 1h.")
@click.option(
    "--allow-data-loss",
    "data_loss",
    multiple=True,
    metavar="URN",
    help="Let this removal of data through; the database role approves it.",
)
@reason_option
@component_option
@click.option("--function", "functions", multiple=True, help="Only this service; repeatable.")
@click.option(
    "--settings",
    type=click.Choice(CHOICES),
    default="release",
    show_default=True,
    help="Run the commit's program with its own settings and today's secrets, or with today's.",
)
@click.option("--traffic-only", is_flag=True, help="Leave the infrastructure for later.")
@click.option("--dry-run", is_flag=True, help="Show everything, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: the plan as JSON.")
@click.option("--yes", is_flag=True, help="Don't ask; an approval is needed all the same.")
@click.option(
    "--ask", "asks", is_flag=True, help="Write the request, print what --approved needs, and leave."
)
@click.option(
    "--summary",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --ask: add the plan to this file, as Markdown.",
)
@click.option("--approved", metavar="DIGEST", help="Carry out exactly this request of yours.")
def to_release(
    environment: str,
    ref: str,
    scenario: str,
    incident: str | None,
    wait: timedelta | None,
    data_loss: tuple[str, ...],
    reason: str | None,
    components: tuple[ComponentName, ...],
    functions: tuple[str, ...],
    settings: Choice,
    traffic_only: bool,
    dry_run: bool,
    as_json: bool,
    yes: bool,
    asks: bool = False,
    summary: Path | None = None,
    approved: str | None = None,
    impact: str | None = None,
) -> None:
    """Take ENVIRONMENT back to an earlier release: traffic first, infrastructure second."""
    if traffic_only and "infrastructure" in components:
        raise click.UsageError("--traffic-only and --component infrastructure exclude each other.")
    if not dry_run:
        _insist_on_incident(scenario, incident, reason)
    with operator_errors():
        destination = composition.destination_of(environment, ref)
        decision = decision_for(scenario, destination.deployed.governance.matrix)
        order = Order(
            environment=environment,
            commit=destination.target.commit,
            decision=decision,
            reason=reason or decision.title,
            components=chosen_components(
                components, functions, decision, traffic_only=traffic_only
            ),
            actor=caller_arn(),
            only_functions=functions,
            data_loss=data_loss,
            incident=incident,
            settings=settings,
            impact=impact,
        )
        request = _request_of(order, approved) if approved else None
        if request is not None:
            order = replace(order, actor=request.requester)
        with composition.rollback_of(order, destination, TerminalReporter(errors)) as rollback:
            if dry_run:
                _show_only(rollback, as_json)
            elif asks:
                _ask(rollback, summary)
            elif request is not None:
                _carry_out(rollback, rollback.approved_by(request, wait))
            else:
                _run(rollback, yes, wait)


@main.command()
@click.argument("run_id")
def resume(run_id: str) -> None:
    """Go on with RUN_ID from wherever it stopped."""
    with operator_errors():
        run = composition.run_of(run_id)
        with composition.recovery_of(run, TerminalReporter(errors)) as recovery:
            _tell_ended(recovery.resume())


@main.command()
@click.argument("run_id")
def abort(run_id: str) -> None:
    """Take RUN_ID back to exactly where it began."""
    with operator_errors():
        run = composition.run_of(run_id)
        with composition.recovery_of(run, TerminalReporter(errors)) as recovery:
            _tell_ended(recovery.abort())


@main.command()
@environment_argument
@json_option
def runs(environment: str, as_json: bool) -> None:
    """List the runs of ENVIRONMENT, newest first."""
    with operator_errors():
        ledger = LedgerGateway(environment, tell_unreadable)
        found, lease, now = ledger.runs(), ledger.read_lease(), SystemClock().now()
        if as_json:
            click.echo(runs_document(environment, found, lease, now))
        else:
            show_runs(output, environment, found, lease, now)
            _show_phases_of_newest(ledger, found)


def _show_phases_of_newest(ledger: LedgerGateway, newest_first: tuple[RunRecord, ...]) -> None:
    """Of the newest run that no person began; the older ones are told by `audit export`."""
    run = next((each for each in newest_first if each.detection is not None), None)
    if run is not None:
        show_phases(output, run, ledger.journal(run.run_id))


@main.command()
@environment_argument
@reason_option
@click.option("--yes", is_flag=True, help="Don't ask; an approval is needed all the same.")
@click.pass_context
def reconcile(context: click.Context, environment: str, reason: str | None, yes: bool) -> None:
    """Bring the infrastructure of a held ENVIRONMENT to the release that its users get.

    With the settings that were chosen for the rollback that holds it.
    """
    with operator_errors():
        owed = owed_infrastructure(LedgerGateway(environment), environment)
        context.invoke(
            to_release,
            environment=environment,
            ref=owed.commit,
            reason=reason or owed.reason,
            components=("infrastructure",),
            settings=owed.settings,
            yes=yes,
        )


def _tell_ended(run: RunRecord) -> None:
    output.print(
        f"[bold green]✓[/bold green] run {run.run_id} is {run.status}: {run.environment} serves "
        f"{((run.target_commit if run.status == 'finished' else run.from_commit) or '')[:12]}.",
        highlight=False,
    )


def _show_only(rollback: Rollback, as_json: bool) -> None:
    prepared = rollback.prepare()
    if as_json:
        parts = dict(prepared.evidence.parts)
        click.echo(plan_document(prepared.plan, rollback.order.decision, parts))
        return
    _show(rollback, prepared)
    DisplayExecutor(TerminalReporter(output)).execute(prepared.plan)


def _request_of(order: Order, digest: str) -> ApprovalRequest:
    request = find_request(LedgerGateway(order.environment), order.environment, digest)
    insist_on_requester(request, order.actor)
    return request


def _ask(rollback: Rollback, summary: Path | None) -> None:
    """Lines on standard output are `name=value`, as a workflow hands them to its next job."""
    prepared = rollback.prepare()
    plan, decision = prepared.plan, rollback.order.decision
    request = None if plan.is_empty else rollback.ask(prepared)
    subject = composition.repository().subject(plan.target_commit)
    if not plan.is_empty:
        show_plan(errors, plan, decision, subject)
    if summary is not None:
        with summary.open("a", encoding="utf-8") as file:
            file.write(plan_markdown(plan, decision, subject, request))
    click.echo(f"commit={plan.target_commit}")
    click.echo(f"digest={request.digest if request else ''}")
    click.echo(f"steps={len(plan.steps)}")


def _run(rollback: Rollback, yes: bool, wait: timedelta | None) -> None:
    agreed = rollback.approved()
    if agreed is None:
        prepared = rollback.prepare()
        _show(rollback, prepared)
        if prepared.plan.is_empty:
            return
        agreed = rollback.authorise(prepared, wait)
        if not yes:
            confirm_by_name(rollback.order.environment)
    _carry_out(rollback, agreed)


def _carry_out(rollback: Rollback, agreed: Agreement) -> None:
    if agreed.request is not None:
        said = escape(agreed.request.approval_reason or "")
        errors.print(f"approved by {agreed.request.approver}: {said}", highlight=False)
    plan = rollback.carry_out(agreed)
    _tell_end(rollback, plan.target_commit)


def _insist_on_incident(scenario: str, incident: str | None, reason: str | None) -> None:
    if decision_for(scenario).acts_first and not (incident and reason):
        raise click.UsageError(
            f"{scenario} acts before anybody approves: --incident and --reason are needed."
        )


def _show(rollback: Rollback, prepared: Prepared) -> None:
    if prepared.plan.is_empty:
        commit = prepared.plan.target_commit[:12]
        output.print(f"{commit} is live in {rollback.order.environment} already; nothing to do.")
        return
    subject = composition.repository().subject(prepared.plan.target_commit)
    show_plan(output, prepared.plan, rollback.order.decision, subject)


def _tell_end(rollback: Rollback, commit: str) -> None:
    environment = rollback.order.environment
    if rollback.order.is_approved_afterwards:
        output.print(
            f"[bold yellow]A signature by {rollback.order.role} is owed:[/bold yellow] "
            f"python -m automation.approve {environment}"
        )
    output.print(
        f"[bold green]✓[/bold green] {environment} serves {commit[:12]} again "
        f"(run {rollback.run_id}). It stays held:"
    )
    output.print(f'  python -m automation.hold {environment} --lift --reason "…"', markup=False)


if __name__ == "__main__":
    main()
