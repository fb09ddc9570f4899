"""`python -m automation.emergency lockdown prod`: close the platform; `status`, `unlock`, …"""

import shlex
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Literal

import click

from automation.core.approval import ApprovalRequest
from automation.core.doors import part_of_function
from automation.core.errors import (
    LeftOpenError,
    StoppedError,
    UnknownRefError,
)
from automation.core.journal import words_of
from automation.core.lockdown import Claim, parts_of_function
from automation.gateways.concurrency import FunctionDoor
from automation.gateways.lockdowns import LockdownsGateway
from automation.runs.clock import SystemClock
from automation.runs.locking import LockDown, Report
from automation.runs.ports import Door, Notices
from automation.runs.run_ids import new_run_id
from automation.terminal import emergency_composition as composition
from automation.terminal.boundary import operator_errors
from automation.terminal.console import errors, output
from automation.terminal.emergency_composition import Surroundings
from automation.terminal.notifying import notices_delivered
from automation.terminal.options import DurationType, environment_argument, json_option
from automation.terminal.progress import TerminalReporter
from automation.terminal.typed import seconds_since_typed

_incident_option = click.option("--incident", required=True, help="Name of the incident.")
_reason_option = click.option("--reason", required=True, help="Why; goes into the audit.")


@click.group()
def main() -> None:
    """A security incident: close the platform in seconds, keep the evidence, open it again."""


@main.command()
@environment_argument
@_incident_option
@_reason_option
@click.option("--stop-functions", is_flag=True, help="Stop the functions as well.")
@click.option("--no-rollback", is_flag=True, help="Leave functions and site as they are.")
@click.option("--times", is_flag=True, help="Print how long the closing took since typing.")
def lockdown(
    environment: str,
    incident: str,
    reason: str,
    stop_functions: bool,
    no_rollback: bool,
    times: bool,
) -> None:
    """Close ENVIRONMENT at once: nobody is asked, and nothing is waited for.

    Then hold it, keep the evidence, go back to the last release marked secure, and tell people.
    """
    with operator_errors():
        around = composition.look_around(environment)
        with _telling(environment, around) as notices:
            lock = _lock_down(environment, around, incident, reason, notices)
            doors = composition.doors_of(environment, around, functions=stop_functions)
            before = seconds_since_typed()
            lock.close(doors)
            if times:
                _show_times(lock.report, before)
            lock.record(around.actor)
            _follow(lock, around, doors, rolls_back=not no_rollback)
        _end(lock.report, around, ("lockdown", environment))


@main.command()
@environment_argument
@click.option("--function", required=True, help="Service or function.")
@_incident_option
@_reason_option
def isolate(environment: str, function: str, incident: str, reason: str) -> None:
    """Stop one function of ENVIRONMENT: none of its versions runs until `unlock --function`."""
    with operator_errors():
        around = composition.look_around(environment)
        door = FunctionDoor(_function(function, environment, around))
        with _telling(environment, around) as notices:
            lock = _lock_down(environment, around, incident, reason, notices, kind="isolated")
            lock.close([door])
            lock.record(around.actor)
        _end(lock.report, around, ("isolate", environment, "--function", function))


@main.command()
@environment_argument
@json_option
def status(environment: str, as_json: bool) -> None:
    """Show what of ENVIRONMENT is closed, since when, by whom, and what comes next."""
    from automation.gateways.ledger import LedgerGateway  # noqa: PLC0415 - no lock-down waits for it
    from automation.runs.unlocking import look  # noqa: PLC0415
    from automation.terminal.emergency_view import show_status, status_document  # noqa: PLC0415

    with operator_errors():
        records = LockdownsGateway(environment)
        release = composition.look_around(environment).release
        doors = look(records, composition.door_by_record(environment, release))
        runs = {door.closing.run_id for door in doors}
        evidence = [kept for kept in records.evidence() if kept.run_id in runs]
        owed = [each for each in LedgerGateway(environment).approvals() if _is_owed(each)]
        if as_json:
            click.echo(status_document(environment, doors, evidence, owed))
        else:
            show_status(output, environment, doors, evidence, owed, SystemClock().now())


