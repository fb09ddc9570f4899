"""`python -m automation.releases prod`: what can be gone back to; `show`, `diff`, `prune`."""

import click

from automation.core.errors import ReleaseNotFoundError, UnknownRefError
from automation.core.release import Release, Security, SecurityVerdict
from automation.core.release_diff import ReleaseDiff, diff_releases
from automation.core.release_list import (
    Catalogue,
    ListedRelease,
    list_releases,
)
from automation.gateways.identity import caller_arn
from automation.gateways.ledger import LedgerGateway
from automation.runs.cataloguing import read_catalogue
from automation.runs.clock import SystemClock
from automation.runs.marking import mark
from automation.runs.pruning import Pruning, Request
from automation.runs.run_ids import new_run_id
from automation.terminal import composition
from automation.terminal.boundary import operator_errors
from automation.terminal.confirmation import confirm_for_good
from automation.terminal.console import errors, output
from automation.terminal.documents import (
    diff_document,
    pruning_document,
    release_document,
    releases_document,
)
from automation.terminal.groups import CommandGroup
from automation.terminal.options import environment_argument, json_option
from automation.terminal.progress import TerminalReporter
from automation.terminal.releases_view import (
    show_diff,
    show_pruning,
    show_release,
    show_releases,
)

_why_option = click.option("--reason", required=True, help="Why; goes into the audit.")


@click.group(cls=CommandGroup, default="list")
def main() -> None:
    """What can be gone back to: `python -m automation.releases prod`.

    REF is a full or short SHA, a tag, a branch, `previous` (before the live one), `last-good`
    (the newest healthy one that can be reached) or `last-secure` (the newest one marked secure).
    """


@main.command("list", hidden=True)
@environment_argument
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@json_option
def list_command(environment: str, limit: int, as_json: bool) -> None:
    """List the releases of ENVIRONMENT, newest first."""
    with operator_errors():
        listed = list_releases(read_catalogue(composition.archives_of(environment), limit))
        described = composition.repository().describe([each.release.commit for each in listed])
        if as_json:
            click.echo(releases_document(environment, listed, described))
        else:
            show_releases(output, environment, listed, described, SystemClock().now())


@main.command()
@environment_argument
@click.argument("ref")
@json_option
def show(environment: str, ref: str, as_json: bool) -> None:
    """Show everything that is known of one release of ENVIRONMENT."""
    with operator_errors():
        release = composition.release_of(environment, ref)
        catalogue = read_catalogue(composition.archives_of(environment))
        listed = _listed(catalogue, release)
        described = composition.repository().describe([release.commit])
        if as_json:
            click.echo(release_document(listed, described))
        else:
            show_release(output, listed, described, SystemClock().now())


@main.command()
@environment_argument
@click.argument("ref")
@click.argument("other", required=False)
@json_option
def diff(environment: str, ref: str, other: str | None, as_json: bool) -> None:
    """Compare release REF of ENVIRONMENT with release OTHER, by default with the live one."""
    with operator_errors():
        earlier = composition.release_of(environment, ref)
        later = composition.release_of(environment, other) if other else _live(environment)
        found = diff_releases(earlier, later)
        sources = _sources(found)
        if as_json:
            click.echo(diff_document(found, sources))
        else:
            show_diff(output, found, sources)


@main.command()
@environment_argument
@click.option("--dry-run", is_flag=True, help="Show what would go, remove nothing.")
@click.option("--yes", is_flag=True, help="Don't ask; in prod the name is asked for all the same.")
@json_option
def prune(environment: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Remove releases and function versions that nothing needs any more."""
    with operator_errors():
        clock = SystemClock()
        pruning = Pruning(
            composition.archives_of(environment),
            clock,
            TerminalReporter(errors),
            Request(new_run_id(environment, clock.now()), caller_arn()),
        )
        plan = pruning.prepare()
        if not as_json:
            show_pruning(output, environment, plan, clock.now())
        if not dry_run and not plan.is_empty:
            confirm_for_good(environment, yes, "Nothing was removed.")
            plan = pruning.carry_out(plan)
        if as_json:
            click.echo(pruning_document(environment, plan, is_done=not dry_run))
        elif not dry_run and not plan.is_empty:
            output.print(
                f"[bold green]✓[/bold green] removed {len(plan.releases)} releases and "
                f"{len(plan.versions)} function versions."
            )


@main.command("mark-secure")
@environment_argument
@click.argument("ref")
@_why_option
def mark_secure(environment: str, ref: str, reason: str) -> None:
    """Say that release REF of ENVIRONMENT is what a lock-down may go back to."""
    with operator_errors():
        _mark(environment, ref, "secure", reason)


@main.command("mark-compromised")
@environment_argument
@click.argument("ref")
@_why_option
def mark_compromised(environment: str, ref: str, reason: str) -> None:
    """Say that release REF of ENVIRONMENT can't be trusted, however well it works."""
    with operator_errors():
        _mark(environment, ref, "compromised", reason)


def _listed(catalogue: Catalogue, release: Release) -> ListedRelease:
    listed = {each.release.commit: each for each in list_releases(catalogue)}
    return listed[release.commit]


def _live(environment: str) -> Release:
    catalogue = read_catalogue(composition.archives_of(environment))
    served = catalogue.live.served_commit
    for record in catalogue.records:
        if record.release.commit == served:
            return record.release
    raise ReleaseNotFoundError(
        f"{environment} has no release yet.", f"pulumi up --stack {environment}"
    )


def _sources(found: ReleaseDiff) -> tuple[str, ...] | None:
    """What git knows of the infrastructure's sources; None where it does not know a commit."""
    paths = ("components", "__main__.py", f"Pulumi.{found.later.environment}.yaml")
    try:
        return composition.repository().changed_files(
            found.earlier.commit, found.later.commit, paths
        )
    except UnknownRefError:
        return None


def _mark(environment: str, ref: str, security: Security, reason: str) -> None:
    clock = SystemClock()
    release = composition.release_of(environment, ref)
    verdict = SecurityVerdict(
        commit=release.commit,
        security=security,
        actor=caller_arn(),
        reason=reason,
        at=clock.now(),
    )
    run_id = new_run_id(environment, clock.now())
    is_new = mark(LedgerGateway(environment), clock, verdict, run_id)
    said = "is marked" if is_new else "was marked already:"
    output.print(
        f"[bold green]✓[/bold green] {release.commit[:12]} of {environment} {said} {security}."
    )


if __name__ == "__main__":
    main()
