"""Requests that wait for a signature on the screen: what is overdue stands first. No I/O."""

from collections.abc import Collection
from datetime import datetime

import humanize
from rich.console import Console
from rich.markup import escape

from automation.core.approval import ApprovalRequest
from automation.core.run_kinds import to_approve


def show_requests(
    console: Console, environment: str, requests: Collection[ApprovalRequest], now: datetime
) -> None:
    """Print a line a request, those whose deadline is over as a group of their own.

    Args:
        console: where to.
        environment: its name.
        requests: those that somebody may still sign, in the order to show.
        now: to tell how long a signature is overdue.
    """
    if not requests:
        console.print(f"Nothing waits for a signature in {environment}.")
        return
    overdue = [request for request in requests if request.is_overdue(now)]
    if overdue:
        _show_overdue(console, environment, overdue, now)
    for request in requests:
        if not request.is_overdue(now):
            _print_line(console, request, _state(request))


def _show_overdue(
    console: Console, environment: str, requests: Collection[ApprovalRequest], now: datetime
) -> None:
    console.print("[bold red]OVERDUE: done in an emergency, and never signed[/bold red]")
    for request in requests:
        late = humanize.naturaldelta(now - request.expires_at)
        state = (
            f"[bold red]{late} overdue[/] since {_time(request)}, {request.role} {_case(request)}"
        )
        _print_line(console, request, state)
    console.print(f"  next: [bold]python -m automation.approve {environment} <digest>[/bold]\n")


def _print_line(console: Console, request: ApprovalRequest, state: str) -> None:
    console.print(
        f"{request.digest[:12]}  {state}  "
        f"{to_approve(request.scenario, request.target_commit[:12], request.components)}  "
        f"by {request.requester}  {escape(request.reason)}",
        highlight=False,
    )


def _state(request: ApprovalRequest) -> str:
    if request.status == "requested":
        return f"waits for {request.role} until {_time(request)}"
    return f"[yellow]owed by {request.role} until {_time(request)}[/] {_case(request)}"


def _case(request: ApprovalRequest) -> str:
    return f"(incident {escape(request.incident or '')})"


def _time(request: ApprovalRequest) -> str:
    return f"{request.expires_at:%Y-%m-%d %H:%M} UTC"
