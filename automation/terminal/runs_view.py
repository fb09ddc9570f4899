"""The runs of an environment on the screen. No I/O."""

from datetime import datetime
from typing import Final

import humanize
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from automation.core.journal import RunRecord

_STYLES: Final = {"finished": "green", "aborted": "yellow", "running": "cyan"}


def show_runs(
    console: Console, environment: str, runs: tuple[RunRecord, ...], now: datetime
) -> None:
    """Print a line a run.

    Args:
        console: where to.
        environment: its name.
        runs: newest first.
        now: to tell how long ago.
    """
    if not runs:
        console.print(f"{environment} was never rolled back.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("run", no_wrap=True)  # to be copied into `resume`
    for heading in ("status", "when", "to", "by", "why"):
        table.add_column(heading, overflow="fold")
    for run in runs:
        table.add_row(
            run.run_id,
            f"[{_STYLES.get(run.status, 'red')}]{run.status}[/]",
            humanize.naturaltime(run.started_at, when=now),
            run.target_commit[:12],
            run.actor.rsplit("/", 1)[-1],
            escape(run.outcome or run.reason),
        )
    console.print(table)
