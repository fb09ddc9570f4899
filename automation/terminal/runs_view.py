"""The runs of an environment on the screen. No I/O."""

from datetime import datetime
from typing import Final

import humanize
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from automation.core.journal import RunRecord
from automation.core.lease import Lease
from automation.core.run_kinds import is_cut_off, way_on

_STYLES: Final = {"finished": "green", "aborted": "yellow", "running": "cyan"}


def show_runs(
    console: Console,
    environment: str,
    runs: tuple[RunRecord, ...],
    lease: Lease | None,
    now: datetime,
) -> None:
    """Print a line a run.

    Args:
        console: where to.
        environment: its name.
        runs: newest first.
        lease: the environment's; tells which run's process is at work.
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
        cut_off = is_cut_off(run, lease, now)
        status = "cut off" if cut_off else run.status
        table.add_row(
            run.run_id,
            f"[{_STYLES.get(status, 'red')}]{status}[/]",
            humanize.naturaltime(run.started_at, when=now),
            run.target_commit[:12],
            run.actor.rsplit("/", 1)[-1],
            escape(_cut_off(run, runs) if cut_off else run.outcome or run.reason),
        )
    console.print(table)


def _cut_off(run: RunRecord, runs: tuple[RunRecord, ...]) -> str:
    command = way_on(run, runs)
    said = f"its process ended in the middle: {run.reason}"
    return f"{said}; next: {command}" if command else f"{said}; a later rollback overtook it"