@main.command()
@environment_argument
@_reason_option
@click.option("--function", help="Only this service or function.")
@click.option("--wait", type=DurationType(), help="Wait for the approval: 15m, 90s, 1h.")
@click.option("--yes", is_flag=True, help="Don't ask; an approval is needed all the same.")
def unlock(
    environment: str, reason: str, function: str | None, wait: timedelta | None, yes: bool
) -> None:
    """Open ENVIRONMENT again, to exactly what it was; in prod another person approves it first."""
    from automation.terminal import emergency_unlock  # noqa: PLC0415 - no lock-down waits for it
    from automation.terminal.confirmation import confirm_by_name  # noqa: PLC0415

    with operator_errors():
        around = composition.look_around(environment)
        parts = [part_of_function(_function(function, environment, around))] if function else []
        unlocking = emergency_unlock.unlocking_of(
            environment, around, reason, parts, TerminalReporter(errors)
        )
        doors = unlocking.prepare()
        if not doors:
            output.print(f"Nothing of {environment} is closed; nothing to do.")
            return
        emergency_unlock.show(output, doors, environment)
        approval = unlocking.authorise(doors, wait)
        if not yes:
            confirm_by_name(environment, "Nothing was opened.")
        unlocking.carry_out(doors, approval)
        with _telling(environment, around) as notices:
            emergency_unlock.tell_open(output, environment, notices, doors, around)


@main.command()
@environment_argument
@json_option
def contacts(environment: str, as_json: bool) -> None:
    """Print who is called for ENVIRONMENT, in which order; works without the repository."""
    from automation.terminal.emergency_view import contacts_document, show_contacts  # noqa: PLC0415

    with operator_errors():
        around = composition.look_around(environment)
        found = composition.deployed_release(environment, around).governance.contacts
        if found is None:
            raise UnknownRefError(
                f"The release that is deployed to {environment} names no contacts.",
                f"set `contacts` in Pulumi.{environment}.yaml and deploy",
            )
        if as_json:
            click.echo(contacts_document(environment, found))
        else:
            show_contacts(output, found)


def _telling(environment: str, around: Surroundings) -> AbstractContextManager[Notices]:
    """Where people are told; nobody is where the deployed release can't be read."""
    settings = around.release.governance.notifications if around.release else None
    return notices_delivered(environment, settings, TerminalReporter(errors).progress)


def _lock_down(
    environment: str,
    around: Surroundings,
    incident: str,
    reason: str,
    notices: Notices,
    kind: Literal["locked-down", "isolated"] = "locked-down",
) -> LockDown:
    clock = SystemClock()
    now = clock.now()
    claim = Claim(environment, new_run_id(environment, now), around.actor, incident, reason, now)
    return LockDown(
        claim,
        LockdownsGateway(environment),
        notices,
        clock,
        TerminalReporter(errors),
        kind=kind,
    )


def _follow(
    lock: LockDown, around: Surroundings, doors: tuple[Door, ...], *, rolls_back: bool
) -> None:
    report = lock.report
    try:
        aftermath = composition.aftermath_of(
            report.claim, around, report.outcomes, TerminalReporter(errors), rolls_back=rolls_back
        )
    except Exception as error:  # noqa: BLE001 - the doors are closed, and that is told all the same
        report.problems.append(f"nothing was held, kept or taken back: {words_of(error)}")
        return
    lock.follow(aftermath, doors)


def _function(name: str, environment: str, around: Surroundings) -> str:
    """A function's full name.

    Raises:
        UnknownRefError: the environment has no such function.
    """
    wanted = parts_of_function(name, environment)
    known = around.function_names
    if known and wanted not in known:
        raise UnknownRefError(
            f"{environment} has no function {name!r}; it has {', '.join(known)}. "
            "Nothing was changed."
        )
    return wanted


def _is_owed(request: ApprovalRequest) -> bool:
    return request.status == "owed"


def _show_times(report: Report, before: float) -> None:
    from automation.terminal.emergency_view import show_times  # noqa: PLC0415 - after the closing

    show_times(errors, report, before)


def _end(report: Report, around: Surroundings, typed: tuple[str, ...]) -> None:
    """Say what was done, and end by the code of what was not.

    Args:
        report: what was done.
        around: what the first calls found out.
        typed: the command as far as it names what to close.

    Raises:
        LeftOpenError: something could not be closed.
        StoppedError: all is closed, but something of what follows could not be done.
    """
    from automation.terminal.emergency_view import show_report  # noqa: PLC0415 - after the closing

    show_report(output, report)
    environment = report.claim.environment
    if report.left_open:
        named = ", ".join(outcome.title for outcome in report.left_open)
        again = shlex.join(
            ["python", "-m", "automation.emergency", *typed, "--incident", report.claim.incident]
        )
        first = f"{around.next_command}; then " if around.next_command else ""
        raise LeftOpenError(
            f"{environment} is NOT closed: {named}.",
            f"{first}{again} --reason …   (tries again, harmlessly)",
        )
    if report.problems:
        raise StoppedError(
            "Everything is closed; something of what follows could not be done, see above.",
            f"python -m automation.emergency status {environment}",
        )
    output.print(f"  next: [bold]python -m automation.emergency status {environment}[/]")


if __name__ == "__main__":
    main()
