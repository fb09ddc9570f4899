"""`python -m automation.approve prod [<digest>]`: list what waits for a signature, or sign one."""

import sys

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
from automation.terminal.console import errors, output, tell_unreadable
from automation.terminal.options import environment_argument, reason_option
from automation.terminal.requests_view import show_requests


@click.command()
@environment_argument
@click.argument("digest", required=False)
@reason_option
@click.option("--withdraw", "takes_back", is_flag=True, help="Take the request back.")
@click.option("--yes", is_flag=True, help="Don't ask; --reason is needed then.")
def main(
    environment: str, digest: str | None, reason: str | None, takes_back: bool, yes: bool
) -> None:
    """Approve the request of ENVIRONMENT that begins with DIGEST.

    Without DIGEST: list what waits for a signature; ends with code 17 if one is overdue.
    """
    with operator_errors():
        if digest is None:
            _list(environment)
            return
        ledger = LedgerGateway(environment, tell_unreadable)
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


def _list(environment: str) -> None:
    now = SystemClock().now()
    requests = open_requests(LedgerGateway(environment, tell_unreadable), now)
    show_requests(output, environment, requests, now)
    if any(request.is_overdue(now) for request in requests):
        sys.exit(ExitCode.OVERDUE)


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
