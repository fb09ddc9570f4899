"""`python -m automation.state prod list`: what the engine knew; `backup`, `restore` if corrupt."""

import json
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from automation.core.approval import ApprovalRequest
from automation.core.errors import RefusedError
from automation.core.state_restore import program_commit, update_numbered
from automation.gateways.identity import caller_arn
from automation.gateways.state_backups import PREFIX, FileBackups, StateBackups
from automation.runs.backing_up import Backup, back_up
from automation.runs.clock import SystemClock
from automation.runs.restore_request import RestoreRequest
from automation.runs.restoring import Restoring
from automation.runs.run_ids import new_run_id
from automation.runs.state_listing import list_states
from automation.terminal import composition
from automation.terminal.boundary import operator_errors
from automation.terminal.confirmation import confirm_for_good
from automation.terminal.console import errors, output
from automation.terminal.documents import states_document
from automation.terminal.options import environment_argument, json_option
from automation.terminal.progress import TerminalReporter
from automation.terminal.state_composition import restore_ports, state_backend
from automation.terminal.state_view import show_restore, show_states


@click.group()
@environment_argument
@click.pass_context
def main(context: click.Context, environment: str) -> None:
    """The state of ENVIRONMENT's stack: its updates, backups, and restoring a corrupt one.

    Restoring the state is no rollback: nothing in AWS changes, only what the engine knows of it.
    """
    context.obj = environment


@main.command("list")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@json_option
@click.pass_obj
def list_command(environment: str, limit: int, as_json: bool) -> None:
    """List the updates, newest first, and which one the present state is of."""
    with operator_errors():
        listed = list_states(state_backend(environment), limit)
        commits = [each.commit for each in listed.updates if each.commit]
        described = composition.repository().describe(list(dict.fromkeys(commits)))
        if as_json:
            click.echo(states_document(environment, listed, described))
        else:
            show_states(output, environment, listed, described, SystemClock().now())


@main.command()
@click.option("--to", "file", type=click.Path(path_type=Path, dir_okay=False), help="A new file.")
@click.pass_obj
def backup(environment: str, file: Path | None) -> None:
    """Keep the present state, secrets encrypted, in the audit's bucket or in a file."""
    with operator_errors():
        backups = FileBackups(file) if file else StateBackups(environment)
        kept = back_up(
            state_backend(environment),
            backups,
            new_run_id(environment, SystemClock().now()),
        )
        _tell_backup(kept)


@main.command()
@click.option("--to", "number", type=int, help="Number of an update, as `list` has it.")
@click.option("--from-backup", "key", help="Key of a backup in the audit's bucket, or a file.")
@click.option("--program", help="Commit whose program proves it. Default: the deployed one's.")
@click.option("--drop-pending", is_flag=True, help="Forget operations whose end nobody knows.")
@click.option("--reason", default="the state is corrupt", show_default=True, help="Why.")
@click.option("--yes", is_flag=True, help="Don't ask; in prod the name is asked for all the same.")
@click.pass_obj
def restore(
    environment: str,
    number: int | None,
    key: str | None,
    program: str | None,
    drop_pending: bool,
    reason: str,
    yes: bool,
) -> None:
    """Put an earlier state in place of a corrupt one, and prove that nothing would change.

    In prod another person approves it first, and the same command is typed again.
    """
    if (number is None) == (key is None):
        raise click.UsageError("say either --to NUMBER or --from-backup KEY")
    with operator_errors():
        run_id = new_run_id(environment, SystemClock().now())
        ports = restore_ports(environment, run_id, TerminalReporter(errors))
        updates = ports.backend.updates()
        resolved = composition.repository().resolve(program) if program else None
        commit = resolved or program_commit(updates, environment)
        source, wanted = _wanted(environment, number, key)
        request = RestoreRequest(
            run_id=run_id,
            actor=caller_arn(),
            reason=reason,
            source=source,
            wanted=wanted,
            commit=commit,
            drop_pending=drop_pending,
        )
        restoring = Restoring(ports, request)
        prepared = restoring.prepare()
        show_restore(output, environment, request, prepared.diff)
        restoring.insist_on_decision(prepared)
        approval = restoring.authorise(prepared)
        if approval is not None:
            _tell_approval(approval)
        confirm_for_good(environment, yes)
        _tell_backup(restoring.carry_out(prepared, approval))
        output.print(
            f"[bold green]✓[/bold green] the state of {environment} is that of {source}; "
            f"the program of {commit[:12]} would change nothing."
        )


def _wanted(environment: str, number: int | None, key: str | None) -> tuple[str, dict[str, Any]]:
    backend = state_backend(environment)
    if number is not None:
        update = update_numbered(backend.updates(), number, environment)
        return f"update {number}", backend.export(update)
    name = key or ""
    is_kept = name.startswith(PREFIX)
    backups = StateBackups(environment) if is_kept else FileBackups(Path(name))
    content = backups.read(name)
    try:
        return f"backup {name}", dict(json.loads(content))
    except ValueError as error:
        raise RefusedError(
            f"{name} can't be read as a state: it was corrupt when it was kept. "
            "Nothing was changed.",
            f"python -m automation.state {environment} list",
        ) from error


def _tell_approval(approval: ApprovalRequest) -> None:
    said = escape(approval.approval_reason or "")
    errors.print(f"approved by {approval.approver}: {said}", highlight=False)


def _tell_backup(kept: Backup) -> None:
    output.print(f"backup {kept.key}\nSHA-256 {kept.sha256}", highlight=False)


if __name__ == "__main__":
    main()
