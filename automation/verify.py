"""`python -m automation.verify prod`: is what was deployed any good? The procedure's checklist."""

import sys
from datetime import datetime
from typing import Final

import click

from automation.core.checklist import NAMES, Finding, against, verdict
from automation.core.errors import ExitCode
from automation.core.judging import SLA_MILLISECONDS
from automation.core.names import frontend_bucket
from automation.core.release import Health, Release
from automation.gateways.frontend import FrontendGateway
from automation.gateways.functions import FunctionsGateway
from automation.gateways.identity import caller_arn
from automation.gateways.ledger import LedgerGateway
from automation.gateways.releases import ReleasesGateway
from automation.gateways.site import site_url
from automation.runs import verifying
from automation.runs.clock import SystemClock
from automation.runs.ports import OnProgress
from automation.runs.run_ids import new_run_id
from automation.runs.serving import Served, live_release
from automation.terminal.boundary import operator_errors
from automation.terminal.checking import tour_of
from automation.terminal.console import errors, output
from automation.terminal.findings_view import findings_document, show_findings
from automation.terminal.options import environment_argument
from automation.terminal.progress import TerminalReporter

_CODES: Final = {
    "healthy": ExitCode.OK,
    "bad": ExitCode.UNHEALTHY,
    "unknown": ExitCode.UNDECIDED,
}


@click.command()
@environment_argument
@click.option(
    "--only",
    "names",
    type=click.Choice(NAMES),
    multiple=True,
    help="Only this item; may be repeated. No verdict is recorded then.",
)
@click.option("--no-mark", is_flag=True, help="Only look: record no verdict on the release.")
@click.option("--json", "as_json", is_flag=True, help="The findings as a document.")
@click.option(
    "--sla",
    type=click.FloatRange(min=1),
    default=SLA_MILLISECONDS,
    show_default=True,
    help="Milliseconds that 95 of 100 answers may take.",
)
def main(
    environment: str, names: tuple[str, ...], no_mark: bool, as_json: bool, sla: float
) -> None:
    """Check the release that is live in ENVIRONMENT and mark it healthy or bad.

    Ends with 0 if it is healthy, 13 if it is bad, 15 if that can't be said.
    """
    with operator_errors():
        reporter = TerminalReporter(errors)
        run_id = new_run_id(environment, SystemClock().now())
        served = _served(environment)
        release = live_release(served)
        reporter.phase(f"checking {release.commit[:12]}, live in {environment}")
        findings = _look(release, run_id, names or NAMES, sla, reporter.progress)
        if not as_json:
            show_findings(output, findings)
        marks = not (no_mark or names)
        health = _mark(release, served, run_id, findings, reporter) if marks else verdict(findings)
        if as_json:
            click.echo(findings_document(release, findings, health, marks))
        sys.exit(_end(release, findings, health, marks) if not names else _outcome(findings))


def _served(environment: str) -> Served:
    return Served(
        functions=FunctionsGateway(),
        frontend=FrontendGateway(frontend_bucket(environment)),
        releases=ReleasesGateway(environment),
        ledger=LedgerGateway(environment),
    )


def _look(
    release: Release, run_id: str, names: tuple[str, ...], sla: float, on_progress: OnProgress
) -> tuple[Finding, ...]:
    url = site_url(release.environment, release.site_url)
    tour = tour_of(release, url, run_id, _live_since(release), sla)
    return verifying.look(tour, names, on_progress)


def _live_since(release: Release) -> datetime:
    hold = LedgerGateway(release.environment).read_hold()
    return max(release.deployed_at, hold.since) if hold else release.deployed_at


def _mark(
    release: Release,
    served: Served,
    run_id: str,
    findings: tuple[Finding, ...],
    reporter: TerminalReporter,
) -> Health:
    return verifying.record(
        findings, release, served, SystemClock(), reporter, run_id=run_id, actor=caller_arn()
    )


def _end(release: Release, findings: tuple[Finding, ...], health: Health, marked: bool) -> ExitCode:
    """Say the verdict and what leads on from it."""
    where = f"{release.commit[:12]} in {release.environment}"
    recorded = ", recorded" if marked else ", not recorded"
    if health == "healthy":
        errors.print(f"[bold green]✓[/bold green] {where} is healthy{recorded}.")
    elif health == "bad":
        errors.print(f"[bold red]✗[/bold red] {where} is bad{recorded}.", highlight=False)
        errors.print(
            f'  next: python -m automation.rollback {release.environment} --to <ref> --reason "…"',
            highlight=False,
        )
    else:
        names = ", ".join(finding.name for finding in against(findings))
        errors.print(
            f"[bold yellow]?[/bold yellow] {where}: undecided because of {names}. "
            "The verdict stays what it was.",
            highlight=False,
        )
    return _CODES[health]


def _outcome(findings: tuple[Finding, ...]) -> ExitCode:
    outcomes = {finding.outcome for finding in findings}
    if "fail" in outcomes:
        return ExitCode.UNHEALTHY
    return ExitCode.UNDECIDED if "undecided" in outcomes else ExitCode.OK


if __name__ == "__main__":
    main()
