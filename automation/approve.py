"""`python -m automation.approve prod [<digest>]`: list what waits for a signature, or sign one."""

import sys

import click
from rich.markup import escape

from automation.core.approval import ApprovalRequest
from automation.core.errors import ExitCode
from automation.gateways.identity import caller_arn
from automation.gateways.ledger import LedgerGateway
from automation.gateways.releases import ReleasesGateway
from automation.runs.approving import approve, find_request, open_requests
from automation.runs.clock import SystemClock
from automation.terminal.boundary import operator_errors
from automation.terminal.console import errors, output
from automation.terminal.options import environment_argument, reason_option


@click.command()
@environment_argument
@click.argument("digest", required=False)
@reason_option
@click.option("--yes", is_flag=True, help="Don't ask; --reason is needed then.")
def main(environment: str, digest: str | None, reason: str | None, yes: bool) -> None:
    """Approve the rollback of ENVIRONMENT whose request begins with DIGEST."""
    with operator_errors():
        ledger, clock = LedgerGateway(environment), SystemClock()
        if digest is None:
            _list(environment, open_requests(ledger, clock))
            return
        request = find_request(ledger, environment, digest)
        _show(request)
        signed = approve(
            ledger,
            ReleasesGateway(environment),
            clock,
            request,
            approver=caller_arn(),
            reason=_reason(reason, environment, yes),
        )
        output.print(f"[bold green]✓[/bold green] approved as {signed.approver}; single use.")


def _list(environment: str, requests: tuple[ApprovalRequest, ...]) -> None:
    if not requests:
        output.print(f"Nothing waits for an approval in {environment}.")
    for request in requests:
        output.print(
            f"{request.digest[:12]}  to {request.target_commit[:12]}  by {request.requester}  "
            f"until {request.expires_at:%H:%M} UTC  {escape(request.reason)}"
        )


def _show(request: ApprovalRequest) -> None:
    output.print(f"[bold]{escape(request.summary[0])}[/bold]")
    for line in request.summary[1:]:
        style = "bold red" if line.startswith("DESTROYS") else ""
        output.print(f"  {line}", style=style, markup=False, highlight=False)
    output.print(
        f"asked by {request.requester}: {escape(request.reason)}\n"
        f"needs {request.role}; lapses at {request.expires_at:%H:%M} UTC\n"
        f"digest {request.digest}",
        highlight=False,
    )


def _reason(reason: str | None, environment: str, yes: bool) -> str:
    given = reason or ("" if yes else click.prompt("Your reason", default="", err=True))
    if not given.strip():
        errors.print("A signature needs a reason (--reason). Nothing was approved.")
        sys.exit(ExitCode.USAGE)
    if not yes and click.prompt(f"Type {environment} to sign", default="", err=True) != environment:
        errors.print("Not signed.")
        sys.exit(ExitCode.REFUSED)
    return given


if __name__ == "__main__":
    main()
