"""Waiting for provisioned concurrency of aliases that moved. I/O: Lambda, through the port.

A moved alias allocates anew; until that is done its requests start cold, but they are answered. So
a rollback waits for it, says so, and does not fail over it.
"""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

from automation.runs.clock import Clock
from automation.runs.ports import Functions, OnProgress

PATIENCE: Final = timedelta(minutes=3)
_POLL_SECONDS: Final = 1.0


def wait_until_ready(
    functions: Functions, names: Collection[str], clock: Clock, on_progress: OnProgress
) -> None:
    """Wait until no alias allocates any more, up to `PATIENCE`."""
    deadline = clock.now() + PATIENCE
    waiting = list(names)
    while waiting := _in_progress(functions, waiting, on_progress):
        if clock.now() >= deadline:
            on_progress(f"still starting cold: {', '.join(waiting)}; going on without")
            return
        on_progress(f"provisioned concurrency is allocated for {', '.join(waiting)}")
        clock.sleep(_POLL_SECONDS)


def _in_progress(functions: Functions, names: list[str], on_progress: OnProgress) -> list[str]:
    with ThreadPoolExecutor() as pool:
        states = dict(zip(names, pool.map(functions.provisioning, names), strict=True))
    for name, state in states.items():
        if state == "FAILED":
            on_progress(f"{name} got no provisioned concurrency; it starts cold")
    return [name for name, state in states.items() if state == "IN_PROGRESS"]
