"""The four phases of an automatic rollback on the screen. No I/O."""

from collections.abc import Sequence
from datetime import timedelta

from rich.console import Console
from rich.markup import escape

from automation.core.journal import Entry, RunRecord
from automation.core.phases import PhaseTime, phase_times


def show_phases(console: Console, run: RunRecord, journal: Sequence[Entry]) -> None:
    """Print when an automatic run was begun by what, and a line a phase; nothing for others.

    Args:
        console: where to.
        run: its head.
        journal: its entries, in order.
    """
    detection = run.detection
    if detection is None:
        return
    console.print(
        f"\n{run.run_id} went back by itself: {escape(detection.trigger)} since "
        f"{detection.began_at:%Y-%m-%d %H:%M:%S} UTC, told by the {escape(detection.source)}",
        highlight=False,
    )
    for time in phase_times(run, journal):
        console.print(f"  {_told(time)}", highlight=False)


def _told(time: PhaseTime) -> str:
    own = f"{time.name:<13}{_seconds(time.own):>8} s"
    if not time.waited:
        return own
    return f"{own}   and {_seconds(time.waited)} s of AWS's own"


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.1f}"
