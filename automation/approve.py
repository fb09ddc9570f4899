"""`python -m automation.approve prod [<digest>]`: list what waits for a signature, or sign one."""

import sys
from datetime import datetime

import click
from rich.markup import escape

from automation.core.approval import ApprovalRequest
from automation.core.errors import ExitCode
from automation.gateways.identity import caller_arn
from automation.gateways.ledger import LedgerGateway
from automation.gateways.releases import ReleasesGateway
from automation.runs.approving import find_request, open_requests, sign, withdraw
from automation.runs.clock import SystemClock
from automation.terminal.boundary import operator_errors
from automation.terminal.console import errors, output
from automation.terminal.options import environment_argument, reason_option


@click.command()
@environment_argument
@click.argument("digest", required=False)
@reason_option
@click.option("--withdraw", "takes_back", is_flag=True, help="Take the request back.")
@click.option("--yes", is_flag=True, help="Don't ask; --reason is needed then.")
def main(
    environment: str, digest: str | None, reason: str | None, takes_back: bool, yes: bool
) -> None:
    """Approve the rollback of ENVIRONMENT whose request begins with DIGEST."""
    with operator_errors():
        ledger, now = LedgerGateway(environment), SystemClock().now()
        if digest is None:
            _list(environment, open_requests(ledger, now), now)
            return
        request = find_request(ledger, environment, digest)
        if takes_back:
            withdraw(ledger, request, caller_arn())
            output.print(f"request {request.digest[:12]} is withdrawn")
            return
        _show(request)
        _sign(ledger, request, _reason(reason, environment, yes))


def _sign(ledger: LedgerGateway, request: ApprovalRequest, reason: str) -> None:
    signed = sign(
        ledger,
        ReleasesGateway(request.environment),
        request,
        approver=caller_arn(),
        reason=reason,
        now=SystemClock().now(),
    )
    meaning = "signed" if signed.status == "signed" else "approved; single use"
    output.print(f"[bold green]✓[/bold green] {meaning}, as {signed.approver}", highlight=False)


def _list(environment: str, requests: tuple[ApprovalRequest, ...], now: datetime) -> None:
    if not requests:
        output.print(f"Nothing waits for a signature in {environment}.")
    for request in requests:
        output.print(
            f"{request.digest[:12]}  {_state(request, now)}  to {request.target_commit[:12]}  "
            f"by {request.requester}  {escape(request.reason)}",
            highlight=False,
        )


def _state(request: ApprovalRequest, now: datetime) -> str:
    until = f"{request.expires_at:%Y-%m-%d %H:%M} UTC"
    if request.status == "requested":
        return f"waits for {request.role} until {until}"
    if now < request.expires_at:
        return f"[yellow]owed by {request.role} until {until}[/] (incident {request.incident})"
    return f"[bold red]OVERDUE since {until}[/], {request.role} (incident {request.incident})"


def _show(request: ApprovalRequest) -> None:
    output.print(f"[bold]{escape(request.summary[0])}[/bold]", highlight=False)
    for line in request.summary[1:]:
        style = "bold red" if line.startswith("DESTROYS") else ""
        output.print(f"  {line}", style=style, markup=False, highlight=False)
    output.print(
        f"asked by {request.requester}: {escape(request.reason)}\n"
        f"needs {request.role}; until {request.expires_at:%Y-%m-%d %H:%M} UTC\n"
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
